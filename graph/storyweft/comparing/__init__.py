"""Two builds → what changed from one to the other."""
