"""Rows of tables → documents: which column is the name, which the content; rows of JSON Lines.

:func:`document_of_row` is a pure function of a row, so a table on one machine and a partition of a
cluster differ only in who calls it.
"""

import codecs
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO, NamedTuple

from storyweft.errors import kind_of
from storyweft.mapping import DEFAULT_MAPPING, FieldMapping
from storyweft.sources._inflate import OverLimit
from storyweft.sources.files import MAX_FRONT_MATTER

#: Which columns name a document and which hold it, the most telling first. As in a front matter,
#: case, hyphens and underscores do not matter.
COLUMNS = FieldMapping(
    {
        "name": ("path", "filename", "file", "name", "id"),
        "content": (
            *("content", "text", "body", "raw", "document", "value"),
            # news-please, JSON Feed, schema.org,
            # https://huggingface.co/datasets/stanford-oval/ccnews
            *("maintext", "contentHtml", "contentText", "articleBody", "plainText"),
            # "All the news" 2.0: https://components.one/datasets
            "article",
        ),
    },
    left_out=frozenset(),
)

#: How long a line of JSON may be, in bytes: what follows in a longer one is passed over.
MAX_LINE = 16 * 1024 * 1024

#: How many values a line of JSON may hold: each takes ten times the memory of its two characters.
MAX_VALUES = 500_000

#: How many columns a row may have: more than any table, less than front matter has room for.
MAX_COLUMNS = 10_000

#: How many empty lines there may be between rows of JSON.
MAX_EMPTY = 1_000_000
# The fields of which a row needs one to be an article itself.
_TELLING = {"title", "web", "original", "amp", "amp-cache"}
# Fields between fences, or JSON: a rule alone begins a text.
_FRONT_MATTER = re.compile(
    rb"\s*+(?:\{|(-{3,}+|\+{3,}+)[ \t]*\r?\n\s*+(?:\1|[#\"'\[\w][^\n:=\]]*+[:=\]](?s:.*?)^\1))",
    re.MULTILINE,
)


class Refusal(NamedTuple):
    """Why something in an archive is no document: a code, and a message."""

    code: str
    message: str


def document_of_row(
    row: Mapping[str, Any], mapping: FieldMapping = DEFAULT_MAPPING
) -> tuple[str, bytes | Refusal]:
    """Return the name of a row's document (empty if it gives none) and its bytes.

    A row has its document in a column such as ``content``, as text or bytes. If that is missing or
    has no front matter, and other columns give a title or URL, the row itself is the front matter
    and the content the body of the article; ``name`` is then a title, as it is in documents.

    >>> document_of_row({"path": "a.md", "content": "---\\ntitle: A\\n---\\n"})
    ('a.md', b'---\\ntitle: A\\n---\\n')
    >>> document_of_row({"id": 7, "title": "A", "text": "Once upon a time"})
    ('7', b'{"id": 7, "title": "A"}\\n\\nOnce upon a time')
    """
    row = {key: value for key, value in row.items() if not _is_missing(value)}
    if len(row) > MAX_COLUMNS:
        seen = f"{len(row):,} columns, more than {MAX_COLUMNS:,}"
        return "", Refusal("too-large", f"{seen}: leave some out, or give rows for columns")
    names, contents = _columns(row, "name"), _columns(row, "content")
    content = next((key for key in contents if isinstance(row[key], _TEXT)), None)
    name = _name(row, names)
    others = row.keys() - names if content else row.keys()
    is_whole = is_article({key: row[key] for key in others}, mapping)
    if content and not (is_whole and _is_body(row[content], name)):
        return name, _bytes(row[content])
    if is_whole:
        body = content if content and not mapping.field_of(content) else None
        fields = {key: value for key, value in row.items() if key != body}
        name = _name(row, [key for key in names if not mapping.field_of(key)])
        return name, _front_matter(fields, row[body] if body else "")
    return name, _refuse(row, contents)


def row_entries(
    rows: Iterable[tuple[int, Mapping[str, Any] | Refusal]], mapping: FieldMapping
) -> Iterator[tuple[str, bytes | Refusal]]:
    """Yield the documents of rows as :func:`document_of_row` does, each with a name."""
    for number, row in rows:
        name, content = ("", row) if isinstance(row, Refusal) else document_of_row(row, mapping)
        name = name.replace("\\", "/")
        yield name if below(name) else f"row-{number}", content


def below(name: str) -> str:
    """Return a name without what stands for the archive itself: ``/a``, ``./a`` → ``a``."""
    return "/".join(part for part in name.lstrip("/").split("/") if part != ".")


_TEXT = (str, bytes, bytearray)


def _is_missing(value: object) -> bool:
    # What pandas writes for nothing is not equal to itself.
    return value is None or (isinstance(value, float) and value != value)


def _columns(row: Mapping[str, Any], field: str) -> list[str]:
    """Return the columns that may give a field, the most telling first."""
    fields = ((COLUMNS.field_of(key) or ("", 0), key) for key in row)
    return [key for (name, _), key in sorted(fields) if name == field]


def _name(row: Mapping[str, Any], keys: list[str]) -> str:
    for key in keys:
        value = row[key]
        if isinstance(value, bytes):
            value = value.decode(errors="surrogateescape")
        if isinstance(value, (str, int)) and not isinstance(value, bool) and value != "":
            return str(value)
    return ""


def _is_telling(key: str, value: object, mapping: FieldMapping) -> bool:
    field = mapping.field_of(key)
    return field is not None and field[0] in _TELLING and value != ""


def is_article(row: Mapping[str, Any], mapping: FieldMapping) -> bool:
    """Tell whether an object says itself what an article says: a title or an address."""
    # https://pinboard.in/api/#posts_all
    is_bookmark = "href" in row and "extended" in row
    return is_bookmark or any(_is_telling(key, value, mapping) for key, value in row.items())


def _is_body(content: str | bytes | bytearray, name: str) -> bool:
    if name.lower().endswith((".yaml", ".yml")):
        return False
    return not _FRONT_MATTER.match(_bytes(content).removeprefix(codecs.BOM_UTF8))


def _bytes(content: str | bytes | bytearray) -> bytes:
    """Return as much of a content as may be front matter, and one byte that says if it goes on."""
    start = content[: MAX_FRONT_MATTER + 1]
    if isinstance(start, str):
        start = _encode(start)
    return bytes(start[: MAX_FRONT_MATTER + 1])


def _encode(text: str) -> bytes:
    """Return UTF-8: two halves of a character are joined, one alone is the mark of a lost one."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def _front_matter(fields: Mapping[str, Any], body: str | bytes | bytearray) -> bytes | Refusal:
    written = json.dumps(fields, ensure_ascii=False, default=_plain)
    data = _encode(written)
    if len(data) > MAX_FRONT_MATTER:
        limit = f"{MAX_FRONT_MATTER // 1024} KiB"
        return Refusal("too-large", f"too many fields for one document (more than {limit})")
    return data + b"\n\n" + _bytes(body)[: MAX_FRONT_MATTER - len(data)] if body else data


def _plain(value: object) -> str:
    """Return what JSON has no word for as text: the times and decimals of Parquet, and bytes."""
    if isinstance(value, (bytes, bytearray)):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return f"{len(value):,} bytes that are no text"
    isoformat = getattr(value, "isoformat", None)
    return str(isoformat() if isoformat else value)


def _refuse(row: Mapping[str, Any], contents: list[str]) -> Refusal:
    if contents:
        seen = kind_of(row[contents[0]])
        return Refusal("wrong-value", f"{contents[0]}: expected text or bytes, got {seen}")
    columns = ", ".join(COLUMNS.keys["content"][:_MOST_USUAL])
    seen = ", ".join(repr(name[:_LONGEST_SHOWN]) for name in list(row)[:8]) or "nothing"
    message = f"expected a document in one of {columns}, or an article (title, url …), got {seen}"
    return Refusal("no-content", message)


_MOST_USUAL = 6
_LONGEST_SHOWN = 60


# -- where rows come from -------------------------------------------------------------------------


def json_rows(stream: BinaryIO) -> Iterator[tuple[int, dict[str, Any] | Refusal]]:
    """Yield (number of the line, the object on it), but for empty lines.

    :raises OverLimit: if there are more than :data:`MAX_EMPTY` of these.
    """
    number = empty = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            while line and not line.endswith(b"\n"):
                line = stream.readline(MAX_LINE)
            limit = f"{MAX_LINE // 1024 // 1024} MiB"
            yield number, Refusal("too-large", f"a line of more than {limit}: split it into rows")
        elif line.strip():
            yield number, _json_row(line.removeprefix(codecs.BOM_UTF8).rstrip())
        else:
            empty += 1
            if empty > MAX_EMPTY:
                raise OverLimit(f"more than {MAX_EMPTY:,} empty lines: leave them out")


def _json_row(line: bytes) -> dict[str, Any] | Refusal:
    if len(line) > MAX_VALUES and sum(map(line.count, (b",", b"[", b"{"))) > MAX_VALUES:
        return Refusal("too-large", f"more than {MAX_VALUES:,} values in a row: leave some out")
    try:
        # Numbers stay as they are spelled, as in a front matter.
        row = json.loads(
            line.decode(),
            object_pairs_hook=unique_fields,
            parse_int=str,
            parse_float=str,
            parse_constant=str,
        )
    except UnicodeDecodeError:
        return Refusal("encoding", "not UTF-8: save the file as UTF-8")
    except json.JSONDecodeError as error:
        message = f"not valid JSON: {error.msg} (column {error.colno}); expected an object a line"
        return Refusal("syntax", message)
    except RecursionError:
        return Refusal("too-deep", "nested too deeply")
    except GivenTwice as error:
        return Refusal("duplicate-key", f"{str(error)!r} is given twice: keep one of the two")
    if not isinstance(row, dict):
        return Refusal("not-fields", f"expected an object with columns, got {kind_of(row)}")
    return row


class GivenTwice(Exception):
    """A key is given twice in an object."""


def unique_fields(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the fields of an object of JSON.

    :raises GivenTwice: if a key is given twice.
    """
    fields = dict(pairs)
    if len(fields) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        raise GivenTwice(next(key for key, _ in pairs if counts[key] > 1))
    return fields
