"""A knowledge graph from news in text files with front matter.

    import storyweft

    graph = storyweft.build("articles")
    network = storyweft.to_networkx(graph)  # a networkx.MultiDiGraph
    triples = storyweft.to_rdflib(graph)  # an rdflib.Graph
    storyweft.write(graph, "exports")  # graph.ttl, graph.graphml, graph.html
    rows = storyweft.query(graph, "providers-by-stories")  # a ready question, or SPARQL

The flow is the order of imports: errors, codes, model, sharing, vocabulary, text, urls, yaml_text,
front_matter, scalars, mapping, values, records, read, rows, archives, pool, cache, iris,
references, identity, catalog, resolve, graph, copies, headlines, words, similarity, clusters,
stories, build, triples, quads, interop, shapes, report, export, store, update, questions, query,
explore, snapshot, diff, serve, watch, push, spark,
cli.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from storyweft.build import build as build
    from storyweft.diff import diff as diff
    from storyweft.explore import most_central as most_central
    from storyweft.explore import neighbourhood as neighbourhood
    from storyweft.explore import shortest_path as shortest_path
    from storyweft.explore import story_network as story_network
    from storyweft.export import write as write
    from storyweft.graph import Graph as Graph
    from storyweft.interop import to_networkx as to_networkx
    from storyweft.interop import to_rdflib as to_rdflib
    from storyweft.query import query as query
    from storyweft.questions import questions as questions
    from storyweft.store import open_store as open_store
    from storyweft.store import save as save
    from storyweft.update import update as update

__version__ = "0.1.0"

# Name → the module that has it. Imported when first used, so that the command line answers at once.
_EXPORTS = {
    "Graph": "graph",
    "build": "build",
    "diff": "diff",
    "most_central": "explore",
    "neighbourhood": "explore",
    "open_store": "store",
    "query": "query",
    "questions": "questions",
    "save": "store",
    "shortest_path": "explore",
    "story_network": "explore",
    "to_networkx": "interop",
    "to_rdflib": "interop",
    "update": "update",
    "write": "export",
}

__all__ = [
    "Graph",
    "__version__",
    "build",
    "diff",
    "most_central",
    "neighbourhood",
    "open_store",
    "query",
    "questions",
    "save",
    "shortest_path",
    "story_network",
    "to_networkx",
    "to_rdflib",
    "update",
    "write",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the module holds
    if name not in _EXPORTS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_EXPORTS[name]}"), name)
    globals()[name] = value
    return value


class _Package(ModuleType):
    """Keeps ``storyweft.build`` the function: importing the module of that name would hide it."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _EXPORTS and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


# https://docs.python.org/3/reference/datamodel.html#customizing-module-attribute-access
sys.modules[__name__].__class__ = _Package


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(_EXPORTS))
