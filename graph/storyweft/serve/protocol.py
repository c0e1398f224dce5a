"""What the SPARQL 1.1 Protocol and HTTP say about requests: pure functions."""

import re
from collections.abc import Sequence

#: Media types for tables (SELECT, ASK) and graphs (CONSTRUCT, DESCRIBE); the first is the default.
TABLE_TYPES = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
GRAPH_TYPES = (
    "text/turtle",
    "application/n-triples",
    "application/ld+json",
    "application/rdf+xml",
)
#: What people and older clients say for them.
ALIASES = {
    "application/json": TABLE_TYPES[0],
    "application/xml": TABLE_TYPES[1],
    "text/xml": TABLE_TYPES[1],
    "text/tsv": TABLE_TYPES[3],
    "text/plain": GRAPH_TYPES[1],
    "application/x-turtle": GRAPH_TYPES[0],
}


def negotiate(accept: str, offered: Sequence[str]) -> str | None:
    """Return the offered media type that a client likes best (RFC 9110, section 12.5.1).

    >>> negotiate("text/csv;q=0.5, application/json", TABLE_TYPES)
    'application/sparql-results+json'
    >>> negotiate("", TABLE_TYPES), negotiate("image/png", TABLE_TYPES)
    ('application/sparql-results+json', None)
    """
    ranges = [_range(part) for part in accept.split(",") if part.strip()] or [("*/*", 1.0)]
    quality = {media_type: _quality(media_type, ranges) for media_type in offered}
    best = max(offered, key=lambda media_type: quality[media_type])
    return best if quality[best] > 0 else None


def _range(part: str) -> tuple[str, float]:
    name, *parameters = (item.strip().lower() for item in part.split(";"))
    weight = next((item[2:] for item in parameters if item.startswith("q=")), "1")
    try:
        return ALIASES.get(name, name), float(weight)
    except ValueError:
        return ALIASES.get(name, name), 0.0


def _quality(media_type: str, ranges: Sequence[tuple[str, float]]) -> float:
    """Return the weight of the most telling range that covers a media type."""
    group = media_type.split("/")[0] + "/*"
    for wanted in (media_type, group, "*/*"):
        weights = [weight for name, weight in ranges if name == wanted]
        if weights:
            return max(weights)
    return 0.0


_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
# What a keyword cannot be inside of: comments, IRIs, strings; in the order of the grammar.
_OPAQUE = re.compile(
    r"""#[^\r\n]*|<[^<>"{}|^`\\\x00-\x20]*>"""
    r'''|"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^'\\]|\\.|'(?!''))*\'\'\''''
    r"""|"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*\'""",
    re.DOTALL,
)
# The names of variables, and what follows the colon of a prefixed name.
_NAME = re.compile(r"[?$:][\w.%-]*")


def asks_elsewhere(sparql: str) -> bool:
    """Return whether a query may call another server (SERVICE), which would carry data away.

    In doubt it may: the word anywhere but in a comment, an IRI, a string or a name is enough.

    >>> asks_elsewhere('SELECT * { SERVICE <http://example.com/> { ?s ?p ?o } }')
    True
    >>> asks_elsewhere('SELECT ?service { ?service ?p "SERVICE <x>" } # no service')
    False
    """
    plain = _ESCAPE.sub(lambda match: _character(int(match[1] or match[2], 16)), sparql)
    # Escapes outside of strings may be undone before anything else, or not: both readings count.
    return any("service" in _keywords(text) for text in (sparql, plain))


def _keywords(sparql: str) -> str:
    return _NAME.sub(" ", _OPAQUE.sub(" ", sparql)).lower()


def _character(number: int) -> str:
    return chr(number) if number <= 0x10FFFF else "\ufffd"


_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^<>\"{}|^`\\\x00-\x20]*")


def is_iri(text: str) -> bool:
    """Return whether a text can stand between angle brackets as an absolute IRI."""
    return _IRI.fullmatch(text) is not None
