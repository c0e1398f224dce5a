"""The two ways to change a store over HTTP: its Graph Store Protocol, and SPARQL Update."""

from abc import ABC, abstractmethod
from urllib.parse import quote

from storyweft.push.http import Client


class Store(ABC):
    """A running store; a graph is its IRI, or None for the default graph; content is N-Triples."""

    @abstractmethod
    def replace(self, graph: str | None, triples: str) -> None:
        """Put these triples in place of what the graph holds."""

    @abstractmethod
    def add(self, graph: str | None, triples: str) -> None:
        """Add triples to a graph."""

    @abstractmethod
    def delete(self, graph: str) -> None:
        """Delete a graph; none is deleted if there is none."""

    @abstractmethod
    def read(self, graph: str) -> bytes:
        """Return a graph as Turtle; an empty one if there is none."""


# N-Triples are Turtle, and every store takes that.
_TURTLE = {"Content-Type": "text/turtle"}


class GraphStore(Store):
    """SPARQL 1.1 Graph Store HTTP Protocol (https://www.w3.org/TR/sparql11-http-rdf-update/)."""

    def __init__(self, client: Client, endpoint: str) -> None:
        self._client = client
        self._endpoint = endpoint

    def replace(self, graph: str | None, triples: str) -> None:
        self._client.send("PUT", self._url(graph), triples.encode(), _TURTLE)

    def add(self, graph: str | None, triples: str) -> None:
        self._client.send("POST", self._url(graph), triples.encode(), _TURTLE)

    def delete(self, graph: str) -> None:
        self._client.send("DELETE", self._url(graph), allowed=(404,))

    def read(self, graph: str) -> bytes:
        headers = {"Accept": "text/turtle"}
        answer = self._client.send("GET", self._url(graph), headers=headers, allowed=(404,))
        return b"" if answer.status == 404 else answer.content

    def _url(self, graph: str | None) -> str:
        sign = "&" if "?" in self._endpoint else "?"
        which = "default" if graph is None else f"graph={quote(graph, safe='')}"
        return f"{self._endpoint}{sign}{which}"


class UpdateStore(Store):
    """SPARQL 1.1 Update by the SPARQL Protocol (https://www.w3.org/TR/sparql11-protocol/)."""

    def __init__(self, client: Client, endpoint: str, query_endpoint: str) -> None:
        self._client = client
        self._endpoint = endpoint
        self._query_endpoint = query_endpoint

    def replace(self, graph: str | None, triples: str) -> None:
        which = "DEFAULT" if graph is None else f"GRAPH <{graph}>"
        self._update(f"CLEAR SILENT {which} ;\n{_insert(graph, triples)}")

    def add(self, graph: str | None, triples: str) -> None:
        self._update(_insert(graph, triples))

    def delete(self, graph: str) -> None:
        self._update(f"DROP SILENT GRAPH <{graph}>")

    def read(self, graph: str) -> bytes:
        headers = {"Content-Type": "application/sparql-query", "Accept": "text/turtle"}
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
        return self._client.send("POST", self._query_endpoint, query.encode(), headers).content

    def _update(self, update: str) -> None:
        headers = {"Content-Type": "application/sparql-update"}
        self._client.send("POST", self._endpoint, update.encode(), headers)


def _insert(graph: str | None, triples: str) -> str:
    content = triples if graph is None else f"GRAPH <{graph}> {{\n{triples}}}\n"
    return f"INSERT DATA {{\n{content}}}"
