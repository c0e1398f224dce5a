"""Files → documents, by one process or by several: only who calls ``read`` differs."""

import gc
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from itertools import chain, islice
from multiprocessing import get_all_start_methods, get_context
from typing import TypeVar

import msgspec

from storyweft.archives import Member, unpack
from storyweft.errors import InputError, WorkerLost
from storyweft.mapping import FieldMapping
from storyweft.model import Document, Problem
from storyweft.read import SourceFile, parse, read

# How many files a process is handed at once: enough that handing over costs nothing.
_CHUNK = 100

# What is read at a time: a file, a document from an archive, or why there is none.
_Item = SourceFile | Member | Problem
_T = TypeVar("_T")
_R = TypeVar("_R")


def read_files(
    files: Sequence[SourceFile], mapping: FieldMapping, *, jobs: int
) -> Generator[Document | Problem, None, None]:
    """Yield what each file gives, in the order of ``files``; an archive gives many.

    :raises WorkerLost: if a process that reads was killed.
    """
    if jobs < 1:
        raise InputError(f"jobs: expected 1 or more, got {jobs}")
    items = _unpacked(files, mapping)
    if jobs == 1:
        return (_read(item, mapping) for item in items)
    chunks = iter(lambda: list(islice(items, _CHUNK)), [])
    first = next(chunks, [])
    if len(first) < _CHUNK:
        return (_read(item, mapping) for item in first)
    return _by_processes(chain([first], chunks), mapping, jobs)


def _unpacked(files: Iterable[SourceFile], mapping: FieldMapping) -> Iterator[_Item]:
    for file in files:
        if file.prefix is None:
            yield file
        else:
            yield from unpack(file, mapping)


def _read(item: _Item, mapping: FieldMapping) -> Document | Problem:
    if isinstance(item, SourceFile):
        return read(item, mapping)
    return item if isinstance(item, Problem) else parse(item.data, item.name, mapping)


def _by_processes(
    chunks: Iterable[list[_Item]], mapping: FieldMapping, jobs: int
) -> Generator[Document | Problem, None, None]:
    # Not forked: a progress display runs in a thread, and a fork copies its locks as they are.
    start = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"
    context = get_context(start)
    context.set_forkserver_preload([__name__])  # imported once, not by each process
    pool = ProcessPoolExecutor(jobs, context, initializer=_leave_interrupts)
    decoder = msgspec.msgpack.Decoder(list[Document | Problem])
    try:
        for chunk in _in_order(pool, partial(_read_chunk, mapping), chunks, ahead=2 * jobs):
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


def _read_chunk(mapping: FieldMapping, items: Iterable[_Item]) -> bytes:
    # Twenty times as fast to hand over as by pickle.
    return msgspec.msgpack.encode([_read(item, mapping) for item in items])


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
