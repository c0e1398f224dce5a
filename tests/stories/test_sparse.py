"""Sparse matrices do what dense ones do, with scipy and without."""

import sys

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyweft.stories.sparse import Rows, add_up, are_in, product, products_of_pairs, stack

Dense = npt.NDArray[np.float64]

ROWS = 5
WIDTH = 7


@st.composite
def entries(draw: st.DrawFn) -> tuple[Rows, Dense]:
    """Return rows, and the same as a dense matrix; some entries are added up."""
    size = draw(st.integers(0, 30))
    row = np.array(draw(st.lists(st.integers(0, ROWS - 1), min_size=size, max_size=size)), int)
    column = np.array(draw(st.lists(st.integers(0, WIDTH - 1), min_size=size, max_size=size)), int)
    floats = st.floats(0.01, 1)
    values = np.array(draw(st.lists(floats, min_size=size, max_size=size)), float)
    dense = np.zeros((ROWS, WIDTH))
    np.add.at(dense, (row, column), values)
    return add_up(row, column, values, ROWS, WIDTH), dense


@given(entries(), entries())
def test_rows_are_those_of_a_dense_matrix(
    one: tuple[Rows, Dense],
    other: tuple[Rows, Dense],
) -> None:
    (left, dense), (right, dense_right) = one, other
    some = np.array([3, 0, 3])
    taken = left.take(some)
    assert dense[some][taken.row, taken.columns].tolist() == taken.values.tolist()
    assert len(taken.values) == np.count_nonzero(dense[some])
    large = left.only(left.values > 0.5)
    assert large.values.tolist() == dense[dense > 0.5].tolist()
    vector = np.arange(float(WIDTH))
    assert left.times(vector) == pytest.approx(dense @ vector)
    first, second = np.divmod(np.arange(ROWS * ROWS), ROWS)
    wanted = (dense @ dense_right.T).ravel()
    assert products_of_pairs(left, right, first, second) == pytest.approx(wanted)


@settings(max_examples=50)
@given(entries(), entries(), st.floats(0.01, 1))
def test_a_product_is_the_same_with_scipy_and_without(
    one: tuple[Rows, Dense], other: tuple[Rows, Dense], least: float
) -> None:
    import scipy.sparse  # which is used where it is there

    (left, dense), (right, dense_right) = one, other
    results = []
    for is_there in (True, False):
        with pytest.MonkeyPatch.context() as patch:
            if not is_there:
                patch.delitem(sys.modules, scipy.sparse.__name__)
            row, column, values = product(left, right, 1e-9)
            large = product(left, right, least)
        assert row.tolist() == sorted(row)
        results.append(sorted(zip(row.tolist(), column.tolist(), values.tolist(), strict=True)))
        kept = values >= least
        for some, whole in zip(large, (row, column, values), strict=True):
            assert some.tolist() == whole[kept].tolist()
        result = np.zeros((ROWS, ROWS))
        result[row, column] = values
        assert result == pytest.approx(dense @ dense_right.T)
    assert results[0] == results[1]


def test_a_large_product_is_made_in_parts_of_any_size() -> None:
    random = np.random.default_rng(1)
    row, column = random.integers(0, 900, 20_000), random.integers(0, 5_000, 20_000)
    rows = add_up(row, column, random.random(20_000), 900, 5_000)
    first, second = random.integers(0, 900, (2, 25_000))
    values = products_of_pairs(rows, rows, np.sort(first), second)
    dense = np.zeros((900, 5_000))
    dense[rows.row, rows.columns] = rows.values
    assert values == pytest.approx((dense @ dense.T)[np.sort(first), second])


@given(entries(), st.integers(1, ROWS))
def test_parts_are_stacked_where_their_rows_were(one: tuple[Rows, Dense], size: int) -> None:
    rows, _ = one
    before = rows.starts.tolist(), rows.columns.tolist(), rows.values.tolist()
    parts = (rows.part(first, min(first + size, ROWS)) for first in range(0, ROWS, size))
    stacked = stack(parts, rows.columns, rows.values, WIDTH)
    assert (stacked.starts.tolist(), stacked.columns.tolist(), stacked.values.tolist()) == before


@given(entries(), st.sets(st.integers(0, WIDTH)))
def test_who_is_among_some(one: tuple[Rows, Dense], some: set[int]) -> None:
    columns = one[0].columns
    among = are_in(columns, np.array(sorted(some), dtype=np.int64))
    assert among.tolist() == [column in some for column in columns.tolist()]
