"""An archive → the documents in it: tar, zip, JSON Lines and Parquet, member by member.

An archive counts as a folder that holds its members: the same names, the same bytes, the same
graph. :func:`members` works on any open stream and never holds more than one member, so that an
archive may be larger than memory, and a cluster can read one a task.
"""

import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

from storyweft.errors import SourceError
from storyweft.mapping import DEFAULT_MAPPING, FieldMapping
from storyweft.model import Problem
from storyweft.sources.files import (
    ARCHIVES,
    ENDINGS,
    MAX_FRONT_MATTER,
    SourceFile,
    is_archive,
    printable_name,
)
from storyweft.sources.tabular import Refusal, document_of_row, json_rows, parquet_rows


class Member(NamedTuple):
    """A document in an archive: its name in the report, and as much of it as is read."""

    name: str
    data: bytes


def unpack(file: SourceFile, mapping: FieldMapping = DEFAULT_MAPPING) -> Iterator[Member | Problem]:
    """Yield what the archive at a path holds, as :func:`members` does."""
    try:
        path = Path(file.path)
        if not stat.S_ISREG(path.stat().st_mode):
            message = "not a file but a pipe, device or socket: copy its contents into a file"
            yield Problem(file.name, None, None, "not-a-file", message, "rejected")
            return
        stream = path.open("rb")
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}"
        yield Problem(file.name, None, None, "unreadable", message, "rejected")
        return
    with stream:
        yield from members(stream, file.name, prefix=file.prefix or "", mapping=mapping)


def members(
    stream: BinaryIO, archive: str, *, prefix: str = "", mapping: FieldMapping = DEFAULT_MAPPING
) -> Iterator[Member | Problem]:
    """Yield each document in an archive, and a problem for each that cannot be had.

    Members with other endings than a document's and hidden ones are passed over, as in a folder.
    An archive that is damaged gives what stands before the damage, and a problem at the end.

    :param stream: the bytes; zip and Parquet need one that can seek.
    :param archive: the name of the archive, whose ending says what it is.
    :param prefix: what the names of its documents start with.
    :param mapping: tells which rows are articles themselves, see :mod:`storyweft.rows`.
    :raises SourceError: if it is compressed by what this Python cannot read.
    :raises MissingExtra: if it is Parquet and pyarrow is not installed.
    """
    seen: set[str] = set()
    found = 0
    try:
        for raw, content in _entries(stream, archive, mapping):
            found += 1
            name = prefix + printable_name(_below(raw))
            refusal = content if isinstance(content, Refusal) else _refuse(raw, name in seen)
            if refusal:
                yield Problem(name, None, None, *refusal, "rejected")
            else:
                assert isinstance(content, bytes)
                seen.add(name)
                yield Member(name, content)
    except _DAMAGE as error:
        read = f"only the {len(seen):,} documents before that are" if seen else "nothing of it is"
        message = f"damaged or cut short ({_reason(error)}): {read} read"
        yield Problem(archive, None, None, "broken-archive", message, "rejected")
    else:
        if not found:
            message = f"no documents in it; expected rows, or files ({' '.join(ENDINGS)})"
            yield Problem(archive, None, None, "empty-archive", message, "rejected")


def _zstandard_error() -> tuple[type[Exception], ...]:
    with suppress(ImportError):
        return (import_module("compression.zstd").ZstdError,)
    return ()


# What the libraries raise for bytes that are not as they should be.
_DAMAGE: tuple[type[Exception], ...] = (
    tarfile.TarError,
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
    ((raw, content),) = _table([(int.from_bytes(digest), row)], mapping)
    name = printable_name(_below(raw))
    refusal = content if isinstance(content, Refusal) else _refuse(raw, is_second=False)
    if refusal:
        return Problem(name, None, None, *refusal, "rejected")
    assert isinstance(content, bytes)
    return Member(name, content)


#: What is wrong with a document whose name another one has.
SECOND = Refusal(
    "duplicate-name", "a second member of this name: only the first is read; give it another name"
)


def _refuse(raw: str, is_second: bool) -> Refusal | None:
    if ".." in raw.split("/"):
        return Refusal("member-name", "a name that leads out of the archive: give it another")
    return SECOND if is_second else None


def _below(name: str) -> str:
    """Return a name without what stands for the archive itself: ``/a``, ``./a`` → ``a``."""
    return "/".join(part for part in name.lstrip("/").split("/") if part != ".")


def _is_wanted(name: str) -> bool:
    """Return whether a folder would be searched for this."""
    hidden = any(part.startswith(".") and part.strip(".") for part in name.split("/"))
    return not hidden and (name.lower().endswith(ENDINGS) or is_archive(name))


_NESTED = Refusal("archive-inside", "an archive in an archive is not read: unpack the outer one")

# -- which archive it is --------------------------------------------------------------------------

# Compression → the standard library's module for it, and the class that reads it.
_INFLATE = {
    "gz": ("gzip", "GzipFile"),
    "bz2": ("bz2", "BZ2File"),
    "xz": ("lzma", "LZMAFile"),
    "zst": ("compression.zstd", "ZstdFile"),
}

#: A name as the archive has it, and the start of the document or why it cannot be had.
_Entries = Iterator[tuple[str, bytes | Refusal]]


def _entries(stream: BinaryIO, archive: str, mapping: FieldMapping) -> _Entries:
    ending = next((ending for ending in ARCHIVES if archive.lower().endswith(ending)), None)
    if ending is None:
        raise SourceError(f"{archive}: no ending of an archive; expected {' '.join(ARCHIVES)}")
    container, compression = ARCHIVES[ending]
    if compression:
        stream = _inflated(stream, compression, archive)
    if container == "tar":
        return _tar(stream, can_skip=not compression and stream.seekable())
    if container == "zip":
        return _zip(stream)
    rows = parquet_rows(stream) if container == "parquet" else json_rows(stream)
    return _table(rows, mapping)


def _inflated(stream: BinaryIO, compression: str, archive: str) -> BinaryIO:
    module, name = _INFLATE[compression]
    try:
        reader = getattr(import_module(module), name)
    except ImportError:
        message = "only Python 3.14 and newer read Zstandard: compress it with gzip, or unpack it"
        raise SourceError(f"{archive}: {message}") from None
    inflated = reader(fileobj=stream) if compression == "gz" else reader(stream)
    return cast("BinaryIO", inflated)


# -- what is in it --------------------------------------------------------------------------------


def _tar(stream: BinaryIO, *, can_skip: bool) -> _Entries:
    with tarfile.open(
        fileobj=stream,
        mode="r:" if can_skip else "r|",
        bufsize=_BUFFER,
        tarinfo=_Header,
        encoding="utf-8",
    ) as tar:
        while info := tar.next():
            tar.members = []  # type: ignore[attr-defined]  # all of which it would keep
            if not info.isdir() and _is_wanted(info.name):
                yield info.name, _tar_content(tar, info)


_BUFFER = 256 * 1024


def _tar_content(tar: tarfile.TarFile, info: tarfile.TarInfo) -> bytes | Refusal:
    if info.islnk() or info.issym():
        to = printable_name(info.linkname)
        return Refusal("archive-link", f"a link to {to}: archive its file in its place (tar -h)")
    if not info.isreg():
        return Refusal("not-a-file", "not a file but a pipe or device: archive its contents")
    if is_archive(info.name):
        return _NESTED
    content = tar.extractfile(info)
    assert content is not None
    return content.read(MAX_FRONT_MATTER + 1)


class _Header(tarfile.TarInfo):
    """A header of tar that is refused where tarfile would take it for the end, or run wild."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> "_Header":
        try:
            header = super().frombuf(buf, encoding, errors)
        except tarfile.EOFHeaderError:  # type: ignore[attr-defined]
            raise
        except tarfile.HeaderError as error:
            reason = str(error) if buf else "no end mark"
            raise tarfile.ReadError(reason) from None
        # tarfile reads a long name or attributes into memory, and turns back by a size below zero.
        if header.size < 0 or (header.size > _MAX_HEADER and header.type in _HEADER_TYPES):
            raise tarfile.ReadError("a header of impossible size")
        return header


_MAX_HEADER = 1024 * 1024
_HEADER_TYPES = (
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
)


def _zip(stream: BinaryIO) -> _Entries:
    try:
        archive = zipfile.ZipFile(stream)
    except _ZIP_DAMAGE as error:
        raise zipfile.BadZipFile(str(error)) from None
    with archive:
        for info in archive.infolist():
            name = _zip_name(info)
            if _is_wanted(name):
                yield name, _zip_content(archive, info)


# zipfile trusts the numbers that it finds.
_ZIP_DAMAGE: tuple[type[Exception], ...] = (*_DAMAGE, struct.error, ValueError, NotImplementedError)


def _zip_name(info: zipfile.ZipInfo) -> str:
    name = info.filename
    if not info.flag_bits & _UTF8:
        # By the standard it is in the code page of the first PC; many write UTF-8 all the same.
        with suppress(UnicodeError):
            name = name.encode("cp437").decode()
    return name.replace("\\", "/")


_UTF8 = 0x800
_ENCRYPTED = 0x1


def _zip_content(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes | Refusal:
    if stat.S_ISLNK(info.external_attr >> 16):
        return Refusal("archive-link", "a link: archive its file in its place (zip without -y)")
    if info.flag_bits & _ENCRYPTED:
        return Refusal("encrypted", "encrypted: unpack the archive, and give the folder")
    if is_archive(info.filename):
        return _NESTED
    try:
        with archive.open(info) as content:
            return content.read(MAX_FRONT_MATTER + 1)
    except NotImplementedError:
        reason = f"packed by method {info.compress_type}, which cannot be read: pack it by deflate"
    except _ZIP_DAMAGE as error:
        reason = f"damaged or cut short ({_reason(error)}): make the archive anew"
    return Refusal("broken-archive", reason)


def _table(
    rows: Iterable[tuple[int, Mapping[str, Any] | Refusal]], mapping: FieldMapping
) -> _Entries:
    for number, row in rows:
        name, content = ("", row) if isinstance(row, Refusal) else document_of_row(row, mapping)
        name = name.replace("\\", "/")
        yield name if _below(name) else f"row-{number}", content
