"""The embedded triple store, SPARQL and named queries, and what a SOURCE is."""
