"""Rows of articles → rows of near-duplicates: the pairs that ``stories`` finds on one machine.

Texts that share a key meet in a join, so no task holds more than its part of the pairs.
"""

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from storyweft.model import Article, NearDuplicate
from storyweft.spark.frames import Row, map_rows, pack, unpack
from storyweft.spark.stages import Checkpoint
from storyweft.stories.near_duplicates import (
    MAX_NEAR_DUPLICATES,
    MIN_WORDS,
    SIMILARITY,
    are_apart,
    rarest,
    share_of,
    shared_words,
    words_of,
)

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_WORDS = "iri string, provider string, words array<string>"
_PAIRS = "first string, second string, pair binary"


def find_near_duplicates(articles: "DataFrame", checkpoint: Checkpoint) -> "DataFrame":
    """Return rows (first, second, pair) of all near-identical articles of different providers."""
    from pyspark.sql import functions as f

    told = map_rows(articles.select("article"), _words, _WORDS)
    # A number takes a tenth of the room of an IRI; written down, it stays what it is.
    told = checkpoint("words", told.withColumn("id", f.monotonically_increasing_id()))
    texts = checkpoint("texts", _texts(told, checkpoint))
    # An exact copy is paired with the first of its kind only.
    same = texts.where("id != first").select("first", "id", f.lit(1.0))
    different = texts.where("id = first").select("id", "text")
    pairs = checkpoint("pairs", _similar(different)).union(same)
    for end in ("one", "other"):
        named = told.select(f.col("id").alias(end), f.struct("iri", "provider").alias(f"{end}_is"))
        pairs = pairs.join(named, end)
    columns = ("one_is.iri", "other_is.iri", "share", "one_is.provider", "other_is.provider")
    rows = pairs.select(*columns).toDF("one", "other", "share", "its_provider", "others_provider")
    return map_rows(rows, _pairs, _PAIRS)


def _pairs(rows: Iterator[Row]) -> Iterator[Row]:
    for one, other, share, its_provider, others_provider in rows:
        if are_apart(its_provider, others_provider):
            first, second = sorted((one, other))
            yield first, second, pack(NearDuplicate(first, second, round(share, 3)))


def _words(rows: Iterator[Row]) -> Iterator[Row]:
    for (packed,) in rows:
        article = unpack(Article, packed)
        yield article.iri, article.provider and article.provider.iri, list(words_of(article))


def _texts(told: "DataFrame", checkpoint: Checkpoint) -> "DataFrame":
    """Return rows (id, text, first) of the articles with enough words.

    A text is the numbers of its words, rarest first, and ``first`` the first article that has it.
    """
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    counts = told.select(f.explode("words").alias("word")).groupBy("word").count()
    # With gaps, but in the order of the numbers that words have on one machine.
    number = f.monotonically_increasing_id().alias("number")
    numbers = checkpoint("vocabulary", counts.orderBy("count", "word").select("word", number))
    enough = told.where(f.size("words") >= MIN_WORDS)
    each = enough.select("id", f.explode("words").alias("word")).join(numbers, "word")
    texts = each.groupBy("id").agg(f.sort_array(f.collect_list("number")).alias("text"))
    first = f.min(f.struct("iri", "id")).over(Window.partitionBy("text")).getField("id")
    named = texts.join(told.select("id", "iri"), "id").withColumn("first", first)
    return named.select("id", "text", "first")


def _similar(texts: "DataFrame") -> "DataFrame":
    """Return rows (one, other, share) of the texts that are alike, a row a pair."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    keys = map_rows(texts, _keys, "id long, one long, other long")
    # That two keys are one number by chance costs a comparison, no more.
    keys = keys.select("id", f.xxhash64("one", "other").alias("key"))
    near = keys.toDF("one", "key").join(keys.toDF("other", "key"), "key").where("one < other")
    near = near.select("one", "other").distinct()
    for end in ("one", "other"):
        is_text = f.struct(f.size("text").alias("size"), "text", "id").alias(f"{end}_is")
        near = near.join(texts.select(f.col("id").alias(end), is_text), end)
    common = f.size(f.array_intersect("one_is.text", "other_is.text"))
    share = share_of(common, f.col("one_is.size"), f.col("other_is.size"))
    # Texts are in order of length, then of their words: a text is a copy of those before it.
    text, before = f.greatest("one_is", "other_is"), f.least("one_is", "other_is")
    alike = near.select(text.alias("text"), before.alias("before"), share.alias("share"))
    alike = alike.where(f.col("share") >= SIMILARITY)
    place = f.row_number().over(Window.partitionBy("text.id").orderBy("before"))
    found = alike.withColumn("place", place).where(f.col("place") <= MAX_NEAR_DUPLICATES)
    return found.select("text.id", "before.id", "share").toDF("one", "other", "share")


def _keys(rows: Iterator[Row]) -> Iterator[Row]:
    for place, text in rows:
        for shared in shared_words(len(text), SIMILARITY):
            few = text[: rarest(len(text), shared, SIMILARITY)]
            for key in combinations(few, shared):
                yield place, key[0], key[-1]
