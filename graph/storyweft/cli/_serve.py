"""storyweft serve: a graph → a server on this machine."""

from pathlib import Path

import click

from storyweft.cli import _common


@click.command()
@_common.source
@_common.port
@_common.time_limit
@click.option(
    "--allow-origin",
    "origins",
    multiple=True,
    metavar="ORIGIN",
    help="Let pages of this origin ask, such as https://yasgui.example; may be repeated.",
)
@_common.build_options
@_common.errors_told
def serve(
    source: Path,
    port: int,
    time_limit: float,
    origins: tuple[str, ...],
    build_options: _common.BuildOptions,
) -> None:
    """Serve SOURCE on this machine: the page, SPARQL, and every resource.

    SOURCE is documents, a store (build --store), a folder that a build or Spark wrote, or an
    exported file of RDF. The server answers this machine only, and changes nothing. Ctrl+C stops
    it.
    """
    from storyweft.serve.server import serve

    (opened,) = _common.open_sources("serve", [source], build_options)
    serve(
        opened,
        port=port,
        time_limit=time_limit,
        origins=origins,
        build_graph=build_options.build,
        ready=_tell,
    )


def _tell(address: str) -> None:
    click.echo(address)
    click.echo("Ctrl+C stops it.", err=True)
