"""Articles → pairs of texts that are alike: how likely two of them report one event.

Five things speak for one event: telling words in common, names more than other words, a short time
between the two, the same headline or text, and a related link. Topics and providers do not: they
tie everything to everything.

No step compares all with all. A text is compared with those near in time that share a word with it
that is rare there, and keeps the strongest only, so cost and memory grow with the number of texts
and not with its square.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, NamedTuple

from storyweft.model import Article, Link, NearDuplicate
from storyweft.stories.near_duplicates import similar
from storyweft.stories.sparse import Rows, are_in, distinct, product, products_of_pairs
from storyweft.stories.words import Text, Vectors, find_texts, vectors

if TYPE_CHECKING:
    from numpy import bool_, float64, int64
    from numpy.typing import NDArray

    Integers = NDArray[int64]
    Floats = NDArray[float64]
    Flags = NDArray[bool_]

#: For so long (in days) time says nothing: the reports of one event come within half a day …
SAME_TIME = 0.5
#: … and then likeness fades, to a third within so many days more.
FADING = 3.0
#: What a pair keeps of which one has no date: as much as one that is two days and a quarter apart.
UNDATED = 0.55
#: Of an article of which only the day is known, the time may be so much earlier or later.
DAY_ONLY = 0.5
#: Two reports of one site keep so much: a site seldom tells one event twice, and often its sequel.
SAME_SITE = 0.9
#: The only related link of two articles makes them so much more alike; a link among many says less.
#: None can make alike what shares no words: links also join different events of one theme.
LINK_BONUS = 1.0
#: What two texts have in common says less where one has few words: of n it keeps n / (n + this).
FEW_WORDS = 3
#: Likeness below this is none: any two texts of one theme have it …
LEAST = 0.1
#: … and so is what is not so many standard deviations above what chance gives in a vocabulary.
CHANCE = 5
#: Two undated texts are alike only if their names alone make them so.
NAMES = 0.15

#: Headlines of so many words or more that share so much of their weight are one …
HEADLINE_WORDS = 4
HEADLINE = 0.75
#: … if they come within so many days; two texts of one headline are at least so much alike.
HEADLINE_DAYS = 1.0
SAME_HEADLINE = 0.5

#: Articles further apart (in days) are not compared: nothing would be left after the fading.
WINDOW = 9.0
#: A word that more texts of a time window share is a theme's: pairs are not looked up by it, except
#: among so many neighbours in time.
COMMON = 400
#: A text keeps so many others, the most alike: those of a larger story are like its other texts.
NEAREST = 64
#: How many texts are looked up at once, and how many pairs compared; only memory depends on it.
BLOCK = 1000
PAIRS = 100_000


@dataclass(frozen=True, slots=True)
class Likeness:
    """Which texts are alike: pairs of positions in ``texts``, the smaller first, in order.

    ``vectors`` has a row for each text, so a product of two rows is their likeness by words alone;
    ``middle`` is what is common to all of them.
    """

    texts: Sequence[Text]
    vectors: Rows
    middle: "Floats"
    first: "Integers"
    second: "Integers"
    values: "Floats"


def likeness(
    articles: Sequence[Article],
    links: Sequence[Link],
    near_duplicates: Sequence[NearDuplicate] = (),
) -> Likeness:
    """Compare articles, which are in order of IRI; a value is between ``LEAST`` and 1."""
    import numpy as np

    texts = find_texts(articles)
    weights = vectors(texts)
    text_of = {
        articles[position].iri: number
        for number, item in enumerate(texts)
        for position in item.articles
    }
    times = np.array([item.time for item in texts], dtype=np.float64)
    same = [(text_of[item.first], text_of[item.second]) for item in near_duplicates]
    same += _same_headlines(texts, times)
    linked = _keys_of(((text_of[item.source], text_of[item.target]) for item in links), len(texts))
    facts = _Facts(
        times,
        np.array([item.is_day_only for item in texts], dtype=bool),
        numbers_of(item.site for item in texts),
        numbers_of(item.language for item in texts),
        linked,
        _keys_of(same, len(texts)),
        np.bincount(np.concatenate(ends_of(linked, len(texts))), minlength=len(texts)),
        np.diff(weights.rows.starts),
    )
    centred = centre(weights.rows, weights.middle)
    compared = [(np.empty(0, dtype=np.int64), np.empty(0))]
    also = np.concatenate([facts.linked, facts.equal])
    for keys in _blocks(candidates(weights.rows, times, also), PAIRS):
        values = _compare(weights, centred, facts, keys)
        kept = values >= LEAST
        compared.append((keys[kept], values[kept]))
    keys, values = map(np.concatenate, zip(*compared, strict=True))
    first, second = ends_of(keys, len(texts))
    kept = _strongest(first, second, values, len(texts))
    return Likeness(texts, weights.rows, weights.middle, first[kept], second[kept], values[kept])


class _Facts(NamedTuple):
    """What is known of each text beside its words, and the keys of pairs that are said to be one.

    A site or a language that is not known is -1.
    """

    time: "Floats"
    is_day_only: "Flags"
    site: "Integers"
    language: "Integers"
    linked: "Integers"
    equal: "Integers"
    #: How many texts each is linked with, and how many words tell what it is about.
    links: "Integers"
    words: "Integers"


def _compare(weights: Vectors, centred: "Centred", facts: _Facts, keys: "Integers") -> "Floats":
    """Return how much the texts of each pair are alike, by all that is known of them."""
    import numpy as np

    first, second = ends_of(keys, len(facts.time))
    has_link, is_equal = are_in(keys, facts.linked), are_in(keys, facts.equal)
    values = cosines(centred, first, second)
    words = np.minimum(facts.words[first], facts.words[second])
    values *= words / (words + FEW_WORDS)
    values[values < CHANCE * weights.chance] = 0
    links = facts.links[first[has_link]] * facts.links[second[has_link]]
    values[has_link] *= 1 + LINK_BONUS / np.sqrt(links)
    values[is_equal] = np.maximum(values[is_equal], SAME_HEADLINE)
    by_day = facts.is_day_only[first] | facts.is_day_only[second]
    values *= nearness(facts.time[first], facts.time[second], by_day)
    same_site = (facts.site[first] == facts.site[second]) & (facts.site[first] >= 0)
    values[same_site & ~has_link & ~is_equal] *= SAME_SITE
    values[_are_no_news(weights, facts, first, second, same_site, has_link, is_equal)] = 0
    # Rounded: the last digits may differ between processors, and a story must not.
    return np.minimum(np.round(values, 4), 1.0)


def _keys_of(pairs: Iterable[tuple[int, int]], size: int) -> "Integers":
    """Return the keys of pairs of different texts, in order."""
    import numpy as np

    ends = {(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]}
    table = np.array(sorted(ends), dtype=np.int64).reshape(-1, 2)
    return _keys(table[:, 0], table[:, 1], size)


def _keys(first: "Integers", second: "Integers", size: int) -> "Integers":
    return first * size + second


def ends_of(keys: "Integers", size: int) -> tuple["Integers", "Integers"]:
    """Return the smaller and the larger number of each pair."""
    return keys // max(size, 1), keys % max(size, 1)


def _same_headlines(texts: Sequence[Text], times: "Floats") -> Iterator[tuple[int, int]]:
    """Yield the pairs of texts of different sites with one headline, and of undated ones."""
    words = [item.title.casefold().split() for item in texts]
    for one, other, _ in similar(map(set, words), HEADLINE, HEADLINE_WORDS):
        apart = abs(times[one] - times[other])
        if texts[one].site != texts[other].site:
            if not apart > HEADLINE_DAYS:
                yield one, other
        # Of one site each headline is another's; but what has no date may come from two lists.
        elif isnan(apart) and words[one] == words[other]:
            yield one, other


def _are_no_news(
    weights: Vectors,
    facts: _Facts,
    first: "Integers",
    second: "Integers",
    same_site: "Flags",
    has_link: "Flags",
    is_equal: "Flags",
) -> "Flags":
    """Tell which pairs are no reports of one event, however alike they are.

    A site translates its pages; and what it does not date is no news, so a theme of its own, such
    as a product, makes no story of them. Undated reports of different sites need names in common.
    """
    import numpy as np

    undated, language = np.isnan(facts.time), facts.language
    versions = (facts.site[first] == facts.site[second]) & (language[first] != language[second])
    versions &= (language[first] >= 0) & (language[second] >= 0)
    theme = same_site & (undated[first] | undated[second]) & ~has_link
    doubtful = np.flatnonzero(undated[first] & undated[second] & ~theme)
    if len(doubtful):
        names = weights.rows.only(weights.is_name[weights.rows.columns])
        shares = products_of_pairs(names, names, first[doubtful], second[doubtful])
        theme[doubtful] = shares < NAMES
    return np.asarray(versions | (theme & ~is_equal))


def numbers_of(names: Iterable[str]) -> "Integers":
    """Return a number for each name, the same for the same name; -1 for ``""``."""
    import numpy as np

    numbers = {"": -1}
    return np.array([numbers.setdefault(name, len(numbers)) for name in names], dtype=np.int64)


def candidates(rows: Rows, times: "Floats", also: "Integers | None" = None) -> "Integers":
    """Return the keys of pairs of rows of length 1 that are worth comparing, in order.

    They are near in time and have rare words in common, or they are in ``also``. The key of a pair
    is the smaller number times the number of rows, and the larger number.
    """
    import numpy as np

    undated = np.flatnonzero(np.isnan(times))
    dated = np.flatnonzero(~np.isnan(times))
    dated = dated[np.lexsort((dated, times[dated]))]
    keys = [np.empty(0, dtype=np.int64) if also is None else also]
    for block in _blocks(dated):
        low, high = times[block[0]] - WINDOW, times[block[-1]] + WINDOW
        near = dated[slice(*np.searchsorted(times[dated], (low, high)))]
        keys.append(_alike(rows, block, np.sort(np.r_[near, undated]), times))
    keys += [_alike(rows, block, undated, times) for block in _blocks(undated)]
    # Neighbours in time, by all words: in a burst of reports the telling words are not rare.
    for neighbours in (dated, undated):
        keys += [_alike(rows, block, block, times) for block in _blocks(neighbours, COMMON)]
    return distinct(np.concatenate(keys))


def _blocks(items: "Integers", size: int | None = None) -> Iterator["Integers"]:
    size = size or BLOCK
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _alike(rows: Rows, block: "Integers", others: "Integers", times: "Floats") -> "Integers":
    """Return the keys of pairs of a block and others that are alike by the rarer words alone."""
    import numpy as np

    around, some = rows.take(others), rows.take(block)
    spread = np.bincount(around.columns, minlength=rows.width)
    is_rare = (spread > 1) & (spread <= COMMON)
    row, column, values = product(
        some.only(is_rare[some.columns]), around.only(is_rare[around.columns]), LEAST
    )
    values = values.round(4)
    one, other = block[row], others[column]
    kept = (one != other) & ~(np.abs(times[one] - times[other]) > WINDOW)
    row, one, other, values = row[kept], one[kept], other[kept], values[kept]
    near = _nearest(row, values, len(block))
    one, other = one[near], other[near]
    return distinct(_keys(np.minimum(one, other), np.maximum(one, other), len(times)))


def _nearest(row: "Integers", values: "Floats", size: int) -> "Flags":
    """Tell which values are among the :data:`NEAREST` largest of their row; rows are in order.

    All that are as large as the last of them stay: which come first may differ between processors.
    """
    import numpy as np

    near = np.ones(len(row), dtype=bool)
    ends = np.cumsum(np.bincount(row, minlength=size))
    counts = np.diff(ends, prepend=0)
    for number in np.flatnonzero(counts > NEAREST).tolist():
        some = slice(ends[number] - counts[number], ends[number])
        near[some] = values[some] >= np.partition(values[some], -NEAREST)[-NEAREST]
    return near


def _strongest(first: "Integers", second: "Integers", values: "Floats", size: int) -> "Flags":
    """Tell which pairs are among the strongest of one of their texts."""
    import numpy as np

    ends = np.r_[first, second]
    order = np.argsort(ends, kind="stable")
    near = np.empty(len(ends), dtype=bool)
    near[order] = _nearest(ends[order], np.r_[values, values][order], size)
    return near[: len(first)] | near[len(first) :]


class Centred(NamedTuple):
    """Rows less a middle: their product with it, and how long they are without it."""

    rows: Rows
    to_middle: "Floats"
    length: "Floats"


def centre(rows: Rows, middle: "Floats", squares: "Floats | float" = 1.0) -> Centred:
    """Take the middle off rows: what all texts share is no likeness.

    :param squares: the square of the length of each row. Where it is said to be 1, a row that is
        shorter is alike by so much less.
    """
    import numpy as np

    to_middle = rows.times(middle) - middle @ middle / 2
    return Centred(rows, to_middle, np.sqrt(np.maximum(squares - 2 * to_middle, 1e-9)))


def cosines(centred: Centred, first: "Integers", second: "Integers") -> "Floats":
    """Return the cosine of each pair of rows less the middle."""
    import numpy as np

    rows, to_middle, length = centred
    values = products_of_pairs(rows, rows, first, second) - to_middle[first] - to_middle[second]
    return np.asarray(values / (length[first] * length[second]))


def nearness(one: "Floats", other: "Floats", by_day: "Flags | bool" = False) -> "Floats":
    """Return what time leaves of a likeness: all within half a day, then less and less.

    :param by_day: where one of the two is known by its day only.
    """
    import numpy as np

    apart = np.abs(one - other) - SAME_TIME - np.where(by_day, DAY_ONLY, 0)
    return np.where(np.isnan(apart), UNDATED, np.exp(-np.maximum(apart, 0) / FADING))
