"""A folder put in place of another: there is always one, whenever the process ends."""

import ctypes
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_HERE = -100  # AT_FDCWD of Linux
_EXCHANGE = 2  # RENAME_EXCHANGE of Linux


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Yield where to make a new folder, and put it in place of the old one at the end.

    What killed processes left beside it is removed first; where it is all there is, since one was
    killed in the middle, it is put in place.
    """
    for leftover in _leftovers(target):
        with _owned(leftover) as is_ours:
            if is_ours:
                _recover(leftover, target)
                shutil.rmtree(leftover, ignore_errors=True)
    work = _make_beside(target)
    with _owned(work):
        try:
            yield work / "new"
            _put(work, target)
        finally:
            shutil.rmtree(work, ignore_errors=True)


def _put(work: Path, target: Path) -> None:
    new = work / "new"
    if not target.exists():
        new.rename(target)
    elif not _exchange(new, target):
        # The next one that writes here brings back what a kill between the two leaves away.
        target.rename(work / "old")
        new.rename(target)


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
    # The second is how they were called before.
    pattern = re.compile(rf"\.{re.escape(target.name)}\.(?:[0-9a-f]{{8}}\.tmp|[a-z0-9_]{{8}})")
    return sorted(path for path in target.parent.iterdir() if pattern.fullmatch(path.name))


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
