"""Queries in processes of their own: what takes too long, or too much, ends with its process."""

import multiprocessing
import signal
from collections.abc import Sequence
from contextlib import suppress
from http import HTTPStatus
from io import BytesIO
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import BoundedSemaphore
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple

from storyweft import vocabulary as v
from storyweft.errors import StoryweftError
from storyweft.serve._network import give_up
from storyweft.sources.stamps import Stamp, stamp_of
from storyweft.sparql.asking import syntax_message
from storyweft.sparql.store import MARK, open_store

if TYPE_CHECKING:
    import pyoxigraph

#: How large an answer may be, in bytes.
MAX_ANSWER = 64 * 2**20
#: How much memory a process may take, in bytes (where the system can limit it).
MAX_MEMORY = 4 * 2**30

#: How many requests may wait until a process has time for them.
MAX_WAITING = 16

_READY = "ready"
# A process that has just started has to load the library and open the store: how long a request
# waits for that, and how long it may take at all, in seconds.
_START_PATIENCE = 10.0
_START_LIMIT = 60.0


class Request(NamedTuple):
    """A query; the media types for an answer that is a table, and for one that is a graph."""

    sparql: str
    table_type: str
    graph_type: str
    default_graphs: Sequence[str] = ()
    named_graphs: Sequence[str] = ()


class Answer(NamedTuple):
    """A status of HTTP, a media type, and the body."""

    status: int
    media_type: str
    body: bytes


def failure(status: HTTPStatus, message: str) -> Answer:
    """Return an answer that says what went wrong."""
    return Answer(status, "text/plain", f"{message}\n".encode())


class Pool:
    """Some processes that answer queries, each replaced when it had to be ended."""

    def __init__(self, directory: Path, *, size: int = 2, time_limit: float = 30.0) -> None:
        self._directory = directory
        self._time_limit = time_limit
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._workers = [_Worker(directory) for _ in range(size)]
        self._waiting = BoundedSemaphore(size + MAX_WAITING)
        for worker in self._workers:
            self._idle.put(worker)

    def ask(self, request: Request) -> Answer:
        """Return the answer; the time limit counts from now, also while all processes are busy."""
        if not self._waiting.acquire(blocking=False):
            return _BUSY
        try:
            return self._ask(request, monotonic() + self._time_limit)
        finally:
            self._waiting.release()

    def _ask(self, request: Request, deadline: float) -> Answer:
        try:
            worker = self._idle.get(timeout=self._time_limit)
        except Empty:
            return _BUSY
        try:
            return worker.ask(request, deadline, self._time_limit)
        finally:
            self._idle.put(worker)

    def close(self) -> None:
        """End all processes."""
        for worker in self._workers:
            worker.stop()


_BUSY = failure(HTTPStatus.SERVICE_UNAVAILABLE, "other queries are being answered: ask again later")


class _Worker:
    """One process, and the pipe to it."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._start()

    def _start(self) -> None:
        self._opened = self._store()
        # Not a fork: the server has threads.
        context = multiprocessing.get_context("spawn")
        self._pipe, other = context.Pipe()
        arguments = other, str(self._directory)
        self._process: BaseProcess = context.Process(target=work, args=arguments, daemon=True)
        self._process.start()
        other.close()
        self._is_ready = False
        self._started = monotonic()

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.join()
        self._pipe.close()

    def ask(self, request: Request, deadline: float, time_limit: float) -> Answer:
        """Return the answer of the process; end it if there is none in time.

        :param time_limit: how long all of it may take, for the message.
        """
        now = self._store()
        if now and now != self._opened:  # a build put another in its place
            self._restart()
        try:
            began = monotonic()
            if not self._is_ready and (refusal := self._await_start()):
                return refusal
            deadline += monotonic() - began  # what replaced another's process is not their fault
            self._pipe.send(request)
            if self._pipe.poll(max(deadline - monotonic(), 0)):
                answer: Answer = self._pipe.recv()
                return answer
            message = f"the query took longer than {time_limit:g} seconds: ask for less"
        except (EOFError, OSError):
            message = self._how_it_ended()
        self._restart()
        return failure(HTTPStatus.SERVICE_UNAVAILABLE, message)

    def _restart(self) -> None:
        self.stop()
        self._start()

    def _store(self) -> Stamp | None:
        return stamp_of(self._directory / MARK)

    def _await_start(self) -> Answer | None:
        """Wait until the process can be asked; return why it cannot."""
        if not self._pipe.poll(_START_PATIENCE):
            if monotonic() - self._started > _START_LIMIT:
                self._restart()
            message = "the store is still being opened: ask again"
            return failure(HTTPStatus.SERVICE_UNAVAILABLE, message)
        message = self._pipe.recv()
        if message != _READY:
            self._restart()
            return failure(HTTPStatus.SERVICE_UNAVAILABLE, message)
        self._is_ready = True
        return None

    def _how_it_ended(self) -> str:
        self._process.join(1)
        code = self._process.exitcode
        if code == -signal.SIGABRT:  # what the library does where there is no more memory
            limit = MAX_MEMORY // 2**30
            return f"the query needs more than {limit} GiB of memory: ask for less"
        if code == -signal.SIGSEGV:  # its stack is full
            return "the query is nested too deeply, or needs too much memory: ask for less"
        how = f"by signal {-code}" if code and code < 0 else f"with exit code {code}"
        return f"the process that answered ended {how}, perhaps for lack of memory: ask for less"


# -- in the process -------------------------------------------------------------------------------


def work(pipe: Connection, directory: str) -> None:
    """Answer one request after the other, until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server, which ends us
    _limit_memory()
    give_up()
    try:
        store = open_store(directory)
    except StoryweftError as error:
        pipe.send(str(error))
        return
    pipe.send(_READY)
    with suppress(EOFError):
        while True:
            pipe.send(answer(store, pipe.recv()))


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:
        return  # Windows has no such limit
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))


def answer(store: "pyoxigraph.Store", request: Request) -> Answer:
    """Ask a store, and serialize what it says."""
    import pyoxigraph

    try:
        answered = store.query(
            request.sparql,
            prefixes=v.PREFIXES,
            default_graph=_nodes(request.default_graphs),
            named_graphs=_nodes(request.named_graphs),
        )
        if isinstance(answered, pyoxigraph.QueryTriples):
            media_type = request.graph_type
            kind = pyoxigraph.RdfFormat.from_media_type(media_type)
            pyoxigraph.serialize(answered, body := _Limited(), kind, prefixes=v.PREFIXES)
        else:
            media_type = request.table_type
            results = pyoxigraph.QueryResultsFormat.from_media_type(media_type)
            answered.serialize(body := _Limited(), results)
    except SyntaxError as error:
        return failure(HTTPStatus.BAD_REQUEST, f"no valid SPARQL: {syntax_message(error)}")
    except (ValueError, RuntimeError) as error:
        return failure(HTTPStatus.BAD_REQUEST, f"the query cannot be answered: {error}")
    except MemoryError:
        message = f"the query needs more than {MAX_MEMORY // 2**30} GiB of memory: ask for less"
        return failure(HTTPStatus.SERVICE_UNAVAILABLE, message)
    except OSError as error:
        return failure(HTTPStatus.INTERNAL_SERVER_ERROR, f"the query failed: {error}")
    return Answer(HTTPStatus.OK, media_type, body.getvalue())


def _nodes(iris: Sequence[str]) -> Any:  # noqa: ANN401 - its lists are typed as if one wrote to them
    import pyoxigraph

    return [pyoxigraph.NamedNode(iri) for iri in iris] or None


class _Limited(BytesIO):
    def write(self, data: bytes, /) -> int:  # type: ignore[override]
        if self.tell() + len(data) > MAX_ANSWER:
            limit = MAX_ANSWER // 2**20
            raise ValueError(f"the answer is larger than {limit} MiB: add a LIMIT")
        return super().write(data)
