"""GEXF 1.3 (https://gexf.net), for Gephi and sigma: a drawing, and a timeline of what came when.

An article is there from its day on, as are the links from it; a story from its first article. Days
and not times, since networkx reads no others; the time itself is an attribute.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from storyweft.export.graphml import escape, text
from storyweft.graph import Graph
from storyweft.network.drawing import Look, drawn_nodes, looks_of
from storyweft.network.tables import (
    EDGE_ATTRIBUTES,
    NODE_ATTRIBUTES,
    Flat,
    edges,
    field_names,
    flat,
)

_HEADER = """\
<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">
  <meta>
    <creator>storyweft</creator>
  </meta>
  <graph defaultedgetype="directed" mode="dynamic" timeformat="date">
"""
_TYPES: dict[type, str] = {
    str: "string",
    datetime: "string",
    tuple: "string",
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
    looks = looks_of(graph)
    for iri, attributes in drawn_nodes(graph):
        start = attributes.get("published") or attributes.get("first")
        if start:
            starts[iri] = str(start)[:10]
        label = f'id="{escape(iri)}" label="{escape(str(attributes["label"]))}"'
        look = _look(looks[iri])
        yield f"      <node {label}{_start(starts, iri)}>\n"
        yield f"{_values(flat(attributes), node_keys)}{look}      </node>\n"
    yield "    </nodes>\n    <edges>\n"
    for number, (source, target, kind, attributes) in enumerate(edges(graph)):
        ends = f'id="{number}" source="{escape(source)}" target="{escape(target)}"'
        weight = f'kind="{kind}" label="{attributes["label"]}" weight="{attributes["weight"]}"'
        yield f"      <edge {ends} {weight}{_start(starts, source)}>\n"
        yield f"{_values(flat(attributes), edge_keys)}      </edge>\n"
    yield "    </edges>\n  </graph>\n</gexf>\n"


def _keys(names: Iterable[str]) -> dict[str, str]:
    titles = [name for name in names if name not in _BUILT_IN]
    return {name: str(number) for number, name in enumerate(titles)}


def _declaration(kind: str, keys: dict[str, str], types: dict[str, type]) -> str:
    attributes = "".join(
        f'      <attribute id="{key}" title="{escape(name)}" type="{_TYPES[types[name]]}"/>\n'
        for name, key in keys.items()
    )
    return f'    <attributes class="{kind}">\n{attributes}    </attributes>\n'


def _values(attributes: dict[str, Flat], keys: dict[str, str]) -> str:
    values = "".join(
        f'          <attvalue for="{keys[name]}" value="{text(value)}"/>\n'
        for name, value in attributes.items()
        if name in keys
    )
    return f"        <attvalues>\n{values}        </attvalues>\n"


def _look(look: Look) -> str:
    red, green, blue = bytes.fromhex(look.color.removeprefix("#"))
    # Upwards is the other way there.
    return (
        f'        <viz:color r="{red}" g="{green}" b="{blue}"/>\n'
        f'        <viz:position x="{look.x}" y="{-look.y}" z="0"/>\n'
        f'        <viz:size value="{look.size}"/>\n'
    )


def _start(starts: dict[str, str], iri: str) -> str:
    return f' start="{starts[iri]}"' if iri in starts else ""
