"""What a build came to, as far as builds are compared: read back from the RDF that it left.

RDF is the one result that has everything and that every build can leave: as a file of any format,
in a folder of exports, or in a store. A graph that was just built gives the same snapshot.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from storyweft import vocabulary as v
from storyweft.errors import SourceError
from storyweft.graph import Graph
from storyweft.pipeline import build
from storyweft.rdf.triples import triples
from storyweft.resolving.iris import Iris
from storyweft.sources.files import is_archive
from storyweft.sparql.store import RDF_ENDINGS, is_rdf, is_store, read_quads

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
}

_CLASSES = frozenset(v.CLASSES.values())
_ENDINGS = ", ".join(RDF_ENDINGS)
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


def take_snapshot(source: Graph | str | Path) -> Snapshot:
    """Return what a build came to.

    :param source: a graph; or the path of a folder that a build wrote, of an exported file of RDF,
        of a store, or of a folder or archive of documents, of which a graph is built.
    :raises SourceError: if nothing can be read there, or it is not what storyweft wrote.

    >>> take_snapshot("seeds")
    <Snapshot: 26 articles, 21 links, 5 stories>
    """
    if isinstance(source, Graph):
        return _collect(_statements(source))
    path = _find_rdf(Path(source))
    if path is None:
        return take_snapshot(build(source))
    snapshot = _collect(_read(path))
    if not snapshot.articles and not snapshot.documents:
        raise SourceError(
            f"{path}: no graph of storyweft in it: expected what `storyweft build` wrote"
        )
    return snapshot


# -- where it is ----------------------------------------------------------------------------------


def _find_rdf(path: Path) -> Path | None:
    """Return the store or the file of RDF at a path; None if there is only something to build."""
    if is_store(path) or is_rdf(path):
        return path
    # Of several the newest: what an earlier build wrote in another format may still be there.
    exported = filter(is_rdf, path.glob("graph.*")) if path.is_dir() else ()
    newest = max(exported, key=lambda file: file.stat().st_mtime_ns, default=None)
    if newest is None and Path(path, "report.json").is_file():
        raise SourceError(
            f"{path}: exports without RDF ({_ENDINGS}): build once more with --format ttl"
        )
    if path.is_file() and not is_archive(path.name):
        raise SourceError(f"{path}: expected a file of RDF ({_ENDINGS}), an archive or a folder")
    return newest


# -- what it says ---------------------------------------------------------------------------------

_Statements = Iterable[tuple[str, str, str]]


def _statements(graph: Graph) -> Iterator[tuple[str, str, str]]:
    for subject, predicate, value in triples(graph):
        yield subject, predicate, value if isinstance(value, str) else value.value


def _read(path: Path) -> Iterator[tuple[str, str, str]]:
    from pyoxigraph import Triple

    for subject, predicate, value, _ in read_quads(path):
        # Statements about statements are somebody else's RDF 1.2.
        if not isinstance(subject, Triple) and not isinstance(value, Triple):
            yield subject.value, predicate.value, value.value


def _collect(statements: _Statements) -> Snapshot:
    """Sort out statements in any order; named graphs may repeat them."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    labels: dict[str, str] = {}
    instances: dict[str, set[str]] = {v.STORYLINE: set(), v.DIGITAL_DOCUMENT: set()}
    for subject, predicate, value in statements:
        if predicate == v.LABEL:
            labels[subject] = value
        elif predicate == v.TYPE and value in instances:
            instances[value].add(subject)
        elif name := _field(predicate, value):
            fields = found.setdefault(subject, {})
            values = fields.get(name, ())
            if value not in values:
                fields[name] = (*values, value)
    articles, links = _articles(found)
    stories = {
        Iris.story_id(iri): StoryState(
            Iris.story_id(iri),
            iri,
            labels.get(iri, iri),
            frozenset(found.get(iri, {}).get("parts", ())),
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
    found: Mapping[str, dict[str, tuple[str, ...]]],
) -> tuple[dict[str, Fields], frozenset[tuple[str, str]]]:
    articles: dict[str, Fields] = {}
    links: set[tuple[str, str]] = set()
    for iri, fields in found.items():
        # What a document speaks of is an article, and nothing else is.
        if fields.pop(_DOCUMENT, ()):
            links.update((iri, target) for target in fields.pop(_LINK, ()))
            articles[iri] = {name: tuple(sorted(values)) for name, values in fields.items()}
    return articles, frozenset(links)
