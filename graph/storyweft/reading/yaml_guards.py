"""What makes a YAML parser safe: limits that hold before and after it sees the text.

The parser of ``front_matter`` is fast and trusting: it would follow any number of aliases, and
overflow the stack on ten thousand dashes in a row.
"""

import json
import re
from collections.abc import Callable
from typing import NamedTuple

import yaml12

from storyweft.reading._aliases import find_excess
from storyweft.reading._nesting import MAX_DEPTH, parse_nested

#: How long a key may be as JSON that is no text, in characters: a key in a key in a key would
#: double each time.
MAX_KEY = 1000

#: A place in the front matter: keys and positions, as ``("related", 2, "title")``.
Where = tuple[str | int, ...]


class FrontMatterError(Exception):
    """A front matter that cannot be read: a code, a message, and a line of the file if known."""

    def __init__(self, code: str, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.line = line


class Repair(NamedTuple):
    """What was changed to make a front matter readable."""

    code: str
    message: str
    line: int | None
    seen: str | None = None


# -- guards, before any parser sees the text ------------------------------------------------------

# ``? ? x``: of keys that are mappings, the parser's time grows with the square of the depth.
_KEY_SIGNS = re.compile(r"^[ \t:-]*+\?(?=[ \t\n])[ \t?:-]*+", re.MULTILINE)

_TOO_DEEP = f"nested more than {MAX_DEPTH} levels deep"


def parse_yaml(block: str) -> object:
    """Parse a text that passes the guards, as :func:`yaml12.parse_yaml` does.

    :raises FrontMatterError: if it does not pass.
    :raises ValueError: if it is no YAML.
    """
    refuse_hostile(block)
    try:
        return parse_nested(block)
    except ValueError as error:
        if "recursion limit" in str(error):
            raise FrontMatterError("too-deep", _TOO_DEEP) from None
        raise


def refuse_hostile(block: str) -> None:
    """Refuse what would take a parser too long, or down.

    :raises FrontMatterError: if aliases expand to too much, or keys may be nested too deeply.
    """
    if "? " in block or "?\n" in block or "?\t" in block:
        keys = 0
        for signs in _KEY_SIGNS.finditer(block):
            keys += signs[0].count("?")
            # Below such keys what is nested takes the square of its depth, too.
            levels = sum(map(signs[0].count, ("? ", ": ", "- ")))
            if max(keys, levels) > MAX_DEPTH:
                line = block.count("\n", 0, signs.end()) + 1
                seen = f"more than {MAX_DEPTH} keys marked by ?" if keys > MAX_DEPTH else _TOO_DEEP
                raise FrontMatterError("too-deep", seen, line)
    excess = find_excess(block)
    if excess:
        raise FrontMatterError("alias-bomb", *excess)


# -- a second look at what was parsed -------------------------------------------------------------


class Shape:
    """Counts the keys of parsed data, and notices what only a second look can settle."""

    def __init__(self) -> None:
        self.keys = 0
        self.odd = False

    def walk(self, value: object, depth: int = 0) -> None:
        """Look at a value and all inside.

        :raises FrontMatterError: if it is nested deeper than :data:`MAX_DEPTH`.
        """
        if depth > MAX_DEPTH:
            raise FrontMatterError("too-deep", _TOO_DEEP)
        if isinstance(value, dict):
            self.keys += len(value)
            for key, item in value.items():
                if key.__class__ is not str or key == "<<":
                    self.odd = True
                    self.walk(key, depth + 1)
                if item.__class__ not in _LEAVES:
                    self.walk(item, depth + 1)
        elif isinstance(value, list):
            for item in value:
                if item.__class__ not in _LEAVES:
                    self.walk(item, depth + 1)
        elif isinstance(value, yaml12.Yaml):
            self.odd = True
            self.walk(value.value, depth + 1)


# Nearly all values; to call a function for each of them takes as long as all the rest.
_LEAVES = frozenset([str, int, float, bool, type(None)])


def plain(value: object, tagged: Callable[[str], None]) -> object:
    """Return data without tags (nothing is ever constructed from one), merge keys or odd keys.

    :param tagged: called with each tag that is left out.
    """
    if isinstance(value, yaml12.Yaml):
        if value.tag:
            tagged(value.tag)
        return plain(value.value, tagged)
    if isinstance(value, list):
        return [plain(item, tagged) for item in value]
    if not isinstance(value, dict):
        return value
    fields = {text_of_key(plain(key, tagged)): plain(item, tagged) for key, item in value.items()}
    others = fields.pop("<<", None)
    merged: dict[str, object] = {}
    # The first of several counts, and what stands here before all of them.
    for other in reversed(others if isinstance(others, list) else [others]):
        if isinstance(other, dict):
            merged |= other
    return merged | fields


def text_of_key(value: object) -> str:
    """Return a key as text; one that is a list or mapping, as JSON.

    :raises FrontMatterError: if that is longer than :data:`MAX_KEY`.
    """
    if isinstance(value, str):
        return value
    text = json.dumps(value, default=str)
    if len(text) > MAX_KEY:
        raise FrontMatterError("too-deep", f"a list or mapping as a key: {text[:40]}…")
    return text
