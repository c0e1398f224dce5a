"""What comparing two builds costs: `python -m tests.benchmarks.diff [SIZE ...]`

Of the later build every fiftieth article is missing; both are read from Turtle.
"""

import sys
import tempfile
from functools import partial
from pathlib import Path

import storyweft
from tests.benchmarks.graphs import make_graph
from tests.benchmarks.measure import Cost, cost_of, in_own_process


def prepare(size: int, folder: Path) -> dict[str, Cost]:
    graph = make_graph(size)
    kept = [article.iri for place, article in enumerate(graph.articles) if place % 50]
    storyweft.write(graph, folder / "old", ["ttl"])
    storyweft.write(graph.part(kept), folder / "new", ["ttl"])
    return {}


def measure(folder: Path) -> dict[str, Cost]:
    return {"diff": cost_of(lambda: storyweft.diff(folder / "old", folder / "new"))}


def main() -> None:
    print("| articles | CPU s | peak MiB |")
    print("|---:|---:|---:|")
    for size in map(int, sys.argv[1:] or ["10000"]):
        with tempfile.TemporaryDirectory() as folder:
            in_own_process(partial(prepare, size, Path(folder)))
            cost = in_own_process(partial(measure, Path(folder)))["diff"]
        print(f"| {size:,} | {cost.cpu:.1f} | {cost.peak:,.0f} |", flush=True)


if __name__ == "__main__":
    main()
