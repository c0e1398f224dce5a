"""Resolved rows → what the graph is as a whole: its data set, its build with all documents."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from storyweft import vocabulary as v
from storyweft.export import ntriples
from storyweft.model import About
from storyweft.rdf.dataset import class_counts, describe_dataset, describe_use
from storyweft.resolving.iris import Iris
from storyweft.spark.frames import Row, map_rows
from storyweft.spark.results import Results

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def lines(results: Results, about: About) -> "DataFrame":
    """Return rows (line) of it as N-Triples."""
    resolved = results.resolved
    paths = resolved.contents.select("path")
    used = map_rows(paths, partial(_uses, resolved.iris), "line string")
    whole = describe_dataset(_counts(results), about, resolved.iris)
    rows = [(line.removesuffix("\n"),) for line in ntriples.lines(whole)]
    return used.union(paths.sparkSession.createDataFrame(rows, "line string"))


def _uses(iris: Iris, rows: Iterator[Row]) -> Iterator[Row]:
    uses = (describe_use(path, iris) for (path,) in rows)
    return ((line.removesuffix("\n"),) for line in ntriples.lines(uses))


def _counts(results: Results) -> dict[str, int]:
    resolved = results.resolved
    classes: Counter[str] = Counter()
    for kind, number in resolved.counts.types.items():
        classes[v.class_of(kind)] += number
    kinds = results.counts()
    return class_counts(
        classes,
        providers=len(resolved.providers),
        topics=len(resolved.topics),
        stories=kinds["story"],
        storylines=kinds["storyline"],
        documents=resolved.contents.count(),
    )
