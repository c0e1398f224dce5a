"""Files → documents: each becomes a :class:`Document` or a :class:`Problem`, never silence.

:func:`read` is a pure function of a file, so one process, a pool of processes and a cluster differ
only in who calls it.
"""

import codecs
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from storyweft.errors import SourceError
from storyweft.front_matter import FrontMatter, FrontMatterError, Repair
from storyweft.mapping import DEFAULT_MAPPING, FieldMapping
from storyweft.model import Document, Problem
from storyweft.records import RecordReader

#: The endings of the files that are read below a folder.
ENDINGS = (".md", ".markdown", ".txt", ".html", ".yaml", ".yml")

#: How much of a file may be front matter, in bytes. What follows it is never read.
MAX_FRONT_MATTER = 2 * 1024 * 1024

_YAML_ENDINGS = (".yaml", ".yml")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class SourceFile(NamedTuple):
    """A file to read: its name in the report (``/`` on every system) and where it is."""

    name: str
    path: Path


def find_files(*sources: str | Path) -> list[SourceFile]:
    """Return the files of all sources, in order of name.

    A source is a file (of any ending) or a folder, which is searched for :data:`ENDINGS`; folders
    that start with a dot (``.git``, ``.obsidian``) are passed over. With several sources each name
    starts with its source's.

    :raises SourceError: if a source does not exist, or none holds such a file.
    """
    paths = [Path(source) for source in sources]
    files = []
    for path, label in zip(paths, _labels(paths), strict=True):
        if path.is_dir():
            files += [
                SourceFile(_name(label, file.relative_to(path)), file) for file in _walk(path)
            ]
        elif path.exists():
            files.append(SourceFile(_printable(label or path.name), path))
        else:
            raise SourceError(f"{path}: no such file or folder")
    if not files:
        listed = ", ".join(map(str, paths))
        raise SourceError(f"{listed}: no files found; expected {' '.join(ENDINGS)}")
    return sorted(files)


def read(file: SourceFile, mapping: FieldMapping = DEFAULT_MAPPING) -> Document | Problem:
    """Read one file; whatever is wrong with it is in the result."""
    try:
        with file.path.open("rb") as stream:
            data = stream.read(MAX_FRONT_MATTER + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        return _rejected(file, None, "unreadable", f"cannot be read: {reason}")
    return parse(data, file.name, mapping)


def parse(data: bytes, name: str, mapping: FieldMapping = DEFAULT_MAPPING) -> Document | Problem:
    """Read one document from bytes; ``name`` is its path in the report and decides the syntax.

    >>> parse(b"---\\ntitle: Hello\\n---\\n", "a.md").record.title
    'Hello'
    >>> print(parse(b"Hello", "a.md"))
    a.md:1: no front matter: expected a first line --- (or +++, or {), got 'Hello'
    """
    try:
        text, repairs = _decode(data)
        matter = FrontMatter(text, fenced=not name.lower().endswith(_YAML_ENDINGS))
    except FrontMatterError as error:
        message, code, line = error.message, error.code, error.line
        if len(data) > MAX_FRONT_MATTER:
            limit = f"{MAX_FRONT_MATTER // 2**20} MiB"
            message, code = f"no front matter within the first {limit}: {message}", "too-large"
        return Problem(name, line, None, code, message, "rejected")
    reader = RecordReader(name, matter, mapping)
    reader.problems += [
        Problem(name, repair.line, None, repair.code, repair.message, "repaired", repair.seen)
        for repair in repairs
    ]
    return reader.document()


def _decode(data: bytes) -> tuple[str, list[Repair]]:
    """Return the text of a file, and what was needed to get it.

    :raises FrontMatterError: if it is no text at all.
    """
    repairs = []
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8")
    if encoding == "utf-16":
        repairs.append(Repair("encoding", "UTF-16: save the file as UTF-8", None))
    elif data.count(b"\0", 0, 4096) > 8:
        raise FrontMatterError("binary", "a binary file: expected text with front matter")
    try:
        # Not final: the cut at the limit may fall inside a character.
        text = codecs.getincrementaldecoder(encoding)().decode(data)
    except UnicodeDecodeError as error:
        text = data.decode("cp1252", errors="replace").replace("\ufffd", "")
        line = data.count(b"\n", 0, error.start) + 1
        message = "not UTF-8: read as Windows-1252; save the file as UTF-8"
        repairs.append(Repair("encoding", message, line, repr(data[error.start : error.end])))
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        repairs.append(Repair("control-character", "NUL characters were dropped", None))
        text = text.replace("\0", "")
    return text, repairs


def _walk(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if name.lower().endswith(ENDINGS) and not name.startswith("."):
                yield Path(parent, name)


def _labels(paths: Sequence[Path]) -> list[str]:
    """Return what each source is called in names: nothing if alone, else its shortest own tail."""
    if len(paths) == 1:
        return [""]
    for depth in range(1, 64):
        labels = ["/".join(path.absolute().parts[-depth:]) for path in paths]
        if len(set(labels)) == len(labels):
            return labels
    raise SourceError("the same source is given twice")


def _name(label: str, path: Path) -> str:
    return _printable(f"{label}/{path.as_posix()}" if label else path.as_posix())


def _printable(name: str) -> str:
    """Return a file name as text: bytes that are no UTF-8 become ``\\xNN``."""
    return os.fsencode(name).decode("utf-8", errors="backslashreplace")


def _rejected(file: SourceFile, line: int | None, code: str, message: str) -> Problem:
    return Problem(file.name, line, None, code, message, "rejected")
