"""Positions on the map: nothing overlaps, nothing depends on chance or order."""

import json
import random
from itertools import combinations
from math import dist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import storyweft
from storyweft.graph import Graph
from storyweft.model import Article, Topic
from storyweft.network.floor import DOT, Disc, Integers
from storyweft.network.layout import Layout, arrange
from storyweft.page.contents import Page, make_page, to_json
from tests.benchmarks.graphs import make_graph


def overlapping(discs: list[Disc]) -> int:
    """Count the pairs that overlap, sweeping from left to right."""
    found = 0
    open_discs: list[Disc] = []
    for disc in sorted(discs, key=lambda disc: disc.x - disc.r):
        open_discs = [other for other in open_discs if other.x + other.r > disc.x - disc.r]
        found += sum(dist(disc[:2], other[:2]) < disc.r + other.r for other in open_discs)
        open_discs.append(disc)
    return found


def arranged(graph: Graph) -> tuple[Page, Layout]:
    """Return a page of a graph, and where its stories, articles, topics and providers stand."""
    page = make_page(graph, most=len(graph.articles))
    inside = sum(len(item.articles) for item in page.stories)
    groups = [*(item.articles for item in page.stories), *((a,) for a in page.articles[inside:])]
    topics = [topic.iri for topic in graph.topics]
    providers = [provider.iri for provider in graph.providers]
    return page, arrange(groups, page.ends, topics, providers)


def all_discs(layout: Layout) -> list[Disc]:
    return [*layout.groups, *layout.topics, *layout.providers]


@pytest.mark.parametrize("size", [1, 30, 400, 3_000])
def test_no_two_discs_overlap(size: int) -> None:
    assert overlapping(all_discs(arranged(make_graph(size))[1])) == 0


def test_articles_stand_apart_and_inside_their_story(seeds_graph: storyweft.Graph) -> None:
    layout = arranged(seeds_graph)[1]
    for disc, places in zip(layout.groups, layout.articles, strict=True):
        assert all(dist(place, disc[:2]) + DOT <= disc.r for place in places)
        assert all(dist(one, other) > 2 * DOT for one, other in combinations(places, 2))


def test_the_earliest_article_stands_nearest_the_middle() -> None:
    layout = arranged(make_graph(200))[1]
    places, middle = layout.articles[0], layout.groups[0][:2]
    assert min(places, key=lambda place: dist(place, middle)) == places[0]


def test_the_map_is_the_same_for_any_order_of_links_and_any_run() -> None:
    page, layout = arranged(make_graph(500))
    groups = [item.articles for item in page.stories]
    topics = [topic.iri for topic in page.graph.topics]
    providers = [provider.iri for provider in page.graph.providers]
    shuffled = page.ends.tolist()
    random.Random(7).shuffle(shuffled)  # noqa: S311
    assert arrange(groups, np.array(shuffled), topics, providers) == layout


def test_the_map_is_what_it_was() -> None:
    # A change here moves every page that anybody has seen: it should be meant.
    assert arranged(make_graph(300))[1].groups[:3] == EXPECTED


EXPECTED = (Disc(348, -114, 136), Disc(60, -372, 94), Disc(-30, 318, 74))


def test_stories_that_are_linked_stand_near() -> None:
    groups = [(article(f"a{number}"),) for number in range(80)]
    layout = arrange(groups, pairs((3, 77), (5, 61)), [], [])
    linked = dist(layout.groups[3][:2], layout.groups[77][:2])
    others = [dist(one[:2], other[:2]) for one, other in combinations(layout.groups, 2)]
    assert linked < sorted(others)[len(others) // 4]


def test_stories_of_one_topic_stand_near_it() -> None:
    topics = [Topic("t0", "t0"), Topic("t1", "t1")]
    groups = [(article(f"a{number}", topics[number % 2]),) for number in range(30)]
    layout = arrange(groups, pairs(), ["t0", "t1"], [])
    nearer = 0
    for number, disc in enumerate(layout.groups):
        own, other = (layout.topics[(number + turn) % 2] for turn in (0, 1))
        nearer += dist(disc[:2], own[:2]) < dist(disc[:2], other[:2])
    assert nearer > 25


def article(iri: str, *topics: Topic) -> Article:
    return Article(iri=iri, title=iri, topics=topics)


def pairs(*links: tuple[int, int]) -> Integers:
    return np.array(links, dtype=np.int64).reshape(len(links), 2)


@settings(max_examples=25)
@given(
    st.lists(st.integers(1, 12), max_size=40),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=30),
    st.integers(0, 4),
)
def test_any_graph_has_a_map(sizes: list[int], links: list[tuple[int, int]], topics: int) -> None:
    about = [Topic(f"t{number}", f"t{number}") for number in range(topics)]
    numbers = iter(range(10_000))
    groups = [
        [article(f"a{next(numbers)}", *about[: size % (topics + 1)]) for _ in range(size)]
        for size in sizes
    ]
    linked = [pair for pair in links if max(pair) < sum(sizes)]
    layout = arrange(groups, pairs(*linked), [topic.iri for topic in about], ["p0", "p1"])
    assert overlapping(all_discs(layout)) == 0
    assert [len(places) for places in layout.articles] == sizes


@given(st.text())
def test_json_survives_and_ends_no_script(text: str) -> None:
    written = to_json({"text": text})
    assert json.loads(written) == {"text": text}
    assert not set(written.decode()) & set("<>&\u2028\u2029")


@pytest.mark.parametrize("value", ["half of a pair: \ud800 <", 2**70])
def test_json_has_what_utf_8_and_64_bits_have_not(value: object) -> None:
    written = to_json([value])
    assert json.loads(written) == [value]
    assert b"<" not in written
