"""Decompression that never takes more memory than was allowed, whatever the archive says."""

import io
import lzma
from typing import BinaryIO

#: How much memory the dictionary of LZMA may take, in bytes; ``xz -9`` makes one of 64 MiB.
MAX_DICTIONARY = 128 * 1024 * 1024

_PIECE = 64 * 1024


class OverLimit(Exception):
    """An archive asks for more than it may have; the message says what was seen and what to do."""


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
