"""Graph → a networkx multigraph."""

from typing import TYPE_CHECKING

from storyweft.graph import Graph

if TYPE_CHECKING:
    import networkx
from storyweft.network.tables import edges, nodes


def to_networkx(graph: Graph) -> "networkx.MultiDiGraph":
    """Return the graph as a networkx multigraph; node names are IRIs, edge keys say the kind.

    Each node has ``kind`` (article, provider, topic, story) and ``label``; articles also have
    ``title``, ``published``, ``provider`` and what else is known, several values joined by ``; ``.

    >>> from storyweft import build, to_networkx
    >>> network = to_networkx(build("seeds"))
    >>> sum(kind == "article" for _, kind in network.nodes(data="kind"))
    26
    """
    import networkx

    network = networkx.MultiDiGraph()
    network.add_nodes_from(nodes(graph))
    network.add_edges_from(edges(graph))
    return network
