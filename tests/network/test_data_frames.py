"""Data frames go in and come out; a notebook shows what it is given."""

from pathlib import Path
from typing import Any

import pytest

import storyweft
from storyweft.errors import InputError, SourceError
from storyweft.graph import Graph
from tests.rich import write_documents


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return storyweft.build(write_documents(tmp_path_factory.mktemp("documents")))


def test_frames_have_dates_and_lists(seeds_graph: Graph) -> None:
    articles, providers, topics, links, stories = storyweft.to_pandas(seeds_graph)
    assert str(articles.published.dtype) == "datetime64[us, UTC]"
    assert all(isinstance(value, list) for value in articles.topics)
    assert articles.explode("topics").topics.nunique() == len(seeds_graph.topics)
    sizes = [len(frame) for frame in (articles, providers, topics, links, stories)]
    assert sizes == [26, 25, 4, 21, 5]
    assert providers.articles.sum() == 26
    assert [len(iris) for iris in stories.articles] == [
        len(story.articles) for story in seeds_graph.stories
    ]
    assert articles.story.dropna().nunique() == 5


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_what_comes_out_goes_in(seeds_graph: Graph, library: str) -> None:
    pytest.importorskip(library, reason=f"{library} is not installed")
    frames = getattr(storyweft, f"to_{library}")(seeds_graph)
    again = storyweft.from_records(frames.articles)
    assert [article.iri for article in again.articles] == [
        article.iri for article in seeds_graph.articles
    ]
    assert [{address.url for address in article.addresses} for article in again.articles] == [
        {address.url for address in article.addresses} for article in seeds_graph.articles
    ]
    assert {(link.source, link.target) for link in again.links} == {
        (link.source, link.target) for link in seeds_graph.links
    }
    assert [story.articles for story in again.stories] == [
        story.articles for story in seeds_graph.stories
    ]
    assert again.providers[0].iri == seeds_graph.providers[0].iri
    assert [problem for problem in again.problems if problem.action == "rejected"] == []


def test_a_flag_and_a_field_nobody_foresaw_come_back(rich: Graph) -> None:
    again = storyweft.from_records(storyweft.to_pandas(rich).articles)
    inspected = again.article("https://example.com/inspected")
    assert inspected.is_published is False
    flood = next(item for item in again.articles if "mood" in dict(item.properties))
    assert dict(flood.properties)["mood"] == "gloomy"
    days = {article.iri for article in rich.articles if article.precision == "day"}
    assert days
    assert {article.iri for article in again.articles if article.precision == "day"} == days


def test_rows_are_documents_and_what_is_none_is_told() -> None:
    rows: list[dict[str, object]] = [
        {"title": "A", "url": "https://n.example/a", "date": "2024-01-05", "tags": ["x"]},
        {"id": 7, "title": "B", "date": None},
        {"id": 7, "title": "C"},
        {"nothing": 1},
    ]
    graph = storyweft.from_records(iter(rows))
    assert [document.path for document in graph.documents] == ["7", "7-3", "row-1"]
    (problem,) = graph.problems
    assert (problem.path, problem.code) == ("row-4", "no-content")
    with pytest.raises(SourceError):
        storyweft.from_records([])


def test_a_notebook_shows_a_graph_an_answer_and_the_page(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: A < B & C\n---\n")
    graph = storyweft.build(tmp_path)
    assert "<b>1</b> articles" in graph._repr_html_()
    answer = storyweft.query(graph, "SELECT ?label { ?s a schema:NewsArticle ; rdfs:label ?label }")
    assert "<td>A &lt; B &amp; C</td>" in answer._repr_html_()
    shown = storyweft.show(graph, height=300)
    assert 'sandbox="allow-scripts allow-popups"' in shown._repr_html_()
    assert "&lt;!doctype html&gt;" in shown._repr_html_().lower()


def test_what_stands_for_nothing_is_nothing_wherever_it_stands() -> None:
    pandas = pytest.importorskip("pandas")
    row = {
        "title": "A",
        "url": "https://n.com/a",
        "date": pandas.Timestamp("2024-01-02").to_datetime64(),
        "provider": {"name": float("nan")},
        "topics": [pandas.NA, pandas.NaT, "ports"],
    }
    graph = storyweft.from_records([row])
    assert graph.articles[0].published == "2024-01-02T00:00:00Z"
    assert [topic.name for topic in graph.topics] == ["ports"]
    assert "NaN" not in [provider.name for provider in graph.providers]


def test_rows_whose_text_begins_with_a_rule_are_articles() -> None:
    texts = ["---\n\nText after a rule", "---\nfoo", "+++\nx", "a\ud800b"]
    rows = [
        {"title": str(number), "url": f"https://n.com/{number}", "body": text}
        for number, text in enumerate(texts)
    ]
    assert [item.title for item in storyweft.from_records(rows).articles] == list("0123")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ({"title": "A"}, "expected rows or a data frame, got dict"),
        ("path", "expected rows or a data frame, got str"),
        (None, "expected rows or a data frame, got NoneType"),
        (["abc"], "row 1: expected a mapping of columns, got str"),
    ],
)
def test_what_is_no_row_is_refused(rows: Any, message: str) -> None:  # noqa: ANN401
    with pytest.raises(InputError, match=message):
        storyweft.from_records(rows)


def test_a_table_of_arrow_is_rows() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    table = pyarrow.table({"title": ["A"], "url": ["https://n.com/a"]})
    assert storyweft.from_records(table).articles[0].title == "A"
