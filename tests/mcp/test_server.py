"""Assistants ask by the client of the official SDK, over stdin and stdout."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import storyweft
from storyweft.graph import Graph

Call = Callable[..., Any]


@contextmanager
def assistant(source: Path) -> Iterator[Call]:
    """Start `storyweft mcp` as an assistant's program does; ``call("search", words="x")`` asks it.

    Without a tool it returns what the server lists.
    """
    mcp = pytest.importorskip("mcp", reason="the SDK is not installed (pip install mcp)")
    from anyio.from_thread import start_blocking_portal

    server = mcp.StdioServerParameters(
        command=sys.executable,
        args=["-m", "storyweft", "mcp", str(source)],
        env=dict(os.environ),
    )
    # In a thread of its own, since a browser that another test has open runs a loop in this one.
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(mcp.Client(mcp.stdio_client(server))) as client,
    ):

        def call(tool: str = "", **arguments: Any) -> Any:  # noqa: ANN401 - a result of the SDK
            asked = (client.call_tool, tool, arguments) if tool else (client.list_tools,)
            return portal.start_task_soon(*asked).result(timeout=120)

        yield call


@pytest.fixture(scope="module")
def call(seeds_graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Call]:
    """Ask of a store of the seeds."""
    store = storyweft.save(seeds_graph, tmp_path_factory.mktemp("mcp") / "store")
    with assistant(store) as call:
        yield call


def content(result: Any) -> Any:  # noqa: ANN401 - a result of the SDK
    assert not result.is_error, result.content
    return json.loads(result.content[0].text)


def test_an_assistant_finds_its_way_through_the_graph(seeds: Path, seeds_graph: Graph) -> None:
    with assistant(seeds) as call:
        listed = call().tools
        names = "search stories story article what_follows named_query sparql".split()
        assert [tool.name for tool in listed] == names
        assert all(tool.annotations.read_only_hint for tool in listed)
        assert "providers-by-stories: " in listed[5].description

        found = content(call("search", words="boston facial"))
        assert found["of"] == len(found["rows"]) >= 2
        assert all("boston" in str(row).lower() for row in found["rows"])

        told = content(call("stories", limit=3))
        assert (len(told["rows"]), told["of"]) == (3, len(seeds_graph.stories))
        told = content(call("stories", topic="computer vision", since="2020-01-01"))
        assert all(row["first"] >= "2020" for row in told["rows"])

        largest = seeds_graph.stories[0]
        story = content(call("story", iri=largest.iri))
        assert story["label"] == largest.label
        assert {row["article"] for row in story["articles"]["rows"]} == set(largest.articles)
        linked = seeds_graph.story_links[0]
        assert set(content(call("what_follows", iri=linked.source))) == {"earlier", "later"}

        moved = next(item for item in seeds_graph.articles if item.addresses)
        article = content(call("article", iri=moved.addresses[0].url))
        assert article["article"] == moved.iri
        assert [row["path"] for row in article["documents"]["rows"]] == list(moved.documents)

        of_abc = {"provider": "abc news"}
        answer = content(call("named_query", name="articles-of-provider", parameters=of_abc))
        assert answer["of"] >= 1
        query = "SELECT ?s { ?s a schema:NewsArticle }"
        answer = content(call("sparql", query=query, limit=5))
        assert (len(answer["rows"]), answer["of"]) == (5, len(seeds_graph.articles))


def test_a_graph_has_no_more_triples_than_asked_for(call: Call) -> None:
    query = "CONSTRUCT WHERE { ?article schema:headline ?title }"
    graph = content(call("sparql", query=query, limit=2))
    assert graph["turtle"].count(" schema:headline ") == 2
    assert graph["of"] == 26


def test_a_parameter_may_be_a_number_or_its_text(call: Call) -> None:
    answers = [
        content(call("named_query", name="shared-stories", parameters={"least": least}))
        for least in (2, "2")
    ]
    assert answers[0] == answers[1]
    words = {"words": 272}
    answer = content(call("named_query", name="articles-with-words", parameters=words))
    assert answer["of"] == 1


_UNANSWERED: list[tuple[str, dict[str, Any], str]] = [
    ("sparql", {"query": "SELECT"}, "no valid SPARQL"),
    ("sparql", {"query": "SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }"}, "SERVICE"),
    ("sparql", {"query": "INSERT DATA { <urn:a> <urn:b> <urn:c> }"}, "no valid SPARQL"),
    ("named_query", {"name": "nothing"}, "no named query 'nothing'"),
    ("story", {"iri": "https://storyweft.example/id/story/0"}, "no story of this graph"),
    ("article", {"iri": "x> } DELETE"}, "expected the IRI"),
    ("search", {"words": " "}, "expected words"),
    (
        "search",
        {"words": "mayor", "limit": -3},
        "limit: expected a number of rows from 1 on, got -3",
    ),
]


@pytest.mark.parametrize(("tool", "arguments", "message"), _UNANSWERED)
def test_a_question_that_has_no_answer_is_an_error_that_says_why(
    call: Call, tool: str, arguments: dict[str, Any], message: str
) -> None:
    result = call(tool, **arguments)
    assert result.is_error
    assert message in result.content[0].text
