"""Nodes and edges as Apache Parquet, for pandas, DuckDB, Spark and the like (extra: parquet).

Times are timestamps in UTC, and what has several values is a list.
"""

from collections.abc import Iterator, Mapping
from io import RawIOBase
from itertools import islice
from typing import TYPE_CHECKING

from storyweft.errors import MissingExtra
from storyweft.export.tables import node_columns
from storyweft.graph import Graph
from storyweft.network.arrow import schema_of, to_arrow
from storyweft.network.tables import EDGE_ATTRIBUTES, Attribute, edges, nodes

if TYPE_CHECKING:
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
