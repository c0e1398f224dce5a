"""A graph → a local, read-only server: the page, SPARQL, and a page for each resource."""
