"""Sources → rows of documents, read where the workers are.

A folder that is mounted on every worker is listed and read as on one machine, by the very same
functions. Of any other file system (``s3a:``, ``hdfs:``) Spark lists the files and hands over their
first bytes.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from storyweft.errors import SourceError
from storyweft.mapping import FieldMapping
from storyweft.model import Document, Problem
from storyweft.pool import without_collector
from storyweft.read import ENDINGS, MAX_FRONT_MATTER, SourceFile, find_files, parse, printable_name, read
from storyweft.spark.files import Files
from storyweft.spark.frames import Row, map_rows, pack

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

#: One row a file: what it is called, and either its document or why it was rejected.
SCHEMA = "path string, document binary, problem binary"

#: How many small files a task reads, if there are enough for all.
FILES_A_TASK = 1000
#: Larger files than this never come into a worker's memory: the driver reads their start.
LARGE = 64 << 20


class Source(NamedTuple):
    """The rows to be, and a digest that tells whether any file has changed since."""

    rows: "DataFrame"
    digest: str


def find_documents(
    session: "SparkSession", sources: Sequence[str], mapping: FieldMapping
) -> Source:
    """Find the documents of all sources; nothing is read yet.

    :raises SourceError: if a source does not exist, holds no file, or several are not all mounted.
    """
    files = Files(session)
    uris = [files.uri(source) for source in sources]
    if all(uri.startswith("file:") for uri in uris):
        return _mounted(session, [local_path(uri) for uri in uris], mapping)
    if len(uris) > 1:
        raise SourceError(f"{', '.join(uris)}: expected one source, or folders of this machine")
    return _remote(session, files, uris[0], mapping)


def local_path(uri: str) -> str:
    """Return the path of a ``file:`` URI of Hadoop, which escapes nothing."""
    return "/" + uri.removeprefix("file:").lstrip("/")


# -- folders that every worker sees ---------------------------------------------------------------


def _mounted(session: "SparkSession", paths: list[str], mapping: FieldMapping) -> Source:
    import pyarrow

    found = find_files(*paths)
    columns = {
        "name": [file.name for file in found],
        # As bytes: a name on disk need not be text.
        "place": [os.fsencode(file.path) for file in found],
        "code": [file.refusal and file.refusal[0] for file in found],
        "reason": [file.refusal and file.refusal[1] for file in found],
    }
    types = dict(name=pyarrow.string(), place=pyarrow.binary())
    types |= dict(code=pyarrow.string(), reason=pyarrow.string())
    table = pyarrow.table(columns, schema=pyarrow.schema(types))
    tasks = max(session.sparkContext.defaultParallelism, len(found) // FILES_A_TASK)
    rows = session.createDataFrame(table).repartition(min(tasks, len(found)))
    return Source(map_rows(rows, partial(_read, mapping), SCHEMA), _digest(found))


def _read(mapping: FieldMapping, rows: Iterator[Row]) -> Iterator[Row]:
    with without_collector():
        for name, place, code, reason in rows:
            refusal = (code, reason) if code else None
            yield _row(read(SourceFile(name, Path(os.fsdecode(place)), refusal), mapping))


def _row(result: Document | Problem) -> Row:
    if isinstance(result, Problem):
        return result.path, None, pack(result)
    return result.path, pack(result), None


def _digest(found: Iterable[SourceFile]) -> str:
    digest = blake2b(digest_size=16)
    for file in found:
        try:
            state = file.path.stat()
        except OSError:
            known = ""
        else:
            known = f"{state.st_size} {state.st_mtime_ns}"
        digest.update(f"{file.name}\0{known}\0".encode())
    return digest.hexdigest()


# -- any other file system ------------------------------------------------------------------------


def _remote(session: "SparkSession", files: Files, root: str, mapping: FieldMapping) -> Source:
    from pyspark.sql import functions as f

    if not files.exists(root):
        raise SourceError(f"{root}: no such file or folder")
    reader = session.read.format("binaryFile").option("recursiveFileLookup", "true")
    # Spark would pass over what starts with _; what starts with a dot is passed over below. An
    # option of Spark 4.3, which older ones ignore.
    reader = reader.option("ignoredPathSegmentRegex", "(?!)")
    if files.is_folder(root):
        reader = reader.option("pathGlobFilter", _any_case(ENDINGS))
    found = reader.load(root).where(~f.substr("path", f.lit(len(root) + 1)).rlike(r"/\."))
    state = f.xxhash64("path", "length", "modificationTime")
    told = found.agg(f.count("*"), f.bit_xor(state)).collect()[0]
    if not told[0]:
        raise SourceError(f"{root}: no files found; expected {' '.join(ENDINGS)}")
    start = f.substring("content", 1, MAX_FRONT_MATTER + 1)
    small = found.where(f.col("length") <= LARGE).select("path", start.alias("start"))
    large = found.where(f.col("length") > LARGE).select("path")
    starts = [(row.path, files.read(row.path, MAX_FRONT_MATTER + 1)) for row in large.collect()]
    if starts:
        small = small.union(session.createDataFrame(starts, "path string, start binary"))
    return Source(map_rows(small, partial(_parse, root, mapping), SCHEMA), f"{told[0]} {told[1]}")


def _parse(root: str, mapping: FieldMapping, rows: Iterator[Row]) -> Iterator[Row]:
    with without_collector():
        for path, start in rows:
            below = path.removeprefix(root).lstrip("/")
            name = printable_name(below or path.rpartition("/")[2])
            yield _row(parse(start, name, mapping))


def _any_case(endings: Iterable[str]) -> str:
    """Return a glob of Hadoop for names with these endings.

    >>> _any_case([".md", ".txt"])
    '*.{[mM][dD],[tT][xX][tT]}'
    """
    cased = ("".join(f"[{c}{c.upper()}]" for c in ending[1:]) for ending in endings)
    return f"*.{{{','.join(cased)}}}"
