"""storyweft mcp: a graph → a server for assistants."""

from pathlib import Path

import click

from storyweft.cli import _common


@click.command()
@_common.source
@_common.time_limit
@_common.build_options
@_common.errors_told
def mcp(source: Path, time_limit: float, build_options: _common.BuildOptions) -> None:
    """Answer an assistant's questions about SOURCE (Model Context Protocol, stdin and stdout).

    SOURCE is documents, a store (build --store), a folder that a build or Spark wrote, or an
    exported file of RDF. The assistant may search and ask; nothing is changed, no other file read,
    no other server called.
    """
    from storyweft.mcp.server import serve_assistant

    (opened,) = _common.open_sources("mcp", [source], build_options)
    serve_assistant(opened, time_limit=time_limit, build_graph=build_options.build)
