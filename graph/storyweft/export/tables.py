"""Nodes and edges as two CSV files (RFC 4180), in the two forms that importers ask for.

Gephi wants the columns ``Id``, ``Label``, ``Source``, ``Target``, ``Type`` and ``Weight``;
neo4j-admin wants ``:ID``, ``:LABEL``, ``:START_ID``, ``:END_ID``, ``:TYPE``, and types in the names
of all others. It knows no quotes inside of a list: what separates there is a character that no text
holds, U+001F (unit separator), which it has to be told.

The first form is what people open in spreadsheets, too: text that these would run as a formula has
an apostrophe before it there (as https://owasp.org/www-community/attacks/CSV_Injection advises).
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from io import StringIO
from itertools import chain, count

from storyweft.graph import Graph
from storyweft.network.tables import (
    EDGE_ATTRIBUTES,
    NODE_ATTRIBUTES,
    Attribute,
    Flat,
    edges,
    field_names,
    joined,
    nodes,
)

_NEO4J_TYPES: dict[type, str] = {
    str: "string",
    datetime: "datetime",
    tuple: "string[]",
    bool: "boolean",
    int: "long",
    float: "double",
}
_NEO4J_SEPARATOR = "\x1f"
#: What neo4j calls nodes and edges of each kind.
_NEO4J_NAMES = {
    "article": "Article",
    "provider": "Provider",
    "topic": "Topic",
    "story": "Story",
    "storyline": "Storyline",
    "related": "RELATED",
    "published_by": "PUBLISHED_BY",
    "about": "ABOUT",
    "part_of": "PART_OF",
    "near_duplicate": "NEAR_DUPLICATE_OF",
    "follows": "FOLLOWS",
    "related_story": "RELATED_STORY",
    "has_part": "HAS_PART",
    "in_storyline": "IN_STORYLINE",
    "goes_on_from": "GOES_ON_FROM",
    "references": "REFERENCES",
    "translation": "TRANSLATION_OF",
}


def generate_nodes(graph: Graph) -> Iterator[str]:
    """Yield the nodes as Gephi wants them."""
    names = [name for name in node_columns(graph) if name != "label"]
    rows = (
        [iri, str(attributes["label"]), *_cells(attributes, names)]
        for iri, attributes in nodes(graph)
    )
    return _lines(["Id", "Label", *names], map(no_formulas, rows))


def generate_edges(graph: Graph) -> Iterator[str]:
    """Yield the edges as Gephi wants them; parallel edges of different kinds stay apart."""
    names = [name for name in EDGE_ATTRIBUTES if name not in ("label", "weight")]
    rows = (
        [
            *(source, target, "Directed"),
            *_cells(attributes, ["label", "weight", *names]),
        ]
        for source, target, _, attributes in edges(graph)
    )
    header = ["Source", "Target", "Type", "Label", "Weight", *names]
    return _lines(header, map(no_formulas, rows))


def generate_neo4j_nodes(graph: Graph) -> Iterator[str]:
    """Yield the nodes as neo4j-admin wants them."""
    columns = node_columns(graph)
    names = [name for name in columns if name != "kind"]
    rows = (
        [iri, _NEO4J_NAMES[str(attributes["kind"])], *_cells(attributes, names, _for_neo4j)]
        for iri, attributes in nodes(graph)
    )
    return _lines(["iri:ID", ":LABEL", *_typed(names, columns)], rows)


def generate_neo4j_edges(graph: Graph) -> Iterator[str]:
    """Yield the edges as neo4j-admin wants them."""
    names = [name for name in EDGE_ATTRIBUTES if name not in ("label", "kind")]
    rows = (
        [source, target, _NEO4J_NAMES[kind], *_cells(attributes, names, _for_neo4j)]
        for source, target, kind, attributes in edges(graph)
    )
    return _lines([":START_ID", ":END_ID", ":TYPE", *_typed(names, EDGE_ATTRIBUTES)], rows)


def node_columns(graph: Graph) -> dict[str, type]:
    """Return every attribute of nodes with its type, those of unforeseen fields last."""
    return {**NODE_ATTRIBUTES, **dict.fromkeys(field_names(graph), str)}


def _typed(names: Sequence[str], types: Mapping[str, type]) -> list[str]:
    """Return names with their types, each once, though two may differ in a colon only."""
    columns: dict[str, None] = {}
    for name in names:
        # A colon in a name would be taken for the type's.
        plain = name.replace(":", "_")
        alternatives = chain([plain], (f"{plain}_{number}" for number in count(2)))
        kind = _NEO4J_TYPES[types[name]]
        columns[next(c for a in alternatives if (c := f"{a}:{kind}") not in columns)] = None
    return list(columns)


# Also in full width: where that is typed, spreadsheets take it for the same.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def no_formulas(row: Sequence[Flat | None]) -> list[Flat | None]:
    """Return a row whose texts are texts in a spreadsheet; numbers stay what they are."""
    return [
        f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
        for value in row
    ]


def _cells(
    attributes: Mapping[str, Attribute],
    names: Sequence[str],
    join: Callable[[tuple[str, ...]], str] = joined,
) -> list[Flat | None]:
    values = (attributes.get(name) for name in names)
    return [join(value) if isinstance(value, tuple) else value for value in values]


def _for_neo4j(texts: tuple[str, ...]) -> str:
    return _NEO4J_SEPARATOR.join(text.replace(_NEO4J_SEPARATOR, "") for text in texts)


def _lines(header: Sequence[str], rows: Iterable[Sequence[Flat | None]]) -> Iterator[str]:
    buffer = StringIO()
    # Of both characters of its line ends it quotes what holds one: a return alone ends a row, too.
    writer = csv.writer(buffer, lineterminator="\r\n")
    for row in chain([header], rows):
        writer.writerow([_cell(value) for value in row])
        yield f"{_drain(buffer)[:-2]}\n"


def _drain(buffer: StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def _cell(value: Flat | None) -> Flat | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    # No CSV reader agrees with another on what a NUL is.
    return value.replace("\0", "") if isinstance(value, str) else value
