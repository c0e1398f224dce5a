"""The same build on Apache Spark, for corpora that outgrow a machine (extra: spark)."""
