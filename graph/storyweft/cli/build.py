"""storyweft build: documents → graph → files."""

from collections.abc import Sequence
from pathlib import Path

import click

from storyweft.cli import common

# Named here, not read from the table of exporters: the help is to be there at once.
_FORMATS = ["graphml", "html", "nt", "ttl"]


@click.command()
@common.sources
@click.option(
    "--out",
    "directory",
    metavar="DIR",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to write graph.<format> and report.json.",
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(_FORMATS),
    default=["ttl", "graphml", "html"],
    show_default=True,
    help="What to write; may be repeated.",
)
@common.jobs
@common.base_iri
@common.strict
@common.as_json
@common.told
def build(
    sources: Sequence[Path],
    directory: Path,
    formats: Sequence[str],
    jobs: int,
    base_iri: str,
    strict: bool,
    as_json: bool,
) -> None:
    """Build the graph of the documents at SOURCE (folders or files) and write it to DIR."""
    from storyweft import build as build_graph
    from storyweft import write
    from storyweft.report import report

    with common.progress() as progress:
        graph = build_graph(
            *sources, jobs=jobs, strict=strict, base_iri=base_iri, progress=progress
        )
        progress("write", 0, 1)
        paths = write(graph, directory, formats)
    told = report(graph)
    if as_json:
        common.print_json(told)
    else:
        click.echo(common.summary(told))
        for path in paths:
            click.echo(f"  {path}")
    common.tell_problems(graph.problems, more=f"all of them: {directory / 'report.json'}")
