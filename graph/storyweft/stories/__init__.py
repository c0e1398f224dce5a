"""Articles and links → near-duplicates, stories and storylines."""
