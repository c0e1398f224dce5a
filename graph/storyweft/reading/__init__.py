"""A raw document → a document or a problem, by one process or several, and only once."""
