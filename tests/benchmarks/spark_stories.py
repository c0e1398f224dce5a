"""How far stories found view by view, as on Spark, differ from those of one machine.

`python -m tests.benchmarks.spark_stories [SIZE ...]`

The corpus of each size, and the development set (see `stories.py`), by Spark on this machine with
views that hold so few articles that there are several. B-cubed and pairs compare the two groupings
of all articles; an article without a story is a group of its own. The last column compares with the
labels made by hand, where there are any: how good the stories are, not how like.
"""

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

import storyweft
from storyweft import spark
from storyweft.graph import Graph
from storyweft.spark.resolve import hour_of
from storyweft.spark.stories import plan_views
from tests.benchmarks.corpus import Corpus
from tests.benchmarks.stories import LABELS, STORYSET, labelled_articles, read_labels, score

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: How many articles a view holds, as parts of all: one view, then several.
PARTS = (1, 3, 10, 30)


def grouping(folder: Path) -> dict[str, str]:
    """Return the story of each article in one, as Spark wrote it."""
    rows = pq.read_table(folder / "stories").to_pylist()
    return {iri: row["iri"] for row in rows for iri in row["articles"]}


def agreement(graph: Graph, other: dict[str, str]) -> list[str]:
    """Return the cells of a row: how alike two groupings of a graph's articles are."""
    here = {iri: story.iri for story in graph.stories for iri in story.articles}
    iris = [article.iri for article in graph.articles]
    scores = score([other.get(iri, iri) for iri in iris], [here.get(iri, iri) for iri in iris])
    same = {tuple(sorted(story.articles)) for story in graph.stories}
    groups: dict[str, list[str]] = {}
    for iri, story in other.items():
        groups.setdefault(story, []).append(iri)
    kept = sum(tuple(sorted(group)) in same for group in groups.values())
    share = kept / max(len(same), 1)
    return [f"{scores.f1:.4f}", f"{scores.pair_f1:.4f}", f"{share:.4f}"]


def views(graph: Graph, size: int) -> int:
    counts: dict[int, int] = {}
    for article in graph.articles:
        hour = hour_of(article.published)
        if hour is not None:
            counts[hour] = counts.get(hour, 0) + 1
    return len(plan_views(counts, size))


def quality(graph: Graph, found: dict[str, str], labels: dict[str, str]) -> str:
    """Return how well a grouping fits labels, as B-cubed F1."""
    by_hand = labelled_articles(graph, labels)
    if not by_hand:
        return ""
    return f"{score([found.get(iri, iri) for iri in by_hand], list(by_hand.values())).f1:.3f}"


def rows(session: "SparkSession", name: str, source: Path, labels: dict[str, str]) -> Iterator[str]:
    graph = storyweft.build(source)
    articles = len(graph.articles)
    for parts in PARTS:
        size = articles // parts + 1
        with tempfile.TemporaryDirectory() as out:
            spark.build(session, str(source), out, formats=(), view=size, most_on_driver=0)
            found = grouping(Path(out))
            cells = [*agreement(graph, found), quality(graph, found, labels)]
        shown = [name, f"{articles:,}", f"{size:,}", str(views(graph, size)), *cells]
        yield f"| {' | '.join(shown)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[1_000, 10_000])
    options = parser.parse_args()
    print(
        "| corpus | articles | articles a view | views | B³ F1 | pairs F1 | stories the same"
        " | B³ F1, by hand |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    conf = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "4"}
    with tempfile.TemporaryDirectory() as folder, spark.open_session("local[2]", conf) as session:
        if STORYSET.exists():
            for row in rows(session, "real news", STORYSET, read_labels(LABELS / "storyset.json")):
                print(row, flush=True)
        for size in options.sizes:
            source = Path(folder, str(size))
            Corpus(size).write(source)
            for row in rows(session, "made up", source, {}):
                print(row, flush=True)


if __name__ == "__main__":
    main()
