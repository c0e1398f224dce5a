"""storyweft query: SPARQL → a table."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from storyweft.cli import _common

if TYPE_CHECKING:
    from storyweft.sparql.asking import Table


@click.command()
@click.argument("source", required=False, type=click.Path(path_type=Path))
@click.argument("question", required=False)
@click.option("--list", "listed", is_flag=True, help="List the named queries, and do no more.")
@click.option(
    "--param",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    help="A value for a parameter of the query; may be repeated.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["table", "json", "csv", "tsv"]),
    default="table",
    show_default=True,
    help="How to print the answer.",
)
@_common.build_options
@_common.errors_told
def query(
    source: Path | None,
    question: str | None,
    listed: bool,
    parameters: tuple[str, ...],
    style: str,
    build_options: _common.BuildOptions,
) -> None:
    """Ask QUESTION of SOURCE.

    SOURCE is documents, a store (build --store), a folder that a build or Spark wrote, or an
    exported file of RDF. QUESTION is SPARQL, a .rq file, or the name of a named query (--list).
    """
    if listed:
        _list()
        return
    if source is None or question is None:
        raise click.UsageError("expected SOURCE and QUESTION, or --list")
    from storyweft.sparql.asking import query
    from storyweft.sparql.opening import as_store

    values = dict(_parameter(text) for text in parameters)
    text = _text(question)
    (opened,) = _common.open_sources("query", [source], build_options)
    _print(query(as_store(opened, build_options.build), text, **values), style)


def _text(question: str) -> str:
    from storyweft.errors import QueryError

    if not question.endswith(".rq"):
        return question
    try:
        return Path(question).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"{question}: cannot be read: {error}") from error


def _parameter(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise click.BadParameter(f"expected NAME=VALUE, got {text!r}", param_hint="--param")
    return name, value


def _list() -> None:
    from storyweft.sparql.named import named_queries

    for named_query in named_queries().values():
        click.echo(f"{named_query.name}: {named_query.title}")
        for name, meaning, needed in named_query.parameters:
            click.echo(f"    --param {name}=…  {meaning}{' (needed)' if needed else ''}")


def _print(table: "Table", style: str) -> None:
    if style == "json":
        _common.print_json(list(table))
    elif style == "table":
        _print_table(table)
    else:
        import csv

        writer = csv.writer(sys.stdout, "excel-tab" if style == "tsv" else "excel")
        writer.writerow(table.columns)
        writer.writerows([row.values() for row in map(_cells, table)])


def _print_table(table: "Table") -> None:
    # Not as a table of rich: that one cuts or wraps what is wider than a terminal, also in a file.
    from rich.cells import cell_len, set_cell_size

    rows = [table.columns, *([*_cells(row).values()] for row in table)]
    lines = [[_common.printable(cell) for cell in row] for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, ["─" * width for width in widths])
    for line in lines:
        cells = (set_cell_size(cell, width) for cell, width in zip(line, widths, strict=True))
        click.echo("  ".join(cells).rstrip())
    click.echo(f"({_common.count(len(table), 'rows')})", err=True)


def _cells(row: Mapping[str, object]) -> dict[str, str]:
    return {name: _cell(value) for name, value in row.items()}


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
