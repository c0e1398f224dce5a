"""RDF 1.1 N-Triples (https://www.w3.org/TR/n-triples/): one triple a line, for bulk loaders."""

import re
from collections.abc import Iterable, Iterator

from storyweft.graph import Graph
from storyweft.rdf.parts import Part, all_of
from storyweft.rdf.terms import Literal, Resource, Terms
from storyweft.rdf.triples import sections
from storyweft.vocabulary import LANG_STRING, STRING


def generate(graph: Graph) -> Iterator[str]:
    """Yield the lines in the order of the Turtle export."""
    return all_of(parts(graph))


def parts(graph: Graph) -> Iterator[Part[str]]:
    """Yield the same in parts."""
    for section in sections(graph, TERMS):
        for made_of, resources in section.parts:
            yield Part(made_of, _lines(resources))


def _lines(resources: Iterable[Resource]) -> Iterator[str]:
    """Yield the lines of resources whose objects are text."""
    for subject, properties in resources:
        start = iri(subject)
        yield from [f"{start} <{predicate}> {text} .\n" for predicate, text in properties]


def lines(resources: Iterable[Resource]) -> Iterator[str]:
    """Yield the lines of resources whose objects are values."""
    for subject, properties in resources:
        for predicate, value in properties:
            text = literal(*value) if isinstance(value, Literal) else iri(value)
            yield f"<{subject}> <{predicate}> {text} .\n"


def iri(text: str) -> str:
    """Return an IRI in angle brackets; the model holds only IRIs that need no escape."""
    return f"<{text}>"


def literal(text: str, datatype: str = STRING, language: str | None = None) -> str:
    """Return a literal as N-Triples has it."""
    if datatype == STRING:
        return quoted(text)
    return (
        f"{quoted(text)}@{language}" if datatype == LANG_STRING else f"{quoted(text)}^^<{datatype}>"
    )


#: Objects as their text in N-Triples.
TERMS = Terms(iri, literal)

_SPECIAL = re.compile(r'[\x00-\x1f"\\\x7f]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def quoted(text: str) -> str:
    """Return text as a quoted string, valid in N-Triples and in Turtle.

    >>> quoted('say "hi"')
    '"say \\\\"hi\\\\""'
    """
    # As for most texts, and seen in half the time that the pattern takes.
    if not text.isprintable() or '"' in text or "\\" in text:
        text = _SPECIAL.sub(_escape, text)
    return f'"{text}"'


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04X}"
