"""RDF 1.1 Turtle (https://www.w3.org/TR/turtle/): prefixed, grouped, sorted; a stream.

rdflib's own writer is quadratic when IRIs are real URLs, and this one is read by people too.
"""

import re
from collections.abc import Callable, Iterator

from storyweft.export.ntriples import iri, quoted
from storyweft.graph import Graph
from storyweft.rdf.triples import Literal, Object, Resource, sections
from storyweft.vocabulary import BOOLEAN, DECIMAL, INTEGER, LANG_STRING, PREFIXES, STRING, TYPE

# A local name that needs no escape (production PN_LOCAL, without its rarer characters).
_LOCAL = re.compile(
    r"(?:[A-Za-z0-9_]|%[0-9A-F]{2})(?:(?:[A-Za-z0-9_.-]|%[0-9A-F]{2})*[A-Za-z0-9_-])?"
)

# Turtle has a bare form for these (section 2.5.2).
_BARE = frozenset([BOOLEAN, INTEGER, DECIMAL])


def generate(graph: Graph) -> Iterator[str]:
    """Yield the Turtle document in pieces, a resource at a time."""
    names = prefixes(graph)
    short = shortener(names)
    yield header(names)
    for section in sections(graph):
        heading = f"\n# {section.title}\n"
        for resource in section.resources:
            yield heading + resource_text(resource, short)
            heading = ""


def prefixes(graph: Graph) -> dict[str, str]:
    """Return prefix → namespace, with the namespaces that hold most of this graph's own IRIs."""
    kinds = ("doc", "person", "story", "storyline", "topic")
    return PREFIXES | {kind: f"{graph.base_iri}id/{kind}/" for kind in kinds}


def header(prefixes: dict[str, str]) -> str:
    """Return the declarations of prefixes."""
    return "".join(f"@prefix {name}: {iri(prefixes[name])} .\n" for name in sorted(prefixes))


def resource_text(resource: Resource, short: Callable[[str], str]) -> str:
    """Return one resource as a block; objects of one predicate share a line each."""
    parts: list[str] = []
    previous = None
    for predicate, value in resource.properties:
        text = _object(value, short)
        if predicate == previous:
            parts.append(f" ,\n        {text}")
        else:
            name = "a" if predicate == TYPE else short(predicate)
            parts.append(f"{' ;' if parts else ''}\n    {name} {text}")
        previous = predicate
    return f"\n{short(resource.iri)}{''.join(parts)} .\n"


def _object(value: Object, short: Callable[[str], str]) -> str:
    if not isinstance(value, Literal):
        return short(value)
    text, datatype, language = value
    if datatype == STRING:
        return quoted(text)
    if datatype == LANG_STRING:
        return f"{quoted(text)}@{language}"
    return text if datatype in _BARE else f"{quoted(text)}^^{short(datatype)}"


def shortener(prefixes: dict[str, str]) -> Callable[[str], str]:
    """Return a function IRI → prefixed name, or the IRI in angle brackets."""
    names = {namespace: prefix for prefix, namespace in prefixes.items()}
    shortened: dict[str, str] = {}

    def short(text: str) -> str:
        name = shortened.get(text)
        if name is not None:
            return name
        end = max(text.rfind("/"), text.rfind("#")) + 1
        prefix = names.get(text[:end])
        if prefix is None or not _LOCAL.fullmatch(text, end):
            return f"<{text}>"
        shortened[text] = name = f"{prefix}:{text[end:]}"
        return name

    return short
