"""Files wherever Spark reads and writes them: Hadoop's FileSystem, through the driver's JVM.

https://hadoop.apache.org/docs/stable/hadoop-project-dist/hadoop-common/filesystem/filesystem.html
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from storyweft.errors import OutputError

if TYPE_CHECKING:
    from py4j.java_gateway import JavaObject
    from pyspark.sql import SparkSession

# How much is handed to the JVM at once.
_PIECE = 1 << 20


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

    def names(self, folder: str) -> list[tuple[str, int]]:
        """Return the name and size of each file in a folder, in order of name."""
        path = self._path(folder)
        listed = self._system(path).listStatus(path)
        return sorted((str(item.getPath().getName()), int(item.getLen())) for item in listed)

    def read(self, uri: str, size: int) -> bytes:
        """Return the start of a file, at most ``size`` bytes."""
        path = self._path(uri)
        stream = self._system(path).open(path)
        try:
            return bytes(stream.readNBytes(size))
        finally:
            stream.close()

    def write(self, uri: str, pieces: Iterable[str]) -> None:
        """Write a file, beside its place first: it is there as a whole or not at all."""
        beside = self._path(uri + ".tmp")
        system = self._system(beside)
        system.setWriteChecksum(False)  # no .crc beside a report on the local disk
        stream = system.create(beside, True)
        try:
            for piece in _joined(pieces):
                stream.write(piece)
        finally:
            stream.close()
            system.setWriteChecksum(True)
        self.delete(uri)
        self.rename(uri + ".tmp", uri)

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

    def _path(self, uri: str) -> "JavaObject":
        return self._jvm.org.apache.hadoop.fs.Path(uri)

    def _system(self, path: "JavaObject") -> Any:  # noqa: ANN401 - whatever the JVM holds
        return path.getFileSystem(self._configuration)


def _joined(pieces: Iterable[str]) -> Iterable[bytes]:
    waiting = bytearray()
    for piece in pieces:
        waiting += piece.encode()
        if len(waiting) >= _PIECE:
            yield bytes(waiting)
            waiting.clear()
    yield bytes(waiting)
