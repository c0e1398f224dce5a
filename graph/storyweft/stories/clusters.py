"""Texts that are alike → groups of them, and which groups are of one theme: numbers only."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from storyweft.stories.similarity import COMMON, Likeness, nearness, products

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

    from storyweft.stories.similarity import Floats, Integers

#: Two groups of texts are one story if the texts of one are so much like those of the other, on
#: average: a text that is like one of a story only, or like two stories, does not make them one.
COHESION = 0.21
#: Average linkage keeps all pairs of a component in memory; above so many texts Leiden takes over.
#: It asks the same: the constant Potts model, with COHESION as its resolution.
LARGE = 1000
#: A group of so many texts may be a part of a story with more texts than are looked up at once.
BURST = 100
#: Two stories are of one theme if their texts are so much alike, time aside.
THEME = 0.12
#: For each story so many others are looked for: the most alike.
THEME_STORIES = 3
#: So many stories are compared with all others at once; only memory depends on it.
FEW = 200

# Any constant: it makes two runs the same.
_SEED = 1


def find_groups(alike: Likeness) -> "Integers":
    """Return the number of its group for each text; numbers are in order of the first text.

    Each connected component is grouped by itself, so what joins one story cannot change another.
    """
    import numpy as np
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    size = len(alike.texts)
    strong = alike.values > COHESION
    ends = alike.first[strong], alike.second[strong]
    _, component = connected_components(
        coo_matrix((np.ones(len(ends[0])), ends), shape=(size, size)), directed=False
    )
    group = np.arange(size)
    for first, second, values in _by_component(alike, component):
        for members in _groups_of_component(first, second, values):
            group[members] = members[0]
    group = _join_burst(alike, np.unique(group, return_inverse=True)[1])
    return np.unique(group, return_inverse=True)[1]


def _join_burst(alike: Likeness, group: "Integers") -> "Integers":
    """Join each group to the large one that it is most like, by the means of both.

    Of a story with more texts than ``COMMON`` not all pairs were looked up, so it is in parts; the
    mean of a part says the same of all its pairs at once.
    """
    import numpy as np

    group = group.copy()
    size = np.bincount(group, minlength=1)
    large = np.flatnonzero(size >= BURST)
    if not len(large):
        return group
    means = _means(alike, group, range(len(size)))
    times = np.bincount(group, [item.time for item in alike.texts]) / size
    likeness = np.zeros(len(size))
    heir = np.arange(len(size))
    # The largest first: what has joined it is no longer large itself.
    for number in large[np.lexsort((large, -size[large]))]:
        if heir[number] != number:
            continue
        value = (means @ means[number].T).toarray().ravel() * nearness(times, times[number])
        value = value.round(4)
        joins = (value >= COHESION) & (value > likeness) & (size <= size[number])
        joins[number] = False
        heir[joins], likeness[joins] = number, value[joins]
    return heir[group]


def _by_component(
    alike: Likeness, component: "Integers"
) -> Iterator[tuple["Integers", "Integers", "Floats"]]:
    """Yield the pairs of each component that has any."""
    import numpy as np

    within = np.flatnonzero(component[alike.first] == component[alike.second])
    owner = component[alike.first[within]]
    order = np.argsort(owner, kind="stable")
    starts = np.flatnonzero(np.diff(owner[order])) + 1
    for pairs in np.split(within[order], starts):
        if len(pairs):
            yield alike.first[pairs], alike.second[pairs], alike.values[pairs]


def _groups_of_component(
    first: "Integers", second: "Integers", values: "Floats"
) -> Iterator["Integers"]:
    """Yield the texts of each group in one component."""
    import numpy as np

    # Numbers within the component: others must not change what is found in this one.
    texts, ends = np.unique(np.concatenate((first, second)), return_inverse=True)
    starts, stops = np.split(ends, 2)
    if len(texts) == 2:
        yield texts
        return
    solve = _by_linkage if len(texts) <= LARGE else _by_leiden
    number = solve(len(texts), starts, stops, values)
    for group in np.unique(number):
        yield texts[number == group]


def _by_linkage(size: int, starts: "Integers", stops: "Integers", values: "Floats") -> "Integers":
    import numpy as np
    from scipy.cluster.hierarchy import linkage

    apart = np.ones((size, size))
    apart[starts, stops] = apart[stops, starts] = 1 - values
    tree = linkage(apart[np.triu_indices(size, 1)], "average")
    # From the root down, what is joined below the height has the number of what it joins. As
    # scipy's fcluster, whose checks take ten times as long as the small trees here.
    number = list(range(2 * size - 1))
    for joined, (one, other, height, _) in zip(
        reversed(number), reversed(tree.tolist()), strict=False
    ):
        if height <= 1 - COHESION:
            number[int(one)] = number[int(other)] = number[joined]
    return np.array(number[:size], dtype=np.int64)


def _by_leiden(size: int, starts: "Integers", stops: "Integers", values: "Floats") -> "Integers":
    import graspologic_native
    import numpy as np

    names = [str(number) for number in range(size)]
    pairs = zip(starts.tolist(), stops.tolist(), values.tolist(), strict=True)
    _, community = graspologic_native.leiden(
        edges=[(names[start], names[stop], value) for start, stop, value in pairs],
        starting_communities=None,
        resolution=COHESION,
        randomness=0.001,
        iterations=1,
        use_modularity=False,
        seed=_SEED,
        trials=1,
    )
    return np.array([community[name] for name in names], dtype=np.int64)


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
    place = {number: row for row, number in enumerate(wanted)}
    pairs = {*_nearest(means), *((place[one], place[other]) for one, other in also)}
    ends = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    values = products(means, ends[:, 0], ends[:, 1]).round(2)
    return {
        (wanted[one], wanted[other]): value
        for (one, other), value in zip(ends.tolist(), values.tolist(), strict=True)
    }


def _means(alike: Likeness, group: "Integers", wanted: Sequence[int]) -> "csr_matrix":
    """Return the mean vector of each wanted group: a product of two is their mean likeness."""
    import numpy as np
    from scipy.sparse import coo_matrix

    size = np.bincount(group, minlength=1)
    row = np.full(len(size), -1)
    row[wanted] = np.arange(len(wanted))
    texts = np.flatnonzero(row[group] >= 0)
    shares = coo_matrix(
        (1 / size[group[texts]], (row[group[texts]], texts)), shape=(len(wanted), len(group))
    )
    means = (shares.tocsr() @ alike.vectors).tocsr()
    means.sort_indices()
    return means


def _nearest(means: "csr_matrix") -> Iterator[tuple[int, int]]:
    """Yield pairs of rows that are alike enough, the smaller first: each row's nearest ones."""
    import numpy as np

    spread = np.bincount(means.indices, minlength=means.shape[1])
    rare = means[:, np.flatnonzero((spread > 1) & (spread <= COMMON))]
    for start in range(0, rare.shape[0], FEW):
        found = (rare[start : start + FEW] @ rare.T).tocoo()
        row, column, value = found.row + start, found.col, found.data.round(4)
        kept = (row != column) & (value >= THEME)
        row, column, value = row[kept], column[kept], value[kept]
        order = np.lexsort((column, -value, row))
        row, column = row[order], column[order]
        rank = np.arange(len(row)) - np.searchsorted(row, row)
        near = rank < THEME_STORIES
        ends = np.sort(np.stack((row[near], column[near])), axis=0)
        yield from zip(*ends.tolist(), strict=True)
