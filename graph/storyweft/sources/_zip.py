"""A zip, entry by entry: neither its directory nor a file in it is ever in memory as a whole.

The standard library's reader makes an object for each of four million entries, and unpacks bzip2
and LZMA without a bound. The format: APPNOTE.TXT 6.3.10 of PKWARE, sections 4.3 and 4.4.
"""

import bz2
import lzma
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple, Protocol, cast
from zipfile import BadZipFile

from storyweft.sources._inflate import MAX_DICTIONARY, OverLimit

_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64 = struct.Struct("<4sLQL")
_DIRECTORY = struct.Struct("<4s4B4HL2L5H2L")
_LOCAL = struct.Struct("<4s22x2H")

_MAX_TEXT = 65535  # a name, a comment, or what else is said of a file
_PIECE = 64 * 1024
_LARGE = 0xFFFFFFFF
_STORED, _DEFLATED, _BZIP2, _LZMA = 0, 8, 12, 14


class Entry(NamedTuple):
    """A file in a zip, as the directory tells of it: ``packed`` is its size, in bytes."""

    name: str
    flags: int
    method: int
    checksum: int
    packed: int
    offset: int
    mode: int


def entries(stream: BinaryIO) -> Iterator[Entry]:
    """Yield what is in a zip, in the order of its directory.

    :raises BadZipFile: if it is none, or damaged.
    """
    start, end, shift = _directory(stream)
    left = start
    buffer, used = b"", 0
    while start < end:
        if len(buffer) - used < _DIRECTORY.size + 3 * _MAX_TEXT:
            stream.seek(start)
            buffer, used = stream.read(4 * _PIECE), 0
        fields = _unpack(_DIRECTORY, buffer, used, b"PK\1\2")
        used += _DIRECTORY.size
        name_size, extra_size, comment_size = fields[12:15]
        name = buffer[used : used + name_size]
        extra = buffer[used + name_size : used + name_size + extra_size]
        packed, offset = _sizes(extra, unpacked=fields[11], packed=fields[10], offset=fields[18])
        mode = fields[17] >> 16
        flags, method = fields[5:7]
        # Files that overlap come to more than there is: what is beyond that counts as cut short.
        packed = packed if packed <= left else 0
        left -= packed
        yield Entry(_text(name), flags, method, fields[9], packed, offset + shift, mode)
        used += name_size + extra_size + comment_size
        start += _DIRECTORY.size + name_size + extra_size + comment_size


def _directory(stream: BinaryIO) -> tuple[int, int, int]:
    """Return where the directory starts and ends, and by how much all positions are shifted."""
    size = stream.seek(0, 2)
    before = max(0, size - _END.size - _MAX_TEXT)
    stream.seek(before)
    tail = stream.read(_END.size + _MAX_TEXT)
    at = tail.rfind(b"PK\5\6")
    if at == -1:
        raise BadZipFile("File is not a zip file")
    *_, length, offset, _ = _unpack(_END, tail, at, b"PK\5\6")
    end = before + at
    if end >= _LOCATOR_64.size + _END_64.size:
        stream.seek(end - _LOCATOR_64.size - _END_64.size)
        larger = stream.read(_LOCATOR_64.size + _END_64.size)
        if larger.startswith(b"PK\6\6") and larger[_END_64.size :].startswith(b"PK\6\7"):
            *_, length, offset = _END_64.unpack_from(larger)
            end -= len(larger)
    if length > end:
        raise BadZipFile("a directory larger than the file")
    return end - length, end, end - length - offset


def _unpack(kind: struct.Struct, data: bytes, at: int, mark: bytes) -> tuple[int, ...]:
    if len(data) - at < kind.size or not data.startswith(mark, at):
        raise BadZipFile("a header that is none, or cut short")
    return kind.unpack_from(data, at)


def _sizes(extra: bytes, *, unpacked: int, packed: int, offset: int) -> tuple[int, int]:
    """Return packed size and offset; of large files they stand in an extra field (4.5.3)."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        values = extra[at + 4 : at + 4 + length]
        at += 4 + length
        if kind == 1:
            large = [value[0] for value in struct.iter_unpack("<Q", values[: len(values) & ~7])]
            if unpacked == _LARGE:
                large = large[1:]
            if packed == _LARGE and large:
                packed = large.pop(0)
            if offset == _LARGE and large:
                offset = large.pop(0)
    return packed, offset


def _text(name: bytes) -> str:
    name = name.split(b"\0", 1)[0]
    try:
        # By the standard it may be in the code page of the first PC; many write UTF-8 all the same.
        return name.decode()
    except UnicodeDecodeError:
        return name.decode("cp437")


# -- what a file holds ----------------------------------------------------------------------------


class _Unpacker(Protocol):
    """What the decompressors of the standard library have in common."""

    @property
    def eof(self) -> bool:
        """Whether the end was reached."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Return no more than so much of what the data come to."""


def content(stream: BinaryIO, entry: Entry, limit: int) -> bytes:
    """Return the first so many bytes of a file in a zip.

    :raises NotImplementedError: if it is packed by a method that is none of ours.
    :raises OverLimit: if it cannot be unpacked in the memory that it may have.
    :raises BadZipFile: if it is damaged.
    """
    stream.seek(max(entry.offset, 0))
    header = stream.read(_LOCAL.size)
    _, name_size, extra_size = _unpack(_LOCAL, header, 0, b"PK\3\4")
    stream.seek(name_size + extra_size, 1)
    if entry.method == _STORED:
        data = stream.read(min(limit, entry.packed))
        is_whole = len(data) < limit or entry.packed == limit
    else:
        data, is_whole = _inflate(stream, entry, limit)
    if is_whole and zlib.crc32(data) != entry.checksum:
        raise BadZipFile(f"bad CRC-32 for file {entry.name!r}")
    return data


def _inflate(stream: BinaryIO, entry: Entry, limit: int) -> tuple[bytes, bool]:
    """Return the start of what a file comes to, and whether that is all of it."""
    left = entry.packed
    unpacker, header_size = _unpacker(stream, entry.method)
    left -= header_size
    data = bytearray()
    rest = b""
    while len(data) < limit and not unpacker.eof:
        if not rest and left > 0:
            rest = stream.read(min(_PIECE, left))
            left -= len(rest)
            left = left if rest else 0
        piece = unpacker.decompress(rest, limit - len(data))
        # What zlib did not take it hands back, the others keep.
        rest = getattr(unpacker, "unconsumed_tail", b"")
        data += piece
        if not piece and not rest and left <= 0 and not unpacker.eof:
            raise EOFError("ended before its end")
    return bytes(data), len(data) < limit or unpacker.eof


def _unpacker(stream: BinaryIO, method: int) -> tuple[_Unpacker, int]:
    """Return what unpacks a method, and how many bytes of the file say how."""
    if method == _DEFLATED:
        return cast("_Unpacker", zlib.decompressobj(-zlib.MAX_WBITS)), 0
    if method == _BZIP2:
        return cast("_Unpacker", bz2.BZ2Decompressor()), 0
    if method != _LZMA:
        raise NotImplementedError(method)
    # APPNOTE 5.8.8: two bytes of version, the size of the properties, then these.
    header = stream.read(9)
    if len(header) < 9 or header[2:4] != b"\5\0" or header[4] >= 9 * 5 * 5:
        raise BadZipFile("properties of LZMA that are none")
    properties, dictionary = struct.unpack_from("<BL", header, 4)
    if dictionary > MAX_DICTIONARY:
        limit = f"{MAX_DICTIONARY // 2**20} MiB"
        raise OverLimit(f"needs more than {limit} of memory to be unpacked: pack it by deflate")
    options = {
        "id": lzma.FILTER_LZMA1,
        "lc": properties % 9,
        "lp": properties // 9 % 5,
        "pb": properties // 45,
        "dict_size": max(dictionary, 4096),
    }
    raw = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[options])
    return cast("_Unpacker", raw), len(header)
