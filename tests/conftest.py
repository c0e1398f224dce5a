"""What many tests need: the seeds, their graph, and documents made on the spot."""

import gc
import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

import storyweft
from storyweft.cli.main import main

pytest_plugins = ["tests.browser"]

ROOT = Path(__file__).parent.parent

# How long an example takes is the machine's affair.
settings.register_profile("storyweft", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("storyweft")


#: Rooms whose tests share a cluster or a server.
TOGETHER = ("tests/spark/", "tests/push/")
#: What takes longest to start and to run begins first, so that nothing is waited for at the end.
FIRST = ("tests/spark/", "tests/page/", "tests/rebuilding/")


class ByFile(LoadScopeScheduling):  # type: ignore[misc]  # which has no types
    """Lets one process run a file, or a room whose tests share a server: it starts once."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return next((room for room in TOGETHER if file.startswith(room)), file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByFile:
    return ByFile(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser or a cluster, and let what takes longest begin first."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "browser" in fixtures:
            item.add_marker(pytest.mark.browser)
        if "cluster" in fixtures:
            item.add_marker(pytest.mark.cluster)
    items.sort(key=_turn)


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over all that was collected: it stays to the end."""
    gc.freeze()


def _turn(item: pytest.Item) -> int:
    turns = [turn for turn, room in enumerate(FIRST) if item.nodeid.startswith(room)]
    return turns[0] if turns else len(FIRST)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Take a skip for a failure where every program is meant to be there."""
    report = yield
    # The set of real news is nobody's to install.
    excused = "no development set" in str(report.longrepr)
    if report.skipped and not excused and os.environ.get("STORYWEFT_NO_SKIPS"):
        report.outcome = "failed"
        report.longrepr = f"skipped, but STORYWEFT_NO_SKIPS is set: {report.longrepr}"
    return report


@pytest.fixture(scope="session", autouse=True)
def _no_waiting_for_the_disk() -> Iterator[None]:
    """Let what a build writes lie in memory: no power fails in between."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", os.fstat)  # which refuses what is no open file, too
        yield


@pytest.fixture(scope="session")
def seeds() -> Path:
    return ROOT / "seeds"


@pytest.fixture(scope="session")
def seeds_graph(seeds: Path) -> storyweft.Graph:
    return storyweft.build(seeds)


@pytest.fixture
def run() -> Callable[..., Result]:
    """Run the command line as a user does, in this process."""

    def run(*arguments: str | Path) -> Result:
        texts = [str(argument) for argument in arguments]
        return CliRunner().invoke(main, texts, prog_name="storyweft")

    return run
