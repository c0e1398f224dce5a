"""A local, read-only server: the explorer page, a SPARQL endpoint, and a page for each resource.

It listens on the loopback interface only. Queries run in processes of their own, since that is the
only way to end one that takes too long; nothing but the store and the explorer page is ever read.
"""

import re
import socket
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING

from storyweft.errors import InputError, MissingExtra, OutputError
from storyweft.pipeline import build
from storyweft.rebuilding.updating import save
from storyweft.sparql.opening import BuildGraph, Kind, Source, as_graph, as_store, tell_for
from storyweft.sparql.store import save_store

if TYPE_CHECKING:
    import uvicorn

HOST = "127.0.0.1"

#: How many connections there may be at once; more are told to come again.
MAX_CONNECTIONS = 200


def serve(
    source: Source | str | Path,
    *,
    port: int = 8000,
    time_limit: float = 30.0,
    origins: Collection[str] = (),
    build_graph: BuildGraph = build,
    ready: Callable[[str], None] = print,
) -> None:
    """Serve whatever has a graph, or documents to build it of, until interrupted.

    :param port: 0 takes any that is free.
    :param time_limit: how long a query may take, in seconds.
    :param origins: of pages elsewhere that may ask the endpoint (``https://yasgui.example``).
    :param build_graph: builds the graph, if the source is documents.
    :param ready: called with the address, once it answers.
    :raises MissingExtra: if starlette or uvicorn is not installed.
    :raises OutputError: if the port is taken.
    :raises InputError: if an origin is none.
    :raises SourceError: if nothing can be read at the source.
    """
    _check_extra()
    for origin in origins:
        _check_origin(origin)
    opened = source if isinstance(source, Source) else tell_for("serve", source)
    with store_folder(opened, build_graph) as directory, _listen(port) as listener:
        server = _server(directory, time_limit, origins)
        ready(_address(listener))
        with suppress(KeyboardInterrupt):  # by the command line, once everything is closed
            server.run(sockets=[listener])


@contextmanager
def serving(path: str | Path, *, port: int = 8000, time_limit: float = 30.0) -> Iterator[str]:
    """Serve a store, or an explorer page in a file, as long as the context lasts.

    :return: the address. The page reloads itself when a build replaces it.
    :raises MissingExtra: if starlette or uvicorn is not installed.
    :raises OutputError: if the port is taken.
    """
    _check_extra()
    with _listen(port) as listener:
        server = _server(Path(path), time_limit)
        thread = Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        try:
            yield _address(listener)
        finally:
            server.should_exit = True
            thread.join(_PATIENCE)


# How long a request that is being answered may take to its end, in seconds.
_PATIENCE = 3.0


def _check_extra() -> None:
    try:
        import mimeparse  # noqa: F401
        import starlette  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError:
        raise MissingExtra("the server", "serve") from None


def _check_origin(origin: str) -> None:
    """Refuse what no browser would call the origin of a page (RFC 6454, section 6.2)."""
    if not _ORIGIN.fullmatch(origin):
        message = "expected an origin: a scheme and a host, such as https://yasgui.example"
        raise InputError(f"{message}; got {origin!r}")


_ORIGIN = re.compile(r"https?://[a-z0-9.\[\]:-]+")


def _server(path: Path, time_limit: float, origins: Collection[str] = ()) -> "uvicorn.Server":
    import uvicorn

    from storyweft.serve._patience import ImpatientProtocol
    from storyweft.serve.app import application, page_application

    if path.is_file():
        app = page_application(path)
    else:
        app = application(path, time_limit=time_limit, origins=origins)
    config = uvicorn.Config(
        app,
        log_level="error",  # what is no HTTP is for who sent it to mend
        server_header=False,
        http=ImpatientProtocol,
        limit_concurrency=MAX_CONNECTIONS,
        # The part of HTTP that is not spoken here can do no harm.
        ws="none",
    )
    return uvicorn.Server(config)


def _address(listener: socket.socket) -> str:
    return f"http://{HOST}:{listener.getsockname()[1]}/"


@contextmanager
def store_folder(source: Source, build_graph: BuildGraph) -> Iterator[Path]:
    """Yield the folder of a store: the source itself, or a temporary one made of it."""
    if source.kind is Kind.STORE:
        yield source.path
        return
    with TemporaryDirectory(prefix="storyweft-") as folder:
        directory = Path(folder, "store")
        if source.is_built:
            save(as_graph(source, build_graph), directory)
        else:
            save_store(as_store(source), directory)
        yield directory


@contextmanager
def _listen(port: int) -> Iterator[socket.socket]:
    try:
        listener = socket.create_server((HOST, port))
    except (OSError, OverflowError) as error:
        raise OutputError(f"port {port} of {HOST}: cannot be used: {error}") from error
    with listener:
        yield listener
