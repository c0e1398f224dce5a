"""The same build on Apache Spark, for corpora that outgrow a machine (extra: spark).

    import storyweft.spark

    storyweft.spark.build(session, "s3a://news/articles", "s3a://news/graph")
    storyweft.spark.build(session, documents=session.table("news.articles"), out="s3a://news/graph")
    nodes, edges, stories = storyweft.spark.tables(session, "s3a://news/articles")

``session`` is any classic ``SparkSession``; :func:`open_session` starts one.
"""

from storyweft.spark.job import DEFAULT_FORMATS as DEFAULT_FORMATS
from storyweft.spark.job import ON_DRIVER as ON_DRIVER
from storyweft.spark.job import SparkBuild as SparkBuild
from storyweft.spark.job import Tables as Tables
from storyweft.spark.job import build as build
from storyweft.spark.job import tables as tables
from storyweft.spark.session import open_session as open_session
