"""What earlier builds read, so that only files that changed are read again.

It lies in a folder of its own beside the output and may be deleted at any time:

    files       name of a file → its stamp, digest of its bytes → digest of what reading them gave
    documents   that digest → what reading gave
    built       what the last build wrote (see :mod:`storyweft.update`)

A file holds the same bytes as before if its stamp is the same and old enough, or else if they have
the same digest. What is in an archive is not kept, only what the archive is recognised by. Nothing
in the folder is trusted beyond its checksum, which only the same version of everything can make: a
cache of another version, or with a damaged byte, is no cache. Whatever cannot be written is left
out: a build never fails for its cache.
"""

import os
import sys
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from functools import cache, partial
from hashlib import blake2b, file_digest
from itertools import groupby
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple, TypeVar

from msgspec import msgpack

from storyweft.mapping import FieldMapping
from storyweft.model import Problem
from storyweft.pool import Progress, Result, each, no_progress, read_files
from storyweft.read import SourceFile, load, parse
from storyweft.sharing import Sharing

#: The folder's name, in the folder of outputs.
FOLDER = ".storyweft"

T = TypeVar("T")

# A file that changes twice within the resolution of its times can look unchanged, and some systems
# count in two seconds. What was written this shortly before is known by its bytes only (git calls
# such entries racy).
_RACY = 2_000_000_000
# How many values stand behind one checksum; that, and their length, in bytes.
_CHUNK = 1000
_CHECKSUM = 16
_LENGTH = 8


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


class Known(NamedTuple):
    """A file, its stamp if that can be trusted, and the digests of its bytes and their meaning."""

    name: str
    stamp: Stamp | None
    content: bytes
    result: bytes = b""


def stamp_of(path: str | Path) -> Stamp | None:
    """Return the stamp of a file, or None if there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - a Path for each of a million files takes its time
    except OSError:
        return None
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


def digest_of(data: bytes) -> bytes:
    """Return the digest by which a content is recognised."""
    return blake2b(data, digest_size=16).digest()


def digest_of_file(path: Path) -> bytes:
    """Return the same of a whole file."""
    with path.open("rb") as stream:
        return file_digest(stream, partial(blake2b, digest_size=16)).digest()


class Cache:
    """The files of one build, and what earlier builds kept of them in a folder."""

    def __init__(self, folder: Path, files: Sequence[SourceFile], mapping: FieldMapping) -> None:
        self.shelf = Shelf(folder, mapping)
        self.started = time.time_ns()
        self._share = Sharing().of
        self._files = files
        self._mapping = mapping
        self._before = {
            known.name: known for chunk in self.shelf.load("files", list[Known]) for known in chunk
        }
        self._now: dict[str, Known] = {}
        self._fresh: dict[bytes, Result] = {}
        self._kept: dict[bytes, Result] = {}
        self._unpacked = 0

    def look(self, *, jobs: int = 1, progress: Progress = no_progress) -> bool:
        """Find out what the files hold now, by reading those that are not recognised.

        :return: False if nothing was kept: then all of them wait for :meth:`results`.
        """
        if not self._before:
            return False
        unknown = []
        for file in self._files:
            known = self._before.get(file.name)
            stamp = None if file.refusal else stamp_of(file.path)
            if known and stamp and known.stamp == stamp:
                self._now[file.name] = known
            elif file.prefix is not None:
                self._now[file.name] = self._recognise(file, stamp)
            else:
                unknown.append((file, stamp, known.content if known else b""))
        done = len(self._files) - len(unknown)
        with closing(self._read(unknown, jobs)) as names:
            for _ in names:
                done += 1
                progress("read", done, len(self._files))
        return True

    def _read(
        self, asked: Sequence[tuple[SourceFile, Stamp | None, bytes]], jobs: int
    ) -> Generator[str, None, None]:
        """Read files, each with its stamp and the digest of the bytes that it is known for."""
        items = [(file, content) for file, _, content in asked]
        kind = tuple[bytes, bytes, Result | None]
        with closing(
            each(items, partial(_read_if_changed, self._mapping), kind, jobs=jobs)
        ) as read:
            for (file, stamp, _), (content, digest, result) in zip(asked, read, strict=True):
                if result is None:
                    digest = self._before[file.name].result
                else:
                    self._fresh[digest] = self._share(result)
                # The stamp is from before the file was read: a change in between shows next time.
                trusted = stamp and stamp.if_before(self.started)
                self._now[file.name] = Known(file.name, trusted, content, digest)
                yield file.name

    def _recognise(self, archive: SourceFile, stamp: Stamp | None) -> Known:
        """Return what an archive is known by from now on: all of its bytes."""
        try:
            content = digest_of_file(Path(archive.path))
        except OSError:
            return Known(archive.name, None, b"")
        return Known(archive.name, stamp and stamp.if_before(self.started), content, content)

    def results(self, *, jobs: int = 1) -> Generator[Result, None, None]:
        """Yield what each file gives, in order; an archive gives many."""
        if self._now:
            for chunk in self.shelf.load("documents", list[tuple[bytes, Result]]):
                self._kept.update((digest, self._share(result)) for digest, result in chunk)
        have = self._kept.keys() | self._fresh.keys()
        unknown = [
            (file, stamp_of(file.path), b"")
            for file in self._files
            if file.prefix is None
            and (file.name not in self._now or self._now[file.name].result not in have)
        ]
        unread = {file.name for file, _, _ in unknown}
        with closing(self._read(unknown, jobs)) as names:
            for packed, files in groupby(self._files, lambda file: file.prefix is not None):
                if packed:
                    yield from self._unpack([*files], jobs)
                    continue
                for file in files:
                    if file.name in unread:
                        next(names)
                    result = self._now[file.name].result
                    yield self._fresh[result] if result in self._fresh else self._kept[result]

    def _unpack(self, archives: Sequence[SourceFile], jobs: int) -> Iterator[Result]:
        for archive in archives:
            if archive.name not in self._now:
                self._now[archive.name] = self._recognise(archive, stamp_of(archive.path))
        self._unpacked += len(archives)
        yield from read_files(archives, self._mapping, jobs=jobs)

    @property
    def inputs(self) -> bytes:
        """A digest of all that the files say, and of the order in which they say it."""
        return digest_of(b"".join(self._now[file.name].result for file in self._files))

    @property
    def changed(self) -> int:
        """How many files hold what no earlier build read, or keeps."""
        fresh = sum(known.result in self._fresh for known in self._now.values() if known.content)
        return fresh + self._unpacked

    def keep(self) -> None:
        """Keep what was read for the next build."""
        meant = {known.result for known in self._now.values() if known.content}
        new = [(key, self._fresh[key]) for key in meant & self._fresh.keys() - self._kept.keys()]
        if not self._kept or len(self._kept) > 2 * len(meant) + _CHUNK:
            old = [(key, self._kept[key]) for key in meant & self._kept.keys()]
            self.shelf.save("documents", _chunks(old + new))
        elif new:
            self.shelf.append("documents", _chunks(new))
        self.keep_stamps()

    def keep_stamps(self) -> None:
        """Keep by what files are recognised."""
        # What cannot be opened may open the next time, though nothing of it changed.
        now = [known for file in self._files if (known := self._now[file.name]).content]
        if now != list(self._before.values()):
            self.shelf.save("files", _chunks(now))


def _read_if_changed(
    mapping: FieldMapping, asked: tuple[SourceFile, bytes]
) -> tuple[bytes, bytes, Result | None]:
    """Read a file: the digest of its bytes and of what they give, and that, unless it is known."""
    file, known = asked
    data = load(file)
    if isinstance(data, Problem):
        return b"", digest_of(msgpack.encode(data)), data
    content = digest_of(data)
    if content == known:
        return content, b"", None
    result = parse(data, file.name, mapping)
    return content, digest_of(msgpack.encode(result)), result


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]


# -- files of our own -----------------------------------------------------------------------------


class Shelf:
    """Values in files of a folder, each behind a checksum that only the same version makes."""

    def __init__(self, folder: Path, mapping: FieldMapping) -> None:
        self._folder = folder
        read_by = _version(), list(mapping.keys.items()), sorted(mapping.left_out)
        self._key = digest_of(msgpack.encode(read_by))

    def load(self, name: str, kind: type[T]) -> list[T]:
        """Return the values, all of one kind, in a file; none if a byte of it is not sound."""
        decoder = msgpack.Decoder(kind)
        path = self._folder / name
        values = []
        try:
            with path.open("rb") as stream:
                while head := stream.read(_CHECKSUM + _LENGTH):
                    length = int.from_bytes(head[_CHECKSUM:])
                    # Of a damaged length, no more than there is.
                    payload = stream.read(min(length, os.fstat(stream.fileno()).st_size))
                    if head != self._head(name, payload):
                        raise ValueError
                    values.append(decoder.decode(payload))
        except FileNotFoundError:
            return []
        except (OSError, ValueError):
            with suppress(OSError):  # or what is appended would never be read
                path.unlink()
            return []
        return values

    def save(self, name: str, values: Iterable[object]) -> None:
        """Write values to a file, in place of those that it has."""
        with suppress(OSError):
            self._make_folder()
            with NamedTemporaryFile(dir=self._folder, suffix=".tmp", delete=False) as stream:
                stream.writelines(self._packed(name, value) for value in values)
            Path(stream.name).replace(self._folder / name)

    def append(self, name: str, values: Iterable[object]) -> None:
        """Write values to the end of a file."""
        with suppress(OSError):
            self._make_folder()
            with (self._folder / name).open("ab") as stream:
                stream.writelines(self._packed(name, value) for value in values)

    def _packed(self, name: str, value: object) -> bytes:
        payload = msgpack.encode(value)
        return self._head(name, payload) + payload

    def _head(self, name: str, payload: bytes) -> bytes:
        person = name.encode()
        checksum = blake2b(payload, digest_size=_CHECKSUM, key=self._key, person=person)
        return checksum.digest() + len(payload).to_bytes(_LENGTH)

    def _make_folder(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        ignored = self._folder / ".gitignore"
        if not ignored.exists():  # nobody wants to commit a cache
            ignored.write_text("*\n", encoding="utf-8")
        for leftover in self._folder.glob("*.tmp"):  # of a build that was killed
            leftover.unlink(missing_ok=True)


@cache
def _version() -> bytes:
    """Return a digest of all code that a result can depend on: ours, and what is installed."""
    digest = blake2b(sys.version.encode(), digest_size=16)
    room = Path(__file__).parent
    for path in sorted(room.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(f"\0{path.relative_to(room)}\0".encode() + path.read_bytes())
    for folder in filter(None, sys.path):
        with suppress(OSError):
            names = sorted(path.name for path in Path(folder).glob("*.*-info"))
            digest.update("\0".join(names).encode())
    return digest.digest()
