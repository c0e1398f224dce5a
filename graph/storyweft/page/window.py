"""The days that a page spans, and those that it opens with, in milliseconds since 1970."""

from collections.abc import Iterable
from math import ceil, floor

import numpy as np

Window = tuple[int, int]

_DAY = 86_400
#: Of so many articles and more the first and last hundredth may lie outside; of those inside so
#: many hold, if that halves the days.
_MANY = 100
_TRIM = 0.01
_MOST = 0.96


def windows(seconds: Iterable[int]) -> tuple[Window, Window] | None:
    """Return all days of some times and the days that hold nearly all of them; None of none.

    A handful of old or future dates must not flatten the rest.

    >>> windows([90_000])
    ((86400000, 172800000), (86400000, 172800000))
    """
    times = np.sort(np.fromiter(seconds, dtype=np.int64))
    count = len(times)
    if not count:
        return None
    trim = _TRIM if count >= _MANY else 0
    first, last = times[floor(count * trim)], times[ceil(count * (1 - trim)) - 1]
    if trim:
        inside = ceil(count * _MOST)
        spans = times[inside - 1 :] - times[: count - inside + 1]
        start = int(spans.argmin())
        if 2 * spans[start] < last - first:
            first, last = times[start], times[start + inside - 1]
    return _days(times[0], times[-1]), _days(first, last)


def _days(first: int, last: int) -> Window:
    """Return whole days, from the first moment of one to that after the other."""
    return int(first) // _DAY * _DAY * 1000, (int(last) // _DAY + 1) * _DAY * 1000
