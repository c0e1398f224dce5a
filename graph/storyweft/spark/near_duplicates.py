"""Rows of articles → rows of near-duplicates: the pairs that ``stories`` finds on one machine.

Texts that have the same key in a band meet those right before them, in the order that they have on
one machine, so that no task holds more than a few texts at a time. How many texts have a word every
task knows: 100 bytes for each word that several have.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from storyweft.model import Article, NearDuplicate
from storyweft.spark.frames import Row, map_rows, pack, unpack
from storyweft.spark.stages import Checkpoint
from storyweft.stories import near_duplicates as rules
from storyweft.stories.near_duplicates import Voice

if TYPE_CHECKING:
    import pyarrow
    from numpy import int32
    from numpy.typing import NDArray
    from pyspark import Broadcast
    from pyspark.sql import DataFrame

_TEXT = "iri string, provider string, language string, page string, words array<string>"
_PAIR = "first string, second string, pair binary"
_KEYS = "band int, key long, next long, iri string"


class _Spread(NamedTuple):
    """How many texts there are, and how many have a word, if several do."""

    texts: int
    of: Mapping[str, int]

    def weigh(self, words: Sequence[str]) -> "NDArray[int32]":
        import numpy as np

        return rules.weigh(words, np.array([self.of.get(word, 1) for word in words]), self.texts)


def find_near_duplicates(articles: "DataFrame", checkpoint: Checkpoint) -> "DataFrame":
    """Return rows (first, second, pair) of all near-identical articles of different providers."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    said = map_rows(articles.select("article"), _words, f"digest binary, {_TEXT}")
    by_text = said.repartition("digest").sortWithinPartitions("digest", "iri")
    rows = checkpoint("texts", map_rows(by_text, _different, f"{_TEXT}, {_PAIR}"))
    texts = rows.where("pair is null").drop("first", "second", "pair")
    shared = texts.sparkSession.sparkContext.broadcast(_spread(texts))
    keys = texts.select("iri", "words").mapInArrow(partial(_keys, shared), _KEYS)
    # Each text with the few before it that have its key.
    before = Window.partitionBy("band", "key").orderBy("next", "iri").rowsBetween(-rules.NEAR, -1)
    near = keys.select("iri", f.collect_list("iri").over(before).alias("near"))
    met = near.select("iri", f.explode("near").alias("other"))
    met = met.select(f.greatest(*met.columns).alias("one"), f.least(*met.columns).alias("other"))
    met = met.distinct()
    for end in ("one", "other"):
        met = met.join(texts.selectExpr(f"iri as {end}", f"struct(*) as {end}_text"), end)
    shares = map_rows(met.select("one_text", "other_text"), partial(_shares, shared), _SHARES)
    # A text is joined to the first of those before it.
    turn = f.row_number().over(Window.partitionBy("one").orderBy("other"))
    joined = shares.withColumn("turn", turn).where(f.col("turn") <= rules.MAX_NEAR_DUPLICATES)
    same = rows.select("first", "second", "pair")
    return same.union(joined.select("other", "one", "pair")).where("pair is not null")


def _words(rows: Iterator[Row]) -> Iterator[Row]:
    for (packed,) in rows:
        article = unpack(Article, packed)
        words = sorted(rules.words_of(article))
        if len(words) >= rules.MIN_WORDS:
            digest = blake2b(pack(words), digest_size=16).digest()
            yield digest, article.iri, *rules.find_voice(article), words


def _different(rows: Iterator[Row]) -> Iterator[Row]:
    """Yield the first text of each kind, and a pair of it and each exact copy."""
    last, first, its_voice = None, "", Voice(None, "", "")
    for digest, iri, *voice, words in rows:
        if digest != last:
            last, first, its_voice = digest, iri, Voice(*voice)
            yield iri, *voice, words, None, None, None
        elif rules.are_apart(its_voice, Voice(*voice)):
            yield *(None,) * 5, first, iri, pack(NearDuplicate(first, iri, 1.0))


def _spread(texts: "DataFrame") -> _Spread:
    from pyspark.sql import functions as f

    # A null for each text counts them along with their words.
    words = f.explode(f.array_append("words", f.lit(None).cast("string"))).alias("word")
    counted = texts.select(words).groupBy("word").count()
    several = counted.where("count > 1 or word is null").toArrow().to_pydict()
    of = dict(zip(several["word"], several["count"], strict=True))
    return _Spread(of.pop(None, 0), of)


def _keys(
    shared: "Broadcast[_Spread]", batches: Iterable["pyarrow.RecordBatch"]
) -> Iterator["pyarrow.RecordBatch"]:
    """Yield a row for each band of each text: its key there, and in the next."""
    import numpy as np
    import pyarrow

    for batch in batches:
        lengths = batch["words"].value_lengths().to_numpy()
        said = batch["words"].flatten().dictionary_encode()
        words, numbers = said.dictionary.to_pylist(), said.indices.to_numpy()
        weights = shared.value.weigh(words)
        seeds = np.fromiter(map(rules.seed_of, words), dtype=np.uint64, count=len(words))
        starts = np.cumsum(lengths) - lengths
        # Spark has no unsigned numbers: these are in the same order.
        keys = [
            (rules.band_keys(numbers, starts, seeds, weights, band) ^ np.uint64(1 << 63)).view("i8")
            for band in range(rules.BANDS)
        ]
        columns = {
            "band": np.repeat(np.arange(rules.BANDS, dtype=np.int32), len(batch)),
            "key": np.concatenate(keys),
            "next": np.concatenate([*keys[1:], keys[0]]),
            "iri": pyarrow.concat_arrays([batch["iri"]] * rules.BANDS),
        }
        yield pyarrow.RecordBatch.from_pydict(columns)


_SHARES = "one string, other string, pair binary"


def _shares(shared: "Broadcast[_Spread]", rows: Iterator[Row]) -> Iterator[Row]:
    """Yield the texts that are alike, with a pair if their voices are apart."""
    for ends in rows:
        one, other = (end["iri"] for end in ends)
        mine, yours = (
            dict(zip(end["words"], shared.value.weigh(end["words"]).tolist(), strict=True))
            for end in ends
        )
        common = sum(weight for word, weight in mine.items() if word in yours)
        share = rules.share_of(common, sum(mine.values()), sum(yours.values()))
        if share >= rules.SIMILARITY:
            voices = (Voice(*(end[name] for name in Voice._fields)) for end in ends)
            is_pair = rules.are_apart(*voices)
            yield one, other, pack(NearDuplicate(other, one, round(share, 3))) if is_pair else None
