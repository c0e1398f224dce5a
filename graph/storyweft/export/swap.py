"""A folder put in place of another: there is always one, whenever the process ends."""

import ctypes
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from storyweft.export.signals import unwound

_HERE = -100  # AT_FDCWD of Linux
_EXCHANGE = 2  # RENAME_EXCHANGE of Linux


class Replacement(NamedTuple):
    """A folder that is made in another, to take the place of a third."""

    work: Path
    target: Path

    @property
    def new(self) -> Path:
        """Where to make it."""
        return self.work / "new"

    def settle(self, journal: Path) -> None:
        """Have it put in place by whoever comes next, if there is this journal, and it names it."""
        where = str(Path(os.path.realpath(journal.parent), journal.name))
        about = {"journal": where, "folder": _identity(self.new)}
        (self.work / _SETTLED).write_text(json.dumps(about), encoding="utf-8")

    def put(self) -> None:
        """Put it in place, if it is not there."""
        if not self.target.exists():
            self.new.rename(self.target)
        elif _identity(self.target) != self._settled().get("folder") and not _exchange(
            self.new, self.target
        ):
            # The next one that writes here brings back what a kill between the two leaves away.
            self.target.rename(self.work / "old")
            self.new.rename(self.target)

    def put_settled(self) -> None:
        """Put it in place if it was settled, however often, and remove what is left of it."""
        if _is_work(self.work, self.target) and self._settled():
            self.put()
            shutil.rmtree(self.work, ignore_errors=True)

    def is_named_by_journal(self) -> bool:
        """Return whether the journal for which it was settled is there, and names it."""
        try:
            entries = json.loads(Path(self._settled()["journal"]).read_bytes())
            return [str(self.work), str(self.target)] in entries["exchange"]
        except (OSError, ValueError, TypeError, KeyError):
            return False

    def _settled(self) -> dict[str, str]:
        try:
            about = json.loads((self.work / _SETTLED).read_bytes())
        except (OSError, ValueError):
            return {}
        return about if isinstance(about, dict) else {}


_SETTLED = "settled"


def _identity(folder: Path) -> str:
    about = folder.stat()
    return f"{about.st_dev}:{about.st_ino}"


@contextmanager
def replacing(target: Path) -> Iterator[Replacement]:
    """Yield what to make a new folder in, and put it in place of the old one at the end.

    What killed processes left beside it is removed first, unless it was settled; where it is all
    there is, since one was killed in the middle, it is put in place.
    """
    # Of a loop of links Path.resolve raises what is no OSError.
    target = Path(os.path.realpath(target))
    for leftover in _leftovers(target):
        with _owned(leftover) as is_ours:
            if is_ours:
                replacement = Replacement(leftover, target)
                if replacement.is_named_by_journal():
                    replacement.put()
                _recover(leftover, target)
                shutil.rmtree(leftover, ignore_errors=True)
    work = _make_beside(target)
    replacement = Replacement(work, target)
    with unwound(), _owned(work):
        try:
            yield replacement
            if replacement.new.exists():
                replacement.put()
        finally:
            if not replacement.is_named_by_journal():
                _recover(work, target)
                shutil.rmtree(work, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders at once; return False where the system cannot do that."""
    if sys.platform != "linux":
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except AttributeError:  # a C library older than glibc 2.28
        return False
    arguments = _HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE
    return bool(rename(*arguments) == 0)


def _make_beside(target: Path) -> Path:
    for _ in range(100):
        with suppress(FileExistsError):
            work = target.with_name(f".{target.name}.{os.urandom(4).hex()}.tmp")
            work.mkdir()
            return work
    raise FileExistsError(f"{target}: no name is left beside it")


def _leftovers(target: Path) -> list[Path]:
    return sorted(path for path in target.parent.iterdir() if _is_work(path, target))


def _is_work(path: Path, target: Path) -> bool:
    # The second is how they were called before.
    pattern = rf"\.{re.escape(target.name)}\.(?:[0-9a-f]{{8}}\.tmp|[a-z0-9_]{{8}})"
    return path.parent == target.parent and re.fullmatch(pattern, path.name) is not None


def _recover(leftover: Path, target: Path) -> None:
    if not target.exists() and (leftover / "old").is_dir():
        (leftover / "old").rename(target)


@contextmanager
def _owned(folder: Path) -> Iterator[bool]:
    """Hold the lock of a folder, and tell whether nobody else has it."""
    try:
        from fcntl import LOCK_EX, LOCK_NB, flock

        descriptor = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):
        yield not folder.exists()
        return
    try:
        try:
            flock(descriptor, LOCK_EX | LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)
