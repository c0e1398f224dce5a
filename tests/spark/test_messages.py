"""What the command says where Spark is asked for what it cannot do, or is not there."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from storyweft import spark
from storyweft.settings import Settings
from storyweft.spark.job import Plan, fingerprint
from storyweft.spark.session import SETTINGS

Run = Callable[..., Result]
ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--store", "x"], "--store is not for --engine spark: load the parts into a store"),
        (["--jobs", "2"], "--jobs is not for --engine spark: say how many cores by --master"),
        (["--format", "ttl"], "--format ttl is not for --engine spark: use one of nt, nq, parq"),
        (["--conf", "x"], "--conf: expected KEY=VALUE, got 'x'"),
    ],
)
def test_options_that_make_no_sense_are_refused(run: Run, options: list[str], message: str) -> None:
    result = run("build", "seeds", "--out", "x", "--engine", "spark", *options)
    assert result.exit_code == 2
    assert message in result.stderr


def test_the_page_about_spark_names_every_setting() -> None:
    page = (ROOT / "graph" / "SPARK.md").read_text(encoding="utf-8")
    assert [name for name in SETTINGS if name.removeprefix("spark.sql.adaptive") not in page] == []


def test_options_of_spark_are_for_spark(run: Run) -> None:
    for option in (["--master", "local[2]"], ["--by-month"], ["--page-top", "3"]):
        result = run("build", "seeds", "--out", "x", *option)
        assert result.exit_code == 2
        assert f"{option[0]} is for --engine spark" in result.stderr


def test_without_java_the_message_names_it(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pytest.importorskip("pyspark")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    result = run("build", "seeds", "--out", tmp_path, "--engine", "spark")
    assert result.exit_code == 1
    assert f"there is none in JAVA_HOME, {tmp_path}: install Java 17 or newer" in result.stderr
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n")
    java.chmod(0o755)
    result = run("build", "seeds", "--out", tmp_path, "--engine", "spark")
    assert "needs Java 17 or newer" in result.stderr
    assert "11.0.2" in result.stderr


def test_without_pyspark_the_message_names_the_extra(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    result = run("build", "seeds", "--out", tmp_path, "--engine", "spark")
    assert result.exit_code == 1
    assert "pip install 'storyweft[spark]'" in result.stderr


def test_a_driver_that_is_told_to_end_says_how_to_go_on(
    run: Run, monkeypatch: pytest.MonkeyPatch, seeds: Path
) -> None:
    monkeypatch.setattr(spark, "open_session", lambda *_: signal.raise_signal(signal.SIGTERM))
    result = run("build", seeds, "--out", "there", "--engine", "spark")
    assert result.exit_code == 128 + signal.SIGTERM
    assert "interrupted: the same command goes on where it stopped" in result.stderr
    assert "there/_work" in result.stderr


def test_a_run_is_known_again_by_another_process() -> None:
    code = """if True:
        from storyweft.settings import Settings
        from storyweft.spark.job import Plan, fingerprint
        settings = Settings(base_iri="https://base.example/")
        plan = Plan(settings, False, 1000, 1000, ["nt"])
        print(fingerprint("digest", ["news"], plan))
    """
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT / "graph"), "PYTHONHASHSEED": "1"},
    )
    plan = Plan(Settings(base_iri="https://base.example/"), False, 1000, 1000, ["nt"])
    assert run.stdout.strip() == fingerprint("digest", ["news"], plan)
