"""GEXF 1.3 (https://gexf.net), for Gephi: what it draws, and a timeline of what was published when.

An article is there from its day on, as are the links from it; a story from its first article. Days
and not times, since networkx reads no others; the time itself is an attribute.
"""

from collections.abc import Iterable, Iterator

from storyweft.export.graphml import escape, text
from storyweft.graph import Graph
from storyweft.network.tables import (
    EDGE_ATTRIBUTES,
    KIND_COLOURS,
    NODE_ATTRIBUTES,
    Attribute,
    edges,
    field_names,
    nodes,
)

_HEADER = """\
<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">
  <meta>
    <creator>storyweft</creator>
  </meta>
  <graph defaultedgetype="directed" mode="dynamic" timeformat="date">
"""
_TYPES: dict[type[Attribute], str] = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "double",
}
# GEXF has these on nodes and edges themselves; as attributes they would be shown twice.
_BUILT_IN = frozenset(["label", "weight"])


def generate(graph: Graph) -> Iterator[str]:
    """Yield the GEXF document in pieces, a node or an edge at a time."""
    node_types = {**NODE_ATTRIBUTES, **dict.fromkeys(field_names(graph), str)}
    yield _HEADER
    node_keys = _keys(node_types)
    edge_keys = _keys(EDGE_ATTRIBUTES)
    yield _declaration("node", node_keys, node_types)
    yield _declaration("edge", edge_keys, EDGE_ATTRIBUTES)
    yield "    <nodes>\n"
    starts: dict[str, str] = {}
    for iri, attributes in nodes(graph):
        start = attributes.get("published") or attributes.get("first")
        if start:
            starts[iri] = str(start)[:10]
        label = f'id="{escape(iri)}" label="{escape(str(attributes["label"]))}"'
        look = _look(KIND_COLOURS[str(attributes["kind"])])
        yield f"      <node {label}{_start(starts, iri)}>\n"
        yield f"{_values(attributes, node_keys)}{look}      </node>\n"
    yield "    </nodes>\n    <edges>\n"
    for number, (source, target, kind, attributes) in enumerate(edges(graph)):
        ends = f'id="{number}" source="{escape(source)}" target="{escape(target)}"'
        weight = f'kind="{kind}" label="{attributes["label"]}" weight="{attributes["weight"]}"'
        yield f"      <edge {ends} {weight}{_start(starts, source)}>\n"
        yield f"{_values(attributes, edge_keys)}      </edge>\n"
    yield "    </edges>\n  </graph>\n</gexf>\n"


def _keys(names: Iterable[str]) -> dict[str, str]:
    titles = [name for name in names if name not in _BUILT_IN]
    return {name: str(number) for number, name in enumerate(titles)}


def _declaration(kind: str, keys: dict[str, str], types: dict[str, type[Attribute]]) -> str:
    attributes = "".join(
        f'      <attribute id="{key}" title="{escape(name)}" type="{_TYPES[types[name]]}"/>\n'
        for name, key in keys.items()
    )
    return f'    <attributes class="{kind}">\n{attributes}    </attributes>\n'


def _values(attributes: dict[str, Attribute], keys: dict[str, str]) -> str:
    values = "".join(
        f'          <attvalue for="{keys[name]}" value="{text(value)}"/>\n'
        for name, value in attributes.items()
        if name in keys
    )
    return f"        <attvalues>\n{values}        </attvalues>\n"


def _look(colour: str) -> str:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return f'        <viz:color r="{red}" g="{green}" b="{blue}"/>\n'


def _start(starts: dict[str, str], iri: str) -> str:
    return f' start="{starts[iri]}"' if iri in starts else ""
