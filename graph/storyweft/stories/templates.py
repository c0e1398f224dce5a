"""Which words of texts are a template's: what one site, or a robot, writes again and again.

Found from the corpus alone. Boilerplate is a run of words that different titles of one site share.
A frame is a run in which names and numbers may be anything: reports from one frame say what it
says of different things, so only the names and numbers tell what they report.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storyweft.stories.words import Flags, Integers, Text, Tokens

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

# Knuth's multiplicative hashing: 2**64 divided by the golden ratio.
_MIXER = 0x9E3779B97F4A7C15


def of_boilerplate(tokens: "Tokens", texts: Sequence["Text"]) -> "Flags":
    """Tell which words stand in a run of words that different titles of one site have."""
    import numpy as np

    site = _numbers(item.site for item in texts)
    title = _numbers(item.title for item in texts)
    known = np.array([bool(item.site) for item in texts])
    marked = np.zeros(len(tokens.word), dtype=bool)
    if len(marked) < RUN:
        return marked
    text = tokens.text[: len(marked) - RUN + 1]
    runs = _runs(tokens.word, site[text])
    # Runs within one part of one text, whose site is known.
    part = 3 * tokens.text + tokens.part
    starts = np.flatnonzero((part[: len(runs)] == part[RUN - 1 :]) & known[text])
    shared = starts[_repeated(runs[starts], title[text[starts]], TITLES)]
    for offset in range(RUN):
        marked[shared + offset] = True
    return marked


def of_frames(tokens: "Tokens", is_slot: "Flags", texts: int) -> "Flags":
    """Tell which words are of a frame, in texts that are made by one.

    :param is_slot: which words are names or numbers.
    """
    import numpy as np

    slot = is_slot[tokens.word] & (tokens.part < 2)
    part = 3 * tokens.text + tokens.part
    # A name of several words is one gap.
    goes_on = np.zeros(len(slot), dtype=bool)
    goes_on[1:] = slot[1:] & slot[:-1] & (part[1:] == part[:-1])
    position = np.flatnonzero(~goes_on & (tokens.part < 2))
    marked = np.zeros(len(slot), dtype=bool)
    if len(position) < RUN:
        return marked
    frame = np.where(slot, 0, tokens.word + 1)[position]
    starts = np.arange(len(position) - RUN + 1)
    fixed = np.convolve(frame > 0, np.ones(RUN, dtype=int), "valid")
    within = part[position[starts]] == part[position[starts + RUN - 1]]
    starts = starts[within & (fixed >= FIXED) & (fixed < RUN)]
    runs = _runs(frame, np.zeros(len(starts), dtype=np.int64), starts)
    fillings = _runs(tokens.word[position], np.zeros(len(starts), dtype=np.int64), starts)
    shared = starts[_repeated(runs, fillings, FILLINGS)]
    for offset in range(RUN):
        marked[position[shared + offset]] = True
    marked &= ~slot
    counted = tokens.text[position[frame > 0]]
    covered = np.bincount(tokens.text[marked], minlength=texts)
    share = covered / np.maximum(np.bincount(counted, minlength=texts), 1)
    # What several such texts say beside is of the frame too: "beat" between two names.
    inside = (share >= COVERAGE)[tokens.text] & (tokens.part < 2)
    size = int(tokens.word.max()) + 1
    pairs = np.unique(tokens.text[inside].astype(np.int64) * size + tokens.word[inside])
    spread = np.bincount(pairs % size, minlength=size)
    # … and so is a filling that is everywhere, such as the days of the week.
    common = max(COMMON, COMMON_SHARE * np.count_nonzero(share >= COVERAGE))
    least = np.where(is_slot, common, FILLINGS)
    return inside & (spread >= least)[tokens.word]


def _repeated(runs: "Integers", others: "Integers", least: int) -> "Flags":
    """Tell which runs come with so many different others."""
    import numpy as np

    order = np.lexsort((others, runs))
    is_new = np.ones(len(runs), dtype=bool)
    is_new[1:] = np.diff(runs[order]) != 0
    is_other = is_new.copy()
    is_other[1:] |= np.diff(others[order]) != 0
    group = np.cumsum(is_new) - 1
    repeated = np.zeros(len(runs), dtype=bool)
    repeated[order] = (np.bincount(group, is_other) >= least)[group]
    return repeated


def _runs(words: "Integers", seed: "Integers", starts: "Integers | None" = None) -> "Integers":
    """Return a number for the words that start at each position, the same for the same words."""
    import numpy as np

    if starts is None:
        starts = np.arange(len(words) - RUN + 1)
    run = seed.astype(np.uint64)
    for offset in range(RUN):
        run = run * np.uint64(_MIXER) + words[starts + offset].astype(np.uint64)
        run ^= run >> np.uint64(29)
    return run.view(np.int64)


def _numbers(names: Iterable[str]) -> "Integers":
    """Return a number for each name, the same for the same name."""
    import numpy as np

    seen: dict[str, int] = {}
    return np.array([seen.setdefault(name, len(seen)) for name in names], dtype=np.int32)
