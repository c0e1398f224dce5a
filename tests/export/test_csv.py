"""CSV for people and for databases: no cell runs, no column is lost."""

import csv
import io

import pytest

import storyweft
from storyweft.export.formats import generators
from storyweft.graph import Graph

FORMULAS = [
    "＝1+1",
    "a\\r=1",
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\\t=1",
    '=HYPERLINK(\\"http://evil.example\\")',
]


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    folder = tmp_path_factory.mktemp("documents")
    for number, text in enumerate(FORMULAS):
        (folder / f"{number}.md").write_text(
            f'---\ntitle: "{text}"\nexcerpt: "{text}\\nsecond line"\nheat: -1\nprovider: "{text}"\n'
            f'url: https://n.com/{number}\n"a:b": "{text}"\na_b: {number}\n"a:b:c": x\n---\n'
        )
    return storyweft.build(folder)


def table(graph: Graph, name: str, ending: str) -> list[list[str]]:
    text = "".join(map(str, generators(name)[ending](graph)))
    assert not text.startswith("\ufeff")  # which Gephi and Neo4j take for part of a name
    return [*csv.reader(io.StringIO(text))]


@pytest.mark.parametrize("ending", ["nodes.csv", "edges.csv"])
def test_no_text_is_a_formula_in_a_spreadsheet(graph: Graph, ending: str) -> None:
    header, *rows = table(graph, "csv", ending)
    numbers = [header.index(name) for name in ("heat", "quality", "Weight") if name in header]
    for row in rows:
        for at, cell in enumerate(row):
            assert at in numbers or not cell.startswith(tuple("=+-@＝＋－＠\t\r\n"))
    if ending == "nodes.csv":
        heat, title = header.index("heat"), header.index("title")
        assert {row[heat] for row in rows} == {"-1", ""}
        assert "'=1+1" in {row[title] for row in rows}


def test_a_database_gets_what_was_written(graph: Graph) -> None:
    header, *rows = table(graph, "neo4j", "neo4j-nodes.csv")
    titles = {row[header.index("title:string")] for row in rows}
    assert {"=1+1", "+1", "-1", "@SUM(A1)"} <= titles


def test_two_properties_are_two_columns(graph: Graph) -> None:
    header, *rows = table(graph, "neo4j", "neo4j-nodes.csv")
    assert len(set(header)) == len(header)
    columns = ["field_a_b:string", "field_a_b_c:string", "field_a_b_2:string"]
    assert [name for name in header if name.startswith("field_")] == columns
    values = {row[header.index("field_a_b:string")] for row in rows}
    others = {row[header.index("field_a_b_2:string")] for row in rows}
    assert {"=1+1", "0"} <= values | others
    assert not values & others - {""}
