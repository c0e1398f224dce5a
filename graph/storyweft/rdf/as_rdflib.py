"""Graph, or triples → an rdflib graph."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from storyweft.graph import Graph
from storyweft.rdf.triples import Literal, Triple, triples
from storyweft.vocabulary import LANG_STRING, PREFIXES, STRING

if TYPE_CHECKING:
    import rdflib


def to_rdflib(graph: Graph) -> "rdflib.Graph":
    """Return the graph as an rdflib graph, with the prefixes of the Turtle export bound.

    >>> from storyweft import build, to_rdflib
    >>> question = "SELECT ?topic { ?topic a skos:Concept }"
    >>> len(to_rdflib(build("seeds")).query(question))
    4
    """
    return collect(triples(graph))


def collect(statements: Iterable[Triple]) -> "rdflib.Graph":
    """Return triples as an rdflib graph, with the prefixes of the Turtle export bound."""
    import rdflib

    result = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        result.bind(prefix, namespace)
    for subject, predicate, value in statements:
        result.add((_node(subject), rdflib.URIRef(predicate), _term(value)))
    return result


def _node(name: str) -> "rdflib.URIRef | rdflib.BNode":
    import rdflib

    # Ours has no blank nodes, but what is validated may be somebody else's.
    return rdflib.BNode(name[2:]) if name.startswith("_:") else rdflib.URIRef(name)


def _term(value: str | Literal) -> "rdflib.URIRef | rdflib.BNode | rdflib.Literal":
    import rdflib

    if not isinstance(value, Literal):
        return _node(value)
    if value.datatype in (STRING, LANG_STRING):
        return rdflib.Literal(value.value, lang=value.language)
    # Not normalized: rdflib would write the Z of a time as +00:00.
    return rdflib.Literal(value.value, datatype=rdflib.URIRef(value.datatype), normalize=False)
