"""Files wherever Spark reads and writes them: Hadoop's FileSystem, through the driver's JVM.

https://hadoop.apache.org/docs/stable/hadoop-project-dist/hadoop-common/filesystem/filesystem.html
"""

import json
import os
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from urllib.parse import unquote

from storyweft.errors import OutputError

if TYPE_CHECKING:
    from py4j.java_gateway import JavaObject
    from pyspark.sql import DataFrame, SparkSession


class FolderEntry(NamedTuple):
    """A file or folder in a folder."""

    name: str
    size: int
    is_folder: bool


class Files:
    """Names and changes files by URI; a path without a scheme is what Spark takes it for."""

    def __init__(self, session: "SparkSession") -> None:
        # Spark has no public way to its own file systems.
        self._jvm: Any = session._jvm
        jsc: Any = session._jsc
        self._configuration = jsc.hadoopConfiguration()

    def uri(self, path: str) -> str:
        """Return a path in full: ``news`` is ``file:/home/me/news``, if that is the default."""
        hadoop_path = self._path(path)
        system = self._system(hadoop_path)
        qualified = hadoop_path.makeQualified(system.getUri(), system.getWorkingDirectory())
        return str(qualified.toString())

    def exists(self, uri: str) -> bool:
        """Tell whether there is a file or folder."""
        path = self._path(uri)
        return bool(self._system(path).exists(path))

    def is_folder(self, uri: str) -> bool:
        """Tell whether there is a folder."""
        path = self._path(uri)
        return bool(self.exists(uri) and self._system(path).getFileStatus(path).isDirectory())

    def entries(self, folder: str) -> list[FolderEntry]:
        """Return what is in a folder, in order of name; nothing if there is none."""
        path = self._path(folder)
        listed = self._system(path).listStatus(path) if self.exists(folder) else ()
        return sorted(
            FolderEntry(str(item.getPath().getName()), int(item.getLen()), bool(item.isDirectory()))
            for item in listed
        )

    def listed_by(self, frame: "DataFrame") -> set[str]:
        """Return the files that a table of files has listed, those that it has no rows of, too."""
        # As one text: to ask the JVM for each would take a millisecond.
        mapper = self._jvm.com.fasterxml.jackson.databind.ObjectMapper()
        uris = mapper.writeValueAsString(cast("Any", frame)._jdf.inputFiles())
        return {unquote(uri) for uri in json.loads(uris)}

    def read(self, uri: str, size: int) -> bytes:
        """Return the start of a file, at most ``size`` bytes."""
        path = self._path(uri)
        stream = self._system(path).open(path)
        try:
            return bytes(stream.readNBytes(size))
        finally:
            stream.close()

    def write(self, uri: str, pieces: Iterable[str]) -> None:
        """Write a file, beside its position first: it is there as a whole or not at all."""
        with TemporaryDirectory(prefix="storyweft-") as folder:
            here = Path(folder, "file")
            with here.open("w", encoding="utf-8", newline="") as stream:
                stream.writelines(pieces)
            self.copy(here, uri + ".tmp")
        self.delete(uri)
        self.rename(uri + ".tmp", uri)

    def copy(self, file: Path, uri: str) -> None:
        """Copy a file of the driver's disk to where Spark writes, over what is there."""
        path = self._path(uri)
        system = self._system(path)
        system.setWriteChecksum(False)  # no .crc beside a report on the local disk
        try:
            # Hadoop's paths escape nothing.
            system.copyFromLocalFile(False, True, self._path(f"file://{file}"), path)
        finally:
            system.setWriteChecksum(True)

    def delete(self, uri: str) -> None:
        """Delete a file, or a folder with all that is in it; none is fine too."""
        path = self._path(uri)
        self._system(path).delete(path, True)

    def make_folder(self, uri: str) -> None:
        """Make a folder and those above it."""
        path = self._path(uri)
        self._system(path).mkdirs(path)

    def rename(self, old: str, new: str) -> None:
        """Give a file another name; there must be none of that name.

        :raises OutputError: if the file system says no.
        """
        path = self._path(old)
        if not self._system(path).rename(path, self._path(new)):
            raise OutputError(f"{new}: {old} could not be renamed to it")

    @contextmanager
    def locked(self, folder: str) -> Iterator[None]:
        """Keep other builds out of a folder by the file ``_lock`` in it, until this one ends.

        :raises OutputError: if another build has it; a process of this machine that has ended
            does not.
        """
        from py4j.protocol import Py4JError

        lock = f"{folder}/_lock"
        mine = f"process {os.getpid()} on {socket.gethostname()}"
        text = f"{mine}, since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC\n"
        self.make_folder(folder)
        if not self._create(lock, text):
            holder = self.read(lock, 1000).decode(errors="replace").strip()
            if not _has_ended(holder):
                raise OutputError(
                    f"{folder}: another build writes here ({holder}): wait for it, or, if it has"
                    f" ended, delete {lock} and run the same command again"
                )
            self.delete(lock)
            if not self._create(lock, text):
                raise OutputError(f"{folder}: another build has just begun to write here")
        try:
            yield
        finally:
            # A JVM that is gone deletes nothing; by its process the lock is seen to be stale.
            with suppress(OSError, Py4JError):
                self.delete(lock)

    def _create(self, uri: str, text: str) -> bool:
        """Write a file that is not there yet; tell whether it was not."""
        from py4j.protocol import Py4JJavaError

        path = self._path(uri)
        system = self._system(path)
        system.setWriteChecksum(False)
        try:
            stream = system.create(path, False)
        except Py4JJavaError:
            if not self.exists(uri):
                raise
            return False
        finally:
            system.setWriteChecksum(True)
        stream.write(text.encode())
        stream.close()
        # Not every file system looks and creates in one step: who wrote last has it.
        return self.read(uri, 1000) == text.encode()

    def _path(self, uri: str) -> "JavaObject":
        return self._jvm.org.apache.hadoop.fs.Path(uri)

    def _system(self, path: "JavaObject") -> Any:  # noqa: ANN401 - whatever the JVM holds
        return path.getFileSystem(self._configuration)


def _has_ended(holder: str) -> bool:
    """Tell whether the process that a lock names was one of this machine and is no more."""
    process, _, rest = holder.removeprefix("process ").partition(" on ")
    is_here = rest.partition(",")[0] == socket.gethostname()
    if os.name != "posix" or not process.isdigit() or not is_here:
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except OSError:
        pass  # it is another user's
    return False
