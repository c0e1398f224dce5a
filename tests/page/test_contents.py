"""What a page holds, without a browser: numbers, order, storylines, news; text stays text."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

import storyweft
from storyweft.comparing.since import news_since
from storyweft.comparing.snapshot import take_snapshot
from storyweft.network.tables import KIND_COLOURS
from storyweft.page import html
from storyweft.page.contents import columns, make_page, overview
from storyweft.page.html import generate
from storyweft.page.network import MOST_STORIES, positions
from tests.benchmarks.graphs import make_graph


def view_of(graph: storyweft.Graph, **options: Any) -> Mapping[str, Any]:  # noqa: ANN401
    page = make_page(graph, most=len(graph.articles))
    return overview(page, images="click", title="News", view="threads", **options)


def test_articles_stand_in_the_order_of_their_stories(seeds_graph: storyweft.Graph) -> None:
    page = make_page(seeds_graph, most=100)
    sizes = view_of(seeds_graph)["sizes"]
    assert sizes == sorted(sizes, reverse=True)
    start = 0
    for item, size in zip(page.stories, sizes, strict=True):
        own = page.articles[start : start + size]
        assert {article.iri for article in own} == set(item.story.articles)
        times = [article.published for article in own if article.published]
        assert times == sorted(times)
        assert all(article.published for article in own[: len(times)])
        start += size
    assert len(page.articles) == len(seeds_graph.articles)
    assert all(seeds_graph.story_of(article.iri) is None for article in page.articles[start:])


def test_storylines_come_from_the_graph() -> None:
    graph = make_graph(600)
    page = make_page(graph, most=600)
    stories = columns(page)["stories"]
    iris = [item.story.iri for item in page.stories]
    for number, iri in enumerate(iris):
        line = graph.storyline_of(iri)
        if line is None:
            assert stories["line"][number] == -1
            continue
        assert view_of(graph)["lines"][stories["line"][number]] == line.name
        before = line.predecessors[line.stories.index(iri)]
        assert stories["before"][number] == (iris.index(before) if before else -1)


def test_times_are_seconds_and_colours_those_of_the_tables(seeds_graph: storyweft.Graph) -> None:
    page = make_page(seeds_graph, most=100)
    articles = columns(page)["articles"]
    index = next(i for i, item in enumerate(page.articles) if item.published)
    assert articles["time"][index] % 60 == int(str(page.articles[index].published)[17:19])
    assert "precision" not in articles  # all are full times
    assert view_of(seeds_graph)["colours"] == KIND_COLOURS


def test_the_network_of_a_large_graph_has_its_largest_stories() -> None:
    page = make_page(make_graph(4_000), most=4_000)
    places = positions(page)
    assert not places["whole"]
    assert len(places["stories"]) == min(MOST_STORIES, len(page.stories))


def test_what_is_new_since_is_counted_by_number(seeds_graph: storyweft.Graph) -> None:
    story = seeds_graph.stories[0]
    gone = {*story.articles[1:3], *seeds_graph.stories[1].articles}
    rest = [article.iri for article in seeds_graph.articles if article.iri not in gone]
    since = news_since(seeds_graph, take_snapshot(seeds_graph.part(rest)))
    told = view_of(seeds_graph, since=since)["since"]
    page = make_page(seeds_graph, most=100)
    assert {page.articles[number].iri for number in told["articles"]} == gone
    assert [page.stories[number].story.iri for number in told["appeared"]] == [
        seeds_graph.stories[1].iri
    ]
    assert told["grown"] == [[[item.story for item in page.stories].index(story), 2]]
    assert view_of(seeds_graph)["since"] is None


def test_the_same_graph_gives_the_same_bytes() -> None:
    one, other = ("".join(generate(make_graph(1_500))) for _ in range(2))
    assert one == other
    assert '<script type="application/gzip" class="columns">' in one
    assert len(one) < 1_500_000


def test_the_policy_lets_only_our_scripts_run() -> None:
    text = "".join(generate(make_graph(30)))
    policy = re.search(r'Security-Policy" content="([^"]+)"', text)
    assert policy
    assert "default-src &#39;none&#39;" in policy[1]
    assert "unsafe" not in policy[1]
    markup = re.sub(r"(?s)<(script|style|noscript)\b.*?</\1>", "", text)
    assert not re.search(r"(?i)<[a-z][^>]*\b(src|href)\s*=\s*[\"']?\s*(https?:)?//", markup)
    assert "vis.js is dual licensed" in text


def test_without_scripts_there_is_a_briefing(seeds_graph: storyweft.Graph) -> None:
    text = "".join(generate(seeds_graph))
    briefing = re.search(r"(?s)<noscript>(.*?)</noscript>", text)
    assert briefing
    assert briefing[1].count("<li") == len(seeds_graph.stories)
    assert briefing[1].count("<a href=") == len(seeds_graph.stories)


def test_excerpts_go_before_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = make_graph(1_200)
    full = len("".join(generate(graph)))
    frame = len("".join(generate(make_graph(1))))
    monkeypatch.setattr(html, "MOST_BYTES", (full - frame) * 3 // 4)
    text = "".join(generate(graph))
    first = json.loads(re.search(r'id="overview">(.*?)</script>', text)[1])  # type: ignore[index]
    assert (first["articles"], first["total"], first["excerpts"]) == (1_200, 1_200, False)


def test_a_title_ends_no_element(seeds_graph: storyweft.Graph) -> None:
    title = "</title><script>window.ran = 9</script>@@storyweft-data@@"
    text = "".join(generate(seeds_graph, title=title))
    assert "<script>window.ran" not in text
    assert text.count("</body>") == 1
