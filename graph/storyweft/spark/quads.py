"""Resolved rows → lines of N-Quads: those that ``quads`` makes of a graph.

What a document would say alone is worked out by itself; joined with the statements of all documents
together it is the document's graph, and what no document says is derived.
"""

from collections.abc import Iterator
from functools import partial
from itertools import chain, groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from storyweft.export import ntriples
from storyweft.model import Article, Document
from storyweft.rdf.quads import Contents, derived_iri, stated_by
from storyweft.resolving.iris import Iris
from storyweft.spark.frames import Row, map_rows, unpack
from storyweft.spark.resolve import ResolutionTables

if TYPE_CHECKING:
    from pyspark import Broadcast
    from pyspark.sql import DataFrame

    from storyweft.model import Provider, Topic

    Subjects = dict[str, Provider | Topic]


def quad_lines(resolved: ResolutionTables, said: "DataFrame") -> "DataFrame":
    """Return rows (line) of the statements ``said``, each in the graphs that it belongs to.

    :param said: rows (line) of N-Triples, those of stories included; read twice.
    """
    from pyspark.sql import functions as f

    stated = _alone(resolved).union(said.select(f.lit(None), "line"))
    graphs = stated.groupBy("line").agg(
        f.collect_set("graph").alias("graphs"), f.bool_or(f.col("graph").isNull()).alias("is_said")
    )
    derived = f.array(f.lit(derived_iri(resolved.iris)))
    graph = f.explode(f.when(f.size("graphs") > 0, f.col("graphs")).otherwise(derived))
    without_stop = f.expr("substring(line, 1, length(line) - 1)")
    quads = graphs.where("is_said").select(without_stop.alias("line"), graph.alias("graph"))
    return quads.select(f.concat("line", f.lit("<"), "graph", f.lit("> .")).alias("line"))


def _alone(resolved: ResolutionTables) -> "DataFrame":
    """Return rows (graph, line) of what each document would say if it were alone."""
    from pyspark.sql import functions as f

    described: chain[Provider | Topic] = chain(resolved.providers, resolved.topics)
    subjects = {subject.iri: subject for subject in described}
    shared = resolved.documents.sparkSession.sparkContext.broadcast(subjects)
    spoken = resolved.contents.withColumn("parts", f.lit(None).cast("array<string>"))
    if resolved.counts["change", "parts"]:
        parts = map_rows(
            resolved.articles.select("article"), _parts, "iri string, parts array<string>"
        )
        own = resolved.contents.where("rank = 0 and list != 'body'").join(parts, "iri")
        spoken = spoken.unionByName(own)
    rows = spoken.unionByName(resolved.documents, allowMissingColumns=True)
    # Nulls come first: a document before the articles that it speaks of.
    rows = rows.repartition("path").sortWithinPartitions("path", "rank", "list", "iri")
    rows = rows.select("path", "document", "list", "rank", "iri", "parts")
    return map_rows(rows, partial(_stated, resolved.iris, shared), "graph string, line string")


def _parts(rows: Iterator[Row]) -> Iterator[Row]:
    for (packed,) in rows:
        article = unpack(Article, packed)
        if article.parts:
            yield article.iri, list(article.parts)


def _stated(iris: Iris, subjects: "Broadcast[Subjects]", rows: Iterator[Row]) -> Iterator[Row]:
    for path, group in groupby(rows, key=itemgetter(0)):
        _, packed, *_ = next(group)
        document = unpack(Document, packed)
        own = ""
        articles: dict[tuple[str, int], str] = {}
        parts: list[str] = []
        for _, _, list_, rank, iri, some in group:  # noqa: B031 - what is left of it
            articles[list_, rank] = iri
            parts = some or parts
            own = iri if rank == 0 and list_ != "body" else own
        subject = subjects.value[own] if document.subject is not None else None
        references = {iri for (name, _), iri in articles.items() if name == "body"}
        mentioned = {iri for (name, rank), iri in articles.items() if rank and name != "body"}
        spoken = Contents(
            own, sorted(mentioned - {own}), parts, subject, articles, sorted(references)
        )
        lines = ntriples.lines(stated_by(document, spoken, iris))
        for line in dict.fromkeys(lines):
            yield iris.document(path), line.removesuffix("\n")
