"""storyweft query: SPARQL → a table."""

import os
import shlex
import shutil
import sys
from collections.abc import Iterator, Mapping
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
    help="How to print the answer; a table that is wider than the terminal as a list of its rows.",
)
@click.option(
    "--limit", type=click.IntRange(min=1), metavar="N", help="Print so many rows at most."
)
@_common.build_options
@_common.errors_told
def query(
    source: Path | None,
    question: str | None,
    listed: bool,
    parameters: tuple[str, ...],
    style: str,
    limit: int | None,
    build_options: _common.BuildOptions,
) -> None:
    """Ask QUESTION of SOURCE.

    SOURCE is documents, a store (build --store), a folder that a build or Spark wrote, or an
    exported file of RDF. QUESTION is SPARQL, a .rq file, or the name of a named query (--list). In
    a terminal, what is longer than it goes through the program that PAGER names, if it is set.
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
    answer = query(as_store(opened, build_options.build), text, **values)
    _print(answer[:limit], style)
    if style == "table":
        rows = _common.count(len(answer), "rows")
        click.echo(f"({min(limit, len(answer)):,} of {rows})" if limit else f"({rows})", err=True)


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
        _print_lines(list(_lines(table, _terminal_width())))
    else:
        import csv

        from storyweft.export.tables import no_formulas

        writer = csv.writer(sys.stdout, "excel-tab" if style == "tsv" else "excel")
        # A terminal is no spreadsheet, and runs other things.
        shown = _common.printable if sys.stdout.isatty() else str
        writer.writerow(map(shown, table.columns))
        for row in table:
            cells = no_formulas(list(row.values()))
            writer.writerow([shown(_cell(cell)) for cell in cells])


def _terminal_width() -> int | None:
    """Return how many columns the terminal has; None if the answer goes elsewhere."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def _lines(table: "Table", width: int | None) -> Iterator[str]:
    """Yield the lines of a table, or of a list of its rows if the table is wider than so much."""
    # Not as a table of rich: that one cuts or wraps what is wider than a terminal, also in a file.
    from rich.cells import cell_len, set_cell_size

    cells = [table.columns, *([*_cells(row).values()] for row in table)]
    names, *rows = [[_common.printable(cell) for cell in row] for row in cells]
    widths = [max(map(cell_len, column)) for column in zip(names, *rows, strict=True)]
    if width is not None and sum(widths) + 2 * (len(widths) - 1) > width:
        longest = max(map(cell_len, names))
        for number, row in enumerate(rows, 1):
            yield f"─ {number}"
            for name, cell in zip(names, row, strict=True):
                yield f"{set_cell_size(name, longest)}  {cell}"
        return
    for line in (names, ["─" * size for size in widths], *rows):
        padded = (set_cell_size(cell, size) for cell, size in zip(line, widths, strict=True))
        yield "  ".join(padded).rstrip()


def _print_lines(lines: list[str]) -> None:
    is_long = sys.stdout.isatty() and len(lines) >= shutil.get_terminal_size().lines
    if is_long and _has_pager():
        click.echo_via_pager("\n".join(lines))
    else:
        for line in lines:
            click.echo(line)


def _has_pager() -> bool:
    """Tell whether the user names a pager, in words that a shell could read."""
    try:
        return bool(shlex.split(os.environ.get("PAGER", "")))
    except ValueError:  # a quote that nobody closes
        return False


def _cells(row: Mapping[str, object]) -> dict[str, str]:
    return {name: _cell(value) for name, value in row.items()}


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
