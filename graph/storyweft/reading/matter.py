"""The front matter of one text: found, split off and parsed, whatever state it is in.

python-frontmatter gives the frame, :mod:`storyweft.reading.front_matter` a handler for each syntax.
"""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

import frontmatter
import yaml

from storyweft.reading.front_matter import (
    EMPTY,
    Handler,
    JsonHandler,
    TomlHandler,
    YamlHandler,
    reason,
)
from storyweft.reading.lines import Lines
from storyweft.reading.loose_syntaxes import (
    HeaderHandler,
    ScriptHandler,
    header_lines,
    lektor_fields,
)
from storyweft.reading.yaml_guards import FrontMatterError, Repair, Where
from storyweft.reading.yaml_positions import Positions


class FrontMatter:
    """The fields of one text, and where each of them stands.

    :param name: the name of the file; one that ends as YAML does is nothing but fields.
    :param cut: whether the text goes on beyond what is given.
    :param accepted: codes of what it may lack: ``no-front-matter``, ``empty-front-matter``.
    :raises FrontMatterError: if there is no front matter, or none that can be read.

    >>> matter = FrontMatter("---\\ntitle: 0012\\n---\\nbody")
    >>> matter.fields, matter.line(("title",)), matter.spelled(("title",))
    ({'title': 12}, 2, '0012')
    """

    def __init__(
        self,
        text: str,
        *,
        name: str = "",
        cut: bool = False,
        accepted: Collection[str] = (),
    ) -> None:
        try:
            framed = _frame(text, name, cut=cut)
        except FrontMatterError as error:
            if error.code not in accepted:
                raise
            framed = _Framed(HeaderHandler({}, "", text), text, 0, [])
        self._positions: Positions | None = None
        self._handler = handler = framed.handler
        self._lines_before = framed.lines_before
        handler.repairs += framed.repairs
        try:
            self.fields, self.body = frontmatter.parse(framed.text, handler=handler)
        except FrontMatterError as error:
            if error.code == "empty-front-matter" and error.code in accepted:
                self.fields, self.body = {}, handler.split(framed.text)[1]
                return
            if error.line is not None:
                error.line = max(error.line + self._lines_before, 1)
            raise
        except (ValueError, RecursionError) as error:
            message = f"not valid {handler.name}: {reason(error)}"
            raise FrontMatterError("syntax", message, self._line_of(error)) from None
        if not self.body.strip() and isinstance(self.fields.get("body"), str):
            # Where all is fields, one is the text: https://decapcms.org/docs/widgets/markdown/
            self.body = str(self.fields.pop("body"))
        if not self.fields and "empty-front-matter" not in accepted:
            raise FrontMatterError("empty-front-matter", EMPTY, max(self._lines_before, 1))

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

    def lines(self) -> Lines:
        """Return what tells the lines of texts that come in the order in which they stand."""
        return Lines(self._handler.block, self._lines_before)

    def line_near(self, key: str, value: str) -> int | None:
        """Return the line of a text below a key, as good as can be told without a second parse."""
        block = self._handler.block
        start = max(block.find(key), 0)
        at = block.find(value, start)
        at = start if at == -1 else at
        return block.count("\n", 0, at) + 1 + self._lines_before

    def _find(self, value: str) -> int | None:
        block = self._handler.block
        if len(value) < _TELLING or (at := block.find(value)) == -1:
            return None
        if block.find(value, at + 1) != -1:
            return None
        return block.count("\n", 0, at) + 1 + self._lines_before

    def spelled(self, where: Where) -> str | None:
        """Return the scalar at ``where`` as the file spells it (``0012``, not 12)."""
        if isinstance(self._handler, TomlHandler):
            return self._spelled_in_toml(where)
        node = self._node(where)
        return node.value if isinstance(node, yaml.ScalarNode) else None

    def _spelled_in_toml(self, where: Where) -> str | None:
        key = re.escape(str(where[0]))
        match = re.search(rf"^{key}[ \t]*=[ \t]*([^\n#]+)", self._handler.block, re.MULTILINE)
        return match[1].strip() if match and len(where) == 1 else None

    def _node(self, where: Where) -> yaml.Node | None:
        if not isinstance(self._handler, YamlHandler):
            return None
        if self._positions is None:
            # What was mended has every line where it was.
            self._positions = Positions(self._handler.mended or self._handler.block)
        return self._positions.find(where)

    def _search(self, where: Where) -> int | None:
        """Find the first line that mentions the key: good enough for TOML, JSON and broken YAML."""
        keys = [step for step in where if isinstance(step, str)]
        if not keys:
            return None
        key = re.escape(keys[0])
        match = re.search(rf'^[ \t"\'{{-]*+{key}\b', self._handler.block, re.MULTILINE)
        if match is None:
            return None
        before = self._handler.block.count("\n", 0, match.end())
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

    handler: Handler
    text: str
    lines_before: int
    repairs: list[Repair]


def _frame(text: str, name: str, *, cut: bool) -> _Framed:
    fenced = not name.lower().endswith(_YAML_ENDINGS)
    stripped = text.lstrip()
    if not stripped:
        raise FrontMatterError("empty-file", "the file is empty: expected front matter")
    before = text.count("\n", 0, len(text) - len(stripped))
    if (
        stripped.startswith("{")
        and not stripped.startswith(_TEMPLATES)
        and (fenced or cut or _is_json(stripped))
    ):
        return _Framed(JsonHandler(cut=cut), stripped, before, [])
    if not fenced:
        return _stream(text, cut=cut)
    if name.lower().endswith(".lr"):
        return _Framed(lektor_fields(stripped), stripped, before, [])
    if name.lower().endswith(".rst") and (headers := header_lines(stripped, name)):
        return _Framed(headers, stripped, before, [])  # its title may be overlined by hyphens
    first = stripped.split("\n", 1)[0].rstrip()
    if not first.startswith(_FENCES) and (skipped := _BEFORE_FENCE.match(stripped)):
        before += stripped.count("\n", 0, skipped.end())
        stripped = stripped[skipped.end() :]
        first = stripped.split("\n", 1)[0].rstrip()
    if handler := _fenced(first, cut=cut):
        return _Framed(handler, stripped, before + 1, [])
    if _OPEN_FENCE.match(stripped):
        return _Framed(YamlHandler(cut=cut), f"---\n{stripped}", before, [])
    if headers := header_lines(stripped, name):
        return _Framed(headers, stripped, before, [])
    message = f"no front matter: expected a first line --- (or +++, or {{), got {first[:20]!r}"
    raise FrontMatterError("no-front-matter", message, before + 1)


def _fenced(first: str, *, cut: bool) -> Handler | None:
    """Return the handler for a text by its first line, if that is a fence."""
    if named := _NAMED_FENCE.fullmatch(first):
        handler = _NAMED[named[1].lower()](cut=cut)
        handler.fence = "---"
        return handler
    for kind in (YamlHandler, TomlHandler):
        if first.startswith(kind.fence) and not first.strip(kind.fence[0]):
            return kind(cut=cut)
    return None


_YAML_ENDINGS = (".yaml", ".yml")
_FENCES = ("---", "+++")
# What templates start with, and no object of JSON does.
_TEMPLATES = ("{%", "{{", "{#", "{-", "{<")
# Fences that name their syntax: https://www.11ty.dev/docs/data-frontmatter/
_NAMED_FENCE = re.compile(r"---[ \t]*(js|javascript|json|json5|toml|yaml|yml)", re.IGNORECASE)
_NAMED: dict[str, type[Handler]] = {
    "js": ScriptHandler,
    "javascript": ScriptHandler,
    "json": ScriptHandler,
    "json5": ScriptHandler,
    "toml": TomlHandler,
    "yaml": YamlHandler,
    "yml": YamlHandler,
}
# Hexo asks for no fence before the fields: https://hexo.io/docs/front-matter
_OPEN_FENCE = re.compile(
    r"(?=(?:[^\n]*+\n){0,40}?(?:title|date)[ \t]*:)"
    r"(?:(?:[A-Za-z][\w-]*[ \t]*:|[ \t]+\S|- )[^\n]*+\n){1,60}"
    r"(?:[ \t]*\n){0,3}---[ \t]*(?:\n|\Z)"
)
# What may come before: comments, and the imports of MDX (https://mdxjs.com/docs/what-is-mdx/#esm).
_BEFORE_FENCE = re.compile(
    r"(?:(?:import|export)\b[^\n]*+\n|<!--(?:(?!-->)[\s\S])*+-->[ \t]*+\n"
    r"|\{/\*(?:(?!\*/\})[\s\S])*+\*/\}[ \t]*+\n|[ \t]*+\n){1,64}(?=---|\+\+\+)"
)


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
        raise FrontMatterError("empty-front-matter", EMPTY, 1)
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
