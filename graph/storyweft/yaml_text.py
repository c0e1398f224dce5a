"""YAML as people and machines break it: guards against hostile text, repairs, and places in it.

The parser of ``front_matter`` is fast and forgives little. Here is what makes it safe (it would
follow any number of aliases, and overflow the stack on ten thousand dashes in a row) and what helps
it where one pair of quotes was forgotten.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import yaml
import yaml12

from storyweft import text

#: How many values the aliases of one front matter may expand to.
MAX_VALUES = 100_000

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
_ANCHOR = re.compile(r"[\s,\[{]&[^\s&]")
_ALIAS = re.compile(r"[\s,\[{]\*[^\s*]")


def refuse_hostile(block: str) -> None:
    """Refuse what would take the parser too long, or down.

    :raises FrontMatterError: if aliases expand to more than :data:`MAX_VALUES`, or a line opens
        dozens of lists.
    """
    if block.count("-") + block.count("?") > 1000 and (dashes := _DASHES.search(block)):
        line = block.count("\n", 0, dashes.end()) + 1
        raise FrontMatterError("too-deep", "a line that opens more than 64 lists", line)
    if "&" in block and "*" in block and _ANCHOR.search(block) and _ALIAS.search(block):
        _refuse_alias_bomb(block)


def _refuse_alias_bomb(block: str) -> None:
    sizes: dict[str, int] = {}
    open_nodes: list[tuple[str | None, int]] = []
    total = 0
    try:
        for event in yaml.parse(block, Loader=yaml.CBaseLoader):
            if isinstance(event, yaml.CollectionStartEvent):
                open_nodes.append((event.anchor, total))
                total += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                anchor, before = open_nodes.pop()
                if anchor:
                    sizes[anchor] = total - before
            elif isinstance(event, yaml.AliasEvent):
                total += sizes.get(event.anchor or "", 1)
            elif isinstance(event, yaml.ScalarEvent):
                total += 1
            if total > MAX_VALUES:
                message = f"aliases expand to more than {MAX_VALUES:,} values: write them out"
                line = event.start_mark.line + 1 if event.start_mark else None
                raise FrontMatterError("alias-bomb", message, line)
    except (yaml.YAMLError, UnicodeEncodeError):
        return  # not YAML to libyaml: the parser proper says why


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
    merged = fields.pop("<<", None)
    for other in merged if isinstance(merged, list) else [merged]:
        if isinstance(other, dict):
            fields = other | fields
    return fields


def _key(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)


# A line of block style has one key at most, and a colon after it. More such lines than keys: some
# key came twice, or a text has a colon. Flow style may have several keys in a line.
_COLON_LINE = re.compile(r":(?=[ \t\n]|\Z)[^\n]*")


def may_have_duplicates(block: str, keys: int) -> bool:
    """Tell whether a text with so many different keys may give one of them twice."""
    return "{" in block or keys != len(_COLON_LINE.findall(block))


def duplicate_keys(block: str) -> Iterator[Repair]:
    """Yield a note for each key that comes twice in one mapping; the parser kept the last."""
    stack = [compose(block)]
    while stack:
        node = stack.pop()
        if isinstance(node, yaml.SequenceNode):
            stack += node.value
        if not isinstance(node, yaml.MappingNode):
            continue
        first: dict[str, yaml.Node] = {}
        for key, value in node.value:
            stack.append(value)
            if not isinstance(key, yaml.ScalarNode):
                continue
            if key.value in first and key.value != "<<":
                before = first[key.value]
                seen = before.value if isinstance(before, yaml.ScalarNode) else None
                message = f"{key.value!r} is given twice: the last one counts"
                yield Repair("duplicate-key", message, key.start_mark.line + 1, seen)
            first[key.value] = value


# -- places ---------------------------------------------------------------------------------------


class Places:
    """Where the values of a text stand, and how they are spelled: a second parse, when asked."""

    def __init__(self, block: str) -> None:
        self._root = compose(block)
        # id of a mapping → its values by key: without it a thousand keys take a million steps.
        self._fields: dict[int, dict[str, yaml.Node]] = {}

    def find(self, where: Where) -> yaml.Node | None:
        """Return the node at a place; position 0 of what is no list is the thing itself."""
        node = self._root
        for step in where:
            if isinstance(node, yaml.MappingNode):
                node = self._fields_of(node).get(str(step))
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
                node = node.value[step] if step < len(node.value) else None
            elif step != 0:
                return None
        return node

    def _fields_of(self, node: yaml.MappingNode) -> dict[str, yaml.Node]:
        fields = self._fields.get(id(node))
        if fields is None:
            scalars = ((key, value) for key, value in node.value if isinstance(key.value, str))
            fields = self._fields[id(node)] = {key.value: value for key, value in scalars}
        return fields


def compose(block: str) -> yaml.Node | None:
    """Return the tree of a text with the places of all nodes, or None if libyaml cannot read it."""
    try:
        node: yaml.Node | None = yaml.compose(block, Loader=yaml.CBaseLoader)
    except (yaml.YAMLError, RecursionError, UnicodeEncodeError):
        return None
    return node


# -- repairs --------------------------------------------------------------------------------------

_FIELD_LINE = re.compile(r"([ \t]*(?:-[ ]+)?[\w.$@][\w.$@ -]*:[ \t]+|[ \t]*-[ ]+)(\S.*?)[ \t]*")
_BLOCK_SCALAR = re.compile(r"[|>][-+\d]{0,2}(?:[ \t]+#.*)?")
_ALIAS_ONLY = re.compile(r"[*&][\w.-]+")
_LINE = re.compile(r"line (\d+)")

# Each mended line costs a parse of the whole.
_MENDED_LINES = 40


def quote_broken_lines(block: str) -> tuple[str, list[Repair]]:
    """Quote the values that no parser takes as they stand, as in ``title: A: B``.

    The line that the parser names is mended first, one after the other; where that does not help
    (an unclosed quote shows at the end of the file only) each line is tried by itself.

    :raises ValueError: if no mending makes it YAML.
    """
    for mend in (_mend_named_lines, _mend_all_lines):
        lines = block.split("\n")
        repairs = mend(lines)
        mended = "\n".join(lines)
        if repairs and _error_line(mended) == 0:
            return mended, sorted(repairs, key=lambda repair: repair.line or 0)
    raise ValueError


# A comment has a space behind its sign, or else is no comment but a #hashtag.
_HASHTAG_LINE = re.compile(r"^([\w.-]+):[ \t]+(#[^\s#].*)$", re.MULTILINE)


def read_hashtags(fields: dict[str, object], block: str) -> list[Repair]:
    """Give fields the text that YAML took for a comment, as in ``title: #metoo, a year on``."""
    repairs = []
    for match in _HASHTAG_LINE.finditer(block) if ": #" in block else ():
        key, value = match[1], match[2].rstrip()
        if fields.get(key, "") is None:
            fields[key] = value
            line = block.count("\n", 0, match.start()) + 1
            message = f"text that needs quotes: read as {value!r}"
            repairs.append(Repair("unquoted-text", message, line, value))
    return repairs


def _mend_named_lines(lines: list[str]) -> list[Repair]:
    repairs: list[Repair] = []
    for _ in range(_MENDED_LINES):
        named = _error_line("\n".join(lines))
        if not named:
            break
        # Some errors show in the line after the one that causes them.
        near = [number for number in (named - 1, named - 2) if 0 <= number < len(lines)]
        found = next((found for number in near if (found := _mend(lines, number))), [])
        if not found:
            break
        repairs += found
    return repairs


def _mend_all_lines(lines: list[str]) -> list[Repair]:
    return [repair for number in range(len(lines)) for repair in _mend(lines, number)]


def _mend(lines: list[str], number: int) -> list[Repair]:
    repairs = []
    line = lines[number]
    indent = len(line) - len(line.lstrip("\t "))
    if "\t" in line[:indent]:
        line = line[:indent].expandtabs(2) + line[indent:]
        repairs.append(Repair("tab", "a tab for indentation: read as two spaces", number + 1))
    match = _FIELD_LINE.fullmatch(line)
    if match and not _stands_alone(match[2]):
        value = _unquoted(match[2])
        line = match[1] + _quoted(value)
        message = f"text that needs quotes: read as {_short(value)!r}"
        repairs.append(Repair("unquoted-text", message, number + 1, match[2]))
    lines[number] = line
    return repairs


def _error_line(block: str) -> int | None:
    """Return the line that the parser stumbles over: 0 if none, None if it does not say."""
    try:
        yaml12.parse_yaml(block)
    except ValueError as error:
        found = _LINE.search(str(error))
        return int(found[1]) if found else None
    return 0


def _stands_alone(value: str) -> bool:
    if _BLOCK_SCALAR.fullmatch(value) or _ALIAS_ONLY.fullmatch(value):
        return True
    if value[0] in "[{" and value.count("[") + value.count("{") > value.count("]") + value.count(
        "}"
    ):
        return True  # goes on in the next line
    return _error_line(f"key: {value}") == 0


def _unquoted(value: str) -> str:
    """Drop the outer quotes, if there are any: they are what is broken."""
    if value[0] not in "\"'":
        return value
    if value[0] == '"':
        # JSON writes an emoji as two escapes, which YAML does not know.
        try:
            return text.storable(str(json.loads(value, strict=False)))
        except ValueError:
            pass
    return value.removeprefix(value[0]).removesuffix(value[0]).replace(f"\\{value[0]}", value[0])


def _quoted(value: str) -> str:
    """Quote a text for YAML: in double quotes only what a single-quoted line cannot hold."""
    if value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    return json.dumps(value, ensure_ascii=False)


def _short(value: str, limit: int = 120) -> str:
    return value if len(value) <= limit else value[: limit - 1] + "…"
