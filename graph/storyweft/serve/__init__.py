"""A local, read-only server: the explorer page, a SPARQL endpoint, and a page for each resource.

It listens on the loopback interface only. Queries run in processes of their own, since that is the
only way to end one that takes too long; nothing but the store and the explorer page is ever read.
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from storyweft.build import build
from storyweft.errors import MissingExtra, OutputError
from storyweft.store import is_rdf, is_store, read_file, save, save_store

HOST = "127.0.0.1"


def serve(
    source: str | Path,
    *,
    port: int = 8000,
    time_limit: float = 30.0,
    ready: Callable[[str], None] = print,
) -> None:
    """Serve a store, an exported file or documents until interrupted.

    :param port: 0 takes any that is free.
    :param time_limit: how long a query may take, in seconds.
    :param ready: called with the address, once it answers.
    :raises MissingExtra: if starlette or uvicorn is not installed.
    :raises OutputError: if the port is taken.
    :raises SourceError: if nothing can be read at the source.
    """
    try:
        import uvicorn

        from storyweft.serve.app import application
    except ImportError:
        raise MissingExtra("the server", "serve") from None

    with _store(Path(source)) as directory, _listen(port) as listener:
        app = application(directory, time_limit=time_limit)
        config = uvicorn.Config(app, log_level="warning", server_header=False)
        ready(f"http://{HOST}:{listener.getsockname()[1]}/")
        with suppress(KeyboardInterrupt):  # told again, once everything is closed
            uvicorn.Server(config).run(sockets=[listener])


@contextmanager
def _store(source: Path) -> Iterator[Path]:
    """Yield the folder of a store: the source itself, or a temporary one made of it."""
    if is_store(source):
        yield source
        return
    with TemporaryDirectory(prefix="storyweft-") as folder:
        directory = Path(folder, "store")
        if is_rdf(source):
            save_store(read_file(source), directory)
        else:
            save(build(source), directory)
        yield directory


@contextmanager
def _listen(port: int) -> Iterator[socket.socket]:
    try:
        listener = socket.create_server((HOST, port))
    except (OSError, OverflowError) as error:
        raise OutputError(f"port {port} of {HOST}: cannot be used: {error}") from error
    with listener:
        yield listener
