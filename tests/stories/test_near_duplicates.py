"""One release at several providers: found, joined, and still several articles."""

import random
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyweft.graph import Graph
from storyweft.model import NearDuplicate
from storyweft.stories.near_duplicates import SIMILARITY, find_near_duplicates, rows, similar
from tests.resolving.test_resolve import build

TITLE = "Police departments ask citizens to trust face recognition"
EXCERPT = (
    "Police departments around the country are asking citizens to trust them to use facial"
    " recognition software as another handy tool in their crime fighting toolbox"
)


def article(number: int, title: str, excerpt: str, provider: str | None) -> str:
    lines = [f"title: '{title}'", f"excerpt: '{excerpt}'", f"webUrl: https://n{number}.com/a"]
    return "\n".join([*lines, *([f"provider: {provider}"] if provider else [])])


def graph_of(*articles: tuple[str, str, str | None]) -> Graph:
    return build({f"{n}.md": article(n, *texts) for n, texts in enumerate(articles)})


@pytest.mark.parametrize(
    ("title", "excerpt"),
    [
        (TITLE, EXCERPT),
        (TITLE.upper(), EXCERPT),
        (TITLE, EXCERPT + "."),
        (TITLE + " tech", EXCERPT),
        (TITLE, EXCERPT.replace("software", "technology")),
        (TITLE, "AP – " + EXCERPT),
    ],
    ids=["the same", "case", "punctuation", "a word more", "another word", "the agency"],
)
def test_small_edits_leave_a_copy_a_copy(title: str, excerpt: str) -> None:
    graph = graph_of((TITLE, EXCERPT, "One"), (title, excerpt, "Two"))
    (copy,) = find_near_duplicates(graph.articles)
    assert (copy.first, copy.second) == ("https://n0.com/a", "https://n1.com/a")
    assert SIMILARITY <= copy.similarity <= 1
    assert len(graph.articles) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((TITLE, EXCERPT, "One"), (TITLE, EXCERPT, "One")),
        ((TITLE, EXCERPT, "One"), ("Another story", "about something else entirely here", "Two")),
        (("Daily briefing", "All the news", "One"), ("Daily briefing", "All the news", "Two")),
        ((TITLE, EXCERPT, "One"), (TITLE, "", "Two")),
    ],
    ids=["one provider", "another text", "too short", "the title only"],
)
def test_what_is_no_copy(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    assert find_near_duplicates(graph_of(one, other).articles) == []


def test_of_many_the_same_each_is_joined_to_the_first() -> None:
    graph = graph_of(*((TITLE, EXCERPT, f"P{number}") for number in range(5)))
    assert find_near_duplicates(graph.articles) == [
        NearDuplicate("https://n0.com/a", f"https://n{number}.com/a", 1.0) for number in range(1, 5)
    ]


def test_a_copy_is_written_for_both_articles() -> None:
    from storyweft.network.tables import edges
    from storyweft.rdf.triples import triples
    from storyweft.vocabulary import ALTERNATE_OF

    graph = graph_of((TITLE, EXCERPT, "One"), (TITLE, EXCERPT, "Two"))
    graph = graph.with_near_duplicates(find_near_duplicates(graph.articles))
    one, two = "https://n0.com/a", "https://n1.com/a"
    assert [(s, o) for s, p, o in triples(graph) if p == ALTERNATE_OF] == [(one, two), (two, one)]
    assert [edge[:3] for edge in edges(graph) if edge.kind == "copy"] == [(one, two, "copy")]
    assert graph.near_duplicates_of(one) == [two]
    assert graph.links == ()


@settings(max_examples=60)
@given(st.integers(0, 1 << 30), st.sampled_from([0.5, 0.75, 0.9]), st.sampled_from([1, 9, 80]))
def test_no_pair_is_missed(seed: int, similarity: float, long: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    base = dice.sample(range(60), 12)
    texts = {
        tuple(sorted({*dice.sample(base, dice.randrange(6, 12)), *dice.sample(range(60), 3)}))
        for _ in range(12)
    }
    ordered = sorted(texts, key=lambda words: (len(words), words))
    ends = np.cumsum([0, *map(len, ordered)])
    matrix = rows(np.array([word for words in ordered for word in words]), ends)
    every = {
        (place, before, share)
        for place, other in enumerate(ordered)
        for before, one in enumerate(ordered[:place])
        if (share := len({*one} & {*other}) / len({*one, *other})) >= similarity
    }
    with patch("storyweft.stories.near_duplicates.LONG", long):
        assert set(similar(matrix, similarity)) == every
