"""What many tests need: the seeds, their graph, and documents made on the spot."""

import os
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import storyweft
from storyweft.cli.main import main

pytest_plugins = ["tests.browser"]

ROOT = Path(__file__).parent.parent


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
        given = [str(argument) for argument in arguments]
        return CliRunner().invoke(main, given, prog_name="storyweft")

    return run
