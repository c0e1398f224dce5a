"""Texts → vectors: which words a text is told apart by, and how much each of them says.

Plain TF-IDF, with a few additions: the title counts more than the excerpt and this more than the
body, names count more than other words, a country and what is of it are one word, and what a
template says does not count at all.
"""

import re
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import count, pairwise
from math import isnan, nan
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from storyweft.model import Article
from storyweft.stories.headlines import headlines
from storyweft.stories.nations import NATIONS
from storyweft.stories.templates import of_boilerplate, of_frames

if TYPE_CHECKING:
    from numpy import bool_, float64, integer
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    Integers = NDArray[integer]
    Floats = NDArray[float64]
    Flags = NDArray[bool_]

#: A word of the title counts as much as two of the excerpt: a title names the event, an excerpt
#: is often cut, or the start of something else. Half as much counts one of the body.
PART_WEIGHTS = (2.0, 1.0, 0.5)
#: The first words of the body are what the excerpt says.
LEAD_WORDS = 50
#: A name counts more than another word: it tells one company's ban from another company's.
NAME_WEIGHT = 1.5
#: So many texts that share nothing are thought beside those of a corpus, for their mean.
OTHER_TEXTS = 1000
#: The same words again after more than so many days are not a copy but a new edition.
COPY_DAYS = 3.0


class Text(NamedTuple):
    """What one or several articles say word for word, and when (days since 1970, NaN: unknown).

    ``site`` is the IRI of the provider, or without one the host of the URL; ``language`` as in
    ``de``; ``""`` where it is not known.
    """

    title: str
    excerpt: str
    body: str
    site: str
    language: str
    time: float
    is_day_only: bool
    articles: tuple[int, ...]


def find_texts(articles: Sequence[Article]) -> list[Text]:
    """Return the texts of articles: a report that fifty sites copy is one text."""
    titles = headlines(articles)
    copies: dict[tuple[str, str, str, str], list[tuple[float, int]]] = defaultdict(list)
    for position, (article, title) in enumerate(zip(articles, titles, strict=True)):
        # Without a title nothing tells that two texts of one excerpt are copies.
        alone = "" if title else article.iri
        key = (title, article.excerpt or "", alone, language_of(article))
        copies[key].append((_days(article), position))
    texts = []
    for (title, excerpt, _, language), same in copies.items():
        for run in _runs(same):
            first = articles[run[0][1]]
            members = tuple(sorted(position for _, position in run))
            bodies = (articles[position].body or "" for position in members)
            body = max(bodies, key=lambda body: (len(body), body))
            time = run[0][0], is_day_only(first)
            texts.append(Text(title, excerpt, body, site_of(first), language, *time, members))
    return sorted(texts, key=lambda item: item.articles)


def site_of(article: Article) -> str:
    """Return the IRI of the provider, else the host of the URL, else ``""``."""
    if article.provider:
        return article.provider.iri
    return urlsplit(article.url).netloc if article.url else ""


def language_of(article: Article) -> str:
    """Return the language of an article, as its document says it, without its region.

    >>> language_of(Article(iri="x", locale="pt_BR"))
    'pt'
    """
    match = _LANGUAGE.match((article.locale or "").casefold())
    return match[0] if match else ""


_LANGUAGE = re.compile(r"[a-z]+")


def _runs(same: list[tuple[float, int]]) -> Iterator[list[tuple[float, int]]]:
    """Split copies where a new edition must be meant: a horoscope repeats itself every year."""
    dated = sorted(item for item in same if not isnan(item[0]))
    run = [*dated[:1], *(item for item in same if isnan(item[0]))]
    for before, item in pairwise(dated):
        if item[0] - before[0] > COPY_DAYS:
            yield run
            run = []
        run.append(item)
    yield run


def _days(article: Article) -> float:
    """Return the time of an article in days since 1970; of a day without a time, its noon."""
    if not article.published:
        return nan
    days = datetime.fromisoformat(article.published).timestamp() / 86_400
    return days + 0.5 if is_day_only(article) else days


def is_day_only(article: Article) -> bool:
    """Tell whether only the day is known on which an article was published.

    A day becomes its midnight when it is read, and no editor works by the second.
    """
    return (article.published or "").endswith("T00:00:00Z")


# Words of scripts without spaces come one character at a time. A full stop starts a sentence, where
# a capital letter is no sign of a name.
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]"
    r"|[^\W_](?:[^\W_\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]|['’.&](?=[^\W_])|(?<=\d),(?=\d))*"
    r"|[.!?:]"
)
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]$")
_STOPS = frozenset(".!?:")


def _word(form: str) -> str:
    """Return the word of a form: ``Microsoft’s`` and ``microsoft``, ``bans`` and ``ban`` are one.

    >>> [_word(form) for form in ("Microsoft’s", "bans", "cities", "class", "N.R.A", "Venezuelans")]
    ['microsoft', 'ban', 'city', 'class', 'nra', 'venezuela']
    """
    word = form.lower().replace("’", "'").removesuffix("'s")
    if _INITIALS.match(word):
        return word.replace(".", "")
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-3] + "y" if word.endswith("ies") else word[:-1]
    return NATIONS.get(word, word)


class Tokens(NamedTuple):
    """All words of all texts in one row, in order, and what is known of each."""

    words: list[str]
    word: "Integers"
    text: "Integers"
    #: 0: the title, 1: the excerpt, 2: the body.
    part: "Integers"
    #: Has a capital that no start of a sentence explains.
    capital: "Flags"
    #: Has none.
    small: "Flags"


def _tokens(texts: Sequence[Text]) -> Tokens:
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
    text, part = part[kept] // 3, part[kept] % 3
    return Tokens(words, word[kept], text, part, capital[kept], small[kept])


def _forms(texts: Sequence[Text]) -> tuple[list[str], "Integers", "Integers"]:
    """Return all spellings, and for each word of the texts its spelling and its part.

    Part 3·n is the title of text n, 3·n + 1 its excerpt, 3·n + 2 its body after the lead.
    """
    import numpy as np

    # A new spelling takes the next number.
    forms: defaultdict[str, int] = defaultdict(count(1).__next__, {".": 0})
    numbers = array("i")
    lengths = array("i")
    for item in texts:
        for part in (item.title, item.excerpt, item.body):
            # The first word of a part starts a sentence too.
            spellings = [".", *_WORD.findall(part)]
            if part is item.body and item.excerpt:
                del spellings[1 : LEAD_WORDS + 1]
            numbers.extend(map(forms.__getitem__, spellings))
            lengths.append(len(spellings))
    parts = np.repeat(np.arange(len(lengths), dtype=np.int32), np.array(lengths))
    return list(forms), np.array(numbers), parts


# The words of English that have a duty in the sentence and little meaning of their own, by kind.
# Not one of the long lists that go round: those take "computer", "fire" and "bill" for nothing.
FUNCTION_WORDS = frozenset(
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


class Vectors(NamedTuple):
    """Texts as vectors: a row a text, a column a word, and which words are names.

    Rows have length 1, or less where a template's words were taken out. ``middle`` is their mean,
    taken as if there were :data:`OTHER_TEXTS` more that share nothing with any: what the few texts
    of a small corpus share may well be their one story.
    """

    rows: "csr_matrix"
    middle: "Floats"
    is_name: "Flags"


def vectors(texts: Sequence[Text]) -> Vectors:
    """Return the vectors of texts: TF-IDF, with names made to count.

    Smoothed as is usual: ln((1 + texts) / (1 + texts with the word)) + 1 times 1 + ln(weight), or
    the weight itself below 1.
    """
    import numpy as np
    from scipy.sparse import coo_matrix

    tokens = _tokens(texts)
    common = {_word(word) for word in FUNCTION_WORDS}
    telling = np.array(
        [word not in common and (len(word) > 1 or not word.isascii()) for word in tokens.words],
        dtype=bool,
    )
    is_name = _names(tokens)
    kept = telling[tokens.word] & ~of_boilerplate(tokens, texts)
    # A text that is all boilerplate keeps its words: with none it would be like nothing at all.
    bare = np.bincount(tokens.text[kept], minlength=len(texts)) == 0
    kept |= telling[tokens.word] & bare[tokens.text]
    shape = (len(texts), len(tokens.words))
    weights = np.choose(tokens.part, PART_WEIGHTS)[kept]
    result = coo_matrix((weights, (tokens.text[kept], tokens.word[kept])), shape=shape).tocsr()
    spread = np.bincount(result.indices, minlength=len(tokens.words))
    rarity = np.log((1 + len(texts)) / (1 + spread)) + 1
    rarity[is_name] *= NAME_WEIGHT
    result.data = np.where(result.data < 1, result.data, 1 + np.log(np.maximum(result.data, 1)))
    result.data *= rarity[result.indices]
    row = np.repeat(np.arange(len(texts)), np.diff(result.indptr))
    result.data /= np.sqrt(np.bincount(row, result.data**2, len(texts)))[row]
    # What a frame says is taken out of a row that stays as short as that makes it: two reports are
    # as alike as the names and numbers say that fill it.
    frames = of_frames(tokens, is_name | _numbers(tokens.words), len(texts))
    inside = coo_matrix(
        (np.ones(frames.sum()), (tokens.text[frames], tokens.word[frames])), shape=shape
    )
    result -= result.multiply(inside.tocsr() > 0)
    result.eliminate_zeros()
    result.sort_indices()
    middle = np.asarray(result.sum(0)).ravel() / (len(texts) + OTHER_TEXTS)
    return Vectors(result.tocsr(), middle, is_name)


def _numbers(words: Sequence[str]) -> "Flags":
    import numpy as np

    return np.array([word[0].isdigit() for word in words], dtype=bool)


def _names(tokens: Tokens) -> "Flags":
    """Tell which words are names: written with a capital where others would have a small letter.

    A capital in a title is a quarter of a sign, as many titles write every word with one.
    """
    import numpy as np

    signs = np.where(tokens.part == 0, 0.25, 1.0) * tokens.capital
    size = len(tokens.words)
    capital = np.bincount(tokens.word, signs, size)
    return capital > np.bincount(tokens.word, tokens.small, size)
