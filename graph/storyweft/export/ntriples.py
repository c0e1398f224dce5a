"""RDF 1.1 N-Triples (https://www.w3.org/TR/n-triples/): one triple a line, for bulk loaders."""

import re
from collections.abc import Iterable, Iterator

from storyweft.graph import Graph
from storyweft.rdf.triples import Literal, Object, Resource, sections
from storyweft.vocabulary import LANG_STRING, STRING


def generate(graph: Graph) -> Iterator[str]:
    """Yield the lines in the order of the Turtle export."""
    for section in sections(graph):
        yield from lines(section.resources)


def lines(resources: Iterable[Resource]) -> Iterator[str]:
    """Yield the lines of some resources."""
    for subject, properties in resources:
        for predicate, value in properties:
            yield f"<{subject}> <{predicate}> {term(value)} .\n"


def term(value: Object) -> str:
    """Return an object as N-Triples has it."""
    if not isinstance(value, Literal):
        return f"<{value}>"
    text, datatype, language = value
    if datatype == STRING:
        return quoted(text)
    return (
        f"{quoted(text)}@{language}" if datatype == LANG_STRING else f"{quoted(text)}^^<{datatype}>"
    )


def iri(text: str) -> str:
    """Return an IRI in angle brackets; the model holds only IRIs that need no escape."""
    return f"<{text}>"


_SPECIAL = re.compile(r'[\x00-\x1f"\\\x7f]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def quoted(text: str) -> str:
    """Return text as a quoted string, valid in N-Triples and in Turtle.

    >>> quoted('say "hi"')
    '"say \\\\"hi\\\\""'
    """
    if _SPECIAL.search(text):
        text = _SPECIAL.sub(_escape, text)
    return f'"{text}"'


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04X}"
