"""Nodes and edges as Apache Parquet, for pandas, DuckDB, Spark and the like (extra: parquet).

Times are timestamps in UTC, and what has several values is a list.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from io import RawIOBase
from itertools import islice
from typing import TYPE_CHECKING

from storyweft.errors import MissingExtra
from storyweft.export.tables import node_columns
from storyweft.graph import Graph
from storyweft.network.tables import EDGE_ATTRIBUTES, Attribute, edges, nodes

if TYPE_CHECKING:
    import pyarrow
    from typing_extensions import Buffer

_Row = dict[str, Attribute]
# Small enough to hold in memory, large enough to compress well.
_ROWS_A_GROUP = 20_000


def generate_nodes(graph: Graph) -> Iterator[bytes]:
    """Yield the nodes: their IRI, and a column for each attribute.

    :raises MissingExtra: if pyarrow is not installed.
    """
    rows: Iterator[_Row] = ({"iri": iri, **attributes} for iri, attributes in nodes(graph))
    return _pieces(rows, {"iri": str, **node_columns(graph)})


def generate_edges(graph: Graph) -> Iterator[bytes]:
    """Yield the edges: source, target, and a column for each attribute.

    :raises MissingExtra: if pyarrow is not installed.
    """
    rows: Iterator[_Row] = (
        {"source": source, "target": target, **attributes}
        for source, target, _, attributes in edges(graph)
    )
    return _pieces(rows, {"source": str, "target": str, **EDGE_ATTRIBUTES})


def _pieces(rows: Iterator[_Row], types: Mapping[str, type]) -> Iterator[bytes]:
    try:
        from pyarrow import parquet
    except ImportError:
        raise MissingExtra("Parquet", "parquet") from None
    schema = schema_of(types)
    pipe = _Pipe()
    with parquet.ParquetWriter(pipe, schema, compression="zstd") as writer:
        while group := list(islice(rows, _ROWS_A_GROUP)):
            writer.write_table(to_arrow(group, schema))
            yield pipe.take()
    yield pipe.take()


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


class _Pipe(RawIOBase):
    """A file to write to whose content can be taken out while it is written."""

    def __init__(self) -> None:
        self._taken = 0
        self._content = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: "Buffer") -> int:
        self._content += memoryview(data)
        return memoryview(data).nbytes

    def tell(self) -> int:
        return self._taken + len(self._content)

    def take(self) -> bytes:
        """Return what was written since this was last asked."""
        taken = bytes(self._content)
        self._taken += len(taken)
        self._content.clear()
        return taken
