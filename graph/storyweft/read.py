"""Files → documents: each becomes a :class:`Document` or a :class:`Problem`, never silence.

:func:`read` is a pure function of a file, so one process, a pool of processes and a cluster differ
only in who calls it.
"""

import codecs
import os
import stat
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from storyweft.errors import SourceError
from storyweft.front_matter import FrontMatter
from storyweft.mapping import DEFAULT_MAPPING, FieldMapping
from storyweft.model import Document, Problem
from storyweft.records import RecordReader
from storyweft.yaml_text import FrontMatterError, Repair

#: The endings of the files that are read below a folder.
ENDINGS = (".md", ".markdown", ".txt", ".html", ".yaml", ".yml")

#: The endings of archives, with what each is and how it is compressed; what is in one is read by
#: :mod:`storyweft.archives`.
ARCHIVES = {
    ".tar": ("tar", ""),
    ".tar.gz": ("tar", "gz"),
    ".tgz": ("tar", "gz"),
    ".tar.bz2": ("tar", "bz2"),
    ".tbz2": ("tar", "bz2"),
    ".tar.xz": ("tar", "xz"),
    ".txz": ("tar", "xz"),
    ".tar.zst": ("tar", "zst"),
    ".zip": ("zip", ""),
    ".jsonl": ("jsonl", ""),
    ".jsonl.gz": ("jsonl", "gz"),
    ".ndjson": ("jsonl", ""),
    ".ndjson.gz": ("jsonl", "gz"),
    ".parquet": ("parquet", ""),
}

_ARCHIVE_ENDINGS = tuple(ARCHIVES)
_WANTED = ENDINGS + _ARCHIVE_ENDINGS

#: Why an archive is refused where there are documents, too.
AMONG_DOCUMENTS = (
    "archive-inside",
    "an archive among documents is not read: give it as a source of its own",
)

#: How much of a file may be front matter, in bytes. What follows it is never read.
MAX_FRONT_MATTER = 256 * 1024

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


class SourceFile(NamedTuple):
    """A file to read: its name in the report (``/`` on every system) and where it is.

    ``refusal`` is the code and reason why it is not to be opened at all. An archive to
    read has a ``prefix``, which the names of the documents in it start with.
    """

    name: str
    path: str | Path
    refusal: tuple[str, str] | None = None
    prefix: str | None = None


def find_files(*sources: str | Path, outputs: Collection[str | Path] = ()) -> list[SourceFile]:
    """Return the files of all sources, in order of name.

    A source is a file (of any ending), an archive (one of :data:`ARCHIVES`) or a folder, which is
    searched for :data:`ENDINGS`; files and folders that start with a dot (``.git``, ``.obsidian``)
    are passed over. With several sources each name starts with its source's. Symbolic links are
    followed to files inside the source only: what else they lead to is listed with a refusal, so
    that it is accounted for. So are archives in a folder that holds documents, which may be copies
    of them, downloads or results; where a folder holds nothing but archives, they are read.

    :param outputs: folders and files below a source that were made of it, and are no part of it.
    :raises SourceError: if a source does not exist, or none holds such a file.
    """
    made: dict[Path, set[str]] = {}
    for output in (Path(path).resolve() for path in outputs):
        made.setdefault(output.parent, set()).add(output.name)
    paths = [Path(source) for source in sources]
    files: list[SourceFile] = []
    for path, label in zip(paths, _labels(paths), strict=True):
        try:
            mode = path.stat().st_mode
        except FileNotFoundError:
            raise SourceError(f"{path}: no such file or folder") from None
        except OSError as error:
            raise SourceError(f"{path}: cannot be read: {error.strerror or error}") from None
        if stat.S_ISDIR(mode):
            found = _walk(str(path), f"{label}/" if label else "", made)
            files += _settle_archives([*found], paths)
        else:
            prefix = printable_name(f"{label}/") if label else ""
            name = printable_name(label or path.name)
            files.append(SourceFile(name, path, prefix=prefix if is_archive(path.name) else None))
    if not files:
        listed = ", ".join(map(str, paths))
        expected = f"{' '.join(ENDINGS)}, or archives ({' '.join(ARCHIVES)})"
        raise SourceError(f"{listed}: no files found; expected {expected}")
    return sorted(files, key=lambda file: file.name)


def is_archive(name: str) -> bool:
    """Return whether the name of a file says that it holds many documents."""
    return name.lower().endswith(_ARCHIVE_ENDINGS)


def read(file: SourceFile, mapping: FieldMapping = DEFAULT_MAPPING) -> Document | Problem:
    """Read one file; whatever is wrong with it is in the result."""
    data = load(file)
    return data if isinstance(data, Problem) else parse(data, file.name, mapping)


def load(file: SourceFile) -> bytes | Problem:
    """Return the bytes of a file that may hold its front matter, or why there are none."""
    if file.refusal:
        return Problem(file.name, None, None, *file.refusal, "rejected")
    try:
        data = _bytes(file.path)
    except OSError as error:
        reason = error.strerror or str(error)
        return Problem(file.name, None, None, "unreadable", f"cannot be read: {reason}", "rejected")
    if data is None:
        message = "not a file but a pipe, device or socket: copy its contents into a file"
        return Problem(file.name, None, None, "not-a-file", message, "rejected")
    return data


def _bytes(path: str | Path) -> bytes | None:
    """Return the start of a file, or None if it is no regular file: a pipe would wait for ever."""
    descriptor = os.open(path, os.O_RDONLY | _NO_WAITING)
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            return None
        data = os.read(descriptor, _PIECE)
        if len(data) < _PIECE:
            return data
        with open(descriptor, "rb", closefd=False) as stream:
            return data + stream.read(MAX_FRONT_MATTER + 1 - len(data))
    finally:
        os.close(descriptor)


# Nearly all documents come in one piece.
_PIECE = 64 * 1024
_NO_WAITING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


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
    return reader.document()


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


def _walk(folder: str, prefix: str, made: Mapping[Path, Collection[str]]) -> Iterator[SourceFile]:
    """Yield the files below a folder, named by their path below it after the prefix.

    :param made: the real path of a folder → names in it that are passed over.
    """
    root = Path(folder).resolve()
    folders = [(folder, root, prefix)]
    while folders:
        folder, real, prefix = folders.pop()
        passed_over = made.get(real, ())
        try:
            entries = list(os.scandir(folder))
        except OSError as error:
            refusal = "unreadable", f"a folder that cannot be read: {error.strerror}"
            yield SourceFile(printable_name(prefix[:-1] or "."), folder, refusal)
            continue
        for entry in entries:
            if entry.name.startswith(".") or entry.name in passed_over:
                continue
            # Plain text and no Path: a hundred thousand files are found in 0.2 s, not in 1.0.
            name = prefix + entry.name
            if entry.is_symlink():
                yield from _follow(entry, printable_name(name), root)
            elif entry.is_dir():
                folders.append((entry.path, real / entry.name, f"{name}/"))
            elif name.lower().endswith(_WANTED):
                yield _source_file(printable_name(name), entry.path)


def _follow(link: os.DirEntry[str], name: str, root: Path) -> Iterator[SourceFile]:
    """Yield a linked file, or a refusal; a folder inside the source is read where it is."""
    refusal = _refuse_link(Path(link), root)
    if Path(link).is_dir():
        if refusal:
            yield SourceFile(name, link.path, refusal)
    elif name.lower().endswith(_WANTED):
        yield _source_file(name, link.path, refusal)


def _source_file(name: str, path: str, refusal: tuple[str, str] | None = None) -> SourceFile:
    return SourceFile(name, path, refusal, f"{name}/" if is_archive(name) and not refusal else None)


def _settle_archives(files: list[SourceFile], sources: Sequence[Path]) -> list[SourceFile]:
    """Refuse archives among documents, but for those that are given as sources, too."""
    if not any(file.name.lower().endswith(ENDINGS) for file in files):
        return files
    given = {source.resolve() for source in sources}
    settled = []
    for file in files:
        if file.prefix is None:
            settled.append(file)
        elif Path(file.path).resolve() not in given:
            settled.append(SourceFile(file.name, file.path, AMONG_DOCUMENTS))
    return settled


def _refuse_link(link: Path, root: Path) -> tuple[str, str] | None:
    shown = printable_name(str(link.readlink()))
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):
        return "broken-link", f"a link that leads nowhere: {shown}"
    if target.is_relative_to(root):
        return None
    return "link-outside", f"a link out of the source: {shown}; give that as a source of its own"


def _labels(paths: Sequence[Path]) -> list[str]:
    """Return what each source is called in names: nothing if alone, else its shortest own tail."""
    if len(paths) == 1:
        return [""]
    for depth in range(1, 64):
        labels = ["/".join(path.absolute().parts[-depth:]) for path in paths]
        if len(set(labels)) == len(labels):
            return labels
    raise SourceError("the same source is given twice")


def printable_name(name: str) -> str:
    """Return a file name as text that can be shown, and that no other name comes to.

    >>> printable_name("a\\nb.md"), printable_name("Überblick.md")
    ('a\\\\nb.md', 'Überblick.md')
    """
    if name.isprintable() and "\\" not in name:
        return name
    return "".join(_shown(character) for character in name)


def _shown(character: str) -> str:
    if character.isprintable() and character != "\\":
        return character
    # A byte that is no UTF-8 comes as U+DC80 to U+DCFF (PEP 383).
    byte = ord(character) - 0xDC00
    return f"\\x{byte:02x}" if 0x80 <= byte <= 0xFF else repr(character)[1:-1]
