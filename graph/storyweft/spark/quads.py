"""Resolved rows → lines of N-Quads: those that ``quads`` makes of a graph.

What a document would say alone is worked out by itself; joined with the statements of all documents
together it is the document's graph, and what no document says is derived.
"""

from collections.abc import Iterator
from functools import partial
from itertools import chain
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

    said = said.distinct()
    alone = _alone(resolved)
    stated = alone.join(said, "line", "left_semi").select("line", "graph")
    derived = said.join(alone, "line", "left_anti")
    derived = derived.select("line", f.lit(derived_iri(resolved.iris)).alias("graph"))
    without_stop = f.expr("substring(line, 1, length(line) - 1)")
    line = f.concat(without_stop, f.lit("<"), "graph", f.lit("> .")).alias("line")
    return stated.union(derived).select(line)


def _alone(resolved: ResolutionTables) -> "DataFrame":
    """Return rows (graph, line) of what each document would say if it were alone."""
    from pyspark.sql import functions as f

    described: chain[Provider | Topic] = chain(resolved.providers, resolved.topics)
    subjects = {subject.iri: subject for subject in described if subject.documents}
    documents = resolved.documents
    shared = documents.sparkSession.sparkContext.broadcast(subjects)
    listed = f.collect_list(f.struct("list", "rank", "iri")).alias("listed")
    spoken = resolved.spoken.groupBy("path").agg(listed)
    parts = map_rows(resolved.articles.select("article"), _parts, "iri string, parts array<string>")
    rows = documents.join(resolved.contents, "path").join(spoken, "path", "left")
    rows = rows.join(parts, "iri", "left").select("document", "iri", "iris", "listed", "parts")
    return map_rows(rows, partial(_stated, resolved.iris, shared), "graph string, line string")


def _parts(rows: Iterator[Row]) -> Iterator[Row]:
    for (packed,) in rows:
        article = unpack(Article, packed)
        if article.parts:
            yield article.iri, list(article.parts)


def _stated(iris: Iris, subjects: "Broadcast[Subjects]", rows: Iterator[Row]) -> Iterator[Row]:
    for packed, own, mentioned, listed, parts in rows:
        document = unpack(Document, packed)
        articles = {(item["list"], item["rank"]): item["iri"] for item in listed or ()}
        references = {iri for (name, _), iri in articles.items() if name == "body"}
        subject = subjects.value[own] if document.subject is not None else None
        spoken = Contents(own, mentioned, parts or (), subject, articles, sorted(references))
        lines = ntriples.lines(stated_by(document, spoken, iris))
        for line in dict.fromkeys(lines):
            yield iris.document(document.path), line.removesuffix("\n")
