"""YAML as programs write it, a line for each value: what a YAML parser reads there, or nothing.

Keys of letters, then a text in double quotes, or one that needs none, or deeper lines: a regular
expression takes a mapping apart in a fifth of the time that a parser needs. What is in the least
unusual (other quotes, text over several lines, comments, anchors, flow style) raises
:class:`Unusual`, and a parser reads it.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any


class Unusual(Exception):
    """Something is not of the usual shape: the long way can tell what it is."""


#: What stands behind a key: a text in quotes, or else a plain scalar, or deeper lines, or nothing.
Value = tuple[str | None, str | None, str | None]

_QUOTED = r'"([^"\\\n]*+(?:\\["\\/][^"\\\n]*+)*+)"'
_PLAIN = r"((?:[^\W_]|-[0-9])[^\n]*+)"
_ESCAPE = re.compile(r"\\(.)")


@lru_cache(maxsize=64)
def _entry(indent: int) -> Callable[[str], list[Any]]:
    start = " " * indent
    nested = rf"((?:\n++{start}[ -][^\n]*+)++)"
    entry = rf"^{start}([A-Za-z][A-Za-z0-9_-]*+):(?:[ ](?:{_QUOTED}|{_PLAIN})|{nested}|)$"
    return re.compile(entry, re.MULTILINE).split


def entries(text: str, indent: int) -> tuple[tuple[str, ...], list[Value]]:
    """Return the keys of a mapping whose lines have this indent, and what stands behind each.

    :raises Unusual: if there is anything else, or a key twice.

    >>> entries('title: "A: B"\\nquality: 5\\ntopics:\\n  - x\\n', 0)
    (('title', 'quality', 'topics'), [('A: B', None, None), (None, '5', None), \
(None, None, '\\n  - x')])
    """
    # What stands between the groups of entries was no entry.
    parts = _entry(indent)(text)
    plain = parts[3::5]
    scalars = "\n".join([*filter(None, plain), ""])
    if (
        "".join(parts[::5]).strip("\n")
        # What a parser takes for a key in a text, a comment, or spaces that do not count.
        or ": " in scalars
        or ":\n" in scalars
        or " #" in scalars
        or " \n" in scalars
    ):
        raise Unusual
    keys = tuple(parts[1::5])
    if len({*keys}) != len(keys):
        raise Unusual
    quoted = parts[2::5]
    if "\\" in text:
        quoted = [value and _ESCAPE.sub(r"\1", value) for value in quoted]
    return keys, [*zip(quoted, plain, parts[4::5], strict=True)]


_ITEM = re.compile(rf"([ ]*+)-[ ](?:{_QUOTED}|{_PLAIN})")


def listed(line: str) -> tuple[str, str]:
    """Return the text of an item of a list, and the spaces before it.

    :raises Unusual: if there is anything else.

    >>> listed("  - AI")
    ('  ', 'AI')
    """
    item = _ITEM.fullmatch(line)
    if item is None:
        raise Unusual
    start, quoted, plain = item.groups()
    if plain is not None and (": " in plain or " #" in plain or plain[-1] in ": "):
        raise Unusual
    return start, text(quoted and _ESCAPE.sub(r"\1", quoted), plain)


def items(nested: str) -> tuple[int, list[str]]:
    """Return the items of a list of mappings, each as the lines of one, and their indent.

    :raises Unusual: if it is none.

    >>> items("\\n- a: b\\n  c: d\\n- a: e")
    (2, ['  a: b\\n  c: d', '  a: e'])
    """
    indent = indent_of(nested)
    first, *others = nested.split(f"\n{' ' * indent}- ")
    if first.strip("\n"):
        raise Unusual
    start = " " * (indent + 2)
    return indent + 2, [start + item for item in others]


def indent_of(nested: str) -> int:
    """Return how far the first of deeper lines stands in."""
    lines = nested.lstrip("\n")
    return len(lines) - len(lines.lstrip(" "))


def text(quoted: str | None, plain: str | None) -> str:
    """Return a scalar that is a text.

    :raises Unusual: if it may be anything else in YAML 1.2 (section 10.3.2).

    >>> text(None, "24 hours"), text("24", None), text(None, "2024-05-01")
    ('24 hours', '24', '2024-05-01')
    """
    if quoted is not None:
        return quoted
    if plain is None:
        raise Unusual
    if plain[0].isalpha():
        if len(plain) <= _LONGEST_WORD and plain.lower() in NO_TEXTS:
            raise Unusual
    elif " " not in plain and not _DATE.match(plain):
        raise Unusual
    return plain


#: What YAML takes for something else than a text, as a value and as a key.
NO_TEXTS = frozenset(["true", "false", "null"])
_LONGEST_WORD = 5
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T|\Z)")
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")


@lru_cache(maxsize=1 << 12)
def whole_number(plain: str | None) -> int:
    """Return a whole number.

    :raises Unusual: if it is none, or a very large one.
    """
    if plain is None or not _WHOLE.fullmatch(plain):
        raise Unusual
    return int(plain)
