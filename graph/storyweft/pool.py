"""Files → documents, by one process or by several: only who calls ``read`` differs."""

import gc
import signal
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_all_start_methods, get_context

import msgspec

from storyweft.errors import InputError, WorkerLost
from storyweft.mapping import FieldMapping
from storyweft.model import Document, Problem
from storyweft.read import SourceFile, read

# How many files a process is handed at once: enough that handing over costs nothing.
_CHUNK = 100


def read_files(
    files: Sequence[SourceFile], mapping: FieldMapping, *, jobs: int
) -> Generator[Document | Problem, None, None]:
    """Yield what each file gives, in the order of ``files``.

    :raises WorkerLost: if a process that reads was killed.
    """
    if jobs < 1:
        raise InputError(f"jobs: expected 1 or more, got {jobs}")
    if jobs == 1 or len(files) <= _CHUNK:
        return (read(file, mapping) for file in files)
    chunks = [files[start : start + _CHUNK] for start in range(0, len(files), _CHUNK)]
    return _by_processes(chunks, mapping, min(jobs, len(chunks)))


def _by_processes(
    chunks: Iterable[Sequence[SourceFile]], mapping: FieldMapping, jobs: int
) -> Generator[Document | Problem, None, None]:
    # Not forked: a progress display runs in a thread, and a fork copies its locks as they are.
    start = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"
    context = get_context(start)
    context.set_forkserver_preload([__name__])  # imported once, not by each process
    pool = ProcessPoolExecutor(jobs, context, initializer=_leave_interrupts)
    decoder = msgspec.msgpack.Decoder(list[Document | Problem])
    try:
        for chunk in pool.map(partial(_read_chunk, mapping), chunks):
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


def _read_chunk(mapping: FieldMapping, files: Sequence[SourceFile]) -> bytes:
    # Twenty times as fast to hand over as by pickle.
    return msgspec.msgpack.encode([read(file, mapping) for file in files])


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
