"""A knowledge graph from news in text files with front matter.

    import storyweft

    graph = storyweft.build("articles")
    network = storyweft.to_networkx(graph)  # a networkx.MultiDiGraph
    triples = storyweft.to_rdflib(graph)  # an rdflib.Graph
    storyweft.write(graph, "exports")  # graph.ttl, graph.graphml, graph.html
    rows = storyweft.query(graph, "providers-by-stories")  # a named query, or SPARQL

Read ``pipeline`` first: the whole flow. The rooms stand in its order, and each imports only those
before it: errors, model, text, url_rules, urls, vocabulary, mapping, settings, ``sources``,
``reading``, ``resolving``, graph, ``stories``, report, pipeline, ``rdf``, ``network``, ``page``,
``export``, ``sparql``, ``comparing``, ``rebuilding``, then who calls them: ``serve``, ``push``,
``spark``, ``mcp``, ``cli``.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from storyweft.comparing.changes import diff as diff
    from storyweft.export.writing import write as write
    from storyweft.graph import Graph as Graph
    from storyweft.network.algorithms import most_central as most_central
    from storyweft.network.algorithms import neighbourhood as neighbourhood
    from storyweft.network.algorithms import shortest_path as shortest_path
    from storyweft.network.algorithms import story_network as story_network
    from storyweft.network.as_networkx import to_networkx as to_networkx
    from storyweft.network.data_frames import to_pandas as to_pandas
    from storyweft.network.data_frames import to_polars as to_polars
    from storyweft.page.embedding import show as show
    from storyweft.pipeline import build as build
    from storyweft.pipeline import from_records as from_records
    from storyweft.rdf.as_rdflib import to_rdflib as to_rdflib
    from storyweft.rebuilding.updating import save as save
    from storyweft.rebuilding.updating import update as update
    from storyweft.sparql.asking import query as query
    from storyweft.sparql.named import named_queries as named_queries
    from storyweft.sparql.store import open_store as open_store

__version__ = "0.1.0"

# Name → the module that has it. Imported when first used, so that the command line answers at once.
_EXPORTS = {
    "Graph": "graph",
    "build": "pipeline",
    "diff": "comparing.changes",
    "from_records": "pipeline",
    "most_central": "network.algorithms",
    "named_queries": "sparql.named",
    "neighbourhood": "network.algorithms",
    "open_store": "sparql.store",
    "query": "sparql.asking",
    "save": "rebuilding.updating",
    "shortest_path": "network.algorithms",
    "show": "page.embedding",
    "story_network": "network.algorithms",
    "to_networkx": "network.as_networkx",
    "to_pandas": "network.data_frames",
    "to_polars": "network.data_frames",
    "to_rdflib": "rdf.as_rdflib",
    "update": "rebuilding.updating",
    "write": "export.writing",
}

__all__ = [
    "Graph",
    "__version__",
    "build",
    "diff",
    "from_records",
    "most_central",
    "named_queries",
    "neighbourhood",
    "open_store",
    "query",
    "save",
    "shortest_path",
    "show",
    "story_network",
    "to_networkx",
    "to_pandas",
    "to_polars",
    "to_rdflib",
    "update",
    "write",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the module holds
    if name not in _EXPORTS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_EXPORTS[name]}"), name)


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(_EXPORTS))
