"""storyweft serve: a graph → a server on this machine."""

from pathlib import Path

import click

from storyweft.cli import _common


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@_common.port
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    help="How long a query may take.",
)
@_common.told
def serve(source: Path, port: int, time_limit: float) -> None:
    """Serve SOURCE on this machine: the page, SPARQL, and every resource.

    SOURCE is a folder of documents, an exported file, or a store (build --store). The server
    answers this machine only, and changes nothing. Ctrl+C stops it.
    """
    from storyweft.serve.server import serve

    serve(source, port=port, time_limit=time_limit, ready=_tell)


def _tell(address: str) -> None:
    click.echo(address)
    click.echo("Ctrl+C stops it.", err=True)
