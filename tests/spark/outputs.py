"""What a build on Spark wrote, beside what one machine writes of the same documents."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import storyweft
from storyweft.graph import Graph
from storyweft.report import report
from storyweft.spark.page import Selection

TABLES = {"nodes": ["iri", "kind"], "edges": ["source", "target", "kind"]}


def statements(out: Path, name: str = "nt") -> bytes:
    """Return the parts as they are, one after the other."""
    return b"".join(path.read_bytes() for path in sorted((out / name).glob("part-*")))


def in_order(folder: Path) -> pa.Table:
    """Return a table as its parts have it, one after the other."""
    parts = [pq.read_table(path, partitioning=None) for path in sorted(folder.rglob("part-*"))]
    return pa.concat_tables(parts).replace_schema_metadata()


def sorted_by(table: pa.Table, *keys: str) -> pa.Table:
    return table.replace_schema_metadata().sort_by([(key, "ascending") for key in keys])


def assert_same(
    out: Path,
    graph: Graph,
    folder: Path,
    *,
    by_month: bool = False,
    selection: Selection | None = None,
) -> None:
    """Compare all that Spark wrote with what one machine writes of the same documents."""
    quads = ["nq"] if (out / "nq").exists() else []
    storyweft.write(graph, folder, ["nt", "parquet", *quads])
    for name in ("nt", *quads):
        lines = (folder / f"graph.{name}").read_bytes().splitlines(keepends=True)
        assert statements(out, name).splitlines() == [line.strip() for line in sorted(set(lines))]
    for name, keys in TABLES.items():
        there = in_order(out / name)
        here = sorted_by(pq.read_table(folder / f"graph.{name}.parquet"), *keys)
        assert there.schema == here.schema
        assert (sorted_by(there, *keys) if by_month else there).equals(here), name
    for folder_of_month in (out / "nodes").glob("month=*") if by_month else ():
        for row in in_order(folder_of_month).select(["published", "first"]).to_pylist():
            time = row["published"] or row["first"]
            month = f"{time:%Y-%m}" if time else "__HIVE_DEFAULT_PARTITION__"
            assert folder_of_month.name == f"month={month}"
    stories = {row["iri"]: row["articles"] for row in in_order(out / "stories").to_pylist()}
    assert stories == {story.iri: list(story.articles) for story in graph.stories}
    told = json.dumps(report(graph), ensure_ascii=False, indent=2) + "\n"
    assert (out / "report.json").read_text() == told
    if (out / "graph.html").exists():
        shown = graph.part(selection.articles_of(graph.stories)) if selection else graph
        storyweft.write(shown, folder, ["html"])
        assert (out / "graph.html").read_bytes() == (folder / "graph.html").read_bytes()
    names = {path.name for path in out.iterdir() if not path.name.startswith(".")}
    assert names - {"nq", "graph.html"} == {"nt", *TABLES, "stories", "report.json", "_SUCCESS"}
