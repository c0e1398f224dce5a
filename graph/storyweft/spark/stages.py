"""The stages of a build on disk: what is done is not done again, and nothing old is mixed in.

Stages at which an interrupted build is taken up are Parquet folders below ``DIR/_work``. A rerun
takes up those that are whole (``_SUCCESS``) if it is about the same files, options and code, and
otherwise begins anew. What a reader sees in DIR is put there at the very end.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from storyweft.errors import OutputError
from storyweft.reading.pool import Progress, no_progress
from storyweft.spark.files import Files

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

#: Works rows out once under a name, and returns them; what made them is forgotten.
Checkpoint = Callable[[str, "DataFrame"], "DataFrame"]

#: What a build may write, each a folder of parts, and the page.
RESULTS = ("nt", "nq", "nodes", "edges", "stories")
PAGE = "graph.html"

_PART = re.compile(r"part-\d{5,}\.(?:nt|nq|nt\.gz|nq\.gz|parquet)")
_MONTH = re.compile(r"month=[\w-]+")
_DONE = "_SUCCESS"
_SECONDS_BETWEEN_LOOKS = 0.5


def in_memory(name: str, frame: "DataFrame") -> "DataFrame":
    """Work rows out once and leave them with the executors; a :data:`Checkpoint`."""
    return frame.localCheckpoint()


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
        self._progress = progress
        self.files = Files(session)
        self.directory = self.files.uri(directory).rstrip("/")
        self._work = f"{self.directory}/_work"
        self._results: dict[str, str] = {}
        self._begin(fingerprint)

    def _begin(self, fingerprint: str) -> None:
        for name in RESULTS:
            self._insist_on_parts(f"{self.directory}/{name}")
        name = f"{self._work}/fingerprint"
        earlier = self.files.exists(name) and self.files.read(name, 1000).decode()
        if earlier != fingerprint:
            self.files.delete(self._work)
            self.files.make_folder(self._work)
            self.files.write(name, [fingerprint])

    def _insist_on_parts(self, folder: str) -> None:
        """Make sure that a folder, which results are to replace, holds results and no more."""
        for name, _, is_folder in self.files.entries(folder):
            if is_folder and _MONTH.fullmatch(name):
                self._insist_on_parts(f"{folder}/{name}")
            elif not _PART.fullmatch(name):
                raise OutputError(f"{folder}/{name}: not written by storyweft: choose another DIR")

    def checkpoint(self, name: str, frame: "DataFrame") -> "DataFrame":
        """Write a stage, unless an earlier run did, and return it as it is on disk."""
        folder = f"{self._work}/{name}"
        if not self._is_done(folder):
            with self._watched(name):
                frame.write.mode("overwrite").parquet(folder)
        return self._session.read.schema(frame.schema).parquet(folder)

    def counted(
        self, name: str, frame: "DataFrame", counts: Sequence["Column"]
    ) -> tuple["DataFrame", dict[str, Any]]:
        """Write a stage as a checkpoint; return it, and what is counted of its rows, by name.

        It is counted while it is written: only a stage of an earlier run is read for it.
        """
        from pyspark.sql import Observation

        if self._is_done(f"{self._work}/{name}"):
            rows = self.checkpoint(name, frame)
            return rows, rows.agg(*counts).collect()[0].asDict()
        seen = Observation()
        rows = self.checkpoint(name, frame.observe(seen, *counts))
        return rows, seen.get

    def write(self, name: str, frame: "DataFrame", *, ending: str) -> None:
        """Write a result in its order; published, it is ``name/part-00000.ending`` and so on."""
        self._results[name] = ending
        folder = f"{self._work}/out/{name}"
        if self._is_done(folder):
            return
        writer = frame.write.mode("overwrite")
        with self._watched(name):
            if ending == "parquet":
                # By month, where there is such a column.
                months = [column for column in frame.columns if column == "month"]
                writer.partitionBy(*months).option("compression", "zstd").parquet(folder)
            else:
                packing = "gzip" if ending.endswith(".gz") else "none"
                writer.option("compression", packing).text(folder)

    def put(self, name: str, folder: Path, *, ending: str) -> None:
        """Take the files that the driver made in a folder as the parts of a result."""
        self._progress(name, 0, 1)
        self._results[name] = ending
        self.files.make_folder(f"{self._work}/out/{name}")
        for path in sorted(folder.rglob("part-*")):
            self.files.copy(path, f"{self._work}/out/{name}/{path.relative_to(folder).as_posix()}")

    def publish(self, report: Mapping[str, object], page: Iterable[str] | None = None) -> list[str]:
        """Put all results in the position of those of an earlier build, and forget the stages.

        Return the names of what is there, the report last.
        ``DIR/_SUCCESS`` is gone while they change, and written when all are there.
        """
        self._progress("write", 0, 1)
        files = {PAGE: page} if page is not None else {}
        files["report.json"] = [json.dumps(report, ensure_ascii=False, indent=2) + "\n"]
        for name, pieces in files.items():
            self.files.write(f"{self._work}/out-{name}", pieces)
        self.files.delete(f"{self.directory}/{_DONE}")
        for name in (*RESULTS, PAGE, "report.json"):
            self.files.delete(f"{self.directory}/{name}")
        for name, ending in self._results.items():
            self._publish(f"{self._work}/out/{name}", f"{self.directory}/{name}", ending)
        for name in files:
            self.files.rename(f"{self._work}/out-{name}", f"{self.directory}/{name}")
        self.files.write(f"{self.directory}/{_DONE}", [])
        self.files.delete(self._work)
        return [*self._results, *files]

    def _publish(self, old: str, new: str, ending: str) -> None:
        # Moved in part it is no longer whole: a rerun has to write it again.
        self.files.delete(f"{old}/{_DONE}")
        self.files.make_folder(new)
        number = 0
        for name, size, is_folder in self.files.entries(old):
            if is_folder:
                self._publish(f"{old}/{name}", f"{new}/{name}", ending)
            elif name.startswith("part-") and size:
                self.files.rename(f"{old}/{name}", f"{new}/part-{number:05}.{ending}")
                number += 1

    def _is_done(self, folder: str) -> bool:
        return self.files.exists(f"{folder}/{_DONE}")

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
