"""A long sequence in parts: what comes or goes changes the part that it is in, and no other.

So what was made of the other parts, a text, say, can be had from where it is.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from operator import attrgetter
from typing import Generic, NamedTuple, TypeVar
from weakref import WeakKeyDictionary
from zlib import crc32

from storyweft.graph import Graph
from storyweft.model import Article
from storyweft.rdf.terms import Resource
from storyweft.sources.stamps import digest_of_values

T = TypeVar("T")

# A part has so many items on average, and so many at most. What changes in one costs the making of
# all of them, and each costs a look at what it is made of.
_USUAL = 32
_MOST = 1024


class Part(NamedTuple, Generic[T]):
    """Some items, made when they are asked for.

    ``made_of`` is everything that they depend on, in values that msgpack knows; None if nobody can
    say so more cheaply than by making them.
    """

    made_of: object
    items: Iterable[T]


class Section(NamedTuple):
    """All resources of one kind, in order of IRI."""

    title: str
    parts: Iterable[Part[Resource]]

    @property
    def resources(self) -> Iterator[Resource]:
        """All of them, made one after the other."""
        return all_of(self.parts)


def whole(title: str, resources: Iterable[Resource]) -> Section:
    """Return a section that is not parted."""
    return Section(title, [Part(None, resources)])


def all_of(parts: Iterable[Part[T]]) -> Iterator[T]:
    """Yield the items of all parts."""
    return chain.from_iterable(part.items for part in parts)


def in_parts(items: Iterable[T], name: Callable[[T], str]) -> Iterator[list[T]]:
    """Yield items some at a time; where to part them the name of the last one alone decides."""
    some: list[T] = []
    for item in items:
        some.append(item)
        if crc32(name(item).encode()) % _USUAL == 0 or len(some) == _MOST:
            yield some
            some = []
    if some:
        yield some


# A graph never changes, and several formats write the same one.
_articles: "WeakKeyDictionary[Graph, list[Part[Article]]]" = WeakKeyDictionary()


def article_parts(graph: Graph) -> Sequence[Part[Article]]:
    """Return the articles in parts, which are made of all that each says: a digest."""
    if graph not in _articles:
        _articles[graph] = [
            Part(digest_of_values([some]), some) for some in in_parts(graph.articles, _iri)
        ]
    return _articles[graph]


_iri = attrgetter("iri")


def linked(graph: Graph, articles: Part[Article]) -> list[object]:
    """Return what articles with all that leads from them to others are made of."""
    return [
        graph.base_iri,
        articles.made_of,
        *(
            [others_of(article.iri) for article in articles.items]
            for others_of in (graph.links_from, graph.references_from, graph.near_duplicates_of)
        ),
    ]
