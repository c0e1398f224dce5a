"""The graph: the only owner of the maps, filled once, read through sorted sequences."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from html import escape
from types import MappingProxyType

from msgspec import structs

from storyweft.model import (
    About,
    Article,
    Conflict,
    Document,
    Link,
    Merge,
    NearDuplicate,
    Problem,
    Provider,
    Reference,
    Story,
    Storyline,
    StoryLink,
    Topic,
)
from storyweft.resolving.identity import Mention, mentions, own_mentions
from storyweft.resolving.iris import Iris
from storyweft.resolving.resolution import Resolution
from storyweft.settings import Site

_NOTHING = About()
_LARGEST = 5  # stories that a notebook shows


class Graph:
    """Everything that one build made of its documents; nothing in it ever changes.

    ``articles``, ``providers`` and ``topics`` are in order of IRI, ``links`` and ``references`` of
    (source, target), ``near_duplicates`` of (first, second), ``conflicts`` of (article, field),
    ``stories`` of size (largest first), ``story_links`` of (source, target), ``storylines`` of
    their number of stories, ``documents`` and ``problems`` of path; ``sites`` are
    those that the documents belong to.
    """

    def __init__(
        self,
        documents: Iterable[Document],
        resolution: Resolution,
        iris: Iris,
        *,
        problems: Iterable[Problem] = (),
        stories: Iterable[Story] = (),
        near_duplicates: Iterable[NearDuplicate] = (),
        story_links: Iterable[StoryLink] = (),
        storylines: Iterable[Storyline] = (),
        about: About = _NOTHING,
        sites: Iterable[Site] = (),
    ) -> None:
        self.iris = iris
        self.about = about
        self.sites: Sequence[Site] = tuple(sites)
        self.documents: Sequence[Document] = tuple(sorted(documents, key=lambda item: item.path))
        self.articles: Sequence[Article] = tuple(resolution.articles)
        self.providers: Sequence[Provider] = tuple(resolution.providers)
        self.topics: Sequence[Topic] = tuple(resolution.topics)
        self.links: Sequence[Link] = tuple(resolution.links)
        self.references: Sequence[Reference] = tuple(resolution.references)
        self.near_duplicates: Sequence[NearDuplicate] = tuple(near_duplicates)
        self.conflicts: Sequence[Conflict] = tuple(resolution.conflicts)
        self.stories: Sequence[Story] = tuple(stories)
        self.story_links: Sequence[StoryLink] = tuple(story_links)
        self.storylines: Sequence[Storyline] = tuple(storylines)
        self.problems: Sequence[Problem] = tuple(sorted(problems, key=by_position))
        self._resolution = resolution

    def __repr__(self) -> str:
        return (
            f"<Graph: {len(self.articles)} articles, {len(self.providers)} providers,"
            f" {len(self.topics)} topics, {len(self.links)} links, {len(self.stories)} stories>"
        )

    def _repr_html_(self) -> str:
        """Return what a notebook shows: how much there is, and the largest stories."""
        counts = {
            "articles": self.articles,
            "providers": self.providers,
            "topics": self.topics,
            "links": self.links,
            "stories": self.stories,
        }
        shown = ", ".join(f"<b>{len(items):,}</b> {name}" for name, items in counts.items())
        rows = "".join(
            f"<tr><td>{len(story.articles)}</td><td>{(story.first or '')[:10]}</td>"
            f"<td style='text-align:left'>{escape(story.label)}</td></tr>"
            for story in self.stories[:_LARGEST]
        )
        head = "<tr><th>articles</th><th>since</th><th style='text-align:left'>story</th></tr>"
        return f"<p>{shown}</p>" + (f"<table>{head}{rows}</table>" if rows else "")

    def with_stories(
        self,
        stories: Iterable[Story],
        links: Iterable[StoryLink] = (),
        storylines: Iterable[Storyline] = (),
    ) -> "Graph":
        """Return the same graph with these stories, the links between them, and storylines."""
        return self._with(
            stories=stories,
            links=links,
            storylines=storylines,
            near_duplicates=self.near_duplicates,
        )

    def with_near_duplicates(self, near_duplicates: Iterable[NearDuplicate]) -> "Graph":
        """Return the same graph with these near-duplicates."""
        return self._with(
            stories=self.stories,
            links=self.story_links,
            storylines=self.storylines,
            near_duplicates=near_duplicates,
        )

    def _with(
        self,
        *,
        stories: Iterable[Story],
        links: Iterable[StoryLink],
        storylines: Iterable[Storyline],
        near_duplicates: Iterable[NearDuplicate],
    ) -> "Graph":
        return Graph(
            self.documents,
            self._resolution,
            self.iris,
            problems=self.problems,
            stories=stories,
            story_links=links,
            storylines=storylines,
            near_duplicates=near_duplicates,
            about=self.about,
            sites=self.sites,
        )

    def part(self, articles: Collection[str]) -> "Graph":
        """Return the graph of some articles only, by IRI, with all that hangs on them.

        Links, near-duplicates and stories stay as far as two of the articles are in them.
        """
        chosen = frozenset(articles)
        inside = [_within(article, chosen) for article in self.articles if article.iri in chosen]
        providers = {item.provider.iri for item in inside if item.provider}
        topics = {topic.iri for item in inside for topic in item.topics}
        resolution = self._resolution._replace(
            articles=inside,
            providers=[provider for provider in self.providers if provider.iri in providers],
            topics=[topic for topic in self.topics if topic.iri in topics],
            links=[link for link in self.links if {link.source, link.target} <= chosen],
            references=[item for item in self.references if {item.source, item.target} <= chosen],
        )
        stories = [story for story in self.stories if len(chosen.intersection(story.articles)) > 1]
        iris = {story.iri for story in stories}
        storylines = (_shortened(line, iris) for line in self.storylines)
        return Graph(
            [],
            resolution,
            self.iris,
            near_duplicates=[
                pair for pair in self.near_duplicates if {pair.first, pair.second} <= chosen
            ],
            stories=[
                structs.replace(story, articles=tuple(filter(chosen.__contains__, story.articles)))
                for story in stories
            ],
            story_links=[link for link in self.story_links if {link.source, link.target} <= iris],
            storylines=[line for line in storylines if len(line.stories) > 1],
            about=self.about,
            sites=self.sites,
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

    def storyline_of(self, story: str) -> Storyline | None:
        """Return the storyline of a story, by IRI; None if no other story goes on with it."""
        return self._storyline_of.get(story)

    def links_from(self, article: str) -> Sequence[Link]:
        """Return the links from an article, in order of rank."""
        return self._links_from.get(article, ())

    def links_to(self, article: str) -> Sequence[Link]:
        """Return the links to an article, in order of source."""
        return self._links_to.get(article, ())

    def references_from(self, article: str) -> Sequence[Reference]:
        """Return the references in the body of an article to others, in order of target."""
        return self._references_from.get(article, ())

    def near_duplicates_of(self, article: str) -> Sequence[str]:
        """Return the articles that print the same text as this one, in order of IRI."""
        return self._near_duplicates_of.get(article, ())

    def articles_in(self, path: str) -> tuple[str, Sequence[str]]:
        """Return the IRI of what a document is about, and of the articles that it mentions.

        The first is an article, or a topic or provider that has a record of its own.
        """
        return self._articles_in[path]

    def merges(self, article: str) -> Sequence[Merge]:
        """Return every other address of an article, and why it is one."""
        return self._resolution.identities.explain(self.article(article))

    def find(self, url: str) -> Article | None:
        """Return the article that a URL leads to, by whichever of its addresses.

        :raises ValueError: if ``url`` is no http(s) URL.
        """
        if url in self._articles:
            return self._articles[url]
        iri = self._by_key.get(self._resolution.identities.of_url(url))
        return self._articles[iri] if iri else None

    def article_of(self, mention: Mention) -> str | None:
        """Return the article that a mention speaks of, by IRI; None if that cannot be told."""
        url = mention.record.url
        if url is not None and url in self._articles and self._articles[url].url == url:
            return url  # as for most, without a look at what else it is
        key = self._resolution.identities.of(mention)
        return self._by_key.get(key) if key else None

    def mentions(self, article: str) -> Sequence[Mention]:
        """Return all that documents say of an article, in order of document and position."""
        key = self._key_of[article]
        paths = frozenset(self._articles[article].documents)
        documents = [document for document in self.documents if document.path in paths]
        of = self._resolution.identities.of
        return tuple(item for item in mentions(documents) if of(item) == key)

    @cached_property
    def _references_from(self) -> Mapping[str, Sequence[Reference]]:
        references: dict[str, list[Reference]] = {}
        for reference in self.references:
            references.setdefault(reference.source, []).append(reference)
        return MappingProxyType(references)

    @cached_property
    def _near_duplicates_of(self) -> Mapping[str, Sequence[str]]:
        others: dict[str, list[str]] = {}
        for pair in self.near_duplicates:
            others.setdefault(pair.first, []).append(pair.second)
            others.setdefault(pair.second, []).append(pair.first)
        return MappingProxyType({iri: sorted(near) for iri, near in others.items()})

    @cached_property
    def _key_of(self) -> Mapping[str, str]:
        of = self._resolution.identities.of
        keys = {
            article.iri: self._resolution.identities.of_url(article.url)
            for article in self.articles
            if article.url
        }
        own = {item.document: item for item in own_mentions(self.documents)}
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
    def _storyline_of(self) -> Mapping[str, Storyline]:
        return MappingProxyType({iri: line for line in self.storylines for iri in line.stories})

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


def _shortened(line: Storyline, stories: Collection[str]) -> Storyline:
    """Return a storyline with some of its stories only."""
    rest = [
        (iri, before if before in stories else None)
        for iri, before in zip(line.stories, line.predecessors, strict=True)
        if iri in stories
    ]
    return structs.replace(
        line,
        stories=tuple(iri for iri, _ in rest),
        predecessors=tuple(before for _, before in rest),
    )


def _within(article: Article, chosen: Collection[str]) -> Article:
    """Return an article with only those of its translations that are chosen, too."""
    if not article.translations:
        return article
    translations = tuple(iri for iri in article.translations if iri in chosen)
    original = article.original if article.original in translations else None
    return structs.replace(article, translations=translations, original=original)


def by_position(problem: Problem) -> tuple[str, int, str, str, str, str, str]:
    """Return what problems are sorted by."""
    where = problem.path, problem.line or 0, problem.field or ""
    return *where, problem.code, problem.message, problem.action, problem.seen or ""
