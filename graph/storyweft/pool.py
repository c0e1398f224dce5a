"""Files → documents, by one process or by several: only who calls ``read`` differs."""

import gc
import signal
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from functools import partial
from multiprocessing import get_all_start_methods, get_context
from typing import Any, TypeVar

from msgspec import msgpack, structs

from storyweft.errors import InputError, WorkerLost
from storyweft.mapping import FieldMapping
from storyweft.model import Document, Problem, Record
from storyweft.read import SourceFile, read

#: Called with a stage, how much of it is done, and how much there is.
Progress = Callable[[str, int, int], None]

Result = Document | Problem
T = TypeVar("T")
R = TypeVar("R")

# How many files a process is handed at once: enough that handing over costs nothing.
_CHUNK = 100


def no_progress(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


def read_files(
    files: Sequence[SourceFile], mapping: FieldMapping, *, jobs: int
) -> Generator[Result, None, None]:
    """Yield what each file gives, in the order of ``files``.

    :raises WorkerLost: if a process that reads was killed.
    """
    share = sharing()
    with closing(each(files, partial(read, mapping=mapping), Result, jobs=jobs)) as results:
        yield from map(share, results)


def sharing() -> Callable[[Result], Result]:
    """Return what gives back a document with the records that others had before it.

    All of a story tell of the same articles: it halves the memory of all documents, and costs no
    time that can be measured.
    """
    known: dict[Record, Record] = {}

    def share(result: Result) -> Result:
        if isinstance(result, Problem) or not result.related:
            return result
        related = tuple([known.setdefault(record, record) for record in result.related])
        return structs.replace(result, related=related)

    return share


def each(
    items: Sequence[T],
    work: Callable[[T], R],
    kind: Any,  # noqa: ANN401 - a union of types
    *,
    jobs: int,
) -> Generator[R, None, None]:
    """Yield what ``work``, a function of a module, makes of each item: a value of a kind.

    :raises WorkerLost: if a process was killed.
    """
    if jobs < 1:
        raise InputError(f"jobs: expected 1 or more, got {jobs}")
    if jobs == 1 or len(items) <= _CHUNK:
        return (work(item) for item in items)
    chunks = [items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK)]
    return _by_processes(chunks, work, kind, min(jobs, len(chunks)))


def _by_processes(
    chunks: Iterable[Sequence[T]],
    work: Callable[[T], R],
    kind: Any,  # noqa: ANN401
    jobs: int,
) -> Generator[R, None, None]:
    # Not forked: a progress display runs in a thread, and a fork copies its locks as they are.
    start = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"
    context = get_context(start)
    context.set_forkserver_preload([__name__])  # imported once, not by each process
    pool = ProcessPoolExecutor(jobs, context, initializer=_leave_interrupts)
    decoder = msgpack.Decoder(list[kind])
    try:
        for chunk in pool.map(partial(_work_on, work), chunks):
            yield from decoder.decode(chunk)
    except BrokenProcessPool:
        raise WorkerLost(
            "a reading process ended before its work was done, perhaps for lack of memory:"
            " try fewer --jobs"
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)


def _leave_interrupts() -> None:
    """Leave Ctrl-C to the process that reports to the person; it ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _work_on(work: Callable[[T], R], items: Sequence[T]) -> bytes:
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
