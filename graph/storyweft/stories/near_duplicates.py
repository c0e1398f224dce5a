"""Articles that print the same text: one release of an agency at several providers.

They stay articles of their own, joined by a :class:`NearDuplicate`. Words count by how rare they
are in the corpus: reports that one robot writes share nearly all their words and differ in a name
and a few numbers, and those are what is rare.

Pairs are found without comparing all with all, and without a text meeting more than :data:`NEAR`
others of a bucket, whatever the corpus is like: MinHash over weighted words, in bands (Broder,
SEQUENCES 1997; Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, section 3.4), then a
check of each pair by all words. Hashes are of the words alone, so the same texts give the same
pairs in any order and on any machine.
"""

import re
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import adler32, crc32

from storyweft.model import Article, NearDuplicate
from storyweft.stories.sparse import Rows, distinct, products_of_pairs
from storyweft.stories.words import language_of

if TYPE_CHECKING:
    from numpy import int32, int64, uint64
    from numpy.typing import NDArray

#: How much of the words of title and excerpt two near-duplicates share by weight, at least
#: (weighted Jaccard).
SIMILARITY = 0.7

#: Texts with fewer different words say too little: "Daily briefing" is no copy of another.
MIN_WORDS = 10

#: A text is joined to so many others before it, no more: the rest are joined to these.
MAX_NEAR_DUPLICATES = 20

#: How rare a word is in a small corpus is a matter of chance: it is counted as if there were so
#: many texts more, without the word.
TEXTS_BESIDE = 50

#: A number weighs so much more than another word as rare: numbers are what robots fill in.
NUMBER_WEIGHT = 2

#: Texts meet that agree in all rows of a band: with 5 rows and 20 bands 97.5 % of pairs that share
#: 0.7 of their weight do, 99.96 % of pairs that share 0.8.
ROWS = 5
BANDS = 20

#: A text is compared with so many of those after it that agree in a band: the most alike in the
#: next band stand first.
NEAR = 24

# An array of numbers, or a column: no type says both.
_Total = Any

# How many pairs are compared at once, and looked at for equal ones: only memory depends on them.
_BLOCK = 20_000
_MANY_PAIRS = 3_000_000

# Numbers as 3.2 and 10:30 are one word: their parts are not rare.
_WORD = re.compile(r"\d++(?:[.,:]\d++)++|\w+")
_NUMBER = re.compile(r"\d")


def find_near_duplicates(
    articles: Sequence[Article], similarity: float = SIMILARITY
) -> list[NearDuplicate]:
    """Return the pairs of near-identical articles of different providers, in order of IRI.

    Of many articles with exactly the same words each is paired with the first only.
    """
    shares: dict[tuple[str, str], float] = {}
    for one, other, share in similar(map(words_of, articles), similarity, MIN_WORDS):
        first, second = sorted((articles[one].iri, articles[other].iri))
        shares[first, second] = round(share, 3)
    voice_of = {article.iri: find_voice(article) for article in articles}
    return [
        NearDuplicate(first, second, share)
        for (first, second), share in sorted(shares.items())
        if are_apart(voice_of[first], voice_of[second])
    ]


def similar(
    texts: Iterable[Collection[str]], similarity: float, least: int
) -> Iterator[tuple[int, int, float]]:
    """Yield (text, other, share) of similar texts by their positions; the other stands before.

    :param texts: the words of each, once; texts of fewer than ``least`` are like no other.
    """
    words, rows, positions = _different(texts, least)
    for same in positions:
        yield from ((position, same[0], 1.0) for position in same[1:])
    for one, other, share in _similar(words, rows, similarity):
        yield positions[one][0], positions[other][0], share


class Voice(NamedTuple):
    """Who says it, in which language (``de``, or ``""`` if it is not known), and on which page.

    Translations of one page have one.
    """

    provider: str | None
    language: str
    page: str


def find_voice(article: Article) -> Voice:
    """Return the voice of an article."""
    provider = article.provider.iri if article.provider else None
    return Voice(provider, language_of(article), page_of(article))


def are_apart(one: Voice, other: Voice) -> bool:
    """Tell whether two voices can print one text: one repeats itself, and in two it translates."""
    return (
        one.page != other.page
        and (one.provider is None or one.provider != other.provider)
        and not (one.language and other.language and one.language != other.language)
    )


def page_of(article: Article) -> str:
    """Return what an article shares with its translations and with nothing else."""
    return min(article.iri, *article.translations) if article.translations else article.iri


def words_of(article: Article) -> set[str]:
    """Return the words of an article's title and excerpt, each once; none of a page of junk.

    >>> sorted(words_of(Article(iri="x", title="Acme up 3.2% at 10:30")))
    ['10:30', '3.2', 'acme', 'at', 'up']
    """
    if article.is_junk:
        return set()
    return set(_WORD.findall(f"{article.title or ''} {article.excerpt or ''}".casefold()))


def _different(
    texts: Iterable[Collection[str]], least: int
) -> tuple[list[str], Rows, list[list[int]]]:
    """Return the words, the different texts that have enough, and the positions of each text.

    A text is a row of ones where it has a word; they are in order of their first position.
    """
    import numpy as np

    number_of: dict[str, int] = {}
    numbers = array("i")
    starts = array("q", [0])
    positions: dict[bytes, list[int]] = {}
    for position, words in enumerate(texts):
        row = array("i", sorted([number_of.setdefault(word, len(number_of)) for word in words]))
        if len(row) >= least:
            same = positions.setdefault(row.tobytes(), [])
            if not same:
                numbers += row
                starts.append(len(numbers))
            same.append(position)
    columns = np.array(numbers, dtype=np.int32)
    values = np.ones(len(columns), dtype=np.int8)
    rows = Rows(np.array(starts), columns, values, len(number_of))
    return list(number_of), rows, list(positions.values())


def _similar(
    words: Sequence[str], texts: Rows, similarity: float
) -> Iterator[tuple[int, int, float]]:
    """Yield (text, other, share) of similar texts, the other before the text."""
    import numpy as np

    if len(texts) <= 1:
        return
    spread = np.bincount(texts.columns, minlength=len(words))
    weights = weigh(words, np.maximum(spread, 1), len(texts))
    seeds = np.fromiter(map(seed_of, words), dtype=np.uint64, count=len(words))
    weighted = replace(texts, values=weights[texts.columns])
    total = np.add.reduceat(weighted.values, texts.starts[:-1])
    pairs, shares = [np.empty(0, dtype=np.uint64)], [np.empty(0)]
    for some in _candidates(texts, seeds, weights):
        for start in range(0, len(some), _BLOCK):
            block = some[start : start + _BLOCK]
            text, other = _ends(block, texts)
            common = products_of_pairs(weighted, texts, text, other)
            share = share_of(common, total[text], total[other])
            pairs.append(block[share >= similarity])
            shares.append(share[share >= similarity])
    # Two texts may have met in several portions.
    distinct, first = np.unique(np.concatenate(pairs), return_index=True)
    text, other = _ends(distinct, texts)
    share = np.concatenate(shares)[first]
    joined: Counter[int] = Counter()
    for one, two, much in zip(text.tolist(), other.tolist(), share.tolist(), strict=True):
        joined[one] += 1
        if joined[one] <= MAX_NEAR_DUPLICATES:
            yield one, two, much


def weigh(words: Sequence[str], spread: "NDArray[Any]", size: int) -> "NDArray[int32]":
    """Return the weights of words, each of which ``spread`` of ``size`` texts have.

    They are whole numbers: their sums are the same in any order, so on any machine.
    """
    import numpy as np

    kinds = np.array([NUMBER_WEIGHT if _NUMBER.search(word) else 1 for word in words])
    weights = 100 * kinds * np.log1p((size + TEXTS_BESIDE) / spread)
    return np.asarray(np.rint(weights), dtype=np.int32)


def seed_of(word: str) -> int:
    """Return the number that a word's hashes are made of."""
    encoded = word.encode("utf-8", "surrogatepass")
    return crc32(encoded) << 32 | adler32(encoded)


def share_of(common: _Total, one: _Total, other: _Total) -> _Total:
    """Return how much two texts share, from the weight of what they have in common and of each."""
    return common / (one + other - common)


def _ends(pairs: "NDArray[uint64]", texts: Rows) -> tuple["NDArray[int64]", "NDArray[int64]"]:
    import numpy as np

    text, other = np.divmod(pairs, np.uint64(len(texts)))
    return text.astype(np.int64), other.astype(np.int64)


def _candidates(
    texts: Rows, seeds: "NDArray[uint64]", weights: "NDArray[Any]"
) -> Iterator["NDArray[uint64]"]:
    """Yield each text with earlier ones that it meets, as text · number of texts + other.

    They come some millions at a time, in order and distinct among themselves.
    """
    import numpy as np

    size = np.uint64(len(texts))
    starts = texts.starts[:-1]
    first = previous = band_keys(texts.columns, starts, seeds, weights, 0)
    pairs = [np.empty(0, dtype=np.uint64)]
    for band in range(BANDS):
        keys = previous
        # In the last band those stand together that agree in the first.
        previous = (
            band_keys(texts.columns, starts, seeds, weights, band + 1)
            if band + 1 < BANDS
            else first
        )
        order = np.lexsort((previous, keys))
        for ahead in range(1, NEAR + 1):
            same = np.flatnonzero(keys[order[ahead:]] == keys[order[:-ahead]])
            if not len(same):
                break
            one, other = order[same].astype(np.uint64), order[same + ahead].astype(np.uint64)
            pairs.append(np.maximum(one, other) * size + np.minimum(one, other))
        if sum(map(len, pairs)) > _MANY_PAIRS:
            yield distinct(np.concatenate(pairs))
            pairs = [np.empty(0, dtype=np.uint64)]
    yield distinct(np.concatenate(pairs))


def band_keys(
    words: "NDArray[Any]",
    starts: "NDArray[Any]",
    seeds: "NDArray[uint64]",
    weights: "NDArray[Any]",
    band: int,
) -> "NDArray[uint64]":
    """Return the key of each text in one band; texts that share much have the same in some.

    :param words: the numbers of the words of all texts, which start at ``starts``.
    :param seeds: of each word, see :func:`seed_of`; ``weights`` by :func:`weigh`.
    """
    import numpy as np

    keys = np.zeros(len(starts), dtype=np.uint64)
    for row in range(band * ROWS, band * ROWS + ROWS):
        salt = _mixed(np.array([row + 1], dtype=np.uint64))
        uniform = ((_mixed(seeds + salt) >> np.uint64(40)) + 0.5) / (1 << 24)
        # The least of exponential variates is a weighted sample: that two texts have the same is as
        # likely as they are similar. As bits, positive floats are in the order of their values.
        times = (-np.log(uniform) / weights).astype(np.float32).view(np.uint32)
        least = np.minimum.reduceat(times[words], starts)
        keys = _mixed(keys ^ (least.astype(np.uint64) + salt))
    return keys


def _mixed(numbers: "NDArray[uint64]") -> "NDArray[uint64]":
    """Return numbers with their bits mixed: splitmix64 (Steele, Lea and Flood, OOPSLA 2014)."""
    import numpy as np

    numbers = numbers + np.uint64(0x9E3779B97F4A7C15)
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))
