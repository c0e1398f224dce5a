"""Kinds of corpora that break rules made for news of one newsroom, at small size."""

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyweft.graph import Graph
from storyweft.model import Article, Link, Witness
from storyweft.report import report
from storyweft.resolving.iris import Iris
from storyweft.resolving.resolution import Resolution
from storyweft.stories import similarity, tokens
from storyweft.stories.similarity import likeness
from storyweft.stories.words import find_texts, vectors
from tests.benchmarks import corpora
from tests.graphs import stories_of

KINDS: dict[str, tuple[Callable[[int, int], corpora.Corpus], int, float]] = {
    "templated": (corpora.templated, 300, 0.05),
    "undated": (corpora.undated, 100, 0.0),
    # Of random words, two pages say the same ones in a corpus of a hundred.
    "translated": (corpora.translated, 15, 0.03),
    "small vocabulary": (corpora.small_vocabulary, 600, 0.05),
}


def mixed(corpus: corpora.Corpus) -> float:
    """Return the share of articles that are in a story with one of another event."""
    stories = stories_of(corpus.graph).stories
    wrong = [s for s in stories if len({corpus.labels[iri] for iri in s.articles}) > 1]
    return sum(len(story.articles) for story in wrong) / len(corpus.labels)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=4)
@given(seed=st.integers(0, 1000))
def test_few_are_in_a_wrong_story(kind: str, seed: int) -> None:
    make, size, share = KINDS[kind]
    assert mixed(make(size, seed)) <= share


def test_a_larger_corpus_of_few_words_has_fewer_stories_by_chance() -> None:
    assert mixed(corpora.small_vocabulary(1000)) < 0.01


@pytest.mark.parametrize("kind", KINDS)
def test_the_order_of_articles_and_the_size_of_blocks_change_nothing(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, size, _ = KINDS[kind]
    graph = make(size, 1).graph
    whole = stories_of(graph)
    monkeypatch.setattr(tokens, "_BLOCK", 9)
    monkeypatch.setattr(similarity, "BLOCK", 7)
    monkeypatch.setattr(similarity, "PAIRS", 11)
    assert stories_of(graph) == whole
    links = list(graph.links)
    Random(1).shuffle(links)  # noqa: S311 - no secret
    again = Resolution([*graph.articles], [*graph.providers], [], links)
    assert stories_of(Graph([], again, Iris("https://storyweft.example/"))) == whole


def test_chance_is_what_words_drawn_at_random_have_in_common() -> None:
    texts = find_texts(corpora.small_vocabulary(2000).graph.articles)
    # 150 words, all as frequent: the cosine of two texts is spread by 1 / √150.
    assert vectors(texts).chance == pytest.approx(150**-0.5, rel=0.2)


def test_a_link_among_many_says_less() -> None:
    def strength(others: int) -> float:
        texts = ["Harborview strike stops boats", "Crews of Harborview want more pay today"]
        texts += [f"Item{number} of another{number} page{number}" for number in range(others)]
        articles = [
            Article(iri=f"{number:03}", title=title, published="2020-03-01T12:00:00Z")
            for number, title in enumerate(texts)
        ]
        ends = [(0, 1), *((0, number) for number in range(2, len(texts)))]
        links = [Link(articles[a].iri, articles[b].iri, (Witness("d", 1),)) for a, b in ends]
        alone = likeness(articles, [])
        linked = likeness(articles, links)
        value = {
            (one, other): value
            for one, other, value in zip(linked.first, linked.second, linked.values, strict=True)
        }
        bare = dict(zip(zip(alone.first, alone.second, strict=True), alone.values, strict=True))
        return float(value[0, 1] / bare[0, 1])

    assert strength(0) == pytest.approx(2.0, rel=0.01)
    assert strength(3) == pytest.approx(1.5, rel=0.01)


@pytest.mark.parametrize(("time", "told"), [(None, True), ("2020-03-01T12:00:00Z", False)])
def test_a_report_tells_once_that_nothing_has_a_date(time: str | None, told: bool) -> None:
    articles = [Article(iri="a", title="A"), Article(iri="b", title="B", published=time)]
    graph = Graph([], Resolution(articles, [], [], []), Iris("https://storyweft.example/"))
    assert ("has_dates" in report(graph)) == told
