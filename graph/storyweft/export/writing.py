"""Graph → files: one module a format, and one table of them all."""

import gzip
import json
import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack
from fnmatch import fnmatch
from hashlib import blake2b
from importlib import import_module
from io import TextIOWrapper
from itertools import chain
from pathlib import Path
from typing import IO, Literal, cast

from storyweft.errors import OutputError
from storyweft.export.formats import DEFAULT_FORMATS, FORMATS, Pieces, generators
from storyweft.export.signals import undisturbed, unwound
from storyweft.export.splicing import Splicing
from storyweft.export.swap import Replacement
from storyweft.export.together import create_beside, finish, only_writer, write_journal
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
    fails leaves the files of the last run as they were. A build that is killed while it renames is
    finished by the next one that writes there. What would contradict the new files goes: pages of
    topics that are gone (with ``split``), ``graph.ttl`` beside a new ``graph.ttl.gz``.

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
    splicing: Splicing | None = None,
) -> dict[str, Pieces]:
    """Return what :func:`write` writes: the name of each file, and its pieces, made on demand.

    :param since: what is new since an earlier build, for the page.
    :param splicing: what copies the parts of files that were there before.
    """
    page = {"images": images, "view": view, "since": since}
    files: dict[str, Pieces] = {}
    for name in dict.fromkeys(formats):
        for ending, generate in generators(name).items():
            form = FORMATS[name]
            file = f"graph.{ending}.gz" if compress and form.compressible else f"graph.{ending}"
            if splicing and form.has_parts and not file.endswith(".gz"):
                files[file] = splicing.splice(file, import_module(form.module).parts(graph))
            else:
                options = {**page, "title": title} if name == "html" else {}
                files[file] = generate(graph, **options)
    if split:
        pages = import_module("storyweft.page.html").generate_by_topic(graph, **page)
        files |= {_topic_page(name): page for name, page in pages}
    files["report.json"] = iter([json.dumps(report(graph), ensure_ascii=False, indent=2) + "\n"])
    return files


# What stands for a topic that is gone, or for a format that is compressed now, or no longer.
_TOPIC_PAGES = "graph.topic-*.html"
_LONGEST_NAME = 100


def _topic_page(slug: str) -> str:
    """Return the name of a topic's page: no two topics have one, however long they are."""
    if len(slug) > _LONGEST_NAME:
        digest = blake2b(slug.encode(), digest_size=5).hexdigest()
        slug = f"{slug[: _LONGEST_NAME - 11]}-{digest}"
    return f"graph.topic-{slug}.html"


def _stale(directory: Path, names: Collection[str]) -> set[Path]:
    """Return the files of an earlier build that these would stand beside, and contradict."""
    others = {name.removesuffix(".gz") if name.endswith(".gz") else f"{name}.gz" for name in names}
    stale = {directory / name for name in others if (directory / name).is_file()}
    if any(fnmatch(name, _TOPIC_PAGES) for name in names):
        stale.update(path for path in directory.glob(_TOPIC_PAGES) if path.is_file())
    return {path for path in stale if path.name not in names}


def write_files(
    directory: Path, files: dict[str, Pieces], folders: Sequence[Replacement] = ()
) -> dict[Path, bytes]:
    """Write all files (name → pieces), or leave all of them as they were.

    :param folders: what is put in place with them, as one.
    :return: the path of each, and the digest of what was written there.
    :raises OutputError: if the directory cannot be written to.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with unwound(), only_writer(directory), ExitStack() as cleanup:
            written = {
                directory / name: _write_beside(directory / name, pieces, cleanup)
                for name, pieces in files.items()
            }
            # Before anybody else can write there.
            digests = {path: digest_of_file(beside) for path, beside in written.items()}
            with undisturbed():
                write_journal(directory, written, _stale(directory, files), folders)
                cleanup.pop_all()
                finish(directory)
    except OSError as error:
        raise OutputError.at(directory, error) from error
    return digests


def _write_beside(path: Path, pieces: Pieces, cleanup: ExitStack) -> Path:
    beside, descriptor = create_beside(path)
    cleanup.callback(beside.unlink, missing_ok=True)
    with os.fdopen(descriptor, "wb") as stream:
        write_pieces(stream, pieces, compress=path.suffix == ".gz")
        stream.flush()
        os.fsync(stream.fileno())
    return beside


def write_pieces(stream: IO[bytes], pieces: Pieces, *, compress: bool) -> None:
    """Write pieces to a file, packed by gzip if asked for."""
    if compress:
        # Neither a name nor a time in it: the same graph gives the same bytes.
        with gzip.GzipFile("", "wb", 6, stream, mtime=0) as packed:
            write_pieces(cast("IO[bytes]", packed), pieces, compress=False)
        return
    first = next(pieces, "")
    if isinstance(first, bytes):
        stream.writelines(chain([first], cast("Iterator[bytes]", pieces)))
        return
    # Encodes many at once: lines one by one would take as long to write as to make.
    text = TextIOWrapper(stream, "utf-8", newline="\n")
    text.writelines(chain([first], cast("Iterator[str]", pieces)))
    text.detach()
