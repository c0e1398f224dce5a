"""Triples → graph: what the exports say, read back as far as RDF has it.

It has the articles with all their fields, providers, topics, links, references, translations,
near-duplicates, stories, the links between these, storylines, and the paths of documents. It does
not have:

* merges, conflicts and problems: they are in ``report.json``;
* who gave an address first, and whether it is an AMP page or an original: what its URL says counts;
* the rank of a link in a list, how alike two near-duplicates are, how strong the link between two
  stories is: all are 0 here; ranks of links are in GraphML;
* the spelling of a locale (``en_gb`` is ``en-GB``), and of a type that has a class of its own
  (``profile`` is ``person``; what says nothing is an ``article``);
* what a document says below its fields;
* two sizes or captions of one image: the first counts.

The order of triples is kept where a field has several values.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import cast

from storyweft import vocabulary as v
from storyweft.graph import Graph
from storyweft.model import (
    About,
    Address,
    AddressKind,
    Article,
    Document,
    Image,
    Link,
    NearDuplicate,
    Provider,
    Record,
    Reference,
    Story,
    Storyline,
    StoryLink,
    StoryLinkKind,
    Topic,
    Witness,
)
from storyweft.rdf.dataset import TITLE
from storyweft.rdf.statements import Statements
from storyweft.rdf.triples import Triple
from storyweft.reading.scalars import to_number
from storyweft.resolving.identity import Identities
from storyweft.resolving.iris import Iris
from storyweft.resolving.resolution import Resolution
from storyweft.stories.find import by_frequency, by_time
from storyweft.stories.storylines import story_by_time
from storyweft.urls import Identifier


def graph_from_rdf(triples: Iterable[Triple]) -> Graph:
    """Return the graph that triples of an export tell of; see above for what RDF does not have.

    >>> from storyweft import build
    >>> from storyweft.rdf.triples import triples
    >>> graph_from_rdf(triples(build("seeds")))
    <Graph: 26 articles, 25 providers, 4 topics, 21 links, 5 stories>
    """
    return _Reader(triples).graph()


class _Reader(Statements):
    """Makes each kind of thing of what is said of it; each is made once."""

    def graph(self) -> Graph:
        """Return everything as one graph."""
        articles = list(self._articles.values())
        links = list(self._links())
        resolution = Resolution(
            articles,
            list(self._providers.values()),
            list(self._topics.values()),
            links,
            identities=_identities(articles),
            references=list(self._references()),
        )
        every = map(self._story, self._of_class(v.STORYLINE))
        stories = [story for story in every if story.articles]
        return Graph(
            self._documents(),
            resolution,
            self._iris_of_base,
            near_duplicates=self._near_duplicates(),
            stories=sorted(stories, key=lambda story: (-len(story.articles), story.id)),
            story_links=self._story_links(stories, links),
            storylines=sorted(
                self._storylines(stories), key=lambda line: (-len(line.stories), line.id)
            ),
            about=self._about(),
        )

    def _about(self) -> About:
        iris = self._iris_of_base
        title = self._text(iris.dataset, v.TITLE)
        return About(
            None if title == TITLE else title,
            next(iter(self._iris(iris.dataset, v.LICENSE)), None),
            self._text(iris.build, v.ENDED),
        )

    # -- documents ------------------------------------------------------------------------------

    @cached_property
    def _paths(self) -> Mapping[str, str]:
        """IRI of each document → its path."""
        return {
            iri: path
            for iri in self._of_class(v.DIGITAL_DOCUMENT)
            if (path := self._text(iri, v.IDENTIFIER))
        }

    @cached_property
    def _iris_of_base(self) -> Iris:
        """What makes IRIs: its base is seen from those of documents."""
        for iri, path in self._paths.items():
            base = iri.removesuffix(Iris("").document(path))
            if base != iri:
                return Iris(base)
        return Iris(v.DEFAULT_BASE_IRI)

    @cached_property
    def _own_documents(self) -> Mapping[str, list[str]]:
        """IRI of an article, topic or provider → the paths of the documents that are about it."""
        own: dict[str, list[str]] = {}
        for document, path in sorted(self._paths.items(), key=lambda item: item[1]):
            for iri in self._iris(document, v.MAIN_ENTITY):
                own.setdefault(iri, []).append(path)
        return own

    def _documents(self) -> Iterator[Document]:
        things = self._articles.keys() | self._topics.keys() | self._providers.keys()
        paths: set[str] = set()
        for document, path in self._paths.items():
            if path not in paths and not things.isdisjoint(self._iris(document, v.MAIN_ENTITY)):
                paths.add(path)
                yield Document(path, Record(), subject=self._subject(document))

    def _subject(self, document: str) -> Provider | Topic | None:
        """Return the topic or provider that a document is about; None if it is about an article."""
        for iri in self._iris(document, v.MAIN_ENTITY):
            if iri in self._articles:
                return None
            subject = self._topics.get(iri) or self._providers.get(iri)
            if subject:
                return subject
        return None

    # -- articles -------------------------------------------------------------------------------

    @cached_property
    def _articles(self) -> Mapping[str, Article]:
        # What a document speaks of is an article, and nothing else is.
        return {
            iri: self._article(iri)
            for iri in sorted(self._said)
            if v.DERIVED_FROM in self._said[iri]
        }

    def _article(self, iri: str) -> Article:
        derived = self._iris(iri, v.DERIVED_FROM)
        own = self._own_documents.get(iri, ())
        base = self._iris_of_base.base
        is_named = iri.startswith((f"{base}id/article/", f"{base}id/person/")) and own
        providers = (self._providers.get(item) for item in self._iris(iri, v.PUBLISHER))
        topics = (self._topics.get(item) for item in self._iris(iri, v.ABOUT))
        return Article(
            iri=iri,
            url=None if is_named else iri,
            title=self._text(iri, v.HEADLINE),
            excerpt=self._text(iri, v.DESCRIPTION),
            published=self._time(iri, v.DATE_PUBLISHED),
            precision="day" if self._text(iri, v.PRECISION) == "day" else None,
            updated=self._time(iri, v.DATE_MODIFIED),
            updated_precision="day" if self._text(iri, v.MODIFIED_PRECISION) == "day" else None,
            type=self._type(iri),
            categories=self._texts(iri, v.GENRE),
            quality=self._number(iri, v.QUALITY),
            heat=self._number(iri, v.HEAT),
            is_published=self._flag(iri, v.IS_PUBLISHED),
            locale=self._text(iri, v.IN_LANGUAGE),
            authors=tuple(self._author(item) for item in self._iris(iri, v.AUTHOR)),
            author_urls=tuple(sorted(self._author_urls(iri))),
            images=self._images_of(iri, v.IMAGE),
            provider=next(filter(None, providers), None),
            topics=tuple(topic for topic in topics if topic),
            addresses=tuple(self._addresses(iri)),
            properties=self._properties(iri),
            documents=tuple(sorted(self._paths[item] for item in derived if item in self._paths)),
            own_documents=tuple(own),
            parts=tuple(self._iris(iri, v.HAS_PART)),
            original=self._original(iri),
            translations=self._translations(iri),
        )

    def _original(self, iri: str) -> str | None:
        """Return what a page is translated from: itself, if another is translated from it."""
        others = self._iris(iri, v.WORK_TRANSLATION)
        is_first = any(iri in self._iris(other, v.TRANSLATION_OF) for other in others)
        return iri if is_first else next(iter(self._iris(iri, v.TRANSLATION_OF)), None)

    def _translations(self, iri: str) -> tuple[str, ...]:
        """Return the same page in other languages: of a translation those of the original, too."""
        group = set(self._iris(iri, v.WORK_TRANSLATION))
        for original in self._iris(iri, v.TRANSLATION_OF):
            group |= {original, *self._iris(original, v.WORK_TRANSLATION)}
        return tuple(sorted(group - {iri}))

    def _type(self, iri: str) -> str | None:
        other = self._text(iri, v.KIND)
        if other is not None:
            return other
        classes = set(self._iris(iri, v.TYPE))
        return next((name for name, class_ in _TYPES.items() if class_ in classes), None)

    def _author(self, iri: str) -> str:
        return self._text(iri, v.NAME) or self._text(iri, v.LABEL) or iri

    def _author_urls(self, iri: str) -> Iterator[tuple[str, str]]:
        for author in self._iris(iri, v.AUTHOR):
            if v.DERIVED_FROM not in self._said.get(author, ()):  # no profile, whose URL is its own
                yield from ((self._author(author), url) for url in self._texts(author, v.URL))

    def _addresses(self, iri: str) -> Iterator[Address]:
        key = _IDENTIFIER.key
        for url in self._iris(iri, v.SAME_AS):
            kind = _kind_of(url)
            is_spelling = kind == "original" and key(url) == key(iri)
            yield Address(url, "web" if is_spelling else kind)

    def _images_of(self, iri: str, predicate: str) -> tuple[Image, ...]:
        return tuple(
            Image(
                url,
                self._size(url, v.WIDTH),
                self._size(url, v.HEIGHT),
                self._text(url, v.CAPTION),
                self._flag(url, v.CACHED),
            )
            for url in self._iris(iri, predicate)
        )

    def _links(self) -> Iterator[Link]:
        """Yield the links; a document that is about one article and speaks of the other says so."""
        for iri, article in self._articles.items():
            for target in sorted(self._iris(iri, v.RELATION)):
                if target in self._articles:
                    speaking = set(self._articles[target].documents)
                    paths = [path for path in article.own_documents if path in speaking]
                    yield Link(iri, target, tuple(Witness(path, 0) for path in paths))

    def _references(self) -> Iterator[Reference]:
        """Yield the references; which document has one is not known, but whose it is."""
        for iri, article in self._articles.items():
            for target in sorted(self._iris(iri, v.REFERENCES)):
                if target in self._articles:
                    yield Reference(iri, target, article.own_documents)

    def _near_duplicates(self) -> Iterator[NearDuplicate]:
        for iri in self._articles:
            for other in sorted(self._iris(iri, v.ALTERNATE_OF)):
                if iri < other and other in self._articles:
                    yield NearDuplicate(iri, other, 0)

    # -- providers and topics -------------------------------------------------------------------

    @cached_property
    def _providers(self) -> Mapping[str, Provider]:
        return {
            iri: Provider(
                self._text(iri, v.NAME) or self._text(iri, v.LABEL) or iri,
                self._text(iri, v.DOMAIN) or "",
                self._images_of(iri, v.LOGO),
                iri,
                self._texts(iri, v.ALTERNATE_NAME),
                self._text(iri, v.DESCRIPTION),
                self._properties(iri),
                tuple(self._own_documents.get(iri, ())),
                self._text(iri, v.URL),
            )
            for iri in self._of_class(v.NEWS_MEDIA_ORGANIZATION)
        }

    @cached_property
    def _topics(self) -> Mapping[str, Topic]:
        return {
            iri: Topic(
                iri,
                self._text(iri, v.PREF_LABEL) or self._text(iri, v.LABEL) or iri,
                self._texts(iri, v.ALT_LABEL),
                next(iter(self._iris(iri, v.BROADER)), None),
                self._text(iri, v.DEFINITION),
                self._images_of(iri, v.IMAGE),
                self._properties(iri),
                tuple(self._own_documents.get(iri, ())),
                tuple(sorted([*self._iris(iri, v.EXACT_MATCH), *self._iris(iri, v.SAME_AS)])),
            )
            for iri in self._of_class(v.CONCEPT)
        }

    # -- stories --------------------------------------------------------------------------------

    def _story(self, iri: str) -> Story:
        parts = (self._articles.get(part) for part in self._iris(iri, v.HAS_PART))
        articles = sorted(filter(None, parts), key=by_time)
        return Story(
            id=Iris.story_id(iri),
            iri=iri,
            label=self._text(iri, v.STORY_TITLE) or self._text(iri, v.LABEL) or iri,
            first=self._time(iri, v.FIRST),
            last=self._time(iri, v.LAST),
            articles=tuple(article.iri for article in articles),
            providers=by_frequency(item.provider.iri for item in articles if item.provider),
            topics=by_frequency(topic.iri for item in articles for topic in item.topics),
            cohesion=self._converted(iri, v.COHESION, lambda text: float(to_number(text))),
            earliest=next(iter(self._iris(iri, v.EARLIEST)), None),
            is_earliest_certain=self._flag(iri, v.EARLIEST_IS_CERTAIN) or False,
        )

    def _storylines(self, stories: Iterable[Story]) -> Iterator[Storyline]:
        by_iri = {story.iri: story for story in stories}
        for iri in self._of_class(v.STORYLINE_OF_STORIES):
            parts = (by_iri.get(part) for part in self._iris(iri, v.HAS_PART))
            ordered = sorted(filter(None, parts), key=story_by_time)
            if not ordered:
                continue
            before = (filter(by_iri.get, self._iris(story.iri, v.PREDECESSOR)) for story in ordered)
            yield Storyline(
                id=Iris.story_id(iri),
                iri=iri,
                name=self._text(iri, v.STORY_TITLE) or self._text(iri, v.LABEL) or iri,
                first=self._time(iri, v.FIRST),
                last=self._time(iri, v.LAST),
                stories=tuple(story.iri for story in ordered),
                predecessors=tuple(next(iris, None) for iris in before),
            )

    def _story_links(self, stories: Iterable[Story], links: Iterable[Link]) -> list[StoryLink]:
        story_of = {article: story.iri for story in stories for article in story.articles}
        iris = {story.iri for story in stories}
        counts: dict[frozenset[str | None], int] = {}
        for link in links:
            pair = frozenset([story_of.get(link.source), story_of.get(link.target)])
            counts[pair] = counts.get(pair, 0) + 1
        terms = {v.FOLLOWS: "follows", v.RELATION: "related"}
        story_links = [
            StoryLink(
                story.iri,
                target,
                cast("StoryLinkKind", kind),
                0,
                counts.get(frozenset([story.iri, target]), 0),
            )
            for story in stories
            for term, kind in terms.items()
            for target in self._iris(story.iri, term)
            if target in iris
        ]
        return sorted(story_links, key=lambda link: (link.source, link.target))


# The first name of each class is the plainest; the class of people has two.
_TYPES = {name: class_ for name, class_ in v.CLASSES.items() if name not in ("profile", "forum")}


_IDENTIFIER = Identifier()

# A host, a segment, an ending or the value of a parameter that says so.
_AMP = re.compile(r"[/.?&=](?:google-)?amp(?:[/.?&=]|\Z)")
_AMP_CACHE = re.compile(r"https?://(?:[^/]+\.)?(?:cdn\.ampproject\.org|bing-amp\.com)/")


def _kind_of(url: str) -> AddressKind:
    """Tell by an address alone, one that is not the article's own, what it is.

    >>> _kind_of("https://n.com/amp/1"), _kind_of("https://m.com/1")
    ('amp', 'original')
    """
    if _AMP_CACHE.match(url):
        return "amp-cache"
    return "amp" if _AMP.search(url) else "original"


def _identities(articles: Iterable[Article]) -> Identities:
    """Return what finds an article by any of its addresses."""
    identifier = _IDENTIFIER
    own = {identifier.key(article.url) for article in articles if article.url}
    roots = {
        key: identifier.key(article.url)
        for article in articles
        if article.url
        for address in article.addresses
        if (key := identifier.key(address.url)) not in own
    }
    return Identities(identifier, roots)
