"""What a signal waits for while files are written: that none is half made, or half in place."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unwound() -> Iterator[None]:
    """Have what is half made removed before the process ends, if it is asked to end."""
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield  # somebody else settles what a signal does
        return
    signal.signal(signal.SIGTERM, _unwind)
    try:
        yield
    except _Ended:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.raise_signal(signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


class _Ended(BaseException):
    """Somebody asked the process to end."""


def _unwind(_number: int, _frame: object) -> None:
    raise _Ended


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let Ctrl+C, and who asks the process to end, wait until files are in their places."""
    waiting: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield  # where no signal arrives
        return
    before = {
        number: signal.signal(number, lambda number, _: waiting.append(number))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)
        for waited in waiting:
            signal.raise_signal(waited)
