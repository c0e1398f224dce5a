"""A build on Spark whose graph the driver makes gives what one machine gives."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from threading import Timer, get_ident
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import Result

import storyweft
from storyweft import spark
from storyweft.cli._spark import raising
from storyweft.errors import EngineError, InputError, OutputError, ProblemsFound, SourceError
from storyweft.spark.files import Files
from storyweft.spark.page import Selection
from tests.folders import write
from tests.spark.corpora import hostile, packed
from tests.spark.outputs import assert_same, in_order, statements

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Run = Callable[..., Result]
ALL = ["nt", "nq", "parquet", "html"]


def test_a_build_replaces_the_last_one_when_all_is_there_and_never_mixes(
    session: "SparkSession", seeds: Path, tmp_path: Path
) -> None:
    source, out = tmp_path / "source", tmp_path / "out"
    shutil.copytree(seeds, source)
    options: dict[str, Any] = {"formats": ALL, "by_month": True, "page_months": ["2020-06"]}
    built = spark.build(session, str(source), str(out), **options)
    graph = storyweft.build(source)
    assert [*built.problems] == [*graph.problems]
    june = Selection(("2020-06",))
    assert 0 < len(june.articles_of(graph.stories)) < len(graph.articles)
    assert_same(out, graph, tmp_path / "here", by_month=True, selection=june)

    before = statements(out)
    next(source.iterdir()).unlink()
    (source / "new.md").write_text("---\ntitle: New\nurl: https://example.com/new\n---\n")
    begun: list[str] = []

    def look(stage: str, done: int, total: int) -> None:
        begun.append(stage)
        if stage == "write":  # all is there
            assert statements(out) == before
            assert (out / "_SUCCESS").exists()

    formats = ["nt", "parquet"]
    spark.build(session, str(source), str(out), formats=formats, progress=look)
    assert {"documents", "nodes", "write"} <= set(begun)
    assert_same(out, storyweft.build(source), tmp_path / "here")
    assert {path.name for path in (out / "nodes").iterdir()} == {"part-00000.parquet"}
    assert not (out / "graph.html").exists()


def test_two_builds_into_one_folder_are_refused(
    session: "SparkSession", seeds: Path, tmp_path: Path
) -> None:
    out, lock = tmp_path / "out", tmp_path / "out" / "_lock"
    files = Files(session)
    with files.locked(files.uri(str(out))):
        held = lock.read_text()
        assert held.startswith(f"process {os.getpid()} on {socket.gethostname()}, since 20")
        with pytest.raises(OutputError, match=rf"another build writes here \({held[:9]}"):
            spark.build(session, str(seeds), str(out))
    assert not lock.exists()
    lock.write_text("process 1 on elsewhere, since 2026-01-01 00:00:00 UTC\n")
    with pytest.raises(
        OutputError, match=r"if it has ended, delete file:.*/_lock and run the same"
    ):
        spark.build(session, str(seeds), str(out))
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    lock.write_text(f"process {ended.pid} on {socket.gethostname()}, since then\n")
    with files.locked(files.uri(str(out))):
        assert lock.read_text().startswith(f"process {os.getpid()}")


def test_a_build_that_is_told_to_end_while_the_jvm_works_still_clears_up(
    session: "SparkSession", tmp_path: Path
) -> None:
    files = Files(session)
    folder = files.uri(str(tmp_path))
    jvm: Any = session._jvm
    timer = Timer(0.2, signal.pthread_kill, [get_ident(), signal.SIGTERM])
    with pytest.raises(BaseException, match=r"^15$"), raising(), files.locked(folder):
        timer.start()
        jvm.java.lang.Thread.sleep(1000)
    assert not (tmp_path / "_lock").exists()
    assert files.exists(folder)


def test_a_file_system_that_is_not_mounted_gives_the_same(
    session: "SparkSession", seeds: Path, elsewhere: Path, tmp_path: Path
) -> None:
    data = {"e/f.JSON": b'[{"title": "F", "url": "https://n.com/f"}]', "g.csv": b"title\nG\n"}
    folders = {"documents": hostile(seeds) | data, "archives": packed(seeds) | data}
    for name, files in folders.items():
        source, out = write(elsewhere / name, files), f"out-{name}"
        where = "viewfs://test/data"
        spark.build(session, f"{where}/{name}", f"{where}/{out}")
        graph = storyweft.build(source)
        assert {item.path for item in graph.problems} & {"broken.md", "cut.tar"}
        assert_same(elsewhere / out, graph, tmp_path / name)


def test_tables_in_and_tables_out(session: "SparkSession", seeds: Path, tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"path": path.name, "content": path.read_text(encoding="utf-8")}
        for path in sorted(seeds.iterdir())
    ]
    rows += [
        {"path": "a", "content": "Once upon a time", "title": "A", "url": "https://n.com/a"},
        {"path": "b/../c", "title": "C", "url": "https://n.com/c"},
        {"path": "d", "url": ""},
        {"path": "twice", "title": "A1", "url": "https://n.com/1"},
        {"path": "twice", "title": "A2", "url": "https://n.com/2"},
    ]
    columns = ("path", "content", "title", "url")
    cells = [tuple(row.get(name) for name in columns) for row in rows]
    frame = session.createDataFrame(cells, ", ".join(f"{name} string" for name in columns))
    source = tmp_path / "rows.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    out, graph = tmp_path / "out", storyweft.build(source)
    assert {problem.code for problem in graph.problems} >= {"duplicate-name", "member-name"}
    spark.build(session, documents=frame, out=str(out))
    assert_same(out, graph, tmp_path / "here")
    tables = spark.tables(session, documents=frame.repartition(3))
    for name, made in tables._asdict().items():
        assert made.toArrow().replace_schema_metadata().equals(in_order(out / name)), name


def test_rows_without_a_name_are_called_by_what_they_say(
    session: "SparkSession", tmp_path: Path
) -> None:
    rows = [("One", "https://n.com/1"), ("Two", "https://n.com/2"), ("One", "https://n.com/1")]
    frame = session.createDataFrame(rows, "title string, url string")
    report = spark.build(session, documents=frame, out=str(tmp_path / "out"), formats=["nt"]).report
    assert report["documents"] == {"read": 2, "repaired": 0, "rejected": 1}
    assert report["problems"][0]["code"] == "duplicate-name"
    with pytest.raises(SourceError, match="the table of documents has no rows"):
        spark.tables(session, documents=frame.limit(0))
    with pytest.raises(InputError, match="either sources or a table"):
        spark.build(session, out=str(tmp_path / "out"))
    with pytest.raises(InputError, match="either sources or a table"):
        spark.tables(session, "x", documents=frame)


def test_the_command_tells_what_it_did(
    session: "SparkSession",
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    seeds: Path,
    tmp_path: Path,
) -> None:
    out = tmp_path / "out"
    # There can be one session in each process.
    monkeypatch.setattr(spark, "open_session", lambda *_: nullcontext(session))
    options = ["--engine=spark", "--gzip", "--format=nt", "--format=html", "--page-months=2020-06"]
    result = run("build", seeds, "--out", out, *options)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines() == [
        "5 documents (3 repaired) → 26 articles, 25 providers, 4 topics, 21 links, 5 stories",
        f"  {out}/nt",
        f"  {out}/stories",
        f"  {out}/graph.html",
        f"  {out}/report.json",
    ]
    assert [line.partition(":")[0] for line in result.stderr.splitlines()] == ["repaired"] * 3
    assert [path.name for path in sorted((out / "nt").glob("part-*"))] == ["part-00000.nt.gz"]


def test_what_cannot_be_built_is_told(session: "SparkSession", seeds: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    with pytest.raises(SourceError, match="no such file or folder"):
        spark.build(session, str(tmp_path / "nothing"), out)
    with pytest.raises(SourceError, match="no such file or folder"):
        spark.build(session, "viewfs://test/data/nothing", out)
    with pytest.raises(EngineError, match="nofs"):
        spark.build(session, "nofs://bucket/news", out)
    with pytest.raises(ProblemsFound, match="related"):
        spark.build(session, str(seeds), out, strict=True)
    mine = write(tmp_path, {"mine/stories/chapter.md": b"Once upon a time"})
    with pytest.raises(InputError, match="page months: expected a month such as 2020-06"):
        spark.build(session, str(seeds), out, page_months=["June"])
    with pytest.raises(OutputError, match=r"mine/stories/chapter\.md: not written by storyweft"):
        spark.build(session, str(seeds), str(mine / "mine"))
    broken = write(tmp_path / "broken", {"a.md": b"nothing", "b.md": b""})
    with pytest.raises(SourceError, match=r"none of 2 files could be read; the first: a.md:1"):
        spark.build(session, str(broken), out)
