"""Stores that people run take what we write, and answer as the embedded store does."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from click.testing import Result

import storyweft
from storyweft.export.writing import write
from storyweft.graph import Graph
from storyweft.push.pushing import push
from storyweft.rdf.triples import triples
from storyweft.sparql.named import ask
from tests.rich import write_documents
from tests.servers import Running

GRAPH = "https://storyweft.example/graphs/one"
BOSTON = (
    "https://www.businessinsider.com/"
    "boston-bans-government-use-of-facial-recognition-technology-2020-6"
)
MASHABLE = "https://mashable.com/article/boston-bans-facial-recognition-technology/"
PARAMETERS = {
    "articles-of-provider": {"provider": "washington post"},
    "articles-with-words": {"words": "Facial Recognition"},
    "documents-of-article": {"article": BOSTON},
    "paths-between": {"start": MASHABLE, "end": BOSTON},
    "related-within-two": {"article": MASHABLE},
    "stories-of-topic": {"topic": "ai", "since": "2020-06-01"},
    "what-else-happened": {"article": BOSTON},
}


@pytest.fixture(scope="module")
def loaded(store: Running, seeds: Path) -> Running:
    """A store that took the Turtle file as a user sends it: by the Graph Store Protocol."""
    content = (seeds.parent / "exports" / "graph.ttl").read_bytes()
    answer = httpx.put(
        store.graphs,
        params={"graph": GRAPH},
        content=content,
        headers={"Content-Type": "text/turtle"},
        auth=httpx.DigestAuth(*store.user) if store.user else None,
        timeout=60,
    )
    assert answer.status_code in (200, 201, 204), answer.text
    return store


def test_the_turtle_file_loads_whole(loaded: Running, seeds_graph: Graph) -> None:
    assert loaded.size(GRAPH) == len(list(triples(seeds_graph)))


@pytest.mark.parametrize("name", sorted(storyweft.named_queries()))
def test_named_queries_are_answered_alike(loaded: Running, seeds_graph: Graph, name: str) -> None:
    parameters = PARAMETERS.get(name, {})
    expected = storyweft.query(seeds_graph, name, **parameters)
    assert loaded.ask(ask(name, parameters), GRAPH) == expected
    assert len(expected) > 0 or name == "articles-without-provider"


@pytest.mark.parametrize("protocol", ["graph-store", "update"])
def test_a_graph_is_pushed_and_replaced(
    store: Running, seeds_graph: Graph, tmp_path: Path, protocol: str
) -> None:
    rich = storyweft.build(write_documents(tmp_path / "documents"))
    endpoint = store.graphs if protocol == "graph-store" else store.updates
    target = f"https://storyweft.example/graphs/{protocol}"
    for graph in (seeds_graph, rich, seeds_graph):
        pushed = push(
            graph,
            endpoint,
            graph_iri=target,
            protocol=protocol,  # type: ignore[arg-type]  # one of the two
            user=store.user,
            chunk=100,
        )
        assert pushed == (1, len(list(triples(graph))), 0, 0)
        assert store.size(target) == pushed.triples


def test_pushed_text_arrives_as_it_was(store: Running, tmp_path: Path) -> None:
    rich = storyweft.build(write_documents(tmp_path / "documents"))
    target = "https://storyweft.example/graphs/text"
    push(rich, store.graphs, graph_iri=target, user=store.user)
    sparql = "SELECT ?iri ?title { ?iri rdfs:label ?title ; prov:wasDerivedFrom ?d } ORDER BY ?iri"
    assert store.ask(sparql, target) == storyweft.query(rich, sparql)


def test_documents_are_pushed_one_by_one(store: Running, tmp_path: Path) -> None:
    folder = write_documents(tmp_path / "documents")

    def send() -> tuple[int, int, int]:
        pushed = push(folder, store.graphs, per_document=True, user=store.user)
        return pushed.graphs, pushed.unchanged, pushed.deleted

    assert send() == (5, 0, 0)  # four documents, and what all of them say together
    assert send() == (0, 5, 0)
    first = folder / "d" / "fourth.md"
    first.write_text(first.read_text(encoding="utf-8").replace("A course", "The course"))
    assert send() == (1, 4, 0)
    first.unlink()
    assert send() == (1, 3, 1)  # how alike articles are depends on how many there are
    base = "https://storyweft.example/id"
    documents = [f"{base}/doc/{name}" for name in ("a/first.md", "b/second.md", "c/third.md")]
    expected = {f"{base}/derived", *documents, f"{base}/graphs"}
    assert {name for name in store.named_graphs() if str(name).startswith(base)} == expected
    graph = storyweft.build(folder)
    path, _ = write(graph, tmp_path / "out", ["nq"])
    assert push(path, store.graphs, per_document=True, user=store.user).unchanged == 4


def test_the_command_pushes(
    run: Callable[..., Result], store: Running, seeds: Path, seeds_graph: Graph
) -> None:
    target = "https://storyweft.example/graphs/command"
    login = ["--user", ":".join(store.user)] if store.user else []
    result = run("push", seeds, "--endpoint", store.graphs, "--graph", target, *login)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == f"1 graph, {len(list(triples(seeds_graph)))} triples sent\n"
    assert store.size(target) == len(list(triples(seeds_graph)))
