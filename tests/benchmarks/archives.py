"""What reading costs, from a folder and from archives: `python -m tests.benchmarks.archives [N]`

The same documents each time, read in one process; each row is the median of some runs, each in a
process of its own and all kinds in turn. Files are in the cache of the system, so that this is the
work of a CPU: on an object store, a folder of small files costs a request each.
"""

import argparse
import statistics
import tempfile
from functools import partial
from pathlib import Path

from storyweft.pipeline import read as read_sources
from storyweft.reading.pool import without_collector
from storyweft.sources.files import find_files
from tests.archives import MAKERS
from tests.benchmarks.corpus import Corpus
from tests.benchmarks.measure import Cost, cost_of, in_own_process

ENDINGS = (".tar", ".tar.gz", ".tar.xz", ".zip", ".jsonl", ".jsonl.gz", ".parquet")


def write(size: int, folder: Path) -> dict[str, Cost]:
    """Write the corpus as a folder and as archives."""
    Corpus(size).write(folder / "corpus")
    files = {name: text.encode() for name, text in Corpus(size).documents()}
    for ending in ENDINGS:
        (folder / f"corpus{ending}").write_bytes(MAKERS[ending](files))
    return {}


def read(source: Path, size: int) -> dict[str, Cost]:
    """Read all documents of a source."""
    # What is imported late is not what is measured.
    read_sources(find_files(Path(__file__).parent.parent.parent / "seeds"))
    if source.suffix == ".parquet":
        import pyarrow.parquet  # noqa: F401

    def work() -> None:
        with without_collector():
            assert len(read_sources(find_files(source)).documents) == size

    return {source.name: cost_of(work)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", nargs="?", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        in_own_process(partial(write, options.size, Path(folder)))
        sources = [Path(folder, f"corpus{ending}") for ending in ("", *ENDINGS)]
        costs: dict[Path, list[Cost]] = {source: [] for source in sources}
        for _ in range(options.rounds):
            for source in sources:
                [cost] = in_own_process(partial(read, source, options.size)).values()
                costs[source].append(cost)
        print("| source | MiB | CPU s | peak MiB | documents/s | CPU / folder |")
        print("|---|---:|---:|---:|---:|---:|")
        base = statistics.median(cost.cpu for cost in costs[sources[0]])
        for source, runs in costs.items():
            cpu = statistics.median(cost.cpu for cost in runs)
            peak = statistics.median(cost.peak for cost in runs)
            name = f"`{''.join(source.suffixes)}`" if source.suffix else "folder"
            print(
                f"| {name} | {_size(source):,.1f} | {cpu:.2f} | {peak:,.0f}"
                f" | {options.size / cpu:,.0f} | {cpu / base:.2f} |"
            )


def _size(source: Path) -> float:
    files = source.rglob("*.md") if source.is_dir() else [source]
    return sum(file.stat().st_size for file in files) / 1024**2


if __name__ == "__main__":
    main()
