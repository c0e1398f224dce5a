"""How a file is recognised: by a stamp, without reading it, or by the digest of its bytes."""

import os
import stat
from collections.abc import Iterable
from functools import partial
from hashlib import blake2b, file_digest
from pathlib import Path
from typing import NamedTuple

from msgspec import msgpack

# A file that changes twice within the resolution of its times can look unchanged, and some systems
# count in two seconds. What was written this shortly before is known by its bytes only (git calls
# such entries racy).
_RACY = 2_000_000_000
#: How long a digest is, in bytes.
DIGEST_SIZE = 16


class Stamp(NamedTuple):
    """How a file is recognised without reading it; times in nanoseconds.

    ``changed`` is the time of its inode, ``node``: they tell a file that was put in place of
    another, or given back its old time.
    """

    size: int
    modified: int
    changed: int
    node: int

    def if_before(self, time: int) -> "Stamp | None":
        """Return the stamp if nothing that happened since that time can have left it as it is."""
        return self if max(self.modified, self.changed) < time - _RACY else None


def stamp_of(path: str | Path) -> Stamp | None:
    """Return the stamp of a file, or None if there is none: to read a pipe would never end."""
    try:
        status = os.stat(path)  # noqa: PTH116 - a Path for each of a million files takes its time
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def digest_of(data: bytes) -> bytes:
    """Return the digest by which a content is recognised."""
    return blake2b(data, digest_size=DIGEST_SIZE).digest()


def digest_of_values(values: Iterable[object]) -> bytes:
    """Return the same of values one after the other, as msgpack writes them."""
    digest = blake2b(digest_size=DIGEST_SIZE)
    for value in values:
        digest.update(msgpack.encode(value))
    return digest.digest()


def digest_of_file(path: Path) -> bytes:
    """Return the same of a whole file."""
    with path.open("rb") as stream:
        return file_digest(stream, partial(blake2b, digest_size=DIGEST_SIZE)).digest()
