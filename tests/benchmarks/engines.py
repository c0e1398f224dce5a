"""What a build costs on one process, a pool, Spark on this machine, and a standalone cluster.

`python -m tests.benchmarks.engines [SIZE ...] [--engine NAME ...] [--corpus DIR]`

All write the same statements and tables of the same corpus. CPU and memory are those of all
processes that took part, memory as the peak of their sum; start is the time until the first
document can be read; shuffled is what Spark's tasks handed to each other.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple

from tests.benchmarks.corpus import Corpus
from tests.cluster import CONF, Cluster, running

ROOT = Path(__file__).parent.parent.parent
COMMAND = [sys.executable, "-c", "from storyweft.cli.main import main; main()", "build"]
ENGINES = ("one process", "pool of 2", "Spark local[2]", "Spark standalone")
# Of the operating system: CPU is counted in ticks, memory in pages.
_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_SECONDS_BETWEEN_LOOKS = 0.2


class Cost(NamedTuple):
    """Seconds, and bytes."""

    start: float
    wall: float
    cpu: float
    memory: int
    shuffled: int
    written: int


class Watch:
    """Adds up what all processes of some sessions use, from outside, until it is stopped."""

    def __init__(self, sessions: Collection[int]) -> None:
        self._sessions = set(sessions)
        self._ticks: dict[int, int] = {}
        self._before: dict[int, int] = {}
        self.memory = 0
        self._look()
        self._before = dict(self._ticks)
        self._ended = Event()
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def add(self, session: int) -> None:
        self._sessions.add(session)

    def stop(self) -> float:
        """Return the seconds of CPU since the start."""
        self._ended.set()
        self._thread.join()
        self._look()
        ticks = sum(ticks - self._before.get(pid, 0) for pid, ticks in self._ticks.items())
        return ticks / _TICK

    def _run(self) -> None:
        while not self._ended.wait(_SECONDS_BETWEEN_LOOKS):
            self._look()

    def _look(self) -> None:
        memory = 0
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                # After the name, which may hold spaces: state, parent, group, session, …
                fields = path.read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it has ended
            if int(fields[3]) in self._sessions:
                self._ticks[int(path.parent.name)] = int(fields[11]) + int(fields[12])
                memory += int(fields[21]) * _PAGE
        self.memory = max(self.memory, memory)


def cost(engine: str, source: Path, folder: Path, cluster: Cluster | None) -> Cost:
    """Build, and return what it cost."""
    out, events = folder / "out", folder / "events"
    events.mkdir()
    options = ["--format=nt", "--format=parquet", *_options(engine, events, cluster)]
    began = time.time()
    watch = Watch([process.pid for process in cluster.processes] if cluster else [])
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*COMMAND, str(source), "--out", str(out), *options],
            env=os.environ | {"PYTHONPATH": str(ROOT / "graph")},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        watch.add(process.pid)
        if process.wait():
            raise SystemExit((folder / "log").read_text(errors="replace")[-3000:])
    wall = time.time() - began
    cpu = watch.stop()
    written = sum(path.stat().st_size for path in out.rglob("*") if not path.name.startswith("."))
    start, shuffled = _told(events, began)
    return Cost(start, wall, cpu, watch.memory, shuffled, written)


def _options(engine: str, events: Path, cluster: Cluster | None) -> list[str]:
    if not engine.startswith("Spark"):
        return ["--no-cache", f"--jobs={2 if engine.startswith('pool') else 1}"]
    conf = CONF | {
        "spark.driver.memory": "2g",
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": events.as_uri(),
        "spark.eventLog.compress": "false",
        "spark.eventLog.rolling.enabled": "false",
    }
    for name in [name for name in conf if name.endswith(("JavaOptions", "shuffle.partitions"))]:
        del conf[name]
    master = cluster.url if cluster else "local[2]"
    return ["--engine=spark", f"--master={master}", *(f"--conf={k}={v}" for k, v in conf.items())]


def _told(events: Path, began: float) -> tuple[float, int]:
    """Return when Spark's first job began, and the bytes that its tasks shuffled."""
    start, shuffled = 0.0, 0
    for line in (line for path in events.iterdir() for line in path.open(encoding="utf-8")):
        event = json.loads(line)
        if event["Event"] == "SparkListenerJobStart" and not start:
            start = event["Submission Time"] / 1000 - began
        if event["Event"] == "SparkListenerTaskEnd" and event.get("Task Metrics"):
            shuffled += event["Task Metrics"]["Shuffle Write Metrics"]["Shuffle Bytes Written"]
    return start, shuffled


def rows(size: int, source: Path, engines: Collection[str]) -> Iterator[str]:
    for engine in engines:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            cluster = None
            if engine.endswith("standalone"):
                (folder / "cluster").mkdir()
                cluster = stack.enter_context(running(folder / "cluster"))
            found = cost(engine, source, folder, cluster)
        cells = [
            *(f"{size:,}", engine, f"{found.start:.0f}", f"{found.wall:.0f}", f"{found.cpu:.0f}"),
            f"{found.memory / 2**20:,.0f}",
            *(f"{value / size / 1000:.1f}" for value in (found.shuffled, found.written)),
            f"{found.cpu / size * 1000:.2f}",
        ]
        yield f"| {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000])
    parser.add_argument("--engine", action="append", choices=ENGINES, help="by default all")
    parser.add_argument("--corpus", type=Path, help="documents that are there already")
    options = parser.parse_args()
    print(
        "| articles | engine | start s | wall s | CPU s | peak MiB | shuffled KB/article"
        " | written KB/article | CPU ms/article |"
    )
    print("|---:|---|---:|---:|---:|---:|---:|---:|---:|")
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            if not options.corpus:
                Corpus(size).write(Path(folder))
            for row in rows(size, options.corpus or Path(folder), options.engine or ENGINES):
                print(row, flush=True)


if __name__ == "__main__":
    main()
