"""Texts that are alike → groups of them, and which groups are of one theme: numbers only."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from storyweft.stories.similarity import (
    COMMON,
    LEAST,
    Likeness,
    candidates,
    centre,
    cosines,
    ends_of,
    nearness,
    numbers_of,
)
from storyweft.stories.sparse import (
    Rows,
    add_up,
    add_up_by,
    distinct,
    product,
    products_of_pairs,
    stack,
)

if TYPE_CHECKING:
    from storyweft.stories.similarity import Flags, Floats, Integers

#: Two groups of texts are one story if the texts of one are so much like those of the other, on
#: average: a text that is like one of a story only, or like two stories, does not make them one.
COHESION = 0.175
#: Two groups of texts are parts of one story if their means, less the mean of all texts, point so
#: much the same way: of a story that many tell, any two reports share few words, but a dozen share
#: with a dozen what it is about.
ONE_STORY = 0.4
#: Two stories are of one theme if their texts are so much alike, time aside.
THEME = 0.12
#: For each story so many others are looked for: the most alike.
THEME_STORIES = 3
#: So many stories are compared with all others at once, and of so many groups the means are taken;
#: only memory depends on it.
FEW = 200

# Likeness in whole numbers: sums are the same in any order, so on any machine.
_SCALE = 10_000


def find_groups(alike: Likeness) -> "Integers":
    """Return the number of its group for each text; numbers are in order of the first text."""
    import numpy as np

    group = _by_linkage(len(alike.texts), alike.first, alike.second, alike.values)
    return np.unique(_join_parts(alike, group), return_inverse=True)[1]


def _by_linkage(size: int, first: "Integers", second: "Integers", values: "Floats") -> "Integers":
    """Return the first text of its group for each text, by average linkage down to ``COHESION``.

    All pairs that are nearest to each other are joined at once, again and again: of average linkage
    the outcome is the same as joining one pair at a time (Murtagh, The Computer Journal 1983). What
    is not among the pairs has no likeness.
    """
    import numpy as np

    group = np.arange(size)
    count = np.ones(size, dtype=np.int64)
    strong = values >= COHESION
    kept = _touched(first[strong], second[strong], size)
    kept = kept[first] & kept[second]
    one, other = np.array([first[kept], second[kept]], dtype=np.int32)
    sums = np.rint(values[kept] * _SCALE).astype(np.int64)
    while True:
        means = sums / (count[one] * count[other])
        strong = means >= COHESION * _SCALE
        pair = _mutual(one[strong], other[strong], means[strong], size)
        if not len(pair):
            return group
        heir = np.arange(size)
        heir[pair[:, 1]] = pair[:, 0]
        count[pair[:, 0]] += count[pair[:, 1]]
        group = heir[group]
        kept = _touched(one[strong], other[strong], size)
        kept = kept[one] & kept[other]
        ends = heir[one[kept]], heir[other[kept]]
        joined = add_up(np.minimum(*ends), np.maximum(*ends), sums[kept], size, size)
        one, other, sums = joined.row, joined.columns, joined.values
        apart = one != other
        one, other, sums = one[apart], other[apart], sums[apart]


def _touched(one: "Integers", other: "Integers", size: int) -> "Flags":
    """Tell which are an end of a pair that is near.

    Who is near nobody will never be: a mean of means is no more than the largest of them.
    """
    import numpy as np

    touched = np.zeros(size, dtype=bool)
    touched[one] = touched[other] = True
    return touched


def _mutual(one: "Integers", other: "Integers", values: "Floats", size: int) -> "Integers":
    """Return the pairs that are nearest to each other, the smaller first."""
    import numpy as np

    mate = _mates(one, other, values, size)
    ends = np.flatnonzero(mate >= 0)
    ends = ends[(mate[mate[ends]] == ends) & (ends < mate[ends])]
    return np.stack((ends, mate[ends]), axis=1)


def _mates(one: "Integers", other: "Integers", values: "Floats", size: int) -> "Integers":
    """Return the nearest of each, or -1, from pairs; of several as near, by the numbers of both."""
    import numpy as np

    best = np.full(size, -np.inf)
    np.maximum.at(best, one, values)
    np.maximum.at(best, other, values)
    of_one, of_other = values == best[one], values == best[other]
    ends = np.r_[one[of_one], other[of_other]]
    mates = np.r_[other[of_one], one[of_other]]
    order = np.lexsort((np.maximum(ends, mates), np.minimum(ends, mates), ends))
    first = order[np.flatnonzero(np.diff(ends[order], prepend=-1))]
    mate = np.full(size, -1)
    mate[ends[first]] = mates[first]
    return mate


def _join_parts(alike: Likeness, group: "Integers") -> "Integers":
    """Join groups of two or more texts that are parts of one story, the nearest ones first."""
    import numpy as np

    group = np.unique(group, return_inverse=True)[1]
    times = np.array([item.time for item in alike.texts])
    dated = ~np.isnan(times)
    sites = numbers_of(item.site for item in alike.texts)
    size = np.bincount(group, minlength=1)
    parts = np.flatnonzero(size >= 2)
    while len(parts) > 1:
        size = np.bincount(group, minlength=len(size))
        total = np.bincount(group[dated], times[dated], len(size))[parts]
        count = np.bincount(group[dated], minlength=len(size))[parts]
        time = np.where(count > 0, total / np.maximum(count, 1), np.nan)
        one, other, values = _alike_parts(_means(alike, group, parts.tolist()), alike.middle, time)
        # What one site does not date makes no story by its theme.
        site = _one_site(sites, group, parts)
        theme = np.isnan(time[one] + time[other]) & (site[one] == site[other]) & (site[one] >= 0)
        one, other, values = one[~theme], other[~theme], values[~theme]
        if not len(one):
            break
        mate = _mates(one, other, values, len(parts))
        # Each joins the part that it is most like if that is larger and joins no other itself.
        rank = np.lexsort((np.arange(len(parts)), -size[parts])).argsort()
        joins = (mate >= 0) & (rank[mate] < rank)
        joins &= ~joins[mate]
        heir = np.arange(len(size))
        heir[parts[joins]] = parts[mate[joins]]
        group = heir[group]
        # Who was like no other part is left as it is.
        parts = distinct(heir[parts[mate >= 0]])
    return group


def _one_site(sites: "Integers", group: "Integers", parts: "Integers") -> "Integers":
    """Return the site of each group whose texts are all of one, -1 for others."""
    import numpy as np

    low, high = np.full(group.max() + 1, sites.max() + 1), np.full(group.max() + 1, -1)
    np.minimum.at(low, group, sites)
    np.maximum.at(high, group, sites)
    return np.where(low == high, low, -1)[parts]


def _alike_parts(
    means: Rows, middle: "Floats", time: "Floats"
) -> tuple["Integers", "Integers", "Floats"]:
    """Return the pairs of means that are alike, less the middle of all texts."""
    squares = add_up_by(means.row, means.values**2, len(means))
    rows = replace(means, values=means.values * squares[means.row] ** -0.5)
    first, second = ends_of(candidates(rows, time), len(time))
    values = cosines(centre(means, middle, squares), first, second)
    values = (values * nearness(time[first], time[second])).round(4)
    strong = values >= ONE_STORY
    return first[strong], second[strong], values[strong]


class Cohesion(NamedTuple):
    """What holds groups together: sums over pairs of articles, equal texts counting 1.

    ``of_text`` is how much a text is like all other articles of its group, ``of_group`` the mean
    likeness of two articles of a group (1 if there is only one).
    """

    of_text: "Floats"
    of_group: "Floats"


def measure_cohesion(alike: Likeness, group: "Integers") -> Cohesion:
    """Measure how each text stands in its group, and how close each group is."""
    import numpy as np

    equals = np.array([len(item.articles) for item in alike.texts], dtype=np.float64)
    within = group[alike.first] == group[alike.second]
    first, second, values = alike.first[within], alike.second[within], alike.values[within]
    of_text = equals - 1
    of_text += np.bincount(first, values * equals[second], len(equals))
    of_text += np.bincount(second, values * equals[first], len(equals))
    size = np.bincount(group, equals)
    pairs = np.maximum(size * (size - 1), 1)
    sums = np.bincount(group, of_text * equals)
    return Cohesion(of_text, np.where(size > 1, sums / pairs, 1.0))


def find_themes(
    alike: Likeness, group: "Integers", wanted: Sequence[int], also: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], float]:
    """Return the pairs of wanted groups of one theme → the mean likeness of their texts.

    Pairs in ``also`` are there whatever their likeness, from 0 to 1 and time aside. In order.
    """
    import numpy as np

    means = _means(alike, group, wanted)
    row_of = {number: row for row, number in enumerate(wanted)}
    pairs = {*_nearest(means), *((row_of[one], row_of[other]) for one, other in also)}
    ends = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    values = products_of_pairs(means, means, ends[:, 0], ends[:, 1]).round(2)
    return {
        (wanted[one], wanted[other]): value
        for (one, other), value in zip(ends.tolist(), values.tolist(), strict=True)
    }


def _means(alike: Likeness, group: "Integers", wanted: Sequence[int]) -> Rows:
    """Return the mean vector of each wanted group: a product of two is their mean likeness."""
    import numpy as np

    size = np.bincount(group, minlength=1)
    row = np.full(len(size), -1)
    row[wanted] = np.arange(len(wanted))
    row = row[group]

    def means() -> Iterator[Rows]:
        for first in range(0, len(wanted), FEW):
            last = min(first + FEW, len(wanted))
            texts = np.flatnonzero((row >= first) & (row < last))
            said = alike.vectors.take(texts)
            values = said.values / size[group[texts]][said.row]
            rows = row[texts][said.row] - first
            yield add_up(rows, said.columns, values, last - first, said.width)

    room = len(alike.vectors.columns)
    width = alike.vectors.width
    return stack(means(), np.empty(room, dtype=np.int32), np.empty(room), width)


def _nearest(means: Rows) -> Iterator[tuple[int, int]]:
    """Yield pairs of rows that are alike enough, the smaller first: each row's nearest ones."""
    import numpy as np

    spread = np.bincount(means.columns, minlength=means.width)
    rare = means.only(((spread > 1) & (spread <= COMMON))[means.columns])
    for start in range(0, len(rare), FEW):
        some = np.arange(start, min(start + FEW, len(rare)))
        row, column, value = product(rare.take(some), rare, LEAST)
        row, value = row + start, value.round(4)
        kept = (row != column) & (value >= THEME)
        row, column, value = row[kept], column[kept], value[kept]
        order = np.lexsort((column, -value, row))
        row, column = row[order], column[order]
        rank = np.arange(len(row)) - np.searchsorted(row, row)
        near = rank < THEME_STORIES
        ends = np.sort(np.stack((row[near], column[near])), axis=0)
        yield from zip(*ends.tolist(), strict=True)
