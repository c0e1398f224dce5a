"""What is pushed: N-Triples of a whole graph, or of each of its named graphs."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from storyweft.errors import InputError
from storyweft.export import ntriples
from storyweft.graph import Graph
from storyweft.pipeline import build
from storyweft.rdf.quads import named_graphs
from storyweft.sparql.opening import BuildGraph, Source, as_graph, as_store, tell_for
from storyweft.vocabulary import DEFAULT_BASE_IRI

if TYPE_CHECKING:
    import pyoxigraph

NamedLines = Iterator[tuple[str, Iterator[str]]]


class Content(Protocol):
    """Something to push; it can be asked more than once."""

    base: str

    def triples(self) -> Iterator[str]:
        """Yield the lines of the whole graph."""

    def graphs(self) -> NamedLines:
        """Yield each named graph and its lines."""


def read_content(
    source: Graph | Source | str | Path, *, build_graph: BuildGraph = build
) -> Content:
    """Return what there is to push of a graph, or of whatever is at a path."""
    if isinstance(source, Graph):
        return _GraphContent(source)
    if not isinstance(source, Source):
        source = tell_for("push", source)
    if source.is_built:
        return _GraphContent(as_graph(source, build_graph))
    return _StoreContent(as_store(source))


class _GraphContent:
    """A graph that was built."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self.base = graph.base_iri

    def triples(self) -> Iterator[str]:
        return ntriples.generate(self._graph)

    def graphs(self) -> NamedLines:
        for iri, resources in named_graphs(self._graph):
            yield iri, ntriples.lines(resources)


class _StoreContent:
    """The default graph of an embedded store, and its named graphs if it has any."""

    def __init__(self, store: "pyoxigraph.Store") -> None:
        self._store = store
        names = sorted(graph.value for graph in store.named_graphs())
        own = (name.partition("id/doc/") for name in names)
        self.base = next((base for base, part, _ in own if part), DEFAULT_BASE_IRI)
        self._names = names

    def triples(self) -> Iterator[str]:
        from pyoxigraph import DefaultGraph

        return self._lines(DefaultGraph())

    def graphs(self) -> NamedLines:
        from pyoxigraph import NamedNode

        if not self._names:
            message = "no named graphs there: push the documents themselves, or a .nq or .trig file"
            raise InputError(message)
        for name in self._names:
            yield name, self._lines(NamedNode(name))

    def _lines(self, graph: "pyoxigraph.NamedNode | pyoxigraph.DefaultGraph") -> Iterator[str]:
        for quad in self._store.quads_for_pattern(None, None, None, graph):
            yield f"{quad.triple} .\n"
