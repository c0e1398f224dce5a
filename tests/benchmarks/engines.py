"""What a build costs on one process, a pool, Spark on this machine, and a standalone cluster.

`python -m tests.benchmarks.engines [SIZE ...] [--engine NAME ...] [--corpus DIR] [--before DIR]`

"Spread" is Spark with nothing left to the driver. `--before` names the folder `graph` of an older
version, whose rows on Spark come first.

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
ENGINES = (
    *("one process", "pool of 2", "Spark local[2]", "Spark local[2], spread"),
    *("Spark standalone", "Spark standalone, spread"),
)
# Of the operating system: CPU is counted in ticks, memory in pages.
_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_SECONDS_BETWEEN_LOOKS = 0.2


class Cost(NamedTuple):
    """Seconds, and bytes."""

    wall: float
    cpu: float
    memory: int
    events: "Events"
    written: int


class Events(NamedTuple):
    """When the first job of Spark began, how many there were, and what they shuffled."""

    start: float
    jobs: int
    shuffles: int
    shuffled: int


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


def cost(
    engine: str, source: Path, folder: Path, cluster: Cluster | None, code: Path = ROOT / "graph"
) -> Cost:
    """Build, and return what it cost."""
    out, events = folder / "out", folder / "events"
    events.mkdir()
    options = ["--format=nt", "--format=parquet", *_options(engine, events, cluster)]
    began = time.time()
    watch = Watch([process.pid for process in cluster.processes] if cluster else [])
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*COMMAND, str(source), "--out", str(out), *options],
            env=os.environ | {"PYTHONPATH": str(code)},
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
    return Cost(wall, cpu, watch.memory, _events(events, began), written)


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
    master = cluster.url if cluster else "local[2]"
    spread = ["--most-on-driver=0"] if engine.endswith("spread") else []
    return [
        "--engine=spark",
        f"--master={master}",
        *spread,
        *(f"--conf={k}={v}" for k, v in conf.items()),
    ]


def _events(folder: Path, began: float) -> Events:
    start, jobs, shuffled = 0.0, 0, 0
    shuffles: set[int] = set()
    for line in (line for path in folder.iterdir() for line in path.open(encoding="utf-8")):
        event = json.loads(line)
        if event["Event"] == "SparkListenerJobStart":
            jobs += 1
            start = start or event["Submission Time"] / 1000 - began
        if event["Event"] == "SparkListenerTaskEnd" and event.get("Task Metrics"):
            size = event["Task Metrics"]["Shuffle Write Metrics"]["Shuffle Bytes Written"]
            shuffled += size
            shuffles |= {event["Stage ID"]} if size else set()
    return Events(start, jobs, len(shuffles), shuffled)


def rows(size: int, source: Path, engines: Collection[str], before: Path | None) -> Iterator[str]:
    runs = [(engine, ROOT / "graph") for engine in engines]
    if before:
        spread = [engine for engine in engines if "Spark" in engine and "spread" not in engine]
        runs = [(f"{engine}, before", before) for engine in spread] + runs
    for engine, code in runs:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            cluster = None
            if "standalone" in engine:
                (folder / "cluster").mkdir()
                cluster = stack.enter_context(running(folder / "cluster"))
                cluster.wait()
            measured = cost(engine, source, folder, cluster, code)
        start, jobs, shuffles, shuffled = measured.events
        cells = [
            *(f"{size:,}", engine, f"{start:.0f}", f"{measured.wall:.0f}", f"{measured.cpu:.0f}"),
            *(f"{measured.memory / 2**20:,.0f}", str(jobs), str(shuffles)),
            *(f"{value / size / 1000:.1f}" for value in (shuffled, measured.written)),
            f"{measured.cpu / size * 1000:.2f}",
        ]
        yield f"| {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000])
    parser.add_argument("--engine", action="append", choices=ENGINES, help="by default all")
    parser.add_argument("--corpus", type=Path, help="documents that are there already")
    parser.add_argument("--before", type=Path, help="the folder graph of an older version")
    options = parser.parse_args()
    print(
        "| documents | engine | start s | wall s | CPU s | peak MiB | jobs | shuffles"
        " | shuffled KB/document | written KB/document | CPU ms/document |"
    )
    print("|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            if not options.corpus:
                Corpus(size).write(Path(folder))
            source, engines = options.corpus or Path(folder), options.engine or ENGINES
            for row in rows(size, source, engines, options.before):
                print(row, flush=True)


if __name__ == "__main__":
    main()
