"""The stages of a build on disk: what is done is not done again, and nothing old is mixed in.

Each stage is a Parquet folder below ``DIR/_work``. A rerun takes up those that are whole
(``_SUCCESS``) if it is about the same files, options and code, and otherwise begins anew. What a
reader sees in DIR is put there at the very end.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING

from storyweft.errors import OutputError
from storyweft.reading.pool import Progress, no_progress
from storyweft.spark.files import Files

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

#: Writes a stage, or finds it there, and returns its rows; what made them is forgotten.
Checkpoint = Callable[[str, "DataFrame"], "DataFrame"]

#: What a build may write, each a folder of parts.
RESULTS = ("nt", "nq", "nodes", "edges", "stories")

_PART = re.compile(r"part-\d{5,}\.(?:nt|nq|nt\.gz|nq\.gz|parquet)")
_DONE = "_SUCCESS"
_SECONDS_BETWEEN_LOOKS = 0.5


class Stages:
    """Keeps the stages of one build below ``DIR/_work``, and moves results to DIR.

    :raises OutputError: if something else is in DIR where results are to be.
    """

    def __init__(
        self,
        session: "SparkSession",
        directory: str,
        fingerprint: str,
        progress: Progress = no_progress,
    ) -> None:
        self._session = session
        self._files = Files(session)
        self._progress = progress
        self.directory = self._files.uri(directory).rstrip("/")
        self._work = f"{self.directory}/_work"
        self._results: dict[str, str] = {}
        self._begin(fingerprint)

    def _begin(self, fingerprint: str) -> None:
        for name in RESULTS:
            self._insist_on_parts(f"{self.directory}/{name}")
        name = f"{self._work}/fingerprint"
        earlier = self._files.exists(name) and self._files.read(name, 1000).decode()
        if earlier != fingerprint:
            self._files.delete(self._work)
            self._files.make_folder(self._work)
            self._files.write(name, [fingerprint])

    def _insist_on_parts(self, folder: str) -> None:
        """Make sure that a folder, which results are to replace, holds results and no more."""
        names = self._files.names(folder) if self._files.exists(folder) else []
        for name, _ in names:
            if not _PART.fullmatch(name):
                raise OutputError(f"{folder}/{name}: not written by storyweft: choose another DIR")

    def checkpoint(self, name: str, frame: "DataFrame") -> "DataFrame":
        """Write a stage, unless an earlier run did, and return it as it is on disk."""
        folder = f"{self._work}/{name}"
        if not self._files.exists(f"{folder}/{_DONE}"):
            with self._watched(name):
                frame.write.mode("overwrite").parquet(folder)
        return self._session.read.schema(frame.schema).parquet(folder)

    def write(self, name: str, frame: "DataFrame", *, ending: str) -> None:
        """Write a result in its order; published, it is ``name/part-00000.ending`` and so on."""
        self._results[name] = ending
        folder = f"{self._work}/out/{name}"
        if self._files.exists(f"{folder}/{_DONE}"):
            return
        writer = frame.write.mode("overwrite")
        with self._watched(name):
            if ending == "parquet":
                writer.option("compression", "zstd").parquet(folder)
            else:
                packing = "gzip" if ending.endswith(".gz") else "none"
                writer.option("compression", packing).text(folder)

    def publish(self, report: Iterable[str]) -> list[str]:
        """Put all results in the place of those of an earlier build, and forget the stages.

        Return the names of what is there, the report last.
        ``DIR/_SUCCESS`` is gone while they change, and written when all are there.
        """
        self._files.delete(f"{self.directory}/{_DONE}")
        for name in RESULTS:
            self._files.delete(f"{self.directory}/{name}")
        for name, ending in self._results.items():
            self._publish(name, ending)
        self._files.write(f"{self.directory}/report.json", report)
        self._files.write(f"{self.directory}/{_DONE}", [])
        self._files.delete(self._work)
        return [*self._results, "report.json"]

    def _publish(self, name: str, ending: str) -> None:
        old, new = f"{self._work}/out/{name}", f"{self.directory}/{name}"
        # Moved in part it is no longer whole: a rerun has to write it again.
        self._files.delete(f"{old}/{_DONE}")
        self._files.make_folder(new)
        parts = [part for part, size in self._files.names(old) if part.startswith("part-") and size]
        for number, part in enumerate(parts):
            self._files.rename(f"{old}/{part}", f"{new}/part-{number:05}.{ending}")

    @contextmanager
    def _watched(self, name: str) -> Iterator[None]:
        """Tell how many tasks of the running job are done, while it runs."""
        self._progress(name, 0, 1)
        if self._progress is no_progress:
            yield
            return
        ended = Event()
        watcher = Thread(target=self._watch, args=(name, ended), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            ended.set()
            watcher.join()

    def _watch(self, name: str, ended: Event) -> None:
        tracker = self._session.sparkContext.statusTracker()
        while not ended.wait(_SECONDS_BETWEEN_LOOKS):
            running = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
            infos = [stage for stage in running if stage is not None]
            if infos:
                done = sum(stage.numCompletedTasks for stage in infos)
                self._progress(name, done, sum(stage.numTasks for stage in infos))
