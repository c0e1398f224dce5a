"""Parquet → rows, within bounds of memory whatever the file says of itself."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from storyweft.errors import MissingExtra
from storyweft.sources.tabular import Refusal

if TYPE_CHECKING:
    import pyarrow

# How many rows are in memory at once.
_BATCH = 256


def parquet_rows(stream: BinaryIO) -> Iterator[tuple[int, dict[str, Any] | Refusal]]:
    """Yield (number of the row, its columns); of rows that are too large, one refusal for all.

    :raises MissingExtra: if pyarrow is not installed.
    :raises OSError: if the file is damaged.
    :raises MemoryError: if there is too little for what it holds.
    """
    try:
        from pyarrow import ArrowException, parquet
    except ImportError:
        raise MissingExtra("reading Parquet", "parquet") from None
    number = 0
    limits = {
        "thrift_string_size_limit": _MAX_NAMES,
        "thrift_container_size_limit": _MAX_COLUMNS,
        # Page by page, not a column of a million rows at once.
        "buffer_size": 1024 * 1024,
        "pre_buffer": False,
    }
    try:
        with parquet.ParquetFile(stream, **limits) as file:
            texts = _shared_texts(file)
        # A value that many rows share stays one.
        with parquet.ParquetFile(stream, read_dictionary=texts, **limits) as file:
            for group in range(file.num_row_groups):
                about = file.metadata.row_group(group)
                if refusal := _refuse_group(about):
                    yield number + 1, refusal
                    number += about.num_rows
                    continue
                size = max(
                    1, min(_BATCH, _MAX_BATCH * about.num_rows // (about.total_byte_size + 1))
                )
                for batch in file.iter_batches(size, [group], use_threads=False):
                    for row in python_values(batch):
                        number += 1
                        yield number, row
    except MemoryError:  # of pyarrow, which counts it among its own
        raise
    except (ArrowException, ValueError) as error:
        raise OSError(str(error).split("\n", 1)[0]) from error


#: How large a value in Parquet may be, in bytes, and what a batch of rows should come to.
MAX_CELL = 16 * 1024 * 1024
_MAX_BATCH = 16 * 1024 * 1024
_SHARED = 32 * 1024 * 1024
_MAX_NAMES = 16 * 1024 * 1024
_MAX_COLUMNS = 100_000
# No text packs so well, but a bomb does: a column of this size is refused then.
_BOMB = 64 * 1024 * 1024
_BOMB_RATIO = 100


def _shared_texts(file: Any) -> list[str]:  # noqa: ANN401 - pyarrow has no types
    """Return the columns of text that are small: all their values are in memory at once."""
    from pyarrow import types

    kinds = (types.is_string, types.is_binary)
    names = {field.name for field in file.schema_arrow if any(kind(field.type) for kind in kinds)}
    for number in range(file.num_row_groups):
        group = file.metadata.row_group(number)
        columns = map(group.column, range(group.num_columns))
        names -= {item.path_in_schema for item in columns if item.total_uncompressed_size > _SHARED}
    return sorted(names)


def _refuse_group(group: Any) -> Refusal | None:  # noqa: ANN401 - pyarrow has no types
    for index in range(group.num_columns):
        column = group.column(index)
        size, packed = column.total_uncompressed_size, column.total_compressed_size
        if size > _BOMB and size > _BOMB_RATIO * max(packed, 1):
            message = (
                f"{size // 2**20:,} MiB in {packed / 2**20:.1f} MiB of the column"
                f" {column.path_in_schema!r} ({group.num_rows:,} rows): unpack it, and look at it"
            )
            return Refusal("too-large", message)
    return None


def python_values(batch: "pyarrow.RecordBatch") -> Iterator[dict[str, Any] | Refusal]:
    """Yield the rows of a table, column → value, or why one cannot be read.

    They are made one by one where a value may be large.
    """
    largest = max(map(_largest, batch.columns), default=0)
    if largest <= MAX_CELL and largest * batch.num_rows <= 2 * _MAX_BATCH:
        yield from _python_values(batch)
        return
    for number in range(batch.num_rows):
        row = batch.slice(number, 1)
        if max(map(_largest_used, row.columns)) > MAX_CELL:
            limit = f"{MAX_CELL // 1024 // 1024} MiB"
            yield Refusal("too-large", f"a value of more than {limit}: split or leave it out")
        else:
            yield from _python_values(row)


def _largest(values: "pyarrow.Array") -> int:
    """Return how large a value of a column may be at most, in bytes."""
    from pyarrow import compute, types

    if types.is_dictionary(values.type):
        values = values.dictionary
    if types.is_string(values.type) or types.is_binary(values.type):
        return compute.max(compute.binary_length(values)).as_py() or 0
    return int(values.nbytes)


def _largest_used(values: "pyarrow.Array") -> int:
    from pyarrow import types

    if types.is_dictionary(values.type):
        index = values.indices[0].as_py()
        return 0 if index is None else _largest(values.dictionary.slice(index, 1))
    return _largest(values)


def _python_values(batch: "pyarrow.RecordBatch") -> list[dict[str, Any] | Refusal]:
    try:
        return [_without_pairs(row) for row in batch.to_pylist()]
    except (ValueError, OverflowError) as error:  # text that is not UTF-8, a year beyond 9999
        if batch.num_rows == 1:
            return [Refusal("wrong-value", f"a value that cannot be read: {error}")]
        rows = (batch.slice(number, 1) for number in range(batch.num_rows))
        return [_python_values(row)[0] for row in rows]


def _without_pairs(value: Any) -> Any:  # noqa: ANN401 - whatever a cell holds
    """Return a value whose maps, which come as lists of pairs, are mappings."""
    if isinstance(value, dict):
        return {key: _without_pairs(item) for key, item in value.items()}
    if not isinstance(value, list):
        return value
    if value and all(isinstance(item, tuple) and len(item) == 2 for item in value):
        return {str(key): _without_pairs(item) for key, item in value}
    return [_without_pairs(item) for item in value]
