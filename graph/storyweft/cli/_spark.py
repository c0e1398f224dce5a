"""storyweft build --engine spark: the same documents, and what Spark writes of them."""

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import click
from click.core import ParameterSource

from storyweft.cli import _common

# What one machine can do and Spark cannot → what to do instead.
_INSTEAD = {
    "store": "load the parts into a store",
    "split": "build what a page is to show on one machine",
    "images": "build what a page is to show on one machine",
    "title": "build what a page is to show on one machine",
    "view": "build what a page is to show on one machine",
    "compare": "build what a page is to show on one machine",
    "is_opened": "its page is graph.html in DIR",
    "cache": "it goes on by itself where it was interrupted",
    "jobs": "say how many cores by --master local[4], or by --conf",
}
# What only Spark can do.
_FOR_SPARK = ("master", "conf", "most_on_driver", "by_month", "page_months", "page_top")

_C = TypeVar("_C", bound=Callable[..., object])


_OPTIONS = [
    click.option(
        "--engine",
        type=click.Choice(["here", "spark"]),
        default="here",
        show_default=True,
        help="What does the work: this machine, or Apache Spark (extra: spark), which writes nt, nq"
        " and parquet in parts to DIR, and a page.",
    ),
    click.option(
        "--master",
        metavar="URL",
        help="The cluster that Spark works on; by default what its configuration says.",
    ),
    click.option(
        "--conf", metavar="KEY=VALUE", multiple=True, help="A setting of Spark; may be repeated."
    ),
    click.option(
        "--most-on-driver",
        metavar="N",
        type=click.IntRange(min=0),
        help="On Spark, up to so many documents the driver makes the graph of what the cluster has"
        " read (100,000: 1 GB of memory).",
    ),
    click.option(
        "--by-month", is_flag=True, help="On Spark, write nodes and stories in a folder a month."
    ),
    click.option(
        "--page-months",
        metavar="MONTH,...",
        help="On Spark, show the largest stories of these months on the page: 2020-06,2020-07.",
    ),
    click.option(
        "--page-top",
        metavar="N",
        type=click.IntRange(min=1),
        help="On Spark, show so many stories on the page; by default everything up to 100,000"
        " articles, else 1,000 stories.",
    ),
]


def engine(command: _C) -> _C:
    """Add the options that say what does the work."""
    return _common.add_options(command, _OPTIONS)


def check_options(context: click.Context) -> None:
    """Refuse what the engine cannot do.

    :raises click.UsageError: with what to do instead.
    """
    stated = _stated(context)
    if context.params["engine"] != "spark":
        for name in _FOR_SPARK:
            if name in stated:
                raise click.UsageError(f"--{name.replace('_', '-')} is for --engine spark")
        return
    for name, instead in _INSTEAD.items():
        if name in stated:
            option = {"cache": "no-cache", "is_opened": "open"}.get(name, name)
            raise click.UsageError(f"--{option} is not for --engine spark: {instead}")
    from storyweft.spark.job import FORMATS

    for name in context.params["formats"] if "formats" in stated else ():
        if name not in FORMATS:
            raise click.UsageError(
                f"--format {name} is not for --engine spark: use one of {', '.join(FORMATS)}"
            )
    if not context.params["out"]:
        raise click.UsageError("nothing to do: expected --out DIR")


def _stated(context: click.Context) -> set[str]:
    """Return the options that the command line has."""
    source = context.get_parameter_source
    return {name for name in context.params if source(name) is ParameterSource.COMMANDLINE}


def _settings(pairs: Sequence[str]) -> dict[str, str]:
    """Return the settings of Spark that ``--conf KEY=VALUE`` gives.

    :raises click.UsageError: if one is not of that form.
    """
    settings = {}
    for text in pairs:
        name, equals, value = text.partition("=")
        if not (name and equals):
            raise click.UsageError(f"--conf: expected KEY=VALUE, got {text!r}")
        settings[name] = value
    return settings


@contextmanager
def _ended_by_signals(out: str) -> Iterator[None]:
    """End in order when the process is told to, and tell how to go on."""
    try:
        with raising():
            yield
    except (_Ended, KeyboardInterrupt) as error:
        message = (
            f"interrupted: the same command goes on where it stopped, by what is in {out}/_work"
        )
        click.echo(f"storyweft: {_common.printable(message)}", err=True)
        sys.exit(128 + (error.args[0] if isinstance(error, _Ended) else signal.SIGINT))


@contextmanager
def raising() -> Iterator[None]:
    """Raise as soon as the process is told to end; the JVM can be spoken to then."""
    from storyweft.spark.session import forget_answer

    def end(number: int, _: object) -> None:
        forget_answer()
        raise _Ended(number)

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Ended(BaseException):
    """The process was told to end."""


def build(
    sources: Sequence[str],
    build_options: _common.BuildOptions,
    *,
    out: str,
    master: str | None,
    conf: Sequence[str],
    most_on_driver: int | None,
    by_month: bool,
    page_months: str | None,
    page_top: int | None,
    as_json: bool,
    formats: Sequence[str],
    strict: bool,
    compress: bool,
    stamp: str | None,
    **_: object,
) -> None:
    """Build on Spark and tell what was done, as on one machine."""
    settings = _settings(conf)
    arguments = build_options.arguments()
    del arguments["jobs"]  # so many cores as the cluster has
    from storyweft import spark

    if "formats" not in _stated(click.get_current_context()):
        formats = spark.DEFAULT_FORMATS
    with _ended_by_signals(out), _common.progress() as progress:
        progress("start", 0, 1)
        # Again, since PySpark has a handler of its own.
        with spark.open_session(master, settings) as session, raising():
            built = spark.build(
                session,
                sources,
                out,
                formats=formats,
                compress=compress,
                by_month=by_month,
                page_months=page_months.split(",") if page_months else (),
                page_top=page_top,
                strict=strict,
                stamp=stamp,
                most_on_driver=spark.ON_DRIVER if most_on_driver is None else most_on_driver,
                progress=progress,
                **arguments,
            )
    if as_json:
        _common.print_json(built.report)
    else:
        click.echo(_common.summary(built.report))
        for name in built.written:
            click.echo(f"  {_common.printable(name)}")
    _common.tell_problems(built.problems, more=f"all of them: {built.written[-1]}")
