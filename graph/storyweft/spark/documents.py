"""Sources → rows of documents, read where the workers are.

A folder that is mounted on every worker is listed and read as on one machine, by the very same
functions. Of any other file system (``s3a:``, ``hdfs:``) Spark lists the files and hands over their
first bytes.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast
from uuid import uuid4

from storyweft.errors import SourceError
from storyweft.mapping import FieldMapping
from storyweft.model import Document, Problem
from storyweft.reading.documents import Reader
from storyweft.reading.pool import without_collector
from storyweft.settings import Settings
from storyweft.sources.archives import SECOND, Member, member_of_row, members, unpack
from storyweft.sources.files import (
    ARCHIVES,
    DATA,
    ENDINGS,
    MAX_FRONT_MATTER,
    SourceFile,
    find_files,
    is_archive,
    is_table,
    printable_name,
    sort_out,
)
from storyweft.sources.parquet_files import python_values
from storyweft.spark.files import Files
from storyweft.spark.frames import Row, map_rows, pack, rows_here

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

#: One row a file: what it is called, and either its document or why it was rejected.
SCHEMA = "path string, document binary, problem binary"

#: How many small files a task reads, if there are enough for all.
FILES_A_TASK = 1000
#: So few are read by one task.
FEWEST_FILES = 300
#: Larger files than this never come into a worker's memory: the driver reads their start.
LARGE = 64 << 20
#: An archive does, as a whole, where it is not mounted.
LARGE_ARCHIVE = 256 << 20

_PIECE = 1 << 20
_IN_MEMORY = 16 << 20


class SparkSource(NamedTuple):
    """The rows to be, and a digest that tells whether any file has changed since."""

    rows: "DataFrame"
    digest: str


def find_documents(
    session: "SparkSession", sources: Sequence[str], settings: Settings, out: str
) -> SparkSource:
    """Find the documents of all sources; nothing is read yet.

    :param out: a folder that is no part of a source, should it be in it.
    :raises SourceError: if a source does not exist, holds no file, or several are not all mounted.
    """
    files = Files(session)
    uris = [files.uri(source) for source in sources]
    if all(uri.startswith("file:") for uri in uris):
        return _mounted(session, [local_path(uri) for uri in uris], settings, out)
    if len(uris) > 1:
        raise SourceError(f"{', '.join(uris)}: expected one source, or folders of this machine")
    return _remote(session, files, uris[0], settings, out)


def local_path(uri: str) -> str:
    """Return the path of a ``file:`` URI of Hadoop, which escapes nothing."""
    return "/" + uri.removeprefix("file:").lstrip("/")


# -- folders that every worker sees ---------------------------------------------------------------


def _mounted(
    session: "SparkSession", paths: list[str], settings: Settings, out: str
) -> SparkSource:

    outputs = [local_path(out)] if out.startswith("file:") else []
    listed = find_files(*paths, outputs=outputs, also=settings.is_data)
    archives = [file for file in listed if file.prefix is not None]
    files = [file for file in listed if file.prefix is None]
    # Archives may be large: one a task. To start a Python costs as much as a few hundred files.
    tasks = len(files) // FILES_A_TASK
    few = tasks <= session.sparkContext.defaultParallelism
    rows = _listed_files(session, files)
    rows = rows.coalesce(len(files) // FEWEST_FILES + 1) if few else rows.repartition(tasks)
    if archives:
        rows = rows.union(_listed_files(session, archives).repartition(len(archives)))
    return SparkSource(map_rows(rows, partial(_read, settings), SCHEMA), _digest(listed))


def _listed_files(session: "SparkSession", files: Sequence[SourceFile]) -> "DataFrame":
    rows = [
        # As bytes: a name on disk need not be text.
        (file.name, os.fsencode(file.path), *(file.refusal or (None, None)), file.prefix)
        for file in files
    ]
    schema = "name string, location binary, code string, reason string, prefix string"
    return rows_here(session, rows, schema)


def _read(settings: Settings, rows: Iterator[Row]) -> Iterator[Row]:
    reader = Reader(settings)
    with without_collector():
        for name, location, code, reason, prefix in rows:
            refusal = (code, reason) if code else None
            file = SourceFile(name, os.fsdecode(location), refusal, prefix)
            if prefix is None:
                yield _row(reader.read(file))
            else:
                members = unpack(file, settings.mapping, settings.is_data)
                yield from _rows_of_members(members, reader)


def _rows_of_members(results: Iterable[Member | Problem], reader: Reader) -> Iterator[Row]:
    for item in results:
        if isinstance(item, Problem):
            yield _row(item)
        else:
            yield _row(reader.parse(item.data, item.name))


def _row(result: Document | Problem) -> Row:
    if isinstance(result, Problem):
        return result.path, None, pack(result)
    return result.path, pack(result), None


def _digest(files: Iterable[SourceFile]) -> str:
    digest = blake2b(digest_size=16)
    for file in files:
        try:
            status = os.stat(file.path)  # noqa: PTH116 - as it is called a million times
        except OSError:
            state_of = ""
        else:
            state_of = f"{status.st_size} {status.st_mtime_ns}"
        digest.update(f"{file.name}\0{state_of}\0".encode())
    return digest.hexdigest()


# -- tables that the caller has -------------------------------------------------------------------


def documents_of(table: "DataFrame", settings: Settings) -> SparkSource:
    """Return the documents of a table with a row a document or an article.

    What a row says is told by :func:`storyweft.sources.tabular.document_of_row`. Tables have no
    order: a row without a name is called by its content, of rows with one name the least counts.
    """
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    raw = map_rows(table, partial(_members, settings.mapping), _MEMBERS, python_values)
    number = f.row_number().over(
        Window.partitionBy("path").orderBy(f.col("data").asc_nulls_last(), "problem")
    )
    rows = map_rows(raw.withColumn("number", number), partial(_first_rows, settings), SCHEMA)
    # Nothing tells whether a table has changed: each build begins anew.
    return SparkSource(rows, uuid4().hex)


_MEMBERS = "path string, data binary, problem binary"


def _members(mapping: FieldMapping, rows: Iterator[Any]) -> Iterator[Row]:
    for row in rows:
        member = member_of_row(row, mapping)
        if isinstance(member, Problem):
            yield member.path, None, pack(member)
        else:
            yield *member, None


def _first_rows(settings: Settings, rows: Iterator[Row]) -> Iterator[Row]:
    reader = Reader(settings)
    with without_collector():
        for path, data, problem, number in rows:
            if number > 1:
                yield _row(Problem(path, None, None, *SECOND, "rejected"))
            elif problem is not None:
                yield path, None, problem
            else:
                yield _row(reader.parse(data, path))


# -- any other file system ------------------------------------------------------------------------


def _remote(
    session: "SparkSession", files: Files, root: str, settings: Settings, out: str
) -> SparkSource:
    from pyspark.sql import functions as f

    if not files.exists(root):
        raise SourceError(f"{root}: no such file or folder")
    root, results = root.rstrip("/"), f"{out}/"
    is_folder = files.is_folder(root)
    listed = _listed(session, root, is_folder=is_folder)
    listed = listed.where(~f.startswith("path", f.lit(results)))
    states = listed.select("path", "length", "modificationTime").toArrow().sort_by("path")
    size_of = dict(zip(*(states[name].to_pylist() for name in ("path", "length")), strict=True))
    # Spark lists empty files, but never hands them over.
    empty = {path for path in files.listed_by(listed) if not path.startswith(results)}
    size_of |= dict.fromkeys(sorted(empty - size_of.keys()), 0)
    if is_folder:
        found = sort_out({_name(path, root): path for path in size_of}, root, settings.is_data)
    else:
        prefix = "" if is_archive(root) or is_table(root) else None
        found = [SourceFile(printable_name(_name(root, root)), root, prefix=prefix)]
    rows = _rows_of_files(files, found, listed, size_of, root, settings)
    state = repr((sorted(size_of), states.to_pylist())).encode()
    return SparkSource(rows, blake2b(state, digest_size=16).hexdigest())


def _rows_of_files(
    files: Files,
    found: Sequence[SourceFile],
    listed: "DataFrame",
    size_of: Mapping[str, int],
    root: str,
    settings: Settings,
) -> "DataFrame":
    from pyspark.sql import functions as f

    session = listed.sparkSession
    refused = [file for file in found if file.refusal]
    archives = {str(file.path): file for file in found if file.prefix is not None}
    documents = {str(file.path) for file in found} - archives.keys()
    documents -= {str(file.path) for file in refused}
    rows = map_rows(_listed_files(session, refused), partial(_read, settings), SCHEMA)
    if documents:
        here = [
            (path, files.read(path, MAX_FRONT_MATTER + 1))
            for path in sorted(documents)
            if not 0 < size_of[path] <= LARGE
        ]
        small = _among(listed, size_of.keys() - documents, "left_anti").where(f"length <= {LARGE}")
        starts = small.select("path", f.substring("content", 1, MAX_FRONT_MATTER + 1))
        starts = starts.union(rows_here(session, here, "path string, start binary"))
        rows = rows.union(map_rows(starts, partial(_parse, root, settings), SCHEMA))
    for path in archives:
        if size_of[path] > LARGE_ARCHIVE:
            raise SourceError(
                f"{path}: an archive of more than {LARGE_ARCHIVE >> 20} MiB: split it,"
                " or mount its folder on every worker"
            )
    if archives:
        here = [(path, b"") for path in archives if not size_of[path]]
        pieces = _in_pieces(_among(listed, archives, "left_semi"))
        pieces = pieces.union(rows_here(session, here, "path string, piece binary"))
        rows = rows.union(map_rows(pieces, partial(_unpack, archives, settings), SCHEMA))
    return rows


def _listed(session: "SparkSession", root: str, *, is_folder: bool) -> "DataFrame":
    """Return the files below a folder that may be documents or archives; none is opened yet."""
    reader = session.read.format("binaryFile").option("recursiveFileLookup", "true")
    # Spark would pass over what starts with _; what starts with a dot is passed over by us. An
    # option of Spark 4.3, which older ones ignore.
    reader = reader.option("ignoredPathSegmentRegex", "(?!)")
    if is_folder:
        reader = reader.option("pathGlobFilter", _any_case((*ENDINGS, *ARCHIVES, *DATA)))
    return reader.load(root)


def _among(listed: "DataFrame", paths: Iterable[str], how: str) -> "DataFrame":
    from pyspark.sql import functions as f

    rows = rows_here(listed.sparkSession, [(path,) for path in paths], "path string")
    return listed.join(f.broadcast(rows), "path", how)


def _parse(root: str, settings: Settings, rows: Iterator[Row]) -> Iterator[Row]:
    reader = Reader(settings)
    with without_collector():
        for path, start in rows:
            yield _row(reader.parse(start, printable_name(_name(path, root))))


def _name(path: str, root: str) -> str:
    return path.removeprefix(root).lstrip("/") or path.rpartition("/")[2]


def _in_pieces(archives: "DataFrame") -> "DataFrame":
    """Return the bytes of archives bit by bit: no batch has to hold a whole one."""
    from pyspark.sql import functions as f

    number = f.explode(f.expr(f"sequence(0L, length div {_PIECE})")).alias("number")
    piece = f.expr(f"substring(content, number * {_PIECE} + 1, {_PIECE})")
    return archives.select("path", "content", number).select("path", piece)


def _unpack(
    archives: Mapping[str, SourceFile], settings: Settings, rows: Iterator[Row]
) -> Iterator[Row]:
    for path, pieces in groupby(rows, key=itemgetter(0)):
        name, prefix = archives[path].name, archives[path].prefix or ""
        with SpooledTemporaryFile(_IN_MEMORY) as stream, without_collector():
            for _, piece in pieces:
                stream.write(piece)
            stream.seek(0)
            results = members(
                cast("BinaryIO", stream),
                name,
                prefix=prefix,
                mapping=settings.mapping,
                also=settings.is_data,
            )
            yield from _rows_of_members(results, Reader(settings))


def _any_case(endings: Iterable[str]) -> str:
    """Return a glob of Hadoop for names with these endings.

    >>> _any_case([".md", ".txt"])
    '*.{[mM][dD],[tT][xX][tT]}'
    """
    cased = (
        "".join(f"[{c}{c.upper()}]" if c.isalpha() else c for c in ending[1:]) for ending in endings
    )
    return f"*.{{{','.join(cased)}}}"
