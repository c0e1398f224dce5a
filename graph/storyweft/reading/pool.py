"""Files → documents, by one process or by several: only who calls ``read`` differs."""

import gc
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from storyweft.errors import InputError
from storyweft.model import Problem, Result
from storyweft.reading._sharing import Sharing
from storyweft.reading.documents import Reader
from storyweft.settings import Settings
from storyweft.sources.files import SourceFile

if TYPE_CHECKING:
    from storyweft.reading._processes import Processes
    from storyweft.sources.archives import Member

# How many files a process is handed at once: enough that handing over costs nothing.
_CHUNK = 100

#: Called with a stage, how much of it is done, and how much there is (0: nobody knows).
Progress = Callable[[str, int, int], None]

#: What is read at a time: a file, a document from an archive, or why there is none.
Item: TypeAlias = "SourceFile | Member | Problem"

_T = TypeVar("_T")
_R = TypeVar("_R")


def no_progress(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


def how_many(files: Sequence[SourceFile]) -> int:
    """Return how many documents there are to read; 0 with archives, of which nobody knows yet."""
    return 0 if any(file.prefix is not None for file in files) else len(files)


def read_files(
    files: Sequence[SourceFile], settings: Settings, *, jobs: int
) -> Generator[Result, None, None]:
    """Yield what each file gives, in the order of ``files``; an archive gives many.

    :raises WorkerLost: if process after process that reads ends before its time.
    """
    items = (item for file in files for item in items_of(file, settings))
    sharing = Sharing()
    with closing(
        each(items, partial(_read, Reader(settings)), Result, lost=crashed, jobs=jobs)
    ) as results:
        yield from map(sharing.of, results)


def items_of(file: SourceFile, settings: Settings) -> Iterator[Item]:
    """Yield what there is to read in a file: itself, or what an archive holds."""
    if file.prefix is None:
        return iter([file])
    from storyweft.sources.archives import unpack

    return unpack(file, settings.mapping, settings.is_data)


def _read(reader: Reader, item: Item) -> Result:
    try:
        if isinstance(item, SourceFile):
            return reader.read(item)
        return item if isinstance(item, Problem) else reader.parse(item.data, item.name)
    except MemoryError:
        return crashed(item)


def crashed(item: Item) -> Problem:
    """Return what is told of a file or document over which its process, or its memory, ended."""
    message = "reading it took all memory, or ended its process: leave it out, or shorten it"
    return Problem(
        item.path if isinstance(item, Problem) else item.name,
        None,
        None,
        "crash",
        message,
        "rejected",
    )


def each(
    items: Iterator[_T],
    work: Callable[[_T], _R],
    kind: Any,  # noqa: ANN401 - a union of types
    *,
    lost: Callable[[_T], _R],
    jobs: int,
) -> Generator[_R, None, None]:
    """Yield what ``work`` makes of each item, in order: a value of a kind.

    :param work: a function that other processes can import, with what else it needs.
    :param lost: what an item gives over which process after process ends.
    :raises WorkerLost: if that happens again and again.
    """
    if jobs < 1:
        raise InputError(f"jobs: expected 1 or more, got {jobs}")
    if jobs == 1:
        return (work(item) for item in items)
    chunks = iter(lambda: list(islice(items, _CHUNK)), [])
    first = next(chunks, [])
    if len(first) < _CHUNK:
        return (work(item) for item in first)
    from storyweft.reading._processes import Processes

    return _by_processes(chain([first], chunks), Processes(work, kind, lost, jobs))


def _by_processes(
    chunks: Iterable[list[_T]], processes: "Processes[_T, _R]"
) -> Generator[_R, None, None]:
    with closing(processes):
        yield from processes.results(chunks)


@contextmanager
def without_collector() -> Iterator[None]:
    """Switch the cyclic garbage collector off for a while.

    A build makes millions of values that live to its end, and no cycles; looking through them again
    and again took a quarter of its time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
