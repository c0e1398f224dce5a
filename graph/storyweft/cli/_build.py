"""storyweft build: documents → graph → files."""

import webbrowser
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from storyweft.cli import _common, _spark
from storyweft.export.formats import DEFAULT_FORMATS, FORMATS

if TYPE_CHECKING:
    from storyweft.rebuilding.updating import Update

_C = TypeVar("_C", bound=Callable[..., object])

_OPTIONS: list[Callable[[Any], Any]] = [
    click.option(
        "--out",
        metavar="DIR",
        # As text: for Spark it may be s3a://bucket/folder, and a Path has no second slash.
        type=click.Path(file_okay=False),
        help="Where to write graph.<format> and report.json.",
    ),
    click.option(
        "--store",
        metavar="DIR",
        type=click.Path(file_okay=False, path_type=Path),
        help="Where to keep the graph as a store, for query and serve.",
    ),
    click.option(
        "--format",
        "formats",
        multiple=True,
        type=click.Choice(sorted(FORMATS)),
        default=list(DEFAULT_FORMATS),
        show_default=True,
        help="What to write; may be repeated.",
    ),
    click.option(
        "--images",
        type=click.Choice(["none", "click", "remote"]),
        default="click",
        show_default=True,
        help="When a page loads pictures: never, when a reader clicks, or with each card.",
    ),
    click.option("--title", help="The name of the page.  [default: that of the folder]"),
    click.option(
        "--view",
        type=click.Choice(["threads", "network", "providers"]),
        default="threads",
        show_default=True,
        help="Which view of the page opens first.",
    ),
    click.option(
        "--compare",
        metavar="SOURCE",
        type=click.Path(path_type=Path),
        help="Tell on the page what is new since this: an earlier output (DIR itself, as it was"
        " before), a store, RDF.",
    ),
    click.option("--split", type=click.Choice(["topic"]), help="Also write a page for each topic."),
    click.option(
        "--gzip", "compress", is_flag=True, help="Compress what is written, except pages."
    ),
    _common.build_options,
    click.option(
        "--stamp",
        metavar="TIME",
        help="When the graph is made, for its provenance (2026-11-26T12:00:00Z); without it no time"
        " is written, so that the same documents give the same bytes.",
    ),
    _common.strict,
    click.option(
        "--no-cache",
        "cache",
        flag_value=False,
        default=True,
        help="Read and write everything anew; keep nothing for the next build.",
    ),
]


def what_and_how(command: _C) -> _C:
    """Add the options that say what is made of documents, and how; :func:`make` takes them."""
    return _common.add_options(command, _OPTIONS)


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@what_and_how
@click.option("--open", "is_opened", is_flag=True, help="Show the page when it is done.")
@_spark.engine
@_common.as_json
@_common.errors_told
def build(
    sources: Sequence[str],
    is_opened: bool,
    engine: str,
    master: str | None,
    conf: Sequence[str],
    most_on_driver: int | None,
    by_month: bool,
    page_months: str | None,
    page_top: int | None,
    as_json: bool,
    build_options: _common.BuildOptions,
    **options: Any,  # noqa: ANN401 - those of make
) -> None:
    """Build the graph of the documents at SOURCE (folders, files, archives); write or keep it."""
    _spark.check_options(click.get_current_context())
    if engine == "spark":
        _spark.build(
            sources,
            build_options,
            master=master,
            conf=conf,
            most_on_driver=most_on_driver,
            by_month=by_month,
            page_months=page_months,
            page_top=page_top,
            as_json=as_json,
            **options,
        )
        return
    if is_opened and not (options["out"] and "html" in options["formats"]):
        raise click.UsageError("no page to open: expected --out DIR, and html for a --format")
    done = make("build", sources, build_options, **options)
    if as_json:
        _common.print_json(done.report)
    else:
        tell_outputs(done)
    tell_rest(done, options["out"])
    if is_opened:
        _show(Path(options["out"], "graph.html"))


def _show(page: Path) -> None:
    """Open a page in the browser that the user has set, or say where it is."""
    if not webbrowser.open(page.resolve().as_uri()):
        shown = _common.printable(str(page))
        click.echo(f"no browser could be started: open {shown} in one", err=True)


def make(
    command: str,
    sources: Sequence[str | Path],
    build_options: _common.BuildOptions,
    **options: Any,  # noqa: ANN401 - those of update
) -> "Update":
    """Build as the options say, or see that there is nothing to do."""
    if options["out"] is None and options["store"] is None:
        raise click.UsageError("nothing to do: expected --out DIR, --store DIR, or both")
    from storyweft.rebuilding.updating import update

    _common.open_sources(command, sources, build_options)
    with _common.progress() as progress:
        return update(*sources, progress=progress, **build_options.arguments(), **options)


def tell_outputs(done: "Update") -> None:
    """Tell what the graph holds and where it is."""
    click.echo(_common.summary(done.report))
    for path in done.paths:
        click.echo(f"  {_common.printable(str(path))}")


def tell_rest(done: "Update", out: str | None) -> None:
    """Tell on stderr what was wrong, and what did not have to be done."""
    from storyweft.model import Problem

    problems = [Problem(**problem) for problem in done.report["problems"]]
    where = Path(out, "report.json") if out else "storyweft check"
    _common.tell_problems(problems, more=f"all of them: {where}")
    if not done.is_new:
        click.echo("nothing changed since the last build", err=True)
    elif done.changed < done.files:
        click.echo(f"read {done.changed:,} of {done.files:,} files again", err=True)
