"""What no machine holds: the steps of ``pipeline``, each one a table of rows."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import structs

from storyweft.errors import ProblemsFound
from storyweft.model import Conflict, Document, Problem
from storyweft.report import conflict_to_json
from storyweft.settings import Settings
from storyweft.spark import results
from storyweft.spark.frames import Row, map_rows, unpack
from storyweft.spark.quads import quad_lines
from storyweft.spark.resolve import resolve
from storyweft.spark.results import Results
from storyweft.spark.stages import Checkpoint, Stages
from storyweft.spark.stories import find

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_PROBLEM = (
    "path string, line long, field string, code string, message string, action string, seen string"
)
_ORDER = ("path", "line", "field", "code", "message")
#: What of a report is as long as there is something to tell, in order.
LISTS = ("conflicts", "problems")
#: What was done about a problem, the worst first.
ACTIONS = ("rejected", "skipped", "repaired", "noted")


class Made(NamedTuple):
    """The tables that documents come to, and their problems."""

    documents: "DataFrame"
    results: Results
    problems: "DataFrame"


def make(
    read: "DataFrame",
    settings: Settings,
    checkpoint: Checkpoint,
    *,
    view: int,
    strict: bool,
) -> Made:
    """Resolve documents and find their stories.

    :param read: rows (path, document, problem).
    :raises ProblemsFound: if ``strict`` and a document has a problem.
    """
    reading = map_rows(read.select("document", "problem"), _problems_read, _PROBLEM)
    if strict:
        _insist(reading)
    rows = read.where("document is not null").select("path", "document")
    resolved = resolve(rows, settings, checkpoint)
    unresolved = map_rows(resolved.problems.select("problem"), _unpacked, _PROBLEM)
    if strict:
        _insist(unresolved)
    problems = checkpoint("problems", reading.union(unresolved))
    stories = find(resolved.articles, resolved.links, resolved.iris, checkpoint, view)
    return Made(rows, Results(resolved, stories), problems)


def _problems_read(rows: Iterator[Row]) -> Iterator[Row]:
    for document, rejected in rows:
        if document is None:
            yield structs.astuple(unpack(Problem, rejected))
        else:
            yield from map(structs.astuple, unpack(Document, document).problems)


def _unpacked(rows: Iterator[Row]) -> Iterator[Row]:
    return (structs.astuple(unpack(Problem, problem)) for (problem,) in rows)


def _insist(problems: "DataFrame") -> None:
    for row in problems.orderBy(*_ORDER).limit(1).collect():
        raise ProblemsFound(str(Problem(*row)))


def write_statements(made: Made, stages: Stages, formats: Iterable[str], compress: bool) -> None:
    """Write N-Triples and N-Quads, each line once, in order."""
    wanted = {"nt", "nq"} & set(formats)
    if not wanted:
        return
    # Sorting looks at all of them before it begins, and they are made by Python.
    lines = stages.checkpoint("lines", results.lines(made.results))
    packed = ".gz" if compress else ""
    if "nt" in wanted:
        stages.write("nt", results.in_order(lines), ending=f"nt{packed}")
    if "nq" in wanted:
        quads = quad_lines(made.documents, made.results.resolved, lines)
        stages.write("nq", results.in_order(quads), ending=f"nq{packed}")


def table(made: Made, name: str) -> "DataFrame":
    """Return the nodes, edges or stories, in their order."""
    if name == "nodes":
        fields = made.results.resolved.fields
        return results.nodes(made.results, sorted(f"field_{field}" for field in fields))
    return results.edges(made.results) if name == "edges" else results.story_table(made.results)


def write_tables(made: Made, stages: Stages, names: Iterable[str], by_month: bool) -> None:
    """Write tables as Parquet, those with times in a folder a month if that is asked for."""
    for name in names:
        rows = table(made, name)
        if by_month and name in results.TIMES:
            rows = results.by_month(rows, *results.TIMES[name])
        stages.write(name, rows, ending="parquet")


# -- the report -----------------------------------------------------------------------------------


def count(made: Made, documents: int) -> tuple[dict[str, Any], int]:
    """Return the report without its lists, and how many problems there are."""
    from pyspark.sql import functions as f

    resolved = made.results.resolved
    counts = made.results.counts()
    rejected = f.col("action") == "rejected"
    repaired = f.count_distinct(f.when(~rejected, f.col("path")))
    ((mended, gone, problems),) = made.problems.agg(
        repaired, f.count_if(rejected), f.count("*")
    ).collect()
    report = {
        "documents": {"read": documents - mended, "repaired": mended, "rejected": gone},
        "articles": counts["article"],
        "providers": len(resolved.providers),
        "topics": len(resolved.topics),
        "links": counts["link"],
        "copies": counts["near-duplicate"],
        "stories": counts["story"],
        "fields": resolved.fields,
    }
    return report, problems


def worst_problems(problems: "DataFrame", most: int) -> list[Problem]:
    """Return some problems, the worst first."""
    from pyspark.sql import functions as f

    badness = f.array_position(f.array(*map(f.lit, ACTIONS)), "action")
    return [Problem(*row) for row in problems.orderBy(badness, *_ORDER).limit(most).collect()]


def lists(made: Made) -> dict[str, Iterator[dict[str, Any]]]:
    """Return the lists of the report, item by item."""
    return dict(zip(LISTS, (_conflicts(made), _problems(made.problems)), strict=True))


def _conflicts(made: Made) -> Iterator[dict[str, Any]]:
    conflicts = made.results.resolved.conflicts
    for row in conflicts.orderBy("article", "field").toLocalIterator():
        yield conflict_to_json(unpack(Conflict, bytes(row.conflict)))


def _problems(problems: "DataFrame") -> Iterator[dict[str, Any]]:
    for row in problems.orderBy(*_ORDER, "action", "seen").toLocalIterator():
        yield row.asDict()


def report_pieces(
    counts: Mapping[str, object], lists: Mapping[str, Iterable[dict[str, Any]]]
) -> Iterator[str]:
    """Yield a report as ``json.dumps`` writes it, lists of any length last, item by item.

    >>> report = {"articles": 1, "problems": [{"path": "a.md"}], "conflicts": []}
    >>> pieces = report_pieces({"articles": 1}, {"problems": [{"path": "a.md"}], "conflicts": []})
    >>> "".join(pieces) == json.dumps(report, indent=2) + "\\n"
    True
    """
    yield _json(counts).removesuffix("\n}")
    for name, items in lists.items():
        before = "\n"
        yield f",\n  {json.dumps(name)}: ["
        for item in items:
            # A line break in a string is escaped: these are all between values.
            yield f"{before}    " + _json(item).replace("\n", "\n    ")
            before = ",\n"
        yield "\n  ]" if before == ",\n" else "]"
    yield "\n}\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
