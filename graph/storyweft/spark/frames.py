"""Rows through plain functions: a DataFrame in, a DataFrame out, the function called per partition.

Rows travel in small Arrow batches, so a task holds as little of a partition as its function does.
Values of the model travel as MessagePack in columns of bytes, keys as text.
"""

import warnings
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar, cast

import msgspec

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType

_T = TypeVar("_T")

Row = tuple[Any, ...]
#: Takes the rows of a partition one after the other, and yields rows; it may keep none of them.
Map = Callable[[Iterator[Row]], Iterable[Row]]

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


def map_rows(
    frame: "DataFrame",
    function: Map,
    schema: "StructType | str",
    rows_of: "Callable[[pyarrow.RecordBatch], Iterable[Any]]" = _tuples,
) -> "DataFrame":
    """Return the rows that ``function`` makes of those of each partition.

    :param schema: of the result: a type, or text such as ``"path string, document binary"``.
    :param rows_of: what makes of Arrow's columns what ``function`` takes.
    """
    from pyspark.sql.types import StructType

    types = cast("StructType", StructType.fromDDL(schema)) if isinstance(schema, str) else schema
    with without_pandas_warning():
        return frame.mapInArrow(_by_batch(function, arrow_schema(types), rows_of), types)


def arrow_schema(types: "StructType") -> "pyarrow.Schema":
    """Return a schema as Arrow has it: times in UTC, which each version of Spark says otherwise."""
    import pyarrow
    from pyspark.sql.pandas.types import to_arrow_type
    from pyspark.sql.types import TimestampType

    utc = pyarrow.timestamp("us", "UTC")
    return pyarrow.schema(
        pyarrow.field(
            field.name,
            utc if isinstance(field.dataType, TimestampType) else to_arrow_type(field.dataType),
            field.nullable,
        )
        for field in types
    )


def _by_batch(
    function: Map,
    schema: "pyarrow.Schema",
    rows_of: "Callable[[pyarrow.RecordBatch], Iterable[Any]]",
) -> Callable[[Iterable["pyarrow.RecordBatch"]], Iterator["pyarrow.RecordBatch"]]:
    def run(batches: Iterable["pyarrow.RecordBatch"]) -> Iterator["pyarrow.RecordBatch"]:
        import pyarrow

        incoming = (row for batch in batches for row in rows_of(batch))
        outgoing = iter(function(incoming))
        while rows := list(islice(outgoing, ROWS_A_BATCH)):
            columns = zip(zip(*rows, strict=True), schema, strict=True)
            arrays = [pyarrow.array(values, field.type) for values, field in columns]
            yield pyarrow.RecordBatch.from_arrays(arrays, schema=schema)

    return run
