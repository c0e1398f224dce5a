"""What scripts ask of the graph as a network: who is near, how to get there, who matters.

Everything here takes a :class:`Graph` or the network that :func:`to_networkx` made of it, and hands
out IRIs and networks to go on with.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from storyweft.errors import InputError
from storyweft.graph import Graph
from storyweft.network.as_networkx import to_networkx

if TYPE_CHECKING:
    import networkx


def neighbourhood(
    graph: "Graph | networkx.MultiDiGraph", iri: str, hops: int = 1
) -> "networkx.MultiDiGraph":
    """Return what is at most so many steps from a node, whichever way the edges point.

    :raises InputError: if the graph has no such node.

    >>> from storyweft import build
    >>> near = neighbourhood(build("seeds"), "https://storyweft.example/id/topic/ai")
    >>> sorted(set(dict(near.nodes(data="kind")).values()))
    ['article', 'topic']
    """
    network = _network(graph)
    _check(network, iri)
    reached = edge = {iri}
    for _ in range(hops):
        edge = {other for node in edge for other in _beside(network, node)} - reached
        reached = reached | edge
    return network.subgraph(reached).copy()


def shortest_path(
    graph: "Graph | networkx.MultiDiGraph",
    source: str,
    target: str,
    *,
    kinds: Iterable[str] = ("related",),
) -> list[str]:
    """Return the IRIs on a shortest way between two nodes, with both ends; [] if there is none.

    :param kinds: the kinds of edges to walk on, whichever way they point: ``related``,
        ``published_by``, ``about``, ``part_of``.
    :raises InputError: if the graph has no such nodes.
    """
    import networkx

    network = _network(graph)
    _check(network, source, target)
    walked = networkx.Graph()
    walked.add_nodes_from(network)
    walked.add_edges_from((one, other) for one, other, _ in _edges(network, kinds))
    try:
        return list(networkx.shortest_path(walked, source, target))
    except networkx.NetworkXNoPath:
        return []


def most_central(
    graph: "Graph | networkx.MultiDiGraph", count: int = 10
) -> list[tuple[str, float]]:
    """Return the articles that related links lead to most (PageRank), each with its share of 1.

    In order of share; equal ones in order of IRI.
    """
    import networkx

    network = _network(graph)
    articles = sorted(iri for iri, kind in network.nodes(data="kind") if kind == "article")
    linked = networkx.DiGraph()
    linked.add_nodes_from(articles)
    linked.add_edges_from((one, other) for one, other, _ in _edges(network, ("related",)))
    shares = {iri: float(share) for iri, share in networkx.pagerank(linked, tol=1e-9).items()}
    return sorted(shares.items(), key=lambda item: (-item[1], item[0]))[:count]


def story_network(graph: "Graph | networkx.MultiDiGraph", story: str) -> "networkx.MultiDiGraph":
    """Return a story with its articles, and their providers and topics.

    :raises InputError: if the graph has no such story.
    """
    network = _network(graph)
    _check(network, story)
    articles = set(network.predecessors(story))
    around = {target for article in articles for target in network.successors(article)}
    kinds = dict(network.nodes(data="kind"))
    beside = {iri for iri in around if kinds[iri] in ("provider", "topic")}
    return network.subgraph({story} | articles | beside).copy()


def _network(graph: "Graph | networkx.MultiDiGraph") -> "networkx.MultiDiGraph":
    return to_networkx(graph) if isinstance(graph, Graph) else graph


def _edges(network: "networkx.MultiDiGraph", kinds: Iterable[str]) -> list[tuple[str, str, str]]:
    wanted = frozenset(kinds)
    return [edge for edge in network.edges(keys=True) if edge[2] in wanted]


def _beside(network: "networkx.MultiDiGraph", node: str) -> set[str]:
    return {*network.successors(node), *network.predecessors(node)}


def _check(network: "networkx.MultiDiGraph", *iris: str) -> None:
    for iri in iris:
        if iri not in network:
            raise InputError(f"the graph has no node {iri!r}")
