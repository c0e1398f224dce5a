"""Graph → named graphs: what each document states, and what only all of them together say.

A document's graph has the IRI of the document and holds every statement of the merged graph that
the document makes by itself; a statement that several documents make is in the graph of each. What
no single document states (stories, the scheme of topics) is in one graph of its own. The union of
all is what the Turtle export holds.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from msgspec import structs

from storyweft import vocabulary as v
from storyweft.graph import Graph
from storyweft.model import Document, Provider, Record, Topic
from storyweft.rdf.dataset import describe_use
from storyweft.rdf.triples import (
    Property,
    Resource,
    address,
    describe,
    describe_author,
    describe_document,
    describe_image,
    describe_linked_article,
    describe_provider,
    describe_topic,
    sections,
)
from storyweft.resolving.identity import mentions
from storyweft.resolving.iris import Iris


class NamedGraph(NamedTuple):
    """The IRI of a graph, and its resources in order of IRI."""

    iri: str
    resources: Iterable[Resource]


def derived_iri(iris: Iris) -> str:
    """Return the IRI of the named graph that no single document states."""
    return f"{iris.base}id/derived"


def named_graphs(graph: Graph) -> Iterator[NamedGraph]:
    """Yield a named graph for each document, in order of path, and at last the derived one."""
    shares = _Shares(graph)
    for document in graph.documents:
        # All of it at once: what is derived is known only when every document has been asked, also
        # by a caller that passes over some of them.
        stated = list(shares.of(document))
        yield NamedGraph(graph.iris.document(document.path), stated)
    yield NamedGraph(derived_iri(graph.iris), shares.derived())


# -- what a document would say if it were alone ---------------------------------------------------


class Contents(NamedTuple):
    """What a document is about and speaks of, by IRI.

    ``mentioned`` are articles, ``parts`` those of its own article. ``subject`` is the topic or
    provider that it is about, if it is about one, as all documents state it. ``articles`` has the
    article that each of its other records speaks of, by list and rank, if that is known,
    ``references`` those that its body links to.
    """

    own: str
    mentioned: Sequence[str]
    parts: Sequence[str]
    subject: Provider | Topic | None
    articles: Mapping[tuple[str, int], str]
    references: Sequence[str] = ()


def stated_by(document: Document, contents: Contents, iris: Iris) -> Iterator[Resource]:
    """Yield what a document states, and more that only it would state if it were alone."""
    own = contents.own
    yield describe_document(document.path, own, contents.mentioned, iris)
    yield describe_use(document.path, iris)
    if isinstance(contents.subject, Topic):
        yield describe_topic(contents.subject, iris)
    elif contents.subject is not None:
        yield describe_provider(contents.subject)
    if contents.subject is not None:
        yield from (describe_image(image) for image in contents.subject.images)
        return
    if document.parts:
        yield Resource(own, [(v.HAS_PART, part) for part in contents.parts])
    if contents.references:
        yield Resource(own, [(v.REFERENCES, target) for target in contents.references])
    for mention in mentions([document]):
        iri = contents.articles.get((mention.list, mention.rank)) if mention.rank else own
        if iri is None:
            continue
        if iri != own and mention.list == "related":
            yield Resource(own, [(v.RELATION, iri)])
        yield from _record(document.path, mention.record, iri, iris)


def _record(path: str, record: Record, iri: str, iris: Iris) -> Iterator[Resource]:
    provider = record.provider and structs.replace(
        record.provider, iri=iris.provider(record.provider)
    )
    topics = [Topic(iris.topic(name), name) for name in record.topics]
    urls = [*filter(None, [record.url]), *(item.url for item in record.addresses)]
    described = describe(
        iri,
        record,
        iris,
        publisher=provider.iri if provider else None,
        topics=[topic.iri for topic in topics],
        parts=(),
        url=None,
        others=urls,
    )
    # Any of them may be the canonical address, once all documents have spoken.
    addresses = [item for url in urls for item in address(url)]
    derived_from: Property = (v.DERIVED_FROM, iris.document(path))
    yield Resource(iri, [*described.properties, *addresses, derived_from])
    images = [*record.images]
    if provider:
        yield describe_provider(provider)
        images += provider.images
    yield from (describe_topic(topic, iris) for topic in topics)
    for name in record.authors:
        stated = (url for author, url in record.author_urls if author == name)
        yield describe_author(name, stated, iris)
    yield from (describe_image(image) for image in images)


# -- the merged graph, shared out to documents ----------------------------------------------------


class _Shares:
    """Tells which statements of the merged graph a document makes, and which nobody made."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        # IRI → what is said of it and was not found in any document so far.
        self._unclaimed: dict[str, dict[Property, None]] = {}

    def of(self, document: Document) -> Iterator[Resource]:
        """Yield what the document states; documents have to be asked in order, each once."""
        alone: dict[str, set[Property]] = {}
        for iri, properties in stated_by(document, self._contents(document), self._graph.iris):
            alone.setdefault(iri, set()).update(properties)
        for iri, stated in sorted(alone.items()):
            merged = self._merged(iri)
            unclaimed = self._unclaimed.setdefault(iri, dict.fromkeys(merged))
            shared = [item for item in merged if item in stated]
            for item in shared:
                unclaimed.pop(item, None)
            if shared:
                yield Resource(iri, shared)

    def derived(self) -> Iterator[Resource]:
        """Yield what no document stated, once all have been asked."""
        rest: dict[str, dict[Property, None]] = {}
        for section in sections(self._graph):
            for iri, properties in section.resources:
                unclaimed = self._unclaimed.get(iri)
                left = [item for item in properties if unclaimed is None or item in unclaimed]
                if left:
                    rest.setdefault(iri, {}).update(dict.fromkeys(left))
        for iri in sorted(rest):
            yield Resource(iri, list(rest[iri]))

    def _merged(self, iri: str) -> list[Property]:
        others = self._others.get(iri, [])
        if iri not in self._articles:
            return others
        article = describe_linked_article(self._graph, self._graph.article(iri))
        return list(dict.fromkeys([*article.properties, *others]))

    def _contents(self, document: Document) -> Contents:
        own, mentioned = self._graph.articles_in(document.path)
        articles = {
            (item.list, item.rank): iri
            for item in mentions([document])
            if (iri := self._graph.article_of(item)) is not None
        }
        parts = self._graph.article(own).parts if document.parts else ()
        subject = self._subjects[own] if document.subject is not None else None
        references = [
            reference.target
            for reference in self._graph.references_from(own)
            if document.path in reference.documents
        ]
        return Contents(own, mentioned, parts, subject, articles, references)

    @cached_property
    def _subjects(self) -> dict[str, Provider | Topic]:
        subjects: chain[Provider | Topic] = chain(self._graph.providers, self._graph.topics)
        return {subject.iri: subject for subject in subjects}

    @cached_property
    def _articles(self) -> frozenset[str]:
        return frozenset(article.iri for article in self._graph.articles)

    @cached_property
    def _others(self) -> dict[str, list[Property]]:
        """IRI → properties of all that is no article: little, and asked for again and again."""
        others: dict[str, list[Property]] = {}
        for section in sections(self._graph):
            if section.title != "Articles":
                for iri, properties in section.resources:
                    others.setdefault(iri, []).extend(properties)
        return others
