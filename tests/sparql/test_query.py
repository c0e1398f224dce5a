"""The store on disk, SPARQL with plain answers, and named queries."""

import contextlib
import csv
import fcntl
import io
import json
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph
import pytest
from click.testing import Result

import storyweft
from storyweft.errors import OutputError, QueryError, SourceError
from storyweft.export import nquads, ntriples
from storyweft.export.formats import DEFAULT_FORMATS
from storyweft.graph import Graph
from storyweft.rdf.triples import triples
from storyweft.sparql import opening
from storyweft.sparql import store as stores
from storyweft.sparql.asking import Cell, Table, to_table
from storyweft.sparql.named import bind, named_queries
from tests.rich import write_documents

BASE = "https://storyweft.example/id"
FLOOD, DAM = "https://example.com/flood?id=1%7C2", "https://other.example/dam"
INSPECTED = "https://example.com/inspected"


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return storyweft.build(write_documents(tmp_path_factory.mktemp("documents")))


# -- stores ---------------------------------------------------------------------------------------


def test_a_store_holds_the_graph_and_opens_again(rich: Graph, tmp_path: Path) -> None:
    folder = storyweft.save(rich, tmp_path / "store")
    one, two = storyweft.open_store(folder), storyweft.open_store(folder)  # both may read
    assert len(one) == len(two) == len(list(triples(rich)))
    assert storyweft.query(one, "counts") == storyweft.query(rich, "counts")
    assert (folder / stores.PAGE).read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_store_of_many_triples_loses_none(tmp_path: Path) -> None:
    # More than the reader of the store takes at once.
    from tests.rich import titled

    graph = titled(*(f"Title {number} {'x' * 500}" for number in range(700)))
    assert len(stores.load(graph)) == len(list(triples(graph)))


def test_saving_replaces_the_store(rich: Graph, seeds_graph: Graph, tmp_path: Path) -> None:
    storyweft.save(seeds_graph, tmp_path / "store")
    storyweft.save(rich, tmp_path / "store")
    assert len(storyweft.open_store(tmp_path / "store")) == len(list(triples(rich)))
    assert [path.name for path in tmp_path.iterdir()] == ["store"]


def test_saving_never_touches_another_folder(rich: Graph, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("precious")
    with pytest.raises(OutputError, match="not empty, and no store"):
        storyweft.save(rich, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_save_that_fails_leaves_the_old_store(
    rich: Graph, seeds_graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storyweft.save(seeds_graph, tmp_path / "store")

    def fail(graph: Graph) -> Iterator[str]:
        yield "<!DOCTYPE html>"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("storyweft.page.html.generate", fail)
    with pytest.raises(OutputError, match="No space left"):
        storyweft.save(rich, tmp_path / "store")
    assert len(storyweft.open_store(tmp_path / "store")) == len(list(triples(seeds_graph)))
    assert [path.name for path in tmp_path.iterdir()] == ["store"]


def test_a_folder_without_a_store_stays_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no store there; make one: storyweft build"):
        storyweft.open_store(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_is_open_cannot_be_changed(rich: Graph, tmp_path: Path) -> None:
    store = storyweft.open_store(storyweft.save(rich, tmp_path / "store"))
    with pytest.raises(RuntimeError, match="read-write"):
        store.update("DELETE WHERE { ?s ?p ?o }")


@pytest.mark.parametrize("name", ["ttl", "nt", "nq", "trig", "jsonld"])
@pytest.mark.parametrize("compress", [False, True])
def test_every_exported_file_answers(
    rich: Graph, tmp_path: Path, name: str, compress: bool
) -> None:
    path, _ = storyweft.write(rich, tmp_path, [name], compress=compress)
    for question in ("counts", "providers-by-stories"):
        assert storyweft.query(path, question) == storyweft.query(rich, question)


def test_documents_and_stores_answer_alike(rich: Graph, tmp_path: Path) -> None:
    documents = write_documents(tmp_path / "documents")
    expected = storyweft.query(rich, "stories-of-topic")
    assert len(expected) == 1
    assert storyweft.query(documents, "stories-of-topic") == expected
    assert storyweft.query(storyweft.save(rich, tmp_path / "s"), "stories-of-topic") == expected


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("broken.ttl", b"<a", "cannot be read"),
        ("broken.ttl.gz", b"no gzip", "cannot be read"),
        ("missing.nt", None, "no such file or folder"),
        ("missing", None, "no such file or folder"),
    ],
)
def test_a_source_that_cannot_be_read(
    tmp_path: Path, name: str, content: bytes | None, message: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError, match=message):
        opening.as_store(opening.tell(tmp_path / name))


# -- answers --------------------------------------------------------------------------------------


def test_answers_are_plain_values(rich: Graph) -> None:
    sparql = f"""SELECT ?iri ?label ?date ?whole ?part ?flag ?size ?none {{
        BIND(<{FLOOD}> AS ?iri) ?iri rdfs:label ?label ; schema:datePublished ?date ;
        sw:heat ?whole ; sw:quality ?part ; sw:published ?flag ; schema:image/schema:width ?size
    }}"""
    (row,) = storyweft.query(rich, sparql)
    assert row == {
        "iri": FLOOD,
        "label": 'Flood reaches the "Old Town" \\ and the harbour',
        "date": "2024-01-05T05:30:00Z",
        "whole": 12,
        "part": 87.5,
        "flag": True,
        "size": 640,
        "none": None,
    }
    assert {name: type(value) for name, value in row.items()} == {
        "iri": str,
        "label": str,
        "date": str,
        "whole": int,
        "part": float,
        "flag": bool,
        "size": int,
        "none": type(None),
    }


def test_ask_and_construct_are_tables_too(rich: Graph) -> None:
    assert list(storyweft.query(rich, "ASK { ?s a skos:Concept }")) == [{"answer": True}]
    assert list(storyweft.query(rich, "ASK { ?s a <urn:none> }")) == [{"answer": False}]
    described = storyweft.query(rich, f"DESCRIBE <{BASE}/topics>")
    assert described.columns == ("subject", "predicate", "object")
    assert "Topics" in described.column("object")


def test_a_table_is_a_sequence() -> None:
    table = Table(["a", "b"], [(1, "x"), (2, "y"), (3, None)])
    assert len(table) == 3
    assert table[1] == {"a": 2, "b": "y"}
    assert table[1:] == Table(["a", "b"], [(2, "y"), (3, None)])
    assert table.column("b") == ["x", "y", None]
    assert table != Table(["a", "b"], [])
    assert repr(table) == "<Table: 3 rows, columns a, b>"


def test_a_table_for_pandas_and_arrow(rich: Graph) -> None:
    table = storyweft.query(rich, "providers-by-stories")
    frame = table.to_pandas()
    assert list(frame.columns) == ["provider", "stories", "articles"]
    assert frame.to_dict("records") == list(table)
    arrow = table.to_arrow()
    assert arrow.to_pylist() == list(table)
    assert str(arrow.schema.field("stories").type) == "int64"


@pytest.mark.parametrize(
    ("question", "parameters", "message"),
    [
        ("SELECT * {", {}, "no valid SPARQL: error at line 1, column 11"),
        ("nothing", {}, "no named query 'nothing': use SPARQL, a .rq file, or one of art"),
        ("counts", {"topic": "AI"}, "the query has no parameter 'topic': it has none"),
        ("stories-of-topic", {"x": 1}, "no parameter 'x': it has topic, since, until"),
        ("what-else-happened", {}, "needs the parameter article: the IRI of an article"),
        ("what-else-happened", {"article": "Flood"}, "article: a relative address"),
        (
            "stories-of-topic",
            {"since": "soon"},
            "since: expected a date, got 'soon'",
        ),
        ("most-related", {"least": "many"}, "least: expected a number, got 'many'"),
        ("DROP ALL", {}, "no valid SPARQL"),
    ],
)
def test_a_question_that_cannot_be_asked(
    rich: Graph, question: str, parameters: dict[str, object], message: str
) -> None:
    with pytest.raises(QueryError) as caught:
        storyweft.query(rich, question, **parameters)
    assert message in str(caught.value)


# -- named queries ------------------------------------------------------------------------------


ANSWERS: dict[str, tuple[dict[str, object], list[tuple[object, ...]]]] = {
    "articles-of-provider": (
        {"provider": "THE daily"},
        [
            ("2024-01-07T00:00:00Z", "Dam had been inspected", INSPECTED),
            (
                "2024-01-05T05:30:00Z",
                'Flood reaches the "Old Town" \\ and the harbour',
                FLOOD,
            ),
        ],
    ),
    "articles-with-words": (
        {"words": "DAM WAS"},
        [("2024-01-04T00:00:00Z", "Dam was old", DAM)],
    ),
    "articles-without-provider": (
        {},
        [(f"{BASE}/article/c/third.md", "東京 – no address, ﬁ and 🌊")],
    ),
    "documents-of-article": (
        {"article": DAM},
        [
            (f"{BASE}/doc/a/first.md", "a/first.md"),
            (f"{BASE}/doc/b/second.md", "b/second.md"),
        ],
    ),
    "most-related": ({"least": 2}, [(DAM, "Dam was old", 2)]),
    "paths-between": (
        {"start": FLOOD, "end": DAM},
        [(1, None, None), (2, INSPECTED, None)],
    ),
    "providers-by-stories": ({}, [("The Daily", 1, 2), ("Other Post", 1, 1)]),
    "related-within-two": (
        {"article": DAM},
        [
            (FLOOD, 'Flood reaches the "Old Town" \\ and the harbour', 1),
            (INSPECTED, "Dam had been inspected", 1),
        ],
    ),
    "shared-stories": ({}, [("Other Post", "The Daily", 1)]),
    "stories-by-month": ({}, [(2024, 1, 1)]),
    "topics-together": ({}, [("C++", "Floods", 1)]),
    "what-else-happened": (
        {"article": FLOOD},
        [
            ("2024-01-04T00:00:00Z", "Dam was old", "Other Post", DAM),
            ("2024-01-07T00:00:00Z", "Dam had been inspected", "The Daily", INSPECTED),
        ],
    ),
    "who-reports-first": ({}, [("Other Post", 1)]),
}


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_a_named_query_is_answered(rich: Graph, name: str) -> None:
    parameters, expected = ANSWERS[name]
    answer = storyweft.query(rich, name, **parameters)
    assert [tuple(row.values()) for row in answer] == expected


def test_stories_of_a_topic_in_a_period(rich: Graph) -> None:
    def labels(**parameters: object) -> list[Cell]:
        return storyweft.query(rich, "stories-of-topic", **parameters).column("label")

    flood = ['Flood reaches the "Old Town" \\ and the harbour']
    assert labels() == labels(topic="floods") == labels(topic="c++") == flood
    assert labels(topic="storms") == []
    assert labels(since="2024-01-04", until="2024-01-05") == flood
    assert labels(since="2024-01-05") == labels(until="2024-01-04") == []


def test_storylines_of_the_seeds(seeds_graph: Graph) -> None:
    line = next(line for line in seeds_graph.storylines if line.name == "Amazon")
    rows = storyweft.query(seeds_graph, "storylines", name="AMAZON")
    assert [row["story"] for row in rows] == list(line.stories)
    assert [row["predecessor"] for row in rows] == list(line.predecessors)
    assert {row["storyline"] for row in rows} == {line.iri}
    assert not list(storyweft.query(seeds_graph, "storylines", name="nobody"))


def test_counts(rich: Graph) -> None:
    rows = storyweft.query(rich, "counts")
    found = {str(row["class"]).rpartition("/")[2]: row["resources"] for row in rows}
    assert found["NewsMediaOrganization"] == 2
    assert found["Storyline"] == len(rich.stories)


def test_every_named_query_is_tested_and_told() -> None:
    assert set(storyweft.named_queries()) == {*ANSWERS, "counts", "stories-of-topic", "storylines"}
    for question in storyweft.named_queries().values():
        assert question.title.endswith(".")
        for parameter in question.parameters:
            assert f"VALUES ?{parameter.name} {{" in question.sparql


@pytest.mark.parametrize(
    ("query", "value", "expected"),
    [
        ('VALUES ?x { "a" }', 'b" } #', r'VALUES ?x { "b\" } #" }'),
        ('VALUES ?x { "a" }', "\\1\n", r'VALUES ?x { "\\1\n" }'),
        ('VALUES ?x { "a"@en }', "b", 'VALUES ?x { "b"@en }'),
        (
            'VALUES ?x { "2020-01-01T00:00:00Z"^^xsd:dateTime }',
            "2021-05-06",
            'VALUES ?x { "2021-05-06T00:00:00Z"^^xsd:dateTime }',
        ),
        ("VALUES ?x { <urn:a> }", "https://b.example/>x", "VALUES ?x { <https://b.example/%3Ex> }"),
        ("VALUES ?x { 1 }", "2.5", "VALUES ?x { 2.5 }"),
        ("values ?x {1} . VALUES ?y {1}", "2", "values ?x {2 } . VALUES ?y {1}"),
    ],
)
def test_a_parameter_is_a_value_and_never_more(query: str, value: str, expected: str) -> None:
    assert bind(query, {"x": value}) == expected


# -- the command ----------------------------------------------------------------------------------


def test_the_command_prints_a_table(run: Callable[..., Result], seeds: Path) -> None:
    result = run("query", seeds, "topics-together")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["topic", "other", "articles"]
    assert set(lines[1]) == {"─", " "}
    assert lines[2].split("  ")[0] == "AI"
    assert result.stderr == "(5 rows)\n"


def test_the_command_prints_for_programs(run: Callable[..., Result], seeds: Path) -> None:
    expected = storyweft.query(seeds, "topics-together")
    arguments = "query", seeds, "topics-together", "--format"
    assert json.loads(run(*arguments, "json").stdout) == list(expected)
    for name, dialect in (("csv", "excel"), ("tsv", "excel-tab")):
        text = io.StringIO(run(*arguments, name).stdout, newline="")
        rows = list(csv.reader(text, dialect))
        assert rows == [list(expected.columns)] + [
            [str(value) for value in row.values()] for row in expected
        ]


def test_the_command_takes_sparql_files_and_parameters(
    run: Callable[..., Result], seeds: Path, tmp_path: Path
) -> None:
    (tmp_path / "one.rq").write_text(
        'SELECT ?name { VALUES ?name { "AI" } ?s skos:prefLabel ?name }', encoding="utf-8"
    )
    arguments = "query", seeds, str(tmp_path / "one.rq"), "--format", "csv"
    assert run(*arguments).stdout.split() == ["name", "AI"]
    chosen = run(*arguments, "--param", "name=Computer Vision")
    assert chosen.stdout.splitlines() == ["name", "Computer Vision"]
    direct = run("query", seeds, "SELECT (1 + 1 AS ?two) {}", "--format", "csv")
    assert direct.stdout.split() == ["two", "2"]


def test_the_command_lists_the_named_querys(run: Callable[..., Result]) -> None:
    listed = run("query", "--list").stdout
    for name, question in storyweft.named_queries().items():
        assert f"{name}: {question.title}\n" in listed
    assert "    --param article=…  the IRI of an article (needed)\n" in listed


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["seeds"], 2, "expected SOURCE and QUESTION, or --list"),
        (["seeds", "counts", "--param", "topic"], 2, "expected NAME=VALUE, got 'topic'"),
        (["seeds", "SELECT"], 1, "no named query 'SELECT'"),
        (["seeds", "missing.rq"], 1, "missing.rq: cannot be read"),
        (["nowhere", "counts"], 1, "nowhere: no such file or folder"),
    ],
)
def test_wrong_usage(
    run: Callable[..., Result], arguments: list[str], code: int, message: str
) -> None:
    result = run("query", *arguments)
    assert result.exit_code == code
    assert message in result.stderr
    assert result.stdout == ""


def test_build_keeps_a_store(
    run: Callable[..., Result], seeds: Path, seeds_graph: Graph, tmp_path: Path
) -> None:
    result = run("build", seeds, "--store", tmp_path / "store")
    assert result.exit_code == 0
    assert str(tmp_path / "store") in result.stdout
    answer = run("query", tmp_path / "store", "counts", "--format", "json")
    assert json.loads(answer.stdout) == list(storyweft.query(seeds_graph, "counts"))
    both = run("build", seeds, "--store", tmp_path / "store", "--out", tmp_path / "out")
    assert both.exit_code == 0
    assert (tmp_path / "out" / f"graph.{DEFAULT_FORMATS[0]}").is_file()


def test_rows_cannot_steer_a_terminal(run: Callable[..., Result], seeds: Path) -> None:
    result = run("query", seeds, 'SELECT ("\\u001b[31mred" AS ?text) {}')
    assert "\x1b" not in result.stdout
    assert "\\x1b[31mred" in result.stdout


def test_text_stays_as_it_is(run: Callable[..., Result], seeds: Path) -> None:
    text = "100\u00a0%\u3000👩\u200d💻 \u05d0\u200e!"
    result = run("query", seeds, f'SELECT ("{text}" AS ?text) {{}}')
    assert text in result.stdout
    turned = run("query", seeds, 'SELECT ("\u202egnp.exe" AS ?text) {}')
    assert "\\u202egnp.exe" in turned.stdout


def test_so_many_rows(run: Callable[..., Result], seeds: Path) -> None:
    few = run("query", seeds, "counts", "--limit", "2")
    assert len(few.stdout.splitlines()) == 4
    assert few.stderr.startswith("(2 of 1")
    assert len(json.loads(run("query", seeds, "counts", "--limit=3", "--format=json").stdout)) == 3


def in_terminal(columns: int, *arguments: str | Path, **environment: str) -> str:
    """Run the command in a terminal that is so wide, and return what it shows."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 12, columns, 0, 0))
    plain = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    command = [sys.executable, "-m", "storyweft", *map(str, arguments)]
    process = subprocess.Popen(command, stdout=slave, stdin=slave, env={**plain, **environment})
    os.close(slave)
    shown = b""
    with contextlib.suppress(OSError):  # which is how it ends
        while piece := os.read(master, 2**16):
            shown += piece
    os.close(master)
    assert process.wait() == 0
    return shown.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("style", ["csv", "tsv"])
def test_a_table_for_spreadsheets_runs_nothing(
    run: Callable[..., Result], seeds: Path, style: str
) -> None:
    sparql = 'SELECT ("=1+1" AS ?text) (-1 AS ?number) ("\\u001b[2J\\n@A" AS ?steering) {}'
    ask = ("query", seeds, sparql, "--format", style)
    sign = {"csv": ",", "tsv": "\t"}[style]
    rows = [*csv.reader(io.StringIO(run(*ask).stdout), delimiter=sign)]
    assert rows == [["text", "number", "steering"], ["'=1+1", "-1", "\x1b[2J\n@A"]]
    assert sign.join(["'=1+1", "-1", "\\x1b[2J\\n@A"]) in in_terminal(400, *ask)


def test_a_wide_answer_is_a_list_of_rows_in_a_terminal(seeds: Path, tmp_path: Path) -> None:
    ask = ("query", seeds, "articles-with-words", "--param", "words=facial")
    narrow = in_terminal(40, *ask)
    assert "─ 1\npublished  20" in narrow
    assert "\narticle    https://" in narrow
    wide = in_terminal(4000, *ask)
    assert wide.startswith("published ")
    # Twelve lines high: what is longer goes where the user says.
    paged = tmp_path / "paged"
    assert in_terminal(40, *ask, PAGER='"unbalanced').startswith("─ 1")
    in_terminal(40, *ask, PAGER=f"tee {paged}")
    assert paged.read_text(encoding="utf-8").startswith("─ 1\npublished ")


@pytest.mark.parametrize("name", sorted(named_queries()))
def test_a_named_query_answers_whatever_the_default_graph_is(seeds_graph: Graph, name: str) -> None:
    """As pushed whole, or per document to a store whose default graph is empty, or the union."""
    plain, named = pyoxigraph.Store(), pyoxigraph.Store()
    lines = "".join(ntriples.generate(seeds_graph)).encode()
    plain.bulk_load(lines, pyoxigraph.RdfFormat.N_TRIPLES)
    quads = "".join(nquads.generate(seeds_graph)).encode()
    named.bulk_load(quads, pyoxigraph.RdfFormat.N_QUADS)
    link = seeds_graph.links[0]
    values = {
        "provider": "ABC News",
        "words": "facial",
        "article": seeds_graph.stories[0].articles[0],
        "start": link.source,
        "end": link.target,
    }
    question = named_queries()[name]
    sparql = bind(
        question.sparql, {p.name: values[p.name] for p in question.parameters if p.needed}
    )
    answer = to_table(plain.query(sparql))
    assert len(answer) or name == "articles-without-provider"
    assert to_table(named.query(sparql)) == answer
    assert to_table(named.query(sparql, use_default_graph_as_union=True)) == answer


@pytest.mark.parametrize(
    "nested", ["{" * 20_000 + "}" * 20_000, "FILTER(" + "(" * 20_000], ids=["groups", "filter"]
)
def test_a_query_that_would_end_the_process_is_refused(seeds_graph: Graph, nested: str) -> None:
    with pytest.raises(QueryError, match="nested too deeply"):
        storyweft.query(seeds_graph, f"ASK {{ ?s a schema:NewsArticle . {nested} }}")


def test_a_long_query_is_answered(seeds_graph: Graph) -> None:
    many = " ".join(f"({number})" for number in range(1_000))
    assert (
        storyweft.query(seeds_graph, f"SELECT * {{ VALUES (?n) {{ {many} }} }}").column("n")[-1]
        == 999
    )
