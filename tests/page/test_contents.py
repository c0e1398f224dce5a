"""What a page holds, without a browser: numbers, order, storylines, news; text stays text."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest

import storyweft
from storyweft.comparing.since import news_since
from storyweft.comparing.snapshot import take_snapshot
from storyweft.model import Reference
from storyweft.network.tables import KIND_COLOURS
from storyweft.page import html
from storyweft.page.contents import columns, make_page, overview
from storyweft.page.html import generate
from storyweft.page.network import MOST_STORIES, positions
from storyweft.page.window import windows
from storyweft.resolving.resolution import Resolution
from tests.benchmarks.graphs import make_graph
from tests.page.driver import documents


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


def test_a_few_wild_dates_do_not_flatten_the_rest() -> None:
    hour, day, start = 3_600, 86_400, 1_519_862_400  # 1 March 2018
    dates = [0, *(start + number * hour for number in range(200)), start * 2]
    found = windows(dates)
    assert found
    whole, home = found
    assert whole == (0, (start * 2 // day + 1) * day * 1000)
    assert home == (start * 1000, (start + 9 * day) * 1000)
    assert windows([]) is None
    assert windows([start, 0]) == ((0, (start + day) * 1000), (0, (start + day) * 1000))


def test_classes_of_articles_are_those_of_the_graph(folder: Path) -> None:
    texts = ("Video", "", "course")
    graph = documents(
        folder / "kinds",
        *(f"title: Dam {i}\nurl: https://example.com/{i}\ntype: {t}" for i, t in enumerate(texts)),
    )
    kinds = view_of(graph)["types"]
    assert sorted(zip(kinds["n"], kinds["class"], strict=True)) == [
        (1, "schema:Course"),
        (1, "schema:NewsArticle"),
        (1, "schema:VideoObject"),
    ]


def test_columns_say_of_what_no_more_than_a_day_is_known(folder: Path) -> None:
    graph = documents(
        folder / "days",
        "title: Dam 0\nurl: https://example.com/0\ndate: 2024-03-05\nupdated: 2024-03-06T07:00:00Z",
        "title: Dam 1\nurl: https://example.com/1\ndate: 2024-03-07T08:00:00Z\nupdated: 2024-03-08",
    )
    table = columns(make_page(graph, most=9))["articles"]
    by_title = dict(
        zip(
            table["title"],
            zip(table["precision"], table["updated_precision"], strict=True),
            strict=True,
        )
    )
    assert by_title == {"Dam 0": (1, None), "Dam 1": (None, 1)}


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


def test_numbers_stand_as_differences_and_colours_are_those_of_the_tables(
    seeds_graph: storyweft.Graph,
) -> None:
    page = make_page(seeds_graph, most=100)
    table = columns(page)
    times = list(accumulate(step for step in table["articles"]["time"] if step is not None))
    dated = [item.published for item in page.articles if item.published]
    assert times == [int(datetime.fromisoformat(time).timestamp()) for time in dated]
    assert "precision" not in table["articles"]  # all are full times
    sources = list(accumulate(table["links"]["source"]))
    targets = [
        source + step for source, step in zip(sources, table["links"]["target"], strict=True)
    ]
    pairs = {
        (page.articles[a].iri, page.articles[b].iri) for a, b in zip(sources, targets, strict=True)
    }
    assert pairs == {(link.source, link.target) for link in seeds_graph.links}
    for label, item in zip(table["stories"]["label"], page.stories, strict=True):
        text = item.articles[label].title if isinstance(label, int) else label
        assert text == item.story.label
    assert view_of(seeds_graph)["colours"] == KIND_COLOURS


def test_references_and_translations_are_edges_of_their_own(manual_graph: storyweft.Graph) -> None:
    table = columns(make_page(manual_graph, most=100))
    assert table["links"]["source"] == []
    assert table["references"] == {"source": [1, 0, 0, 0, 0, 0], "target": [1, 2, 3, 4, 5, 6]}
    assert table["translations"] == {"source": [0], "target": [1]}  # the Danish page, the English
    part = columns(make_page(manual_graph, most=3))
    assert len(part["references"]["source"]) < 6


def test_references_start_switched_off_where_they_are_more_than_articles(
    manual_graph: storyweft.Graph,
) -> None:
    assert view_of(manual_graph)["hidden"] == []
    iris = [article.iri for article in manual_graph.articles]
    many = [Reference(a, b, ("x.md",)) for a in iris for b in iris if a != b]
    resolution = Resolution(list(manual_graph.articles), [], [], [], references=many)
    graph = storyweft.Graph([], resolution, manual_graph.iris)
    assert view_of(graph)["hidden"] == ["references"]


def test_a_page_of_10_000_articles_is_small() -> None:
    assert sum(map(len, generate(make_graph(10_000)))) <= 2_500_000


def test_the_network_of_a_large_graph_has_its_largest_stories() -> None:
    page = make_page(make_graph(4_000), most=4_000)
    drawn = positions(page)
    assert not drawn["whole"]
    assert len(drawn["stories"]) == min(MOST_STORIES, len(page.stories))


def test_what_is_new_since_is_counted_by_number(seeds_graph: storyweft.Graph) -> None:
    story = seeds_graph.stories[0]
    gone = {*story.articles[1:3], *seeds_graph.stories[1].articles}
    rest = [article.iri for article in seeds_graph.articles if article.iri not in gone]
    since = news_since(seeds_graph, take_snapshot(seeds_graph.part(rest)))
    news = view_of(seeds_graph, since=since)["since"]
    page = make_page(seeds_graph, most=100)
    assert {page.articles[number].iri for number in news["articles"]} == gone
    assert [page.stories[number].story.iri for number in news["appeared"]] == [
        seeds_graph.stories[1].iri
    ]
    assert news["grown"] == [[[item.story for item in page.stories].index(story), 2]]
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
