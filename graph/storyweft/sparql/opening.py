"""What a SOURCE is, and how it is opened: the one place that tells and opens all kinds of them.

:func:`tell` says of a path what is there. Whoever needs a graph, a store, triples or quads of it
gets them here, whatever it is: documents are built, RDF is read.
"""

import gzip
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple, cast

from storyweft.errors import SourceError
from storyweft.export.formats import FORMATS
from storyweft.graph import Graph
from storyweft.model import Document
from storyweft.pipeline import build
from storyweft.rdf.triples import Literal, Object, Triple
from storyweft.rdf.triples import triples as triples_of_graph
from storyweft.reading.documents import read
from storyweft.sources.files import find_files, is_archive, open_file
from storyweft.sparql.store import is_store, load, open_store

if TYPE_CHECKING:
    import pyoxigraph

#: The endings of files that hold RDF; each may be followed by ``.gz``.
RDF_ENDINGS = (".ttl", ".nt", ".nq", ".trig", ".jsonld", ".rdf")

#: Builds the graph of documents, as the options of whoever asks say.
BuildGraph = Callable[[Path], Graph]


class Kind(Enum):
    """What a source is, in the words of a message."""

    DOCUMENTS = "documents"
    ARCHIVE = "an archive"
    BUILD = "a folder that `build` wrote"
    RDF = "an exported file of RDF"
    STORE = "a store"
    SPARK = "a folder that Spark wrote"


_BUILT = frozenset([Kind.DOCUMENTS, Kind.ARCHIVE])
_ALL = frozenset(Kind)

#: Command → the kinds of sources that it has a use for.
TAKES = {
    "build": _BUILT,
    "watch": _BUILT,
    "check": _BUILT,
    "check --shapes": _ALL,
    "stories": _ALL,
    "show": _ALL,
    "query": _ALL,
    "mcp": _ALL,
    "serve": _ALL,
    "push": _ALL,
    "diff": _ALL,
}


class Source(NamedTuple):
    """A path and what is there; ``files`` hold the RDF, unless it is a store or has to be built."""

    path: Path
    kind: Kind
    files: tuple[Path, ...] = ()

    @property
    def is_built(self) -> bool:
        """Whether a graph has to be built of it."""
        return self.kind in _BUILT


# -- what it is -----------------------------------------------------------------------------------


def tell(path: str | Path) -> Source:
    """Return what is at a path.

    A folder with a ``report.json`` and RDF named ``graph.*`` is what a build wrote, and of several
    files of RDF the newest counts: what an earlier build wrote in another format may still be
    there. Any other folder without a store or parts of Spark holds documents.

    :raises SourceError: if nothing is there, or exports without RDF.

    >>> tell("seeds").kind, tell("exports").files[0].name
    (<Kind.DOCUMENTS: 'documents'>, 'graph.ttl')
    """
    path = Path(path)
    if not path.exists():
        raise SourceError(f"{path}: no such file or folder")
    if path.is_dir():
        return _tell_folder(path)
    if is_rdf(path):
        return Source(path, Kind.RDF, (path,))
    if is_archive(path.name):
        return Source(path, Kind.ARCHIVE)
    if path.name.lower().removesuffix(".gz").endswith(_OTHER_EXPORTS):
        raise SourceError(
            f"{path}: expected a file of RDF ({_ENDINGS}), an archive, documents or a folder"
        )
    return Source(path, Kind.DOCUMENTS)


def tell_for(command: str, path: str | Path) -> Source:
    """Return what is at a path, for a command of :data:`TAKES`.

    :raises SourceError: if the command has no use for it, too.
    """
    source = tell(path)
    takes = TAKES[command]
    if source.kind in takes:
        return source
    # Whoever builds into the folder of the documents finds them there again.
    if source.kind is Kind.BUILD and _has_documents(source.path):
        return Source(source.path, Kind.DOCUMENTS)
    *names, last = (kind.value for kind in Kind if kind in takes)
    listed = f"{', '.join(names)} or {last}" if names else last
    raise SourceError(f"{path}: {source.kind.value}, and {command} takes {listed}")


def is_rdf(path: str | Path) -> bool:
    """Return whether the name of a file says that it holds RDF."""
    return str(path).lower().removesuffix(".gz").endswith(RDF_ENDINGS)


_ENDINGS = ", ".join(RDF_ENDINGS)
_OTHER_EXPORTS = (".graphml", ".gexf")
_RDF_FORMATS = frozenset(ending.removeprefix(".") for ending in RDF_ENDINGS)
_WITHOUT_RDF = f"exports without RDF ({_ENDINGS}): build once more with --format"


def _tell_folder(path: Path) -> Source:
    if is_store(path):
        return Source(path, Kind.STORE)
    if Path(path, "report.json").is_file():
        exported = [file for file in path.glob("graph.*") if is_rdf(file) and file.is_file()]
        if exported:
            newest = max(exported, key=lambda file: file.stat().st_mtime_ns)
            return Source(path, Kind.BUILD, (newest,))
    parts = _parts(path)
    if parts is not None:
        return _tell_parts(path, parts)
    if _is_without_rdf(path):
        raise SourceError(f"{path}: {_WITHOUT_RDF} ttl")
    return Source(path, Kind.DOCUMENTS)


def _is_without_rdf(path: Path) -> bool:
    """Tell whether a folder holds a build's other exports, and no documents to build it of."""
    others = [name for name in FORMATS if name not in _RDF_FORMATS]
    endings = [ending for name in others for ending in FORMATS[name].files or [name]]
    exports = (Path(path, f"graph.{ending}{gz}") for ending in endings for gz in ("", ".gz"))
    is_exported = Path(path, "report.json").is_file() and any(map(Path.is_file, exports))
    return is_exported and not _has_documents(path)


def _has_documents(path: Path) -> bool:
    """Tell whether there are documents in a folder beside what a build wrote there."""
    try:
        files = find_files(path, outputs=[*path.glob("graph.*")])
    except SourceError:
        return False
    # A README beside the exports is none.
    return any(file.prefix or isinstance(read(file), Document) for file in files)


def _parts(path: Path) -> dict[str, tuple[Path, ...]] | None:
    """Return the parts that Spark wrote, by format; None if it has written nothing there."""
    if not any(Path(path, name).is_dir() for name in ("nt", "nq", "nodes")):
        return None
    parts = {
        name: tuple(sorted(file for file in Path(path, name).glob("part-*") if is_rdf(file)))
        for name in ("nt", "nq")
    }
    tables = Path(path, "nodes").glob("part-*.parquet")
    return parts if any(parts.values()) or any(tables) else None


def _tell_parts(path: Path, parts: dict[str, tuple[Path, ...]]) -> Source:
    if not Path(path, "_SUCCESS").is_file():
        raise SourceError(f"{path}: Spark has not written all of it: no _SUCCESS there")
    # Quads have whatever triples have, and say which document says it.
    files = parts["nq"] or parts["nt"]
    if not files:
        raise SourceError(f"{path}: {_WITHOUT_RDF} nt")
    return Source(path, Kind.SPARK, files)


# -- what it holds --------------------------------------------------------------------------------


def as_graph(source: Source, build_graph: BuildGraph = build) -> Graph:
    """Return the graph of whatever it is; see :mod:`storyweft.rdf.from_rdf` for that of RDF.

    :raises SourceError: if it cannot be read, or no build wrote it.
    """
    if source.is_built:
        return build_graph(source.path)
    from storyweft.rdf.from_rdf import graph_from_rdf

    statements: Iterable[Triple] = as_triples(source)
    if source.kind is Kind.STORE:
        statements = sorted(statements, key=repr)  # a store has an order of its own
    graph = graph_from_rdf(statements)
    if not graph.articles and not graph.documents:
        raise no_graph_in(source)
    return graph


def as_store(source: Source, build_graph: BuildGraph = build) -> "pyoxigraph.Store":
    """Return a store with what it holds: that on disk, to be read, or one in memory.

    Named graphs stay, and their union is the default graph: a query that names no graph finds
    everything in any format.

    :raises SourceError: if it cannot be read, or is no RDF of its kind.
    """
    import pyoxigraph

    if source.is_built:
        return load(build_graph(source.path))
    if source.kind is Kind.STORE:
        return open_store(source.path)
    store = pyoxigraph.Store()
    for file in source.files:
        with _reading(file) as (stream, kind):
            store.bulk_load(stream, kind)
    named = (quad for quad in store if not isinstance(quad.graph_name, pyoxigraph.DefaultGraph))
    store.bulk_extend([pyoxigraph.Quad(*quad.triple) for quad in named])
    return store


def as_triples(source: Source, build_graph: BuildGraph = build) -> Iterator[Triple]:
    """Yield its triples; those that several named graphs hold come several times.

    :raises SourceError: if it cannot be read, or is no RDF of its kind.
    """
    if source.is_built:
        yield from triples_of_graph(build_graph(source.path))
        return
    for quad in read_quads(source):
        triple = _triple(quad)
        if triple:
            yield triple


def read_quads(source: Source) -> "Iterator[pyoxigraph.Quad]":
    """Yield the quads of RDF as they stand, without room for all of it.

    :raises SourceError: if it cannot be read, or is no RDF of its kind.
    """
    import pyoxigraph

    if source.kind is Kind.STORE:
        yield from open_store(source.path)
    for file in source.files:
        with _reading(file) as (stream, kind):
            yield from pyoxigraph.parse(stream, kind)


def no_graph_in(source: Source) -> SourceError:
    """Return the error for RDF that somebody else wrote."""
    return SourceError(
        f"{source.path}: no graph of storyweft in it: expected what `storyweft build` wrote"
    )


def _triple(quad: "pyoxigraph.Quad") -> Triple | None:
    """Return a triple in our own terms; None for one about triples: somebody else's RDF 1.2."""
    from pyoxigraph import BlankNode, NamedNode
    from pyoxigraph import Literal as OxigraphLiteral

    subject, predicate, value, _ = quad
    if not isinstance(subject, NamedNode | BlankNode):
        return None
    if isinstance(value, OxigraphLiteral):
        literal = Literal(value.value, value.datatype.value, value.language)
        return _name(subject), predicate.value, literal
    if not isinstance(value, NamedNode | BlankNode):
        return None
    return _name(subject), predicate.value, cast("Object", _name(value))


def _name(node: "pyoxigraph.NamedNode | pyoxigraph.BlankNode") -> str:
    from pyoxigraph import BlankNode

    return str(node) if isinstance(node, BlankNode) else node.value


class _FlatXml:
    """XML as long as it declares no entities, of which a few expand to more than there is memory.

    Its elements are not nested without bounds, either: each costs the parser as much as it is deep.
    """

    def __init__(self, stream: "IO[bytes] | gzip.GzipFile") -> None:
        from xml.parsers import expat

        self._stream = stream
        self._depth = 0
        self._parser = expat.ParserCreate()
        self._parser.EntityDeclHandler = self._refuse
        self._parser.StartElementHandler = self._enter
        self._parser.EndElementHandler = self._leave

    def read(self, size: int = -1) -> bytes:
        from xml.parsers.expat import ExpatError

        data = self._stream.read(size)
        try:
            self._parser.Parse(data, not data)
        except ExpatError as error:
            raise OSError(f"no XML: {error}") from None
        return data

    def _refuse(self, *_: object) -> None:
        raise OSError("it declares entities, which may expand beyond measure: write them out")

    def _enter(self, *_: object) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise OSError(f"elements in more than {_DEEPEST:,} others: write N-Triples")

    def _leave(self, *_: object) -> None:
        self._depth -= 1


class _FlatTerms:
    """RDF whose triple terms are not nested so deeply that the parser ends the whole process.

    Where there are many, which is where that may be, a process of its own tries it first.
    """

    _OPENED = b"<<("

    def __init__(self, stream: "IO[bytes] | gzip.GzipFile", path: Path, ending: str) -> None:
        self._stream = stream
        self._try = [sys.executable, "-c", _TRY, str(path), ending]
        self._end = b""
        self._left = _DEEPEST

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        if self._left >= 0:
            self._end += data
            self._left -= self._end.count(self._OPENED)
            self._end = self._end[-len(self._OPENED) + 1 :]
            if self._left < 0 and subprocess.run(self._try, check=False).returncode < 0:  # noqa: S603
                raise OSError("triples about triples about triples without end: leave them out")
        return data


_DEEPEST = 1_000
_TRY = """
import gzip, pyoxigraph, sys
with (gzip.open if sys.argv[1].lower().endswith(".gz") else open)(sys.argv[1], "rb") as stream:
    try:
        for _ in pyoxigraph.parse(stream, pyoxigraph.RdfFormat.from_extension(sys.argv[2])):
            pass
    except Exception:
        pass
"""


@contextmanager
def _reading(path: Path) -> "Iterator[tuple[IO[bytes], pyoxigraph.RdfFormat]]":
    """Open a file of RDF, and tell what goes wrong while it is read."""
    from pyoxigraph import RdfFormat

    ending = path.name.lower().removesuffix(".gz").rpartition(".")[2]
    kind = RdfFormat.from_extension(ending)
    assert kind is not None  # all of RDF_ENDINGS are known
    try:
        is_packed = path.suffix.lower() == ".gz"
        with open_file(path) as plain, gzip.open(plain) if is_packed else plain as stream:
            is_xml = kind == RdfFormat.RDF_XML
            flat = _FlatXml(stream) if is_xml else _FlatTerms(stream, path, ending)
            yield cast("IO[bytes]", flat), kind
    except (OSError, EOFError, SyntaxError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(f"{path}: cannot be read: {reason}") from error
    except MemoryError as error:  # which is how the parser says it
        message = "an IRI or text of more than 16 MiB: shorten it"
        raise SourceError(f"{path}: cannot be read: {message}") from error
