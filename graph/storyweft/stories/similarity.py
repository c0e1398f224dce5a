"""Articles → pairs of texts that are alike: how likely two of them report one event.

Four things speak for one event: telling words in common, names more than other words, a short time
between the two, and a related link. Topics and providers do not: they tie everything to everything.

No step compares all with all. A text is compared with those near in time that share a word with it
that is rare there, so the cost grows with the number of texts and not with its square.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storyweft.model import Article, Link
from storyweft.stories.words import Text, find_texts, vectors

if TYPE_CHECKING:
    from numpy import float64, int64
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    Integers = NDArray[int64]
    Floats = NDArray[float64]

#: For so long (in days) time says nothing: the reports of one event come within half a day …
SAME_TIME = 0.5
#: … and then likeness fades, to a third within so many days more.
FADING = 3.0
#: What a pair keeps of which one has no date: as much as one that is one day and a half apart.
UNDATED = 0.7
#: A related link makes a pair so much more alike. It cannot make alike what shares no words: links
#: also join different events of one theme.
LINK_BONUS = 0.3
#: Likeness below this is none: any two texts of one theme have it.
LEAST = 0.1

#: Articles further apart (in days) are not compared: nothing would be left after the fading.
WINDOW = 9.0
#: A word that more texts of a time window share is a theme's: pairs are not looked up by it, except
#: among so many neighbours in time.
COMMON = 400
#: How many texts are looked up at once; only memory depends on it.
BLOCK = 1000


@dataclass(frozen=True, slots=True)
class Likeness:
    """Which texts are alike: pairs of positions in ``texts``, the smaller first, in order.

    ``vectors`` has a row of length 1 for each text, so a product of two rows is their likeness by
    words alone.
    """

    texts: Sequence[Text]
    vectors: "csr_matrix"
    first: "Integers"
    second: "Integers"
    values: "Floats"


def likeness(articles: Sequence[Article], links: Sequence[Link]) -> Likeness:
    """Compare articles, which are in order of IRI; a value is between ``LEAST`` and 1."""
    import numpy as np

    texts = find_texts(articles)
    rows = vectors(texts)
    times = np.array([item.time for item in texts], dtype=np.float64)
    linked = _linked(texts, articles, links)
    first, second = _candidates(rows, times, linked)
    values = products(rows, first, second)
    place = np.searchsorted(_keys(first, second, len(texts)), linked)
    values[place] *= 1 + LINK_BONUS
    values *= nearness(times[first], times[second])
    # Rounded: the last digits may differ between processors, and a story must not.
    values = np.minimum(np.round(values, 4), 1.0)
    kept = values >= LEAST
    return Likeness(texts, rows, first[kept], second[kept], values[kept])


def _linked(
    texts: Sequence[Text], articles: Sequence[Article], links: Sequence[Link]
) -> "Integers":
    """Return the keys of the pairs of texts that a related link joins, in order."""
    import numpy as np

    text_of = {
        articles[position].iri: number
        for number, item in enumerate(texts)
        for position in item.articles
    }
    pairs = {
        tuple(sorted((text_of[link.source], text_of[link.target])))
        for link in links
        if text_of[link.source] != text_of[link.target]
    }
    ends = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    return _keys(ends[:, 0], ends[:, 1], len(texts))


def _keys(first: "Integers", second: "Integers", size: int) -> "Integers":
    return first * size + second


def _candidates(
    rows: "csr_matrix", times: "Floats", linked: "Integers"
) -> tuple["Integers", "Integers"]:
    """Return the pairs worth comparing: near in time, with rare words in common, or linked."""
    import numpy as np

    undated = np.flatnonzero(np.isnan(times))
    dated = np.flatnonzero(~np.isnan(times))
    dated = dated[np.lexsort((dated, times[dated]))]
    keys = [linked]
    for block in _blocks(dated):
        low, high = times[block[0]] - WINDOW, times[block[-1]] + WINDOW
        near = dated[slice(*np.searchsorted(times[dated], (low, high)))]
        keys.append(_alike(rows, block, np.sort(np.r_[near, undated]), times))
    keys += [_alike(rows, block, undated, times) for block in _blocks(undated)]
    # Neighbours in time, by all words: in a burst of reports the telling words are not rare.
    for neighbours in (dated, undated):
        keys += [_alike(rows, block, block, times) for block in _blocks(neighbours, COMMON)]
    found = np.concatenate(keys)
    found.sort()
    found = found[np.diff(found, prepend=-1) > 0]
    size = max(len(times), 1)
    return found // size, found % size


def _blocks(items: "Integers", size: int | None = None) -> Iterator["Integers"]:
    size = size or BLOCK
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _alike(
    rows: "csr_matrix", block: "Integers", others: "Integers", times: "Floats"
) -> "Integers":
    """Return the keys of pairs of a block and others that are alike by the rarer words alone."""
    import numpy as np

    around = rows[others]
    spread = np.bincount(around.indices, minlength=rows.shape[1])
    columns = np.flatnonzero((spread > 1) & (spread <= COMMON))
    found = (rows[block][:, columns] @ around[:, columns].T).tocoo()
    strong = found.data >= LEAST
    one, other = block[found.row[strong]], others[found.col[strong]]
    # Two of a kind meet twice, once from either side; an undated one waits for the dated.
    mixed = np.isnan(times[one]) != np.isnan(times[other])
    far = np.abs(times[one] - times[other]) > WINDOW
    kept = ((one < other) | mixed) & ~far
    one, other = one[kept], other[kept]
    return _keys(np.minimum(one, other), np.maximum(one, other), len(times))


def products(rows: "csr_matrix", first: "Integers", second: "Integers") -> "Floats":
    """Return the product of each pair of rows, in the order of the pairs."""
    import numpy as np

    step = 10 * BLOCK
    parts = [
        np.asarray(rows[first[at : at + step]].multiply(rows[second[at : at + step]]).sum(1))
        for at in range(0, len(first), step)
    ]
    return np.concatenate([np.zeros(0), *(part.ravel() for part in parts)])


def nearness(one: "Floats", other: "Floats") -> "Floats":
    """Return what time leaves of a likeness: all within half a day, then less and less."""
    import numpy as np

    apart = np.maximum(np.abs(one - other) - SAME_TIME, 0)
    return np.where(np.isnan(apart), UNDATED, np.exp(-apart / FADING))
