"""Rows of articles → rows of copies: the pairs that ``copies`` finds on one machine.

Texts that share a key meet in a join, so no task holds more than its part of the pairs.
"""

from collections.abc import Iterator
from itertools import combinations, groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING

from storyweft.copies import (
    MAX_COPIES,
    MIN_WORDS,
    SIMILARITY,
    are_apart,
    rarest,
    share_of,
    shared_words,
    words_of,
)
from storyweft.model import Article, Copy
from storyweft.spark.frames import Row, map_rows, pack, unpack
from storyweft.spark.identity import Checkpoint

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_COPIES = "first string, second string, copy binary"
_PAIRS = "first string, second string, share double"


def find_copies(articles: "DataFrame", checkpoint: Checkpoint) -> "DataFrame":
    """Return rows (first, second, copy) of all near-identical articles of different providers."""
    from pyspark.sql import functions as f

    texts = checkpoint("texts", _texts(articles))
    # An exact copy is paired with the first of its kind only.
    same = texts.where("iri != first").select("first", f.col("iri").alias("second"), f.lit(1.0))
    different = texts.where("iri = first").select("iri", "ranked")
    pairs = checkpoint("pairs", _similar(different)).union(same)
    for end in ("first", "second"):
        named = texts.select(f.col("iri").alias(end), f.col("provider").alias(f"{end}_provider"))
        pairs = pairs.join(named, end)
    rows = pairs.select("first", "second", "share", "first_provider", "second_provider")
    return map_rows(rows, _copies, _COPIES)


def _copies(rows: Iterator[Row]) -> Iterator[Row]:
    for first, second, share, one, other in rows:
        if are_apart(one, other):
            yield first, second, pack(Copy(first, second, round(share, 3)))


def _texts(articles: "DataFrame") -> "DataFrame":
    """Return the words of each article with enough of them, rarest first.

    ``ranked`` has each word behind its count: texts are ordered by that as by the numbers that
    words have on one machine. ``first`` is the first article with the same words.
    """
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    schema = "iri string, provider string, size int, word string"
    words = map_rows(articles.select("article"), _words, schema)
    counts = words.groupBy("word").count()
    ranked = f.array_sort(f.collect_list(f.struct("count", "word"))).alias("ranked")
    enough = words.where(f.col("size") >= MIN_WORDS).join(counts, "word")
    texts = enough.groupBy("iri").agg(f.first("provider").alias("provider"), ranked)
    return texts.withColumn("first", f.min("iri").over(Window.partitionBy("ranked")))


def _words(rows: Iterator[Row]) -> Iterator[Row]:
    for (packed,) in rows:
        article = unpack(Article, packed)
        words = words_of(article)
        for word in words:
            yield article.iri, article.provider and article.provider.iri, len(words), word


def _similar(texts: "DataFrame") -> "DataFrame":
    """Return the pairs of texts that are alike, each once, in order of IRI."""
    from pyspark.sql import functions as f

    words = texts.select("iri", f.col("ranked.word"))
    keys = map_rows(words, _keys, "iri string, key string")
    # That two keys are one number by chance costs a comparison, no more.
    keys = keys.select("iri", f.xxhash64("key").alias("key"))
    near = keys.toDF("one", "key").join(keys.toDF("other", "key"), "key").where("one < other")
    near = near.select("one", "other").distinct()
    for end in ("one", "other"):
        near = near.join(texts.toDF(end, f"{end}_ranked"), end)
    # Texts are in order of length, then of their words: a text is a copy of those before it.
    orders = [f.struct(f.size(f"{end}_ranked"), f"{end}_ranked") for end in ("one", "other")]
    text = f.when(orders[0] > orders[1], f.col("one")).otherwise(f.col("other")).alias("text")
    before = f.when(orders[0] > orders[1], f.col("other")).otherwise(f.col("one")).alias("before")
    both = [f.col(f"{end}_ranked.word").alias(end) for end in ("one", "other")]
    compared = near.select(text, before, *both)
    alike = map_rows(compared, _alike, "text string, before string, share double")
    ordered = alike.join(texts.toDF("before", "ranked"), "before").repartition("text")
    ordered = ordered.sortWithinPartitions("text", f.size("ranked"), "ranked")
    return map_rows(ordered.select("text", "before", "share"), _first_copies, _PAIRS)


def _keys(rows: Iterator[Row]) -> Iterator[Row]:
    for iri, words in rows:
        for shared in shared_words(len(words), SIMILARITY):
            few = words[: rarest(len(words), shared, SIMILARITY)]
            yield from ((iri, " ".join(key)) for key in combinations(few, shared))


def _alike(rows: Iterator[Row]) -> Iterator[Row]:
    for text, before, one, other in rows:
        common = len({*one}.intersection(other))
        share = share_of(common, len(one), len(other))
        if share >= SIMILARITY:
            yield text, before, share


def _first_copies(rows: Iterator[Row]) -> Iterator[Row]:
    for _, group in groupby(rows, key=itemgetter(0)):
        for text, before, share in islice(group, MAX_COPIES):
            yield *sorted((text, before)), share
