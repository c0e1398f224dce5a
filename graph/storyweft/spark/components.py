"""Connected components of any graph, as tables: who hangs together, by whatever chain.

Large stars and small stars in turn (Kiveris et al., Connected Components in MapReduce and Beyond,
SoCC 2014): a chain of n needs about log n rounds, and no row ever grows with its component.
"""

from typing import TYPE_CHECKING

from storyweft.spark.stages import Checkpoint

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame


def components(edges: "DataFrame", checkpoint: Checkpoint, name: str) -> "DataFrame":
    """Return each end of the edges (``one``, ``other``) as ``node``, with its least as ``root``.

    Each round is a checkpoint of this name and a number.
    """
    from pyspark.sql import functions as f

    edges = checkpoint(f"{name}-0", edges.select("one", "other").where("one != other").distinct())
    before, number = None, 0
    while (state := _state(edges)) != before:
        before, number = state, number + 1
        edges = checkpoint(f"{name}-{number}", _small_stars(_large_stars(edges)))
    roots = edges.select(f.col("one").alias("node"), f.col("other").alias("root"))
    return roots.union(edges.select("other", "other")).distinct()


def _large_stars(edges: "DataFrame") -> "DataFrame":
    """Tie the greater neighbours of each node to the least of all its neighbours and itself."""
    from pyspark.sql import functions as f

    both = edges.union(edges.select("other", "one"))
    least = f.least("one", _least_neighbour())
    tied = both.withColumn("least", least).where("other > one")
    return tied.select(f.col("other").alias("one"), f.col("least").alias("other")).distinct()


def _small_stars(edges: "DataFrame") -> "DataFrame":
    """Tie each node and its lesser neighbours to the least of these."""
    from pyspark.sql import functions as f

    tied = edges.withColumn("least", _least_neighbour())
    again = tied.select("other", "least").union(tied.select("one", "least"))
    return again.toDF("one", "other").where(f.col("one") != f.col("other")).distinct()


def _least_neighbour() -> "Column":
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    return f.min("other").over(Window.partitionBy("one"))


def _state(edges: "DataFrame") -> object:
    """Return what tells whether edges have changed."""
    from pyspark.sql import functions as f

    return edges.agg(f.count("*"), f.bit_xor(f.xxhash64("one", "other"))).collect()[0]
