"""Decompression that never takes more memory than was allowed, whatever the archive says."""

import io
import lzma
from collections.abc import Callable
from typing import Any, BinaryIO, cast

#: How much memory the dictionary of LZMA may take, in bytes; ``xz -9`` makes one of 64 MiB.
MAX_DICTIONARY = 128 * 1024 * 1024

#: How many times its size an archive may unpack to, once that is more than so many bytes.
MAX_RATIO = 200
FREE_OF_RATIO = 256 * 1024 * 1024

_PIECE = 64 * 1024


class OverLimit(Exception):
    """An archive asks for more than it may have; the message says what was seen and what to do."""


def bounded(stream: BinaryIO, reader: Callable[[Any], Any]) -> BinaryIO:
    """Return what a reader unpacks, as long as it is in proportion to what is packed."""
    packed = _Counter(stream)
    return io.BufferedReader(_Bounded(packed, reader(packed)), _PIECE)


class _Counter:
    """Counts the bytes that are read of a stream."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.count += len(data)
        return data


class _Bounded(io.RawIOBase):
    """Reads what is unpacked.

    :raises OverLimit: if it is more than :data:`MAX_RATIO` times what was packed.
    """

    def __init__(self, packed: _Counter, unpacked: BinaryIO) -> None:
        self._packed = packed
        self._unpacked = unpacked
        self._size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        size = cast("io.RawIOBase", self._unpacked).readinto(buffer) or 0
        self._size += size
        if self._size > max(FREE_OF_RATIO, MAX_RATIO * self._packed.count):
            limit = f"{FREE_OF_RATIO / 2**20:,.0f} MiB and {MAX_RATIO} times its size"
            raise OverLimit(f"unpacks to more than {limit}: unpack it, and look at it")
        return size


class XzReader(io.RawIOBase):
    """Reads xz, one stream after the other, as :class:`lzma.LZMAFile` does, but within bounds."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._unpacker = self._new()
        self._input = b""
        self._is_between = True  # two streams, or before the first

    @staticmethod
    def _new() -> lzma.LZMADecompressor:
        return lzma.LZMADecompressor(memlimit=MAX_DICTIONARY)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        """Fill a buffer as far as it goes.

        :raises EOFError: if the stream ends in the middle.
        :raises OverLimit: if it needs more memory than :data:`MAX_DICTIONARY`.
        """
        while True:
            if self._unpacker.eof:
                self._input = self._unpacker.unused_data.lstrip(b"\0")  # between two: padding
                self._unpacker, self._is_between = self._new(), True
            if not self._input and self._unpacker.needs_input:
                self._input = self._stream.read(_PIECE)
                if self._is_between:
                    self._input = self._input.lstrip(b"\0")
                if not self._input:
                    if self._is_between:
                        return 0
                    raise EOFError("compressed file ended before the end-of-stream marker")
            data = self._unpack(len(buffer))
            if data:
                buffer[: len(data)] = data
                return len(data)

    def _unpack(self, size: int) -> bytes:
        data, self._input = self._input, b""
        self._is_between = False
        try:
            return self._unpacker.decompress(data, size)
        except lzma.LZMAError as error:
            if "emory" not in str(error):
                raise
            limit = f"{MAX_DICTIONARY // 2**20} MiB"
            message = f"needs more than {limit} of memory to be unpacked: compress it with xz -6"
            raise OverLimit(message) from None
