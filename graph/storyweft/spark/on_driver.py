"""What one machine holds: read on the cluster, made by the driver with the steps of ``pipeline``.

A corpus of so few documents needs two or three jobs of Spark where its folder is mounted. What is
written is what the distributed way writes: the same statements, byte for byte, and the same rows.
"""

import heapq
from collections.abc import Generator, Iterable, Iterator
from itertools import chain, groupby, islice
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from storyweft.export import nquads, ntriples
from storyweft.export.writing import write_pieces
from storyweft.graph import Graph
from storyweft.model import Document, Problem
from storyweft.pipeline import collect, make_graph
from storyweft.reading.pool import Progress, without_collector
from storyweft.settings import Settings
from storyweft.spark import results
from storyweft.spark.frames import unpack
from storyweft.spark.stages import Stages

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame

#: How many lines are sorted in memory, and how many rows of a table are packed, at once.
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
        with TemporaryDirectory(prefix="storyweft-") as folder:
            parts, runs = Path(folder, "parts"), Path(folder, "runs")
            parts.mkdir()
            runs.mkdir()
            lines = sorted_lines(generators[name](graph), runs, LINES)
            for number, first in enumerate(lines):
                pieces = chain([first], _up_to(PART, lines))
                with (parts / f"part-{number:05}").open("wb") as stream:
                    write_pieces(stream, pieces, compress=compress)
            stages.put(name, parts, ending=f"{name}.gz" if compress else name)


def _up_to(size: int, lines: Iterator[bytes]) -> Iterator[bytes]:
    """Yield lines until they have so many bytes."""
    while size > 0 and (line := next(lines, None)) is not None:
        size -= len(line)
        yield line


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


# -- tables ---------------------------------------------------------------------------------------


def write_tables(graph: Graph, stages: Stages, names: Iterable[str], by_month: bool) -> None:
    """Write tables as Parquet, those with times in a folder a month if that is asked for."""
    import pyarrow
    from pyarrow import compute, dataset

    packing = dataset.ParquetFileFormat().make_write_options(compression="zstd")
    for name in names:
        rows = results.table_of(graph, name)
        times = results.TIMES.get(name, ()) if by_month else ()
        if times:
            first = compute.coalesce(*(rows[time] for time in times))
            months = compute.strftime(first.cast(pyarrow.timestamp("us")), format="%Y-%m")
            rows = rows.append_column("month", months)
        with TemporaryDirectory(prefix="storyweft-") as folder:
            dataset.write_dataset(
                rows,
                folder,
                format="parquet",
                basename_template="part-{i}",
                partitioning=["month"] if times else None,
                partitioning_flavor="hive" if times else None,
                file_options=packing,
                max_rows_per_group=ROWS,
                max_partitions=len(rows) + 1,
                use_threads=False,  # which would mix the rows
            )
            stages.put(name, Path(folder), ending="parquet")
