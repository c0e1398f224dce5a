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
    ``topics`` are in order of IRI. ``fields`` counts the articles with each field that nobody
    foresaw, in order of name, ``types`` those of each type; ``has_precision`` tells whether of any
    no more than a day is known.
    """

    articles: "DataFrame"
    links: "DataFrame"
    near_duplicates: "DataFrame"
    conflicts: "DataFrame"
    fields: dict[str, int]
    types: dict[str | None, int]
    has_precision: bool
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
    entities = Entities(_tally(documents, checkpoint), iris, settings.mapping.authorities)
    shared = documents.sparkSession.sparkContext.broadcast(entities)
    problems = identified.problems
    if entities.unclear:
        problems = problems.union(map_rows(documents, partial(_topic_problems, shared), _PROBLEM))
    merged = checkpoint("merged", _merged(identified, shared, iris, rules))
    spoken = merged.where("article is null").select("key", "iri", "own", "path", "list", "rank")
    listed = spoken.where("rank > 0 and own != key")
    whole = merged.where("article is not null")
    articles = whole.select("iri", "key", "article")
    if not listed.where("list = 'parts'").isEmpty():
        articles = checkpoint("articles", _with_parts(articles, listed))
    types, has_precision = _count_types(whole)
    providers = sorted(entities.providers(), key=lambda item: item.iri)
    topics = sorted(entities.topics(), key=lambda item: item.iri)
    return ResolutionTables(
        articles,
        checkpoint("links", _links(listed, articles)),
        checkpoint("near-duplicates", find_near_duplicates(articles, checkpoint)),
        map_rows(whole.select("conflicts"), _conflicts, _CONFLICT),
        _count_fields(whole),
        types,
        has_precision,
        problems,
        _contents(spoken, [*providers, *topics]),
        spoken.select("path", "list", "rank", "iri"),
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

    columns = ("key", "url", "own", "path", "rank", "list", "record")
    rows = identified.mentions.withColumn("url", f.lit(None).cast("string")).select(*columns)
    rows = rows.unionByName(identified.foreign, allowMissingColumns=True)
    # What is foreign to an article comes before the mentions about it.
    ordered = rows.repartition("key").sortWithinPartitions("key", f.col("url").desc_nulls_last())
    return map_rows(ordered, partial(_merge, entities, iris, rules), _MERGED)


# An article, or a mention of it: what follows needs no join to know of what it speaks.
_MERGED = (
    "key string, iri string, article binary, conflicts array<binary>, fields array<string>,"
    " type string, precision string, own string, path string, list string, rank int"
)
_NOTHING = (None,) * 5


def _merge(
    entities: "Broadcast[Entities]", iris: Iris, rules: Collection[str], rows: Iterator[Row]
) -> Iterator[Row]:
    identifier = Identifier(rules)
    for key, group in groupby(rows, key=itemgetter(0)):
        foreign: set[str] = set()
        group_mentions: list[Mention] = []
        owners: list[str | None] = []
        # An article that is related everywhere has millions of mentions, but few records.
        records: dict[bytes, Record] = {}
        for _, url, own, path, rank, list_, packed in group:
            if url is not None:
                foreign.add(url)
                continue
            if packed not in records:
                records[packed] = unpack(Record, packed)
            group_mentions.append(Mention(path, rank, records[packed], list_))
            owners.append(own)
        may_have = partial(_is_not_in, foreign)
        article, conflicts = merge(group_mentions, may_have, entities.value, iris, identifier)
        fields = [name for name, _ in article.properties]
        counted = fields, article.type, article.precision
        told = pack(article), [pack(item) for item in conflicts], *counted
        yield key, article.iri, *told, None, None, None, None
        for own, item in zip(owners, group_mentions, strict=True):
            yield key, article.iri, *_NOTHING, own, item.document, item.list, item.rank


def _is_not_in(foreign: Collection[str], url: str) -> bool:
    return url not in foreign


_CONFLICT = "article string, field string, conflict binary"


def _conflicts(rows: Iterator[Row]) -> Iterator[Row]:
    for packed in chain.from_iterable(conflicts for (conflicts,) in rows):
        conflict = unpack(Conflict, packed)
        yield conflict.article, conflict.field, packed


def _count_fields(whole: "DataFrame") -> dict[str, int]:
    from pyspark.sql import functions as f

    names = whole.select(f.explode("fields").alias("name")).groupBy("name").count()
    return dict(sorted((row.name, row["count"]) for row in names.collect()))


def _count_types(whole: "DataFrame") -> tuple[dict[str | None, int], bool]:
    from pyspark.sql import functions as f

    precise = f.count("precision").alias("precise")
    rows = whole.groupBy("type").agg(f.count("*").alias("number"), precise).collect()
    return {row.type: row.number for row in rows}, any(row.precise for row in rows)


# -- from one article to others -------------------------------------------------------------------


def _with_parts(articles: "DataFrame", listed: "DataFrame") -> "DataFrame":
    ordered = listed.where("list = 'parts'").select("own", "iri", "list", "path", "rank")
    ordered = ordered.repartition("own").sortWithinPartitions("own", "path", "rank")
    parts = map_rows(ordered, _parts, "key string, parts array<string>")
    rows = articles.join(parts, "key", "left").select("iri", "key", "article", "parts")
    return map_rows(rows, _replace_parts, "iri string, key string, article binary")


def _parts(rows: Iterator[Row]) -> Iterator[Row]:
    for _, group in groupby(rows, key=itemgetter(0)):
        listed = [Listing(*item) for item in group]
        iri_of = {item.target: item.target for item in listed}
        for key, parts in parts_of(listed, iri_of).items():
            yield key, list(parts)


def _replace_parts(rows: Iterator[Row]) -> Iterator[Row]:
    for iri, key, article, parts in rows:
        if parts is not None:
            article = pack(structs.replace(unpack(Article, article), parts=tuple(parts)))
        yield iri, key, article


def _links(listed: "DataFrame", articles: "DataFrame") -> "DataFrame":
    """Return the links; an article comes right before what it lists, which needs no join."""
    from pyspark.sql import functions as f

    nothing = f.lit(None)
    rows = articles.select("key", "iri", nothing.cast("string"), nothing.cast("int"))
    rows = rows.union(listed.where("list = 'related'").select("own", "iri", "path", "rank"))
    rows = rows.toDF("source", "iri", "path", "rank")
    order = ("source", f.col("path").isNotNull(), "iri", "path", "rank")
    ordered = rows.repartition("source").sortWithinPartitions(*order)
    return map_rows(ordered, _link_rows, "source string, target string, link binary")


def _link_rows(rows: Iterator[Row]) -> Iterator[Row]:
    for _, group in groupby(rows, key=itemgetter(0)):
        _, source, _, _ = next(group)
        for link in links((source, *stated) for _, *stated in group):
            yield link.source, link.target, pack(link)


# -- what each document speaks of -----------------------------------------------------------------


def _contents(spoken: "DataFrame", subjects: list[Provider | Topic]) -> "DataFrame":
    rows = spoken.selectExpr("path", "rank > 0", "iri").toDF("path", "is_mentioned", "iri")
    own = [(path, False, item.iri) for item in subjects for path in item.documents]
    if own:
        rows = rows.union(spoken.sparkSession.createDataFrame(own, rows.schema))
    order = ("path", "is_mentioned", "iri")
    ordered = rows.repartition("path").sortWithinPartitions(*order)
    return map_rows(ordered, _by_document, "path string, iri string, iris array<string>")


def _by_document(rows: Iterator[Row]) -> Iterator[Row]:
    for path, group in groupby(rows, key=itemgetter(0)):
        own, *mentioned = dict.fromkeys(iri for _, _, iri in group)
        yield path, own, mentioned
