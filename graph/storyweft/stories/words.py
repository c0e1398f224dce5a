"""Texts → vectors: which words a text is told apart by, and how much each of them says.

Plain TF-IDF, with a few additions: the title counts more than the excerpt and this more than the
body, names count more than other words, a country and what is of it are one word, and what a
template says does not count at all.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from math import isnan, nan
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from storyweft.model import Article
from storyweft.stories.headlines import headlines
from storyweft.stories.sparse import Rows, add_up, stack
from storyweft.stories.templates import of_boilerplate, of_frames
from storyweft.stories.tokens import Tokens, find_tokens, word_of

if TYPE_CHECKING:
    from numpy import bool_, float64, integer
    from numpy.typing import NDArray

    Integers = NDArray[integer]
    Floats = NDArray[float64]
    Flags = NDArray[bool_]

#: A word of the title counts as much as two of the excerpt: a title names the event, an excerpt
#: is often cut, or the start of something else. Half as much counts one of the body.
PART_WEIGHTS = (2.0, 1.0, 0.5)
#: A name counts more than another word: it tells one company's ban from another company's.
NAME_WEIGHT = 1.5
#: So many texts that share nothing are thought beside those of a corpus, for their mean …
OTHER_TEXTS = 1000
#: … and so many for what chance gives: in a small corpus most words are of a few stories.
OTHERS_BY_CHANCE = 200
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
    of a small corpus share may well be their one story. ``chance`` is the standard deviation of the
    likeness of two texts that draw their words independently.
    """

    rows: Rows
    middle: "Floats"
    is_name: "Flags"
    chance: float


def vectors(texts: Sequence[Text]) -> Vectors:
    """Return the vectors of texts: TF-IDF, with names made to count.

    Smoothed as is usual: ln((1 + texts) / (1 + texts with the word)) + 1 times 1 + ln(weight), or
    the weight itself below 1.
    """
    import numpy as np

    tokens = find_tokens(texts)
    spread, middle, share = np.zeros((3, len(tokens.words)))

    def counted() -> Iterator[Rows]:
        is_boilerplate = of_boilerplate(tokens, texts)
        for rows in _counts(tokens, _telling(tokens.words), is_boilerplate):
            np.add.at(spread, rows.columns, 1)
            yield rows

    room = np.empty(len(tokens.word), dtype=np.int32), np.empty(len(tokens.word))
    counts = stack(counted(), *room, len(tokens.words))
    rarity = np.log((1 + len(texts)) / (1 + spread)) + 1
    rarity[tokens.is_name] *= NAME_WEIGHT
    # What a frame says is taken out of a row that stays as short as that makes it: two reports are
    # as alike as the names and numbers say that fill it.
    frames = of_frames(tokens, tokens.is_name | _numbers(tokens.words))

    def weighed() -> Iterator[Rows]:
        for block in tokens.blocks():
            rows = _weighed(counts.part(block.first, block.last), rarity)
            inside = frames[block.tokens]
            if inside.any():
                said = rows.row * rows.width + rows.columns
                framed = block.text[inside].astype(np.int64) * rows.width + block.word[inside]
                rows = rows.only(~np.isin(said, framed))
            np.add.at(middle, rows.columns, rows.values)
            # Of words that are drawn independently only their squares add up.
            np.add.at(share, rows.columns, rows.values**2)
            yield rows

    # They take the place of the counts.
    rows = stack(weighed(), *room, counts.width)
    middle /= len(texts) + OTHER_TEXTS
    chance = np.linalg.norm(share / (len(texts) + OTHERS_BY_CHANCE))
    return Vectors(rows, middle, tokens.is_name, float(chance))


def _telling(words: Sequence[str]) -> "Flags":
    """Tell which words say what a text is about."""
    import numpy as np

    common = {word_of(word) for word in FUNCTION_WORDS}
    return np.array(
        [word not in common and (len(word) > 1 or not word.isascii()) for word in words], dtype=bool
    )


def _counts(tokens: Tokens, telling: "Flags", is_boilerplate: "Flags") -> Iterator[Rows]:
    """Yield how much each text says each word, some texts at a time: a row a text."""
    import numpy as np

    weights = np.array(PART_WEIGHTS, dtype=np.float32)
    for block in tokens.blocks():
        said = telling[block.word]
        kept = said & ~is_boilerplate[block.tokens]
        # A text that is all boilerplate keeps its words: with none it would be like nothing at all.
        bare = np.bincount(block.text[kept], minlength=block.last - block.first) == 0
        kept |= said & bare[block.text]
        text, word, weight = block.text[kept], block.word[kept], weights[block.part[kept]]
        yield add_up(text, word, weight, block.last - block.first, len(tokens.words))


def _weighed(rows: Rows, rarity: "Floats") -> Rows:
    """Return rows of length 1, from how much each text says each word and how rare this is."""
    import numpy as np

    values = rows.values.astype(np.float64)
    values = np.where(values < 1, values, 1 + np.log(np.maximum(values, 1))) * rarity[rows.columns]
    row = rows.row
    values /= np.sqrt(np.bincount(row, values**2, len(rows)))[row]
    return replace(rows, values=values)


def _numbers(words: Sequence[str]) -> "Flags":
    import numpy as np

    return np.array([word[0].isdigit() for word in words], dtype=bool)
