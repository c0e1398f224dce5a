"""Sources → rows of documents, read where the workers are.

A folder that is mounted on every worker is listed and read as on one machine, by the very same
functions. Of any other file system (``s3a:``, ``hdfs:``) Spark lists the files and hands over their
first bytes.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast
from urllib.parse import unquote
from uuid import uuid4

from storyweft.errors import SourceError
from storyweft.mapping import FieldMapping
from storyweft.model import Document, Problem
from storyweft.reading.documents import Reader
from storyweft.reading.pool import without_collector
from storyweft.settings import Settings
from storyweft.sources.archives import SECOND, Member, member_of_row, members, unpack
from storyweft.sources.files import (
    AMONG_DOCUMENTS,
    ARCHIVES,
    ENDINGS,
    MAX_FRONT_MATTER,
    SourceFile,
    find_files,
    printable_name,
)
from storyweft.sources.parquet_files import python_values
from storyweft.spark.files import Files
from storyweft.spark.frames import Row, map_rows, pack, rows_here

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql import Row as SparkRow

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
    root = root.rstrip("/")
    listed = _listed(session, root, is_folder=files.is_folder(root))
    name = f.lower(f.regexp_extract("path", "[^/]*$", 0))
    below = f.col("path").substr(f.lit(len(root) + 1), f.length("path"))
    is_visible = ~below.rlike(r"/\.") & ~f.startswith("path", f.lit(f"{out}/"))
    is_archive = f.lit(False)
    for ending in ARCHIVES:
        is_archive |= name.endswith(ending)
    kind = f.when(is_visible, f.when(is_archive, "archive").otherwise("document"))
    listed = listed.withColumn("kind", kind)
    counts = _count(listed)
    if empty := _empty(listed, counts.files):
        more = rows_here(session, empty, "path string, length long, content binary")
        listed = listed.unionByName(more.withColumn("kind", kind), allowMissingColumns=True)
        counts = _count(listed)
    archives, documents = listed.where("kind = 'archive'"), listed.where("kind = 'document'")
    if counts.documents:
        refused = map_rows(archives.select("path"), partial(_refused, root), SCHEMA)
        rows = _rows_of_files(files, documents, counts.large, root, settings).union(refused)
    elif counts.archives:
        if counts.too_large:
            raise SourceError(
                f"{counts.too_large}: an archive of more than {LARGE_ARCHIVE >> 20} MiB: split it,"
                " or mount its folder on every worker"
            )
        rows = _rows_of_archives(archives, root, settings)
    else:
        expected = f"{' '.join(ENDINGS)}, or archives ({' '.join(ARCHIVES)})"
        raise SourceError(f"{root}: no files found; expected {expected}")
    return SparkSource(rows, f"{counts.files} {counts.digest}")


def _count(listed: "DataFrame") -> "SparkRow":
    """Return how many files, documents and archives there are, and which are too large."""
    from pyspark.sql import functions as f

    is_large = f"kind = 'document' and length > {LARGE}"
    is_too_large = f"kind = 'archive' and length > {LARGE_ARCHIVE}"
    state = f.bit_xor(f.xxhash64("path", "length", "modificationTime"))
    (counts,) = listed.agg(
        f.count("*").alias("files"),
        state.alias("digest"),
        f.expr("count_if(kind = 'document')").alias("documents"),
        f.expr("count_if(kind = 'archive')").alias("archives"),
        f.expr(f"collect_list(path) filter (where {is_large})").alias("large"),
        f.expr(f"min(path) filter (where {is_too_large})").alias("too_large"),
    ).collect()
    return counts


def _listed(session: "SparkSession", root: str, *, is_folder: bool) -> "DataFrame":
    """Return the files below a folder that may be documents or archives; none is opened yet."""
    reader = session.read.format("binaryFile").option("recursiveFileLookup", "true")
    # Spark would pass over what starts with _; what starts with a dot is passed over by us. An
    # option of Spark 4.3, which older ones ignore.
    reader = reader.option("ignoredPathSegmentRegex", "(?!)")
    if is_folder:
        reader = reader.option("pathGlobFilter", _any_case((*ENDINGS, *ARCHIVES)))
    return reader.load(root)


def _empty(listed: "DataFrame", number: int) -> list[Row]:
    """Return the empty files (path, length, content), which Spark lists but never hands over."""
    names: Any = listed._jdf.inputFiles()
    if len(names) == number:
        return []  # nobody has to look through a million names
    full = {_normal(row.path) for row in listed.select("path").toLocalIterator()}
    return [(path, 0, b"") for path in map(unquote, names) if _normal(path) not in full]


def _normal(path: str) -> str:
    # file:///a and file:/a are one.
    scheme, _, rest = path.partition(":")
    return f"{scheme}:{rest.lstrip('/')}"


def _rows_of_files(
    files: Files, documents: "DataFrame", large: Iterable[str], root: str, settings: Settings
) -> "DataFrame":
    from pyspark.sql import functions as f

    start = f.substring("content", 1, MAX_FRONT_MATTER + 1)
    rows = documents.where(f.col("length") <= LARGE).select("path", start)
    starts = [(path, files.read(path, MAX_FRONT_MATTER + 1)) for path in large]
    if starts:
        rows = rows.union(rows_here(rows.sparkSession, starts, "path string, start binary"))
    return map_rows(rows, partial(_parse, root, settings), SCHEMA)


def _parse(root: str, settings: Settings, rows: Iterator[Row]) -> Iterator[Row]:
    reader = Reader(settings)
    with without_collector():
        for path, start in rows:
            yield _row(reader.parse(start, _name(path, root)))


def _name(path: str, root: str) -> str:
    below = path.removeprefix(root).lstrip("/")
    return printable_name(below or path.rpartition("/")[2])


def _refused(root: str, rows: Iterator[Row]) -> Iterator[Row]:
    for (path,) in rows:
        yield _row(Problem(_name(path, root), None, None, *AMONG_DOCUMENTS, "rejected"))


def _rows_of_archives(archives: "DataFrame", root: str, settings: Settings) -> "DataFrame":
    """Return the documents in archives, which go through the JVM's memory as a whole."""
    from pyspark.sql import functions as f

    # Handed over in pieces: no batch has to hold an archive.
    number = f.explode(f.expr(f"sequence(0L, length div {_PIECE})")).alias("number")
    piece = f.expr(f"substring(content, number * {_PIECE} + 1, {_PIECE})")
    rows = archives.select("path", "content", number).select("path", piece)
    return map_rows(rows, partial(_unpack, root, settings), SCHEMA)


def _unpack(root: str, settings: Settings, rows: Iterator[Row]) -> Iterator[Row]:
    for path, pieces in groupby(rows, key=itemgetter(0)):
        name = _name(path, root)
        # Its own name is no part of its documents' if it is all there is.
        prefix = f"{name}/" if path != root else ""
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
