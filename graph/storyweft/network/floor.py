"""Discs that get a free place on the map, one after the other, near to where they would be."""

from collections.abc import Iterable, Sequence
from functools import cache
from math import ceil
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

#: Sizes on the map, in its own units: an article's dot, the margin of a disc, the gap between two.
DOT = 6
MARGIN = 12
GAP = 14

CELL = DOT  # middles stand on a grid: nobody sees it, and a finer one takes longer
_LARGE = 40  # from here on discs share a grid with others of about their size
_NEAR = 16  # cells around a target that are looked at first


class Disc(NamedTuple):
    """A circle on the map."""

    x: int
    y: int
    r: int


class Floor:
    """Discs that have their place, on a grid of the places that the middle of one more may take.

    Discs of one size come one after the other, so one grid for the size of the day is enough: what
    has its place blocks all cells that are too near to it. To find the free cell nearest to a
    target is then to look at one ring of cells after the other, in a single step of numpy each.
    """

    def __init__(self, *, wide: bool) -> None:
        """Take discs; a wide floor leaves more space between them, and some for their names."""
        self._wide = wide
        self._gap = 2 * GAP if wide else GAP
        self._discs: list[Disc] = []
        self._size = 0
        self._lay(_NEAR)

    def settle(self, targets: Floats, radii: Sequence[int], order: Iterable[int]) -> list[Disc]:
        """Give each disc, in this order, the free place nearest to its target."""
        goals = np.round(targets / CELL).astype(np.int64).tolist()
        settled = {
            index: self._place(goals[index][0], goals[index][1], radii[index]) for index in order
        }
        return [settled[index] for index in range(len(radii))]

    def _place(self, column: int, row: int, radius: int) -> Disc:
        if (size := self._size_for(radius)) != self._size:
            self._size = size
            self._lay(self._half)
        column, row = self._nearest(column, row)
        disc = Disc(column * CELL, row * CELL, radius)
        for taken in (disc, *self._room_for_name(disc)):
            self._discs.append(taken)
            self._block(taken)
        return disc

    def _size_for(self, radius: int) -> int:
        """Return the radius to make a grid for: the same for large discs that differ by little."""
        return radius if radius <= _LARGE or self._wide else ceil(radius / 8) * 8

    def _nearest(self, column: int, row: int) -> tuple[int, int]:
        """Return the free cell nearest to this one."""
        reach = _NEAR
        while True:
            self._hold(column, row, reach)
            ring = self._ring(reach) + ((column + self._half) * self._width + row + self._half)
            blocked = self._cells.ravel()[ring]
            first = int(blocked.argmin())
            if not blocked[first]:
                cell = divmod(int(ring[first]), self._width)
                return cell[0] - self._half, cell[1] - self._half
            reach *= 2

    def _room_for_name(self, disc: Disc) -> list[Disc]:
        """Return what to keep free below a story or topic where there is room for its name."""
        if not self._wide or disc.r <= DOT + MARGIN:
            return []
        below = disc.y + CELL * ceil((disc.r + 24) / CELL)
        return [Disc(disc.x + aside, below, 1) for aside in (-60, -18, 18, 60)]

    # -- the grid ----------------------------------------------------------------------------------

    def _lay(self, half: int) -> None:
        """Make the grid for discs of the present size, so many cells to each side of the middle."""
        self._half, self._width = half, 2 * half + 1
        self._cells = np.zeros((self._width, self._width), dtype=np.bool_)
        self._rings: dict[int, Integers] = {}
        for disc in self._discs:
            self._block(disc)

    def _hold(self, column: int, row: int, reach: int) -> None:
        """Widen the grid if what lies around a cell goes beyond it."""
        needed = max(abs(column), abs(row)) + reach
        if needed > self._half:
            self._lay(needed * 5 // 4)

    def _block(self, disc: Disc) -> None:
        """Block the cells of all who would come too near to a disc, themselves or their names."""
        self._block_around(disc.x, disc.y, self._size + disc.r + self._gap)
        for name in self._room_for_name(Disc(0, 0, self._size)):
            self._block_around(disc.x - name.x, disc.y - name.y, name.r + disc.r + self._gap)

    def _block_around(self, x: int, y: int, apart: int) -> None:
        near = _nearer_than(apart)
        column, row, reach = x // CELL, y // CELL, len(near) // 2
        self._hold(column, row, reach)
        left, top = column + self._half - reach, row + self._half - reach
        self._cells[left : left + len(near), top : top + len(near)] |= near

    def _ring(self, reach: int) -> Integers:
        """Return the steps to all cells that are at most so far, the nearest first.

        Without those at half the distance: they were looked at before.
        """
        if reach not in self._rings:
            line = np.arange(-reach, reach + 1)
            square = line[:, None] ** 2 + line**2
            inner = reach // 2 if reach > _NEAR else -1
            columns, rows = np.nonzero((square <= reach * reach) & (square > inner * abs(inner)))
            order = np.argsort(square[columns, rows], kind="stable")
            self._rings[reach] = (line[columns] * self._width + line[rows])[order]
        return self._rings[reach]


@cache
def _nearer_than(apart: int) -> npt.NDArray[np.bool_]:
    """Return which cells around one in the middle are less than so far from it."""
    reach = (apart - 1) // CELL
    line = np.arange(-reach, reach + 1) * CELL
    near: npt.NDArray[np.bool_] = line[:, None] ** 2 + line**2 < apart * apart
    return near
