"""Graph → networkx, flat nodes and edges, where they stand, and what scripts ask of a network."""
