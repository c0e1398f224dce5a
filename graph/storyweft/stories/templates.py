"""Which words of texts are a template's: what one site, or a robot, writes again and again.

Found from the corpus alone. Boilerplate is a run of words that different titles of one site share.
A frame is a run in which names and numbers may be anything: reports from one frame say what it
says of different things, so only the names and numbers tell what they report.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from storyweft.stories.sparse import are_in, distinct

if TYPE_CHECKING:
    from numpy import uint64
    from numpy.typing import NDArray

    from storyweft.stories.tokens import Block, Flags, Integers, Tokens
    from storyweft.stories.words import Text

    Hashes = NDArray[uint64]

#: So many words in a row that so many different titles of one site share are boilerplate.
RUN = 5
TITLES = 3
#: A run of so many words and gaps, at least so many of them words, is of a frame if its gaps are
#: filled in so many ways …
FIXED = 3
FILLINGS = 4
#: … and a text is made by it if so much of its words is.
COVERAGE = 0.6
#: A name or number that so many texts from frames have, and such a share of them, fills no gap.
COMMON = 20
COMMON_SHARE = 0.02

# Odd constants of splitmix64 (Steele, Lea and Flood, OOPSLA 2014).
_STEP = 0x9E3779B97F4A7C15
_MIXER = 0xBF58476D1CE4E5B9


class _Runs(NamedTuple):
    """Runs of words: a number for each, the same for the same words, and what it comes with."""

    run: "Hashes"
    other: "Hashes"
    #: Where tokens are among all, and which of these start the runs.
    position: "Integers"
    starts: "Integers"

    def tokens(self, kept: "Flags") -> "Integers":
        """Return where the words of some runs are among all tokens."""
        import numpy as np

        where: Integers = self.position[self.starts[kept, np.newaxis] + np.arange(RUN)]
        return where


def of_boilerplate(tokens: "Tokens", texts: Sequence["Text"]) -> "Flags":
    """Tell which words stand in a run of words that different titles of one site have."""
    import numpy as np

    site = _numbers(item.site for item in texts)
    title = _numbers(item.title for item in texts)
    has_site = np.array([bool(item.site) for item in texts], dtype=bool)

    def runs() -> Iterator[_Runs]:
        for block in tokens.blocks():
            position = np.arange(len(block.word))
            starts = _starts(block, position)
            text = block.first + block.text[starts]
            starts, text = starts[has_site[text]], text[has_site[text]]
            run = _hashes(block.word)[starts] ^ _mixed(site[text])
            yield _Runs(run, title[text].astype(np.uint64), block.start + position, starts)

    return _marked(runs, TITLES, len(tokens.word))


def of_frames(tokens: "Tokens", is_slot: "Flags") -> "Flags":
    """Tell which words are of a frame, in texts that are made by one.

    :param is_slot: which words are names or numbers.
    """
    import numpy as np

    def runs() -> Iterator[_Runs]:
        for block in tokens.blocks():
            position = _gaps(block, is_slot)
            word = block.word[position]
            frame = np.where(is_slot[word], 0, word + 1)
            starts = _starts(block, position)
            before = np.cumsum(np.r_[0, frame > 0])
            fixed = before[starts + RUN] - before[starts]
            starts = starts[(fixed >= FIXED) & (fixed < RUN)]
            run, other = _hashes(frame)[starts], _hashes(word)[starts]
            yield _Runs(run, other, block.start + position, starts)

    marked = _marked(runs, FILLINGS, len(tokens.word))
    marked &= ~is_slot[tokens.word]
    if not marked.any():
        return marked
    framed = np.zeros((len(tokens.starts) - 1) // 3, dtype=bool)
    spread = np.zeros(len(tokens.words), dtype=np.int64)
    for block in tokens.blocks():
        fixed = ~is_slot[block.word] & (block.part < 2)
        size = block.last - block.first
        covered = np.bincount(block.text[marked[block.tokens]], minlength=size)
        counted = np.bincount(block.text[fixed], minlength=size)
        framed[block.first : block.last] = covered / np.maximum(counted, 1) >= COVERAGE
        inside = _inside(block, framed)
        pairs = block.text[inside].astype(np.int64) * len(spread) + block.word[inside]
        spread += np.bincount(distinct(pairs) % len(spread), minlength=len(spread))
    # What several such texts say beside is of the frame too: "beat" between two names. So is a
    # filling that is everywhere, such as the days of the week.
    common = max(COMMON, COMMON_SHARE * np.count_nonzero(framed))
    is_common = spread >= np.where(is_slot, common, FILLINGS)
    for block in tokens.blocks():
        marked[block.tokens] = _inside(block, framed) & is_common[block.word]
    return marked


def _inside(block: "Block", framed: "Flags") -> "Flags":
    """Tell which tokens are the titles and excerpts of texts that are made by frames."""
    inside: Flags = framed[block.first : block.last][block.text] & (block.part < 2)
    return inside


def _gaps(block: "Block", is_slot: "Flags") -> "Integers":
    """Return the tokens of title and excerpt, a name of several words once: it is one gap."""
    import numpy as np

    slot = is_slot[block.word]
    goes_on = np.zeros(len(slot), dtype=bool)
    goes_on[1:] = slot[1:] & slot[:-1] & (np.diff(_parts(block)) == 0)
    return np.flatnonzero(~goes_on & (block.part < 2))


def _parts(block: "Block") -> "Integers":
    return 3 * block.text + block.part


def _starts(block: "Block", position: "Integers") -> "Integers":
    """Return which positions start a run that is within one part of one text."""
    import numpy as np

    part = _parts(block)[position]
    return np.flatnonzero(part[: max(len(part) - RUN + 1, 0)] == part[RUN - 1 :])


def _marked(runs: Callable[[], Iterator[_Runs]], least: int, size: int) -> "Flags":
    """Tell which tokens are in runs that come with at least so many different others.

    Of nearly all runs there is but one. So only half a number of each is sorted first, and the rest
    is made again for those that may come often.
    """
    import numpy as np

    halves, last = np.empty(size, dtype=np.uint32), 0
    for some in runs():
        halves[last : last + len(some.run)] = _half(some.run)
        last += len(some.run)
    often = _frequent(halves[:last], least)
    del halves
    seen = [np.empty((2, 0), dtype=np.uint64)]
    if len(often):
        for some in runs():
            kept = are_in(_half(some.run), often)
            seen.append(np.stack((some.run[kept], some.other[kept])))
    run, other = np.concatenate(seen, axis=1)
    order = np.lexsort((other, run))
    run, other = run[order], other[order]
    is_new = np.ones(len(run), dtype=bool)
    is_new[1:] = (run[1:] != run[:-1]) | (other[1:] != other[:-1])
    shared = _frequent(run[is_new], least)
    marked = np.zeros(size, dtype=bool)
    if len(shared):
        for some in runs():
            marked[some.tokens(are_in(some.run, shared))] = True
    return marked


def _frequent(numbers: "Integers", least: int) -> "Integers":
    """Return the numbers that come so often, each once, in order."""
    numbers.sort()
    return distinct(numbers[least - 1 :][numbers[least - 1 :] == numbers[: 1 - least]])


def _half(run: "Hashes") -> "Integers":
    import numpy as np

    return (run >> np.uint64(32)).astype(np.uint32)


def _hashes(words: "Integers") -> "Hashes":
    """Return a number for the words that start at each position, the same for the same words."""
    import numpy as np

    mixed = _mixed(words)
    size = max(len(words) - RUN + 1, 0)
    run = mixed[:size].copy()
    for offset in range(1, RUN):
        run *= np.uint64(_STEP)
        run += mixed[offset : offset + size]
    return run ^ (run >> np.uint64(29))


def _mixed(numbers: "Integers") -> "Hashes":
    import numpy as np

    mixed = (numbers.astype(np.uint64) + np.uint64(1)) * np.uint64(_STEP)
    mixed ^= mixed >> np.uint64(30)
    mixed *= np.uint64(_MIXER)
    return mixed ^ (mixed >> np.uint64(27))


def _numbers(names: Iterable[str]) -> "Integers":
    """Return a number for each name, the same for the same name."""
    import numpy as np

    seen: dict[str, int] = {}
    return np.array([seen.setdefault(name, len(seen)) for name in names], dtype=np.int64)
