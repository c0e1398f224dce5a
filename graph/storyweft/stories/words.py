"""Texts → vectors: which words a text is told apart by, and how much each of them says.

Plain TF-IDF, with three additions: the title counts more than the excerpt, names count more than
other words, and what the texts of a provider's template share does not count at all.
"""

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import count, pairwise
from math import isnan, nan
from typing import TYPE_CHECKING, NamedTuple

from storyweft.model import Article
from storyweft.stories.headlines import headlines

if TYPE_CHECKING:
    from numpy import bool_, integer
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    Integers = NDArray[integer]
    Flags = NDArray[bool_]

#: A word of the title counts as much as two of the excerpt: a title names the event, an excerpt
#: is often cut, or the start of something else.
TITLE_WEIGHT = 2
#: A name counts more than another word: it tells one company's ban from another company's.
NAME_WEIGHT = 1.5
#: So many words in a row that so many different titles of one provider share are a template's.
TEMPLATE_WORDS = 5
TEMPLATE_TITLES = 3
#: The same words again after more than so many days are not a copy but a new edition.
COPY_DAYS = 3.0


class Text(NamedTuple):
    """What one or several articles say word for word, and when (days since 1970, NaN: unknown)."""

    title: str
    excerpt: str
    provider: str
    time: float
    articles: tuple[int, ...]


def find_texts(articles: Sequence[Article]) -> list[Text]:
    """Return the texts of articles: a report that fifty sites copy is one text."""
    titles = headlines(articles)
    copies: dict[tuple[str, str, str], list[tuple[float, int]]] = defaultdict(list)
    for position, (article, title) in enumerate(zip(articles, titles, strict=True)):
        # Without a title nothing tells that two texts of one excerpt are copies.
        key = (title, article.excerpt or "", "" if title else article.iri)
        copies[key].append((_days(article.published), position))
    texts = []
    for (title, excerpt, _), found in copies.items():
        for run in _runs(found):
            provider = articles[run[0][1]].provider
            members = tuple(sorted(position for _, position in run))
            texts.append(Text(title, excerpt, provider.iri if provider else "", run[0][0], members))
    return sorted(texts, key=lambda item: item.articles)


def _runs(found: list[tuple[float, int]]) -> Iterator[list[tuple[float, int]]]:
    """Split copies where a new edition must be meant: a horoscope repeats itself every year."""
    dated = sorted(item for item in found if not isnan(item[0]))
    run = [*dated[:1], *(item for item in found if isnan(item[0]))]
    for before, item in pairwise(dated):
        if item[0] - before[0] > COPY_DAYS:
            yield run
            run = []
        run.append(item)
    yield run


def _days(time: str | None) -> float:
    return datetime.fromisoformat(time).timestamp() / 86_400 if time else nan


# Words of scripts without spaces come one character at a time. A full stop starts a sentence, where
# a capital letter is no sign of a name.
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]"
    r"|[^\W_](?:[^\W_\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]|['’.&](?=[^\W_]))*"
    r"|[.!?:]"
)
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]$")
_STOPS = frozenset(".!?:")


def _word(form: str) -> str:
    """Return the word of a form: ``Microsoft’s`` and ``microsoft``, ``bans`` and ``ban`` are one.

    >>> [_word(form) for form in ("Microsoft’s", "bans", "cities", "class", "N.R.A")]
    ['microsoft', 'ban', 'city', 'class', 'nra']
    """
    word = form.lower().replace("’", "'").removesuffix("'s")
    if _INITIALS.match(word):
        return word.replace(".", "")
    if len(word) <= 3 or not word.endswith("s") or word.endswith("ss"):
        return word
    return word[:-3] + "y" if word.endswith("ies") else word[:-1]


class _Tokens(NamedTuple):
    """All words of all texts in one row, in order, and what is known of each."""

    words: list[str]
    word: "Integers"
    text: "Integers"
    in_title: "Flags"
    #: Has a capital that no start of a sentence explains.
    capital: "Flags"
    #: Has none.
    small: "Flags"


def _tokens(texts: Sequence[Text]) -> _Tokens:
    import numpy as np

    forms, form, part = _forms(texts)
    words = sorted({_word(name) for name in forms if name not in _STOPS})
    number_of = {word: number for number, word in enumerate(words)}
    word_of = np.array([number_of.get(_word(name), -1) for name in forms], dtype=np.int32)
    word = word_of[form]
    starts = np.r_[True, word[:-1] < 0]
    capital = np.array([name[0].isupper() for name in forms])[form] & ~starts
    small = np.array([name[0].islower() for name in forms])[form]
    kept = word >= 0
    text, in_title = part[kept] // 2, part[kept] % 2 == 0
    return _Tokens(words, word[kept], text, in_title, capital[kept], small[kept])


def _forms(texts: Sequence[Text]) -> tuple[list[str], "Integers", "Integers"]:
    """Return all spellings, and for each word of the texts its spelling and its part.

    Part 2·n is the title of text n, part 2·n + 1 its excerpt.
    """
    import numpy as np

    # A new spelling takes the next number.
    forms: defaultdict[str, int] = defaultdict(count(1).__next__, {".": 0})
    found = array("i")
    lengths = array("i")
    for part in (part for item in texts for part in (item.title, item.excerpt)):
        # The first word of a part starts a sentence too.
        spellings = [".", *_WORD.findall(part)]
        found.extend(map(forms.__getitem__, spellings))
        lengths.append(len(spellings))
    parts = np.repeat(np.arange(len(lengths), dtype=np.int32), np.array(lengths))
    return list(forms), np.array(found), parts


# The words of English that have a duty in the sentence and little meaning of their own, by kind.
# Not one of the long lists that go round: those take "computer", "fire" and "bill" for nothing.
_FUNCTION_WORDS = frozenset(
    """
    a an the this that these those some any no each every either neither all both half such other
    others another same own few many much more most less least several enough
    i me my mine we us our ours you your yours he him his she her hers it its they them their
    theirs myself yourself himself herself itself ourselves themselves who whom whose which what
    one someone anyone everyone something anything everything nothing none nobody
    about above across after against along amid among around as at before behind below beneath
    beside besides between beyond by despite down during except for from in inside into like near
    of off on onto out outside over per since through throughout till to toward towards under
    until up upon via with within without
    and but or nor so yet if because although though while whereas unless than when whenever where
    wherever whether how why
    am are be been being can cannot could did do does doing had has have having is may might must
    shall should was were will would
    become get give given go going gone keep made make put seem take taken
    again almost already also always even ever far here how however indeed just maybe never not now
    often once only perhaps quite rather really soon still then there thus together too very well
    """.split()
)


def vectors(texts: Sequence[Text]) -> "csr_matrix":
    """Return one row of length 1 a text, and a column a word: TF-IDF, with names made to count.

    Smoothed as is usual: ln((1 + texts) / (1 + texts with the word)) + 1 times 1 + ln(weight).
    """
    import numpy as np
    from scipy.sparse import coo_matrix

    tokens = _tokens(texts)
    common = {_word(word) for word in _FUNCTION_WORDS}
    telling = np.array(
        [word not in common and (len(word) > 1 or not word.isascii()) for word in tokens.words],
        dtype=bool,
    )
    kept = telling[tokens.word] & ~_of_template(tokens, texts)
    # A text that is all template keeps its words: with none it would be like nothing at all.
    bare = np.bincount(tokens.text[kept], minlength=len(texts)) == 0
    kept |= telling[tokens.word] & bare[tokens.text]
    shape = (len(texts), len(tokens.words))
    weights = np.where(tokens.in_title, TITLE_WEIGHT, 1)[kept].astype(float)
    result = coo_matrix((weights, (tokens.text[kept], tokens.word[kept])), shape=shape).tocsr()
    spread = np.bincount(result.indices, minlength=len(tokens.words))
    rarity = np.log((1 + len(texts)) / (1 + spread)) + 1
    rarity[_names(tokens)] *= NAME_WEIGHT
    result.data = (1 + np.log(result.data)) * rarity[result.indices]
    row = np.repeat(np.arange(len(texts)), np.diff(result.indptr))
    result.data /= np.sqrt(np.bincount(row, result.data**2, len(texts)))[row]
    return result


def _names(tokens: _Tokens) -> "Flags":
    """Tell which words are names: written with a capital where others would have a small letter.

    A capital in a title is a quarter of a sign, as many titles write every word with one.
    """
    import numpy as np

    signs = np.where(tokens.in_title, 0.25, 1.0) * tokens.capital
    size = len(tokens.words)
    capital = np.bincount(tokens.word, signs, size)
    return capital > np.bincount(tokens.word, tokens.small, size)


def _of_template(tokens: _Tokens, texts: Sequence[Text]) -> "Flags":
    """Tell which words stand in a run of words that different titles of one provider have."""
    import numpy as np

    marked = np.zeros(len(tokens.word), dtype=bool)
    if len(tokens.word) < TEMPLATE_WORDS:
        return marked
    runs = _runs_of_words(tokens, _numbers(item.provider for item in texts))
    title = _numbers(item.title for item in texts)[tokens.text[: len(runs)]]
    # Runs within one part of one text, whose provider is known.
    part = 2 * tokens.text + tokens.in_title
    known = np.array([bool(item.provider) for item in texts])[tokens.text[: len(runs)]]
    places = np.flatnonzero((part[: len(runs)] == part[TEMPLATE_WORDS - 1 :]) & known)
    places = places.astype(np.int32)
    runs, title = runs[places], title[places]
    order = np.lexsort((title, runs))
    places, runs, title = places[order], runs[order], title[order]
    is_new = np.ones(len(places), dtype=bool)
    is_new[1:] = runs[1:] != runs[:-1]
    is_other = is_new.copy()
    is_other[1:] |= title[1:] != title[:-1]
    group = np.cumsum(is_new, dtype=np.int32) - 1
    shared = places[np.bincount(group, is_other)[group] >= TEMPLATE_TITLES]
    for offset in range(TEMPLATE_WORDS):
        marked[shared + offset] = True
    return marked


def _runs_of_words(tokens: _Tokens, provider: "Integers") -> "Integers":
    """Return a number for the words that start at each place, the same for the same provider's."""
    import numpy as np

    size = len(tokens.word) - TEMPLATE_WORDS + 1
    run = provider[tokens.text[:size]].astype(np.uint64)
    for offset in range(TEMPLATE_WORDS):
        run *= np.uint64(_MIXER)
        run += tokens.word[offset : offset + size].astype(np.uint64)
    return run.view(np.int64)


# Knuth's multiplicative hashing: 2**64 divided by the golden ratio.
_MIXER = 0x9E3779B97F4A7C15


def _numbers(names: Iterable[str]) -> "Integers":
    """Return a number for each name, the same for the same name."""
    import numpy as np

    seen: dict[str, int] = {}
    return np.array([seen.setdefault(name, len(seen)) for name in names], dtype=np.int32)
