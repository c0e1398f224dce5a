"""What a build came to, as far as builds are compared: read back from the RDF that it left.

RDF is the one result that has everything and that every build can leave: as a file of any format,
in a folder of exports, or in a store. A graph that was just built gives the same snapshot.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from storyweft import vocabulary as v
from storyweft.graph import Graph
from storyweft.pipeline import build
from storyweft.rdf.triples import Literal, Triple, triples
from storyweft.resolving.iris import Iris
from storyweft.sparql.opening import BuildGraph, Source, as_triples, no_graph_in, tell_for

#: Name of a field → its values, in order of text.
Fields = Mapping[str, tuple[str, ...]]

#: Property → the name that its values have as a field of an article.
FIELDS = {
    v.HEADLINE: "title",
    v.DESCRIPTION: "excerpt",
    v.DATE_PUBLISHED: "published",
    v.DATE_MODIFIED: "updated",
    v.TYPE: "type",
    v.KIND: "type",
    v.GENRE: "categories",
    v.QUALITY: "quality",
    v.HEAT: "heat",
    v.IS_PUBLISHED: "is_published",
    v.IN_LANGUAGE: "locale",
    v.PUBLISHER: "provider",
    v.ABOUT: "topics",
    v.AUTHOR: "authors",
    v.IMAGE: "images",
    v.SAME_AS: "addresses",
    v.URL: "addresses",
    v.HAS_PART: "parts",
    v.REFERENCES: "references",
    v.WORK_TRANSLATION: "translations",
    v.TRANSLATION_OF: "translations",
}

_CLASSES = frozenset(v.CLASSES.values())
_LINK, _DOCUMENT = "link", "document"
_USED = {**FIELDS, v.RELATION: _LINK, v.DERIVED_FROM: _DOCUMENT}


class StoryState(NamedTuple):
    """A story of a build, with the IRIs of its articles."""

    id: str
    iri: str
    label: str
    articles: frozenset[str]


class Snapshot(NamedTuple):
    """The articles, links and stories of one build.

    ``articles`` maps IRIs to fields, ``links`` are pairs (source, target), ``stories`` come by id;
    ``labels`` names whatever has a name, by IRI.
    """

    articles: Mapping[str, Fields]
    links: frozenset[tuple[str, str]]
    stories: Mapping[str, StoryState]
    documents: frozenset[str]
    labels: Mapping[str, str]

    def __repr__(self) -> str:
        return (
            f"<Snapshot: {len(self.articles)} articles, {len(self.links)} links,"
            f" {len(self.stories)} stories>"
        )


def take_snapshot(
    source: Graph | Source | str | Path, *, build_graph: BuildGraph = build
) -> Snapshot:
    """Return what a build came to.

    :param source: a graph; or the path of a folder that a build wrote, of an exported file of RDF,
        of a store, of a folder that Spark wrote, or of documents, of which a graph is built.
    :param build_graph: builds it.
    :raises SourceError: if nothing can be read there, or it is not what storyweft wrote.

    >>> take_snapshot("seeds")
    <Snapshot: 26 articles, 21 links, 5 stories>
    """
    if isinstance(source, Graph):
        return _collect(triples(source))
    if not isinstance(source, Source):
        source = tell_for("diff", source)
    snapshot = _collect(as_triples(source, build_graph))
    if not snapshot.articles and not snapshot.documents:
        raise no_graph_in(source)
    return snapshot


def _collect(statements: Iterable[Triple]) -> Snapshot:
    """Sort out triples in any order; named graphs may repeat them."""
    resources: dict[str, dict[str, set[str]]] = {}
    labels: dict[str, str] = {}
    instances: dict[str, set[str]] = {v.STORYLINE: set(), v.DIGITAL_DOCUMENT: set()}
    for subject, predicate, object_ in statements:
        value = object_.value if isinstance(object_, Literal) else object_
        if predicate == v.LABEL:
            labels[subject] = value
        elif predicate == v.TYPE and value in instances:
            instances[value].add(subject)
        elif predicate == v.URL and value == subject:
            continue  # its own address is no other
        elif name := _field(predicate, value):
            resources.setdefault(subject, {}).setdefault(name, set()).add(value)
    articles, links = _articles(resources)
    stories = {
        Iris.story_id(iri): StoryState(
            Iris.story_id(iri),
            iri,
            labels.get(iri, iri),
            frozenset(resources.get(iri, {}).get("parts", ())),
        )
        for iri in sorted(instances[v.STORYLINE])
    }
    documents = frozenset(instances[v.DIGITAL_DOCUMENT])
    return Snapshot(articles, links, stories, documents, labels)


def _field(predicate: str, value: str) -> str | None:
    if predicate == v.TYPE and value not in _CLASSES:
        return None
    return v.short(predicate) if predicate.startswith(v.FIELD) else _USED.get(predicate)


def _articles(
    resources: Mapping[str, dict[str, set[str]]],
) -> tuple[dict[str, Fields], frozenset[tuple[str, str]]]:
    articles: dict[str, Fields] = {}
    links: set[tuple[str, str]] = set()
    for iri, fields in resources.items():
        # What a document speaks of is an article, and nothing else is.
        if fields.pop(_DOCUMENT, ()):
            links.update((iri, target) for target in fields.pop(_LINK, ()))
            articles[iri] = {name: tuple(sorted(values)) for name, values in fields.items()}
    return articles, frozenset(links)
