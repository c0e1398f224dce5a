"""The build on a real cluster: a master and two workers, and what comes out is that of one machine.

Each build here is a few dozen jobs of Spark, so there are few of them and each is looked at well.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import Result

import storyweft
from storyweft import spark
from storyweft.errors import EngineError, OutputError, ProblemsFound, SourceError
from storyweft.graph import Graph
from storyweft.spark.session import SETTINGS
from tests.archives import make_jsonl, make_parquet, make_tar, make_zip
from tests.benchmarks.corpus import Corpus
from tests.benchmarks.stories import STORYSET, score
from tests.cluster import CONF, Cluster

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Run = Callable[..., Result]
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    Corpus(1200).write(folder)
    return folder


@pytest.fixture(scope="module")
def corpus_graph(corpus: Path) -> Graph:
    return storyweft.build(corpus)


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
    storyweft.write(graph, folder, ["nt", "parquet", *quads])
    for name in ("nt", *quads):
        lines = (folder / f"graph.{name}").read_bytes().splitlines(keepends=True)
        assert statements(out, name) == b"".join(sorted(lines))
    report = (folder / "report.json").read_text(encoding="utf-8")
    assert (out / "report.json").read_text(encoding="utf-8") == report
    for name, keys in {"nodes": ["iri", "kind"], "edges": ["source", "target", "kind"]}.items():
        there, here = table(out / name, *keys), table(folder / f"graph.{name}.parquet", *keys)
        assert there.schema == here.schema
        assert there.equals(here), name
    told = {row["iri"]: row["articles"] for row in pq.read_table(out / "stories").to_pylist()}
    assert told == {story.iri: list(story.articles) for story in graph.stories}
    names = {path.name for path in out.iterdir() if not path.name.startswith(".")}
    assert names == {"nt", "nodes", "edges", "stories", "report.json", "_SUCCESS", *quads}


def test_the_seeds_give_what_they_give_on_one_machine(
    session: "SparkSession", seeds: Path, seeds_graph: Graph, tmp_path: Path
) -> None:
    formats = ["nt", "nq", "parquet"]
    built = spark.build(session, str(seeds), str(tmp_path / "out"), formats=formats)
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


# -- when something breaks ------------------------------------------------------------------------


def test_a_worker_killed_in_the_middle_changes_nothing(
    session: "SparkSession", cluster: Cluster, corpus: Path, corpus_graph: Graph, tmp_path: Path
) -> None:
    killers: list[Timer] = []

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "views" and not killers:
            killers.append(Timer(0.5, cluster.kill_worker))
            killers[0].start()

    spark.build(session, str(corpus), str(tmp_path / "out"), progress=progress)
    assert killers[0].finished.is_set()
    assert cluster.workers[-1].poll() is not None
    assert_same(tmp_path / "out", corpus_graph, tmp_path / "here")
    cluster.start_worker()


class Interrupted(Exception):
    """What stops a build in a test."""


def test_a_rerun_goes_on_where_the_last_one_stopped_and_never_mixes(
    session: "SparkSession", seeds: Path, tmp_path: Path
) -> None:
    source, out = tmp_path / "source", tmp_path / "out"
    shutil.copytree(seeds, source)
    begun: list[str] = []

    def until(last: str) -> Callable[[str, int, int], None]:
        begun.clear()

        def progress(stage: str, done: int, total: int) -> None:
            begun.append(stage)
            if stage == last:
                raise Interrupted

        return progress

    with pytest.raises(Interrupted):
        spark.build(session, str(source), str(out), progress=until("edges"))
    assert {path.name for path in out.iterdir()} == {"_work"}
    spark.build(session, str(source), str(out), progress=until("nothing"))
    assert not {"documents", "views", "nodes"} & set(begun)
    assert {"edges", "write"} <= set(begun)
    assert_same(out, storyweft.build(source), tmp_path / "here")

    before = statements(out)
    next(source.iterdir()).unlink()
    with pytest.raises(Interrupted):
        spark.build(session, str(source), str(out), progress=until("nodes"))
    assert "documents" in begun
    assert statements(out) == before
    assert (out / "_SUCCESS").exists()
    (source / "new.md").write_text("---\ntitle: New\nurl: https://example.com/new\n---\n")
    spark.build(session, str(source), str(out))
    assert_same(out, storyweft.build(source), tmp_path / "here")


def test_a_run_is_known_again_by_another_process() -> None:
    code = """if True:
        from storyweft.settings import Settings
        from storyweft.spark.job import Plan, fingerprint
        plan = Plan(Settings(base_iri="https://base.example/"), ["nt"], False, False, 1000)
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
    folders = [
        write(elsewhere / "source", hostile(seeds)),
        write(elsewhere / "archives", packed(seeds)),
    ]
    there = [f"viewfs://test/data/{folder.name}" for folder in folders]
    spark.build(session, there, "viewfs://test/data/out")
    graph = storyweft.build(*folders)
    assert {problem.path for problem in graph.problems} >= {
        "source/broken.md",
        "source/empty.txt",
        "archives/cut.tar",
    }
    assert_same(elsewhere / "out", graph, tmp_path / "here")


def test_archives_give_the_same(session: "SparkSession", seeds: Path, tmp_path: Path) -> None:
    source = write(tmp_path / "archives", packed(seeds))
    spark.build(session, str(source), str(tmp_path / "out"))
    assert_same(tmp_path / "out", storyweft.build(source), tmp_path / "here")


def test_a_provider_and_an_address_that_half_of_all_documents_name(
    session: "SparkSession", tmp_path: Path
) -> None:
    article = """---
title: "{word} {number}"
url: https://example.com/{number}
provider: {{name: "{provider}", domain: "{provider}.com"}}
related:
  - {{title: "Hub {number}", url: "https://example.com/hub?utm_source={number}"}}
---
"""
    source = tmp_path / "source"
    source.mkdir()
    for number in range(900):
        provider = "big" if number % 2 else f"small{number}"
        word = f"Word{number // 3} Thing{number // 3}"
        text = article.format(word=word, number=number, provider=provider)
        (source / f"{number}.md").write_text(text)
    spark.build(session, str(source), str(tmp_path / "out"))
    assert_same(tmp_path / "out", storyweft.build(source), tmp_path / "here")


# -- stories in several views ---------------------------------------------------------------------


def test_stories_found_view_by_view_are_nearly_those_of_one_machine(
    session: "SparkSession", corpus: Path, corpus_graph: Graph, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    spark.build(session, str(corpus), str(out), formats=["nt"], view=200)
    here = {iri: story.iri for story in corpus_graph.stories for iri in story.articles}
    rows = pq.read_table(out / "stories").to_pylist()
    there = {iri: row["iri"] for row in rows for iri in row["articles"]}
    assert sum(len(row["articles"]) for row in rows) == len(there)  # nowhere twice
    iris = [article.iri for article in corpus_graph.articles]
    found = score([there.get(iri, iri) for iri in iris], [here.get(iri, iri) for iri in iris])
    assert found.f1 > 0.97
    # All else is the same.
    graph = corpus_graph.with_stories([])
    storyweft.write(graph, tmp_path / "here", ["nt"])
    lines = set((tmp_path / "here" / "graph.nt").read_bytes().splitlines())
    said = set(statements(out).splitlines())
    assert lines <= said
    assert all(b"/id/story/" in line for line in said - lines)


# -- the command line -----------------------------------------------------------------------------


def test_the_command_tells_what_it_did(cluster: Cluster, seeds: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    conf = [f"--conf={name}={value}" for name, value in CONF.items()]
    options = ["--engine=spark", f"--master={cluster.url}", "--gzip", "--format=nt", *conf]
    # In a process of its own: there can be one session in each.
    command = [sys.executable, "-c", "from storyweft.cli.main import main; main()", "build"]
    result = subprocess.run(
        [*command, str(seeds), "--out", str(out), *options],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT / "graph"), "PYTHONIOENCODING": "utf-8"},
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines() == [
        "5 documents (3 repaired) → 26 articles, 25 providers, 4 topics, 21 links, 5 stories",
        f"  {out}/nt",
        f"  {out}/stories",
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
        (["--format", "html"], "--format html is not for --engine spark: use one of nt, nq, parq"),
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
    result = run("build", "seeds", "--out", "x", "--master", "local[2]")
    assert result.exit_code == 2
    assert "--master is for --engine spark" in result.stderr


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
