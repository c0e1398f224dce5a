"""storyweft watch: build again whenever a document changes, and show it."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from storyweft.cli import _common
from storyweft.cli._build import make, tell_outputs, tell_rest, what_and_how
from storyweft.errors import StoryweftError


@click.command()
@_common.sources
@what_and_how
@click.option("--serve", "is_served", is_flag=True, help="Show the page, which reloads itself.")
@_common.port
@_common.errors_told
def watch(
    sources: Sequence[Path],
    is_served: bool,
    port: int,
    build_options: _common.BuildOptions,
    **options: Any,  # noqa: ANN401 - those of make
) -> None:
    """Build the graph of the documents at SOURCE, and again whenever they change.

    With --serve the page is shown on this machine, and SPARQL if there is a --store. A build that
    fails leaves what is there. The page tells what is new since it began. Ctrl+C ends it.
    """
    page = _page(**options) if is_served else None
    from storyweft.rebuilding.updating import snapshot_of_output
    from storyweft.rebuilding.watching import watch as watch_sources

    with ExitStack() as shown:
        is_first, is_failed = True, False

        def build() -> None:
            nonlocal is_first, is_failed
            try:
                done = make("watch", sources, build_options, **options)
            except StoryweftError as error:
                is_failed = True
                _common.tell_error(error)
                return
            if is_first:
                tell_outputs(done)
                if options["compare"] is None and options["out"] and "html" in options["formats"]:
                    # What comes later is news since now.
                    options["compare"] = snapshot_of_output(options["out"])
            elif done.is_new or is_failed:
                click.echo(_common.summary(done.report))
            if done.is_new or is_first:
                tell_rest(done, options["out"])
            if is_first and page:
                from storyweft.serve.server import serving

                click.echo(shown.enter_context(serving(page, port=port)))
            is_first = is_failed = False

        click.echo("Ctrl+C stops it.", err=True)
        mapping_file = build_options.values["mapping"]
        also = [mapping_file] if mapping_file else []
        outputs = [path for path in (options["out"], options["store"]) if path]
        watch_sources(*sources, build=build, outputs=outputs, also=also)


def _page(out: str | None, store: Path | None, formats: Sequence[str], **_: object) -> Path:
    if store:
        return store
    if out and "html" in formats:
        return Path(out, "graph.html")
    raise click.UsageError("no page to serve: expected --store DIR, or --out DIR --format html")
