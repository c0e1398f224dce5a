"""Resolved rows → lines of N-Triples: those that ``triples`` makes of a graph, stories aside."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from storyweft import vocabulary as v
from storyweft.export import ntriples
from storyweft.model import Article, Link, NearDuplicate
from storyweft.rdf.triples import (
    Resource,
    author_iri,
    describe_article,
    describe_author,
    describe_document,
    describe_image,
    describe_provider,
    describe_topic,
    describe_topics,
    provenance,
)
from storyweft.resolving.iris import Iris
from storyweft.spark.frames import Row, map_rows, unpack
from storyweft.spark.resolve import ResolutionTables

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_LINE = "line string"


def lines(resolved: ResolutionTables) -> "DataFrame":
    """Return rows (line) of all statements, in no order, some more than once."""
    iris = resolved.iris
    parts = [
        map_rows(resolved.articles.select("article"), partial(_of_articles, iris), _LINE),
        map_rows(resolved.links.select("link"), _of_links, _LINE),
        map_rows(resolved.near_duplicates.select("pair"), _of_near_duplicates, _LINE),
        map_rows(resolved.contents, partial(_of_documents, iris), _LINE),
        map_rows(_authors(resolved), partial(_of_authors, iris), _LINE),
    ]
    few = [*_as_lines(_few(resolved))]
    if few:
        parts.append(resolved.articles.sparkSession.createDataFrame(few, _LINE))
    rows = parts[0]
    for part in parts[1:]:
        rows = rows.union(part)
    return rows


def _as_lines(resources: Iterable[Resource]) -> Iterator[Row]:
    return ((line.removesuffix("\n"),) for line in ntriples.lines(resources))


def _few(resolved: ResolutionTables) -> Iterator[Resource]:
    """Yield what the driver holds."""
    for provider in resolved.providers:
        yield describe_provider(provider)
        yield from map(describe_image, provider.images)
    for topic in resolved.topics:
        yield describe_topic(topic, resolved.iris)
    if resolved.topics:
        yield describe_topics(resolved.iris)


def _of_articles(iris: Iris, rows: Iterator[Row]) -> Iterator[Row]:
    for (packed,) in rows:
        article = unpack(Article, packed)
        described = describe_article(article, iris)
        where_from = Resource(article.iri, [*provenance(article, iris)])
        yield from _as_lines([described, where_from, *map(describe_image, article.images)])


def _of_links(rows: Iterator[Row]) -> Iterator[Row]:
    links = (unpack(Link, packed) for (packed,) in rows)
    return _as_lines(Resource(link.source, [(v.RELATION, link.target)]) for link in links)


def _of_near_duplicates(rows: Iterator[Row]) -> Iterator[Row]:
    for (packed,) in rows:
        pair = unpack(NearDuplicate, packed)
        for one, other in ((pair.first, pair.second), (pair.second, pair.first)):
            yield from _as_lines([Resource(one, [(v.ALTERNATE_OF, other)])])


def _of_documents(iris: Iris, rows: Iterator[Row]) -> Iterator[Row]:
    return _as_lines(describe_document(path, own, mentioned, iris) for path, own, mentioned in rows)


def _authors(resolved: ResolutionTables) -> "DataFrame":
    """Return the authors that have no article of their own, each as the last article spells it."""
    from pyspark.sql import functions as f

    schema = "iri string, article string, position int, name string"
    named = map_rows(resolved.articles.select("article"), partial(_named, resolved.iris), schema)
    last = f.max(f.struct("article", "position", "name")).getField("name").alias("name")
    described = resolved.articles.select("iri")
    return named.groupBy("iri").agg(last).join(described, "iri", "left_anti").select("name")


def _named(iris: Iris, rows: Iterator[Row]) -> Iterator[Row]:
    for (packed,) in rows:
        article = unpack(Article, packed)
        for position, name in enumerate(article.authors):
            yield author_iri(name, iris), article.iri, position, name


def _of_authors(iris: Iris, rows: Iterator[Row]) -> Iterator[Row]:
    return _as_lines(describe_author(name, iris) for (name,) in rows)
