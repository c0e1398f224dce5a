"""One release at several providers: found, joined, and still several articles."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyweft.graph import Graph
from storyweft.model import Article, NearDuplicate
from storyweft.stories.near_duplicates import SIMILARITY, find_near_duplicates, similar
from tests.benchmarks import corpora
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
    assert [edge[:3] for edge in edges(graph) if edge.kind == "near_duplicate"] == [
        (one, two, "near_duplicate")
    ]
    assert graph.near_duplicates_of(one) == [two]
    assert graph.links == ()


def test_reports_of_a_robot_are_told_apart_by_what_is_rare() -> None:
    corpus = corpora.templated(1500)
    pairs = {(pair.first, pair.second) for pair in find_near_duplicates(corpus.graph.articles)}
    right = len(pairs & corpus.near_duplicates)
    assert right >= 0.95 * len(pairs)
    # Of three that are the same, the third is joined to the first only.
    assert right >= 0.85 * len(corpus.near_duplicates)


@pytest.mark.parametrize("locale", [None, "de_DE"])
def test_a_translation_is_no_copy(locale: str | None) -> None:
    one, other = (
        Article(iri=iri, title=TITLE, excerpt=EXCERPT, locale=tongue)
        for iri, tongue in (("a", "en"), ("b", locale))
    )
    assert bool(find_near_duplicates([one, other])) == (locale is None)


@settings(max_examples=40)
@given(st.integers(0, 1 << 30), st.sampled_from([0.5, 0.7, 0.9]))
def test_pairs_are_similar_and_few_are_missed(seed: int, similarity: float) -> None:
    dice = random.Random(seed)  # noqa: S311
    base = dice.sample(range(60), 24)
    texts = [{*map(str, dice.sample(base, 20)), str(dice.randrange(60))} for _ in range(20)]
    everything = set(similar(texts, 0.0001, 1))
    found = set(similar(texts, similarity, 1))
    assert found <= {pair for pair in everything if pair[2] >= similarity}
    close = {pair for pair in everything if pair[2] >= max(similarity, 0.9)}
    assert len(close - found) <= 0.05 * len(close)
    assert all(other < one for one, other, _ in found)


def test_no_text_meets_all_of_its_bucket() -> None:
    """Of many that are nearly the same each is compared with a few, and joined to some."""
    own = "abcdefghijklmnopqrstuvwxyz"
    texts = [{*map(str, range(100)), own[number % 26] + own[number // 26]} for number in range(600)]
    pairs = list(similar(texts, SIMILARITY, 1))
    assert len(pairs) <= 20 * len(texts)
    assert {one for one, _, _ in pairs} | {other for _, other, _ in pairs} == set(range(600))
