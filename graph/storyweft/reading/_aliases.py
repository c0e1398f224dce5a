"""How much the aliases of a YAML text expand to, told before any parser expands one.

No parser is asked how another would read the text: where two disagree (a line break that only one
of them knows, a comment that is none), a bomb would pass between them. First a bound that holds for
every reading; only where that is too large, the parser proper reads the text with its aliases
disarmed, and what they would have become is counted.
"""

import re
from collections.abc import Collection, Iterator
from itertools import count
from typing import NamedTuple

import yaml12

from storyweft.reading._nesting import parse_nested

#: How many values the aliases of one front matter may expand to, and how many characters.
MAX_VALUES = 100_000
MAX_CHARACTERS = 4 * 1024 * 1024

# What every reading of a text may come to without a closer look.
_HARMLESS = 1024 * 1024

# An anchor or alias, or what looks like one. In the middle of a word or URL there is none.
_TOKEN = re.compile(r"(?<![A-Za-z0-9=%_./;)])([&*])([^ \t\r\n,\[\]{}]+)")
# A name that no parser takes for a longer or shorter one; any other may be every name.
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_-]+")
_ANY = ""
_NAME = re.compile(r"[^ \t\r\n,\[\]{}]+")
_TAG = re.compile(r"!sw-(\d+)")


class Excess(NamedTuple):
    """Why a text is refused, and the line (from 1) if it is known."""

    message: str
    line: int | None = None


def find_excess(block: str) -> Excess | None:
    """Return why the aliases of a text are too many to be expanded, or None if they are not.

    >>> find_excess("a: &a {x: 1}\\nb: *a\\n") is None
    True
    """
    if "&" not in block or "*" not in block or _bound(block) <= _HARMLESS:
        return None
    try:
        _Count(block)
    except _TooMany as error:
        line = error.position and block.count("\n", 0, error.position) + 1
        return Excess(f"aliases expand to more than {error.limit}: write them out", line)
    except (_Unclear, RecursionError):
        message = "aliases, of which nobody can tell how much they expand to: write them out"
        return Excess(message)
    return None


def _bound(block: str) -> int:
    """Return how many characters a text can expand to at most, whoever reads it.

    An anchored node ends before the next alias to it; so an alias is at most all that stands
    between the two, with what that expands to.
    """
    anchors: dict[str, int] = {}  # name → how much comes before its first anchor
    first: int | None = None
    expanded = at = 0
    for match in _TOKEN.finditer(block):
        expanded += match.start() - at
        at = match.start()
        name = _key(match[2])
        if match[1] == "&":
            first = expanded if first is None else first
            anchors.setdefault(name, expanded)
        elif first is not None:
            before = min(anchors.get(name, expanded), anchors.get(_ANY, expanded))
            expanded += expanded - (first if name == _ANY else before)
            if expanded > _HARMLESS:
                break
    return expanded + len(block) - at


def _key(name: str) -> str:
    return name if _PLAIN_NAME.fullmatch(name) else _ANY


class _Size(NamedTuple):
    values: int
    characters: int


class _Unclear(Exception):
    """Something that looks like an anchor or alias was not seen where it could be counted."""


class _TooMany(Exception):
    def __init__(self, limit: str, position: int | None) -> None:
        super().__init__(limit)
        self.limit = limit
        self.position = position


class _Count:
    """Counts what a text expands to, as the parser proper reads it.

    Each ``*`` of an alias becomes a character that means nothing, so that it is a text; each
    anchor gets a tag, by which its node is known. Whatever looked like either must come out again,
    once: what does not (in a comment; under a key that comes twice) could be anything.
    """

    def __init__(self, block: str) -> None:
        tokens = list(_TOKEN.finditer(block))
        self._aliases = [match for match in tokens if match[1] == "*"]
        self._anchors = [_key(match[2]) for match in tokens if match[1] == "&"]
        self._star = next(c for c in map(chr, range(0xE000, 0xF8FF)) if c not in block)
        self._sizes: dict[str, _Size] = {}
        self._used: dict[str, _Size] = {}
        self._seen: set[int] = set()
        self._stars = 0
        if "!sw-" in block:
            raise _Unclear
        numbers = count()

        def disarm(match: re.Match[str]) -> str:
            star = match[1] == "*"
            return self._star + match[2] if star else f"!sw-{next(numbers)} {match[0]}"

        try:
            data = parse_nested(_TOKEN.sub(disarm, block))
        except ValueError:
            raise _Unclear from None
        self._of(data)
        if self._stars != len(self._aliases) or len(self._seen) != len(self._anchors):
            raise _Unclear

    def _of(self, value: object) -> _Size:
        if isinstance(value, yaml12.Yaml):
            size = self._of(value.value)
            match = _TAG.fullmatch(value.tag or "")
            if match:
                self._note(int(match[1]), size)
            return size
        if isinstance(value, str):
            return self._of_text(value)
        if isinstance(value, dict):
            return self._sum(item for pair in value.items() for item in pair)
        return self._sum(iter(value)) if isinstance(value, list) else _Size(1, 1)

    def _sum(self, items: Iterator[object]) -> _Size:
        values, characters = 1, 1
        for item in items:
            size = self._of(item)
            values += size.values
            characters += size.characters
            if values > MAX_VALUES or characters > MAX_CHARACTERS:
                what = f"{MAX_VALUES:,} values" if values > MAX_VALUES else "4 MiB of text"
                last = self._aliases[min(self._stars, len(self._aliases)) - 1]
                raise _TooMany(what, last.start())
        return _Size(values, characters)

    def _of_text(self, text: str) -> _Size:
        stars = text.count(self._star)
        self._stars += stars
        self._seen |= {int(number) for number in _TAG.findall(text)}
        if text.startswith(self._star) and _NAME.fullmatch(text, 1):
            return self._meant(_key(text[1:]))
        return _Size(1, len(text))

    def _meant(self, name: str) -> _Size:
        if name != _ANY and name not in self._anchors and _ANY not in self._anchors:
            return _Size(1, len(name))  # no alias but a text in quotes
        sizes = self._sizes.values() if name == _ANY else _both(self._sizes, name)
        if not sizes:
            raise _Unclear  # its anchor is yet to come: what comes twice changes the order
        self._used[name] = size = _largest(sizes)
        return size

    def _note(self, number: int, size: _Size) -> None:
        self._seen.add(number)
        name = self._anchors[number]
        used = self._used.values() if name == _ANY else _both(self._used, name)
        if used and _largest([size, *used]) != _largest(used):
            raise _Unclear  # the same name meant less before
        self._sizes[name] = _largest([size, *_both(self._sizes, name)])


def _both(sizes: dict[str, _Size], name: str) -> list[_Size]:
    return [sizes[key] for key in {name, _ANY} if key in sizes]


def _largest(sizes: Collection[_Size]) -> _Size:
    return _Size(max(size.values for size in sizes), max(size.characters for size in sizes))
