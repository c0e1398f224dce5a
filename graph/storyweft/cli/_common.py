"""What all commands share: options, sources, errors, progress, and how things are printed."""

import errno
import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec, TypeVar

import click
from click.core import ParameterSource

from storyweft.errors import SourceError, StoryweftError
from storyweft.url_rules import RULES
from storyweft.vocabulary import DEFAULT_BASE_IRI

if TYPE_CHECKING:
    from storyweft.graph import Graph
    from storyweft.model import Problem
    from storyweft.reading.pool import Progress
    from storyweft.settings import Settings
    from storyweft.sparql.opening import Source

_DIALECTS = (
    "astro bridgetown dated decap dendron docusaurus eleventy foam gatsby grav gridsome hexo hugo"
    " jekyll kirby lektor logseq middleman mkdocs nanoc next nikola none nuxt obsidian pelican"
    " quarto quartz statamic translated vitepress vuepress zola"
).split()

_P = ParamSpec("_P")
_R = TypeVar("_R")
_C = TypeVar("_C", bound=Callable[..., object])

#: How many problems a command names on stderr before it points to the report.
PROBLEMS_SHOWN = 20


def errors_told(command: Callable[_P, _R], *, failure: int = 1) -> Callable[_P, _R]:
    """Turn our own errors, and those of files, into one line on stderr and an exit code.

    Others are bugs: they stay loud.
    """

    @wraps(command)
    def run(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return command(*args, **kwargs)
        except StoryweftError as error:
            tell_error(error)
        except OSError as error:
            if error.filename is None:
                raise
            tell_error(StoryweftError(f"{error.filename}: cannot be used: {error.strerror}"))
        sys.exit(failure)

    return run


@contextmanager
def full_output_told(failure: int = 1) -> Iterator[None]:
    """Turn the error of a standard output that takes no more into a line and an exit code."""
    try:
        yield
    except OSError as error:
        if error.filename is not None or error.errno not in _CANNOT_WRITE:
            raise
        # What is left in the stream would fail once more at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        click.echo(f"storyweft: standard output: cannot be written: {error.strerror}", err=True)
        sys.exit(failure)


# No space, an error of the device, a quota, a limit of size.
_CANNOT_WRITE = {errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EFBIG}


def print_anything() -> None:
    """Escape what a terminal has no character for, instead of ending with an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def tell_error(error: StoryweftError) -> None:
    """Tell on stderr what went wrong, in one line."""
    click.echo(f"storyweft: {printable(str(error))}", err=True)


def add_options(command: _C, options: Sequence[Callable[[Any], Any]]) -> _C:
    """Add options to a command, in this order."""
    for option in reversed(options):
        command = option(command)
    return command


source = click.argument("source", type=click.Path(path_type=Path))
sources = click.argument(
    "sources", nargs=-1, required=True, metavar="SOURCE...", type=click.Path(path_type=Path)
)
strict = click.option("--strict", is_flag=True, help="Stop at the first problem with exit code 1.")
as_json = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON to stdout, nothing else."
)
port = click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Where to listen; 0 takes any that is free.",
)
time_limit = click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    help="How long a query may take.",
)


# -- how documents are built ------------------------------------------------------------------


# Keyword of storyweft.build → the option; what is not named as its keyword is converted below.
_BUILD_OPTIONS: Mapping[str, Callable[[Any], Any]] = {
    "jobs": click.option(
        "--jobs",
        type=click.IntRange(min=1),
        default=1,
        show_default=True,
        help="Processes that read.",
    ),
    "base_iri": click.option(
        "--base-iri",
        metavar="IRI",
        default=DEFAULT_BASE_IRI,
        show_default=True,
        help="Where the IRIs of providers, topics, stories and documents start.",
    ),
    "mapping": click.option(
        "--mapping",
        metavar="FILE",
        type=click.Path(dir_okay=False, path_type=Path),
        help="TOML that says which keys give which field; by default storyweft.toml or the table"
        " [tool.storyweft] of pyproject.toml, beside SOURCE or in the current directory.",
    ),
    "no_merge": click.option(
        "--no-merge",
        metavar="RULE",
        multiple=True,
        type=click.Choice(list(RULES)),
        help=f"Do not take URLs for one article by this rule ({', '.join(RULES)}); may be"
        " repeated.",
    ),
    "dialect": click.option(
        "--dialect",
        metavar="NAME",
        type=click.Choice(_DIALECTS),
        help="Which generator of sites the documents are written for, or none; by default as the"
        f" configuration and folders beside them say ({', '.join(_DIALECTS)}).",
    ),
    "plain": click.option(
        "--plain", is_flag=True, help="Read texts without front matter as articles, too."
    ),
    "site_url": click.option(
        "--site-url",
        metavar="URL",
        help="Where the documents are published; by default as the configuration beside them says.",
    ),
    "everything": click.option(
        "--everything",
        is_flag=True,
        help="Read what a site is made of as articles, too: its lists, layouts and data files.",
    ),
    "bodies": click.option(
        "--no-body",
        "bodies",
        is_flag=True,
        flag_value=False,
        default=True,
        help="Do not read the bodies of documents, neither to compare them nor for their links.",
    ),
}


class BuildOptions(NamedTuple):
    """How documents are to be built: what the options say, and which the command line has."""

    values: Mapping[str, Any]
    stated: tuple[str, ...]

    def arguments(self) -> dict[str, Any]:
        """Return the keyword arguments of :func:`storyweft.build`.

        :raises InputError: if the mapping cannot be used.
        """
        from storyweft.mapping import load_mapping

        arguments = dict(self.values)
        # Without a file the library looks beside the sources.
        file = arguments["mapping"]
        arguments["mapping"] = load_mapping(file) if file else None
        arguments["rules"] = frozenset(RULES) - {*arguments.pop("no_merge")}
        return arguments

    def build(self, *sources: Path) -> "Graph":
        """Build the graph of documents, and show how far it is."""
        from storyweft.pipeline import build

        with progress() as shown:
            return build(*sources, progress=shown, **self.arguments())

    def settings(self, source: Path) -> "Settings":
        """Return the settings of a build of documents, with the sites that they belong to."""
        from storyweft.reading.dialects.sites import settle
        from storyweft.settings import choose

        chosen = self.arguments()
        dialect = chosen.pop("dialect", None)
        chosen.pop("jobs", None)
        return settle(choose(source, **chosen), source, dialect=dialect)

    def graph(self, sources: "Sequence[Source]") -> "Graph":
        """Return the graph of documents, or the one that RDF tells of."""
        from storyweft.sparql.opening import as_graph

        if sources[0].is_built:
            return self.build(*(source.path for source in sources))
        return as_graph(sources[0])

    def refuse_for(self, *sources: "Source") -> None:
        """Refuse options that shape a build where nothing is built.

        :raises click.UsageError: if there are any.
        """
        if self.stated and not any(source.is_built for source in sources):
            source = sources[0]
            raise click.UsageError(
                f"{', '.join(self.stated)}: only for documents that are built, and {source.path}"
                f" is {source.kind.value}"
            )


def build_options(command: Callable[..., _R]) -> Callable[..., _R]:
    """Add the options that shape a build; the command gets them as one :class:`BuildOptions`."""

    @wraps(command)
    def run(*args: object, **kwargs: Any) -> _R:  # noqa: ANN401 - whatever the command takes
        context = click.get_current_context()
        values = {name: kwargs.pop(name) for name in _BUILD_OPTIONS}
        stated = [
            parameter.opts[0]
            for parameter in context.command.params
            if parameter.name in values
            and context.get_parameter_source(parameter.name) is ParameterSource.COMMANDLINE
        ]
        return command(*args, build_options=BuildOptions(values, tuple(stated)), **kwargs)

    return add_options(run, list(_BUILD_OPTIONS.values()))


def open_sources(
    command: str, paths: Sequence[str | Path], options: BuildOptions
) -> "list[Source]":
    """Return what is at the paths, which have to be of kinds that the command takes.

    :raises SourceError: if one is not, or there are several and not all are built.
    :raises click.UsageError: if there are options for a build and none is built.
    """
    from storyweft.sparql.opening import tell_for

    sources = [tell_for(command, path) for path in paths]
    for source in sources:
        if len(sources) > 1 and not source.is_built:
            raise SourceError(
                f"{source.path}: {source.kind.value}: with other sources, give documents only"
            )
    options.refuse_for(*sources)
    return sources


# -- printing -----------------------------------------------------------------------------------

#: What a summary counts, in order; people and the like only where there are any.
_COUNTED = (
    "articles people courses collections sites downloads providers topics links stories".split()
)


def summary(report: dict[str, Any]) -> str:
    """Return a report in one line."""
    counts = ", ".join(count(report[name], name) for name in _COUNTED if name in report)
    undated = "" if report.get("has_dates", True) else "; no article has a date"
    return f"{documents(report['documents'])} → {counts}{site_files(report)}{undated}"


def site_files(report: dict[str, Any]) -> str:
    """Return how many files are what a site is made of: ``; site files: 12, by dialect hugo``."""
    by_dialect = report.get("site_files", {})
    total = sum(sum(rules.values()) for rules in by_dialect.values())
    names = [name for name in by_dialect if name != "none"]
    by = f", by dialect {' and '.join(names)}" if names else ""
    return f"; site files: {total:,}{by}" if total else ""


def documents(counts: dict[str, int]) -> str:
    """Return how many documents there were, and how many of them had something."""
    total = count(sum(counts.values()), "documents")
    names = ("repaired", "noted", "rejected", "unread")
    notes = [f"{counts[name]:,} {name}" for name in names if counts.get(name)]
    return f"{total} ({', '.join(notes)})" if notes else total


def count(number: int, plural: str) -> str:
    """Return a number with its noun: ``1 story``, ``2 stories``."""
    singular = plural.removesuffix("ies") + "y" if plural.endswith("ies") else plural[:-1]
    singular = {"people": "person"}.get(plural, singular)
    return f"{number:,} {singular if number == 1 else plural}"


def period(first: str | None, last: str | None) -> str:
    """Return the days between two times: ``2020-06-10 to 2020-06-12``, or the one day.

    >>> period("2020-06-10T23:05:00Z", "2020-06-10T23:30:00Z")
    '2020-06-10'
    """
    days = dict.fromkeys(time[:10] for time in (first, last) if time)
    return " to ".join(days)


def tell_problems(problems: Sequence["Problem"], more: str) -> None:
    """Name problems on stderr, what was rejected first."""
    order = {"rejected": 0, "skipped": 1, "repaired": 2, "noted": 3}
    problems = [problem for problem in problems if problem.action in order]
    worst_first = sorted(problems, key=lambda problem: order[problem.action])
    for problem in worst_first[:PROBLEMS_SHOWN]:
        click.echo(f"{problem.action}: {printable(str(problem))}", err=True)
    left = len(problems) - PROBLEMS_SHOWN
    if left > 0:
        click.echo(f"… and {left:,} more; {more}", err=True)


def print_json(value: object) -> None:
    """Print a value to stdout, for a script to read; what could steer a terminal is escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    # Line breaks are the indentation: inside of texts they are escaped already.
    click.echo("\n".join(_STEERING.sub(_as_json, line) for line in text.split("\n")))


def _as_json(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def printable(text: str) -> str:
    """Escape what could steer a terminal: file names and titles are anybody's.

    Spaces of any kind and what joins emoji are text.

    >>> print(printable("100\u00a0%, \u202egnp.exe"))
    100\u00a0%, \\u202egnp.exe
    """
    return _STEERING.sub(lambda match: ascii(match[0])[1:-1], text)


# Controls, line breaks, what turns the direction of writing, and halves of characters.
_STEERING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)


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
