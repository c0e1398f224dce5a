"""Whose address it is, where several documents give one as their own."""

from collections.abc import Callable
from pathlib import Path

import pytest

import storyweft
from storyweft.graph import Graph

Build = Callable[..., Graph]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Build the graph of documents, given as their fields."""

    def build(*documents: str) -> Graph:
        for number, fields in enumerate(documents):
            (tmp_path / f"{number}.md").write_text(f"---\n{fields}\n---\n")
        return storyweft.build(tmp_path)

    return build


def addresses(graph: Graph) -> list[str | None]:
    return [article.url for article in graph.articles if not article.is_stub]


def told(graph: Graph) -> list[str]:
    return [str(problem) for problem in graph.problems]


def test_an_edited_headline_is_one_article_and_a_conflict(build: Build) -> None:
    graph = build(
        "title: Mayor opens the harbour bridge\nwebUrl: https://n.com/a",
        "title: Mayor opens harbour bridge after long delay\nwebUrl: https://n.com/a",
    )
    assert addresses(graph) == ["https://n.com/a"]
    assert [conflict.field for conflict in graph.conflicts] == ["title"]
    assert told(graph) == []


@pytest.mark.parametrize(("day", "number"), [("2024-05-08", 1), ("2024-05-09", 2)])
def test_a_headline_is_edited_within_days(build: Build, day: str, number: int) -> None:
    graph = build(
        "title: Codeweek in Ulm\nurl: https://n.com/codeweek\npublished: 2024-05-01",
        f"title: That was the Codeweek in Ulm\nurl: https://n.com/codeweek\npublished: {day}",
    )
    assert len(addresses(graph)) == number
    assert len(told(graph)) == (0 if number == 1 else 2)


def test_what_has_one_title_is_one_article_whenever_it_came(build: Build) -> None:
    same = "title: Codeweek in Ulm\nurl: https://n.com/codeweek\npublished: "
    assert len(addresses(build(f"{same}2024-05-01", f"{same}2025-05-01"))) == 1


def test_an_attribution_belongs_to_neither_and_is_told(build: Build) -> None:
    graph = build(
        "title: Notes on the harbour bridge\nsource: https://paper.example/",
        "title: A recipe with apples\nsource: https://paper.example/",
    )
    assert addresses(graph) == [None, None]
    assert told(graph) == [
        "0.md: 1.md gives https://paper.example/ for another article, too: it is left out",
        "1.md: 0.md gives https://paper.example/ for another article, too: it is left out",
    ]


def test_pages_that_call_the_home_page_canonical_stay_apart(build: Build) -> None:
    home = "canonicalUrl: https://n.com/"
    graph = build(
        f"title: Release notes one\nurl: https://n.com/one\n{home}",
        f"title: Release notes two\nurl: https://n.com/two\n{home}",
        f"title: Home\n{home}",
    )
    assert addresses(graph) == ["https://n.com/", "https://n.com/one", "https://n.com/two"]
    assert len(told(graph)) == 2


def test_what_very_many_share_is_a_citation(build: Build) -> None:
    graph = build(*[f"title: Release number {number}\nlink: https://n.com/" for number in range(9)])
    assert addresses(graph) == [None] * 9


def test_a_link_leads_to_the_page_that_all_cite(build: Build) -> None:
    graph = build(
        "title: Notes on the harbour bridge\nsource: https://paper.example/",
        "title: A recipe with apples\nsource: https://paper.example/",
        "title: Third page\nurl: https://n.com/c\nrelated: ['https://paper.example/']",
    )
    (link,) = graph.links
    assert link.target == "https://paper.example/"
    assert graph.article(link.target).is_stub


def test_a_title_of_short_words_is_told_from_others(build: Build) -> None:
    graph = build(
        "title: The new FEC.gov\nwebUrl: https://n.com/a",
        "title: A page that is no longer there\nwebUrl: https://n.com/a",
    )
    assert addresses(graph) == [None, None]


def test_without_a_telling_word_nothing_says_that_they_are_two(build: Build) -> None:
    graph = build("title: A\nwebUrl: https://n.com/a", "webUrl: https://n.com/a\nexcerpt: e")
    assert addresses(graph) == ["https://n.com/a"]
