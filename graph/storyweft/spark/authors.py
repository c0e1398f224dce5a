"""Resolved rows → who wrote the articles."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from storyweft.export import ntriples
from storyweft.model import Article
from storyweft.rdf.triples import author_iri, describe_author
from storyweft.resolving.iris import Iris
from storyweft.spark.frames import Row, map_rows, unpack
from storyweft.spark.resolve import ResolutionTables

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def lines(resolved: ResolutionTables) -> "DataFrame":
    """Return rows (line) of N-Triples about authors that have no article of their own.

    Each is spelled as the last article does.
    """
    from pyspark.sql import functions as f

    schema = "iri string, article string, position int, name string, url string"
    named = map_rows(resolved.articles.select("article"), partial(_named, resolved.iris), schema)
    rows = named.unionByName(resolved.articles.select("iri"), allowMissingColumns=True)
    authors = rows.groupBy("iri").agg(
        f.max(f.struct("article", "position", "name")).getField("name").alias("name"),
        f.collect_set("url").alias("urls"),
        f.every(f.col("article").isNotNull()).alias("is_no_article"),
    )
    return map_rows(
        authors.where("is_no_article").select("name", "urls"),
        partial(_lines, resolved.iris),
        "line string",
    )


def _named(iris: Iris, rows: Iterator[Row]) -> Iterator[Row]:
    for (packed,) in rows:
        article = unpack(Article, packed)
        for position, name in enumerate(article.authors):
            row = author_iri(name, iris), article.iri, position, name
            yield *row, None
            yield from ((*row, url) for author, url in article.author_urls if author == name)


def _lines(iris: Iris, rows: Iterator[Row]) -> Iterator[Row]:
    authors = (describe_author(name, urls, iris) for name, urls in rows)
    return ((line.removesuffix("\n"),) for line in ntriples.lines(authors))
