"""Rows of documents → rows of articles, links and near-duplicates, and what documents disagree on.

The rules are those of ``resolving`` and ``stories``, called on the rows
that they need. What comes out is what ``resolving`` makes of the same documents on one
machine.
"""

from collections.abc import Collection, Iterator
from functools import partial
from itertools import chain, groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from msgspec import structs

from storyweft.model import Article, Conflict, Document, Provider, Record, Topic
from storyweft.resolving.entities import Entities, Tally
from storyweft.resolving.identity import Mention
from storyweft.resolving.iris import Iris
from storyweft.resolving.links import Listing, links, parts_of
from storyweft.resolving.merge import merge
from storyweft.settings import Settings
from storyweft.spark.frames import Row, map_rows, pack, unpack
from storyweft.spark.identity import Identified, identify
from storyweft.spark.near_duplicates import find_near_duplicates
from storyweft.spark.stages import Checkpoint
from storyweft.urls import Identifier

if TYPE_CHECKING:
    from pyspark import Broadcast
    from pyspark.sql import DataFrame


class ResolutionTables(NamedTuple):
    """What the documents come to, in rows with values packed.

    ``articles`` (iri, key, article), ``links`` (source, target, link), ``near_duplicates``
    (first, second, pair), ``conflicts`` (article, field, conflict), ``problems`` (path, problem),
    ``contents`` (path, iri of what the document is about, iris of the articles that it mentions),
    ``spoken`` (path, list, rank, iri of the article that this mention speaks of); ``providers`` and
    ``topics`` are in order of IRI.
    """

    articles: "DataFrame"
    links: "DataFrame"
    near_duplicates: "DataFrame"
    conflicts: "DataFrame"
    problems: "DataFrame"
    contents: "DataFrame"
    spoken: "DataFrame"
    providers: list[Provider]
    topics: list[Topic]
    iris: Iris


def resolve(documents: "DataFrame", settings: Settings, checkpoint: Checkpoint) -> ResolutionTables:
    """Tell which records speak of one article, and make it of them.

    :param documents: rows (path, document), a row a path.
    :param checkpoint: writes rows under a name and returns them as read again: nothing is worked
        out twice.
    """
    iris, rules = Iris(settings.base_iri), settings.rules
    identified = identify(documents, rules, checkpoint)
    entities = Entities(_tally(documents, checkpoint), iris)
    shared = documents.sparkSession.sparkContext.broadcast(entities)
    problems = identified.problems
    if entities.unclear:
        problems = problems.union(map_rows(documents, partial(_topic_problems, shared), _PROBLEM))
    merged = checkpoint("merged", _merged(identified, shared, iris, rules))
    listed = _listings(identified.mentions)
    articles = merged.select("iri", "key", "article")
    if not listed.where("list = 'parts'").isEmpty():
        articles = checkpoint("articles", _with_parts(articles, listed))
    providers = sorted(entities.providers(), key=lambda item: item.iri)
    topics = sorted(entities.topics(), key=lambda item: item.iri)
    return ResolutionTables(
        articles,
        checkpoint("links", _links(listed, merged)),
        checkpoint("near-duplicates", find_near_duplicates(articles, checkpoint)),
        map_rows(merged.select("conflicts"), _conflicts, _CONFLICT),
        problems,
        checkpoint("contents", _contents(articles, [*providers, *topics])),
        identified.mentions.join(articles, "key").select("path", "list", "rank", "iri"),
        providers,
        topics,
        iris,
    )


# -- providers and topics -------------------------------------------------------------------------

_PROBLEM = "path string, problem binary"


def _tally(documents: "DataFrame", checkpoint: Checkpoint) -> Tally:
    """Return what all documents spell how: the driver adds up what each task counted.

    It and every Python worker hold the entities that are made of it, about 1 KB a provider and half
    of that a topic: a million of both are 1.5 GB.
    """
    result = Tally()
    for row in checkpoint("tally", map_rows(documents, _tallied, "tally binary")).toLocalIterator():
        result.add(unpack(Tally, bytes(row.tally)))
    return result


def _tallied(rows: Iterator[Row]) -> Iterator[Row]:
    tally = Tally()
    for _, document in rows:
        tally.count([unpack(Document, document)])
    yield (pack(tally),)


def _topic_problems(entities: "Broadcast[Entities]", rows: Iterator[Row]) -> Iterator[Row]:
    for _, document in rows:
        for problem in entities.value.problems([unpack(Document, document)]):
            yield problem.path, pack(problem)


# -- one article of many mentions ---------------------------------------------------------------


def _merged(
    identified: Identified, entities: "Broadcast[Entities]", iris: Iris, rules: Collection[str]
) -> "DataFrame":
    from pyspark.sql import functions as f

    columns = ("key", "url", "path", "rank", "list", "record")
    rows = identified.mentions.withColumn("url", f.lit(None).cast("string")).select(*columns)
    rows = rows.unionByName(identified.foreign, allowMissingColumns=True)
    # What is foreign to an article comes before the mentions about it.
    ordered = rows.repartition("key").sortWithinPartitions("key", f.col("url").desc_nulls_last())
    schema = "key string, iri string, article binary, conflicts array<binary>"
    return map_rows(ordered, partial(_merge, entities, iris, rules), schema)


def _merge(
    entities: "Broadcast[Entities]", iris: Iris, rules: Collection[str], rows: Iterator[Row]
) -> Iterator[Row]:
    identifier = Identifier(rules)
    for key, group in groupby(rows, key=itemgetter(0)):
        foreign: set[str] = set()
        group_mentions: list[Mention] = []
        # An article that is related everywhere has millions of mentions, but few records.
        records: dict[bytes, Record] = {}
        for _, url, path, rank, list_, packed in group:
            if url is not None:
                foreign.add(url)
                continue
            if packed not in records:
                records[packed] = unpack(Record, packed)
            group_mentions.append(Mention(path, rank, records[packed], list_))
        may_have = partial(_is_not_in, foreign)
        article, conflicts = merge(group_mentions, may_have, entities.value, iris, identifier)
        yield key, article.iri, pack(article), [pack(item) for item in conflicts]


def _is_not_in(foreign: Collection[str], url: str) -> bool:
    return url not in foreign


_CONFLICT = "article string, field string, conflict binary"


def _conflicts(rows: Iterator[Row]) -> Iterator[Row]:
    for packed in chain.from_iterable(conflicts for (conflicts,) in rows):
        conflict = unpack(Conflict, packed)
        yield conflict.article, conflict.field, packed


# -- from one article to others -------------------------------------------------------------------


def _listings(mentions: "DataFrame") -> "DataFrame":
    """Return which articles each document lists: see ``resolving.links.Listing``."""
    from pyspark.sql import functions as f

    own = mentions.where("rank = 0").select("path", f.col("key").alias("source"))
    others = mentions.where("rank > 0").withColumnRenamed("key", "target")
    listed = others.join(own, "path").where("source != target")
    return listed.select("source", "target", "list", "path", "rank")


def _with_parts(articles: "DataFrame", listed: "DataFrame") -> "DataFrame":
    from pyspark.sql import functions as f

    target = articles.select(f.col("key").alias("target"), f.col("iri").alias("target_iri"))
    listed = listed.where("list = 'parts'").join(target, "target")
    order = ("source", "path", "rank")
    ordered = listed.select(*listed.columns, "target_iri").repartition("source")
    ordered = ordered.sortWithinPartitions(*order)
    parts = map_rows(ordered, _parts, "key string, parts array<string>")
    rows = articles.join(parts, "key", "left").select("iri", "key", "article", "parts")
    return map_rows(rows, _replace_parts, "iri string, key string, article binary")


def _parts(rows: Iterator[Row]) -> Iterator[Row]:
    for _, group in groupby(rows, key=itemgetter(0)):
        listed = list(group)
        iri_of = {target: iri for _, target, *_, iri in listed}
        for key, parts in parts_of((Listing(*tie) for *tie, _ in listed), iri_of).items():
            yield key, list(parts)


def _replace_parts(rows: Iterator[Row]) -> Iterator[Row]:
    for iri, key, article, parts in rows:
        if parts is not None:
            article = pack(structs.replace(unpack(Article, article), parts=tuple(parts)))
        yield iri, key, article


def _links(listed: "DataFrame", merged: "DataFrame") -> "DataFrame":
    from pyspark.sql import functions as f

    rows = listed.where("list = 'related'")
    for end in ("source", "target"):
        named = merged.select(f.col("key").alias(end), f.col("iri").alias(f"{end}_iri"))
        rows = rows.join(named, end)
    columns = ("source_iri", "target_iri", "path", "rank")
    rows = rows.select(*columns).repartition(*columns[:2]).sortWithinPartitions(*columns)
    return map_rows(rows, _link_rows, "source string, target string, link binary")


def _link_rows(rows: Iterator[Row]) -> Iterator[Row]:
    return ((link.source, link.target, pack(link)) for link in links(rows))


# -- what each document speaks of -----------------------------------------------------------------


def _contents(articles: "DataFrame", subjects: list[Provider | Topic]) -> "DataFrame":
    rows = map_rows(articles.select("article"), _spoken_of, _SPOKEN_OF)
    own = [(path, False, item.iri) for item in subjects for path in item.documents]
    if own:
        rows = rows.union(articles.sparkSession.createDataFrame(own, _SPOKEN_OF))
    order = ("path", "is_mentioned", "iri")
    ordered = rows.repartition("path").sortWithinPartitions(*order)
    return map_rows(ordered, _by_document, "path string, iri string, iris array<string>")


_SPOKEN_OF = "path string, is_mentioned boolean, iri string"


def _spoken_of(rows: Iterator[Row]) -> Iterator[Row]:
    for (packed,) in rows:
        article = unpack(Article, packed)
        own = frozenset(article.own_documents)
        for path in article.documents:
            yield path, path not in own, article.iri


def _by_document(rows: Iterator[Row]) -> Iterator[Row]:
    for path, group in groupby(rows, key=itemgetter(0)):
        own, *mentioned = (iri for _, _, iri in group)
        yield path, own, mentioned
