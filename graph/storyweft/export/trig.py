"""RDF 1.1 TriG (https://www.w3.org/TR/trig/): Turtle with a named graph for each document."""

from collections.abc import Iterator

from storyweft.export.turtle import block, header, prefixes, terms_of
from storyweft.graph import Graph
from storyweft.rdf.quads import named_graphs


def generate(graph: Graph) -> Iterator[str]:
    """Yield the TriG document in pieces, a resource at a time."""
    names = prefixes(graph)
    terms = terms_of(names)
    short = terms.iri
    yield header(names)
    for name, resources in named_graphs(graph, terms):
        yield f"\n{short(name)} {{\n"
        for resource in resources:
            # No literal holds a raw line break, so that all of them are ours to indent.
            yield block(resource, short).replace("\n", "\n    ").rstrip(" ")
        yield "}\n"
