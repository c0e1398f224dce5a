"""Graph → triples and named graphs, in standard vocabularies; their ontology and shapes; rdflib."""
