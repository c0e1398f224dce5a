"""GraphML (http://graphml.graphdrawing.org/), for Gephi, yEd, Cytoscape, networkx and igraph.

Every attribute is declared with its type, every edge has an id of its own. Gephi takes ``label``
and ``weight``, Cytoscape ``name``; yEd shows a label only where its own extension says so.

The ids of nodes and the names of attributes are tokens, as the schema of GraphML wants them
(NMTOKEN: no slash, no space); the IRI of a node is its attribute ``iri``.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b

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
<graphml xmlns="http://graphml.graphdrawing.org/xmlns"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xmlns:y="http://www.yworks.com/xml/graphml"
    xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns
        http://www.yworks.com/xml/schema/graphml/1.1/ygraphml.xsd">
"""
_TYPES: dict[type[Attribute], str] = {str: "string", bool: "boolean", int: "int", float: "double"}


def generate(graph: Graph) -> Iterator[str]:
    """Yield the GraphML document in pieces, a node or an edge at a time."""
    fields = dict.fromkeys(field_names(graph), str)
    node_types = {"iri": str, "name": str, **NODE_ATTRIBUTES, **fields}
    node_keys = {name: f"n{number}" for number, name in enumerate(node_types)}
    edge_keys = {name: f"e{number}" for number, name in enumerate(EDGE_ATTRIBUTES)}
    yield _HEADER
    yield '  <key id="look" for="node" yfiles.type="nodegraphics"/>\n'
    for (name, key), token in zip(node_keys.items(), _tokens(node_keys), strict=True):
        yield _key(key, "node", token, node_types[name])
    for name, key in edge_keys.items():
        yield _key(key, "edge", name, EDGE_ATTRIBUTES[name])
    yield '  <graph id="G" edgedefault="directed">\n'
    for iri, attributes in nodes(graph):
        name = str(attributes["label"])
        look = _look(name, KIND_COLOURS[str(attributes["kind"])])
        data = _data({"iri": iri, "name": name, **attributes}, node_keys)
        yield f'    <node id="{node_id(iri)}">\n{data}{look}    </node>\n'
    for number, (source, target, _, attributes) in enumerate(edges(graph)):
        ends = f'source="{node_id(source)}" target="{node_id(target)}"'
        yield f'    <edge id="e{number}" {ends}>\n{_data(attributes, edge_keys)}    </edge>\n'
    yield "  </graph>\n</graphml>\n"


# A node has an edge or two for each of its articles: four in five ids are asked for again.
@lru_cache(maxsize=1 << 17)
def node_id(iri: str) -> str:
    """Return the id of a node: short, and the same in every build."""
    return "n" + blake2b(iri.encode(), digest_size=8).hexdigest()


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


def _key(key: str, domain: str, name: str, kind: type[Attribute]) -> str:
    names = f'attr.name="{escape(name)}" attr.type="{_TYPES[kind]}"'
    return f'  <key id="{key}" for="{domain}" {names}/>\n'


def _data(attributes: dict[str, Attribute], keys: dict[str, str]) -> str:
    return "".join(
        f'      <data key="{keys[name]}">{text(value)}</data>\n'
        for name, value in attributes.items()
    )


def _look(label: str, colour: str) -> str:
    shape = f'<y:Fill color="{colour}"/><y:NodeLabel>{escape(label)}</y:NodeLabel>'
    return f'      <data key="look"><y:ShapeNode>{shape}</y:ShapeNode></data>\n'


def text(value: Attribute) -> str:
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
    if _SPECIAL.search(text) is None:  # as nearly always; to look takes a third of the time
        return text
    return _SPECIAL.sub(lambda match: _ENTITIES.get(match[0], ""), text)
