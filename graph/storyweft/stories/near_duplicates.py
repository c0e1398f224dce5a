"""Articles that print the same text: one release of an agency at several providers.

They stay articles of their own, joined by a :class:`NearDuplicate`. Pairs are found without
comparing all with all: two texts that share three in four of their words must share some of the
rarest few of each, so only those that do are compared (prefix filtering: Chaudhuri, Ganti and
Kaushik, ICDE 2006; Wang, Li and Feng, SIGMOD 2012). The result is exact, and no chance is involved.
"""

import re
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count, pairwise
from math import ceil
from typing import TYPE_CHECKING, Any

from storyweft.model import Article, NearDuplicate

if TYPE_CHECKING:
    from numpy import int64, uint64
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

#: How much of the words of title and excerpt two copies share, at least (Jaccard).
SIMILARITY = 0.75

#: Texts with fewer different words say too little: "Daily briefing" is no copy of another.
MIN_WORDS = 10

#: A text that has so many copies is joined to no more: the others are joined to these.
MAX_NEAR_DUPLICATES = 20

#: Texts of up to so many words are compared if they share two of their rarest, longer ones if they
#: share one: with one only, a large corpus gives each short text thousands of others to compare,
#: and long texts have too many pairs of words.
LONG = 80

# A number, an array of numbers, a column: no type says all three.
_Count = Any

# How many pairs are compared at once, and looked at for equal ones, and how many words give keys
# that are sorted at once: only memory depends on them.
_BLOCK = 20_000
_MANY_PAIRS = 5_000_000
_MANY_WORDS = 1_000_000

# Knuth's multiplicative hashing: 2**64 divided by the golden ratio.
_MIXER = 0x9E3779B97F4A7C15

_WORD = re.compile(r"\w+")


def find_near_duplicates(
    articles: Sequence[Article], similarity: float = SIMILARITY
) -> list[NearDuplicate]:
    """Return all pairs of near-identical articles of different providers, in order of IRI.

    Of many articles with exactly the same words each is paired with the first only.
    """
    texts, articles_of = _texts(articles)
    shares = {(same[0].iri, other.iri): 1.0 for same in articles_of for other in same[1:]}
    for one, other, share in similar(texts, similarity):
        first, second = sorted((articles_of[one][0].iri, articles_of[other][0].iri))
        shares[first, second] = round(share, 3)
    provider_of = {article.iri: article.provider for same in articles_of for article in same}
    return [
        NearDuplicate(first, second, share)
        for (first, second), share in sorted(shares.items())
        if are_apart(provider_of[first], provider_of[second])
    ]


def are_apart(one: object, other: object) -> bool:
    """Tell whether articles of two providers, or of none, can be copies: one repeats itself."""
    return one is None or one != other


def words_of(article: Article) -> set[str]:
    """Return the words of an article's title and excerpt, each once; none of a page of junk."""
    if article.is_junk:
        return set()
    return set(_WORD.findall(f"{article.title or ''} {article.excerpt or ''}".casefold()))


def _texts(articles: Sequence[Article]) -> tuple["csr_matrix", list[list[Article]]]:
    """Return the different texts, shortest first, and the articles of each."""
    import numpy as np

    texts = _numbered(articles)
    # Big-endian numbers sort as bytes as they do as numbers.
    words = texts.indices.astype(">i4").tobytes()
    places: dict[bytes, list[int]] = {}
    for place, (start, end) in enumerate(pairwise((4 * texts.indptr).tolist())):
        if end - start >= 4 * MIN_WORDS:
            places.setdefault(words[start:end], []).append(place)
    different = [places[text] for text in sorted(places, key=lambda text: (len(text), text))]
    first = np.array([same[0] for same in different], dtype=np.intp)
    return texts[first], [[articles[place] for place in same] for same in different]


def _numbered(articles: Sequence[Article]) -> "csr_matrix":
    """Return a row an article with the numbers of its words, rarest first."""
    import numpy as np

    number_of: dict[str, int] = {}
    numbers = array("i")
    ends = array("q", [0])
    for article in articles:
        numbers.extend([number_of.setdefault(word, len(number_of)) for word in words_of(article)])
        ends.append(len(numbers))
    words = np.frombuffer(numbers, dtype=np.int32)
    counts = np.bincount(words, minlength=len(number_of)).tolist()
    order = sorted(number_of, key=lambda word: (counts[number_of[word]], word))
    rank = np.empty(len(order), dtype=np.int32)
    rank[[number_of[word] for word in order]] = np.arange(len(order), dtype=np.int32)
    return rows(rank[words], np.frombuffer(ends, dtype=np.int64))


def rows(numbers: "NDArray[Any]", ends: "NDArray[Any]") -> "csr_matrix":
    """Return a matrix with a row a text, of ones where it has a word, from the numbers of words."""
    import numpy as np
    from scipy.sparse import csr_matrix

    ones = np.ones(len(numbers), dtype=np.int8)
    result = csr_matrix((ones, numbers, ends), shape=(len(ends) - 1, numbers.max(initial=-1) + 1))
    result.sort_indices()
    return result


def share_of(common: _Count, one: _Count, other: _Count) -> _Count:
    """Return how much two texts share, from how many words they have in common and each has."""
    return common / (one + other - common)


def shared_words(length: int, similarity: float) -> Iterator[int]:
    """Yield how many of their rarest words a text of this length must share with another.

    Texts similar to each other have one of the numbers in common.
    """
    if similarity * length <= LONG:
        yield 2
    if length > LONG:
        yield 1


def rarest(length: int, shared: int, similarity: float) -> int:
    """Return how many of the rarest words two similar texts share so many words in."""
    return min(length, length - ceil(similarity * length) + shared)


def similar(texts: "csr_matrix", similarity: float) -> Iterator[tuple[int, int, float]]:
    """Yield (text, other, share) of similar texts, given shortest first, the other the shorter."""
    import numpy as np

    lengths = np.diff(texts.indptr)
    pairs, shares = [np.empty(0, dtype=np.uint64)], [np.empty(0)]
    for some in _candidates(texts, similarity):
        for start in range(0, len(some), _BLOCK):
            block = some[start : start + _BLOCK]
            text, other = _ends(block, texts)
            common = np.asarray(texts[text].multiply(texts[other]).sum(axis=1)).ravel()
            share = share_of(common, lengths[text], lengths[other])
            pairs.append(block[share >= similarity])
            shares.append(share[share >= similarity])
    # Two texts that share several keys may have come more than once.
    distinct, first = np.unique(np.concatenate(pairs), return_index=True)
    text, other = _ends(distinct, texts)
    share = np.concatenate(shares)[first]
    found: Counter[int] = Counter()
    for one, two, much in zip(text.tolist(), other.tolist(), share.tolist(), strict=True):
        found[one] += 1
        if found[one] <= MAX_NEAR_DUPLICATES:
            yield one, two, much


def _ends(
    pairs: "NDArray[uint64]", texts: "csr_matrix"
) -> tuple["NDArray[int64]", "NDArray[int64]"]:
    import numpy as np

    text, other = np.divmod(pairs, np.uint64(texts.shape[0]))
    return text.astype(np.int64), other.astype(np.int64)


def _candidates(texts: "csr_matrix", similarity: float) -> Iterator["NDArray[uint64]"]:
    """Yield each text with the earlier ones that share a key, as text · number of texts + other.

    They come some millions at a time, in order and distinct among themselves.
    """
    import numpy as np

    size = np.uint64(texts.shape[0])
    lengths = np.diff(texts.indptr)
    least = np.ceil(similarity * lengths)
    parts = 1 + texts.nnz // _MANY_WORDS
    pairs: list[NDArray[uint64]] = []
    for part in range(parts):
        for other, text in _sharing_a_key(texts, similarity, part, parts):
            near = lengths[other] >= least[text]
            pairs.append(_distinct(text[near] * size + other[near]))
            if sum(map(len, pairs)) > _MANY_PAIRS:
                yield _distinct(np.concatenate(pairs))
                pairs = []
    yield _distinct(np.concatenate([np.empty(0, dtype=np.uint64), *pairs]))


def _sharing_a_key(
    texts: "csr_matrix", similarity: float, part: int, parts: int
) -> Iterator[tuple["NDArray[uint64]", "NDArray[uint64]"]]:
    """Yield pairs of texts, the earlier one first, that share a key of one part of all keys."""
    import numpy as np

    bits = np.uint64(texts.shape[0].bit_length())
    keyed = [np.empty(0, dtype=np.uint64)]
    for key, row in _keys(texts, similarity):
        wanted = (key >> np.uint64(40)) % np.uint64(parts) == part
        # A key and its text are one number: to sort these is to bring together who shares a key.
        keyed.append(key[wanted] >> bits << bits | row[wanted])
    keys = np.concatenate(keyed)
    keyed.clear()
    keys.sort()
    first = np.arange(len(keys))
    for ahead in count(1):
        first = first[: np.searchsorted(first, len(keys) - ahead)]
        first = first[keys[first] >> bits == keys[first + ahead] >> bits]
        if not len(first):
            break
        last = (np.uint64(1) << bits) - np.uint64(1)
        yield keys[first] & last, keys[first + ahead] & last


def _distinct(numbers: "NDArray[uint64]") -> "NDArray[uint64]":
    """Return the numbers in order, each once: by sorting, ten times as fast as ``np.unique``."""
    import numpy as np

    numbers.sort()
    is_new = np.ones(len(numbers), dtype=bool)
    np.not_equal(numbers[1:], numbers[:-1], out=is_new[1:])
    return numbers[is_new]


def _keys(
    texts: "csr_matrix", similarity: float
) -> Iterator[tuple["NDArray[uint64]", "NDArray[uint64]"]]:
    """Yield keys and the text of each: two similar texts have one in common at least.

    Keys are numbers mixed of the numbers of words; that two are the same by chance costs a
    comparison, no more.
    """
    import numpy as np

    lengths = np.diff(texts.indptr)
    mixer = np.uint64(_MIXER)
    for length in np.unique(lengths).tolist():
        which = np.flatnonzero(lengths == length)
        for shared in shared_words(length, similarity):
            size = rarest(length, shared, similarity)
            places = texts.indptr[which][:, None] + np.arange(size)
            words = texts.indices[places].astype(np.uint64) + np.uint64(1)
            if shared == 2:
                one, other = np.triu_indices(size, 1)
                words = (words[:, one] * mixer) ^ words[:, other]
            yield (words * mixer).ravel(), np.repeat(which, words.shape[1]).astype(np.uint64)
