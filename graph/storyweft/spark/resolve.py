"""Rows of documents → rows of articles, links and near-duplicates, and what documents disagree on.

The rules are those of ``resolving`` and ``stories``, called on the rows that they need. What comes
out is what ``resolving`` makes of the same documents on one machine.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import datetime
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import structs

from storyweft.model import (
    Article,
    Document,
    Link,
    Provider,
    Record,
    Reference,
    Topic,
    Translation,
)
from storyweft.resolving.body_references import gather
from storyweft.resolving.entities import Entities
from storyweft.resolving.identity import Mention
from storyweft.resolving.iris import Iris
from storyweft.resolving.links import Listing, links, parts_of
from storyweft.resolving.merge import merge
from storyweft.resolving.translated import translated
from storyweft.settings import Settings
from storyweft.spark.frames import Row, map_rows, pack, rows_here, unpack
from storyweft.spark.identity import Identified, identify
from storyweft.spark.near_duplicates import find_near_duplicates
from storyweft.spark.stages import Checkpoint
from storyweft.urls import Identifier

if TYPE_CHECKING:
    from pyspark import Broadcast
    from pyspark.sql import DataFrame


class ResolutionTables(NamedTuple):
    """What the documents come to, in rows with values packed.

    ``documents`` (path, document) are without the addresses that are not theirs. ``articles`` (iri,
    key, article), ``links`` (source, target, is_reference, link), ``near_duplicates`` (first,
    second, pair), ``conflicts`` (conflict), ``problems`` (problem),
    ``contents`` (path, list, rank, iri: that of what the document is about with rank 0, then those
    of the articles that its mentions speak of, and in the list "body" its links);
    ``providers`` and ``topics`` are in order of IRI.
    """

    documents: "DataFrame"
    articles: "DataFrame"
    links: "DataFrame"
    near_duplicates: "DataFrame"
    conflicts: "DataFrame"
    counts: "Counter[tuple[str, str | int | None]]"
    problems: "DataFrame"
    contents: "DataFrame"
    providers: list[Provider]
    topics: list[Topic]
    entities: "Broadcast[Entities]"
    iris: Iris


#: How many articles have something: what that is (``type``, ``field`` nobody foresaw, ``hour``
#: since 1970 in which they were published, ``column`` that not every table has, ``change`` by what
#: other articles are), and which.
ArticleCounts = Counter[tuple[str, str | int | None]]


def what_counts(article: Article) -> Iterator[tuple[str, str | int | None]]:
    """Yield what is counted of an article."""
    yield "type", article.type
    yield "hour", hour_of(article.published)
    yield from (("field", name) for name, _ in article.properties)
    for column in ("precision", "updated_precision"):
        if getattr(article, column) is not None:
            yield "column", column


def counted(counts: ArticleCounts, what: str) -> dict[Any, int]:
    """Return how many articles have each of what is counted.

    >>> counted(Counter({("type", "video"): 2, ("hour", None): 1}), "hour")
    {None: 1}
    """
    return {name: number for (kind, name), number in counts.items() if kind == what}


def hour_of(time: str | None) -> int | None:
    """Return a time as hours since 1970."""
    return int(datetime.fromisoformat(time).timestamp() // 3600) if time else None


def resolve(documents: "DataFrame", settings: Settings, checkpoint: Checkpoint) -> ResolutionTables:
    """Tell which records speak of one article, and make it of them.

    :param documents: rows (path, document), a row a path.
    :param checkpoint: writes rows under a name and returns them as read again: nothing is worked
        out twice.
    """
    iris = Iris(settings.base_iri)
    identified = identify(documents, settings.rules, checkpoint)
    documents = identified.documents
    entities = Entities(identified.tally, iris, settings.mapping.authorities)
    shared = documents.sparkSession.sparkContext.broadcast(entities)
    merged = checkpoint("merged", _merged(identified, shared, iris))
    counts: ArticleCounts = Counter()
    for row in merged.where("counts is not null").select("counts").collect():
        counts.update(dict(unpack(_COUNTS, bytes(row.counts))))
    spoken = merged.where("path is not null")
    listed = spoken.where("own != key and (rank > 0 or list = 'body')")
    whole = merged.where("article is not null")
    articles = whole.select("iri", "key", "article")
    if counted(counts, "change"):
        changes = _parts(listed).union(_translations(spoken))
        articles = checkpoint("articles", _changed(articles, changes))
    providers = sorted(entities.providers(), key=lambda item: item.iri)
    topics = sorted(entities.topics(), key=lambda item: item.iri)
    return ResolutionTables(
        documents,
        articles,
        checkpoint("links", _links(listed, articles)),
        checkpoint("near-duplicates", find_near_duplicates(articles, checkpoint)),
        whole.selectExpr("explode(conflicts)"),
        counts,
        identified.problems,
        _contents(spoken, [*providers, *topics]),
        providers,
        topics,
        shared,
        iris,
    )


# -- one article of many mentions ---------------------------------------------------------------


def _merged(identified: Identified, entities: "Broadcast[Entities]", iris: Iris) -> "DataFrame":
    from pyspark.sql import functions as f

    columns = ("key", "url", "own", "path", "rank", "list", "record", "shared")
    rows = identified.mentions.withColumn("url", f.lit(None).cast("string")).select(*columns)
    rows = rows.unionByName(identified.foreign, allowMissingColumns=True)
    # What is foreign to an article comes before the mentions about it.
    ordered = rows.repartition("key").sortWithinPartitions("key", f.col("url").desc_nulls_last())
    return map_rows(ordered, partial(_merge, entities, iris, identified.identifier), _MERGED)


_COUNTS = list[tuple[tuple[str, str | int | None], int]]
# An article, or a mention of it: what follows needs no join to know of what it speaks. Or counts.
_MERGED = (
    "key string, iri string, article binary,"
    " conflicts array<binary>, own string, path string, list string, rank int,"
    " shared struct<name:string,translation:binary>, counts binary"
)


def _merge(
    entities: "Broadcast[Entities]", iris: Iris, identifier: Identifier, rows: Iterator[Row]
) -> Iterator[Row]:
    counts: ArticleCounts = Counter()
    for key, group in groupby(rows, key=itemgetter(0)):
        foreign: set[str] = set()
        group_mentions: list[Mention] = []
        others: list[Row] = []
        # An article that is related everywhere has millions of mentions, but few records.
        records: dict[bytes, Record] = {}
        for _, url, own, path, rank, list_, packed, shared in group:
            if url is not None:
                foreign.add(url)
                continue
            others.append((own, path, list_, rank, shared))
            counts["change", "parts"] += list_ == "parts"
            counts["change", "translations"] += shared is not None
            if packed is not None:
                if packed not in records:
                    records[packed] = unpack(Record, packed)
                group_mentions.append(Mention(path, rank, records[packed], list_))
        may_have = partial(_is_not_in, foreign)
        article, conflicts = merge(group_mentions, may_have, entities.value, iris, identifier)
        counts.update(what_counts(article))
        yield key, article.iri, pack(article), [*map(pack, conflicts)], *(None,) * 6
        for other in others:
            yield key, article.iri, None, None, *other, None
    yield *(None,) * 9, pack([*(+counts).items()])


def _is_not_in(foreign: Collection[str], url: str) -> bool:
    return url not in foreign


# -- from one article to others -------------------------------------------------------------------


# Of the values of one field of an article that with the last turn counts.
_CHANGES = "key string, name string, turn string, iris array<string>"


def _parts(listed: "DataFrame") -> "DataFrame":
    parts = listed.where("list = 'parts'").select("own", "iri", "list", "path", "rank")
    ordered = parts.repartition("own").sortWithinPartitions("own", "path", "rank")
    return map_rows(ordered, _parts_of, _CHANGES)


def _parts_of(rows: Iterator[Row]) -> Iterator[Row]:
    for _, group in groupby(rows, key=itemgetter(0)):
        listed = [Listing(*item) for item in group]
        iri_of = {item.target: item.target for item in listed}
        for key, parts in parts_of(listed, iri_of).items():
            yield key, "parts", "", list(parts)


def _translations(spoken: "DataFrame") -> "DataFrame":
    shared = spoken.where("shared is not null").select("shared.*", "path", "key", "iri")
    ordered = shared.repartition("name")
    return map_rows(ordered.sortWithinPartitions("name", "path"), _translated, _CHANGES)


def _translated(rows: Iterator[Row]) -> Iterator[Row]:
    for _, group in groupby(rows, key=itemgetter(0)):
        documents: list[Document] = []
        key_of: dict[str, str] = {}
        articles: dict[str, Article] = {}
        for _, packed, path, key, iri in group:
            documents.append(Document(path, Record(), translation=unpack(Translation, packed)))
            key_of[path] = key
            articles[key] = Article(iri=iri)
        for key, article in translated(documents, key_of, articles).items():
            turn = documents[0].path
            yield key, "translations", turn, list(article.translations)
            yield key, "original", turn, [article.original] if article.original else []


def _changed(articles: "DataFrame", changes: "DataFrame") -> "DataFrame":
    # Nulls come first: an article before what changes in it.
    rows = changes.unionByName(articles, allowMissingColumns=True).repartition("key")
    rows = rows.sortWithinPartitions("key", "name", "turn").select(*_CHANGED)
    return map_rows(rows, _change, "iri string, key string, article binary")


_CHANGED = ("key", "name", "iris", "iri", "article")


def _change(rows: Iterator[Row]) -> Iterator[Row]:
    for key, group in groupby(rows, key=itemgetter(0)):
        *_, iri, packed = next(group)
        values: dict[str, Any] = {}
        for _, name, iris, *_ in group:  # noqa: B031 - what is left of it
            values[name] = tuple(iris)
        if "original" in values:
            values["original"] = next(iter(values["original"]), None)
        yield (
            iri,
            key,
            pack(structs.replace(unpack(Article, packed), **values)) if values else packed,
        )


def _links(listed: "DataFrame", articles: "DataFrame") -> "DataFrame":
    """Return links and references; an article comes right before what it lists, without a join."""
    from pyspark.sql import functions as f

    nothing = f.lit(None)
    own = articles.select("key", nothing.cast("boolean"), "iri", nothing.cast("string"), nothing)
    rows = listed.where("list != 'parts'").selectExpr("own", "list = 'body'", "iri", "path", "rank")
    rows = own.union(rows).toDF("source", "is_reference", "iri", "path", "rank")
    ordered = rows.repartition("source").sortWithinPartitions(*rows.columns)  # nulls come first
    return map_rows(ordered, _link_rows, _LINKS)


_LINKS = "source string, target string, is_reference boolean, link binary"


def _link_rows(rows: Iterator[Row]) -> Iterator[Row]:
    for _, group in groupby(rows, key=itemgetter(0)):
        source = next(group)[2]
        for is_reference, listed in groupby(group, key=itemgetter(1)):
            stated = ((source, target, path, rank) for _, _, target, path, rank in listed)
            if not is_reference:
                made: Iterator[Link | Reference] = links(stated)
            else:
                pairs = (item[:3] for item in stated)
                made = gather(pair for pair, _ in groupby(pairs))
            for link in made:
                yield link.source, link.target, is_reference, pack(link)


# -- what each document speaks of -----------------------------------------------------------------


_CONTENTS = "path string, list string, rank int, iri string"


def _contents(spoken: "DataFrame", subjects: list[Provider | Topic]) -> "DataFrame":
    own = [(path, "", 0, item.iri) for item in subjects for path in item.documents]
    rows = spoken.select("path", "list", "rank", "iri")
    return rows.union(rows_here(rows.sparkSession, own, _CONTENTS))
