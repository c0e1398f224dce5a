"""Assistants ask by the client of the official SDK, over stdin and stdout."""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from storyweft.graph import Graph

mcp = pytest.importorskip("mcp", reason="the SDK is not installed (pip install mcp)")


def conversation(source: Path, talk: Callable[[Any], Awaitable[None]]) -> None:
    """Start `storyweft mcp` as an assistant's program does, and talk to it."""
    server = mcp.StdioServerParameters(
        command=sys.executable,
        args=["-m", "storyweft", "mcp", str(source)],
        env=dict(os.environ),
    )

    async def run() -> None:
        async with mcp.Client(mcp.stdio_client(server)) as client:
            await talk(client)

    # In a thread of its own, since a browser that another test has open runs a loop in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(asyncio.wait_for(run(), 120))).result()


def content(result: Any) -> Any:  # noqa: ANN401 - a result of the SDK
    assert not result.is_error, result.content
    return json.loads(result.content[0].text)


def test_an_assistant_finds_its_way_through_the_graph(seeds: Path, seeds_graph: Graph) -> None:
    async def talk(client: Any) -> None:  # noqa: ANN401 - a client of the SDK
        listed = (await client.list_tools()).tools
        names = "search stories story article what_follows named_query sparql".split()
        assert [tool.name for tool in listed] == names
        assert all(tool.annotations.read_only_hint for tool in listed)
        assert "providers-by-stories: " in listed[5].description

        found = content(await client.call_tool("search", {"words": "boston facial"}))
        assert found["of"] == len(found["rows"]) >= 2
        assert all("boston" in str(row).lower() for row in found["rows"])

        told = content(await client.call_tool("stories", {"limit": 3}))
        assert (len(told["rows"]), told["of"]) == (3, len(seeds_graph.stories))
        vision = {"topic": "computer vision", "since": "2020-01-01"}
        told = content(await client.call_tool("stories", vision))
        assert all(row["first"] >= "2020" for row in told["rows"])

        largest = seeds_graph.stories[0]
        story = content(await client.call_tool("story", {"iri": largest.iri}))
        assert story["label"] == largest.label
        assert {row["article"] for row in story["articles"]["rows"]} == set(largest.articles)
        linked = seeds_graph.story_links[0]
        around = content(await client.call_tool("what_follows", {"iri": linked.source}))
        assert set(around) == {"earlier", "later"}

        moved = next(item for item in seeds_graph.articles if item.addresses)
        article = content(await client.call_tool("article", {"iri": moved.addresses[0].url}))
        assert article["article"] == moved.iri
        assert [row["path"] for row in article["documents"]["rows"]] == list(moved.documents)

        asked = {"name": "articles-of-provider", "parameters": {"provider": "abc news"}}
        answer = content(await client.call_tool("named_query", asked))
        assert answer["of"] >= 1
        query = "SELECT ?s { ?s a schema:NewsArticle }"
        answer = content(await client.call_tool("sparql", {"query": query, "limit": 5}))
        assert (len(answer["rows"]), answer["of"]) == (5, len(seeds_graph.articles))

    conversation(seeds, talk)


def test_a_graph_has_no_more_triples_than_asked_for(seeds_store: Path) -> None:
    async def talk(client: Any) -> None:  # noqa: ANN401 - a client of the SDK
        query = "CONSTRUCT WHERE { ?article schema:headline ?title }"
        graph = content(await client.call_tool("sparql", {"query": query, "limit": 2}))
        assert graph["turtle"].count(" schema:headline ") == 2
        assert graph["of"] == 26

    conversation(seeds_store, talk)


def test_a_parameter_may_be_a_number_or_its_text(seeds_store: Path) -> None:
    async def talk(client: Any) -> None:  # noqa: ANN401 - a client of the SDK
        answers = []
        for least in (2, "2"):
            arguments = {"name": "shared-stories", "parameters": {"least": least}}
            answers.append(content(await client.call_tool("named_query", arguments)))
        assert answers[0] == answers[1]
        words = {"name": "articles-with-words", "parameters": {"words": 272}}
        assert content(await client.call_tool("named_query", words))["of"] == 1

    conversation(seeds_store, talk)


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


def test_a_question_that_has_no_answer_is_an_error_that_says_why(seeds_store: Path) -> None:
    async def talk(client: Any) -> None:  # noqa: ANN401 - a client of the SDK
        for tool, arguments, message in _UNANSWERED:
            result = await client.call_tool(tool, arguments)
            assert result.is_error
            assert message in result.content[0].text

    conversation(seeds_store, talk)


@pytest.fixture(scope="module")
def seeds_store(seeds_graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    import storyweft

    return storyweft.save(seeds_graph, tmp_path_factory.mktemp("mcp") / "store")
