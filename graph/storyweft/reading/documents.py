"""Files → documents: each becomes a :class:`Document` or a :class:`Problem`, never silence.

:func:`read` is a pure function of a file, so one process, a pool of processes and a cluster differ
only in who calls it.
"""

import codecs

from msgspec import structs

from storyweft.mapping import DEFAULT_MAPPING, FieldMapping
from storyweft.model import Document, Problem
from storyweft.reading.front_matter import FrontMatter
from storyweft.reading.record_reader import RecordReader
from storyweft.reading.yaml_guards import FrontMatterError, Repair
from storyweft.sources.files import (
    MAX_FRONT_MATTER,
    SourceFile,
    load,
)
from storyweft.text import plain_text

#: So much of a body is kept, to compare it: what an article is about, it says at its beginning.
BODY_LENGTH = 2000

_YAML_ENDINGS = (".yaml", ".yml")
# UTF-32 first: its mark starts like that of UTF-16. Without a mark, zeros beside a first
# character of ASCII tell.
_ENCODINGS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"-\0-\0", "utf-16-le"),
    (b"\0-\0-", "utf-16-be"),
)


def read(file: SourceFile, mapping: FieldMapping = DEFAULT_MAPPING) -> Document | Problem:
    """Read one file; whatever is wrong with it is in the result."""
    data = load(file)
    return data if isinstance(data, Problem) else parse(data, file.name, mapping)


def parse(data: bytes, name: str, mapping: FieldMapping = DEFAULT_MAPPING) -> Document | Problem:
    """Read one document from bytes; ``name`` is its path in the report and decides the syntax.

    The problems of a document say what was done: *repaired* (a value was changed to what was
    meant), *skipped* (a value was left out, the rest counts). A document that was *rejected* as a
    whole is a problem itself. Whatever the bytes are, nothing is raised.

    >>> parse(b"---\\ntitle: Hello\\n---\\n", "a.md").record.title
    'Hello'
    >>> print(parse(b"Hello", "a.md"))
    a.md:1: no front matter: expected a first line --- (or +++, or {), got 'Hello'
    """
    cut = len(data) > MAX_FRONT_MATTER
    if cut:
        data = data[: data.rfind(b"\n", 0, MAX_FRONT_MATTER) + 1]
    try:
        text, repairs = _decode(data)
        fenced = not name.lower().endswith(_YAML_ENDINGS)
        matter = FrontMatter(text, fenced=fenced, cut=cut)
    except FrontMatterError as error:
        message, code, line = error.message, error.code, error.line
        if code == "too-large":
            message = f"{message} (none within the first {MAX_FRONT_MATTER // 1024} KiB)"
        return Problem(name, line, None, code, message, "rejected")
    reader = RecordReader(name, matter, mapping)
    for repair in repairs:
        reader.notes.repaired(repair)
    document = reader.document()
    body = plain_text(matter.body, BODY_LENGTH)
    return _with_body(document, body) if body and not document.subject else document


def _with_body(document: Document, body: str) -> Document:
    return structs.replace(document, record=structs.replace(document.record, body=body))


def _decode(data: bytes) -> tuple[str, list[Repair]]:
    """Return the text of a file, and what was needed to get it.

    :raises FrontMatterError: if it is no text at all.
    """
    encoding = next((name for start, name in _ENCODINGS if data.startswith(start)), "utf-8")
    if not encoding.startswith("utf-8"):
        return _decode_wide(data, encoding)
    if data.count(b"\0", 0, 4096) > 8:
        raise FrontMatterError("binary", "a binary file: expected text with front matter")
    repairs = []
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8", errors=_AS_WINDOWS)
        line = data.count(b"\n", 0, error.start) + 1
        seen = repr(data[error.start : error.end])
        repairs.append(Repair("encoding", _count_bad(data), line, seen))
    return _tidy(text, repairs), repairs


def _count_bad(data: bytes) -> str:
    bad = len(data) - len(data.decode(errors="ignore").encode())
    what = "1 byte is" if bad == 1 else f"{bad:,} bytes are"
    return f"{what} not UTF-8: read as Windows-1252; save the file as UTF-8"


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Decode what is no UTF-8, and only that: a file may hold both."""
    assert isinstance(error, UnicodeDecodeError)
    # Five bytes mean nothing in Windows-1252 either: a mark shows that something was there.
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


_AS_WINDOWS = "storyweft-windows-1252"
codecs.register_error(_AS_WINDOWS, _as_windows)


def _decode_wide(data: bytes, encoding: str) -> tuple[str, list[Repair]]:
    name = encoding[:6].upper()
    repairs = [Repair("encoding", f"{name}: save the file as UTF-8", None)]
    return _tidy(data.decode(encoding, errors="replace"), repairs), repairs


def _tidy(text: str, repairs: list[Repair]) -> str:
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        repairs.append(Repair("control-character", "NUL characters were dropped", line))
        text = text.replace("\0", "")
    return text
