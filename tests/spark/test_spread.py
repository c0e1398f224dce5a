"""By all of a cluster: what comes out is that of one machine, whatever breaks on the way."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import storyweft
from storyweft import spark
from storyweft.spark.page import Selection
from tests.cluster import Cluster
from tests.folders import write
from tests.spark.corpora import packed, write_all
from tests.spark.outputs import assert_same

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ROOT = Path(__file__).parent.parent.parent
SITES = sorted((ROOT / "tests" / "fixtures" / "sites").iterdir())
FORMATS = ("nt", "nq", "parquet", "html")


class Interrupted(Exception):
    """What stops a build in a test."""


def test_all_of_a_cluster_makes_what_one_machine_makes_whatever_breaks(
    session: "SparkSession", cluster: Cluster, seeds: Path, tmp_path: Path
) -> None:
    """A build that was stopped half-way is taken up, and loses a worker with its executor."""
    write_all(tmp_path / "source", seeds)
    write(tmp_path / "archives", packed(seeds))
    sources = [str(path) for path in (tmp_path / "source", tmp_path / "archives", *SITES)]
    out = tmp_path / "out"
    begun: list[str] = []

    def stop(stage: str, done: int, total: int) -> None:
        begun.append(stage)
        if stage == "views":
            raise Interrupted

    def kill(stage: str, done: int, total: int) -> None:
        begun.append(stage)
        # While its tasks run: more than one is told of only then.
        is_at_work = stage in ("nodes", "edges") and total > 1
        if is_at_work and cluster.workers[0].poll() is None:
            cluster.kill_worker()

    options: dict[str, Any] = {"formats": FORMATS, "by_month": True, "page_top": 40}
    with pytest.raises(Interrupted):
        spark.build(session, sources, str(out), **options, most_on_driver=0, progress=stop)
    assert {"documents", "links"} <= set(begun)
    assert {path.name for path in out.iterdir()} == {"_work"}
    begun.clear()
    cluster.start_worker()
    spark.build(session, sources, str(out), **options, most_on_driver=0, progress=kill)
    assert not {"documents", "links"} & set(begun)
    assert cluster.workers[0].poll() is not None

    graph = storyweft.build(*sources)
    codes = {problem.code for problem in graph.problems}
    assert codes >= {"ambiguous-reference", "ambiguous-topic", "ambiguous-address"}
    assert codes >= {"unknown-reference", "archive-inside"}
    assert {problem.action for problem in graph.problems} >= {"repaired", "rejected", "unread"}
    assert graph.conflicts
    assert graph.references
    assert any(article.translations for article in graph.articles)
    selection = Selection(top=40)
    here = tmp_path / "here"
    assert_same(out, graph, here, by_month=True, selection=selection)
