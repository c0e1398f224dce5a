"""RDF 1.1 N-Quads (https://www.w3.org/TR/n-quads/): a named graph for each document."""

from collections.abc import Iterator

from storyweft.export.ntriples import TERMS, iri
from storyweft.graph import Graph
from storyweft.rdf.quads import named_graphs


def generate(graph: Graph) -> Iterator[str]:
    """Yield the lines, one named graph after the other."""
    for name, resources in named_graphs(graph, TERMS):
        end = f" {iri(name)} .\n"
        for subject, properties in resources:
            start = iri(subject)
            yield from [f"{start} <{predicate}> {text}{end}" for predicate, text in properties]
