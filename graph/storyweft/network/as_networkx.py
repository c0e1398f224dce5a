"""Graph → a networkx multigraph."""

from collections.abc import Callable
from hashlib import blake2b
from typing import TYPE_CHECKING, Literal

from storyweft.graph import Graph
from storyweft.network.tables import edges, flat, nodes

if TYPE_CHECKING:
    import networkx


def to_networkx(graph: Graph, *, ids: Literal["iri", "short"] = "iri") -> "networkx.MultiDiGraph":
    """Return the graph as a networkx multigraph; node names are IRIs, edge keys say the kind.

    Each node has ``kind`` (article, provider, topic, story) and ``label``; articles also have
    ``title``, ``published``, ``provider`` and what else is known, several values joined by ``; ``.

    :param ids: ``short`` names nodes as the GraphML export does, and their IRI is the attribute
        ``iri``: for Graphviz, which takes what follows a colon for something else.

    >>> from storyweft import build, to_networkx
    >>> network = to_networkx(build("seeds"))
    >>> sum(kind == "article" for _, kind in network.nodes(data="kind"))
    26
    """
    import networkx

    name: Callable[[str], str] = node_id if ids == "short" else str
    network = networkx.MultiDiGraph()
    for iri, attributes in nodes(graph):
        more = {"iri": iri} if ids == "short" else {}
        network.add_node(name(iri), **more, **flat(attributes))
    for source, target, kind, attributes in edges(graph):
        network.add_edge(name(source), name(target), kind, **flat(attributes))
    return network


def node_id(iri: str) -> str:
    """Return the id of a node where an IRI cannot be one: short, and the same in every build."""
    return "n" + blake2b(iri.encode(), digest_size=8).hexdigest()
