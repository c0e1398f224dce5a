"""An archive → the documents in it: tar, zip, JSON Lines and Parquet, member by member.

An archive counts as a folder that holds its members: the same names, the same bytes, the same
graph. :func:`members` works on any open stream and never holds more than one member, so that an
archive may be larger than memory, and a cluster can read one a task.
"""

import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from storyweft.errors import SourceError
from storyweft.mapping import DEFAULT_MAPPING, FieldMapping
from storyweft.model import Problem
from storyweft.sources import _tar, _zip
from storyweft.sources._apart import ProcessEnded, parquet_entries
from storyweft.sources._inflate import OverLimit, XzReader, bounded
from storyweft.sources.data_files import csv_rows, json_entries, with_own_names
from storyweft.sources.files import (
    ARCHIVES,
    DATA,
    ENDINGS,
    MAX_FRONT_MATTER,
    NOT_READ,
    TABLES,
    Also,
    NotAFile,
    SourceFile,
    is_archive,
    nothing_else,
    open_file,
    printable_name,
)
from storyweft.sources.parquet_files import parquet_rows
from storyweft.sources.tabular import Refusal, below, json_rows, row_entries


class Member(NamedTuple):
    """A document in an archive: its name in the report, and as much of it as is read."""

    name: str
    data: bytes


def unpack(
    file: SourceFile, mapping: FieldMapping = DEFAULT_MAPPING, also: Also = nothing_else
) -> Iterator[Member | Problem]:
    """Yield what the archive at a path holds, as :func:`members` does."""
    try:
        path = Path(file.path)
        stream = open_file(path)
    except NotAFile as error:
        yield Problem(file.name, None, None, "not-a-file", str(error), "rejected")
        return
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}"
        yield Problem(file.name, None, None, "unreadable", message, "rejected")
        return
    prefix = file.prefix or ""
    with stream:
        if _kind_of(file.name)[0] == "parquet":
            yield from _members(parquet_entries(path, mapping), file.name, prefix)
        else:
            yield from members(stream, file.name, prefix=prefix, mapping=mapping, also=also)


def list_names(
    path: Path, is_read: Callable[[str], bool]
) -> tuple[Sequence[str], Mapping[str, str]]:
    """Return the names of all files in an archive, and the texts of those that are to be read.

    Of a damaged archive what stands before the damage; of rows nothing, which have no folders.
    """
    names: list[str] = []
    texts: dict[str, str] = {}
    container, compression = _kind_of(path.name)
    if container not in ("tar", "zip"):
        return names, texts
    with suppress(*_DAMAGE, OverLimit, SourceError), open_file(path) as file:
        stream = _inflated(file, compression, path.name) if compression else file
        for raw, read in _listed(stream, container, can_skip=not compression):
            name = below(raw)
            names.append(name)
            if is_read(name) and isinstance(data := read(), bytes):
                texts[name] = data.decode("utf-8-sig", errors="ignore")
    return names, texts


#: The name of each member as the archive has it, and how to read it.
_Listed = Iterator[tuple[str, Callable[[], bytes | Refusal]]]


def _listed(stream: BinaryIO, container: str, *, can_skip: bool) -> _Listed:
    """Yield the name of each member, wanted or not, and how to read it.

    :raises OverLimit: if there are more than :data:`MAX_ENTRIES`, or their names are too long.
    """
    entries = _zip_listed(stream) if container == "zip" else _tar_listed(stream, can_skip=can_skip)
    length = 0
    for count, (name, read) in enumerate(entries, 1):
        length += len(name)
        if count > MAX_ENTRIES:
            raise OverLimit(f"more than {MAX_ENTRIES:,} files in it: make several archives of it")
        if length > MAX_NAMES:
            limit = f"{MAX_NAMES // 2**20} MiB"
            raise OverLimit(f"names of more than {limit} in it: make several archives of it")
        yield name, read


def _zip_listed(stream: BinaryIO) -> _Listed:
    for entry in _zip.entries(stream):
        yield entry.name.replace("\\", "/"), partial(_zip_content, stream, entry)


def _tar_listed(stream: BinaryIO, *, can_skip: bool) -> _Listed:
    for tar, header in _tar.entries(stream, can_skip=can_skip):
        if not header.isdir():
            yield header.name, partial(_tar_content, tar, header)


def members(
    stream: BinaryIO,
    archive: str,
    *,
    prefix: str = "",
    mapping: FieldMapping = DEFAULT_MAPPING,
    also: Also = nothing_else,
) -> Iterator[Member | Problem]:
    """Yield each document in an archive, and a problem for each that cannot be had.

    Members with other endings than a document's and hidden ones are passed over, as in a folder.
    An archive that is damaged gives what stands before the damage, and a problem at the end.

    :param stream: the bytes; zip and Parquet need one that can seek.
    :param archive: the name of the archive, whose ending says what it is.
    :param prefix: what the names of its documents start with.
    :param mapping: tells which rows are articles themselves, see :mod:`storyweft.rows`.
    :param also: tells of a name, with its prefix, whether it is a document, too.
    :raises SourceError: if it is compressed by what this Python cannot read.
    :raises MissingExtra: if it is Parquet and pyarrow is not installed.
    """

    def wanted(name: str) -> bool:
        return _is_wanted(name) or is_document(name) or _is_data(name)

    def is_document(name: str) -> bool:
        return not _is_hidden(name) and also(prefix + below(name))

    def is_passed_over(name: str) -> bool:
        return _is_data(name) and not is_document(name)

    are_files = _kind_of(archive)[0] in ("tar", "zip")
    entries = _entries(stream, archive, mapping, wanted)
    return _members(entries, archive, prefix, is_passed_over if are_files else nothing_else)


def _members(
    entries: "_Entries", archive: str, prefix: str, is_passed_over: Also = nothing_else
) -> Iterator[Member | Problem]:
    seen: set[str] = set()
    count = refused = 0
    try:
        for raw, content in entries:
            name = prefix + printable_name(below(raw if len(raw) <= MAX_NAME else f"{raw[:80]}…"))
            name = name if raw else archive  # a file of JSON that is one document
            if is_passed_over(raw):
                yield Problem(name, None, None, *NOT_READ, "unread")
                continue
            count += 1
            refusal = content if isinstance(content, Refusal) else _refuse(raw, name in seen)
            if refusal:
                refused += 1
                if refused > MAX_ENTRIES:
                    raise OverLimit(
                        f"more than {MAX_ENTRIES:,} that are no documents: leave them out"
                    )
                yield Problem(name, None, None, *refusal, "rejected")
            else:
                assert isinstance(content, bytes)
                seen.add(name)
                yield Member(name, content)
    except _DAMAGE as error:
        message = f"damaged or cut short ({_reason(error)}): {_already(seen)}"
        yield Problem(archive, None, None, "broken-archive", message, "rejected")
    except ProcessEnded:
        message = f"the process that read it ended, as damaged files make it: {_already(seen)}"
        yield Problem(archive, None, None, "crash", message, "rejected")
    except OverLimit as error:
        message = f"{error}; {_already(seen)}"
        yield Problem(archive, None, None, "too-large", message, "rejected")
    else:
        if not count:
            message = f"no documents in it; expected rows, or files ({' '.join(ENDINGS)})"
            yield Problem(archive, None, None, "empty-archive", message, "rejected")


def _already(names: Collection[str]) -> str:
    read = f"only the {len(names):,} documents before that are" if names else "nothing of it is"
    return f"{read} read"


def _zstandard_error() -> tuple[type[Exception], ...]:
    with suppress(ImportError):
        return (import_module("compression.zstd").ZstdError,)
    return ()


# What the libraries raise for bytes that are not as they should be.
_DAMAGE: tuple[type[Exception], ...] = (
    tarfile.TarError,
    OverflowError,  # a number in a header of tar
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    *_zstandard_error(),
    EOFError,
    OSError,
)


def _reason(error: BaseException) -> str:
    text = (error.strerror if isinstance(error, OSError) else "") or str(error)
    return printable_name(text[:1].lower() + text[1:])


def member_of_row(row: Mapping[str, Any] | Refusal, mapping: FieldMapping) -> Member | Problem:
    """Return the document of a row that has no number; without a name its content names it."""
    shown = repr(row if isinstance(row, Refusal) else sorted(row.items()))
    digest = blake2b(shown.encode(errors="surrogatepass"), digest_size=6).digest()
    ((raw, content),) = row_entries([(int.from_bytes(digest), row)], mapping)
    name = printable_name(below(raw))
    refusal = content if isinstance(content, Refusal) else _refuse(raw, is_second=False)
    if refusal:
        return Problem(name, None, None, *refusal, "rejected")
    assert isinstance(content, bytes)
    return Member(name, content)


#: What is wrong with a document whose name another one has.
SECOND = Refusal(
    "duplicate-name", "a second member of this name: only the first is read; give it another name"
)

#: How long a name in an archive may be, in characters: twice what any file system takes.
MAX_NAME = 8192

#: How many files an archive may hold (or rows that are refused), whether documents or not, and how
#: long their names may be together, in characters.
MAX_ENTRIES = 1_000_000
MAX_NAMES = 128 * 1024 * 1024


def _refuse(raw: str, is_second: bool) -> Refusal | None:
    if len(raw) > MAX_NAME:
        return Refusal("member-name", f"a name of more than {MAX_NAME:,} characters: shorten it")
    if ".." in raw.split("/"):
        return Refusal("member-name", "a name that leads out of the archive: give it another")
    return SECOND if is_second else None


def _is_wanted(name: str) -> bool:
    """Return whether a folder would be searched for this."""
    return not _is_hidden(name) and (name.lower().endswith(ENDINGS) or is_archive(name))


def _is_data(name: str) -> bool:
    return not _is_hidden(name) and name.lower().endswith(DATA)


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") and part.strip(".") for part in name.split("/"))


_NESTED = Refusal("archive-inside", "an archive in an archive is not read: unpack the outer one")

# -- which archive it is --------------------------------------------------------------------------


def _kind_of(name: str) -> tuple[str, str]:
    """Return what container an archive is, and its compression; nothing for other names."""
    kinds = ARCHIVES | TABLES
    ending = next((ending for ending in kinds if name.lower().endswith(ending)), "")
    return kinds.get(ending, ("", ""))


# Compression → the standard library's module for it, and the class that reads it.
_INFLATE = {
    "gz": ("gzip", "GzipFile"),
    "bz2": ("bz2", "BZ2File"),
    "zst": ("compression.zstd", "ZstdFile"),
}

#: A name as the archive has it, and the start of the document or why it cannot be had.
_Entries = Iterator[tuple[str, bytes | Refusal]]


def _entries(stream: BinaryIO, archive: str, mapping: FieldMapping, wanted: Also) -> _Entries:
    container, compression = _kind_of(archive)
    if not container:
        raise SourceError(f"{archive}: no ending of an archive; expected {' '.join(ARCHIVES)}")
    if compression:
        stream = _inflated(stream, compression, archive)
    if container in ("tar", "zip"):
        listed = _listed(stream, container, can_skip=not compression and stream.seekable())
        return ((name, read()) for name, read in listed if wanted(name))
    if container == "json":
        return json_entries(stream, mapping)
    if container == "csv":
        return with_own_names(row_entries(csv_rows(stream), mapping))
    rows = parquet_rows(stream) if container == "parquet" else json_rows(stream)
    return row_entries(rows, mapping)


def _inflated(stream: BinaryIO, compression: str, archive: str) -> BinaryIO:
    if compression == "xz":
        return bounded(stream, XzReader)
    module, name = _INFLATE[compression]
    try:
        reader = getattr(import_module(module), name)
    except ImportError:
        message = "only Python 3.14 and newer read Zstandard: compress it with gzip, or unpack it"
        raise SourceError(f"{archive}: {message}") from None
    return bounded(stream, partial(reader, None, "rb", 9) if compression == "gz" else reader)


# -- what is in it --------------------------------------------------------------------------------


def _tar_content(tar: tarfile.TarFile, info: tarfile.TarInfo) -> bytes | Refusal:
    if info.islnk() or info.issym():
        to = printable_name(info.linkname)
        return Refusal("archive-link", f"a link to {to}: archive its file in its place (tar -h)")
    if _tar.is_sparse(info):
        return Refusal("broken-archive", "a file with holes: archive it without --sparse")
    if not info.isreg():
        return Refusal("not-a-file", "not a file but a pipe or device: archive its contents")
    if is_archive(info.name):
        return _NESTED
    content = tar.extractfile(info)
    assert content is not None
    return content.read(MAX_FRONT_MATTER + 1)


_ENCRYPTED = 0x1


def _zip_content(stream: BinaryIO, entry: _zip.Entry) -> bytes | Refusal:
    if stat.S_ISLNK(entry.mode):
        return Refusal("archive-link", "a link: archive its file in its place (zip without -y)")
    if entry.flags & _ENCRYPTED:
        return Refusal("encrypted", "encrypted: unpack the archive, and give the folder")
    if is_archive(entry.name):
        return _NESTED
    try:
        return _zip.content(stream, entry, MAX_FRONT_MATTER + 1)
    except NotImplementedError:
        reason = f"packed by method {entry.method}, which cannot be read: pack it by deflate"
    except OverLimit as error:
        return Refusal("too-large", str(error))
    except _DAMAGE as error:
        reason = f"damaged or cut short ({_reason(error)}): make the archive anew"
    return Refusal("broken-archive", reason)
