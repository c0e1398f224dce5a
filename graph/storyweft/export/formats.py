"""The one table of formats: it feeds the commands, the tests and the messages."""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import NamedTuple

from storyweft.errors import UnknownFormat

#: A file, piece by piece.
Pieces = Iterator[str] | Iterator[bytes]
Generate = Callable[..., Pieces]


class Format(NamedTuple):
    """A format: what it is, in words for a menu, and the module that generates it.

    ``files`` maps the ending of each file to the function that generates it; without it there is
    one file, named after the format. ``has_parts`` tells that the module gives it in parts, too.
    """

    title: str
    module: str
    files: Mapping[str, str] = MappingProxyType({})
    compressible: bool = True
    has_parts: bool = False


#: Every format by its name.
FORMATS = {
    "ttl": Format("RDF as Turtle", "storyweft.export.turtle", has_parts=True),
    "nt": Format("RDF as N-Triples", "storyweft.export.ntriples", has_parts=True),
    "nq": Format("RDF as N-Quads, a named graph for each document", "storyweft.export.nquads"),
    "trig": Format("RDF as TriG, a named graph for each document", "storyweft.export.trig"),
    "jsonld": Format("RDF as JSON-LD that reads like schema.org markup", "storyweft.export.jsonld"),
    "graphml": Format(
        "GraphML for Gephi, yEd, Cytoscape, networkx", "storyweft.export.graphml", has_parts=True
    ),
    "gexf": Format("GEXF with dates, for Gephi's timeline", "storyweft.export.gexf"),
    "atom": Format("the newest stories as a feed", "storyweft.export.atom"),
    "html": Format(
        "an interactive page for any browser", "storyweft.page.html", compressible=False
    ),
    "csv": Format(
        "nodes and edges as tables for Gephi and spreadsheets",
        "storyweft.export.tables",
        {"nodes.csv": "generate_nodes", "edges.csv": "generate_edges"},
    ),
    "neo4j": Format(
        "nodes and edges as tables for neo4j-admin import",
        "storyweft.export.tables",
        {"neo4j-nodes.csv": "generate_neo4j_nodes", "neo4j-edges.csv": "generate_neo4j_edges"},
    ),
    "parquet": Format(
        "nodes and edges as Parquet (extra: parquet)",
        "storyweft.export.parquet",
        {"nodes.parquet": "generate_nodes", "edges.parquet": "generate_edges"},
        compressible=False,
    ),
}
DEFAULT_FORMATS = ("ttl", "graphml", "html")


def generators(name: str) -> dict[str, Generate]:
    """Return what generates each file of a format: ending → function of a graph.

    :raises UnknownFormat: if there is no format of that name.
    """
    if name not in FORMATS:
        raise UnknownFormat(name, FORMATS)
    form = FORMATS[name]
    module = import_module(form.module)
    files = form.files or {name: "generate"}
    return {ending: getattr(module, function) for ending, function in files.items()}
