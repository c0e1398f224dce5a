"""RDF 1.1 Turtle (https://www.w3.org/TR/turtle/): prefixed, grouped, sorted; a stream.

rdflib's own writer is quadratic when IRIs are real URLs, and this one is read by people too.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from storyweft.export.ntriples import iri, quoted
from storyweft.graph import Graph
from storyweft.rdf.parts import Part, all_of
from storyweft.rdf.terms import Resource, Terms
from storyweft.rdf.triples import sections
from storyweft.vocabulary import BOOLEAN, DECIMAL, INTEGER, LANG_STRING, PREFIXES, STRING, TYPE

# A local name that needs no escape (production PN_LOCAL, without its rarer characters).
_LOCAL = r"(?:[A-Za-z0-9_]|%[0-9A-F]{2})(?:(?:[A-Za-z0-9_.-]|%[0-9A-F]{2})*[A-Za-z0-9_-])?"

# Turtle has a bare form for these (section 2.5.2).
_BARE = frozenset([BOOLEAN, INTEGER, DECIMAL])


def generate(graph: Graph) -> Iterator[str]:
    """Yield the Turtle document in pieces, a resource at a time."""
    return all_of(parts(graph))


def parts(graph: Graph) -> Iterator[Part[str]]:
    """Yield the same in parts."""
    names = prefixes(graph)
    terms = terms_of(names)
    yield Part(None, [header(names)])
    for section in sections(graph, terms):
        heading = f"\n# {section.title}\n"
        for made_of, resources in section.parts:
            yield Part(made_of and [heading, made_of], _blocks(heading, resources, terms.iri))
            heading = ""


def _blocks(
    heading: str, resources: Iterable[Resource], short: Callable[[str], object]
) -> Iterator[str]:
    for resource in resources:
        yield heading + block(resource, short)
        heading = ""


def prefixes(graph: Graph) -> dict[str, str]:
    """Return prefix → namespace, with the namespaces that hold most of this graph's own IRIs."""
    kinds = ("doc", "person", "story", "storyline", "topic")
    return PREFIXES | {kind: f"{graph.base_iri}id/{kind}/" for kind in kinds}


def header(prefixes: dict[str, str]) -> str:
    """Return the declarations of prefixes."""
    return "".join(f"@prefix {name}: {iri(prefixes[name])} .\n" for name in sorted(prefixes))


def terms_of(prefixes: dict[str, str]) -> Terms:
    """Return what gives objects as their text in Turtle: with prefixes, numbers and flags bare."""
    names = {namespace: prefix for prefix, namespace in prefixes.items()}
    match = re.compile(f"({'|'.join(map(re.escape, names))})({_LOCAL})").fullmatch
    shortened: dict[str, str] = {}

    def short(text: str) -> str:
        name = shortened.get(text)
        if name is not None:
            return name
        parts = match(text)
        if parts is None:
            return f"<{text}>"
        shortened[text] = name = f"{names[parts[1]]}:{parts[2]}"
        return name

    def literal(text: str, datatype: str = STRING, language: str | None = None) -> str:
        if datatype == STRING:
            return quoted(text)
        if datatype == LANG_STRING:
            return f"{quoted(text)}@{language}"
        return text if datatype in _BARE else f"{quoted(text)}^^{short(datatype)}"

    return Terms(short, literal)


def block(resource: Resource, short: Callable[[str], object]) -> str:
    """Return one resource whose objects are text; those of one predicate share a line each."""
    parts = [f"\n{short(resource.iri)}"]
    previous = ""
    for predicate, text in resource.properties:
        if predicate == previous:
            parts.append(f" ,\n        {text}")
        else:
            name = "a" if predicate == TYPE else short(predicate)
            parts.append(f"{' ;' if previous else ''}\n    {name} {text}")
            previous = predicate
    parts.append(" .\n")
    return "".join(parts)
