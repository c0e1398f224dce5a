"""Articles and links → near-duplicates and stories."""
