"""Rows of articles → rows of near-duplicates: the pairs that ``stories`` finds on one machine.

Texts that have the same key in a band stand in one part, in the order that they have on one
machine, and each meets those that follow it; so no task holds more than a few texts at a time.
"""

from collections import deque
from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from storyweft.model import Article, NearDuplicate
from storyweft.spark.frames import Row, map_rows, pack, unpack
from storyweft.spark.stages import Checkpoint
from storyweft.stories.near_duplicates import (
    BANDS,
    MAX_NEAR_DUPLICATES,
    MIN_WORDS,
    NEAR,
    SIMILARITY,
    Voice,
    are_apart,
    band_keys,
    find_voice,
    seed_of,
    share_of,
    weigh,
    words_of,
)

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_WORDS = "iri string, provider string, language string, words array<string>"
_TEXTS = "iri string, words array<string>, weights array<long>"
_KEYS = "band int, key long, next long, iri string"
_MET = "one string, other string"
_PAIRS = "first string, second string, pair binary"

# How many texts get their keys at once.
_BATCH = 1000


def find_near_duplicates(articles: "DataFrame", checkpoint: Checkpoint) -> "DataFrame":
    """Return rows (first, second, pair) of all near-identical articles of different providers."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    told = checkpoint("words", map_rows(articles.select("article"), _words, _WORDS))
    enough = told.where(f.size("words") >= MIN_WORDS).select("iri", "words")
    # An exact copy is paired with the first of its kind only.
    first = f.min("iri").over(Window.partitionBy("words"))
    enough = checkpoint("texts", enough.withColumn("first", first))
    same = enough.where("iri != first").select("first", "iri", f.lit(1.0))
    different = enough.where("iri = first").select("iri", "words")
    pairs = _similar(checkpoint("weights", _weighted(different)), checkpoint).union(same)
    pairs = pairs.toDF("one", "other", "share")
    for end in ("one", "other"):
        voices = told.select("iri", "provider", "language")
        pairs = pairs.join(voices.toDF(end, f"{end}_provider", f"{end}_language"), end)
    voice = ("one_provider", "one_language", "other_provider", "other_language")
    return map_rows(pairs.select("one", "other", "share", *voice), _pairs, _PAIRS)


def _words(rows: Iterator[Row]) -> Iterator[Row]:
    for (packed,) in rows:
        article = unpack(Article, packed)
        yield article.iri, *find_voice(article), sorted(words_of(article))


def _pairs(rows: Iterator[Row]) -> Iterator[Row]:
    for one, other, share, *voices in rows:
        if are_apart(Voice(*voices[:2]), Voice(*voices[2:])):
            first, second = sorted((one, other))
            yield first, second, pack(NearDuplicate(first, second, round(share, 3)))


def _weighted(texts: "DataFrame") -> "DataFrame":
    """Return rows (iri, words, weights) of different texts."""
    from pyspark.sql import functions as f

    each = texts.select("iri", f.explode("words").alias("word"))
    counts = each.groupBy("word").agg(f.count("iri").alias("spread"))
    counted = each.join(counts, "word").groupBy("iri")
    gathered = counted.agg(f.sort_array(f.collect_list(f.struct("word", "spread"))).alias("text"))
    columns = gathered.select(
        "iri", f.col("text.word").alias("words"), f.col("text.spread").alias("spread")
    )
    return map_rows(columns, partial(_weights, texts.count()), _TEXTS)


def _weights(size: int, rows: Iterator[Row]) -> Iterator[Row]:
    import numpy as np

    for iri, words, spread in rows:
        yield iri, words, weigh(words, np.array(spread), size).tolist()


def _similar(texts: "DataFrame", checkpoint: Checkpoint) -> "DataFrame":
    """Return rows (one, other, share) of the texts that are alike, a row a pair."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    keys = map_rows(texts, _keys, _KEYS)
    in_bands = keys.repartition("band", "key").sortWithinPartitions("band", "key", "next", "iri")
    met = checkpoint("pairs", map_rows(in_bands, _meet, _MET).distinct())
    for end in ("one", "other"):
        names = (f"{end}_words", f"{end}_weights")
        met = met.join(texts.toDF(end, *names), end)
    columns = met.select(
        *("one", "other", "one_words", "one_weights", "other_words", "other_weights")
    )
    shares = map_rows(columns, _shares, "one string, other string, share double")
    # A text is joined to the first of those before it.
    place = f.row_number().over(Window.partitionBy("one").orderBy("other"))
    joined = shares.withColumn("place", place).where(f.col("place") <= MAX_NEAR_DUPLICATES)
    return joined.select("one", "other", "share")


def _keys(rows: Iterator[Row]) -> Iterator[Row]:
    """Yield a row for each band of each text: its key there, and in the next."""
    import numpy as np

    while batch := list(islice(rows, _BATCH)):
        iris = [iri for iri, _, _ in batch]
        words = [word for _, some, _ in batch for word in some]
        weights = np.array([weight for _, _, some in batch for weight in some])
        seeds = np.fromiter(map(seed_of, words), dtype=np.uint64, count=len(words))
        starts = np.cumsum([0, *(len(some) for _, some, _ in batch[:-1])])
        numbers = np.arange(len(words))
        # Spark has no unsigned numbers: these are in the same order.
        keys = [
            (band_keys(numbers, starts, seeds, weights, band) ^ np.uint64(1 << 63))
            .view(np.int64)
            .tolist()
            for band in range(BANDS)
        ]
        for band in range(BANDS):
            following = keys[(band + 1) % BANDS]
            for place, iri in enumerate(iris):
                yield band, keys[band][place], following[place], iri


def _meet(rows: Iterator[Row]) -> Iterator[Row]:
    """Yield each text of a band with the few before it that have its key, the later IRI first."""
    before: deque[str] = deque(maxlen=NEAR)
    last = None
    for band, key, _, iri in rows:
        if (band, key) != last:
            before.clear()
            last = band, key
        for other in before:
            yield max(iri, other), min(iri, other)
        before.append(iri)


def _shares(rows: Iterator[Row]) -> Iterator[Row]:
    for one, other, words, weights, its_words, its_weights in rows:
        its = dict(zip(its_words, its_weights, strict=True))
        common = sum(w for word, w in zip(words, weights, strict=True) if word in its)
        share = share_of(common, sum(weights), sum(its_weights))
        if share >= SIMILARITY:
            yield one, other, share
