"""What all commands share: options, errors, progress, and how things are printed."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click

from storyweft.errors import StoryweftError
from storyweft.vocabulary import DEFAULT_BASE_IRI

if TYPE_CHECKING:
    from storyweft.mapping import FieldMapping
    from storyweft.model import Problem
    from storyweft.reading.pool import Progress

# Named here, not read from urls.RULES: the help is to be there at once.
_RULES = "tracking fragment amp-cache amp-query amp-path scheme slash alias".split()

_P = ParamSpec("_P")
_R = TypeVar("_R")

#: How many problems a command names on stderr before it points to the report.
PROBLEMS_SHOWN = 20


def told(command: Callable[_P, _R], *, failure: int = 1) -> Callable[_P, _R]:
    """Turn our own errors into one line on stderr and an exit code; others are bugs: stay loud."""

    @wraps(command)
    def run(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return command(*args, **kwargs)
        except StoryweftError as error:
            tell_error(error)
            sys.exit(failure)

    return run


def tell_error(error: StoryweftError) -> None:
    """Tell on stderr what went wrong, in one line."""
    click.echo(f"storyweft: {printable(str(error))}", err=True)


sources = click.argument(
    "sources", nargs=-1, required=True, metavar="SOURCE...", type=click.Path(path_type=Path)
)
jobs = click.option(
    "--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Processes that read."
)
strict = click.option("--strict", is_flag=True, help="Stop at the first problem with exit code 1.")
as_json = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON to stdout, nothing else."
)
mapping = click.option(
    "--mapping",
    "mapping_file",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="TOML that says which keys give which field; by default storyweft.toml or the table"
    " [tool.storyweft] of pyproject.toml, beside SOURCE or in the current directory.",
)
no_merge = click.option(
    "--no-merge",
    "no_merge",
    metavar="RULE",
    multiple=True,
    type=click.Choice(_RULES),
    help=f"Do not take URLs for one article by this rule ({', '.join(_RULES)}); may be repeated.",
)
bodies = click.option(
    "--no-body",
    "bodies",
    flag_value=False,
    default=True,
    help="Compare articles by title and excerpt alone, without the text below the fields.",
)
port = click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Where to listen; 0 takes any that is free.",
)
base_iri = click.option(
    "--base-iri",
    metavar="IRI",
    default=DEFAULT_BASE_IRI,
    show_default=True,
    help="Where the IRIs of providers, topics, stories and documents start.",
)


def load_mapping(file: Path | None) -> "FieldMapping | None":
    """Return the mapping of a file; None, without one: the library looks beside the sources."""
    from storyweft.mapping import load_mapping

    return load_mapping(file) if file else None


def rules_without(names: Sequence[str]) -> frozenset[str]:
    """Return the rules that are left when some are switched off."""
    from storyweft.urls import ALL_RULES

    return ALL_RULES - set(names)


def summary(told: dict[str, Any]) -> str:
    """Return a report in one line."""
    counts = ", ".join(
        count(told[name], name) for name in ("articles", "providers", "topics", "links", "stories")
    )
    return f"{documents(told['documents'])} → {counts}"


def documents(counts: dict[str, int]) -> str:
    """Return how many documents there were, and how many of them had something."""
    total = count(sum(counts.values()), "documents")
    notes = [f"{counts[name]} {name}" for name in ("repaired", "rejected") if counts[name]]
    return f"{total} ({', '.join(notes)})" if notes else total


def count(number: int, plural: str) -> str:
    """Return a number with its noun: ``1 story``, ``2 stories``."""
    singular = plural.removesuffix("ies") + "y" if plural.endswith("ies") else plural[:-1]
    return f"{number:,} {singular if number == 1 else plural}"


def period(first: str | None, last: str | None) -> str:
    """Return the days between two times: ``2020-06-10 to 2020-06-12``, or the one day.

    >>> period("2020-06-10T23:05:00Z", "2020-06-10T23:30:00Z")
    '2020-06-10'
    """
    days = dict.fromkeys(time[:10] for time in (first, last) if time)
    return " to ".join(days)


def tell_problems(problems: Sequence["Problem"], more: str, count: int | None = None) -> None:
    """Name problems on stderr, what was rejected first; ``count`` is how many there are in all."""
    order = {"rejected": 0, "skipped": 1, "repaired": 2}
    worst_first = sorted(problems, key=lambda problem: order[problem.action])
    for problem in worst_first[:PROBLEMS_SHOWN]:
        click.echo(f"{problem.action}: {printable(str(problem))}", err=True)
    left = (len(problems) if count is None else count) - PROBLEMS_SHOWN
    if left > 0:
        click.echo(f"… and {left:,} more; {more}", err=True)


def print_json(value: object) -> None:
    """Print a value to stdout, for a script to read."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def printable(text: str) -> str:
    """Escape what could steer a terminal: file names and titles are anybody's."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


@contextmanager
def progress() -> Iterator["Progress"]:
    """Show stages and counts on stderr while a person watches; nothing otherwise."""
    from storyweft.reading.pool import no_progress

    if not sys.stderr.isatty():
        yield no_progress
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description:>8}"), BarColumn(), MofNCompleteColumn()
    console = Console(stderr=True)
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task("find", total=None)
        yield partial(_show_stage, bar.update, task)


def _show_stage(update: Callable[..., None], task: int, stage: str, done: int, total: int) -> None:
    # A stage that cannot be counted shows a bar that moves.
    update(task, description=stage, completed=done, total=total if total > 1 else None)
