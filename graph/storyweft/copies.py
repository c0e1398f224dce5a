"""Articles that print the same text: one release of an agency at several providers.

They stay articles of their own, joined by a :class:`Copy`. Pairs are found without comparing all
with all: two texts that share three in four of their words must share some of the rarest few of
each, so only those that do are compared (prefix filtering: Chaudhuri, Ganti and Kaushik, ICDE 2006;
Wang, Li and Feng, SIGMOD 2012). The result is exact, and no chance is involved.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import ceil
from typing import TYPE_CHECKING

from storyweft.graph import Graph
from storyweft.model import Article, Copy

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

#: How much of the words of title and excerpt two copies share, at least (Jaccard).
SIMILARITY = 0.75

#: Texts with fewer different words say too little: "Daily briefing" is no copy of another.
MIN_WORDS = 10

#: A text that has so many copies is joined to no more: the others are joined to these.
MAX_COPIES = 20

#: So many rare words two texts must share to be compared: with one only, a large corpus gives each
#: text thousands of others to compare.
SHARED = 3
# How many texts are looked up at once; only memory depends on it.
_BLOCK = 500

_Words = tuple[int, ...]
_WORD = re.compile(r"\w+")


def find_copies(graph: Graph, similarity: float = SIMILARITY) -> list[Copy]:
    """Return all pairs of near-identical articles of different providers, in order of IRI.

    Of many articles with exactly the same words each is paired with the first only.
    """
    by_text: dict[_Words, list[Article]] = defaultdict(list)
    for article, words in _numbered(graph.articles):
        by_text[words].append(article)
    found = {
        (articles[0].iri, other.iri): 1.0 for articles in by_text.values() for other in articles[1:]
    }
    texts = sorted(by_text, key=lambda words: (len(words), words))
    for one, other, share in _similar(texts, similarity):
        first, second = sorted((by_text[one][0].iri, by_text[other][0].iri))
        found[first, second] = round(share, 3)
    return [
        Copy(first, second, share)
        for (first, second), share in sorted(found.items())
        if _are_apart(graph.article(first), graph.article(second))
    ]


def _are_apart(one: Article, other: Article) -> bool:
    """Tell whether two articles have different providers: one provider repeats itself."""
    return one.provider is None or one.provider != other.provider


def _numbered(articles: Iterable[Article]) -> Iterator[tuple[Article, _Words]]:
    """Yield articles with the numbers of their words, rarest first."""
    texts = [(article, _words(article)) for article in articles]
    counts = Counter(word for _, words in texts for word in words)
    order = sorted(counts, key=lambda word: (counts[word], word))
    number = {word: place for place, word in enumerate(order)}
    for article, words in texts:
        if len(words) >= MIN_WORDS:
            yield article, tuple(sorted(number[word] for word in words))


def _words(article: Article) -> set[str]:
    return set(_WORD.findall(f"{article.title or ''} {article.excerpt or ''}".casefold()))


def _similar(texts: Sequence[_Words], similarity: float) -> Iterator[tuple[_Words, _Words, float]]:
    """Yield pairs of similar texts, given shortest first."""
    for place, others in _candidates(texts, similarity):
        words = texts[place]
        here = set(words)
        found = 0
        for other in others:
            share = _jaccard(here, texts[other])
            if share >= similarity and found < MAX_COPIES:
                found += 1
                yield texts[other], words, share


def _candidates(texts: Sequence[_Words], similarity: float) -> Iterator[tuple[int, list[int]]]:
    """Yield the place of each text and of the earlier ones that share its rarest words."""
    import numpy as np

    rarest = _rarest(texts, similarity)
    lengths = np.array([len(words) for words in texts])
    for start in range(0, len(texts), _BLOCK):
        stop = min(start + _BLOCK, len(texts))
        shared = (rarest[start:stop] @ rarest[:stop].T).tocoo()
        place, other = shared.row + start, shared.col
        kept = (shared.data >= SHARED) & (other < place)
        kept &= lengths[other] >= np.ceil(similarity * lengths[place])
        place, other = place[kept], other[kept]
        order = np.lexsort((other, place))
        places, starts = np.unique(place[order], return_index=True)
        for number, others in zip(places, np.split(other[order], starts[1:]), strict=False):
            yield int(number), others.tolist()


def _rarest(texts: Sequence[_Words], similarity: float) -> "csr_matrix":
    """Return a row a text and a column a word, 1 for each of the text's rarest words.

    There are so many of them that two similar texts must share :data:`SHARED`.
    """
    import numpy as np
    from scipy.sparse import csr_matrix

    rarest = [words[: len(words) - ceil(similarity * len(words)) + SHARED] for words in texts]
    ends = np.cumsum([0, *map(len, rarest)])
    columns = np.fromiter((word for words in rarest for word in words), np.int64, ends[-1])
    width = int(columns.max(initial=-1)) + 1
    ones = np.ones(len(columns), dtype=np.int32)
    return csr_matrix((ones, columns, ends), shape=(len(texts), width))


def _jaccard(one: set[int], other: _Words) -> float:
    common = len(one.intersection(other))
    return common / (len(one) + len(other) - common)
