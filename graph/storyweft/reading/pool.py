"""Files → documents, by one process or by several: only who calls ``read`` differs."""

import gc
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from functools import partial
from itertools import chain, islice
from multiprocessing import get_all_start_methods, get_context
from typing import Any, TypeVar

from msgspec import msgpack

from storyweft.errors import InputError, WorkerLost
from storyweft.model import Problem, Result
from storyweft.reading._sharing import Sharing
from storyweft.reading.documents import parse, read
from storyweft.settings import Settings
from storyweft.sources.archives import Member, unpack
from storyweft.sources.files import SourceFile

# How many files a process is handed at once: enough that handing over costs nothing.
_CHUNK = 100

#: Called with a stage, how much of it is done, and how much there is (0: nobody knows).
Progress = Callable[[str, int, int], None]

#: What is read at a time: a file, a document from an archive, or why there is none.
Item = SourceFile | Member | Problem

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

    :raises WorkerLost: if a process that reads was killed.
    """
    items = (item for file in files for item in items_of(file, settings))
    sharing = Sharing()
    with closing(each(items, partial(_read, settings), Result, jobs=jobs)) as results:
        yield from map(sharing.of, results)


def items_of(file: SourceFile, settings: Settings) -> Iterator[Item]:
    """Yield what there is to read in a file: itself, or what an archive holds."""
    return iter([file]) if file.prefix is None else unpack(file, settings.mapping, settings.is_data)


def _read(settings: Settings, item: Item) -> Result:
    if isinstance(item, SourceFile):
        return read(item, settings)
    return item if isinstance(item, Problem) else parse(item.data, item.name, settings)


def each(
    items: Iterator[_T],
    work: Callable[[_T], _R],
    kind: Any,  # noqa: ANN401 - a union of types
    *,
    jobs: int,
) -> Generator[_R, None, None]:
    """Yield what ``work`` makes of each item, in order: a value of a kind.

    :param work: a function that other processes can import, with what else it needs.
    :raises WorkerLost: if a process was killed.
    """
    if jobs < 1:
        raise InputError(f"jobs: expected 1 or more, got {jobs}")
    if jobs == 1:
        return (work(item) for item in items)
    chunks = iter(lambda: list(islice(items, _CHUNK)), [])
    first = next(chunks, [])
    if len(first) < _CHUNK:
        return (work(item) for item in first)
    return _by_processes(chain([first], chunks), work, kind, jobs)


def _by_processes(
    chunks: Iterable[list[_T]],
    work: Callable[[_T], _R],
    kind: Any,  # noqa: ANN401
    jobs: int,
) -> Generator[_R, None, None]:
    # Not forked: a progress display runs in a thread, and a fork copies its locks as they are.
    start = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"
    context = get_context(start)
    context.set_forkserver_preload([__name__])  # imported once, not by each process
    pool = ProcessPoolExecutor(jobs, context, initializer=_leave_interrupts)
    decoder = msgpack.Decoder(list[kind])
    try:
        for chunk in _in_order(pool, partial(_work_on, work), chunks, ahead=2 * jobs):
            yield from decoder.decode(chunk)
    except BrokenProcessPool:
        raise WorkerLost(
            "a reading process ended before its work was done, perhaps for lack of memory:"
            " try fewer --jobs"
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)


def _in_order(
    pool: Executor, work: Callable[[_T], _R], values: Iterable[_T], *, ahead: int
) -> Iterator[_R]:
    """Yield the results as ``pool.map`` does, without taking all values first.

    Only so many are ahead of what was yielded: an archive may be larger than memory.
    """
    running: deque[Future[_R]] = deque()
    for value in values:
        running.append(pool.submit(work, value))
        if len(running) > ahead:
            yield running.popleft().result()
    while running:
        yield running.popleft().result()


def _leave_interrupts() -> None:
    """Leave Ctrl-C to the process that reports to the person; it ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _work_on(work: Callable[[_T], _R], items: Iterable[_T]) -> bytes:
    # Twenty times as fast to hand over as by pickle.
    return msgpack.encode([work(item) for item in items])


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
