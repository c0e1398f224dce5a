"""What one machine holds: read on the cluster, made by the driver with the steps of ``pipeline``.

A corpus of so few documents needs four jobs of Spark. What is written is what the distributed way
writes, byte for byte and row for row.
"""

import gzip
import heapq
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, cast

from storyweft.export import nquads, ntriples
from storyweft.graph import Graph
from storyweft.model import Document, Problem
from storyweft.pipeline import collect, make_graph
from storyweft.reading.pool import Progress, without_collector
from storyweft.settings import Settings
from storyweft.spark import results
from storyweft.spark.frames import Row, arrow_schema, unpack
from storyweft.spark.stages import Stages

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import StructType

#: How many lines are sorted in memory, and how many rows of a table are there, at once.
LINES = 500_000
ROWS = 20_000
#: About so many bytes of statements are in a part: a loader reads several at a time.
PART = 256 << 20


@without_collector()
def gather(read: "DataFrame", settings: Settings, *, strict: bool, progress: Progress) -> Graph:
    """Return the graph of documents that the cluster has read.

    :param read: rows (path, document, problem).
    """
    table = read.toArrow().sort_by("path")
    reading = collect(_results(table), table.num_rows, strict=strict, progress=progress)
    return make_graph(reading, settings, strict=strict, progress=progress)


def _results(table: "pyarrow.Table") -> Generator[Document | Problem, None, None]:
    for batch in table.to_batches(max_chunksize=1000):
        for row in batch.to_pylist():
            if row["document"] is None:
                yield unpack(Problem, row["problem"])
            else:
                yield unpack(Document, row["document"])


def write_statements(graph: Graph, stages: Stages, formats: Iterable[str], compress: bool) -> None:
    """Write N-Triples and N-Quads, each line once, in order."""
    generators = {"nt": ntriples.generate, "nq": nquads.generate}
    for name in [name for name in generators if name in formats]:
        ending = f"{name}.gz" if compress else name
        with TemporaryDirectory(prefix="storyweft-") as folder:
            ordered = sorted_lines(generators[name](graph), Path(folder), LINES)
            stages.put(name, _parts(ordered, Path(folder), compress), ending=ending)


def sorted_lines(lines: Iterable[str], folder: Path, most: int) -> Iterator[bytes]:
    """Yield each line once, in order of bytes; at most so many are in memory.

    >>> with TemporaryDirectory() as folder:
    ...     [*sorted_lines(["b\\n", "c\\n", "b\\n", "a\\n"], Path(folder), 2)]
    [b'a\\n', b'b\\n', b'c\\n']
    """
    encoded = (line.encode() for line in lines)
    runs: list[Path] = []
    ordered = sorted(set(islice(encoded, most)))
    while len(ordered) and (more := sorted(set(islice(encoded, most)))):
        runs.append(folder / f"run-{len(runs)}")
        with runs[-1].open("wb") as stream:
            stream.writelines(ordered)
        ordered = more
    streams = [run.open("rb") for run in runs]
    try:
        yield from map(itemgetter(0), groupby(heapq.merge(*streams, ordered)))
    finally:
        for opened in streams:
            opened.close()


def _parts(lines: Iterator[bytes], folder: Path, compress: bool) -> Iterator[tuple[str, Path]]:
    for number, first in enumerate(lines):
        path = folder / "part"
        with path.open("wb") as stream:
            _write_part(first, lines, stream, compress)
        yield f"part-{number:05}", path


def _write_part(first: bytes, lines: Iterator[bytes], stream: IO[bytes], compress: bool) -> None:
    if compress:
        # Neither a name nor a time in it: the same graph gives the same bytes.
        with gzip.GzipFile("", "wb", 6, stream, mtime=0) as packed:
            _write_part(first, lines, cast("IO[bytes]", packed), compress=False)
        return
    size = stream.write(first)
    while size < PART and (line := next(lines, None)) is not None:
        size += stream.write(line)


# -- tables ---------------------------------------------------------------------------------------


def tables(graph: Graph, names: Iterable[str]) -> Iterator[tuple[str, "StructType", list[Row]]]:
    """Yield the name, columns and rows of each table."""
    fields = results.field_names(graph)
    makers: dict[str, Callable[[], tuple[StructType, list[Row]]]] = {
        "nodes": lambda: (results.node_schema(fields), results.node_rows(graph, fields)),
        "edges": lambda: (results.edge_schema(), results.edge_rows(graph)),
        "stories": lambda: (results.story_schema(), results.story_rows(graph)),
    }
    for name in names:
        yield name, *makers[name]()


def frames(graph: Graph, session: "SparkSession", names: Iterable[str]) -> Iterator["DataFrame"]:
    """Yield tables as Spark has them."""
    for _, schema, rows in tables(graph, names):
        yield session.createDataFrame(_as_table(rows, arrow_schema(schema)), schema)


def write_tables(graph: Graph, stages: Stages, names: Iterable[str], by_month: bool) -> None:
    """Write tables as Parquet, those with times in a folder a month if that is asked for."""
    for name, schema, rows in tables(graph, names):
        times = results.TIMES.get(name) if by_month else None
        with TemporaryDirectory(prefix="storyweft-") as folder:
            files = _parquet(rows, schema, times, Path(folder) / "part")
            stages.put(name, files, ending="parquet")


def _parquet(
    rows: list[Row], schema: "StructType", times: Sequence[str] | None, path: Path
) -> Iterator[tuple[str, Path]]:
    columns = arrow_schema(schema)
    if times is None:
        _write_table(rows, columns, path)
        yield "part-00000", path
        return
    positions = [schema.names.index(name) for name in times]

    def month(row: Row) -> str:
        return next((row[at].isoformat()[:7] for at in positions if row[at] is not None), "")

    for name, group in groupby(sorted(rows, key=month), key=month):
        _write_table([*group], columns, path)
        yield f"month={name or results.NO_MONTH}/part-00000", path


def _write_table(rows: Sequence[Row], columns: "pyarrow.Schema", path: Path) -> None:
    from pyarrow import parquet

    with parquet.ParquetWriter(path, columns, compression="zstd") as writer:
        for start in range(0, len(rows), ROWS):
            writer.write_table(_as_table(rows[start : start + ROWS], columns))


def _as_table(rows: Sequence[Row], columns: "pyarrow.Schema") -> "pyarrow.Table":
    import pyarrow

    cells = zip(*rows, strict=True) if rows else [()] * len(columns)
    arrays = [
        pyarrow.array(values, field.type) for values, field in zip(cells, columns, strict=True)
    ]
    return pyarrow.Table.from_arrays(arrays, schema=columns)
