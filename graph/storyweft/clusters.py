"""Texts that are alike → groups of them, and which groups are of one theme: numbers only."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from storyweft.similarity import BLOCK, COMMON, Likeness, products

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

    from storyweft.similarity import Floats, Integers

#: Two groups of texts are one story if the texts of one are so much like those of the other, on
#: average. It is the resolution of the constant Potts model, which Leiden optimises: unlike
#: modularity, it groups a text the same way in a small corpus and in a large one.
COHESION = 0.21
#: Two stories are of one theme if their texts are so much alike, time aside.
THEME = 0.1
#: For each story so many others are looked for: the most alike.
THEME_STORIES = 5

# Any constant: it makes two runs the same.
_SEED = 1


def find_groups(alike: Likeness) -> "Integers":
    """Return the number of its group for each text; numbers are in order of the first text.

    Leiden runs on one connected component at a time: so what joins one story cannot change
    another, and no component waits for a larger one.
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
        for members in _communities(first, second, values):
            group[members] = min(members)
    return np.unique(group, return_inverse=True)[1]


def _by_component(
    alike: Likeness, component: "Integers"
) -> Iterator[tuple["Integers", "Integers", "Floats"]]:
    """Yield the pairs of each component that has any."""
    import numpy as np

    within = np.flatnonzero(component[alike.first] == component[alike.second])
    owner = component[alike.first[within]]
    order = within[np.argsort(owner, kind="stable")]
    ends = np.cumsum(np.bincount(owner)[np.unique(owner)])[:-1] if len(owner) else []
    for pairs in np.split(order, ends):
        if len(pairs):
            yield alike.first[pairs], alike.second[pairs], alike.values[pairs]


def _communities(first: "Integers", second: "Integers", values: "Floats") -> Iterator[list[int]]:
    """Yield the groups of one component, found by Leiden."""
    import graspologic_native
    import numpy as np

    if len(values) == 1:
        yield [int(first[0]), int(second[0])]
        return
    # Numbers within the component: others must not change what is found in this one.
    texts, ends = np.unique(np.concatenate((first, second)), return_inverse=True)
    names = [str(number) for number in range(len(texts))]
    starts, stops = np.split(ends, 2)
    _, community = graspologic_native.leiden(
        edges=[
            (names[start], names[stop], value)
            for start, stop, value in zip(
                starts.tolist(), stops.tolist(), values.tolist(), strict=True
            )
        ],
        starting_communities=None,
        resolution=COHESION,
        randomness=0.001,
        iterations=1,
        use_modularity=False,
        seed=_SEED,
        trials=1,
    )
    groups: dict[int, list[int]] = defaultdict(list)
    for name, number in community.items():
        groups[number].append(int(texts[int(name)]))
    yield from groups.values()


class Ties(NamedTuple):
    """What holds groups together: sums over pairs of articles, copies of one text counting 1.

    ``strength`` is how much a text is like all other articles of its group, ``cohesion`` the mean
    likeness of two articles of a group (1 if there is only one).
    """

    strength: "Floats"
    cohesion: "Floats"


def tie(alike: Likeness, group: "Integers") -> Ties:
    """Measure how each text stands in its group, and how close each group is."""
    import numpy as np

    copies = np.array([len(item.articles) for item in alike.texts], dtype=np.float64)
    within = group[alike.first] == group[alike.second]
    first, second, values = alike.first[within], alike.second[within], alike.values[within]
    strength = copies - 1
    strength += np.bincount(first, values * copies[second], len(copies))
    strength += np.bincount(second, values * copies[first], len(copies))
    size = np.bincount(group, copies)
    pairs = np.maximum(size * (size - 1), 1)
    return Ties(strength, np.where(size > 1, np.bincount(group, strength * copies) / pairs, 1.0))


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
    for start in range(0, rare.shape[0], BLOCK):
        found = (rare[start : start + BLOCK] @ rare.T).tocoo()
        row, column, value = found.row + start, found.col, found.data.round(4)
        kept = (row != column) & (value >= THEME)
        row, column, value = row[kept], column[kept], value[kept]
        order = np.lexsort((column, -value, row))
        row, column = row[order], column[order]
        rank = np.arange(len(row)) - np.searchsorted(row, row)
        near = rank < THEME_STORIES
        ends = np.sort(np.stack((row[near], column[near])), axis=0)
        yield from zip(*ends.tolist(), strict=True)
