"""A tar, member by member, where the standard library would take any header at its word."""

import tarfile
from collections.abc import Iterator
from typing import BinaryIO

_BUFFER = 256 * 1024

#: How large the long name or the attributes of a member may be, in bytes.
MAX_HEADER = 128 * 1024
_HEADER_TYPES = (
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
)


def entries(
    stream: BinaryIO, *, can_skip: bool
) -> Iterator[tuple[tarfile.TarFile, tarfile.TarInfo]]:
    """Yield the members of a tar as they come, each with what its content can be taken from.

    :raises TarError: if it is damaged, or ends without its mark.
    """
    with tarfile.open(
        fileobj=stream,
        mode="r:" if can_skip else "r|",
        bufsize=_BUFFER,
        tarinfo=_Header,
        encoding="utf-8",
    ) as tar:
        while info := _next(tar):
            # All of which it would keep.
            tar.members = []  # type: ignore[attr-defined]
            tar.pax_headers = {}
            yield tar, info


def _next(tar: tarfile.TarFile) -> tarfile.TarInfo | None:
    try:
        return tar.next()
    except (ValueError, OverflowError, RecursionError) as error:
        # A number that is none; header upon header without a file.
        reason = "too many headers" if isinstance(error, RecursionError) else "a bad number"
        raise tarfile.ReadError(reason) from None


def is_sparse(info: tarfile.TarInfo) -> bool:
    """Return whether a member has holes, of which a map tells."""
    return info.type == tarfile.GNUTYPE_SPARSE or any(
        key.startswith("GNU.sparse") for key in info.pax_headers
    )


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
        if header.size < 0 or (header.size > MAX_HEADER and header.type in _HEADER_TYPES):
            raise tarfile.ReadError("a header of impossible size")
        return header

    # The map of a sparse file may be as large as the archive: it is passed over, and the file
    # refused by :func:`is_sparse`.

    def _proc_sparse(self, tar: tarfile.TarFile) -> tarfile.TarInfo:
        structs = self._sparse_structs  # type: ignore[attr-defined]
        goes_on = structs[1]
        del self._sparse_structs  # type: ignore[attr-defined]
        stream = tar.fileobj
        assert stream is not None
        while goes_on:
            block = stream.read(tarfile.BLOCKSIZE)
            if len(block) < tarfile.BLOCKSIZE:
                raise tarfile.ReadError("unexpected end of data")
            goes_on = block[504]
        self.offset_data = stream.tell()
        blocks = -(-self.size // tarfile.BLOCKSIZE)
        tar.offset = self.offset_data + blocks * tarfile.BLOCKSIZE
        return self

    def _proc_gnusparse_00(self, *_: object) -> None:
        pass

    def _proc_gnusparse_01(self, *_: object) -> None:
        pass

    def _proc_gnusparse_10(self, *_: object) -> None:
        pass
