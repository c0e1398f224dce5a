"""The front matter of one text: found, split off and parsed, whatever state it is in.

python-frontmatter gives the frame; the handlers here add what it lacks: a YAML parser ten times as
fast whose scalars stay text where text is meant, errors with a line, and limits for hostile input.
"""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import frontmatter
import yaml
import yaml12
from frontmatter.default_handlers import BaseHandler

from storyweft.errors import kind_of
from storyweft.reading.yaml_guards import (
    FrontMatterError,
    Repair,
    Shape,
    Where,
    plain,
    refuse_hostile,
)
from storyweft.reading.yaml_positions import Positions, duplicate_keys, may_have_duplicates
from storyweft.reading.yaml_repair import quote_broken_lines, read_hashtags

_EMPTY = "the front matter is empty: give at least a title or a URL"


class _Handler(BaseHandler):
    """A python-frontmatter handler that remembers what it split off, and how it had to help."""

    FM_BOUNDARY = re.compile("")
    fence = ""
    name = ""

    def __init__(self, *, cut: bool = False) -> None:
        super().__init__()
        self.block = ""
        self.repairs: list[Repair] = []
        self._cut = cut

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
        self.block = self._unclosed(text[start:])
        return self.block, ""

    def _unclosed(self, rest: str) -> str:
        """Return as many paragraphs as are fields; the rest was meant as the body."""
        message = f"no closing {self.fence}: add a line {self.fence} after the last field"
        if self._cut:
            raise FrontMatterError("too-large", message, 0)
        paragraphs = rest.split("\n\n")[:_PARAGRAPHS]
        while paragraphs:
            fields = "\n\n".join(paragraphs)
            try:
                is_fields = isinstance(self.parse(fields), dict)
            except (ValueError, RecursionError):
                is_fields = False
            self.repairs.clear()  # load parses it again
            if is_fields:
                self.repairs.append(Repair("unclosed-front-matter", message, 0))
                return fields
            paragraphs.pop()
        raise FrontMatterError("unclosed-front-matter", message, 0)

    def load(self, fm: str) -> dict[str, Any]:
        data = self.parse(fm)
        if data is None:
            raise FrontMatterError("empty-front-matter", _EMPTY, 0)
        if not isinstance(data, dict):
            message = f"expected fields (key: value), got {kind_of(data)}"
            raise FrontMatterError("not-fields", message, 1)
        return data

    def parse(self, block: str) -> object:
        """Return the data of a block; a ValueError says why there is none."""
        raise NotImplementedError


# How far to look for the end of fields that nobody closed.
_PARAGRAPHS = 24


class YamlHandler(_Handler):
    """YAML 1.2 between ``---`` lines (or up to ``...``): dates and ``yes``/``no`` stay text."""

    fence = "---"
    name = "YAML"
    mended = ""

    def split(self, text: str) -> tuple[str, str]:
        block, body = super().split(text)
        if "\n..." in block and (end := _DOCUMENT_END.search(block)):
            self.repairs.clear()  # it is closed, by the other mark
            self.block = block[: end.start()] + "\n"
            return self.block, block[end.end() :] + body
        return block, body

    def parse(self, block: str) -> object:
        refuse_hostile(block)
        data: object
        try:
            data = yaml12.parse_yaml(block)
        except ValueError as error:
            if "recursion limit" in str(error):
                raise FrontMatterError("too-deep", "nested more than 100 levels deep") from None
            data = self._parse_mended(block)
        return self._settle(data, block)

    def _parse_mended(self, block: str) -> object:
        try:
            mended, repairs = quote_broken_lines(block)
        except ValueError:
            return yaml12.parse_yaml(block)  # the error that names the line as it stands
        self.repairs += repairs
        self.mended = mended
        return yaml12.parse_yaml(mended)

    def _settle(self, data: object, block: str) -> object:
        shape = Shape()
        shape.walk(data)
        if shape.odd:
            data = plain(data, lambda tag: self._note_tag(tag, block))
        if isinstance(data, dict):
            self.repairs += read_hashtags(data, block)
        if may_have_duplicates(block, shape.keys):
            self.repairs += duplicate_keys(block)
        return data

    def _note_tag(self, tag: str, block: str) -> None:
        written = tag.replace("tag:yaml.org,2002:", "!!")
        found = block.find(written)
        line = block.count("\n", 0, found) + 1 if found != -1 else None
        self.repairs.append(Repair("tag", f"a tag {written}: only its value is read", line))


_DOCUMENT_END = re.compile(r"\n\.\.\.[ \t]*(?=\n|\Z)")


class TomlHandler(_Handler):
    """TOML between ``+++`` lines, as Hugo writes it."""

    fence = "+++"
    name = "TOML"

    def parse(self, block: str) -> object:
        # Nesting costs tomllib the square of its depth.
        if _TOML_DEPTH.search(block):
            raise FrontMatterError("too-deep", "a key of more than 64 parts")
        data = tomllib.loads(block, parse_float=str)
        Shape().walk(data)
        return data or None


_TOML_DEPTH = re.compile(r"(?:[\w\"'-]+[ \t]*\.[ \t]*){64}")


class JsonHandler(_Handler):
    """One JSON object at the start of the text, as Hugo writes it; numbers stay as spelled."""

    fence = "{"
    name = "JSON"

    def split(self, text: str) -> tuple[str, str]:
        try:
            _, end = json.JSONDecoder().raw_decode(text)
        except ValueError as error:
            # python-frontmatter takes a ValueError here for a text without front matter.
            line = getattr(error, "lineno", None)
            message = f"not valid JSON: {_reason(error)}"
            raise FrontMatterError("syntax", message, line) from None
        self.block = text[:end]
        return self.block, text[end:]

    def parse(self, block: str) -> object:
        data = json.loads(
            block,
            object_pairs_hook=self._unique,
            parse_int=str,
            parse_float=str,
            parse_constant=str,
        )
        Shape().walk(data)
        return data or None

    def _unique(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        fields = dict(pairs)
        if len(fields) < len(pairs):
            counts = Counter(key for key, _ in pairs)
            for key in sorted(key for key, count in counts.items() if count > 1):
                message = f"{key!r} is given twice: the last one counts"
                self.repairs.append(Repair("duplicate-key", message, None))
        return fields


class FrontMatter:
    """The fields of one text, and where each of them stands.

    :param fenced: whether fields stand between marks (Markdown) or are all there is (a YAML file).
    :param cut: whether the text goes on beyond what is given.
    :raises FrontMatterError: if there is no front matter, or none that can be read.

    >>> matter = FrontMatter("---\\ntitle: 0012\\n---\\nbody")
    >>> matter.fields, matter.line(("title",)), matter.spelled(("title",))
    ({'title': 12}, 2, '0012')
    """

    def __init__(self, text: str, *, fenced: bool = True, cut: bool = False) -> None:
        framed = _frame(text, fenced=fenced, cut=cut)
        self._handler = handler = framed.handler
        self._lines_before = framed.lines_before
        handler.repairs += framed.repairs
        try:
            self.fields, self.body = frontmatter.parse(framed.text, handler=handler)
        except FrontMatterError as error:
            if error.line is not None:
                error.line = max(error.line + self._lines_before, 1)
            raise
        except (ValueError, RecursionError) as error:
            message = f"not valid {handler.name}: {_reason(error)}"
            raise FrontMatterError("syntax", message, self._line_of(error)) from None
        if not self.fields:
            raise FrontMatterError("empty-front-matter", _EMPTY, max(self._lines_before, 1))
        self._places: Positions | None = None

    @property
    def repairs(self) -> Iterator[Repair]:
        """What had to be changed to read it, with lines of the file."""
        for repair in self._handler.repairs:
            line = repair.line if repair.line is None else repair.line + self._lines_before
            yield repair._replace(line=line)

    def line(self, where: Where, seen: object = None) -> int | None:
        """Return the line of the file that holds ``where``, or None if that cannot be told.

        ``seen`` is the value there: a text that stands once only tells its line at no cost.
        """
        if isinstance(seen, str) and (line := self._find(seen)):
            return line
        node = self._node(where)
        return node.start_mark.line + 1 + self._lines_before if node else self._search(where)

    def line_near(self, key: str, value: str) -> int | None:
        """Return the line of a text below a key, as good as can be told without a second parse."""
        block = self._handler.block
        start = max(block.find(key), 0)
        found = block.find(value, start)
        found = start if found == -1 else found
        return block.count("\n", 0, found) + 1 + self._lines_before

    def _find(self, value: str) -> int | None:
        block = self._handler.block
        if len(value) < _TELLING or (found := block.find(value)) == -1:
            return None
        if block.find(value, found + 1) != -1:
            return None
        return block.count("\n", 0, found) + 1 + self._lines_before

    def spelled(self, where: Where) -> str | None:
        """Return the scalar at ``where`` as the file spells it (``0012``, not 12)."""
        if isinstance(self._handler, TomlHandler):
            return self._spelled_in_toml(where)
        node = self._node(where)
        return node.value if isinstance(node, yaml.ScalarNode) else None

    def _spelled_in_toml(self, where: Where) -> str | None:
        key = re.escape(str(where[0]))
        found = re.search(rf"^{key}[ \t]*=[ \t]*([^\n#]+)", self._handler.block, re.MULTILINE)
        return found[1].strip() if found and len(where) == 1 else None

    def _node(self, where: Where) -> yaml.Node | None:
        if not isinstance(self._handler, YamlHandler):
            return None
        if self._places is None:
            # What was mended has every line where it was.
            self._places = Positions(self._handler.mended or self._handler.block)
        return self._places.find(where)

    def _search(self, where: Where) -> int | None:
        """Find the first line that mentions the key: good enough for TOML, JSON and broken YAML."""
        keys = [step for step in where if isinstance(step, str)]
        if not keys:
            return None
        key = re.escape(keys[0])
        found = re.search(rf'^[\s"\'{{-]*{key}\b', self._handler.block, re.MULTILINE)
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


# How long a text must be to be taken for itself wherever it stands.
_TELLING = 12


# -- which syntax, and where it starts ------------------------------------------------------------


class _Framed(NamedTuple):
    """A text with its front matter between fences, and how many lines of the file come before."""

    handler: _Handler
    text: str
    lines_before: int
    repairs: list[Repair]


def _frame(text: str, *, fenced: bool, cut: bool) -> _Framed:
    stripped = text.lstrip()
    if not stripped:
        raise FrontMatterError("empty-file", "the file is empty: expected front matter")
    before = text.count("\n", 0, len(text) - len(stripped))
    if stripped.startswith("{") and (fenced or cut or _is_json(stripped)):
        return _Framed(JsonHandler(cut=cut), stripped, before, [])
    if not fenced:
        return _stream(text, cut=cut)
    first = stripped.split("\n", 1)[0].rstrip()
    for handler in (YamlHandler, TomlHandler):
        if first.startswith(handler.fence) and not first.strip(handler.fence[0]):
            return _Framed(handler(cut=cut), stripped, before + 1, [])
    message = f"no front matter: expected a first line --- (or +++, or {{), got {first[:20]!r}"
    raise FrontMatterError("no-front-matter", message, before + 1)


def _is_json(text: str) -> bool:
    return re.match(r'\{\s*(?:"|\})', text) is not None


_BREAK = re.compile(r"^(?:---|\.\.\.)(?=\s|\Z)[ \t]*\n?", re.MULTILINE)
_CONTENT = re.compile(r"^[ \t]*[^\s#%]", re.MULTILINE)


def _stream(text: str, *, cut: bool) -> _Framed:
    """Frame the first document of a YAML stream, and tell of the others."""
    starts = [0, *(match.end() for match in _BREAK.finditer(text))]
    ends = [*(match.start() for match in _BREAK.finditer(text)), len(text)]
    full = [pair for pair in zip(starts, ends, strict=True) if _CONTENT.search(text, *pair)]
    if not full:
        raise FrontMatterError("empty-front-matter", _EMPTY, 1)
    if cut and len(full) == 1:
        raise FrontMatterError("too-large", "too many fields for one document", 1)
    start, end = full[0]
    before = text.count("\n", 0, start)
    repairs = []
    if len(full) > 1:
        message = f"a stream of {len(full)} documents: only the first is read"
        line = text.count("\n", 0, full[1][0]) + 1 - before
        repairs.append(Repair("more-documents", message, line))
    return _Framed(YamlHandler(), f"---\n{text[start:end].rstrip()}\n---", before, repairs)


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "nested too deeply"
    text = str(error).removeprefix("YAML parse error: ")
    return re.sub(r"(?: at byte \d+)? line \d+ column \d+$|[:(]? ?\(?(?:at )?line \d+.*$", "", text)
