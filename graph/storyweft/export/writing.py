"""Graph → files: one module a format, and one table of them all."""

import gzip
import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from importlib import import_module
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Literal, cast

from storyweft.errors import OutputError
from storyweft.export.formats import DEFAULT_FORMATS, FORMATS, Pieces, generators
from storyweft.graph import Graph
from storyweft.page.html import TITLE, Images, View
from storyweft.page.since import Since
from storyweft.report import report
from storyweft.sources.stamps import digest_of_file

Split = Literal["topic"]


def write(
    graph: Graph,
    directory: str | Path,
    formats: Iterable[str] = DEFAULT_FORMATS,
    *,
    compress: bool = False,
    images: Images = "click",
    title: str = TITLE,
    view: View = "threads",
    split: Split | None = None,
) -> list[Path]:
    """Write ``graph.<format>`` for each format, and ``report.json``; return the paths.

    All files are written beside their places and renamed together at the end, so that whatever
    fails leaves the files of the last run as they were.

    :param compress: write ``graph.<format>.gz`` instead, except for pages and Parquet, which
        nothing opens so.
    :param images: when a page loads pictures, which are remote: never, when a reader clicks, or
        with the card that shows them.
    :param title: the name of the page.
    :param view: the view of a page that opens first.
    :param split: ``"topic"`` adds a page for each topic, ``graph.topic-<name>.html``.
    :raises UnknownFormat: if a format has no exporter.
    :raises OutputError: if the directory cannot be written to.
    :raises MissingExtra: if a format needs a library that is not installed.
    """
    files = generate(
        graph, formats, compress=compress, images=images, title=title, view=view, split=split
    )
    return list(write_files(Path(directory), files))


def generate(
    graph: Graph,
    formats: Iterable[str] = DEFAULT_FORMATS,
    *,
    compress: bool = False,
    images: Images = "click",
    title: str = TITLE,
    view: View = "threads",
    since: Since | None = None,
    split: Split | None = None,
) -> dict[str, Pieces]:
    """Return what :func:`write` writes: the name of each file, and its pieces, made on demand.

    :param since: what is new since an earlier build, for the page.
    """
    page = {"images": images, "view": view, "since": since}
    files: dict[str, Pieces] = {}
    for name in dict.fromkeys(formats):
        for ending, generate in generators(name).items():
            suffix = ".gz" if compress and FORMATS[name].compressible else ""
            options = {**page, "title": title} if name == "html" else {}
            files[f"graph.{ending}{suffix}"] = generate(graph, **options)
    if split:
        pages = import_module("storyweft.page.html").generate_by_topic(graph, **page)
        files |= {f"graph.topic-{name[:100]}.html": page for name, page in pages}
    files["report.json"] = iter([json.dumps(report(graph), ensure_ascii=False, indent=2) + "\n"])
    return files


def write_files(directory: Path, files: dict[str, Pieces]) -> dict[Path, bytes]:
    """Write all files (name → pieces), or leave all of them as they were.

    :return: the path of each, and the digest of what was written there.
    :raises OutputError: if the directory cannot be written to.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with _only_writer(directory), ExitStack() as cleanup:
            written = {
                directory / name: _write_beside(directory / name, pieces, cleanup)
                for name, pieces in files.items()
            }
            # Before anybody else can write there.
            digests = {path: digest_of_file(beside) for path, beside in written.items()}
            for path, beside in written.items():
                beside.replace(path)
            cleanup.pop_all()
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"{directory}: cannot be written: {reason}") from error
    return digests


@contextmanager
def _only_writer(directory: Path) -> Iterator[None]:
    """Wait until no other process writes here, and remove what a killed one left half written."""
    try:
        from fcntl import LOCK_EX, flock
    except ImportError:  # Windows, where no file can be removed that somebody writes
        _remove_leftovers(directory)
        yield
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        # The lock ends with the process, however that ends.
        with suppress(OSError):  # a file system without locks
            flock(descriptor, LOCK_EX)
            _remove_leftovers(directory)
        yield
    finally:
        os.close(descriptor)


_LEFTOVER = re.compile(r"\.(?:graph|report)\..+\.tmp")


def _remove_leftovers(directory: Path) -> None:
    for path in directory.iterdir():
        if _LEFTOVER.fullmatch(path.name):
            with suppress(OSError):
                path.unlink()


def _write_beside(path: Path, pieces: Pieces, cleanup: ExitStack) -> Path:
    with NamedTemporaryFile(
        dir=path.parent, prefix=f".{path.name}.", suffix=".tmp", delete=False
    ) as stream:
        beside = Path(stream.name)
        cleanup.callback(beside.unlink, missing_ok=True)
        _write_pieces(stream, pieces, compress=path.suffix == ".gz")
        stream.flush()
        os.fsync(stream.fileno())
    beside.chmod(0o666 & ~_umask())
    return beside


def _write_pieces(stream: IO[bytes], pieces: Pieces, *, compress: bool) -> None:
    if compress:
        # Neither a name nor a time in it: the same graph gives the same bytes.
        with gzip.GzipFile("", "wb", 6, stream, mtime=0) as packed:
            _write_pieces(cast("IO[bytes]", packed), pieces, compress=False)
        return
    for piece in pieces:
        stream.write(piece.encode() if isinstance(piece, str) else piece)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
