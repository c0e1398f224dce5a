"""Rows of JSON Lines and Parquet → documents: which column is the name, which the content.

:func:`document_of_row` is a pure function of a row, so a table on one machine and a partition of a
cluster differ only in who calls it.
"""

import codecs
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from storyweft.errors import MissingExtra, kind_of
from storyweft.mapping import DEFAULT_MAPPING, FieldMapping
from storyweft.sources._inflate import OverLimit
from storyweft.sources.files import MAX_FRONT_MATTER

if TYPE_CHECKING:
    import pyarrow

#: Which columns name a document and which hold it, the most telling first. As in a front matter,
#: case, hyphens and underscores do not matter.
COLUMNS = FieldMapping(
    {
        "name": ("path", "filename", "file", "name", "id"),
        "content": (
            *("content", "text", "body", "raw", "document", "value"),
            # news-please, JSON Feed, schema.org
            *("maintext", "contentHtml", "contentText", "articleBody"),
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
# How many rows of Parquet are in memory at once.
_BATCH = 256
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
    return any(_is_telling(key, value, mapping) for key, value in row.items())


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
    seen = ", ".join(map(repr, list(row)[:8])) or "nothing"
    message = f"expected a document in one of {columns}, or an article (title, url …), got {seen}"
    return Refusal("no-content", message)


_MOST_USUAL = 6


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


def parquet_rows(stream: BinaryIO) -> Iterator[tuple[int, dict[str, Any] | Refusal]]:
    """Yield (number of the row, its columns); of rows that are too large, one refusal for all.

    :raises MissingExtra: if pyarrow is not installed.
    :raises OSError: if the file is damaged.
    :raises MemoryError: if there is too little for what it holds.
    """
    try:
        from pyarrow import ArrowException, parquet
    except ImportError:
        raise MissingExtra("reading Parquet", "parquet") from None
    number = 0
    limits = {
        "thrift_string_size_limit": _MAX_NAMES,
        "thrift_container_size_limit": _MAX_COLUMNS,
        # Page by page, not a column of a million rows at once.
        "buffer_size": 1024 * 1024,
        "pre_buffer": False,
    }
    try:
        with parquet.ParquetFile(stream, **limits) as file:
            texts = _shared_texts(file)
        # A value that many rows share stays one.
        with parquet.ParquetFile(stream, read_dictionary=texts, **limits) as file:
            for group in range(file.num_row_groups):
                about = file.metadata.row_group(group)
                if refusal := _refuse_group(about):
                    yield number + 1, refusal
                    number += about.num_rows
                    continue
                size = max(
                    1, min(_BATCH, _MAX_BATCH * about.num_rows // (about.total_byte_size + 1))
                )
                for batch in file.iter_batches(size, [group], use_threads=False):
                    for row in python_values(batch):
                        number += 1
                        yield number, row
    except MemoryError:  # of pyarrow, which counts it among its own
        raise
    except (ArrowException, ValueError) as error:
        raise OSError(str(error).split("\n", 1)[0]) from error


#: How large a value in Parquet may be, in bytes, and what a batch of rows should come to.
MAX_CELL = 16 * 1024 * 1024
_MAX_BATCH = 16 * 1024 * 1024
_SHARED = 32 * 1024 * 1024
_MAX_NAMES = 16 * 1024 * 1024
_MAX_COLUMNS = 100_000
# No text packs so well, but a bomb does: a column of this size is refused then.
_BOMB = 64 * 1024 * 1024
_BOMB_RATIO = 100


def _shared_texts(file: Any) -> list[str]:  # noqa: ANN401 - pyarrow has no types
    """Return the columns of text that are small: all their values are in memory at once."""
    from pyarrow import types

    kinds = (types.is_string, types.is_binary)
    names = {field.name for field in file.schema_arrow if any(kind(field.type) for kind in kinds)}
    for number in range(file.num_row_groups):
        group = file.metadata.row_group(number)
        columns = map(group.column, range(group.num_columns))
        names -= {item.path_in_schema for item in columns if item.total_uncompressed_size > _SHARED}
    return sorted(names)


def _refuse_group(group: Any) -> Refusal | None:  # noqa: ANN401 - pyarrow has no types
    for index in range(group.num_columns):
        column = group.column(index)
        size, packed = column.total_uncompressed_size, column.total_compressed_size
        if size > _BOMB and size > _BOMB_RATIO * max(packed, 1):
            message = (
                f"{size // 2**20:,} MiB in {packed / 2**20:.1f} MiB of the column"
                f" {column.path_in_schema!r} ({group.num_rows:,} rows): unpack it, and look at it"
            )
            return Refusal("too-large", message)
    return None


def python_values(batch: "pyarrow.RecordBatch") -> Iterator[dict[str, Any] | Refusal]:
    """Yield the rows of a table, column → value, or why one cannot be read.

    They are made one by one where a value may be large.
    """
    largest = max(map(_largest, batch.columns), default=0)
    if largest <= MAX_CELL and largest * batch.num_rows <= 2 * _MAX_BATCH:
        yield from _python_values(batch)
        return
    for number in range(batch.num_rows):
        row = batch.slice(number, 1)
        if max(map(_largest_used, row.columns)) > MAX_CELL:
            limit = f"{MAX_CELL // 1024 // 1024} MiB"
            yield Refusal("too-large", f"a value of more than {limit}: split or leave it out")
        else:
            yield from _python_values(row)


def _largest(values: "pyarrow.Array") -> int:
    """Return how large a value of a column may be at most, in bytes."""
    from pyarrow import compute, types

    if types.is_dictionary(values.type):
        values = values.dictionary
    if types.is_string(values.type) or types.is_binary(values.type):
        return compute.max(compute.binary_length(values)).as_py() or 0
    return int(values.nbytes)


def _largest_used(values: "pyarrow.Array") -> int:
    from pyarrow import types

    if types.is_dictionary(values.type):
        index = values.indices[0].as_py()
        return 0 if index is None else _largest(values.dictionary.slice(index, 1))
    return _largest(values)


def _python_values(batch: "pyarrow.RecordBatch") -> list[dict[str, Any] | Refusal]:
    try:
        return [_without_pairs(row) for row in batch.to_pylist()]
    except (ValueError, OverflowError) as error:  # text that is not UTF-8, a year beyond 9999
        if batch.num_rows == 1:
            return [Refusal("wrong-value", f"a value that cannot be read: {error}")]
        rows = (batch.slice(number, 1) for number in range(batch.num_rows))
        return [_python_values(row)[0] for row in rows]


def _without_pairs(value: Any) -> Any:  # noqa: ANN401 - whatever a cell holds
    """Return a value whose maps, which come as lists of pairs, are mappings."""
    if isinstance(value, dict):
        return {key: _without_pairs(item) for key, item in value.items()}
    if not isinstance(value, list):
        return value
    if value and all(isinstance(item, tuple) and len(item) == 2 for item in value):
        return {str(key): _without_pairs(item) for key, item in value}
    return [_without_pairs(item) for item in value]
