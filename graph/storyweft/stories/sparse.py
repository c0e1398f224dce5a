"""Sparse matrices, as far as stories need them.

They are in numpy alone: to import scipy takes longer than the stories of some hundred articles.
Only a large product is left to scipy, which makes it in a third of the time. Either adds up in the
same order, so the result is the same.
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from numpy import bool_, float64, integer
    from numpy.typing import NDArray

    Integers = NDArray[integer]
    Floats = NDArray[float64]
    Flags = NDArray[bool_]

Number = TypeVar("Number", bound="integer")

# With more multiplications and sums than these, scipy is imported to make a product.
_MANY = 2_000_000
# So many rows are worked on together, so many values multiplied, with so large a table; only time
# and memory depend on it.
_ROWS = 1_000
_VALUES = 200_000
_TABLE = 1_000_000


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a matrix: the columns where each is not 0, in order, and the values there."""

    #: Where each row starts among columns and values, and the end of all.
    starts: "Integers"
    columns: "Integers"
    values: "NDArray[Any]"
    width: int

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def row(self) -> "Integers":
        """The row of each value."""
        import numpy as np

        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    def take(self, rows: "Integers") -> "Rows":
        """Return some of the rows, in the order that is asked for."""
        import numpy as np

        first = self.starts[rows]
        size = self.starts[rows + 1] - first
        starts = np.zeros(len(rows) + 1, dtype=np.int64)
        np.cumsum(size, out=starts[1:])
        where = np.repeat(first - starts[:-1], size)
        where += np.arange(starts[-1])
        return Rows(starts, self.columns[where], self.values[where], self.width)

    def only(self, kept: "Flags") -> "Rows":
        """Return the rows with some of their values, by a flag for each."""
        import numpy as np

        before = np.zeros(len(kept) + 1, dtype=np.int64)
        np.cumsum(kept, out=before[1:])
        return Rows(before[self.starts], self.columns[kept], self.values[kept], self.width)

    def times(self, vector: "Floats") -> "Floats":
        """Return the product of each row with a vector."""
        import numpy as np

        parts = [np.zeros(0)]
        for first in range(0, len(self), _ROWS):
            some = self.part(first, first + _ROWS)
            parts.append(add_up_by(some.row, some.values * vector[some.columns], len(some)))
        return np.concatenate(parts)

    def part(self, first: int, last: int) -> "Rows":
        """Return the rows from one to before another, which are where they were."""
        starts = self.starts[first : last + 1]
        some = slice(starts[0], starts[-1])
        return Rows(starts - starts[0], self.columns[some], self.values[some], self.width)


def stack(parts: Iterable[Rows], columns: "Integers", values: "Floats", width: int) -> Rows:
    """Return the rows of all parts, one after the other.

    :param columns: where the columns are put, with room enough; as ``values``. A part is put there
        before the next one is made.
    """
    import numpy as np

    starts = [np.zeros(1, dtype=np.int64)]
    for part in parts:
        ends = starts[-1][-1] + part.starts
        columns[ends[0] : ends[-1]], values[ends[0] : ends[-1]] = part.columns, part.values
        starts.append(ends[1:])
    last = starts[-1][-1]
    return Rows(np.concatenate(starts), columns[:last], values[:last], width)


def add_up_by(number: "Integers", values: "NDArray[Any]", size: int) -> "Floats":
    """Return the sum of the values for each number below ``size``, taken in their order."""
    import numpy as np

    return np.asarray(np.bincount(number, values, size), dtype=np.float64)


def add_up(
    row: "Integers", column: "Integers", values: "NDArray[Any]", size: int, width: int
) -> Rows:
    """Return ``size`` rows of values; those of one row and column are added up, in order.

    Whole numbers have to stay below 2⁵³.
    """
    import numpy as np

    keys = row.astype(np.int64) * width + column
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    first = np.flatnonzero(np.diff(keys, prepend=-1))
    keys = keys[first]
    if len(first) < len(order):
        entry = np.repeat(np.arange(len(first)), np.diff(first, append=len(order)))
        values = add_up_by(entry, values[order], len(first)).astype(values.dtype)
    else:
        values = values[order]
    row = keys // max(width, 1)
    columns = (keys - row * width).astype(np.int32)
    return Rows(np.searchsorted(row, np.arange(size + 1)), columns, values, width)


def product(left: Rows, right: Rows, least: float) -> tuple["Integers", "Integers", "Floats"]:
    """Return the products of rows that are at least so large: both numbers, and the value.

    They are in order of the row of ``left``, and in no order beside.
    """
    import numpy as np

    size = len(left), len(right)
    spread = np.bincount(right.columns, minlength=right.width)
    terms = np.zeros(len(left.columns) + 1, dtype=np.int64)
    np.cumsum(spread[left.columns], out=terms[1:])
    if terms[-1] + size[0] * size[1] > _MANY or "scipy.sparse" in sys.modules:
        from scipy.sparse import csr_matrix

        one, other = (
            csr_matrix((item.values, item.columns, item.starts), shape=(len(item), item.width))
            for item in (left, right)
        )
        other = other.T.tocsr()
        parts = [(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int32), np.empty(0))]
        for first, last in _portions(np.diff(terms[left.starts]), _MANY):
            result = one[first:last] @ other
            large = np.flatnonzero(result.data >= least)
            row = first - 1 + np.searchsorted(result.indptr, large, side="right")
            parts.append((row, result.indices[large], result.data[large]))
        row, column, values = map(np.concatenate, zip(*parts, strict=True))
        return row, column, values
    by_column = np.argsort(right.columns, kind="stable")
    columns = Rows(
        np.r_[0, np.cumsum(spread)], right.row[by_column], right.values[by_column], size[1]
    )
    met = columns.take(left.columns)
    factors = np.repeat(left.values, np.diff(met.starts))
    row = np.repeat(left.row, np.diff(met.starts))
    keys = row * size[1] + met.columns
    sums = add_up_by(keys, factors * met.values, size[0] * size[1])
    keys = np.flatnonzero(sums >= least)
    return keys // max(size[1], 1), keys % max(size[1], 1), sums[keys]


def products_of_pairs(left: Rows, right: Rows, first: "Integers", second: "Integers") -> "Floats":
    """Return the product of each pair of a row of ``left`` and one of ``right``.

    It is quicker if pairs with the same row of ``left`` follow each other.
    """
    import numpy as np

    size = max(_TABLE // max(left.width, 1), 1)
    table = np.zeros(size * left.width)
    parts = [np.zeros(0)]
    for start, stop in _portions(right.starts[second + 1] - right.starts[second], _VALUES):
        some = first[start:stop]
        is_new = np.diff(some, prepend=-1) != 0
        rank = np.cumsum(is_new) - 1
        for low in range(0, rank[-1] + 1, size):
            at, end = np.searchsorted(rank, (low, low + size))
            # The rows of the left are laid out, and where the others have a value is looked up.
            one = left.take(some[at:end][is_new[at:end]])
            where = one.row * left.width
            where += one.columns
            table[where] = one.values
            other = right.take(second[start + at : start + end])
            spot = np.repeat((rank[at:end] - low) * left.width, np.diff(other.starts))
            spot += other.columns
            parts.append(add_up_by(other.row, table[spot] * other.values, len(other)))
            table[where] = 0
    return np.concatenate(parts)


def are_in(numbers: "Integers", some: "Integers") -> "Flags":
    """Tell which numbers are among some, which are in order."""
    import numpy as np

    if not len(some):
        return np.zeros(len(numbers), dtype=bool)
    at = np.minimum(np.searchsorted(some, numbers), len(some) - 1)
    return np.asarray(some[at] == numbers)


def _portions(sizes: "Integers", most: int) -> Iterator[tuple[int, int]]:
    """Yield where portions of about so many values start and end, by how many each item has."""
    import numpy as np

    starts = np.flatnonzero(np.diff(np.cumsum(sizes) // most, prepend=-1))
    yield from pairwise([*starts.tolist(), len(sizes)])


def distinct(numbers: "NDArray[Number]") -> "NDArray[Number]":
    """Return whole numbers in order, each once; they are sorted where they are.

    Ten times as fast as ``np.unique``, which also imports masked arrays to do it.
    """
    import numpy as np

    numbers.sort()
    is_new = np.ones(len(numbers), dtype=bool)
    np.not_equal(numbers[1:], numbers[:-1], out=is_new[1:])
    return numbers[is_new]
