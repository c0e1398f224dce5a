"""Graph → files: one module a format, each with ``generate(graph)``, and one table of them all."""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple

from storyweft.errors import OutputError, UnknownFormat
from storyweft.graph import Graph
from storyweft.report import report


class Format(NamedTuple):
    """A format: the module that generates it, and what it is, in words for a menu."""

    module: str
    title: str

    @property
    def generate(self) -> Callable[[Graph], Iterator[str]]:
        """The function that turns a graph into pieces of text."""
        function: Callable[[Graph], Iterator[str]] = import_module(self.module).generate
        return function


#: Every format by its name, which is also the ending of its file.
FORMATS = {
    "ttl": Format("storyweft.export.turtle", "RDF as Turtle"),
    "nt": Format("storyweft.export.ntriples", "RDF as N-Triples"),
    "graphml": Format("storyweft.export.graphml", "GraphML for Gephi, yEd, Cytoscape, networkx"),
    "html": Format("storyweft.export.html", "an interactive page for any browser"),
}
DEFAULT_FORMATS = ("ttl", "graphml", "html")


def write(
    graph: Graph, directory: str | Path, formats: Iterable[str] = DEFAULT_FORMATS
) -> list[Path]:
    """Write ``graph.<format>`` for each format, and ``report.json``; return the paths.

    All files are written beside their places and renamed together at the end, so that whatever
    fails leaves the files of the last run as they were.

    :raises UnknownFormat: if a format has no exporter.
    :raises OutputError: if the directory cannot be written to.
    """
    texts = {f"graph.{name}": exporter(name)(graph) for name in dict.fromkeys(formats)}
    texts["report.json"] = iter([json.dumps(report(graph), ensure_ascii=False, indent=2) + "\n"])
    return write_files(Path(directory), texts)


def exporter(name: str) -> Callable[[Graph], Iterator[str]]:
    """Return the function that generates a format.

    :raises UnknownFormat: if there is none of that name.
    """
    if name not in FORMATS:
        raise UnknownFormat(name, FORMATS)
    return FORMATS[name].generate


def write_files(directory: Path, texts: dict[str, Iterator[str]]) -> list[Path]:
    """Write all files of ``texts`` (name → pieces), or leave all of them as they were.

    :raises OutputError: if the directory cannot be written to.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with ExitStack() as cleanup:
            written = []
            for name, pieces in texts.items():
                beside = _write_beside(directory / name, pieces, cleanup)
                written.append((beside, directory / name))
            for beside, path in written:
                beside.replace(path)
            cleanup.pop_all()
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"{directory}: cannot be written: {reason}") from error
    return [path for _, path in written]


def _write_beside(path: Path, pieces: Iterator[str], cleanup: ExitStack) -> Path:
    with NamedTemporaryFile(
        "w",
        encoding="utf-8",
        newline="\n",
        dir=path.parent,
        prefix=f".{path.name}.",
        suffix=".tmp",
        delete=False,
    ) as stream:
        beside = Path(stream.name)
        cleanup.callback(beside.unlink, missing_ok=True)
        stream.writelines(pieces)
        stream.flush()
        os.fsync(stream.fileno())
    beside.chmod(0o666 & ~_umask())
    return beside


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
