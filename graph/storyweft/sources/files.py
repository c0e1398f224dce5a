"""A path → the files to read below it, each with the name that it has in the report."""

import os
import stat
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from errno import ENOENT, ENXIO
from pathlib import Path
from typing import BinaryIO, NamedTuple

from storyweft.errors import SourceError
from storyweft.model import Action, Problem

#: The endings of Markdown, with and without what R, Quarto and MDX add to it.
MARKDOWN = (".md", ".markdown", ".mdx", ".mdown", ".mkd", ".qmd", ".rmd")

#: The endings of texts that may be notes: without front matter they are articles, if asked for.
NOTES = (*MARKDOWN, ".txt", ".org", ".rst", ".adoc", ".asciidoc", ".textile")

#: The endings of the files that are read below a folder, the most usual first.
ENDINGS = tuple(
    dict.fromkeys((".md", ".markdown", ".txt", ".html", ".yaml", ".yml", ".htm", *NOTES, ".lr"))
)

#: The endings of data that may be articles, with what each is; what is in one is read by
#: :mod:`storyweft.sources.data_files`.
TABLES = {".json": ("json", ""), ".csv": ("csv", ""), ".tsv": ("csv", "")}

#: The endings of data, which a folder of documents does not tell: they are counted.
DATA = (*TABLES, ".ipynb")

#: Why such a file is not read.
NOT_READ = ("not-read", "data among documents is not read: give it as a source of its own")

#: Tells of a name whether it is read, too, whatever it ends in.
Also = Callable[[str], bool]


def nothing_else(name: str) -> bool:
    """Say no to every name."""
    return False


#: The endings of archives, with what each is and how it is compressed; what is in one is read by
#: :mod:`storyweft.sources.archives`.
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


class SourceFile(NamedTuple):
    """A file to read: its name in the report (``/`` on every system) and where it is.

    ``refusal`` is the code and reason why it is not to be opened at all. An archive to
    read has a ``prefix``, which the names of the documents in it start with.
    """

    name: str
    path: str | Path
    refusal: tuple[str, str] | None = None
    prefix: str | None = None


def find_files(
    *sources: str | Path, outputs: Collection[str | Path] = (), also: Also = nothing_else
) -> list[SourceFile]:
    """Return the files of all sources, in order of name.

    A source is a file (of any ending), an archive (one of :data:`ARCHIVES`) or a folder, which is
    searched for :data:`ENDINGS`, and for :data:`DATA`, which is listed as not read unless there is
    nothing else; files and folders that start with a dot (``.git``, ``.obsidian``) are passed over.
    With several sources each name starts with its source's. Symbolic links are followed to files
    inside the source only: what else they lead to is listed with a refusal, so that it is accounted
    for. So are archives in a folder that holds documents, which may be copies of them, downloads or
    results; where a folder holds nothing but archives, they are read.

    :param outputs: folders and files below a source that were made of it, and are no part of it.
    :param also: tells which more names are documents.
    :raises SourceError: if a source does not exist, or none holds such a file.
    """
    made: dict[Path, set[str]] = {}
    for output in (Path(_real(path)) for path in outputs):
        made.setdefault(output.parent, set()).add(output.name)
    paths = [Path(source) for source in sources]
    files: list[SourceFile] = []
    for path, label in zip(paths, labels_of(paths), strict=True):
        try:
            mode = path.stat().st_mode
        except FileNotFoundError:
            raise SourceError(f"{path}: no such file or folder") from None
        except (OSError, ValueError) as error:  # a NUL in it
            reason = getattr(error, "strerror", None) or error
            raise SourceError(f"{path}: cannot be read: {reason}") from None
        if stat.S_ISDIR(mode):
            walked = _walk(str(path), f"{label}/" if label else "", made, also)
            files += _settle_archives([*walked], paths)
        else:
            prefix = printable_name(f"{label}/") if label else ""
            name = printable_name(label or path.name)
            holds_many = is_archive(path.name) or is_table(path.name)
            files.append(SourceFile(name, path, prefix=prefix if holds_many else None))
    return _in_order(files, ", ".join(map(str, paths)))


def is_archive(name: str) -> bool:
    """Return whether the name of a file says that it holds many documents."""
    return name.lower().endswith(_ARCHIVE_ENDINGS)


def is_table(name: str) -> bool:
    """Return whether the name of a file says that it is data, which may hold many documents."""
    return name.lower().endswith(tuple(TABLES))


def load(file: SourceFile) -> bytes | Problem:
    """Return the bytes of a file that may hold its front matter, or why there are none."""
    if file.refusal:
        action: Action = "unread" if file.refusal == NOT_READ else "rejected"
        return Problem(file.name, None, None, *file.refusal, action)
    try:
        data = _bytes(file.path)
    except OSError as error:
        reason = error.strerror or str(error)
        return Problem(file.name, None, None, "unreadable", f"cannot be read: {reason}", "rejected")
    if data is None:
        return Problem(file.name, None, None, "not-a-file", _NO_FILE, "rejected")
    return data


class NotAFile(OSError):
    """What was to be opened is a pipe, device or socket."""


def open_file(path: str | Path) -> BinaryIO:
    """Open a file to read, as it is now: a pipe would wait for ever for somebody who writes.

    :raises NotAFile: if it is a pipe, device or socket.
    :raises OSError: if it cannot be read.
    """
    with ExitStack() as cleanup:
        try:
            stream = cleanup.enter_context(open(path, "rb", opener=_open_now))
        except OSError as error:
            if error.errno == ENXIO:  # a socket
                raise NotAFile(_NO_FILE) from None
            raise
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise NotAFile(_NO_FILE)
        cleanup.pop_all()
        return stream


_NO_FILE = "not a file but a pipe, device or socket: copy its contents into a file"


def _open_now(path: str, flags: int) -> int:
    return os.open(path, flags | _NO_WAITING)


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


def _walk(
    folder: str, prefix: str, made: Mapping[Path, Collection[str]], also: Also
) -> Iterator[SourceFile]:
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
        data = () if _is_built({entry.name for entry in entries}) else DATA
        for entry in entries:
            if entry.name.startswith(".") or entry.name in passed_over:
                continue
            # Plain text and no Path: a hundred thousand files are found in 0.2 s, not in 1.0.
            name = prefix + entry.name
            if entry.is_symlink():
                yield from _follow(entry, printable_name(name), root)
            elif _is_folder(entry):
                folders.append((entry.path, real / entry.name, f"{name}/"))
            elif (file := _listed(name, entry.path, data, also)) is not None:
                yield file


def _listed(name: str, path: str, data: tuple[str, ...], also: Also) -> SourceFile | None:
    """Return a file as it is listed; None for what is passed over."""
    if name.lower().endswith(_WANTED) or also(name):
        return _source_file(printable_name(name), path)
    if name.lower().endswith(data):
        return SourceFile(printable_name(name), path, NOT_READ)
    return None


def sort_out(listed: Mapping[str, str], source: str, also: Also = nothing_else) -> list[SourceFile]:
    """Return the files of a folder that is not on this machine, as :func:`find_files` does.

    :param listed: the name of each file below the folder → where it is.
    :raises SourceError: if none is read.
    """
    names_in: dict[str, set[str]] = {}
    for name in listed:
        folder, _, last = name.rpartition("/")
        names_in.setdefault(folder, set()).add(last)
    data = {folder: () if _is_built(names) else DATA for folder, names in names_in.items()}
    files = (
        _listed(name, path, data[name.rpartition("/")[0]], also)
        for name, path in listed.items()
        if not name.startswith(".") and "/." not in name
    )
    return _in_order(_settle_archives([*filter(None, files)], []), source)


def _in_order(files: list[SourceFile], source: str) -> list[SourceFile]:
    if all(file.refusal == NOT_READ for file in files):
        expected = f"{' '.join(ENDINGS)}, or archives ({' '.join(ARCHIVES)})"
        raise SourceError(f"{source}: no files found; expected {expected}")
    return sorted(files, key=lambda file: file.name)


def _is_built(names: set[str]) -> bool:
    """Tell whether a folder has what a build wrote; the data there is its own."""
    return "report.json" in names and any(name.startswith("graph.") for name in names)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False  # gone meanwhile, or not to be looked at: what it is shows when it is opened


def _follow(link: os.DirEntry[str], name: str, root: Path) -> Iterator[SourceFile]:
    """Yield a linked file, or a refusal; a folder inside the source is read where it is."""
    refusal = _refuse_link(Path(link), root)
    if os.path.isdir(link):  # noqa: PTH112 - which never raises, as Path.is_dir may
        if refusal:
            yield SourceFile(name, link.path, refusal)
    elif name.lower().endswith(_WANTED):
        yield _source_file(name, link.path, refusal)


def _source_file(name: str, path: str, refusal: tuple[str, str] | None = None) -> SourceFile:
    return SourceFile(name, path, refusal, f"{name}/" if is_archive(name) and not refusal else None)


def _settle_archives(files: list[SourceFile], sources: Sequence[Path]) -> list[SourceFile]:
    """Refuse archives among documents, but for those that are given as sources, too."""
    if all(file.refusal == NOT_READ or is_archive(file.name) for file in files):
        return [
            SourceFile(file.name, file.path, None, f"{file.name}/") if is_table(file.name) else file
            for file in files
        ]
    if not any(file.name.lower().endswith(ENDINGS) for file in files):
        return files
    own = {_real(source) for source in sources}
    settled = []
    for file in files:
        if file.prefix is None:
            settled.append(file)
        elif _real(file.path) not in own:
            settled.append(SourceFile(file.name, file.path, AMONG_DOCUMENTS))
    return settled


def _real(path: str | Path) -> str:
    """Return where a path leads, as far as that can be told: Path.resolve raises for a loop."""
    return os.path.realpath(path)


def _refuse_link(link: Path, root: Path) -> tuple[str, str] | None:
    try:
        shown = printable_name(str(link.readlink()))
    except OSError:
        return "broken-link", "a link that was gone when it was to be followed"
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError) as error:
        # No such file, or a loop; else the reason tells more: no permission, a name too long.
        why = error.strerror if isinstance(error, OSError) and error.errno != ENOENT else None
        leads = f"cannot be followed ({why})" if why else "leads nowhere"
        return "broken-link", f"a link that {leads}: {shown}"
    if target.is_relative_to(root):
        return None
    return "link-outside", f"a link out of the source: {shown}; give that as a source of its own"


def labels_of(paths: Sequence[Path]) -> list[str]:
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
