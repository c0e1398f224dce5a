"""The rows of a Parquet file, read by a process of their own.

Of a damaged file pyarrow does not always tell: an exception of C++ that nothing catches ends the
process. So it is one that nothing else needs, and that may take no more memory than was allowed:
how large the pages of a file are only its metadata say.
"""

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from msgspec import msgpack

from storyweft.errors import MissingExtra
from storyweft.mapping import FieldMapping
from storyweft.sources._inflate import OverLimit
from storyweft.sources.files import open_file
from storyweft.sources.parquet_files import parquet_rows
from storyweft.sources.tabular import Refusal, row_entries

_CODE = "import sys; sys.path[:] = {path!r}; from storyweft.sources._apart import serve; serve()"
_SIZE = 4

#: How much memory the process may take for data, in bytes (where the system can limit it).
MAX_MEMORY = 448 * 1024 * 1024


class ProcessEnded(Exception):
    """The process that read a file ended before its time."""


def parquet_entries(path: Path, mapping: FieldMapping) -> Iterator[tuple[str, bytes | Refusal]]:
    """Yield the name of each row's document, and its bytes or why there are none.

    :raises MissingExtra: if pyarrow is not installed.
    :raises OSError: if the file is damaged.
    :raises OverLimit: if it needs more memory than :data:`MAX_MEMORY`.
    :raises ProcessEnded: if the process that reads it ends.
    """
    if find_spec("pyarrow") is None:
        raise MissingExtra("reading Parquet", "parquet")
    with subprocess.Popen(  # noqa: S603 - this Python
        [sys.executable, "-c", _CODE.format(path=sys.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # A pool that takes no more than it needs.
        env={**os.environ, "ARROW_DEFAULT_MEMORY_POOL": "system"},
    ) as process:
        assert process.stdin
        assert process.stdout
        try:
            with process.stdin:
                pickle.dump((str(path), mapping), process.stdin)
            yield from _received(process.stdout)
        except BrokenPipeError:
            raise ProcessEnded from None
        finally:
            process.kill()


def _received(stream: IO[bytes]) -> Iterator[tuple[str, bytes | Refusal]]:
    decoder = msgpack.Decoder(tuple[bytes, bytes | Refusal] | str | bool)
    while size := stream.read(_SIZE):
        message = stream.read(int.from_bytes(size))
        if len(size) < _SIZE or len(message) < int.from_bytes(size):
            break
        entry = decoder.decode(message)
        if isinstance(entry, bool):
            limit = f"{MAX_MEMORY // 2**20} MiB"
            raise OverLimit(f"needs more than {limit} of memory: write smaller pages and values")
        if not isinstance(entry, str):
            yield entry[0].decode(errors="surrogateescape"), entry[1]
        elif entry:
            raise OSError(entry)
        else:
            return
    raise ProcessEnded


def serve() -> None:
    """Write what is in a file, both as the other process says, and at the end what is wrong."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the other one ends this
    path, mapping = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process that started this
    failure: str | bool = ""
    _limit_memory()
    try:
        with open_file(path) as stream:
            for name, content in row_entries(parquet_rows(stream), mapping):
                _send((name.encode(errors="surrogateescape"), content))
    except BrokenPipeError:
        return
    except MemoryError:
        failure = True
    except OSError as error:
        failure = error.strerror or str(error) or "unreadable"
    _send(failure)
    sys.stdout.buffer.flush()


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limit = MAX_MEMORY if hard == resource.RLIM_INFINITY else min(MAX_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))


def _send(message: object) -> None:
    data = msgpack.encode(message)
    sys.stdout.buffer.write(len(data).to_bytes(_SIZE) + data)
