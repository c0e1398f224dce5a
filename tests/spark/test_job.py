"""The build on a real cluster: a master and two workers, and what comes out is that of one machine.

A build by all of the cluster is a few dozen jobs of Spark, so there is one, with all that may break
it; what the driver makes of what was read is looked at in detail.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import Result
from msgspec import structs

import storyweft
from storyweft import spark
from storyweft.errors import EngineError, InputError, OutputError, ProblemsFound, SourceError
from storyweft.graph import Graph
from storyweft.model import Action, Document, Problem, Record
from storyweft.report import count_documents
from storyweft.spark import distributed
from storyweft.spark.frames import pack
from storyweft.spark.page import Selection
from storyweft.spark.session import SETTINGS
from storyweft.spark.stages import in_memory
from storyweft.spark.stories import find
from tests.archives import make_jsonl, make_parquet, make_tar, make_zip
from tests.benchmarks.corpus import Corpus
from tests.benchmarks.stories import STORYSET, score
from tests.cluster import Cluster

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Run = Callable[..., Result]
ROOT = Path(__file__).parent.parent.parent
ALL = ["nt", "nq", "parquet", "html"]


# -- what comes out -------------------------------------------------------------------------------


def statements(out: Path, name: str = "nt") -> bytes:
    """Return the parts as they are, one after the other."""
    return b"".join(path.read_bytes() for path in sorted((out / name).glob("part-*")))


def table(path: Path, *keys: str) -> pa.Table:
    """Return a table, in an order of its own."""
    return (
        pq.read_table(path).replace_schema_metadata().sort_by([(key, "ascending") for key in keys])
    )


def assert_same(out: Path, graph: Graph, folder: Path) -> None:
    """Compare all that Spark wrote with what one machine writes of the same documents."""
    quads = ["nq"] if (out / "nq").exists() else []
    storyweft.write(graph, folder, ["nt", "parquet", "html", *quads])
    for name in ("nt", *quads):
        lines = (folder / f"graph.{name}").read_bytes().splitlines(keepends=True)
        assert statements(out, name) == b"".join(sorted(lines))
    for name in ("report.json", "graph.html"):
        assert (out / name).read_bytes() == (folder / name).read_bytes(), name
    for name, keys in {"nodes": ["iri", "kind"], "edges": ["source", "target", "kind"]}.items():
        there, here = in_order(out / name), table(folder / f"graph.{name}.parquet", *keys)
        assert there.schema == here.schema
        assert there.equals(here), name
    told = {row["iri"]: row["articles"] for row in pq.read_table(out / "stories").to_pylist()}
    assert told == {story.iri: list(story.articles) for story in graph.stories}
    names = {path.name for path in out.iterdir() if not path.name.startswith(".")}
    results = {"nt", "nodes", "edges", "stories", "graph.html", "report.json", "_SUCCESS"}
    assert names == {*results, *quads}


def in_order(folder: Path) -> pa.Table:
    """Return a table as its parts have it, one after the other."""
    parts = [pq.read_table(path, partitioning=None) for path in sorted(folder.rglob("part-*"))]
    return pa.concat_tables(parts).replace_schema_metadata()


def test_the_seeds_give_what_they_give_on_one_machine(
    session: "SparkSession", seeds: Path, seeds_graph: Graph, tmp_path: Path
) -> None:
    built = spark.build(session, str(seeds), str(tmp_path / "out"), formats=ALL)
    assert_same(tmp_path / "out", seeds_graph, tmp_path / "here")
    assert [str(problem) for problem in built.problems] == [
        str(problem) for problem in seeds_graph.problems
    ]
    assert built.report["articles"] == len(seeds_graph.articles)


def test_real_news_gives_what_it_gives_on_one_machine(
    session: "SparkSession", tmp_path: Path
) -> None:
    if not STORYSET.exists():
        pytest.skip("no development set")
    spark.build(session, str(STORYSET), str(tmp_path / "out"))
    assert_same(tmp_path / "out", storyweft.build(STORYSET), tmp_path / "here")


# -- by all of the cluster ------------------------------------------------------------------------


class Interrupted(Exception):
    """What stops a build in a test."""


@contextmanager
def interrupted_at(last: str) -> Iterator[tuple[list[str], Callable[[str, int, int], None]]]:
    """Give what stops a build before a stage, and note those that begin."""
    begun: list[str] = []

    def progress(stage: str, done: int, total: int) -> None:
        begun.append(stage)
        if stage == last:
            raise Interrupted

    with pytest.raises(Interrupted):
        yield begun, progress


def test_all_of_the_cluster_makes_what_the_driver_makes_whatever_breaks(
    session: "SparkSession", cluster: Cluster, seeds: Path, tmp_path: Path
) -> None:
    """A run that is interrupted, then one that loses a worker; half of all name one provider."""
    source, far, near = tmp_path / "source", tmp_path / "far", tmp_path / "near"
    shutil.copytree(seeds, source)
    Corpus(300).write(source / "made-up")
    write_hub(source / "hub", 200)
    options: dict[str, Any] = {"formats": ALL, "by_month": True, "page_top": 40}
    with interrupted_at("views") as (begun, progress):
        spark.build(session, str(source), str(far), **options, most_on_driver=0, progress=progress)
    assert {"documents", "links"} <= set(begun)
    assert {path.name for path in far.iterdir()} == {"_work"}
    killers: list[Timer] = []
    again: list[str] = []

    def kill(stage: str, done: int, total: int) -> None:
        again.append(stage)
        if stage == "views" and not killers:
            killers.append(Timer(0.5, cluster.kill_worker))
            killers[0].start()

    spark.build(session, str(source), str(far), **options, most_on_driver=0, progress=kill)
    assert killers[0].finished.is_set()
    assert cluster.workers[-1].poll() is not None
    assert not {"documents", "links"} & set(again)
    cluster.start_worker()
    spark.build(session, str(source), str(near), **options)
    for name in ("nt", "nq"):
        assert statements(far, name) == statements(near, name)
    for name in ("report.json", "graph.html"):
        assert (far / name).read_bytes() == (near / name).read_bytes(), name
    for name in ("nodes", "edges", "stories"):
        assert in_order(far / name).equals(in_order(near / name)), name
    assert {path.name for path in (far / "nodes").iterdir()} == {
        path.name for path in (near / "nodes").iterdir()
    }
    storyweft.write(storyweft.build(source), tmp_path, ["nt"])
    lines = (tmp_path / "graph.nt").read_bytes().splitlines(keepends=True)
    assert statements(far) == b"".join(sorted(lines))


def test_all_of_the_cluster_counts_problems_as_one_machine_does(session: "SparkSession") -> None:
    stated: list[tuple[str, Action]] = [
        ("a.md", "repaired"),
        ("a.md", "skipped"),
        ("b.md", "noted"),
        ("b.md", "skipped"),
        ("c.md", "repaired"),
        ("d.md", "rejected"),
        ("e.md", "unread"),
        ("f.md", "unread"),
    ]
    problems = [Problem(path, 1, None, "x", "x", action) for path, action in stated]
    documents = [Document(f"{name}.md", Record()) for name in "abcg"]
    rows = [structs.astuple(problem) for problem in problems]
    frame = session.createDataFrame(rows, distributed._PROBLEM)
    by_action, files = distributed.count_problems(frame, len(documents))
    assert [*files.items()] == [*count_documents(documents, problems).items()]
    assert by_action == Counter(action for _, action in stated)
    none, files = distributed.count_problems(frame.limit(0), len(documents))
    assert files == count_documents(documents, [])
    assert not any(none.values())
    told = distributed.worst_problems(frame, 9)
    assert [problem.action for problem in told] == sorted(
        (action for _, action in stated if action != "unread"), key=distributed.ACTIONS.index
    )


def write_hub(folder: Path, count: int) -> None:
    """Write articles of which half have one provider, and all relate to one address."""
    article = """---
title: "{word} {number}"
url: https://example.com/{number}
provider: {{name: "{provider}", domain: "{provider}.com"}}
related:
  - {{title: "Hub {number}", url: "https://example.com/hub?utm_source={number}"}}
---
"""
    folder.mkdir()
    for number in range(count):
        provider = "big" if number % 2 else f"small{number}"
        word = f"Word{number // 3} Thing{number // 3}"
        text = article.format(word=word, number=number, provider=provider)
        (folder / f"{number}.md").write_text(text)


# -- when something breaks ------------------------------------------------------------------------


def test_a_rerun_goes_on_where_the_last_one_stopped_and_never_mixes(
    session: "SparkSession", seeds: Path, tmp_path: Path
) -> None:
    source, out = tmp_path / "source", tmp_path / "out"
    shutil.copytree(seeds, source)
    with interrupted_at("edges") as (_, progress):
        spark.build(session, str(source), str(out), progress=progress)
    assert {path.name for path in out.iterdir()} == {"_work"}
    begun: list[str] = []
    spark.build(session, str(source), str(out), progress=lambda *told: begun.append(told[0]))
    assert "documents" not in begun
    assert {"edges", "write"} <= set(begun)
    assert_same(out, storyweft.build(source), tmp_path / "here")

    before = statements(out)
    next(source.iterdir()).unlink()
    with interrupted_at("nodes") as (begun, progress):
        spark.build(session, str(source), str(out), progress=progress)
    assert "documents" in begun
    assert statements(out) == before
    assert (out / "_SUCCESS").exists()
    (source / "new.md").write_text("---\ntitle: New\nurl: https://example.com/new\n---\n")
    spark.build(session, str(source), str(out))
    assert_same(out, storyweft.build(source), tmp_path / "here")


def test_two_builds_into_one_folder_are_refused(
    session: "SparkSession", seeds: Path, tmp_path: Path
) -> None:
    out, lock = tmp_path / "out", tmp_path / "out" / "_lock"
    held: list[str] = []

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "write" and not held:
            held.append(lock.read_text())
            with pytest.raises(OutputError, match=rf"another build writes here \({held[0][:9]}"):
                spark.build(session, str(seeds), str(out))

    spark.build(session, str(seeds), str(out), formats=["nt"], progress=progress)
    assert held[0].startswith(f"process {os.getpid()} on {socket.gethostname()}, since 20")
    assert not lock.exists()
    lock.write_text("process 1 on elsewhere, since 2026-01-01 00:00:00 UTC\n")
    with pytest.raises(
        OutputError, match=r"if it has ended, delete file:.*/_lock and run the same"
    ):
        spark.build(session, str(seeds), str(out), formats=["nt"])
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    lock.write_text(f"process {ended.pid} on {socket.gethostname()}, since then\n")
    spark.build(session, str(seeds), str(out), formats=["nt"])
    assert not lock.exists()


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
        from storyweft.spark.page import Selection
        settings = Settings(base_iri="https://base.example/")
        plan = Plan(settings, ["nt"], False, False, Selection(), False, 1000, 1000)
        print(fingerprint("digest", ["news"], plan))
    """
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            check=True,
            env=os.environ | {"PYTHONPATH": str(ROOT / "graph"), "PYTHONHASHSEED": str(seed)},
        ).stdout
        for seed in range(3)
    }
    assert len(told) == 1


# -- what goes in ---------------------------------------------------------------------------------


def hostile(folder: Path) -> dict[str, bytes]:
    """Return files, names and contents of which something might trip over."""
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    article = b"---\ntitle: One\nurl: https://example.com/%d\n---\n"
    names = ["_draft.md", "a b.MD", "b%20c.markdown", "deep/_er/ü.txt", "x=1/y.html", "'q\".yml"]
    files |= {name: article % number for number, name in enumerate(names)}
    files |= {"broken.md": b"---\ntitle: [\n---\n", "empty.txt": b"", "picture.png": b"\x89PNG"}
    files |= {".hidden/z.md": article, "deep/.z.md": article}
    return files | {"long.md": article % 9 + b"x" * 400_000}


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def packed(seeds: Path) -> dict[str, bytes]:
    """Return archives of each kind, whole and damaged."""
    seed = {path.name: path.read_bytes() for path in sorted(seeds.iterdir())}
    halves = dict(list(seed.items())[:2]), dict(list(seed.items())[2:])
    article = b"---\ntitle: %d\nurl: https://example.com/%d\n---\n"
    more = {f"{number}.md": article % (number, number) for number in range(50)}
    return {
        "a.tar": make_tar(halves[0]),
        "b.zip": make_zip(halves[1]),
        "c.jsonl": make_jsonl(more),
        "d.parquet": make_parquet({"d.md": article % (99, 99)}),
        "cut.tar": make_tar(more)[:9_000],
        "empty.zip": b"",
    }


def test_a_file_system_that_is_not_mounted_gives_the_same(
    session: "SparkSession", seeds: Path, elsewhere: Path, tmp_path: Path
) -> None:
    source = write(elsewhere / "source", hostile(seeds))
    spark.build(session, "viewfs://test/data/source", "viewfs://test/data/out")
    graph = storyweft.build(source)
    assert {problem.path for problem in graph.problems} >= {"broken.md", "empty.txt"}
    assert_same(elsewhere / "out", graph, tmp_path / "here")


@pytest.mark.parametrize("mounted", [True, False])
def test_archives_give_the_same(
    session: "SparkSession", seeds: Path, elsewhere: Path, tmp_path: Path, mounted: bool
) -> None:
    name = f"archives-{mounted}"
    source = write(elsewhere / name, packed(seeds))
    there = str(source) if mounted else f"viewfs://test/data/{name}"
    spark.build(session, there, str(tmp_path / "out"))
    graph = storyweft.build(source)
    assert "cut.tar" in {problem.path for problem in graph.problems}
    assert_same(tmp_path / "out", graph, tmp_path / "here")


# -- tables ---------------------------------------------------------------------------------------


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
    given = [tuple(row.get(name) for name in columns) for row in rows]
    frame = session.createDataFrame(given, ", ".join(f"{name} string" for name in columns))
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
    spark.build(session, documents=frame, out=str(tmp_path / "out"), formats=["nt"])
    report = spark.read_report(session, str(tmp_path / "out"))
    assert report["documents"] == {"read": 2, "repaired": 0, "rejected": 1}
    assert report["problems"][0]["code"] == "duplicate-name"
    with pytest.raises(SourceError, match="the table of documents has no rows"):
        spark.tables(session, documents=frame.limit(0))
    with pytest.raises(InputError, match="either sources or a table"):
        spark.build(session, out=str(tmp_path / "out"))
    with pytest.raises(InputError, match="either sources or a table"):
        spark.tables(session, "x", documents=frame)


def test_tables_by_month_hold_the_same(
    session: "SparkSession", seeds: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    months = ["2020-06"]
    spark.build(session, str(seeds), str(out), by_month=True, page_months=months, formats=ALL)
    graph = storyweft.build(seeds)
    storyweft.write(graph, tmp_path, ["parquet"])
    here = table(tmp_path / "graph.nodes.parquet", "iri", "kind").to_pylist()
    rows = pq.read_table(out / "nodes").to_pylist()
    for row in rows:
        time = row["published"] or row["first"]
        assert row.pop("month") == (time[:7] if time else None)
    assert sorted(rows, key=lambda row: (row["iri"], row["kind"])) == here
    chosen = Selection(("2020-06",)).articles_of(graph.stories)
    assert 0 < len(chosen) < len(graph.articles)
    storyweft.write(graph.part(chosen), tmp_path / "page", ["html"])
    page = (tmp_path / "page" / "graph.html").read_bytes()
    assert (out / "graph.html").read_bytes() == page
    # A build replaces one by month, and what is nobody's result stays.
    spark.build(session, str(seeds), str(out), formats=["parquet"])
    assert {path.name for path in (out / "nodes").iterdir()} == {"part-00000.parquet"}
    assert not (out / "graph.html").exists()


# -- stories in several views ---------------------------------------------------------------------


def test_stories_found_view_by_view_are_nearly_those_of_one_machine(
    session: "SparkSession", tmp_path: Path
) -> None:
    Corpus(600).write(tmp_path)
    graph = storyweft.build(tmp_path)
    rows = [(article.iri, pack(article)) for article in graph.articles]
    articles = session.createDataFrame(rows, "iri string, article binary")
    ends = [(link.source, link.target, pack(link)) for link in graph.links]
    links = session.createDataFrame(ends, "source string, target string, link binary")
    stories = find(articles, links, graph.iris, in_memory, 150)
    members = [(row.article, row.story) for row in stories.members.collect()]
    there = dict(members)
    assert len(members) == len(there)  # nowhere twice
    here = {iri: story.iri for story in graph.stories for iri in story.articles}
    iris = [article.iri for article in graph.articles]
    found = score([there.get(iri, iri) for iri in iris], [here.get(iri, iri) for iri in iris])
    assert found.f1 > 0.97


# -- the command line -----------------------------------------------------------------------------


def test_the_command_tells_what_it_did(
    session: "SparkSession", run: Run, monkeypatch: pytest.MonkeyPatch, seeds: Path, tmp_path: Path
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


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--store", "x"], "--store is not for --engine spark: load the parts into a store"),
        (["--jobs", "2"], "--jobs is not for --engine spark: say how many cores by --master"),
        (["--format", "ttl"], "--format ttl is not for --engine spark: use one of nt, nq, parq"),
        (["--conf", "x"], "--conf: expected KEY=VALUE, got 'x'"),
    ],
)
def test_options_that_make_no_sense_are_refused(run: Run, options: list[str], told: str) -> None:
    result = run("build", "seeds", "--out", "x", "--engine", "spark", *options)
    assert result.exit_code == 2
    assert told in result.stderr


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
