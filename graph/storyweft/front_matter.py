"""The front matter of one text: found, split off and parsed, whatever state it is in.

python-frontmatter gives the frame; the handlers here add what it lacks: a YAML parser ten times as
fast whose scalars stay text where text is meant, errors with a line, and limits for hostile input.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any, NamedTuple

import frontmatter
import yaml
import yaml12
from frontmatter.default_handlers import BaseHandler

#: How many values the aliases of one front matter may expand to.
MAX_VALUES = 100_000

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


class _Handler(BaseHandler):
    """A python-frontmatter handler that remembers what it split off, and how it had to help."""

    FM_BOUNDARY = re.compile("")
    fence = ""
    name = ""

    def __init__(self) -> None:
        super().__init__()
        self.block = ""
        self.repairs: list[Repair] = []

    def split(self, text: str) -> tuple[str, str]:
        start = text.find("\n") + 1 or len(text)
        end = start - 1
        while (end := text.find(f"\n{self.fence}", end)) != -1:
            line_end = text.find("\n", end + 1)
            line_end = len(text) if line_end == -1 else line_end
            if not text[end + 1 : line_end].strip().strip(self.fence[0]):
                self.block = text[start : end + 1]
                return self.block, text[line_end:]
            end += 1
        return self._unclosed(text[start:])

    def _unclosed(self, rest: str) -> tuple[str, str]:
        message = f"no closing {self.fence}: add a line {self.fence} after the last field"
        try:
            if not isinstance(self.parse(rest), dict):
                raise ValueError
        except ValueError:
            raise FrontMatterError("unclosed-front-matter", message, 1) from None
        self.repairs.append(Repair("unclosed-front-matter", message, 1))
        self.block = rest
        return rest, ""

    def load(self, fm: str) -> dict[str, Any]:
        data = self.parse(fm)
        if data is None:
            message = "the front matter is empty: give at least a title or a URL"
            raise FrontMatterError("empty-front-matter", message, 1)
        if not isinstance(data, dict):
            message = f"expected fields (key: value), got {kind_of(data)}"
            raise FrontMatterError("not-fields", message, 2)
        return data

    def parse(self, block: str) -> object:
        """Return the data of a block; a ValueError says why there is none."""
        raise NotImplementedError


class YamlHandler(_Handler):
    """YAML 1.2 between ``---`` lines: dates and ``yes``/``no`` stay text."""

    fence = "---"
    name = "YAML"

    def parse(self, block: str) -> object:
        _refuse_alias_bomb(block)
        data: object
        try:
            data = yaml12.parse_yaml(block)
        except ValueError:
            data = self._parse_repaired(block)
        return self._settle(data, block)

    def _parse_repaired(self, block: str) -> object:
        """Try once more with every line quoted that cannot stand alone, as in ``title: A: B``."""
        repaired, repairs = _quote_broken_lines(block)
        try:
            data = yaml12.parse_yaml(repaired)
        except ValueError:
            data = None
        if not repairs or not isinstance(data, dict):
            yaml12.parse_yaml(block)  # the error that names the line as it stands in the file
        self.repairs += repairs
        return data

    def _settle(self, data: object, block: str) -> object:
        shape = _Shape()
        shape.walk(data)
        if shape.odd:
            data = _plain(data)
        if shape.keys != len(_KEY_LINE.findall(block)):
            self.repairs += _duplicate_keys(block)
        return data


class TomlHandler(_Handler):
    """TOML between ``+++`` lines, as Hugo writes it."""

    fence = "+++"
    name = "TOML"

    def parse(self, block: str) -> object:
        return tomllib.loads(block, parse_float=str) or None


class JsonHandler(_Handler):
    """One JSON object at the start of the text, as Hugo writes it."""

    fence = "{"
    name = "JSON"

    def split(self, text: str) -> tuple[str, str]:
        _, end = json.JSONDecoder().raw_decode(text)
        self.block = text[:end]
        return self.block, text[end:]

    def parse(self, block: str) -> object:
        return json.loads(block) or None


class FrontMatter:
    """The fields of one text, and where each of them stands.

    :raises FrontMatterError: if there is no front matter, or none that can be read.

    >>> matter = FrontMatter("---\\ntitle: 0012\\n---\\nbody")
    >>> matter.fields, matter.line(("title",)), matter.spelled(("title",))
    ({'title': 12}, 2, '0012')
    """

    def __init__(self, text: str, *, fenced: bool = True) -> None:
        stripped = text.lstrip()
        self._lines_before = text.count("\n", 0, len(text) - len(stripped))
        self._handler = handler = _choose(stripped, fenced)
        if fenced or stripped.startswith(handler.fence):
            self._lines_before += handler.fence != "{"
        else:
            stripped = f"---\n{stripped}\n---"
        try:
            self.fields, _ = frontmatter.parse(stripped, handler=handler)
        except FrontMatterError as error:
            error.line = error.line and error.line + max(self._lines_before - 1, 0)
            raise
        except (ValueError, RecursionError) as error:
            message = f"not valid {handler.name}: {_reason(error)}"
            raise FrontMatterError("syntax", message, self._line_of(error)) from None
        if not self.fields and not handler.block.strip():
            message = "the front matter is empty: give at least a title or a URL"
            raise FrontMatterError("empty-front-matter", message, 1)
        self._nodes: yaml.Node | None = None
        self._composed = False

    @property
    def repairs(self) -> Iterator[Repair]:
        """What had to be changed to read it, with lines of the file."""
        for repair in self._handler.repairs:
            yield repair._replace(line=repair.line and repair.line + self._lines_before)

    def line(self, where: Where) -> int | None:
        """Return the line of the file that holds ``where``, or None if that cannot be told."""
        node = self._node(where)
        return node.start_mark.line + 1 + self._lines_before if node else self._search(where)

    def spelled(self, where: Where) -> str | None:
        """Return the scalar at ``where`` as the file spells it (``0012``, not 12)."""
        node = self._node(where)
        return node.value if isinstance(node, yaml.ScalarNode) else None

    def _node(self, where: Where) -> yaml.Node | None:
        if not self._composed and isinstance(self._handler, YamlHandler):
            self._nodes = _compose(self._handler.block)
        self._composed = True
        node = self._nodes
        for step in where:
            node = _child(node, step)
        return node

    def _search(self, where: Where) -> int | None:
        """Find the first line that mentions the key: good enough for TOML, JSON and broken YAML."""
        keys = [step for step in where if isinstance(step, str)]
        if not keys:
            return None
        found = re.search(rf'^[\s"\'-]*{re.escape(keys[0])}\b', self._handler.block, re.MULTILINE)
        if found is None:
            return None
        before = self._handler.block.count("\n", 0, found.end())
        return before + 1 + self._lines_before

    def _line_of(self, error: BaseException) -> int | None:
        line = getattr(error, "lineno", None)
        if line is None and (match := re.search(r"line (\d+)", str(error))):
            line = int(match[1])
        # A parser that runs into the end names the line after it.
        last = self._handler.block.count("\n") or 1
        return line and min(line, last) + self._lines_before


def kind_of(value: object) -> str:
    """Name the kind of a parsed value as a person would.

    >>> kind_of(["a"]), kind_of(12)
    ('a list', 'a number')
    """
    for types, name in (
        (bool, "true/false"),
        ((int, float), "a number"),
        (str, "text"),
        (list, "a list"),
        (dict, "a mapping"),
    ):
        if isinstance(value, types):
            return name
    return "nothing" if value is None else type(value).__name__


def _choose(text: str, fenced: bool) -> _Handler:
    for handler in (YamlHandler, TomlHandler):
        if text.startswith(handler.fence):
            return handler()
    if text.startswith("{"):
        return JsonHandler()
    if not fenced:
        return YamlHandler()
    if not text:
        raise FrontMatterError("empty-file", "the file is empty: expected front matter")
    seen = text[:20].splitlines()[0]
    message = f"no front matter: expected a first line --- (or +++, or {{), got {seen!r}"
    raise FrontMatterError("no-front-matter", message, 1)


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "nested too deeply"
    text = str(error).removeprefix("YAML parse error: ")
    return re.sub(r"(?: at byte \d+)? line \d+ column \d+$|[:(]? ?\(?(?:at )?line \d+.*$", "", text)


_KEY_LINE = re.compile(
    r"""^[ \t]*(?:-[ ]+)*(?:[\w.$/ -]+|"[^"\n]*"|'[^'\n]*')[ \t]*:(?=\s)""", re.M
)
_FIELD_LINE = re.compile(r"([ \t]*(?:-[ ]+)?[\w.-]+:[ \t]+)(\S.*?)[ \t]*")
_ANCHOR = re.compile(r"[\s,\[{]&[^\s&]")
_ALIAS = re.compile(r"[\s,\[{]\*[^\s*]")


class _Shape:
    """Counts the keys of parsed data, and notices what only a second look can settle."""

    def __init__(self) -> None:
        self.keys = 0
        self.odd = False

    def walk(self, value: object) -> None:
        if isinstance(value, dict):
            self.keys += len(value)
            for key, item in value.items():
                if key.__class__ is not str or key == "<<":
                    self.odd = True
                if item.__class__ is not str:
                    self.walk(item)
        elif isinstance(value, list):
            for item in value:
                if item.__class__ is not str:
                    self.walk(item)
        elif isinstance(value, yaml12.Yaml):
            self.odd = True


def _plain(value: object) -> object:
    """Return data without tags (nothing is ever constructed from one), merge keys or odd keys."""
    if isinstance(value, yaml12.Yaml):
        return _plain(value.value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    plain = {str(_plain(key)): _plain(item) for key, item in value.items()}
    merged = plain.pop("<<", None)
    for other in merged if isinstance(merged, list) else [merged]:
        if isinstance(other, dict):
            plain = other | plain
    return plain


def _quote_broken_lines(block: str) -> tuple[str, list[Repair]]:
    """Quote the value of each ``key: value`` line that no parser takes by itself."""
    lines = block.split("\n")
    repairs = []
    for number, line in enumerate(lines):
        indent = len(line) - len(line.lstrip("\t "))
        if "\t" in line[:indent]:
            lines[number] = line = line[:indent].expandtabs(2) + line[indent:]
            repairs.append(Repair("tab", "a tab for indentation: read as two spaces", number + 1))
        match = _FIELD_LINE.fullmatch(line)
        if match is None or _stands_alone(match[2]):
            continue
        value = _unquoted(match[2])
        lines[number] = match[1] + "'" + value.replace("'", "''") + "'"
        message = f"text that needs quotes: read as {value!r}"
        repairs.append(Repair("unquoted-text", message, number + 1, match[2]))
    return "\n".join(lines), repairs


def _unquoted(value: str) -> str:
    """Drop the outer quotes, if there are any: they are what is broken."""
    quote = value[0] if value[0] in "\"'" else ""
    inner = value.removeprefix(quote).removesuffix(quote) if quote else value
    return inner.replace('\\"', '"') if quote == '"' else inner


def _stands_alone(value: str) -> bool:
    if value[0] in "|>[{&*":
        return True
    try:
        return isinstance(yaml12.parse_yaml(f"key: {value}"), dict)
    except ValueError:
        return False


def _refuse_alias_bomb(block: str) -> None:
    """Count what the aliases expand to before a parser does it.

    :raises FrontMatterError: if that is more than :data:`MAX_VALUES`.
    """
    if not (_ANCHOR.search(block) and _ALIAS.search(block)):
        return
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
                line = block.count("\n", 0, block.find("*")) + 2
                raise FrontMatterError("alias-bomb", message, line)
    except yaml.YAMLError:
        return  # not YAML to libyaml: the parser proper says why


def _compose(block: str) -> yaml.Node | None:
    try:
        node: yaml.Node | None = yaml.compose(block, Loader=yaml.CBaseLoader)
    except (yaml.YAMLError, RecursionError):
        return None
    return node


def _child(node: yaml.Node | None, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        found = [value for key, value in node.value if key.value == step]
        return found[-1] if found else None
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        item: yaml.Node = node.value[step]
        return item
    return node if step == 0 else None


def _duplicate_keys(block: str) -> Iterator[Repair]:
    stack = [_compose(block)]
    while stack:
        node = stack.pop()
        if isinstance(node, yaml.SequenceNode):
            stack += node.value
        if not isinstance(node, yaml.MappingNode):
            continue
        first: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if key.value in first and isinstance(key, yaml.ScalarNode):
                line = key.start_mark.line + 1
                message = f"{key.value!r} is given twice: the last one counts"
                before = first[key.value]
                seen = before.value if isinstance(before, yaml.ScalarNode) else None
                yield Repair("duplicate-key", message, line, seen)
            first[key.value] = value
            stack.append(value)
