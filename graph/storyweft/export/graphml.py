"""GraphML (http://graphml.graphdrawing.org/), for Gephi, yEd, Cytoscape, networkx and igraph.

Every attribute is declared with its type, every edge has an id of its own. Gephi takes ``label``
and ``weight``, Cytoscape ``name``, sigma ``x``, ``y``, ``size`` and ``color``; yEd looks into its
own extension alone. Some name attributes by the ids of their keys, so that these are the names,
but for edges' attributes that nodes have, too.

The ids of nodes and the names of attributes are tokens, as the schema of GraphML wants them
(NMTOKEN: no slash, no space); the IRI of a node is its attribute ``iri``. Flags are 1 and 0: a
reader that has no value for what is absent takes ``false`` for it where they are booleans (igraph).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from operator import attrgetter

from storyweft.graph import Graph
from storyweft.network.as_networkx import node_id
from storyweft.network.drawing import LOOK_ATTRIBUTES, Look, drawn_parts, looks_of
from storyweft.network.tables import (
    EDGE_ATTRIBUTES,
    NODE_ATTRIBUTES,
    Attribute,
    Edge,
    Flat,
    Node,
    field_names,
    joined,
    link_edge,
    other_edges,
)
from storyweft.rdf.parts import Part, all_of, in_parts

_HEADER = """\
<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xmlns:y="http://www.yworks.com/xml/graphml"
    xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns
        http://www.yworks.com/xml/schema/graphml/1.1/ygraphml.xsd">
"""
# How many attributes every edge has.
_PLAIN = 3
_TYPES: dict[type, str] = {
    str: "string",
    datetime: "string",
    tuple: "string",
    bool: "int",
    int: "int",
    float: "double",
}


def generate(graph: Graph) -> Iterator[str]:
    """Yield the GraphML document in pieces, a node or an edge at a time."""
    return all_of(parts(graph))


def parts(graph: Graph) -> Iterator[Part[str]]:
    """Yield the same in parts."""
    fields = dict.fromkeys(field_names(graph), str)
    node_types = {"iri": str, "name": str, **NODE_ATTRIBUTES, **LOOK_ATTRIBUTES, **fields}
    node_keys = dict(zip(node_types, _tokens(node_types), strict=True))
    edge_keys = {name: f"edge_{name}" if name in node_keys else name for name in EDGE_ATTRIBUTES}
    yield Part(None, _head(node_types, node_keys, edge_keys))
    looks = looks_of(graph)
    short = lru_cache(maxsize=1 << 17)(node_id)  # four in five ids are asked for again

    def drawn(nodes: Iterable[Node]) -> Iterator[str]:
        for iri, attributes in nodes:
            name, look = str(attributes["label"]), looks[iri]
            all_of_it = {"iri": iri, "name": name, **attributes, **look._asdict()}
            data = _data(all_of_it, node_keys)
            # Its own first: networkx takes what yEd draws for attributes, unless others come later.
            yield f'    <node id="{short(iri)}">\n{_graphics(name, look)}{data}    </node>\n'

    # Most edges have a kind and a weight, and nothing of their own.
    plain = lru_cache(lambda *items: _data(dict(items), edge_keys))

    def numbered(edges: Iterable[Edge], first: int) -> Iterator[str]:
        for number, (source, target, _, attributes) in enumerate(edges, first):
            ends = f'source="{short(source)}" target="{short(target)}"'
            is_plain = len(attributes) == _PLAIN
            data = plain(*attributes.items()) if is_plain else _data(attributes, edge_keys)
            yield f'    <edge id="e{number}" {ends}>\n{data}    </edge>\n'

    for made_of, nodes in drawn_parts(graph):
        yield Part(made_of and [list(node_keys.items()), made_of], drawn(nodes))
    first = 0
    for links in in_parts(graph.links, attrgetter("source")):
        yield Part([list(edge_keys.items()), links, first], numbered(map(link_edge, links), first))
        first += len(links)
    yield Part(None, numbered(other_edges(graph), first))
    yield Part(None, ["  </graph>\n</graphml>\n"])


def _head(
    node_types: Mapping[str, type], node_keys: Mapping[str, str], edge_keys: Mapping[str, str]
) -> Iterator[str]:
    yield _HEADER
    for name, key in node_keys.items():
        yield _key(key, "node", key, node_types[name])
    for name, key in edge_keys.items():
        yield _key(key, "edge", name, EDGE_ATTRIBUTES[name])
    # Strict readers want a name and a type of it as well.
    yield '  <key id="look" for="node" attr.name="look" attr.type="string"'
    yield ' yfiles.type="nodegraphics"/>\n  <graph id="G" edgedefault="directed">\n'


def _tokens(names: Iterable[str]) -> list[str]:
    """Return names without what no token may have; names that come to the same stay apart."""
    tokens: dict[str, None] = {}
    for name in names:
        token = plain = _NO_TOKEN.sub("_", name)
        number = 2
        while token in tokens:
            token, number = f"{plain}_{number}", number + 1
        tokens[token] = None
    return list(tokens)


# Whatever is no NameChar (XML 1.0, section 2.3).
_NO_TOKEN = re.compile(
    r"[^-.:\w\u200c\u200d]|[\u00aa\u00b2\u00b3\u00b5\u00b9\u00ba\u00bc-\u00be\u2460-\u2bff]"
)


def _key(key: str, domain: str, name: str, kind: type) -> str:
    names = f'attr.name="{escape(name)}" attr.type="{_TYPES[kind]}"'
    return f'  <key id="{escape(key)}" for="{domain}" {names}/>\n'


def _data(attributes: Mapping[str, Attribute], keys: dict[str, str]) -> str:
    return "".join(
        [
            f'      <data key="{keys[name]}">{_content(value)}</data>\n'
            for name, value in attributes.items()
        ]
    )


def _content(value: Attribute) -> str:
    if isinstance(value, str):
        return escape(value)
    if isinstance(value, tuple):
        return escape(joined(value))
    return str(int(value)) if isinstance(value, bool) else repr(value)


def _graphics(label: str, look: Look) -> str:
    side = 2 * look.size
    corner = f'x="{look.x - look.size}" y="{look.y - look.size}"'
    geometry = f'<y:Geometry height="{side}" width="{side}" {corner}/>'
    shape = f'<y:Fill color="{look.color}"/><y:NodeLabel>{escape(label)}</y:NodeLabel>'
    ellipse = '<y:Shape type="ellipse"/>'
    graphics = f"<y:ShapeNode>{geometry}{shape}{ellipse}</y:ShapeNode>"
    return f'      <data key="look">{graphics}</data>\n'


def text(value: Flat) -> str:
    """Return an attribute as XML Schema has it."""
    if isinstance(value, str):
        return escape(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value)


# What XML has another use for, and what it cannot hold even escaped (XML 1.0, section 2.2).
_SPECIAL = re.compile('[&<>"\x00-\x1f\ud800-\udfff\ufffe\uffff]')
# Numeric references keep white space that parsers would otherwise normalise.
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
_ENTITIES |= {"\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}


def escape(text: str) -> str:
    """Return text for the content or an attribute of an XML element.

    >>> escape('<b> & "c"')
    '&lt;b&gt; &amp; &quot;c&quot;'
    """
    # As most texts; seen in half the time that the pattern takes.
    if text.isprintable() and not ("&" in text or "<" in text or ">" in text or '"' in text):
        return text
    return _SPECIAL.sub(lambda match: _ENTITIES.get(match[0], ""), text)
