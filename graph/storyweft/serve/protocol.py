"""What the SPARQL 1.1 Protocol and HTTP say about requests: pure functions."""

import re
from bisect import bisect_left
from collections.abc import Sequence

import pyoxigraph

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
HTML = "text/html"
#: What people and older clients say for them.
ALIASES = {
    "application/json": TABLE_TYPES[0],
    "application/xml": TABLE_TYPES[1],
    "text/xml": TABLE_TYPES[1],
    "text/tsv": TABLE_TYPES[3],
    "text/plain": GRAPH_TYPES[1],
    "application/x-turtle": GRAPH_TYPES[0],
}
#: What the parameter ``format`` may say instead of a media type.
NAMES = {
    "json": TABLE_TYPES[0],
    "xml": TABLE_TYPES[1],
    "csv": TABLE_TYPES[2],
    "tsv": TABLE_TYPES[3],
    "ttl": GRAPH_TYPES[0],
    "nt": GRAPH_TYPES[1],
    "jsonld": GRAPH_TYPES[2],
    "rdf": GRAPH_TYPES[3],
    "html": HTML,
}


def negotiate(accept: str, offered: Sequence[str]) -> str | None:
    """Return the offered media type that a client likes best (RFC 9110, section 12.5.1).

    >>> negotiate("text/csv;q=0.5, application/json", TABLE_TYPES)
    'application/sparql-results+json'
    >>> negotiate("", TABLE_TYPES), negotiate("image/png", TABLE_TYPES)
    ('application/sparql-results+json', None)
    """
    import mimeparse

    others = [name for name, media_type in ALIASES.items() if media_type in offered]
    try:
        # Of those that it likes as much, the last: the first that is offered, never another name.
        best = mimeparse.best_match([*others, *reversed(offered)], accept.lower().strip() or "*/*")
    except mimeparse.MimeTypeParseException:
        return None
    return ALIASES.get(best, best) or None


_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")

# The terminals of SPARQL 1.1 (section 19.8) that may have the letters of a keyword in them.
_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_LETTERS = f"0-9_{_BASE}\u00b7\u0300-\u036f\u203f-\u2040"
_LOCAL = rf"(?:[{_LETTERS}:-]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?#@%])"
_TOKENS = [
    r"#",
    r"""<(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>""",
    r"Q{3}(?:[^Q\\]|\\.|Q(?!QQ))*+Q{3}",
    r"Q(?!QQ)(?:[^Q\\\r\n]|\\[^\r\n])*+Q",
    rf"[?$][{_LETTERS}]++",
    # What stands before the colon stays: of SERVICE:name the first word may be the keyword.
    rf":{_LOCAL}++(?:\.++{_LOCAL}++)*+",
    r"@[A-Za-z]++(?:-[A-Za-z0-9]++)*+",
    # A string that nobody closes is none; what comes after it cannot be told.
    r"(?P<open>(?:Q{3}(?:[^Q\\]|\\.|Q(?!QQ))*+|Q(?:[^Q\\\r\n]|\\[^\r\n])*+)\\?)",
]


def _alternatives() -> str:
    """Return one pattern of all terminals, with either kind of quotes."""
    both = [
        [token.replace("Q", quote).replace("<open>", f"<open_{name}>") for token in _TOKENS]
        for name, quote in (("double", '"'), ("single", "'"))
    ]
    return "|".join(dict.fromkeys(token for pair in zip(*both, strict=True) for token in pair))


_OPAQUE = re.compile(_alternatives(), re.DOTALL)
_CALL = re.compile("service", re.IGNORECASE)
_LINE_END = re.compile(r"[\r\n]|\Z")
# No division is by a division: what starts so is an IRI.
_SURE_IRI = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")


def asks_elsewhere(sparql: str) -> bool:
    """Return whether a query may call another server (SERVICE), which would carry data away.

    In doubt it may: the word anywhere but in a comment, an IRI, a string, a language tag or a name
    is enough, and so it is in what cannot be taken apart.

    >>> asks_elsewhere('SELECT * { SERVICE <http://example.com/> { ?s ?p ?o } }')
    True
    >>> asks_elsewhere('SELECT ?service { ?service ?p "SERVICE <x>" } # no service')
    False
    """
    plain = _ESCAPE.sub(lambda match: _character(int(match[1] or match[2], 16)), sparql)
    # Escapes outside of strings may be undone before anything else, or not: both readings count.
    return any(_CALL.search(text) and _may_call(text) for text in (sparql, plain))


def _may_call(text: str) -> bool:
    """Return whether the word is visible in any reading of a text.

    There are several: where an IRI could start, the sign may be "less than". In
    ``FILTER(?a<'>')SERVICE:x{}#'`` what one reading takes for a string, the other does not.
    """
    line_ends = [match.start() for match in _LINE_END.finditer(text)]
    starts, seen = [0], {0}  # where a token may start, in some reading
    while starts:
        start = starts.pop()
        match = _OPAQUE.search(text, start)
        if match is None:
            if _CALL.search(text, start):
                return True
            continue
        is_open = match["open_double"] or match["open_single"]
        if _CALL.search(text, start, match.end() if is_open else match.start()):
            return True
        if match[0] == "#":
            following = [line_ends[bisect_left(line_ends, match.start())]]
        elif match[0][0] == "<" and not _SURE_IRI.match(match[0]):
            following = [match.end(), match.start() + 1]
        else:
            following = [match.end()]
        starts += set(following) - seen
        seen.update(following)
    return False


def _character(number: int) -> str:
    return chr(number) if number <= 0x10FFFF else "\ufffd"


_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^<>\"{}|^`\\\x00-\x20]*")


def is_iri(text: str) -> bool:
    """Return whether a text can stand between angle brackets as an absolute IRI."""
    if _IRI.fullmatch(text) is None:
        return False
    try:
        pyoxigraph.NamedNode(text)
    except ValueError:
        return False
    return True
