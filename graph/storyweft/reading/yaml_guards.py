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

#: How deep lists and mappings may be nested.
MAX_DEPTH = 100

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

# ``- - - x``: every dash is a list in a list.
_DASHES = re.compile(r"^(?:[ \t]*[-?](?=[ \t])){64}", re.MULTILINE)


def refuse_hostile(block: str) -> None:
    """Refuse what would take the parser too long, or down.

    :raises FrontMatterError: if aliases expand to too much, or a line opens
        dozens of lists.
    """
    if block.count("-") + block.count("?") > 1000 and (dashes := _DASHES.search(block)):
        line = block.count("\n", 0, dashes.end()) + 1
        raise FrontMatterError("too-deep", "a line that opens more than 64 lists", line)
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
            raise FrontMatterError("too-deep", f"nested more than {MAX_DEPTH} levels deep")
        if isinstance(value, dict):
            self.keys += len(value)
            for key, item in value.items():
                if key.__class__ is not str or key == "<<":
                    self.odd = True
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
    fields = {_key(plain(key, tagged)): plain(item, tagged) for key, item in value.items()}
    others = fields.pop("<<", None)
    merged: dict[str, object] = {}
    # The first of several counts, and what stands here before all of them.
    for other in reversed(others if isinstance(others, list) else [others]):
        if isinstance(other, dict):
            merged |= other
    return merged | fields


def _key(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)
