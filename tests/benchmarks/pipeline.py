"""Where the time goes, beside the floor and the naive pipeline.

`python -m tests.benchmarks.pipeline [SIZE ...]`

Every row is measured in this run, in a process of its own. The floor is what yaml12 alone needs to
parse the same front matters; ratios are to the floor and, for the whole, to the naive pipeline.
"""

import argparse
import gc
import statistics
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

from storyweft.export.formats import DEFAULT_FORMATS, generators
from storyweft.export.writing import write_files
from storyweft.graph import Graph
from storyweft.pipeline import read as read_sources
from storyweft.resolving.iris import Iris
from storyweft.resolving.resolution import resolve
from storyweft.sources.files import find_files
from storyweft.stories.near_duplicates import find_near_duplicates
from tests.benchmarks import naive
from tests.benchmarks.corpus import Corpus
from tests.benchmarks.measure import Cost, cost_of, in_own_process
from tests.graphs import stories_of

T = TypeVar("T")


def floor(folder: Path) -> dict[str, Cost]:
    """What yaml12 alone needs for the front matters; nothing of them is kept."""
    import yaml12

    gc.disable()
    paths = iter(sorted(folder.rglob("*.md")))
    costs = []
    while some := list(islice(paths, 1000)):
        texts = [path.read_text(encoding="utf-8") for path in some]
        blocks = [text.split("\n---\n", 1)[0][4:] for text in texts]
        costs.append(cost_of(partial(_parse, yaml12.parse_yaml, blocks)))
    cpu, wall = (sum(cost[part] for cost in costs) for part in range(2))
    return {"floor (yaml12)": Cost(cpu, wall, costs[-1].peak)}


def _parse(parse: Callable[[str], object], blocks: list[str]) -> None:
    for block in blocks:
        parse(block)


class Stages:
    """Runs one stage after the other, and keeps what each made and cost."""

    def __init__(self) -> None:
        self.costs: dict[str, Cost] = {}

    def run(self, name: str, work: Callable[[], T]) -> T:
        results: list[T] = []
        self.costs[name] = cost_of(lambda: results.append(work()))
        return results[0]

    def with_whole(self) -> dict[str, Cost]:
        costs = list(self.costs.values())
        whole = Cost(
            sum(cost.cpu for cost in costs),
            sum(cost.wall for cost in costs),
            max(cost.peak for cost in costs),
        )
        return self.costs | {"whole": whole}


def ours(folder: Path, jobs: int) -> dict[str, Cost]:
    """Our own stages, one after the other, in the order of a build."""
    gc.disable()  # as a build does
    stages = Stages()
    stages.run("start", lambda: [generators(name) for name in DEFAULT_FORMATS])
    iris = Iris("https://storyweft.example/")
    documents, problems = stages.run("read", lambda: read_sources(find_files(folder), jobs=jobs))
    resolved = stages.run("resolve", lambda: resolve(documents, iris))
    graph = Graph(documents, resolved, iris, problems=problems)
    graph = stages.run(
        "near-duplicates", lambda: graph.with_near_duplicates(find_near_duplicates(graph.articles))
    )
    graph = stages.run("stories", lambda: graph.with_stories(*stories_of(graph)))
    with tempfile.TemporaryDirectory() as out:
        for name in ("ttl", "graphml", "html"):
            stages.run(name, partial(_write, graph, name, Path(out)))
    return stages.with_whole()


def _write(graph: Graph, name: str, folder: Path) -> None:
    write_files(folder, {name: generators(name)[name](graph)})


def baseline(folder: Path, iris: str, page: bool) -> dict[str, Cost]:
    """The naive pipeline; its page is left out where it would never end."""
    stages = Stages()
    documents = stages.run("read", lambda: naive.read(folder))
    graph = stages.run("graph", lambda: naive.make_graph(documents))
    stages.run("clusters", lambda: naive.cluster(graph))
    triples = stages.run("triples", lambda: naive.make_triples(documents, iris))
    with tempfile.TemporaryDirectory() as out:
        stages.run("graphml", lambda: naive.write_graphml(graph, Path(out, "graphml")))
        stages.run("ttl", lambda: naive.write_turtle(triples, Path(out, "ttl")))
        if page:
            stages.run("html", lambda: naive.write_page(graph, Path(out, "html")))
    return stages.with_whole()


def _median(runs: list[dict[str, Cost]]) -> dict[str, Cost]:
    return {
        name: Cost(*(statistics.median(run[name][part] for run in runs) for part in range(3)))
        for name in runs[0]
    }


def rows(size: int, folder: Path, options: argparse.Namespace) -> Iterator[str]:
    """Yield the lines of the table for one size of corpus."""
    floors, runs = [], []
    for _ in range(options.rounds):  # interleaved: a noisy minute hits both alike
        floors.append(in_own_process(partial(floor, folder)))
        runs.append(in_own_process(partial(ours, folder, options.jobs)))
    base = _median(floors)["floor (yaml12)"]
    yield _row(size, "floor (yaml12)", base, size, base)
    measured = _median(runs)
    for name, cost in measured.items():
        yield _row(size, name, cost, size, base)
    variants = ["hash", "url"] if size <= options.naive_url else ["hash"]
    for iris in variants if size <= options.naive else []:
        page = size <= options.naive_page
        for name, cost in in_own_process(partial(baseline, folder, iris, page)).items():
            times = cost.cpu / measured["whole"].cpu if name == "whole" else None
            yield _row(size, f"naive, {iris} IRIs: {name}", cost, size, base, times)


def _row(
    size: int, name: str, cost: Cost, count: int, base: Cost, times: float | None = None
) -> str:
    rate = f"{count / cost.cpu:,.0f}" if cost.cpu > 0.005 else "–"
    ratio = f"{cost.cpu / base.cpu:.2f}"
    more = f" = {times:.0f} × ours" if times else ""
    return (
        f"| {size:,} | {name} | {cost.cpu:.2f} | {cost.wall:.2f} | {cost.peak:,.0f} | {rate}"
        f" | {ratio}{more} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[1_000, 10_000])
    parser.add_argument("--rounds", type=int, default=5, help="the median of so many is shown")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--naive", type=int, default=10_000, help="largest size for the baseline")
    parser.add_argument("--naive-url", type=int, default=1_000, help="the same with real URLs")
    parser.add_argument("--naive-page", type=int, default=1_000, help="the same with pyvis")
    options = parser.parse_args()
    print("| articles | stage | CPU s | wall s | peak MiB | articles/s | CPU / floor |")
    print("|---:|---|---:|---:|---:|---:|---:|")
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            Corpus(size).write(Path(folder))
            for row in rows(size, Path(folder), options):
                print(row, flush=True)


if __name__ == "__main__":
    main()
