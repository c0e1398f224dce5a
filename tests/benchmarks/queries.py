"""Query times beside rdflib's, in the same run: `python -m tests.benchmarks.queries [ARTICLES]`.

Every named query is asked of the embedded store and of rdflib, on the graph of a generated
corpus (1,000 documents by default), the median of three; a question that rdflib has not answered
after a limit is ended there. Their answers must have the same number of rows. Then the speed of
Turtle beside N-Triples, and how long a store takes to load and to open again.
"""

import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pyoxigraph
import rdflib

import storyweft
from storyweft.export.formats import generators
from storyweft.graph import Graph
from storyweft.sparql.named import ask
from storyweft.sparql.store import load
from tests.benchmarks.corpus import Corpus

#: How long rdflib may take for one question, in seconds.
LIMIT = 60


class Timed(NamedTuple):
    """How many rows an answer has, and how long it took in seconds."""

    rows: int
    seconds: float


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as folder:
        Corpus(size).write(Path(folder, "documents"))
        graph = storyweft.build(Path(folder, "documents"))
        print(f"{graph!r}\n")
        compare_queries(graph)
        compare_writers(graph)
        time_store(graph, Path(folder, "store"))


def compare_queries(graph: Graph) -> None:
    store, other = load(graph), storyweft.to_rdflib(graph)
    print(f"{len(store):,} triples\n\n| question | rows | store | rdflib | times faster |")
    print("|---|---|---|---|---|")
    ratios = []
    for name, sparql in ready(graph):
        ours, theirs = time_ours(store, sparql), time_rdflib(other, sparql)
        if isinstance(theirs, Timed):
            assert ours.rows == theirs.rows, f"{name}: {ours.rows} rows, rdflib has {theirs.rows}"
            ratios.append(theirs.seconds / ours.seconds)
            told = f"{theirs.seconds * 1000:,.1f} ms | {ratios[-1]:,.0f}"
        else:
            ratios.append(LIMIT / ours.seconds)
            told = f"{theirs} | more than {ratios[-1]:,.0f}"
        print(f"| {name} | {ours.rows:,} | {ours.seconds * 1000:,.2f} ms | {told} |", flush=True)
    print(f"\nmedian: {statistics.median(ratios):,.0f} times faster\n")


def ready(graph: Graph) -> Iterator[tuple[str, str]]:
    """Yield each named query, about an article that much is known of."""
    article = str(storyweft.query(graph, "most-related")[0]["article"])
    near = storyweft.query(graph, "related-within-two", article=article)
    values = {
        "article": article,
        "start": article,
        "end": near[len(near) - 1]["other"],
        "provider": graph.providers[0].name,
        "words": graph.articles[0].title,
        "topic": graph.topics[0].name,
        "since": "2020-01-01",
    }
    for name, question in storyweft.named_queries().items():
        names = [item.name for item in question.parameters if item.name in values]
        known = {parameter: values[parameter] for parameter in names}
        yield name, ask(name, known)


def time_ours(store: pyoxigraph.Store, sparql: str) -> Timed:
    return median_of_three(lambda: len(storyweft.query(store, sparql)))


def time_rdflib(graph: rdflib.Graph, sparql: str) -> Timed | str:
    try:
        with limited(LIMIT):
            rows = median_of_three(lambda: len(list(graph.query(sparql))))
    except TimeoutError:
        return f"more than {LIMIT} s"
    except RecursionError:
        return "fails (RecursionError)"
    return rows


def median_of_three(work: Callable[[], int]) -> Timed:
    found = []
    for _ in range(3):
        start = time.perf_counter()
        rows = work()
        found.append(Timed(rows, time.perf_counter() - start))
    return sorted(found, key=lambda item: item.seconds)[1]


@contextmanager
def limited(seconds: int) -> Iterator[None]:
    def end(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, end)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


def compare_writers(graph: Graph) -> None:
    triples = len(load(graph))
    speeds = {}
    for name in ("nt", "ttl", "nq", "trig", "jsonld"):
        speeds[name] = triples / median_of_three(partial(write, graph, name)).seconds
        print(f"{name}: {speeds[name]:,.0f} triples a second")
    print(f"Turtle takes {speeds['nt'] / speeds['ttl']:.1f} times as long as N-Triples\n")


def write(graph: Graph, name: str) -> int:
    (generate,) = generators(name).values()
    return sum(len(piece) for piece in generate(graph))


def time_store(graph: Graph, folder: Path) -> None:
    start = time.perf_counter()
    storyweft.save(graph, folder)
    saved = time.perf_counter()
    storyweft.query(storyweft.open_store(folder), "ASK { ?s a nsl:Storyline }")
    opened = time.perf_counter()
    print(f"store: saved in {saved - start:.2f} s, opened and asked in {opened - saved:.3f} s")


if __name__ == "__main__":
    main()
