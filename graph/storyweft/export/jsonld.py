"""JSON-LD 1.1 (https://www.w3.org/TR/json-ld11/): the graph as schema.org markup has it.

One object an article, with its publisher, topics, authors and images inside, as pages embed them;
then providers, topics, stories and documents for themselves. What stands inside repeats statements
that are elsewhere in the file, so that the triples are those of the Turtle export.
"""

import json
from collections.abc import Callable, Iterator

from storyweft import vocabulary as v
from storyweft.graph import Graph
from storyweft.rdf.ontology import PROPERTIES, RESOURCE
from storyweft.rdf.triples import Literal, Object, Property, Resource, sections

Json = str | int | bool | dict[str, "Json"] | list["Json"]

# Shown inside what points to them with these properties, and nowhere else.
_EMBEDDED_ONLY = ("Authors", "Images")
_EMBEDDING = frozenset([v.AUTHOR, v.IMAGE, v.LOGO, v.PUBLISHER, v.ABOUT])
# As much of a resource as a reader of an article wants, where it also stands for itself.
_IN_SHORT = frozenset([v.TYPE, v.NAME, v.PREF_LABEL, v.LOGO, v.URL])

# JSON has these by itself; a decimal would be read as xsd:double.
_NATIVE: dict[str, Callable[[str], Json]] = {
    v.STRING: str,
    v.INTEGER: int,
    v.BOOLEAN: lambda text: text == "true",
}


def generate(graph: Graph) -> Iterator[str]:
    """Yield the JSON-LD document in pieces, a resource at a time."""
    embedded = _embedded(graph)
    yield f'{{\n"@context": {_dump(context())},\n"@graph": ['
    comma = "\n"
    for section in sections(graph):
        if section.title in _EMBEDDED_ONLY:
            continue
        for resource in section.resources:
            yield comma + _dump(_node(resource, embedded))
            comma = ",\n"
    yield "\n]\n}\n"


def context() -> Json:
    """Return the context: schema.org's terms bare, all others with their prefix."""
    prefixes: dict[str, Json] = {
        prefix: namespace for prefix, namespace in v.PREFIXES.items() if namespace != v.SCHEMA
    }
    coerced: dict[str, Json] = {
        _name(term): {"@id": term, "@type": _coercion(values[0])}
        for term, (values, _) in PROPERTIES.items()
        if term != v.TYPE and values[0] not in _NATIVE
    }
    return {"@vocab": v.SCHEMA, **prefixes, **coerced}


def _coercion(kind: str) -> str:
    return "@id" if kind == RESOURCE else _name(kind)


def _node(resource: Resource, embedded: dict[str, Json]) -> Json:
    node: dict[str, Json] = {"@id": resource.iri}
    values: dict[str, list[Json]] = {}
    for predicate, value in resource.properties:
        name, converted = _entry(predicate, value, embedded)
        values.setdefault(name, []).append(converted)
    for name, items in values.items():
        node[name] = items[0] if len(items) == 1 else items
    return node


def _entry(predicate: str, value: Object, embedded: dict[str, Json]) -> tuple[str, Json]:
    if isinstance(value, Literal):
        return _name(predicate), _literal(predicate, value)
    if predicate == v.TYPE:
        return "@type", _name(value)
    if predicate in _EMBEDDING:
        return _name(predicate), embedded.get(value, value)
    return _name(predicate), value


def _literal(predicate: str, literal: Literal) -> Json:
    text, datatype, language = literal
    if language:
        return {"@value": text, "@language": language}
    if datatype in _NATIVE:
        return _NATIVE[datatype](text)
    if predicate in PROPERTIES and PROPERTIES[predicate].values[0] == datatype:
        return text  # the context knows
    return {"@value": text, "@type": _name(datatype)}


def _embedded(graph: Graph) -> dict[str, Json]:
    """Return IRI → object for all that is shown inside others."""
    leaves: dict[str, Json] = {}
    others: dict[str, Resource] = {}
    for section in sections(graph):
        if section.title in _EMBEDDED_ONLY:
            leaves |= {item.iri: _node(item, {}) for item in section.resources}
        elif section.title in ("Providers", "Topics"):
            others |= {item.iri: _shortened(item) for item in section.resources}
    return leaves | {iri: _node(item, leaves) for iri, item in others.items()}


def _shortened(resource: Resource) -> Resource:
    short: list[Property] = [item for item in resource.properties if item[0] in _IN_SHORT]
    return Resource(resource.iri, short)


def _name(iri: str) -> str:
    """Return the term for an IRI, as the context has it."""
    return iri.removeprefix(v.SCHEMA) if iri.startswith(v.SCHEMA) else v.short(iri)


def _dump(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
