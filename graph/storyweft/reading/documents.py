"""Files → documents: each becomes a :class:`Document` or a :class:`Problem`, never silence.

:func:`read` is a pure function of a file, so one process, a pool of processes and a cluster differ
only in who calls it.
"""

import codecs

from msgspec import structs

from storyweft.model import Action, Document, Problem
from storyweft.reading.dialects.inherited import complete_fields
from storyweft.reading.dialects.pages import content_of
from storyweft.reading.dialects.site_files import DATA_FILE, rule_of_name
from storyweft.reading.dialects.site_pages import rule_of_fields
from storyweft.reading.dialects.tables import BY_NAME
from storyweft.reading.encodings import detect
from storyweft.reading.matter import FrontMatter
from storyweft.reading.publishing import linked_properties, published
from storyweft.reading.record_reader import RecordReader
from storyweft.reading.services import unnested
from storyweft.reading.usual_documents import BODY_LENGTH, UsualDocuments
from storyweft.reading.yaml_guards import FrontMatterError, Repair
from storyweft.settings import DEFAULT_SETTINGS, NO_SITE, Settings, Site
from storyweft.sources.files import (
    MARKDOWN,
    MAX_FRONT_MATTER,
    NOTES,
    SourceFile,
    load,
)
from storyweft.text import plain_text

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


class Reader:
    """Reads documents by some settings, and remembers what repeats in them as long as it lives."""

    def __init__(self, settings: Settings = DEFAULT_SETTINGS) -> None:
        self.settings = settings
        self._usual = UsualDocuments(settings)

    def __reduce__(self) -> tuple[type["Reader"], tuple[Settings]]:
        return Reader, (self.settings,)  # what is remembered stays in this process

    def read(self, file: SourceFile) -> Document | Problem:
        """Read one file; whatever is wrong with it is in the result."""
        data = load(file)
        return data if isinstance(data, Problem) else self.parse(data, file.name)

    def parse(self, data: bytes, name: str) -> Document | Problem:
        """Read one document, as :func:`parse` does."""
        settings = self.settings
        site = settings.site_of(name) or NO_SITE
        if not settings.everything and (rule := rule_of_name(site.path_of(name), site)):
            return _site_file(name, site, rule)
        return self._usual.read(data, name, site) or parse_any(data, name, settings)


def read(file: SourceFile, settings: Settings = DEFAULT_SETTINGS) -> Document | Problem:
    """Read one file; whatever is wrong with it is in the result."""
    return Reader(settings).read(file)


def parse(data: bytes, name: str, settings: Settings = DEFAULT_SETTINGS) -> Document | Problem:
    """Read one document from bytes; ``name`` is its path in the report and decides the syntax.

    The problems of a document say what was done: *repaired* (a value was changed to what was
    meant), *skipped* (a value was left out, the rest counts), *noted* (nothing was done). One that
    was *rejected* as a whole, or is *unread* since it is no document, is a problem itself. Whatever
    the bytes are, nothing is raised.

    >>> parse(b"---\\ntitle: Hello\\n---\\n", "a.md").record.title
    'Hello'
    >>> print(parse(b"Hello", "a.md"))
    a.md:1: no front matter: expected a first line --- (or +++, or {), got 'Hello'
    """
    return Reader(settings).parse(data, name)


def parse_any(data: bytes, name: str, settings: Settings = DEFAULT_SETTINGS) -> Document | Problem:
    """Read a document whose name is that of one, however unusual it is."""
    site = settings.site_of(name) or NO_SITE
    cut = len(data) > MAX_FRONT_MATTER
    if cut:
        data = data[: data.rfind(b"\n", 0, MAX_FRONT_MATTER) + 1]
    try:
        text, repairs = _decode(data)
        matter = FrontMatter(text, name=name, cut=cut, accepted=_accepted(name, settings))
    except FrontMatterError as error:
        if error.code == "not-fields" and name.lower().endswith((".yaml", ".yml")):
            return _site_file(name, site, DATA_FILE)  # a list of things
        message, code, line = error.message, error.code, error.line
        if code == "too-large":
            message = f"{message} (none within the first {MAX_FRONT_MATTER // 1024} KiB)"
        action: Action = "unread" if code == "no-front-matter" else "rejected"
        return Problem(name, line, None, code, message, action)
    if not settings.everything and (
        rule := rule_of_fields(
            site.path_of(name), site, matter.fields, matter.body, settings.mapping
        )
    ):
        return _site_file(name, site, rule)
    fields = unnested(matter.fields, BY_NAME[site.dialect])
    fields = complete_fields(fields, site.path_of(name), site, settings.mapping)
    reader = RecordReader(name, matter, settings)
    for repair in repairs:
        reader.notes.repaired(repair)
    document = reader.document(fields)
    if document.subject is not None:
        return document
    linking = matter.body if settings.bodies else ""
    if settings.bodies and BY_NAME[site.dialect].vault:
        linking += "".join(f"\n{text}" for text in linked_properties(fields, settings.mapping))
    document = published(document, site, fields, linking)
    body = plain_text(matter.body, BODY_LENGTH) if settings.bodies else ""
    return _with_body(document, body) if body else document


def _with_body(document: Document, body: str) -> Document:
    return structs.replace(document, record=structs.replace(document.record, body=body))


def _site_file(name: str, site: Site, rule: str) -> Problem:
    dialect = site.dialect
    by = f"by dialect {dialect}" if dialect != "none" else "by its name or fields"
    message = f"a {rule}, {by}: no article (--everything reads it)"
    return Problem(name, None, None, "site-file", message, "unread", f"{dialect}: {rule}")


def _accepted(name: str, settings: Settings) -> frozenset[str]:
    """Return the codes of what a document may lack: a note has no front matter at all."""
    lowered = name.lower()
    site = settings.site_of(name)
    if settings.plain and lowered.endswith(NOTES):
        return _NO_FIELDS
    if site is None or not lowered.endswith(MARKDOWN):
        return _EMPTY if site and lowered.endswith((".html", ".htm")) else _NOTHING
    content = content_of(site)
    is_content = not content or site.path_of(name).startswith(content)
    return _NO_FIELDS if BY_NAME[site.dialect].notes and is_content else _EMPTY


_NOTHING: frozenset[str] = frozenset()
_EMPTY = frozenset(["empty-front-matter"])
_NO_FIELDS = frozenset(["no-front-matter", "empty-front-matter"])


def _decode(data: bytes) -> tuple[str, list[Repair]]:
    """Return the text of a file, and what was needed to get it.

    :raises FrontMatterError: if it is no text at all.
    """
    encoding = next((name for start, name in _ENCODINGS if data.startswith(start)), "utf-8")
    if not encoding.startswith("utf-8"):
        return _decode_wide(data, encoding)
    if data.count(b"\0", 0, 4096) > 8:
        raise FrontMatterError("binary", "a binary file: expected text with front matter")
    repairs: list[Repair] = []
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if guessed := detect(data):
            text, name = guessed
            repairs.append(Repair("encoding", f"{name}: save the file as UTF-8", None))
            return _tidy(text, repairs), repairs
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
