"""Texts → tokens: all words of all texts in one row, as numbers.

A spelling is looked at once, however often it comes; what is known of each place of a word is made
block by block, as there are far more of these than of anything else.
"""

import re
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from storyweft.stories.nations import NATIONS

if TYPE_CHECKING:
    from numpy import bool_, integer
    from numpy.typing import NDArray

    from storyweft.stories.words import Text

    Integers = NDArray[integer]
    Flags = NDArray[bool_]

#: The first words of the body are what the excerpt says.
LEAD_WORDS = 50
#: The parts of a text: the title, the excerpt, and the body after the lead.
PARTS = 3

# So many parts of texts are looked at together; only memory depends on it.
_BLOCK = 1500

# Words of scripts without spaces come one character at a time. A full stop starts a sentence, where
# a capital letter is no sign of a name.
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]"
    r"|[^\W_](?:[^\W_\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]++|['’.&](?=[^\W_])|(?<=\d),(?=\d))*+"
    r"|[.!?:]"
)
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]$")
_STOPS = frozenset(".!?:")


def word_of(form: str) -> str:
    """Return the word of a form: ``Microsoft’s`` and ``microsoft``, ``bans`` and ``ban`` are one.

    >>> [word_of(form) for form in ("Microsoft’s", "bans", "cities", "class", "N.R.A", "Iraqis")]
    ['microsoft', 'ban', 'city', 'class', 'nra', 'iraq']
    """
    word = form.lower().replace("’", "'").removesuffix("'s")
    if _INITIALS.match(word):
        return word.replace(".", "")
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-3] + "y" if word.endswith("ies") else word[:-1]
    return NATIONS.get(word, word)


class Block(NamedTuple):
    """The tokens of some texts, ``first`` to before ``last``; ``start`` is where they start."""

    first: int
    last: int
    start: int
    word: "Integers"
    #: Counted from ``first``.
    text: "Integers"
    #: 0: the title, 1: the excerpt, 2: the body.
    part: "Integers"

    @property
    def tokens(self) -> slice:
        """Where they are among all tokens."""
        return slice(self.start, self.start + len(self.word))


class Tokens(NamedTuple):
    """The words there are, and all tokens of all texts in order, as numbers of words."""

    words: list[str]
    word: "Integers"
    #: Where each part of each text starts, and the end of all.
    starts: "Integers"
    #: Which words are names.
    is_name: "Flags"

    def blocks(self) -> Iterator[Block]:
        """Yield all tokens, some texts at a time."""
        for number, start, length in _blocks(self.starts):
            part = _repeated(length)
            word = self.word[start : start + len(part)]
            first, last = number // PARTS, (number + len(length)) // PARTS
            yield Block(first, last, start, word, part // PARTS, part % PARTS)


def find_tokens(texts: Sequence["Text"]) -> Tokens:
    """Return the tokens of texts.

    Names are words that are written with a capital where others would have a small letter. A
    capital in a title is a quarter of a sign, as many titles write every word with one.
    """
    import numpy as np

    forms, form, starts = _forms(texts)
    words = sorted({word_of(name) for name in forms if name not in _STOPS})
    number_of = {word: number for number, word in enumerate(words)}
    word_of_form = np.array([number_of.get(word_of(name), -1) for name in forms], dtype=np.int32)
    has_capital = np.array([name[0].isupper() for name in forms])
    is_small = np.array([name[0].islower() for name in forms])
    capital, small = np.zeros(len(words)), np.zeros(len(words))
    tokens, last, lengths = form, 0, [np.empty(0, dtype=np.int64)]
    for _, start, length in _blocks(starts):
        some = form[start : start + length.sum()]
        word, part = word_of_form[some], _repeated(length)
        kept = word >= 0
        # A capital that the start of a sentence explains is no sign.
        is_sign = has_capital[some] & kept
        is_sign[1:] &= kept[:-1]
        signs = np.where(part[is_sign] % PARTS == 0, 0.25, 1.0)
        capital += np.bincount(word[is_sign], signs, len(words))
        small += np.bincount(word[is_small[some]], minlength=len(words))
        # They take the place of spellings that are done with.
        word = word[kept]
        tokens[last : last + len(word)] = word
        last += len(word)
        lengths.append(np.bincount(part[kept], minlength=len(length)))
    starts = np.cumsum(np.r_[0, np.concatenate(lengths)])
    return Tokens(words, tokens[:last], starts, capital > small)


def _forms(texts: Sequence["Text"]) -> tuple[list[str], "Integers", "Integers"]:
    """Return all spellings, the spelling of each token, and where each part of a text starts.

    What ends a sentence is a token here, and one more stands before each part.
    """
    import numpy as np

    # A new spelling takes the next number.
    forms: defaultdict[str, int] = defaultdict(count(1).__next__, {".": 0})
    numbers = array("i")
    starts = array("q", [0])
    for item in texts:
        for part in (item.title, item.excerpt, item.body):
            spellings = _WORD.findall(part)
            if part is item.body and item.excerpt:
                del spellings[:LEAD_WORDS]
            numbers.append(0)
            numbers.extend(map(forms.__getitem__, spellings))
            starts.append(len(numbers))
    return list(forms), np.frombuffer(numbers, dtype=np.int32), np.array(starts)


def _blocks(starts: "Integers") -> Iterator[tuple[int, int, "Integers"]]:
    """Yield some parts at a time: the number of the first, its start, the length of each."""
    import numpy as np

    for number in range(0, len(starts) - 1, _BLOCK):
        some = starts[number : number + _BLOCK + 1]
        yield number, int(some[0]), np.diff(some)


def _repeated(length: "Integers") -> "Integers":
    import numpy as np

    return np.repeat(np.arange(len(length), dtype=np.int32), length)
