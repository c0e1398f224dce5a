"""One session for all tests on Spark: a process has one at most, and it takes long to start."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from storyweft.spark.session import open_session
from tests.cluster import CONF, QUICK, Cluster, running

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster of one worker; who kills it starts another."""
    with running(tmp_path_factory.mktemp("cluster")) as made:
        yield made


@pytest.fixture(scope="session")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the session also knows as viewfs://test/data, which Python cannot open."""
    return tmp_path_factory.mktemp("elsewhere")


@pytest.fixture(scope="session")
def session(cluster: Cluster, elsewhere: Path) -> Iterator["SparkSession"]:
    """A session on the cluster."""
    mount = {"spark.hadoop.fs.viewfs.mounttable.test.link./data": elsewhere.as_uri()}
    with open_session(cluster.url, CONF | QUICK | mount) as opened:
        cluster.wait()
        yield opened
