"""Outputs that change together: all of them or none, whenever the process ends.

Each file is written beside its place, then a journal says which goes where, then all are put in
place, then the journal is deleted. A build that ends before the journal is there has changed
nothing; one that ends later is finished by the next that writes here. Folders elsewhere, as a store
is, may belong to them.
"""

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from storyweft.export.swap import Replacement

JOURNAL = ".graph.journal"

# Nothing else is ever moved or deleted, whatever a journal says.
_NAME = r"(?:graph|report)\.[!-.0-\[\]-~]+"
_BESIDE = re.compile(rf"\.{_NAME}\.tmp")
_OUTPUT = re.compile(_NAME)


def create_beside(path: Path) -> tuple[Path, int]:
    """Create a file beside a path; return where it is, and its descriptor.

    It has the permissions of any new file, for which nobody has to touch the mask of the process.
    """
    for _ in range(100):
        beside = path.with_name(f".{path.name}.{os.urandom(4).hex()}.tmp")
        with suppress(FileExistsError):
            flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
            return beside, os.open(beside, flags, 0o666)
    raise FileExistsError(f"{path}: no name is left beside it")


def write_journal(
    directory: Path,
    written: Mapping[Path, Path],
    stale: Iterable[Path],
    folders: Sequence[Replacement] = (),
) -> None:
    """Settle that files come to their places (place → where it was written), and stale ones go.

    :param folders: what is put in place with them.
    """
    for path in (*written, directory / JOURNAL):
        if path.is_dir():
            raise IsADirectoryError(None, f"{path.name} is a folder", str(path))
    entries = {
        "put": [[beside.name, path.name] for path, beside in written.items()],
        "delete": sorted(path.name for path in stale),
        "exchange": [[str(folder.work), str(folder.target)] for folder in folders],
    }
    beside, descriptor = create_beside(directory / "graph.journal")
    with ExitStack() as cleanup:
        cleanup.callback(beside.unlink, missing_ok=True)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            json.dump(entries, stream)
            stream.flush()
            os.fsync(stream.fileno())
        for folder in folders:
            folder.settle(directory / JOURNAL)
        beside.replace(directory / JOURNAL)
        cleanup.pop_all()
    _sync(directory)


def finish(directory: Path) -> None:
    """Do what a journal says, if there is one: as often as it takes."""
    journal = directory / JOURNAL
    if not journal.is_file():
        return
    try:
        entries = json.loads(journal.read_bytes())
        put = [(str(beside), str(name)) for beside, name in entries["put"]]
        delete = [str(name) for name in entries["delete"]]
        exchange = [
            Replacement(Path(work), Path(target)) for work, target in entries.get("exchange", [])
        ]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        journal.unlink()  # none of ours
        return
    for beside, name in put:
        if _BESIDE.fullmatch(beside) and _OUTPUT.fullmatch(name):
            with suppress(FileNotFoundError):  # it is in its place
                (directory / beside).replace(directory / name)
    for name in delete:
        if _OUTPUT.fullmatch(name):
            (directory / name).unlink(missing_ok=True)
    for folder in exchange:
        folder.put_settled()
    _sync(directory)
    journal.unlink()


def _sync(directory: Path) -> None:
    """Have the names of a folder outlast a loss of power, where the system can do that."""
    with suppress(OSError):
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def only_writer(directory: Path) -> Iterator[None]:
    """Wait until no other process writes here, and finish or remove what a killed one left."""
    try:
        from fcntl import LOCK_EX, flock
    except ImportError:  # Windows, where no file can be removed that somebody writes
        _clean_up(directory)
        yield
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        # The lock ends with the process, however that ends.
        try:
            flock(descriptor, LOCK_EX)
        except OSError:  # a file system without locks: what is there may be somebody's
            finish(directory)
        else:
            _clean_up(directory)
        yield
    finally:
        os.close(descriptor)


def _clean_up(directory: Path) -> None:
    finish(directory)
    for path in directory.iterdir():
        if _BESIDE.fullmatch(path.name):
            with suppress(OSError):
                path.unlink()
