"""Where the values of a YAML text stand, how they are spelled, and which key comes twice."""

import re
from collections.abc import Iterator

import yaml

from storyweft.reading._nesting import MAX_DEPTH
from storyweft.reading.yaml_guards import FrontMatterError, Repair, Where, text_of_key

# A line of block style has one key at most, and a colon after it. More such lines than keys: some
# key came twice, or a text has a colon. Flow style may have several keys in a line.
_COLON_LINE = re.compile(r":(?=[ \t\n]|\Z)[^\n]*")


def may_have_duplicates(block: str, keys: int) -> bool:
    """Tell whether a text with so many different keys may give one of them twice."""
    return "{" in block or keys != len(_COLON_LINE.findall(block))


def duplicate_keys(block: str) -> Iterator[Repair]:
    """Yield a note for each key that comes twice in one mapping; the parser kept the last."""
    stack = [compose(block)]
    seen: set[int] = set()  # an alias is its node once more
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
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
                spelled = before.value if isinstance(before, yaml.ScalarNode) else None
                message = f"{key.value!r} is given twice: the last one counts"
                yield Repair("duplicate-key", message, key.start_mark.line + 1, spelled)
            first[key.value] = value


_TAG = re.compile(r"![^\s,\[\]{}]*+")


def tag_lines(block: str) -> dict[str, int]:
    """Return the line of the first of each tag, or what looks like one."""
    lines: dict[str, int] = {}
    line, at = 1, 0
    for match in _TAG.finditer(block):
        line += block.count("\n", at, match.start())
        at = match.start()
        lines.setdefault(match[0], line)
    return lines


# -- places ---------------------------------------------------------------------------------------


class Positions:
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


def texts(node: yaml.Node, depth: int = 0) -> object:
    """Return the data of a tree: lists, mappings and texts, and None for what is nothing.

    :raises FrontMatterError: if it is nested deeper than :data:`MAX_DEPTH`.
    """
    if depth > MAX_DEPTH:
        raise FrontMatterError("too-deep", f"nested more than {MAX_DEPTH} levels deep")
    if isinstance(node, yaml.SequenceNode):
        return [texts(item, depth + 1) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        pairs = [(texts(key, depth + 1), texts(item, depth + 1)) for key, item in node.value]
        return {text_of_key(key): item for key, item in pairs}
    assert isinstance(node, yaml.ScalarNode)
    text: str = node.value
    return None if not node.style and text in _NOTHING else text


_NOTHING = frozenset(["", "~", "null", "Null", "NULL"])
