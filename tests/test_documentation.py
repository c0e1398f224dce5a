"""What the documentation shows is what happens."""

import re
from pathlib import Path

import click
import nbformat
import pytest

import storyweft
from storyweft.cli.main import main
from storyweft.graph import Graph
from tests import notebook
from tests.documentation import CLI, PAGES, ROOT, reference, refreshed


@pytest.mark.parametrize("page", PAGES)
def test_examples_print_what_the_page_says(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert refreshed(text) == text, "run: python -m tests.documentation"


def test_the_sql_of_the_page_runs(
    seeds_graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    duckdb = pytest.importorskip("duckdb", reason="not installed (pip install duckdb)")
    text = (ROOT / "exports" / "README.md").read_text(encoding="utf-8")
    (sql,) = re.findall(r"```sql\n(.*?)```", text, re.DOTALL)
    storyweft.write(seeds_graph, tmp_path, ["parquet"])
    monkeypatch.chdir(tmp_path)
    rows = duckdb.sql(sql).fetchall()
    assert sum(count for _, _, count in rows) == sum(
        len(article.topics) for article in seeds_graph.articles
    )


def test_the_notebook_prints_what_it_shows() -> None:
    shown = nbformat.read(notebook.NOTEBOOK, as_version=4)
    assert notebook.outputs(notebook.executed()) == notebook.outputs(shown)


def test_the_page_of_commands_says_what_they_say() -> None:
    assert CLI.read_text(encoding="utf-8") == reference(), "run: python -m tests.documentation"


def test_the_readme_names_every_command() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert isinstance(main, click.Group)
    assert not [name for name in main.commands if f"storyweft {name}" not in text]


def test_the_readme_is_read_in_a_few_minutes() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 200


@pytest.mark.parametrize("page", [*PAGES, "graph/CLI.md", "tests/README.md", "CHANGELOG.md"])
def test_links_lead_somewhere(page: str) -> None:
    path = ROOT / page
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8"))
    missing = [target for target in targets if not (path.parent / target).exists()]
    assert not missing
