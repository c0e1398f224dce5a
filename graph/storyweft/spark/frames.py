"""Rows through plain functions: a DataFrame in, a DataFrame out, the function called per partition.

Rows travel in small Arrow batches, so a task holds as little of a partition as its function does.
Values of the model travel as MessagePack in columns of bytes, keys as text.
"""

import warnings
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar, cast

import msgspec

from storyweft.network.arrow import to_arrow

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import StructType

_T = TypeVar("_T")

Row = tuple[Any, ...]
#: Takes the rows of a partition one after the other, and yields rows; it may keep none of them.
Map = Callable[[Iterator[Row]], Iterable[Row | dict[str, Any]]]

#: How many rows travel together: a document has some KB, a few have hundreds.
ROWS_A_BATCH = 1000


@contextmanager
def without_pandas_warning() -> Iterator[None]:
    """Keep PySpark from warning of the version of pandas: no value of ours passes through it."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")
        yield


pack = msgspec.msgpack.Encoder().encode


@cache
def _decoder(kind: Hashable) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(kind)


def unpack(kind: type[_T], data: bytes) -> _T:
    """Return the value that :func:`pack` made ``data`` of."""
    value: _T = _decoder(cast("Hashable", kind)).decode(data)
    return value


def _tuples(batch: "pyarrow.RecordBatch") -> Iterator[Row]:
    return zip(*(column.to_pylist() for column in batch.columns), strict=True)


def rows_here(session: "SparkSession", rows: Sequence[Row], schema: str) -> "DataFrame":
    """Return rows that the driver has; no worker starts a Python for them."""
    import pyarrow
    from pyspark.sql.pandas.types import to_arrow_schema

    columns = to_arrow_schema(_types(schema))
    table = pyarrow.Table.from_batches(_batches(rows, columns) if rows else [], columns)
    return session.createDataFrame(table)


def values_here(rows: "DataFrame", kind: type[_T]) -> list[_T]:
    """Return the values that are packed in the one column of some rows."""
    return [unpack(kind, data) for data in rows.toArrow()[0].to_pylist()]


def _types(schema: str) -> "StructType":
    from pyspark.sql.types import StructType

    return cast("StructType", StructType.fromDDL(schema))


def map_rows(
    frame: "DataFrame",
    function: Map,
    schema: "pyarrow.Schema | str",
    rows_of: "Callable[[pyarrow.RecordBatch], Iterable[Any]]" = _tuples,
) -> "DataFrame":
    """Return the rows that ``function`` makes of those of each partition.

    :param schema: of the result: text such as ``"path string, document binary"``, or that of
        Arrow, for which rows are mappings.
    :param rows_of: what makes of Arrow's columns what ``function`` takes.
    """
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

    if isinstance(schema, str):
        types = _types(schema)
        schema = to_arrow_schema(types)
    else:
        types = from_arrow_schema(schema)
    return frame.mapInArrow(_by_batch(function, schema, rows_of), types)


def _by_batch(
    function: Map,
    schema: "pyarrow.Schema",
    rows_of: "Callable[[pyarrow.RecordBatch], Iterable[Any]]",
) -> Callable[[Iterable["pyarrow.RecordBatch"]], Iterator["pyarrow.RecordBatch"]]:
    def run(batches: Iterable["pyarrow.RecordBatch"]) -> Iterator["pyarrow.RecordBatch"]:
        incoming = (row for batch in batches for row in rows_of(batch))
        outgoing = iter(function(incoming))
        while rows := list(islice(outgoing, ROWS_A_BATCH)):
            yield from _batches(rows, schema)

    return run


def _batches(rows: Sequence[Any], schema: "pyarrow.Schema") -> list["pyarrow.RecordBatch"]:
    import pyarrow

    if isinstance(rows[0], dict):
        return list(to_arrow(rows, schema).to_batches())
    columns = zip(zip(*rows, strict=True), schema, strict=True)
    arrays = [pyarrow.array(values, field.type) for values, field in columns]
    return [pyarrow.RecordBatch.from_arrays(arrays, schema=schema)]
