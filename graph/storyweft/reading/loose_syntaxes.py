"""Front matter that is none of YAML, TOML and JSON: objects of JavaScript, lines without fences.

Sources:

- ``---js``: https://www.11ty.dev/docs/data-frontmatter/
- ``Title: …``: https://docs.getpelican.com/en/latest/content.html and
  https://fletcher.github.io/MultiMarkdown-6/syntax/metadata.html
- ``#+TITLE:``: https://orgmode.org/manual/Export-Settings.html
- ``title:: …``: https://docs.logseq.com/#/page/properties
- ``.. title: …``: https://getnikola.com/handbook.html#metadata-fields
- lines below the title of an export of Notion: https://www.notion.com/help/export-your-content
- the header of AsciiDoc: https://docs.asciidoctor.org/asciidoc/latest/document/header/, with what
  JBake (https://jbake.org/docs/latest/#metadata_header) and Antora add to it
- ``contents.lr``: https://www.getlektor.com/docs/content/
- ``Title: …`` and ``----``: https://getkirby.com/docs/guide/content/files
- a note with its properties at its end: https://joplinapp.org/help/apps/import_export/ (RAW)
- a list below ``## Metadata``: https://docs.readwise.io/readwise/docs/exporting-highlights/obsidian
"""

import json
import re

from storyweft.reading.front_matter import Handler
from storyweft.reading.yaml_guards import FrontMatterError, Shape, parse_yaml, plain

_COMMENT = re.compile(r"^[ \t]*//[^\n]*", re.MULTILINE)
_CONSTANT = re.compile(r"^[ \t]*(?:const|let|var)[ \t]+(\w+)[ \t]*=([^\n]+)", re.MULTILINE)


class ScriptHandler(Handler):
    """An object of JavaScript between ``---js`` and ``---``, or constants; nothing is ever run."""

    fence = "---"
    name = "JavaScript"

    def parse(self, block: str) -> object:
        text = _COMMENT.sub("", block).strip().rstrip(";")
        # Without functions an object is what YAML calls a flow mapping.
        data = (
            _value(text)
            if text.startswith("{")
            else {
                key: _value(value.strip(" \t").removesuffix(";"))
                for key, value in _CONSTANT.findall(text)
            }
        )
        if not isinstance(data, dict):
            raise FrontMatterError("syntax", "not valid JavaScript that needs no running", 1)
        shape = Shape()
        shape.walk(data)
        return (plain(data, lambda _: None) if shape.odd else data) or None


def _value(text: str) -> object:
    try:
        return parse_yaml(text.replace("\t", " "))
    except ValueError:
        return text.strip("\"'`")


# -- lines without fences -------------------------------------------------------------------------

_LINE = re.compile(r"(?P<key>[A-Za-z][\w -]{0,30}?)[ \t]*:(?:[ \t]+(?P<value>\S.*))?")
_RST_LINE = re.compile(r":(?P<key>[A-Za-z][\w -]{0,30}?):(?:[ \t]+(?P<value>\S.*))?")
_ORG_LINE = re.compile(r"#\+(?P<key>[A-Za-z][\w-]{0,30}):(?:[ \t]+(?P<value>\S.*))?")
_OF_NOTION = re.compile(r"[ ][0-9a-f]{32}\.md\Z")
_NOTION = re.compile(
    r"# ([^\n]+)\n\n((?:[A-Za-z][\w -]{0,30}:(?:[ ][^\n]*+)?(?:\n|\Z)){1,60})(?=\n|\Z)"
)
_NIKOLA_LINE = re.compile(r"\.\.[ ](?P<key>[a-z][\w-]{0,30}):(?:[ \t]+(?P<value>\S.*))?")
_NIKOLA_COMMENT = re.compile(r"<!--[ \t]*\n(\.\.[ ][a-z](?:(?!-->)[\s\S])*+)-->[ \t]*\n?")
_DOUBLE_LINE = re.compile(r"(?P<key>[A-Za-z][\w-]{0,30})::(?:[ \t]+(?P<value>\S.*))?")
_METADATA = re.compile(
    r"(?:\A|\n)#{1,3}[ ]+Metadata[ \t]*\n(?:[ \t]*\n)?"
    r"(?P<list>(?:[ \t]*+[-*][ ]++[A-Za-z][\w ]{0,30}:[^\n]*+(?:\n|\Z))++)"
)
_ITEM = re.compile(r"[ \t]*[-*][ ]+(?P<key>[A-Za-z][\w ]{0,30}?)::?(?:[ \t]+(?P<value>\S.*))?")
_HASHTAGS = re.compile(r"#[^\s#,]++(?:[ ,]++#[^\s#,]++)*+")
# Date: '2024-05-01', as YAML has it.
_QUOTED = re.compile(r"\A(['\"])((?:(?!\1).)++)\1\s*\Z")
_UNDERLINE = re.compile(r"([=\-~#*^\"'`+.:_])\1{2,}[ \t]*")
# A title or a date says that such lines are no prose.
_TELLING = frozenset(["title", "date"])
_MOST_LINES = 60


class HeaderHandler(Handler):
    """Lines such as ``Title: …`` at the start of a text, up to the first that is empty."""

    name = "header lines"

    def __init__(self, fields: dict[str, object], block: str, body: str) -> None:
        super().__init__()
        self.block = block
        self.fields = fields
        self._body = body

    def split(self, text: str) -> tuple[str, str]:
        return self.block, self._body

    def parse(self, block: str) -> object:
        return self.fields


def header_lines(text: str, name: str) -> HeaderHandler | None:
    """Return the handler for a text that starts with header lines; None if it does not.

    >>> header_lines("Title: Quay\\nDate: 2024-05-01\\n\\nText", "a.md").parse("")
    {'title': 'Quay', 'date': '2024-05-01'}
    >>> header_lines("Note: we are closed.\\n\\nText", "a.md") is None
    True
    """
    lowered = name.lower()
    if handler := _elsewhere(text, name):
        return handler
    lines = text.split("\n")
    title: dict[str, object] = {}
    start = 0
    if _NIKOLA_LINE.match(text):
        pattern = _NIKOLA_LINE
    elif lowered.endswith(".rst"):
        pattern = _RST_LINE
        start, title = _rst_title(lines)
    elif lowered.endswith(".org"):
        pattern = _ORG_LINE
    else:
        pattern = _DOUBLE_LINE if _DOUBLE_LINE.match(text) else _LINE
    fields: dict[str, object] = dict(title)
    number, key = start, ""
    for number, line in enumerate(lines[start : start + _MOST_LINES], start):  # noqa: B007
        if not line.strip():
            break
        if match := pattern.fullmatch(line.rstrip()):
            key = match["key"].lower()
            value = _QUOTED.sub(r"\2", match["value"] or "")
            # In Logseq, # begins a tag: Readwise writes \# for it in a title.
            is_logseq = pattern is _DOUBLE_LINE
            fields.setdefault(key, value.replace("\\#", "#") if is_logseq else value)
        elif key and line[:1] in " \t":
            fields[key] = f"{fields[key]} {line.strip()}".strip()
        else:
            break
    else:
        number += 1
    is_whole = number >= len(lines) or not lines[number].strip() or pattern is not _LINE
    is_telling = pattern is _DOUBLE_LINE or bool(_TELLING & fields.keys())
    if not is_whole or number == start or not is_telling:
        return None
    return HeaderHandler(fields, "\n".join(lines[:number]) + "\n", "\n".join(lines[number:]))


def _elsewhere(text: str, name: str) -> HeaderHandler | None:
    """Return the handler for fields in a list further on, or in a comment."""
    if metadata := _METADATA.search(text[:_SEARCHED]):
        return _listed(text, metadata)
    if name.lower().endswith((".adoc", ".asciidoc")):
        return _asciidoc(text)
    if name.lower().endswith(".txt") and (parts := _kirby_parts(text)):
        return _kirby(text, parts)
    if _OF_JOPLIN.search(name) and (properties := _JOPLIN.search(text)):
        return _joplin(text, properties)
    if _OF_NOTION.search(name) and (block := _NOTION.match(text[:_SEARCHED])):
        lines = [match for row in block[2].splitlines() if (match := _LINE.fullmatch(row.rstrip()))]
        fields = {line["key"].lower(): line["value"] for line in lines if line["value"]}
        return HeaderHandler({**fields, "title": block[1]}, block[0], text[block.end() :])
    if comment := _NIKOLA_COMMENT.match(text[:_SEARCHED]):
        inside = header_lines(comment[1], name)
        return inside and HeaderHandler(inside.fields, comment[0], text[comment.end() :])
    return None


def _asciidoc(text: str) -> HeaderHandler | None:
    """Return the handler for a document with a header of AsciiDoc that says more than a title."""
    lines = text.split("\n", _MOST_LINES)
    if not (title := _ADOC_TITLE.fullmatch(lines[0].rstrip())):
        return None
    fields: dict[str, object] = {}
    number = 0
    for number, line in enumerate(lines[1:_MOST_LINES], 1):
        attribute = _ADOC_ATTRIBUTE.fullmatch(line.rstrip())
        if attribute and (attribute[1] or attribute[2] in _ADOC_FIELDS) and attribute[3]:
            fields.setdefault(_ADOC_FIELDS.get(attribute[2], attribute[2]), attribute[3])
        elif attribute or line.startswith("//"):
            continue
        elif dated := _ADOC_REVISION.fullmatch(line.rstrip()):
            fields.setdefault("date", dated[1])
        elif number == 1 and _ADOC_AUTHORS.fullmatch(line.rstrip()):
            names = [_ADOC_MAIL.sub("", name).replace("_", " ") for name in line.split(";")]
            fields["authors"] = [name.strip() for name in names]
        else:
            break
    if not fields:
        return None
    block = "\n".join(lines[:number])
    return HeaderHandler({"title": title[1], **fields}, block, text[len(block) :])


_ADOC_TITLE = re.compile(r"= (\S.*)")
_ADOC_ATTRIBUTE = re.compile(r":((?:jbake|page)-)?([a-z][\w-]*)!?:[ \t]*(\S.*)?")
_ADOC_FIELDS = {name: name for name in ("author", "description", "keywords", "lang")} | {
    "revdate": "date"
}
_ADOC_REVISION = re.compile(
    r"(?:v?[\d.]{1,20},[ ]*)?(\d{4}-\d{2}-\d{2}|[A-Z][a-z]+ \d{1,2}, \d{4})(?::.*)?"
)
_ADOC_AUTHOR = r"[^\W\d_][\w.'-]{0,40}(?: [\w.'-]{1,40}){0,3}(?: <[^<>\s]{1,100}>)?"
_ADOC_AUTHORS = re.compile(rf"{_ADOC_AUTHOR}(?:;[ ]*{_ADOC_AUTHOR}){{0,20}}")
_ADOC_MAIL = re.compile(r" <[^<>]*>")


def _kirby_parts(text: str) -> list[str]:
    """Return the fields of a text file of Kirby; nothing if it is none."""
    parts = [part.strip() for part in _KIRBY_LINE.split(text)] if "\n----" in text else []
    is_whole = all(_KIRBY_FIELD.match(part) for part in parts if part)
    return parts if len(parts) > 1 and is_whole else []


def _kirby(text: str, parts: list[str]) -> HeaderHandler:
    fields: dict[str, object] = {}
    for part in filter(None, parts):
        key, _, value = part.partition(":")
        written = _KIRBY_ESCAPE.sub("", value.strip())
        items = [item.strip(" '\"") for item in _KIRBY_ITEM.findall(written)]
        named = [item for item in items if not _OF_KIRBY.match(item)]
        if written != "[]" and (named or not items):
            fields.setdefault(key.lower(), named if items else written)
    body = str(fields.pop("text", ""))
    return HeaderHandler(fields, text, _text_of_blocks(body) if body.startswith("[{") else body)


def _text_of_blocks(body: str) -> str:
    """Return the texts of blocks: https://getkirby.com/docs/reference/panel/fields/blocks."""
    try:
        blocks = json.loads(body)
    except (ValueError, RecursionError):
        return body
    contents = (block.get("content") for block in blocks if isinstance(block, dict))
    texts = (said.get("text") for said in contents if isinstance(said, dict))
    return "\n\n".join(text for text in texts if isinstance(text, str))


_KIRBY_LINE = re.compile(r"^----[ \t]*$", re.MULTILINE)
_KIRBY_FIELD = re.compile(r"[A-Za-z][\w-]{0,60}:")
_KIRBY_ESCAPE = re.compile(r"^\\(?=----)", re.MULTILINE)
_KIRBY_ITEM = re.compile(r"^- ([^\n]+)$", re.MULTILINE)
# Its own names of users, files and pages.
_OF_KIRBY = re.compile(r"(?:user|file|page|site)://")


def _joplin(text: str, properties: re.Match[str]) -> HeaderHandler:
    """Return the handler for a note: its title, its text, and what is known of it.

    https://joplinapp.org/help/api/references/rest_api#notes
    """
    title, _, body = text[: properties.start()].partition("\n")
    fields: dict[str, object] = {"title": title.strip(), "type_": properties["type"]}
    for line in properties["lines"].splitlines():
        key, _, value = line.partition(": ")
        if key in _JOPLIN_FIELDS and value:
            fields[_JOPLIN_FIELDS[key]] = value
    return HeaderHandler(fields, properties[0], body)


_OF_JOPLIN = re.compile(r"(?:\A|/)[0-9a-f]{32}\.md\Z")
_JOPLIN = re.compile(
    r"(?:\A|\n\n)(?P<lines>id: [0-9a-f]{32}\n(?:(?!type_:)[a-z_]{1,40}:[^\n]*+\n)*+)"
    r"type_: (?P<type>\d{1,2})\s*\Z"
)
_JOPLIN_FIELDS = {
    "user_created_time": "created",
    "user_updated_time": "updated",
    "author": "author",
    "source_url": "source_url",
}


def lektor_fields(text: str) -> HeaderHandler:
    """Return the handler for a text of nothing but fields, of which one is the body.

    >>> lektor_fields("title: Quay\\n---\\nbody:\\n\\nIt opens.\\n").fields
    {'title': 'Quay'}
    """
    fields: dict[str, object] = {}
    for part in _LEKTOR_LINE.split(text):
        key, colon, value = part.strip().partition(":")
        if colon and _LEKTOR_KEY.fullmatch(key):
            written = _LEKTOR_ESCAPE.sub("", value.strip())
            is_list = key in _LEKTOR_LISTS and "\n" in written
            fields.setdefault(key, written.split("\n") if is_list else written)
    body = fields.pop("body", "")
    return HeaderHandler(fields, text, str(body))


_LEKTOR_LINE = re.compile(r"^---[ \t]*(?:\n|\Z)", re.MULTILINE)
# Of the type strings, one a line: https://www.getlektor.com/docs/api/db/types/strings/
_LEKTOR_LISTS = frozenset(["tags", "categories", "authors", "keywords", "topics"])
_LEKTOR_KEY = re.compile(r"[A-Za-z_][\w-]*")
# A line of hyphens within a field has one more.
_LEKTOR_ESCAPE = re.compile(r"^-(?=-{3,}[ \t]*$)", re.MULTILINE)


def _listed(text: str, match: re.Match[str]) -> HeaderHandler:
    """Return the fields that stand as a list in a text; hashtags become the names in them."""
    fields: dict[str, object] = {}
    for line in match["list"].splitlines():
        if (item := _ITEM.fullmatch(line.rstrip())) and item["value"]:
            value = item["value"].strip()
            tags = [tag.lstrip("#") for tag in value.replace(",", " ").split()]
            key = item["key"].lower()
            fields[key] = tags if _HASHTAGS.fullmatch(value) else value
    before, behind = text[: match.start("list")], text[match.end("list") :]
    return HeaderHandler(fields, match["list"], before + behind)


#: How much of a text is searched for such a list.
_SEARCHED = 4096


def _rst_title(lines: list[str]) -> tuple[int, dict[str, object]]:
    """Return where the field list of a reStructuredText starts, and the title above it."""
    number = 1 if _UNDERLINE.fullmatch(lines[0]) else 0
    if len(lines) > number + 1 and _UNDERLINE.fullmatch(lines[number + 1]):
        after = number + 2
        while after < len(lines) and not lines[after].strip():
            after += 1
        return after, {"title": lines[number].strip()}
    return 0, {}
