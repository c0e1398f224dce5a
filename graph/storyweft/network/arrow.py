"""Rows with typed columns → Apache Arrow: times are timestamps in UTC, several texts are a list."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow


def schema_of(types: Mapping[str, type]) -> "pyarrow.Schema":
    """Return the columns for attributes of these types."""
    import pyarrow

    arrow = {
        str: pyarrow.string(),
        bool: pyarrow.bool_(),
        int: pyarrow.int64(),
        float: pyarrow.float64(),
        datetime: pyarrow.timestamp("us", "UTC"),
        tuple: pyarrow.list_(pyarrow.string()),
    }
    return pyarrow.schema([(name, arrow[kind]) for name, kind in types.items()])


def to_arrow(rows: Sequence[Mapping[str, object]], schema: "pyarrow.Schema") -> "pyarrow.Table":
    """Return rows as a table; a column that a row lacks is null there."""
    import pyarrow

    arrays = []
    for column in schema:
        values = [row.get(column.name) for row in rows]
        if pyarrow.types.is_timestamp(column.type):
            arrays.append(pyarrow.array(values, pyarrow.string()).cast(column.type))
        else:
            arrays.append(pyarrow.array(values, column.type))
    return pyarrow.Table.from_arrays(arrays, schema=schema)
