"""The server: a tool for each question. It writes nothing, reads one source, and calls nobody."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storyweft import __version__
from storyweft.errors import MissingExtra, StoryweftError
from storyweft.mcp.reading import Library
from storyweft.pipeline import build
from storyweft.serve.server import store_folder
from storyweft.serve.worker import Pool
from storyweft.sparql.named import named_queries
from storyweft.sparql.opening import BuildGraph, Source, tell_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcp.server import MCPServer

_INSTRUCTIONS = """\
A knowledge graph of news: articles, their providers and topics, and stories (articles about one
event, of which later ones may follow earlier ones). Everything is named by an IRI; that of an
article is its address. Start with search or stories, then ask for a story or an article."""


def serve_assistant(
    source: Source | str | Path, *, time_limit: float = 30.0, build_graph: BuildGraph = build
) -> None:
    """Answer an assistant on stdin and stdout until it hangs up.

    :param time_limit: how long a query may take, in seconds.
    :param build_graph: builds the graph, if the source is documents.
    :raises MissingExtra: if the SDK of the Model Context Protocol is not installed.
    :raises SourceError: if nothing can be read at the source.
    """
    try:
        import mcp.server  # noqa: F401
    except ImportError:
        raise MissingExtra("the server for assistants", "mcp") from None
    opened = source if isinstance(source, Source) else tell_for("mcp", source)
    with (
        store_folder(opened, build_graph) as directory,
        closing(Pool(directory, size=1, time_limit=time_limit)) as pool,
    ):
        make_server(Library(pool)).run("stdio")


def make_server(library: Library) -> "MCPServer[Any]":
    """Return the server with its tools, none of which changes anything."""
    from mcp.server import MCPServer
    from mcp_types import ToolAnnotations

    server: MCPServer[Any] = MCPServer(
        "storyweft", instructions=_INSTRUCTIONS, version=__version__, log_level="WARNING"
    )
    reads = ToolAnnotations(
        read_only_hint=True,
        destructive_hint=False,
        idempotent_hint=True,
        open_world_hint=False,
    )
    for tool in tools(library):
        server.add_tool(_told(tool), annotations=reads)
    return server


def tools(library: Library) -> "list[Callable[..., dict[str, Any]]]":
    """Return the tools; what an assistant reads of each is its signature and what it says."""

    def search(words: str, limit: int = 20) -> dict[str, Any]:
        """Find articles whose title or excerpt has all of these words, newest first."""
        return library.search(words, limit)

    def stories(
        topic: str = "", since: str = "", until: str = "", limit: int = 20
    ) -> dict[str, Any]:
        """List stories, newest first; of a topic (its name), that began from or before a date."""
        return library.stories(topic, since, until, limit)

    def story(iri: str, limit: int = 100) -> dict[str, Any]:
        """Show a story by its IRI: its articles in order of time, and the stories around it."""
        return library.story(iri, limit)

    def article(iri: str, limit: int = 100) -> dict[str, Any]:
        """Show an article by any of its addresses, with the documents that speak of it."""
        return library.article(iri, limit)

    def what_follows(iri: str, limit: int = 50) -> dict[str, Any]:
        """Show which stories a story follows, and which follow it, step by step."""
        return library.following(iri, limit)

    def named_query(
        name: str, parameters: dict[str, str | int | float] | None = None, limit: int = 100
    ) -> dict[str, Any]:
        return library.named(name, parameters or {}, limit)

    named_query.__doc__ = _named_queries()

    def sparql(query: str, limit: int = 100) -> dict[str, Any]:
        """Ask a SPARQL 1.1 query; schema:, nsl:, skos:, prov:, dct:, sw: need no declaration."""
        return library.sparql(query, limit)

    return [search, stories, story, article, what_follows, named_query, sparql]


def _named_queries() -> str:
    lines = ["Ask one of these queries by its name, with its parameters."]
    for query in named_queries().values():
        names = "".join(f" {item.name}={item.meaning};" for item in query.parameters)
        lines.append(f"{query.name}: {query.title}{names}")
    return "\n".join(lines)


def _told(tool: "Callable[..., dict[str, Any]]") -> "Callable[..., dict[str, Any]]":
    """Let a tool say what was wrong with a question as an error of the protocol."""
    from functools import wraps

    from mcp.server.mcpserver.exceptions import ToolError

    @wraps(tool)
    def run(*args: Any, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 - those of the tool
        try:
            return tool(*args, **kwargs)
        except StoryweftError as error:
            raise ToolError(str(error)) from None

    return run
