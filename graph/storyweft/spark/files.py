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
        place = self._path(path)
        system = self._system(place)
        qualified = place.makeQualified(system.getUri(), system.getWorkingDirectory())
        return str(qualified.toString())

    def exists(self, uri: str) -> bool:
        """Tell whether there is a file or folder."""
        place = self._path(uri)
        return bool(self._system(place).exists(place))

    def is_folder(self, uri: str) -> bool:
        """Tell whether there is a folder."""
        place = self._path(uri)
        return bool(self.exists(uri) and self._system(place).getFileStatus(place).isDirectory())

    def names(self, folder: str) -> list[tuple[str, int]]:
        """Return the name and size of each file in a folder, in order of name."""
        place = self._path(folder)
        found = self._system(place).listStatus(place)
        return sorted((str(item.getPath().getName()), int(item.getLen())) for item in found)

    def read(self, uri: str, size: int) -> bytes:
        """Return the start of a file, at most ``size`` bytes."""
        place = self._path(uri)
        stream = self._system(place).open(place)
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
        place = self._path(uri)
        self._system(place).delete(place, True)

    def make_folder(self, uri: str) -> None:
        """Make a folder and those above it."""
        place = self._path(uri)
        self._system(place).mkdirs(place)

    def rename(self, old: str, new: str) -> None:
        """Give a file another name; there must be none of that name.

        :raises OutputError: if the file system says no.
        """
        place = self._path(old)
        if not self._system(place).rename(place, self._path(new)):
            raise OutputError(f"{new}: {old} could not be renamed to it")

    def _path(self, uri: str) -> "JavaObject":
        return self._jvm.org.apache.hadoop.fs.Path(uri)

    def _system(self, place: "JavaObject") -> Any:  # noqa: ANN401 - whatever the JVM holds
        return place.getFileSystem(self._configuration)


def _joined(pieces: Iterable[str]) -> Iterable[bytes]:
    waiting = bytearray()
    for piece in pieces:
        waiting += piece.encode()
        if len(waiting) >= _PIECE:
            yield bytes(waiting)
            waiting.clear()
    yield bytes(waiting)
