"""Rows of JSON Lines and Parquet → documents: which column is the name, which the content.

:func:`document_of_row` is a pure function of a row, so a table on one machine and a partition of a
cluster differ only in who calls it.
"""

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from storyweft.errors import MissingExtra, kind_of
from storyweft.mapping import DEFAULT_MAPPING, FieldMapping
from storyweft.sources.files import MAX_FRONT_MATTER

if TYPE_CHECKING:
    import pyarrow

#: Which columns name a document and which hold it, the most telling first. As in a front matter,
#: case, hyphens and underscores do not matter.
COLUMNS = FieldMapping(
    {
        "name": ("path", "filename", "file", "name", "id"),
        "content": ("content", "text", "body", "raw", "document", "value"),
    },
    left_out=frozenset(),
)

#: How long a line of JSON may be, in bytes: what follows in a longer one is passed over.
MAX_LINE = 16 * 1024 * 1024

# How many rows of Parquet are in memory at once.
_BATCH = 256
# The fields of which a row needs one to be an article itself.
_TELLING = {"title", "web", "original", "amp", "amp-cache"}
_FENCE = re.compile(rb"\s*(?:\{|(?:-{3,}|\+{3,})[ \t]*(?:[\r\n]|\Z))")


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
    >>> document_of_row({"id": 7, "title": "A", "text": "Once upon a time …"})
    ('7', b'{"id": 7, "title": "A"}')
    """
    row = {key: value for key, value in row.items() if not _is_missing(value)}
    names, contents = _columns(row, "name"), _columns(row, "content")
    content = next((key for key in contents if isinstance(row[key], _TEXT)), None)
    name = _name(row, names)
    others = row.keys() - names if content else row.keys()
    is_article = any(_is_telling(key, row[key], mapping) for key in others)
    if content and not (is_article and _is_body(row[content], name)):
        return name, _bytes(row[content])
    if is_article:
        body = content if content and not mapping.place(content) else None
        fields = {key: value for key, value in row.items() if key != body}
        return _name(row, [key for key in names if not mapping.place(key)]), _front_matter(fields)
    return name, _refuse(row, contents)


_TEXT = (str, bytes, bytearray)


def _is_missing(value: object) -> bool:
    # What pandas writes for nothing is not equal to itself.
    return value is None or (isinstance(value, float) and value != value)


def _columns(row: Mapping[str, Any], field: str) -> list[str]:
    """Return the columns that may give a field, the most telling first."""
    ranked = [(place[1], key) for key in row if (place := COLUMNS.place(key)) and place[0] == field]
    return [key for _, key in sorted(ranked)]


def _name(row: Mapping[str, Any], keys: list[str]) -> str:
    for key in keys:
        value = row[key]
        if isinstance(value, bytes):
            value = value.decode(errors="surrogateescape")
        if isinstance(value, (str, int)) and not isinstance(value, bool) and value != "":
            return str(value)
    return ""


def _is_telling(key: str, value: object, mapping: FieldMapping) -> bool:
    place = mapping.place(key)
    return place is not None and place[0] in _TELLING and value != ""


def _is_body(content: str | bytes | bytearray, name: str) -> bool:
    if name.lower().endswith((".yaml", ".yml")):
        return False
    return not _FENCE.match(_bytes(content).removeprefix(codecs.BOM_UTF8))


def _bytes(content: str | bytes | bytearray) -> bytes:
    """Return as much of a content as may be front matter, and one byte that says if it goes on."""
    start = content[: MAX_FRONT_MATTER + 1]
    if isinstance(start, str):
        start = start.encode(errors="surrogatepass")
    return bytes(start[: MAX_FRONT_MATTER + 1])


def _front_matter(fields: Mapping[str, Any]) -> bytes | Refusal:
    written = json.dumps(fields, ensure_ascii=False, default=_plain)
    data = written.encode(errors="surrogatepass")
    if len(data) > MAX_FRONT_MATTER:
        limit = f"{MAX_FRONT_MATTER // 1024} KiB"
        return Refusal("too-large", f"too many fields for one document (more than {limit})")
    return data


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
    known = ", ".join(COLUMNS.keys["content"])
    seen = ", ".join(map(repr, list(row)[:8])) or "nothing"
    message = f"expected a document in one of {known}, or an article (title, url …), got {seen}"
    return Refusal("no-content", message)


# -- where rows come from -------------------------------------------------------------------------


def json_rows(stream: BinaryIO) -> Iterator[tuple[int, dict[str, Any] | Refusal]]:
    """Yield (number of the line, the object on it), but for empty lines."""
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            while line and not line.endswith(b"\n"):
                line = stream.readline(MAX_LINE)
            limit = f"{MAX_LINE // 1024 // 1024} MiB"
            yield number, Refusal("too-large", f"a line of more than {limit}: split it into rows")
        elif line.strip():
            yield number, _json_row(line.removeprefix(codecs.BOM_UTF8).rstrip())


def _json_row(line: bytes) -> dict[str, Any] | Refusal:
    try:
        # Numbers stay as they are spelled, as in a front matter.
        row = json.loads(
            line.decode(),
            object_pairs_hook=_unique,
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
    except _GivenTwice as error:
        return Refusal("duplicate-key", f"{str(error)!r} is given twice: keep one of the two")
    if not isinstance(row, dict):
        return Refusal("not-fields", f"expected an object with columns, got {kind_of(row)}")
    return row


class _GivenTwice(Exception):
    """A key is given twice in an object."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _GivenTwice(next(key for key in keys if keys.count(key) > 1))
    return fields


def parquet_rows(stream: BinaryIO) -> Iterator[tuple[int, dict[str, Any] | Refusal]]:
    """Yield (number of the row, its columns).

    :raises MissingExtra: if pyarrow is not installed.
    :raises OSError: if the file is damaged.
    """
    try:
        from pyarrow import ArrowException, parquet
    except ImportError:
        raise MissingExtra("reading Parquet", "parquet") from None
    number = 0
    try:
        with parquet.ParquetFile(stream) as file:
            for batch in file.iter_batches(batch_size=_BATCH):
                for row in python_values(batch):
                    number += 1
                    yield number, row
    except (ArrowException, ValueError) as error:
        raise OSError(str(error).split("\n", 1)[0]) from error


def python_values(batch: "pyarrow.RecordBatch") -> list[dict[str, Any] | Refusal]:
    """Return the rows of a table, column → value, or why one cannot be read."""
    try:
        return list(batch.to_pylist())
    except (ValueError, OverflowError) as error:  # text that is not UTF-8, a year beyond 9999
        if batch.num_rows == 1:
            return [Refusal("wrong-value", f"a value that cannot be read: {error}")]
        rows = (batch.slice(number, 1) for number in range(batch.num_rows))
        return [python_values(row)[0] for row in rows]
