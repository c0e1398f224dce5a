"""Work in several processes, in order; what ends a process is named, and the work goes on."""

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_all_start_methods, get_context
from typing import Any, Generic, TypeVar

from msgspec import msgpack

from storyweft.errors import WorkerLost

_T = TypeVar("_T")
_R = TypeVar("_R")

#: How many items may end their process before the fault must lie elsewhere.
MAX_LOST = 20

_TOO_MANY = (
    f"more than {MAX_LOST} files ended the process that read them, perhaps for lack of memory:"
    " try fewer --jobs"
)


class Processes(Generic[_T, _R]):
    """Some processes that do one kind of work on chunks of items.

    Where one ends before its work is done, what was under way is done again: all at once, then by
    halves, each in a process of its own, until the items are found that end any process.

    :param work: a function that other processes can import, with what else it needs.
    :param kind: what it gives, for msgpack.
    :param lost: what an item gives that ended its process twice.
    """

    def __init__(
        self,
        work: Callable[[_T], _R],
        kind: Any,  # noqa: ANN401 - a union of types
        lost: Callable[[_T], _R],
        jobs: int,
    ) -> None:
        self._work = work
        self._decoder = msgpack.Decoder(list[kind])
        self._lost = lost
        self._jobs = jobs
        self._lost_so_far = 0
        self._pool = _start(jobs, work)

    def close(self) -> None:
        """End the processes when they have done what they are at."""
        self._pool.shutdown(cancel_futures=True)

    def results(self, chunks: Iterable[Sequence[_T]]) -> Iterator[_R]:
        """Yield the result for each item of each chunk, in order.

        :raises WorkerLost: if more than :data:`MAX_LOST` items end their process.
        """
        for chunk, done in in_order(self._submit, chunks, ahead=2 * self._jobs):
            try:
                packed = done.result()
            except BrokenProcessPool:
                yield from self._again(chunk)
            else:
                yield from self._decoder.decode(packed)

    def _submit(self, chunk: Sequence[_T]) -> Future[bytes]:
        try:
            return self._pool.submit(_work_on, chunk)
        except BrokenProcessPool:
            self._pool.shutdown(cancel_futures=True)
            self._pool = _start(self._jobs, self._work)
            return self._pool.submit(_work_on, chunk)

    def _again(self, chunk: Sequence[_T]) -> Iterator[_R]:
        pool = _start(1, self._work)
        try:
            packed = pool.submit(_work_on, chunk).result()
        except BrokenProcessPool:
            packed = b""
        finally:
            pool.shutdown()
        if packed:
            yield from self._decoder.decode(packed)
        elif len(chunk) > 1:
            yield from self._again(chunk[: len(chunk) // 2])
            yield from self._again(chunk[len(chunk) // 2 :])
        else:
            self._lost_so_far += 1
            if self._lost_so_far > MAX_LOST:
                raise WorkerLost(_TOO_MANY)
            yield self._lost(chunk[0])


def _start(jobs: int, work: Callable[[Any], Any]) -> Executor:
    # Not forked: a progress display runs in a thread, and a fork copies its locks as they are.
    start = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"
    context = get_context(start)
    # Imported once, not by each process.
    context.set_forkserver_preload(["storyweft.reading.pool", __name__])
    return ProcessPoolExecutor(jobs, context, initializer=_begin, initargs=(work,))


def in_order(
    submit: Callable[[_T], _R], values: Iterable[_T], *, ahead: int
) -> Iterator[tuple[_T, _R]]:
    """Yield each value with what came of submitting it, without taking all values first.

    Only so many are ahead of what was yielded: an archive may be larger than memory.
    """
    running: deque[tuple[_T, _R]] = deque()
    for value in values:
        running.append((value, submit(value)))
        if len(running) > ahead:
            yield running.popleft()
    yield from running


# -- in the processes -----------------------------------------------------------------------------

# The work of this process, handed over once: it remembers what it has met.
_work: list[Callable[[Any], Any]] = []


def _begin(work: Callable[[Any], Any]) -> None:
    """Take on the work, and leave Ctrl-C to the process that reports to the person and ends all."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _work.append(work)


def _work_on(items: Iterable[object]) -> bytes:
    # Twenty times as fast to hand over as by pickle.
    return msgpack.encode([*map(_work[0], items)])
