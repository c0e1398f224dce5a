"""Rows of documents → rows of mentions, each with the key of the article that it speaks of.

What ``identity`` and ``references`` decide for all documents at once is asked here in parts: the
claims of one component, the answers to one reference.
"""

from collections.abc import Collection, Iterator
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from storyweft.model import Document, Record
from storyweft.resolving.identity import (
    Claim,
    Mention,
    claims,
    join,
    key_of,
    mentions,
    own_mentions,
    unclear_reference,
)
from storyweft.resolving.references import names_in, names_of
from storyweft.spark.components import components
from storyweft.spark.frames import Row, map_rows, pack, unpack
from storyweft.spark.stages import Checkpoint
from storyweft.urls import Identifier

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

#: So many claims one task joins, without asking first which of them hang together.
CLAIMS_A_TASK = 200_000

_STATEMENTS = "key string, own string, path string, list string, rank int, record binary, line int"
_ADDRESSES = "article string, address string, url string"
_CLAIM = (
    "document string, is_part boolean, rank int, number int, line long, position string, url string"
)
_JOINED = "key string, root string, path string, problem binary"
_ASKED = "path string, reference string, position int, kind string, text string"
_NAMES = "kind string, text string, path string, key string"
_ANSWERS = "kind string, text string, first string, second string, least string, greatest string"


class Identified(NamedTuple):
    """What tells articles apart.

    ``mentions`` (key, own, path, list, rank, record) are all that have an article, with the key of
    their document's own; ``foreign`` (key, url) are the URLs that they give and that are no
    addresses of that article, ``problems`` (path, problem) what could not be told.
    """

    mentions: "DataFrame"
    foreign: "DataFrame"
    problems: "DataFrame"


def identify(documents: "DataFrame", rules: Collection[str], checkpoint: Checkpoint) -> Identified:
    """Give each mention of the documents the key of its article."""
    joined = _joined(documents, rules, checkpoint)
    roots = joined.where("root is not null").select("key", "root")
    ambiguous = joined.where("key is not null and root is null").select("key")
    problems = joined.where("problem is not null").select("path", "problem")
    stated = map_rows(documents, partial(_stated, rules), _STATEMENTS)
    keyed = checkpoint("mentions", _rooted(_rooted(stated, "key", roots), "own", roots))
    naming = keyed.where("key is null")
    keyed = keyed.where("key is not null")
    if not naming.isEmpty():
        named = checkpoint("named", _named(documents, naming, roots, rules))
        keyed = keyed.unionByName(named.where("key is not null").drop("problem"))
        problems = problems.union(named.where("problem is not null").select("path", "problem"))
    addresses = map_rows(documents, partial(_stated_addresses, rules), _ADDRESSES)
    return Identified(keyed, _foreign(addresses, keyed, roots, ambiguous), problems)


def _stated(rules: Collection[str], rows: Iterator[Row]) -> Iterator[Row]:
    identifier = Identifier(rules)
    for _, packed in rows:
        own: str | None = None
        for item in mentions([unpack(Document, packed)]):  # its own comes first
            key = key_of(item, identifier)
            own = own if item.rank else key
            yield key, own, item.document, item.list, item.rank, pack(item.record), item.line


def _mentions(rows: Iterator[Row]) -> Iterator[Mention]:
    yield from mentions(unpack(Document, document) for _, document in rows)


def _rooted(rows: "DataFrame", column: str, roots: "DataFrame") -> "DataFrame":
    """Return the rows with the key in a column replaced by that of its article."""
    from pyspark.sql import functions as f

    renamed = roots.withColumnRenamed("key", column)
    return (
        rows.join(renamed, column, "left")
        .withColumn(column, f.coalesce("root", column))
        .select(rows.columns)
    )


# -- addresses that documents state -------------------------------------------------------------


def _joined(documents: "DataFrame", rules: Collection[str], checkpoint: Checkpoint) -> "DataFrame":
    """Return what claims come to: key and root (null if ambiguous), or path and problem.

    A task holds the claims of one component, each once: millions only if so many articles claim
    one address.
    """
    from pyspark.sql import functions as f

    schema = f"address string, article string, {_CLAIM}"
    rows = map_rows(documents, partial(_claims, rules), schema)
    first = f.min(f.struct("document", "is_part", "rank", "number", "line", "position", "url"))
    stated = rows.groupBy("address", "article").agg(first.alias("claim"))
    stated = checkpoint("claims", stated.select("address", "article", "claim.*"))
    columns = ("component", "address", "article", "document", "line", "position", "url")
    if stated.count() <= CLAIMS_A_TASK:
        # Few: the driver joins them, and what they come to is sent to every task.
        claimed = stated.withColumn("component", f.lit("")).select(*columns).collect()
        return f.broadcast(stated.sparkSession.createDataFrame([*_join(iter(claimed))], _JOINED))
    edges = stated.select(f.col("address").alias("one"), f.col("article").alias("other"))
    nodes = components(edges, checkpoint, "component").toDF("article", "component")
    together = stated.join(nodes, "article").repartition("component")
    ordered = together.select(*columns).sortWithinPartitions("component")
    return checkpoint("joined", map_rows(ordered, _join, _JOINED))


def _claims(rules: Collection[str], rows: Iterator[Row]) -> Iterator[Row]:
    identifier = Identifier(rules)
    for mention in _mentions(rows):
        for number, claim in enumerate(claims(mention, identifier)):
            where = (*mention.position, number, claim.line, claim.position, claim.url)
            yield claim.address, claim.article, *where


def _join(rows: Iterator[Row]) -> Iterator[Row]:
    for _, component in groupby(rows, key=itemgetter(0)):
        joined = join(Claim(*claim) for _, *claim in component)
        yield from ((key, root, None, None) for key, root in joined.roots.items())
        yield from ((key, None, None, None) for key in joined.ambiguous)
        yield from ((None, None, item.path, pack(item)) for item in joined.problems)


def _stated_addresses(rules: Collection[str], rows: Iterator[Row]) -> Iterator[Row]:
    identifier = Identifier(rules)
    for mention in _mentions(rows):
        url = mention.record.url
        if url is not None:
            article = identifier.key(url)
            for address in mention.record.addresses:
                key = identifier.key(address.url)
                if key != article:
                    yield article, key, address.url


def _foreign(
    stated: "DataFrame", keyed: "DataFrame", roots: "DataFrame", ambiguous: "DataFrame"
) -> "DataFrame":
    """Return the URLs given for an article that ``Identities.may_have`` says no to."""
    unclear = stated.join(ambiguous.toDF("address"), "address", "left_semi")
    unclear, stated = (
        _rooted(_rooted(rows, "address", roots), "article", roots).where("address != article")
        for rows in (unclear, stated)
    )
    taken = stated.join(keyed.select("key").toDF("address"), "address", "left_semi")
    return unclear.unionByName(taken).select("article", "url").toDF("key", "url")


# -- articles that are named, not addressed -----------------------------------------------------


def _named(
    documents: "DataFrame", naming: "DataFrame", roots: "DataFrame", rules: Collection[str]
) -> "DataFrame":
    """Return mentions with the key of the article that they name, or with a problem."""
    from pyspark.sql import functions as f

    asked = map_rows(naming.select("path", "record"), _asked, _ASKED).distinct()
    names = map_rows(documents, partial(_names, rules), _NAMES)
    names = names.join(asked.select("kind", "text").distinct(), ["kind", "text"], "left_semi")
    name = ("kind", "text")
    names = _rooted(names, "key", roots).repartition(*name).sortWithinPartitions(*name, "path")
    answers = map_rows(names, _answers, _ANSWERS)
    best = f.min(f.struct("position", "first", "second", "least", "greatest")).alias("best")
    answered = asked.join(answers, [*name]).groupBy("path", "reference").agg(best)
    answered = answered.select("path", "reference", "best.*").drop("position")
    columns = ("own", "path", "list", "rank", "reference", "record", "line")
    referring = naming.select(*columns[:4], "record", "line")
    referring = map_rows(referring, _with_reference, _REFERRING)
    rows = referring.join(answered, ["path", "reference"], "left")
    rows = rows.select(*columns, "first", "second", "least", "greatest")
    return map_rows(rows, _decided, f"{_STATEMENTS}, problem binary")


_REFERRING = (
    "own string, path string, list string, rank int, reference string, record binary, line int"
)


def _asked(rows: Iterator[Row]) -> Iterator[Row]:
    for path, record in rows:
        reference = unpack(Record, record).reference or ""
        for position, name in enumerate(names_in(reference, path)):
            yield path, reference, position, *name


def _names(rules: Collection[str], rows: Iterator[Row]) -> Iterator[Row]:
    identifier = Identifier(rules)
    for path, packed in rows:
        document = unpack(Document, packed)
        key = next((key_of(item, identifier) for item in own_mentions([document])), None)
        for name in names_of(document):
            yield *name, path, key


def _answers(rows: Iterator[Row]) -> Iterator[Row]:
    """Yield for each name the first two articles that answer, and whether all have one key.

    Documents that are about no article answer too, with none.
    """
    for name, group in groupby(rows, key=itemgetter(0, 1)):
        paths: list[str] = []
        least = greatest = None
        for *_, path, key in group:
            if key is not None:
                paths = [*paths, path][:2]
                least = min(least or key, key)
                greatest = max(greatest or key, key)
        yield *name, *[*paths, None, None][:2], least, greatest


def _with_reference(rows: Iterator[Row]) -> Iterator[Row]:
    for *position, record, line in rows:
        yield *position, unpack(Record, record).reference or "", record, line


def _decided(rows: Iterator[Row]) -> Iterator[Row]:
    for own, path, list_, rank, _, packed, line, first, second, least, greatest in rows:
        if least is not None and least == greatest:
            yield least, own, path, list_, rank, packed, line, None
        else:
            mention = Mention(path, rank, unpack(Record, packed), list_, line)
            problem = unclear_reference(mention, [first, second] if first else [])
            yield None, own, path, list_, rank, packed, line, pack(problem)
