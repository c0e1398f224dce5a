"""A graph → a running triple store."""
