"""The syntaxes that a front matter can have: one handler for python-frontmatter each.

They add what it lacks: a far faster YAML parser whose scalars stay text where text is meant,
errors with a line, and limits for hostile input.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from frontmatter.default_handlers import BaseHandler

from storyweft.errors import kind_of
from storyweft.mapping import DeepKey, parse_toml
from storyweft.reading.yaml_guards import (
    FrontMatterError,
    Repair,
    Shape,
    parse_yaml,
    plain,
)
from storyweft.reading.yaml_positions import (
    compose,
    duplicate_keys,
    may_have_duplicates,
    tag_lines,
    texts,
)
from storyweft.reading.yaml_prose import quote_prose
from storyweft.reading.yaml_repair import quote_broken_lines

#: What is said of a front matter without fields.
EMPTY = "the front matter is empty: give at least a title or a URL"


class Handler(BaseHandler):
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
            raise FrontMatterError("empty-front-matter", EMPTY, 0)
        if not isinstance(data, dict):
            message = f"expected fields (key: value), got {kind_of(data)}"
            raise FrontMatterError("not-fields", message, 1)
        return data

    def parse(self, block: str) -> object:
        """Return the data of a block; a ValueError says why there is none."""
        raise NotImplementedError


# How far to look for the end of fields that nobody closed.
_PARAGRAPHS = 24


class YamlHandler(Handler):
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
        block, repairs = quote_prose(block)
        if repairs:
            self.repairs += repairs
            self.mended = block
        try:
            data = parse_yaml(block)
        except ValueError:
            data = self._parse_otherwise(_SURROGATES.sub(_joined, block))
        return self._settle(data, block)

    def _parse_otherwise(self, block: str) -> object:
        """Return the data of what yaml12 refuses: as libyaml reads it, or else mended."""
        node = compose(block)
        if node is None:
            return self._parse_mended(block)
        return texts(node)

    def _parse_mended(self, block: str) -> object:
        try:
            mended, repairs = quote_broken_lines(block)
        except ValueError:
            return parse_yaml(block)  # the error that names the line as it stands
        self.repairs += repairs
        self.mended = mended
        return parse_yaml(mended)

    def _settle(self, data: object, block: str) -> object:
        shape = Shape()
        shape.walk(data)
        if shape.odd:
            lines = tag_lines(block)
            data = plain(data, lambda tag: self._note_tag(tag, lines))
        if may_have_duplicates(block, shape.keys):
            self.repairs += duplicate_keys(block)
        return data

    def _note_tag(self, tag: str, lines: Mapping[str, int]) -> None:
        written = tag.replace("tag:yaml.org,2002:", "!!")
        message = f"a tag {written}: only its value is read"
        self.repairs.append(Repair("tag", message, lines.get(written)))


# A character beyond U+FFFF as JSON escapes it, in two halves, which YAML does not know.
_SURROGATES = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB]\w\w)\\u([dD][c-fC-F]\w\w)")


def _joined(match: re.Match[str]) -> str:
    try:
        halves = bytes.fromhex(match[2] + match[3])
    except ValueError:
        return match[0]
    return match[1] + halves.decode("utf-16-be")


_DOCUMENT_END = re.compile(r"\n\.\.\.[ \t]*(?=\n|\Z)")


class TomlHandler(Handler):
    """TOML between ``+++`` lines, as Hugo writes it."""

    fence = "+++"
    name = "TOML"

    def parse(self, block: str) -> object:
        try:
            data = parse_toml(block, parse_float=str)
        except DeepKey as error:
            raise FrontMatterError("too-deep", str(error)) from None
        Shape().walk(data)
        return data or None


class JsonHandler(Handler):
    """One JSON object at the start of the text, as Hugo writes it; numbers stay as spelled."""

    fence = "{"
    name = "JSON"

    def split(self, text: str) -> tuple[str, str]:
        try:
            _, end = json.JSONDecoder().raw_decode(text)
        except ValueError as error:
            # python-frontmatter takes a ValueError here for a text without front matter.
            line = getattr(error, "lineno", None)
            message = f"not valid JSON: {reason(error)}"
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

    def _unique(self, pairs: list[tuple[str, object]]) -> object:
        fields = dict(pairs)
        if len(fields) == 1 and (extended_value := extended(*pairs[0])) is not None:
            return extended_value
        if len(fields) < len(pairs):
            counts = Counter(key for key, _ in pairs)
            for key in sorted(key for key, count in counts.items() if count > 1):
                message = f"{key!r} is given twice: the last one counts"
                self.repairs.append(Repair("duplicate-key", message, None))
        return fields


# https://www.mongodb.com/docs/manual/reference/mongodb-extended-json/
_EXTENDED = frozenset(
    ["$numberInt", "$numberLong", "$numberDouble", "$numberDecimal", "$oid", "$symbol", "$uuid"]
)


def extended(key: str, value: object) -> object:
    """Return the value that MongoDB writes as ``{"$date": …}`` and the like, or None."""
    if key in _EXTENDED and isinstance(value, str):
        return value
    if key == "$date" and isinstance(value, str):
        if not re.fullmatch(r"-?\d{1,15}", value):
            return value
        try:
            moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(value))
        except OverflowError:
            return value
        return moment.isoformat().replace("+00:00", "Z")
    return None


def reason(error: Exception) -> str:
    """Return what is wrong, as a parser says it, without where."""
    if isinstance(error, RecursionError):
        return "nested too deeply"
    text = str(error).removeprefix("YAML parse error: ")
    return re.sub(r"(?: at byte \d+)? line \d+ column \d+$|[:(]? ?\(?(?:at )?line \d+.*$", "", text)
