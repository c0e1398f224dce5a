"""Measure a piece of work by itself: CPU, wall, and the memory it peaked at."""

import multiprocessing
import resource
import time
from collections.abc import Callable
from typing import NamedTuple


class Cost(NamedTuple):
    """Seconds of CPU (children included) and of wall, and peak resident memory in MiB."""

    cpu: float
    wall: float
    peak: float


def cost_of(work: Callable[[], object]) -> Cost:
    """Run ``work`` here and return what it cost; the peak is that of the process so far."""
    cpu, wall = _cpu(), time.perf_counter()
    work()
    return Cost(_cpu() - cpu, time.perf_counter() - wall, peak_memory())


def in_own_process(work: Callable[[], dict[str, Cost]]) -> dict[str, Cost]:
    """Run ``work`` in a fresh process, so that peaks are its own."""
    receiver, sender = multiprocessing.get_context("fork").Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_send, args=(sender, work))
    process.start()
    sender.close()
    try:
        costs: dict[str, Cost] = receiver.recv()
    except EOFError:
        raise SystemExit(f"a measured process ended with {process.exitcode}") from None
    process.join()
    return costs


def _send(sender: "multiprocessing.connection.Connection", work: Callable[[], object]) -> None:
    sender.send(work())
    sender.close()


def peak_memory() -> float:
    """Return the peak resident memory of this process and its children in MiB."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return max(own, children) / 1024


def _cpu() -> float:
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)
