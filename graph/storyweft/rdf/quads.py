"""Graph → named graphs: what each document states, and what only all of them together say.

A document's graph has the IRI of the document and holds every statement of the merged graph that
the document makes by itself; a statement that several documents make is in the graph of each. What
no single document states (stories, the scheme of topics) is in one graph of its own. The union of
all is what the Turtle export holds.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any, NamedTuple

from msgspec import structs

from storyweft import vocabulary as v
from storyweft.graph import Graph
from storyweft.model import Document, Provider, Record, Topic
from storyweft.rdf.dataset import describe_use
from storyweft.rdf.terms import VALUES, Property, Resource, Terms
from storyweft.rdf.triples import (
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

# So many articles, and records of related ones, are kept as they were described: documents that
# name one are often close together. Only time and memory depend on it.
_REMEMBERED = 1024


class NamedGraph(NamedTuple):
    """The IRI of a graph, and its resources in order of IRI."""

    iri: str
    resources: Iterable[Resource]


def derived_iri(iris: Iris) -> str:
    """Return the IRI of the named graph that no single document states."""
    return f"{iris.base}id/derived"


def named_graphs(graph: Graph, terms: Terms = VALUES) -> Iterator[NamedGraph]:
    """Yield a named graph for each document, in order of path, and at last the derived one."""
    shares = _Shares(graph, terms)
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


class _Spoken(NamedTuple):
    """A record of a document, the IRI of its article, and the list it is in (``""``: its own)."""

    record: Record
    iri: str
    list: str


def stated_by(
    document: Document, contents: Contents, iris: Iris, terms: Terms = VALUES
) -> Iterator[Resource]:
    """Yield what a document states, and more that only it would state if it were alone."""
    spoken = list(_spoken(document, contents))
    yield from _frame(document, contents, spoken, iris, terms)
    for record, iri, _ in spoken:
        yield _describe_record(record, iri, iris, terms)
        yield from (describe_image(image, terms) for image in record.images)
        for describe_other, value in _others_in(record):
            yield from describe_other(value, iris, terms)


def _spoken(document: Document, contents: Contents) -> Iterator[_Spoken]:
    if contents.subject is None:
        for mention in mentions([document]):
            key = (mention.list, mention.rank)
            iri = contents.articles.get(key) if mention.rank else contents.own
            if iri is not None:
                yield _Spoken(mention.record, iri, mention.list if mention.rank else "")


def _frame(
    document: Document, contents: Contents, spoken: Iterable[_Spoken], iris: Iris, terms: Terms
) -> Iterator[Resource]:
    """Yield what a document states beside its records: how all of them belong together."""
    node = terms.iri
    own, subject = contents.own, contents.subject
    described = describe_document(document.path, own, contents.mentioned, iris, terms)
    yield described
    yield describe_use(document.path, iris, terms)
    if isinstance(subject, Topic):
        yield describe_topic(subject, iris, terms)
    elif subject is not None:
        yield describe_provider(subject, terms)
    if subject is not None:
        yield from (describe_image(image, terms) for image in subject.images)
        return
    if document.parts:
        yield Resource(own, [(v.HAS_PART, node(part)) for part in contents.parts])
    if contents.references:
        yield Resource(own, [(v.REFERENCES, node(target)) for target in contents.references])
    related = [item.iri for item in spoken if item.list == "related" and item.iri != own]
    if related:
        yield Resource(own, [(v.RELATION, node(iri)) for iri in related])
    derived_from: Property = (v.DERIVED_FROM, node(described.iri))
    yield from (Resource(item.iri, [derived_from]) for item in spoken)


def _describe_record(record: Record, iri: str, iris: Iris, terms: Terms) -> Resource:
    """Return what a record states of its article."""
    urls = [*filter(None, [record.url]), *(item.url for item in record.addresses)]
    described = describe(
        iri,
        record,
        iris,
        terms,
        publisher=iris.provider(record.provider) if record.provider else None,
        topics=[iris.topic(name) for name in record.topics],
        parts=(),
        url=None,
        others=urls,
    )
    # Any of them may be the canonical address, once all documents have spoken.
    described.properties.extend(item for url in urls for item in address(url, terms))
    return described


_DescribeOther = Callable[[Any, Iris, Terms], Iterable[Resource]]


def _others_in(record: Record) -> Iterator[tuple[_DescribeOther, object]]:
    """Yield what else a record tells of, with the function that describes it."""
    if record.provider:
        yield _describe_provider, record.provider
    yield from ((_describe_topic, name) for name in record.topics)
    for name in record.authors:
        yield (
            _describe_author,
            (name, *(url for author, url in record.author_urls if author == name)),
        )


def _describe_provider(provider: Provider, iris: Iris, terms: Terms) -> Iterator[Resource]:
    yield describe_provider(structs.replace(provider, iri=iris.provider(provider)), terms)
    yield from (describe_image(image, terms) for image in provider.images)


def _describe_topic(name: str, iris: Iris, terms: Terms) -> Iterator[Resource]:
    yield describe_topic(Topic(iris.topic(name), name), iris, terms)


def _describe_author(said: tuple[str, ...], iris: Iris, terms: Terms) -> Iterator[Resource]:
    name, *urls = said
    yield describe_author(name, urls, iris, terms)


# -- the merged graph, shared out to documents ----------------------------------------------------

# What a document states of an IRI: positions among all that is said of it.
_Positions = Sequence[int]


class _Merged(NamedTuple):
    """All that is said of one IRI, in order, and the position of each property."""

    properties: list[Property]
    positions: dict[Property, int]


class _Shares:
    """Tells which statements of the merged graph a document makes, and which nobody made."""

    def __init__(self, graph: Graph, terms: Terms) -> None:
        self._graph = graph
        self._terms = terms
        # IRI → the positions of what documents stated of it so far; None, if that is everything.
        self._claimed: dict[str, set[int] | None] = {}
        self._merged = lru_cache(_REMEMBERED)(self._merge)
        self._of_record = lru_cache(_REMEMBERED)(self._share_record)
        self._of_other = lru_cache(_REMEMBERED)(self._share_other)

    def of(self, document: Document) -> Iterator[Resource]:
        """Yield what the document states; documents have to be asked in order, each once."""
        contents, spoken = self._contents(document)
        described, *frame = _frame(document, contents, spoken, self._graph.iris, self._terms)
        is_alone = described.iri not in self._others
        shares = list(map(self._share, frame if is_alone else [described, *frame]))
        for record, iri, list_ in spoken:
            # The record of its own article is in no other document.
            shares += self._of_record(record, iri) if list_ else self._share_record(record, iri)
        by_iri: dict[str, _Positions] = {}
        for iri, positions in shares:
            before = by_iri.setdefault(iri, positions)
            if before is not positions:
                by_iri[iri] = sorted({*before, *positions})
        if is_alone:
            by_iri[described.iri] = ()
        for iri, positions in sorted(by_iri.items()):
            if positions:
                merged = self._merged(iri).properties
                if len(positions) < len(merged):
                    merged = [merged[position] for position in positions]
                yield Resource(iri, merged)
            elif iri == described.iri:
                yield described

    def _share_record(self, record: Record, iri: str) -> list[tuple[str, _Positions]]:
        described = _describe_record(record, iri, self._graph.iris, self._terms)
        images = [describe_image(image, self._terms) for image in record.images]
        shares = [self._share(item) for item in (described, *images)]
        for describe_other, value in _others_in(record):
            shares += self._of_other(describe_other, value)
        return shares

    def _share_other(self, describe: _DescribeOther, value: object) -> list[tuple[str, _Positions]]:
        return [self._share(item) for item in describe(value, self._graph.iris, self._terms)]

    def _share(self, resource: Resource) -> tuple[str, _Positions]:
        """Return what the merged graph has of a resource that a document states, and claim it."""
        iri, properties = resource
        merged = self._merged(iri).positions
        positions = sorted([merged[item] for item in properties if item in merged])
        claimed = self._claimed.setdefault(iri, set())
        if claimed is not None:
            claimed.update(positions)
            if len(claimed) == len(merged):
                self._claimed[iri] = None
        return iri, positions

    def derived(self) -> Iterator[Resource]:
        """Yield what no document stated, once all have been asked."""
        for iri in sorted(self._articles | self._others.keys()):
            claimed = self._claimed.get(iri, set())
            if claimed is not None:
                rest = enumerate(self._merge(iri).properties)
                yield Resource(iri, [item for position, item in rest if position not in claimed])

    def _merge(self, iri: str) -> _Merged:
        properties = self._others.get(iri, [])
        if iri in self._articles:
            article = self._graph.article(iri)
            described = describe_linked_article(self._graph, article, self._terms)
            properties = described.properties + properties
        distinct = list(dict.fromkeys(properties))
        return _Merged(distinct, dict(zip(distinct, range(len(distinct)), strict=True)))

    def _contents(self, document: Document) -> tuple[Contents, list[_Spoken]]:
        own, mentioned = self._graph.articles_in(document.path)
        parts = self._graph.article(own).parts if document.parts else ()
        if document.subject is not None:
            return Contents(own, mentioned, parts, self._subjects[own], {}), []
        spoken = [
            _Spoken(item.record, iri, item.list if item.rank else "")
            for item in mentions([document])
            if (iri := self._graph.article_of(item) if item.rank else own) is not None
        ]
        references = [
            reference.target
            for reference in self._graph.references_from(own)
            if document.path in reference.documents
        ]
        return Contents(own, mentioned, parts, None, {}, references), spoken

    @cached_property
    def _subjects(self) -> dict[str, Provider | Topic]:
        subjects: chain[Provider | Topic] = chain(self._graph.providers, self._graph.topics)
        return {subject.iri: subject for subject in subjects}

    @cached_property
    def _articles(self) -> frozenset[str]:
        return frozenset(article.iri for article in self._graph.articles)

    @cached_property
    def _others(self) -> dict[str, list[Property]]:
        """IRI → properties of all that is no article: little, and asked for again and again.

        Of documents, each of which states all that is said of it, only those whose IRI is that of
        something else, too.
        """
        others: dict[str, list[Property]] = {}
        for section in sections(self._graph, self._terms):
            if section.title == "Articles":
                continue
            for iri, properties in section.resources:
                if section.title != "Documents" or iri in others or iri in self._articles:
                    others.setdefault(iri, []).extend(properties)
        return others
