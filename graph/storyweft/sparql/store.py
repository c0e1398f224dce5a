"""The embedded triple store: Oxigraph, on disk or in memory.

A store on disk is a folder that Oxigraph's own server opens too. What is saved there is the graph
of the Turtle export, and the explorer page beside it.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from storyweft.errors import OutputError, SourceError
from storyweft.export import ntriples
from storyweft.export.swap import Replacement, replacing
from storyweft.graph import Graph

if TYPE_CHECKING:
    import pyoxigraph

#: The explorer page beside the database in the folder of a store, if somebody hands it over.
PAGE = "explorer.html"

#: Every database of Oxigraph's storage engine has a file of this name.
MARK = "CURRENT"


def is_store(path: str | Path) -> bool:
    """Return whether there is a store at a path."""
    return Path(path, MARK).is_file()


def open_store(directory: str | Path) -> "pyoxigraph.Store":
    """Open a store for reading; other processes may read it at the same time.

    :raises SourceError: if there is no store.
    """
    from pyoxigraph import Store

    if not is_store(directory):
        raise SourceError(
            f"{directory}: no store there; make one: storyweft build SOURCE --store {directory}"
        )
    try:
        return Store.read_only(str(directory))
    except OSError as error:
        raise SourceError(f"{directory}: the store cannot be opened: {error}") from error


def load(graph: Graph) -> "pyoxigraph.Store":
    """Return a store in memory with the graph in it."""
    from pyoxigraph import RdfFormat, Store

    store = Store()
    store.bulk_load(_stream(ntriples.generate(graph)), RdfFormat.N_TRIPLES)
    return store


def save_graph(graph: Graph, directory: str | Path, *, page: Iterable[str] = ()) -> Path:
    """Save a graph as a store, in place of the store that may be there; return its path.

    The new one is made beside and then put in place, so that whatever fails leaves the old one.

    :param page: the explorer page to lay beside, piece by piece.
    :raises OutputError: if the folder holds something else, or cannot be written.
    """
    with new_store(graph, directory, page=page):
        return Path(directory)


@contextmanager
def new_store(
    graph: Graph, directory: str | Path, *, page: Iterable[str] = ()
) -> Iterator[Replacement]:
    """Yield a store as :func:`save_graph` makes it, that is put in place at the end."""
    from pyoxigraph import RdfFormat

    def fill(store: "pyoxigraph.Store") -> None:
        store.bulk_load(_stream(ntriples.generate(graph)), RdfFormat.N_TRIPLES)

    with _replacing(Path(directory)) as replacement:
        _make(replacement.new, fill)
        with (replacement.new / PAGE).open("w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(page)
        yield replacement


def save_store(store: "pyoxigraph.Store", directory: str | Path) -> Path:
    """Save what a store in memory holds; see :func:`save_graph`."""
    with _replacing(Path(directory)) as replacement:
        _make(replacement.new, lambda saved: saved.bulk_extend(store))
    return Path(directory)


def _make(folder: Path, fill: "Callable[[pyoxigraph.Store], None]") -> None:
    from pyoxigraph import Store

    store = Store(str(folder))
    fill(store)
    store.flush()  # it is closed as the last that knows it, this function, ends


@contextmanager
def _replacing(target: Path) -> Iterator[Replacement]:
    """Yield what to make a new store in, and put it in place of the old one at the end."""
    try:
        _check_replaceable(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        with replacing(target) as replacement:
            yield replacement
    except OutputError:
        raise
    except OSError as error:
        raise OutputError.at(target, error) from error


def _check_replaceable(target: Path) -> None:
    if target.exists() and not is_store(target) and not _is_empty(target):
        raise OutputError(f"{target}: not empty, and no store: choose another folder")


def _is_empty(target: Path) -> bool:
    return target.is_dir() and next(target.iterdir(), None) is None


def _stream(pieces: Iterable[str]) -> IO[bytes]:
    return cast("IO[bytes]", _Stream(iter(pieces)))


class _Stream:
    """A file to read whose content is made while it is read."""

    def __init__(self, pieces: Iterator[str]) -> None:
        self._pieces = pieces
        self._rest = b""

    def read(self, size: int) -> bytes:
        """Return up to ``size`` bytes; nothing at the end."""
        while len(self._rest) < size:
            piece = "".join(islice(self._pieces, 200))
            if not piece:
                break
            self._rest += piece.encode()
        data, self._rest = self._rest[:size], self._rest[size:]
        return data
