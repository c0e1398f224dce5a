"""What earlier builds read, so that only files that changed are read again.

It lies in a folder of its own beside the output and may be deleted at any time:

    files       name of a file → its stamp, digest of its bytes → digests of what reading them gave
    documents   such a digest → what reading gave
    news        what articles told together, and a digest of what they were (see ``pipeline``)
    built       what the last build wrote (see :mod:`storyweft.rebuilding.updating`)
    spans       where in that what is (see :mod:`storyweft.export.splicing`)

A file holds the same bytes as before if its stamp is the same and old enough, or else if they have
the same digest. Nothing in the folder is trusted beyond its checksum, which only the same version
of everything can make: a cache of another version, or with a damaged byte, is no cache. Whatever
cannot be written is left out: a build never fails for its cache.
"""

import os
import sys
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from functools import cache, partial
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple, TypeVar

from msgspec import msgpack

from storyweft.model import Problem, Result
from storyweft.reading._sharing import Sharing
from storyweft.reading.documents import Reader
from storyweft.reading.pool import Item, Progress, crashed, each, how_many, items_of, no_progress
from storyweft.settings import Settings
from storyweft.sources.files import SourceFile, load
from storyweft.sources.stamps import DIGEST_SIZE, Stamp, digest_of, stamp_of

#: The folder's name, in the folder of outputs.
FOLDER = ".storyweft"

T = TypeVar("T")
# How many values stand behind one checksum; that, and their length, in bytes.
_CHUNK = 1000
_CHECKSUM = 16
_LENGTH = 8
# What may be otherwise the next time, though nothing of the file changed.
_PASSING = ("unreadable", "not-a-file", "broken-archive", "crash")


class FileState(NamedTuple):
    """A file, and by what it is recognised: a stamp that can be trusted, the digest of its bytes.

    ``results`` are digests of what reading it gave, one after the other: one, or those of all
    documents in an archive, which is known by its stamp only.
    """

    name: str
    stamp: Stamp | None
    content: bytes
    results: bytes = b""

    def digests(self) -> Iterator[bytes]:
        """Yield the digest of each result."""
        for start in range(0, len(self.results), DIGEST_SIZE):
            yield self.results[start : start + DIGEST_SIZE]


class Cache:
    """The files of one build, and what earlier builds kept of them in a folder.

    ``changed`` counts those that had to be read.
    """

    def __init__(self, folder: Path, files: Sequence[SourceFile], settings: Settings) -> None:
        self.shelf = Shelf(folder, settings)
        self.started = time.time_ns()
        self.changed = 0
        self._share = Sharing().of
        self._files = files
        self._settings = settings
        self._before = {
            state.name: state
            for chunk in self.shelf.load("files", list[FileState])
            for state in chunk
        }
        self._now: dict[str, FileState] = {}
        self._fresh: dict[bytes, Result] = {}
        self._kept: dict[bytes, Result] = {}

    def look(self, *, jobs: int = 1, progress: Progress = no_progress) -> bool:
        """Find out what the files hold now, by reading those that are not recognised.

        :return: False if nothing was kept: then all of them wait for :meth:`results`.
        """
        if not self._before:
            return False
        unknown = []
        for file in self._files:
            state = self._before.get(_key(file))
            stamp = None if file.refusal else stamp_of(file.path)
            if state is None or stamp is None or state.stamp != stamp:
                unknown.append(_Asked(file, stamp, state.content if state else b""))
            else:
                self._now[_key(file)] = state
        known_by_stamp = len(self._now)
        total = how_many(self._files)
        with closing(self._read(unknown, jobs)) as results:
            for done, _ in enumerate(results, known_by_stamp + 1):
                progress("read", done, total)
        return True

    def results(self, *, jobs: int = 1) -> Generator[Result, None, None]:
        """Yield what each file gives, in order."""
        if self._now:
            for chunk in self.shelf.load("documents", list[tuple[bytes, Result]]):
                self._kept.update((digest, self._share(result)) for digest, result in chunk)
        have = self._kept.keys() | self._fresh.keys()
        unread = [
            _Asked(file, stamp_of(file.path), b"")
            for file in self._files
            if (state := self._now.get(_key(file))) is None or not have.issuperset(state.digests())
        ]
        keys = {_key(asked.file) for asked in unread}
        with closing(self._read(unread, jobs)) as results:
            read = groupby(results, key=itemgetter(0))
            for file in self._files:
                if _key(file) in keys:
                    yield from (self._fresh[digest] for _, digest in next(read)[1])
                else:
                    yield from map(self._result, self._now[_key(file)].digests())

    def _result(self, digest: bytes) -> Result:
        fresh = self._fresh.get(digest)
        return self._kept[digest] if fresh is None else fresh

    def _read(
        self, asked: Sequence["_Asked"], jobs: int
    ) -> Generator[tuple[str, bytes], None, None]:
        """Read files; yield the key of the file and the digest with each result."""
        items = (
            (number, item, content)
            for number, (file, _, content) in enumerate(asked)
            for item in items_of(file, self._settings)
        )
        kind = tuple[int, bytes, bytes, Result | None]
        work = partial(_read_if_changed, Reader(self._settings))
        with closing(each(items, work, kind, lost=_crashed, jobs=jobs)) as read:
            for number, group in groupby(read, key=itemgetter(0)):
                key, content, digests = _key(asked[number].file), b"", []
                for _, content_now, digest, result in group:
                    if result is None:
                        digest = self._before[key].results
                    else:
                        self._fresh[digest] = self._share(result)
                    content = content_now
                    digests.append(digest)
                    yield key, digest
                self._note(asked[number], content, digests)

    def _note(self, asked: "_Asked", content: bytes, digests: Sequence[bytes]) -> None:
        read = [self._fresh[digest] for digest in digests if digest in self._fresh]
        codes = {result.code for result in read if isinstance(result, Problem)}
        is_lasting = not asked.file.refusal and codes.isdisjoint(_PASSING)
        # The stamp is from before the file was read: a change in between shows the next time.
        stamp = asked.stamp.if_before(self.started) if asked.stamp and is_lasting else None
        key = _key(asked.file)
        self._now[key] = FileState(key, stamp, content, b"".join(digests))
        self.changed += bool(read) and is_lasting

    @property
    def inputs(self) -> bytes:
        """A digest of all that the files say, and of the order in which they say it."""
        return digest_of(b"".join(self._now[_key(file)].results for file in self._files))

    def keep(self) -> None:
        """Keep what was read for the next build."""
        meant = {digest for state in self._now.values() for digest in state.digests()}
        new = [(key, self._fresh[key]) for key in meant & self._fresh.keys() - self._kept.keys()]
        if not self._kept or len(self._kept) > 2 * len(meant) + _CHUNK:
            old = [(key, self._kept[key]) for key in meant & self._kept.keys()]
            self.shelf.save("documents", _chunks(old + new))
        elif new:
            self.shelf.append("documents", _chunks(new))
        self.keep_stamps()

    def keep_stamps(self) -> None:
        """Keep by what files are recognised."""
        now = [self._now[_key(file)] for file in self._files]
        if now != list(self._before.values()):
            self.shelf.save("files", _chunks(now))


def _key(file: SourceFile) -> str:
    """Return what a file is known by: its name, and what the names in an archive start with."""
    return file.name if file.prefix is None else f"{file.name}\n{file.prefix}"


class _Asked(NamedTuple):
    """A file to read, its stamp before that, and the digest of the bytes that it is known for."""

    file: SourceFile
    stamp: Stamp | None
    content: bytes


def _read_if_changed(
    reader: Reader, asked: tuple[int, Item, bytes]
) -> tuple[int, bytes, bytes, Result | None]:
    """Read a file or a document of an archive, unless its bytes are those that are known.

    :return: the number of the file, the digests of its bytes and of the result, and the result.
    """
    number, item, content_before = asked
    content = b""
    result: Result
    if isinstance(item, SourceFile):
        data = load(item)
        if isinstance(data, Problem):
            result = data
        else:
            content = digest_of(data)
            if content == content_before:
                return number, content, b"", None
            result = reader.parse(data, item.name)
    elif isinstance(item, Problem):
        result = item
    else:
        result = reader.parse(item.data, item.name)
    return number, content, digest_of(msgpack.encode(result)), result


def _crashed(asked: tuple[int, Item, bytes]) -> tuple[int, bytes, bytes, Result | None]:
    problem = crashed(asked[1])
    return asked[0], b"", digest_of(msgpack.encode(problem)), problem


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]


# -- files of our own -----------------------------------------------------------------------------


class Shelf:
    """Values in files of a folder, each behind a checksum that only the same version makes."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self._folder = folder
        self._key = digest_of(_version() + settings.reading_digest)

    def load(self, name: str, kind: type[T]) -> list[T]:
        """Return the values, all of one kind, in a file; none if a byte of it is not sound."""
        decoder = msgpack.Decoder(kind)
        path = self._folder / name
        values = []
        try:
            if path.exists() and not path.is_file():
                raise ValueError  # a pipe, which would be waited for
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
            beside = self._folder / f"{name}.{os.urandom(4).hex()}.tmp"
            try:
                with beside.open("xb") as stream:
                    stream.writelines(self._packed(name, value) for value in values)
                beside.replace(self._folder / name)
            finally:
                beside.unlink(missing_ok=True)

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
        with suppress(FileExistsError), (self._folder / ".gitignore").open("x") as stream:
            stream.write("*\n")  # nobody wants to commit a cache
        for leftover in self._folder.glob("*.tmp"):  # of a build that was killed
            leftover.unlink(missing_ok=True)


@cache
def _version() -> bytes:
    """Return a digest of all code that a result can depend on: ours, and what is installed."""
    digest = blake2b(sys.version.encode(), digest_size=16)
    room = Path(__file__).parent.parent
    for inside, folders, files in os.walk(room):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(files):
            path = Path(inside, name)
            digest.update(f"\0{path.relative_to(room)}\0".encode() + path.read_bytes())
    for folder in filter(None, sys.path):
        with suppress(OSError):
            names = sorted(path.name for path in Path(folder).glob("*.*-info"))
            digest.update("\0".join(names).encode())
    return digest.digest()
