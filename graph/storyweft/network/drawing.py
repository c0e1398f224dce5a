"""How the graph looks in programs that draw it, node by node.

A story lies below its articles, which stand around its middle; its area is that of their dots. A
storyline stands in the middle of its stories.
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from math import sqrt
from types import MappingProxyType
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from storyweft.graph import Graph
from storyweft.model import Article
from storyweft.network.floor import DOT, Disc
from storyweft.network.layout import SATELLITE, Layout, arrange
from storyweft.network.tables import (
    KIND_COLOURS,
    Node,
    article_nodes,
    entity_nodes,
    story_nodes,
)
from storyweft.rdf.parts import Part, all_of, article_parts


class Look(NamedTuple):
    """Where a node stands (y grows downwards), its radius, and its colour as ``#RRGGBB``."""

    x: int
    y: int
    size: float
    color: str


#: What the parts of a look are called where they are attributes, as sigma and others read them.
LOOK_ATTRIBUTES: dict[str, type] = {"x": float, "y": float, "size": float, "color": str}

# A graph never changes, and the page and several formats draw the same one.
_discs: "WeakKeyDictionary[Graph, Mapping[str, Disc]]" = WeakKeyDictionary()


def looks_of(graph: Graph) -> Mapping[str, Look]:
    """Return how each node looks, by IRI.

    >>> from storyweft import build
    >>> graph = build("seeds")
    >>> looks_of(graph)[graph.topics[0].iri].color
    '#CCBB44'
    """
    return dict(_looks_of(graph, discs_of(graph)))


def discs_of(graph: Graph) -> Mapping[str, Disc]:
    """Return the disc of each article, topic, provider and story (all of it), by IRI.

    >>> from storyweft import build
    >>> graph = build("seeds")
    >>> discs_of(graph)[graph.articles[0].iri].r
    6
    """
    if graph not in _discs:
        _discs[graph] = MappingProxyType(dict(_discs_of(graph)))
    return _discs[graph]


def drawn_nodes(graph: Graph) -> Iterator[Node]:
    """Yield all nodes, the largest kinds first: programs draw one after the other."""
    return all_of(drawn_parts(graph))


def drawn_parts(graph: Graph) -> Iterator[Part[Node]]:
    """Yield the same in parts, which are made of the looks of their nodes, too."""
    yield Part(None, reversed([*story_nodes(graph)]))
    looks = looks_of(graph)
    for digest, some in article_parts(graph):
        stories = [graph.story_of(article.iri) for article in some]
        made_of = [
            digest,
            [story and story.iri for story in stories],
            [looks[article.iri] for article in some],
        ]
        yield Part(made_of, article_nodes(graph, some))
    yield Part(None, entity_nodes(graph))


def _looks_of(graph: Graph, discs: Mapping[str, Disc]) -> Iterator[tuple[str, Look]]:
    for story in graph.stories:
        size = round(DOT * sqrt(len(story.articles)), 1)
        yield story.iri, _look(discs[story.iri], size, "story")
    for line in graph.storylines:
        of_stories = [discs[iri] for iri in line.stories]
        x, y = (round(sum(sides) / len(of_stories)) for sides in _sides(of_stories))
        size = round(SATELLITE * sqrt(len(of_stories)), 1)
        yield line.iri, Look(x, y, size, KIND_COLOURS["storyline"])
    for kind, items in (
        ("article", graph.articles),
        ("topic", graph.topics),
        ("provider", graph.providers),
    ):
        for item in items:
            yield item.iri, _look(discs[item.iri], discs[item.iri].r, kind)


def _look(disc: Disc, size: float, kind: str) -> Look:
    return Look(disc.x, disc.y, size, KIND_COLOURS[kind])


def _discs_of(graph: Graph) -> Iterator[tuple[str, Disc]]:
    groups = _groups(graph)
    layout = _layout(graph, groups)
    yield from zip((story.iri for story in graph.stories), layout.groups, strict=False)
    for group, points in zip(groups, layout.articles, strict=True):
        for article, (x, y) in zip(group, points, strict=True):
            yield article.iri, Disc(x, y, DOT)
    yield from zip((topic.iri for topic in graph.topics), layout.topics, strict=True)
    yield from zip((item.iri for item in graph.providers), layout.providers, strict=True)


def _sides(discs: list[Disc]) -> tuple[list[int], list[int]]:
    return [disc.x for disc in discs], [disc.y for disc in discs]


def _groups(graph: Graph) -> list[list[Article]]:
    """Return the articles of each story, and each other article by itself."""
    inside = {iri for story in graph.stories for iri in story.articles}
    groups = [[graph.article(iri) for iri in story.articles] for story in graph.stories]
    return [*groups, *([article] for article in graph.articles if article.iri not in inside)]


def _layout(graph: Graph, groups: list[list[Article]]) -> Layout:
    number = {item.iri: index for index, item in enumerate(chain.from_iterable(groups))}
    ends = [(number[link.source], number[link.target]) for link in graph.links]
    story = {item.iri: index for index, item in enumerate(graph.stories)}
    return arrange(
        groups,
        np.array(ends, dtype=np.int64).reshape(len(ends), 2),
        [topic.iri for topic in graph.topics],
        [provider.iri for provider in graph.providers],
        ties={(story[tie.source], story[tie.target]): tie.weight for tie in graph.story_links},
    )
