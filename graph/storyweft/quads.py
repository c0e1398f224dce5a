"""Graph → named graphs: what each document states, and what only all of them together say.

A document's graph has the IRI of the document and holds every statement of the merged graph that
the document makes by itself; a statement that several documents make is in the graph of each. What
no single document states (stories, the scheme of topics) is in one graph of its own. The union of
all is what the Turtle export holds.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from msgspec import structs

from storyweft import vocabulary as v
from storyweft.graph import Graph
from storyweft.model import Address, Article, Description, Document, Provider, Record, Topic
from storyweft.triples import (
    Property,
    Resource,
    describe_article,
    describe_author,
    describe_document,
    describe_image,
    describe_linked_article,
    describe_provider,
    describe_topic,
    sections,
)


class NamedGraph(NamedTuple):
    """The IRI of a graph, and its resources in order of IRI."""

    iri: str
    resources: Iterable[Resource]


def derived_iri(graph: Graph) -> str:
    """Return the IRI of the named graph that no single document states."""
    return f"{graph.base_iri}id/derived"


def named_graphs(graph: Graph) -> Iterator[NamedGraph]:
    """Yield a named graph for each document, in order of path, and at last the derived one."""
    statements = _Statements(graph)
    for document in graph.documents:
        # All of it at once: what is derived is known only when every document has been asked, also
        # by a caller that passes over some of them.
        stated = list(statements.of(document))
        yield NamedGraph(graph.iris.document(document.path), stated)
    yield NamedGraph(derived_iri(graph), statements.derived())


class _Statements:
    """Tells which statements of the merged graph a document makes, and which nobody made."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._iris = graph.iris
        # IRI → what is said of it and was not found in any document so far.
        self._unclaimed: dict[str, dict[Property, None]] = {}

    def of(self, document: Document) -> Iterator[Resource]:
        """Yield what the document states; documents have to be asked in order, each once."""
        alone: dict[str, set[Property]] = {}
        for iri, properties in self._alone(document):
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

    @cached_property
    def _articles(self) -> frozenset[str]:
        return frozenset(article.iri for article in self._graph.articles)

    @cached_property
    def _others(self) -> dict[str, list[Property]]:
        """IRI → properties of all that is no article: little, and asked for again and again."""
        found: dict[str, list[Property]] = {}
        for section in sections(self._graph):
            if section.title != "Articles":
                for iri, properties in section.resources:
                    found.setdefault(iri, []).extend(properties)
        return found

    # -- what a document would say if it were alone ------------------------------------------------

    def _alone(self, document: Document) -> Iterator[Resource]:
        own, mentioned = self._graph.articles_in(document.path)
        yield describe_document(document.path, own, mentioned, self._iris)
        if document.subject is not None:
            yield from self._subject(own)
            return
        yield from self._record(document, document.record, own)
        if document.parts:
            yield Resource(own, [(v.HAS_PART, part) for part in self._graph.article(own).parts])
        for record in document.parts:
            part = self._graph.find(record.url) if record.url else None
            if part is not None:
                yield from self._record(document, record, part.iri)
        for rank, record in enumerate(document.related, 1):
            target = self._targets.get((document.path, rank))
            if target is not None:
                yield Resource(own, [(v.RELATION, target)])
                yield from self._record(document, record, target)
            elif record.url is not None:
                # A related article without a link is the document's own article once more.
                yield from self._record(document, record, own)

    def _subject(self, iri: str) -> Iterator[Resource]:
        """Yield the topic or provider that a document is about, as all its documents state it."""
        for topic in self._graph.topics:
            if topic.iri == iri:
                yield describe_topic(topic, self._iris)
                yield from (describe_image(image) for image in topic.images)
        for provider in self._graph.providers:
            if provider.iri == iri:
                yield describe_provider(provider)
                yield from (describe_image(image) for image in provider.images)

    @cached_property
    def _targets(self) -> dict[tuple[str, int], str]:
        return {
            (witness.document, witness.rank): link.target
            for link in self._graph.links
            for witness in link.witnesses
        }

    def _record(self, document: Document, record: Record, iri: str) -> Iterator[Resource]:
        article = self._article(record, iri)
        described = describe_article(article, self._iris)
        derived_from: Property = (v.DERIVED_FROM, self._iris.document(document.path))
        yield Resource(iri, [*described.properties, derived_from])
        images = [*article.images]
        if article.provider:
            yield describe_provider(article.provider)
            images += article.provider.images
        yield from (describe_topic(topic, self._iris) for topic in article.topics)
        yield from (describe_author(name, self._iris) for name in article.authors)
        yield from (describe_image(image) for image in images)

    def _article(self, record: Record, iri: str) -> Article:
        values = {field.name: getattr(record, field.name) for field in structs.fields(Description)}
        if isinstance(provider := values["provider"], Provider):
            values["provider"] = structs.replace(provider, iri=self._iris.provider(provider))
        main = [Address(record.url, "web")] if record.url else []
        return Article(
            **values,
            iri=iri,
            url=record.url,
            addresses=(*main, *record.addresses),
            topics=tuple(Topic(self._iris.topic(name), name) for name in record.topics),
        )
