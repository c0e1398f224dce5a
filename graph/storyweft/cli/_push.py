"""storyweft push: a graph → a running triple store."""

from pathlib import Path
from typing import Literal

import click

from storyweft.cli import _common


@click.command()
@_common.source
@click.option(
    "--endpoint",
    required=True,
    metavar="URL",
    help="The store's Graph Store Protocol, or where it takes updates.",
)
@click.option(
    "--graph", metavar="IRI", help="The graph to replace; the default graph without this."
)
@click.option(
    "--per-document",
    is_flag=True,
    help="Replace a named graph for each document that changed, and delete those that are gone.",
)
@click.option(
    "--protocol",
    type=click.Choice(["graph-store", "update"]),
    default="graph-store",
    show_default=True,
    help="How to talk to the store.",
)
@click.option(
    "--query-endpoint", metavar="URL", help="Where it answers queries, for --protocol update."
)
@click.option(
    "--user",
    metavar="NAME[:PASSWORD]",
    help="The login, if the store asks for one; the password may be in STORYWEFT_PASSWORD.",
)
@click.option(
    "--chunk",
    type=click.IntRange(min=1),
    default=20_000,
    show_default=True,
    help="Triples in one request.",
)
@_common.build_options
@_common.as_json
@_common.errors_told
def push(
    source: Path,
    endpoint: str,
    graph: str | None,
    per_document: bool,
    protocol: Literal["graph-store", "update"],
    query_endpoint: str | None,
    user: str | None,
    chunk: int,
    build_options: _common.BuildOptions,
    as_json: bool,
) -> None:
    """Put the graph of SOURCE into a running triple store.

    SOURCE is documents, a store (build --store), a folder that a build or Spark wrote, or an
    exported file of RDF.
    """
    from storyweft.push.pushing import push

    if graph and per_document:
        raise click.UsageError("--graph and --per-document: expected one of the two")
    (opened,) = _common.open_sources("push", [source], build_options)
    pushed = push(
        opened,
        endpoint,
        graph_iri=graph,
        per_document=per_document,
        protocol=protocol,
        query_endpoint=query_endpoint,
        user=_login(user) if user else None,
        chunk=chunk,
        build_graph=build_options.build,
    )
    if as_json:
        _common.print_json(pushed._asdict())
        return
    notes = [
        f"{number:,} {what}"
        for number, what in ((pushed.unchanged, "unchanged"), (pushed.deleted, "deleted"))
        if number
    ]
    sent = f"{_common.count(pushed.graphs, 'graphs')}, {_common.count(pushed.triples, 'triples')}"
    click.echo(f"{sent} sent" + (f"; {', '.join(notes)}" if notes else ""))


def _login(user: str) -> tuple[str, str]:
    import os

    name, sign, password = user.partition(":")
    if not sign:
        # Not on the command line, where every user of the machine could see it.
        password = os.environ.get("STORYWEFT_PASSWORD") or click.prompt(
            f"Password of {name}", hide_input=True, err=True
        )
    return name, password
