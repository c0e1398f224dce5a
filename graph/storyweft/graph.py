"""The graph: the only owner of the maps, filled once, read through sorted sequences."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType

from msgspec import structs

from storyweft.identity import Statement, statements
from storyweft.iris import Iris
from storyweft.model import (
    Article,
    Conflict,
    Copy,
    Document,
    Link,
    Merge,
    Problem,
    Provider,
    Story,
    StoryLink,
    Topic,
)
from storyweft.resolve import Resolved


class Graph:
    """Everything that one build found; nothing in it ever changes.

    ``articles``, ``providers`` and ``topics`` are in order of IRI, ``links`` of (source, target),
    ``copies`` of (first, second), ``conflicts`` of (article, field), ``stories`` of size (largest
    first), ``story_links`` of (source, target), ``documents`` and ``problems`` of path.
    """

    def __init__(
        self,
        documents: Iterable[Document],
        resolved: Resolved,
        iris: Iris,
        *,
        problems: Iterable[Problem] = (),
        stories: Iterable[Story] = (),
        copies: Iterable[Copy] = (),
        story_links: Iterable[StoryLink] = (),
    ) -> None:
        self.iris = iris
        self.documents: Sequence[Document] = tuple(sorted(documents, key=lambda item: item.path))
        self.articles: Sequence[Article] = tuple(resolved.articles)
        self.providers: Sequence[Provider] = tuple(resolved.providers)
        self.topics: Sequence[Topic] = tuple(resolved.topics)
        self.links: Sequence[Link] = tuple(resolved.links)
        self.copies: Sequence[Copy] = tuple(copies)
        self.conflicts: Sequence[Conflict] = tuple(resolved.conflicts)
        self.stories: Sequence[Story] = tuple(stories)
        self.story_links: Sequence[StoryLink] = tuple(story_links)
        self.problems: Sequence[Problem] = tuple(sorted(problems, key=_place))
        self._resolved = resolved

    def __repr__(self) -> str:
        return (
            f"<Graph: {len(self.articles)} articles, {len(self.providers)} providers,"
            f" {len(self.topics)} topics, {len(self.links)} links, {len(self.stories)} stories>"
        )

    def with_stories(self, stories: Iterable[Story], links: Iterable[StoryLink] = ()) -> "Graph":
        """Return the same graph with these stories, and these links between them."""
        return self._with(stories=stories, links=links, copies=self.copies)

    def with_copies(self, copies: Iterable[Copy]) -> "Graph":
        """Return the same graph with these copies."""
        return self._with(stories=self.stories, links=self.story_links, copies=copies)

    def _with(
        self, *, stories: Iterable[Story], links: Iterable[StoryLink], copies: Iterable[Copy]
    ) -> "Graph":
        return Graph(
            self.documents,
            self._resolved,
            self.iris,
            problems=self.problems,
            stories=stories,
            story_links=links,
            copies=copies,
        )

    def part(self, articles: Collection[str]) -> "Graph":
        """Return the graph of some articles only, by IRI, with all that hangs on them.

        Links, copies and stories stay as far as two of the articles are in them.
        """
        kept = frozenset(articles)
        found = [article for article in self.articles if article.iri in kept]
        providers = {item.provider.iri for item in found if item.provider}
        topics = {topic.iri for item in found for topic in item.topics}
        resolved = self._resolved._replace(
            articles=found,
            providers=[provider for provider in self.providers if provider.iri in providers],
            topics=[topic for topic in self.topics if topic.iri in topics],
            links=[link for link in self.links if {link.source, link.target} <= kept],
        )
        stories = [story for story in self.stories if len(kept.intersection(story.articles)) > 1]
        iris = {story.iri for story in stories}
        return Graph(
            [],
            resolved,
            self.iris,
            copies=[copy for copy in self.copies if {copy.first, copy.second} <= kept],
            stories=[
                structs.replace(story, articles=tuple(iri for iri in story.articles if iri in kept))
                for story in stories
            ],
            story_links=[link for link in self.story_links if {link.source, link.target} <= iris],
        )

    @property
    def base_iri(self) -> str:
        """Where the IRIs of providers, topics, stories and documents start."""
        return self.iris.base

    def article(self, iri: str) -> Article:
        """Return the article with this IRI.

        :raises KeyError: if there is none.
        """
        return self._articles[iri]

    def provider(self, iri: str) -> Provider:
        """Return the provider with this IRI.

        :raises KeyError: if there is none.
        """
        return self._providers[iri]

    def topic(self, iri: str) -> Topic:
        """Return the topic with this IRI.

        :raises KeyError: if there is none.
        """
        return self._topics[iri]

    def story_of(self, article: str) -> Story | None:
        """Return the story of an article, by IRI; None if no other article reports its event."""
        return self._story_of.get(article)

    def links_from(self, article: str) -> Sequence[Link]:
        """Return the links from an article, in order of rank."""
        return self._links_from.get(article, ())

    def links_to(self, article: str) -> Sequence[Link]:
        """Return the links to an article, in order of source."""
        return self._links_to.get(article, ())

    def copies_of(self, article: str) -> Sequence[str]:
        """Return the articles that print the same text as this one, in order of IRI."""
        return self._copies_of.get(article, ())

    def articles_in(self, path: str) -> tuple[str, Sequence[str]]:
        """Return the IRI of what a document is about, and of the articles that it mentions.

        The first is an article, or a topic or provider that has a record of its own.
        """
        return self._articles_in[path]

    def merges(self, article: str) -> Sequence[Merge]:
        """Return every other address of an article, and why it is one."""
        return self._resolved.identities.explain(self.article(article))

    def find(self, url: str) -> Article | None:
        """Return the article that a URL leads to, by whichever of its addresses.

        :raises ValueError: if ``url`` is no http(s) URL.
        """
        if url in self._articles:
            return self._articles[url]
        iri = self._by_key.get(self._resolved.identities.of_url(url))
        return self._articles[iri] if iri else None

    def article_of(self, statement: Statement) -> str | None:
        """Return the article that a statement speaks of, by IRI; None if that cannot be told."""
        key = self._resolved.identities.of(statement)
        return self._by_key.get(key) if key else None

    def statements(self, article: str) -> Sequence[Statement]:
        """Return all that documents say of an article, in order of document and place."""
        key = self._key_of[article]
        paths = frozenset(self._articles[article].documents)
        documents = [document for document in self.documents if document.path in paths]
        of = self._resolved.identities.of
        return tuple(item for item in statements(documents) if of(item) == key)

    @cached_property
    def _copies_of(self) -> Mapping[str, Sequence[str]]:
        copies: dict[str, list[str]] = {}
        for copy in self.copies:
            copies.setdefault(copy.first, []).append(copy.second)
            copies.setdefault(copy.second, []).append(copy.first)
        return MappingProxyType({iri: sorted(others) for iri, others in copies.items()})

    @cached_property
    def _key_of(self) -> Mapping[str, str]:
        of = self._resolved.identities.of
        keys = {
            article.iri: self._resolved.identities.of_url(article.url)
            for article in self.articles
            if article.url
        }
        own = {item.document: item for item in statements(self.documents) if item.rank == 0}
        for article in self.articles:
            if not article.url:
                keys[article.iri] = of(own[article.own_documents[0]]) or ""
        return MappingProxyType(keys)

    @cached_property
    def _by_key(self) -> Mapping[str, str]:
        return MappingProxyType({key: iri for iri, key in self._key_of.items()})

    @cached_property
    def _articles_in(self) -> Mapping[str, tuple[str, Sequence[str]]]:
        own: dict[str, str] = {}
        mentioned: dict[str, list[str]] = {}
        for article in self.articles:
            own.update(dict.fromkeys(article.own_documents, article.iri))
            for path in article.documents:
                if path not in article.own_documents:
                    mentioned.setdefault(path, []).append(article.iri)
        for provider in self.providers:
            own.update(dict.fromkeys(provider.documents, provider.iri))
        for topic in self.topics:
            own.update(dict.fromkeys(topic.documents, topic.iri))
        return MappingProxyType(
            {path: (iri, tuple(mentioned.get(path, ()))) for path, iri in own.items()}
        )

    @cached_property
    def _articles(self) -> Mapping[str, Article]:
        return MappingProxyType({article.iri: article for article in self.articles})

    @cached_property
    def _providers(self) -> Mapping[str, Provider]:
        return MappingProxyType({provider.iri: provider for provider in self.providers})

    @cached_property
    def _topics(self) -> Mapping[str, Topic]:
        return MappingProxyType({topic.iri: topic for topic in self.topics})

    @cached_property
    def _story_of(self) -> Mapping[str, Story]:
        return MappingProxyType({iri: story for story in self.stories for iri in story.articles})

    @cached_property
    def _links_from(self) -> Mapping[str, Sequence[Link]]:
        links: dict[str, list[Link]] = {}
        for link in sorted(self.links, key=lambda link: (link.rank, link.target)):
            links.setdefault(link.source, []).append(link)
        return MappingProxyType(links)

    @cached_property
    def _links_to(self) -> Mapping[str, Sequence[Link]]:
        links: dict[str, list[Link]] = {}
        for link in self.links:
            links.setdefault(link.target, []).append(link)
        return MappingProxyType(links)


def _place(problem: Problem) -> tuple[str, int, str, str, str]:
    return problem.path, problem.line or 0, problem.field or "", problem.code, problem.message
