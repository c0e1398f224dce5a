"""What no machine holds: the steps of ``pipeline``, each one a table of rows."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import structs

from storyweft.errors import ProblemsFound
from storyweft.model import About, Conflict, Document, Problem
from storyweft.report import (
    conflict_to_json,
    count_kinds,
    count_site_files,
    count_unread,
    site_to_json,
)
from storyweft.settings import Settings, Site
from storyweft.spark import authors, dataset, results
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
# What is no document is counted, not listed.
_IS_TOLD = "action != 'unread'"
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
    found = resolved.articles, resolved.links, resolved.iris
    stories = find(*found, checkpoint, view, bodies=settings.bodies)
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
    for row in problems.where(_IS_TOLD).orderBy(*_ORDER).limit(1).collect():
        raise ProblemsFound(str(Problem(*row)))


def write_statements(
    made: Made, stages: Stages, formats: Iterable[str], compress: bool, about: About
) -> None:
    """Write N-Triples and N-Quads, each line once, in order."""
    wanted = {"nt", "nq"} & set(formats)
    if not wanted:
        return
    # Sorting looks at all of them before it begins, and they are made by Python.
    said = results.lines(made.results).union(authors.lines(made.results.resolved))
    said = said.union(dataset.lines(made.results, about))
    lines = stages.checkpoint("lines", said)
    packed = ".gz" if compress else ""
    if "nt" in wanted:
        stages.write("nt", results.in_order(lines), ending=f"nt{packed}")
    if "nq" in wanted:
        quads = quad_lines(made.documents, made.results.resolved, lines)
        stages.write("nq", results.in_order(quads), ending=f"nq{packed}")


def table(made: Made, name: str) -> "DataFrame":
    """Return the nodes, edges or stories, in their order."""
    if name == "nodes":
        resolved = made.results.resolved
        names = {f"field_{field}" for field in resolved.fields}
        names |= {"precision"} if resolved.has_precision else set()
        return results.nodes(made.results, sorted(names))
    return results.edges(made.results) if name == "edges" else results.story_table(made.results)


def write_tables(made: Made, stages: Stages, names: Iterable[str], by_month: bool) -> None:
    """Write tables as Parquet, those with times in a folder a month if that is asked for."""
    for name in names:
        rows = table(made, name)
        if by_month and name in results.TIMES:
            rows = results.by_month(rows, *results.TIMES[name])
        stages.write(name, rows, ending="parquet")


# -- the report -----------------------------------------------------------------------------------


def count(made: Made, documents: int, sites: Sequence[Site]) -> tuple[dict[str, Any], int]:
    """Return the report without its lists, and how many problems there are to tell."""
    resolved = made.results.resolved
    counts = made.results.counts()
    types = chain.from_iterable(repeat(kind, count) for kind, count in resolved.types.items())
    by_action, files = count_problems(made.problems, documents)
    report: dict[str, Any] = {
        "documents": files,
        **({"sites": [site_to_json(site) for site in sites]} if sites else {}),
        **count_kinds(types),
        "providers": len(resolved.providers),
        "topics": len(resolved.topics),
        "links": counts["link"],
        "near_duplicates": counts["near-duplicate"],
        "stories": counts["story"],
        "storylines": counts["storyline"],
        "fields": resolved.fields,
    }
    if files.get("unread"):
        in_site = count_site_files(_unread(made.problems))
        others = count_unread(_unread(made.problems))
        report |= {"site_files": in_site} if in_site else {}
        report |= {"unread": others} if others else {}
    return report, sum(by_action[action] for action in ACTIONS)


def count_problems(problems: "DataFrame", documents: int) -> tuple[dict[str, int], dict[str, int]]:
    """Return how many problems have each action, and how many files: see ``report``."""
    from pyspark.sql import functions as f

    counts = {action: f.count_if(f.col("action") == action) for action in (*ACTIONS, "unread")}
    columns = [column.alias(action) for action, column in counts.items()]
    by_path = problems.groupBy("path").agg(*columns)
    repaired = f.col("repaired") > 0
    noted = ~repaired & (f.col("skipped") + f.col("noted") > 0)
    sums = [f.coalesce(f.sum(action), f.lit(0)).alias(action) for action in counts]
    files = f.count_if(repaired).alias("files"), f.count_if(noted).alias("noted_files")
    (row,) = by_path.agg(*sums, *files).collect()
    told = {
        "read": documents - row.files - row.noted_files,
        "repaired": row.files,
        "rejected": row.rejected,
    }
    more = {"noted": row.noted_files, "unread": row.unread}
    told |= {name: number for name, number in more.items() if number}
    return {action: row[action] for action in counts}, told


def _unread(problems: "DataFrame") -> Iterator[Problem]:
    return (Problem(*row) for row in problems.where("action = 'unread'").toLocalIterator())


def worst_problems(problems: "DataFrame", most: int) -> list[Problem]:
    """Return some problems, the worst first."""
    from pyspark.sql import functions as f

    badness = f.array_position(f.array(*map(f.lit, ACTIONS)), f.col("action"))
    worst = problems.where(_IS_TOLD).orderBy(badness, *_ORDER).limit(most)
    return [Problem(*row) for row in worst.collect()]


def with_lists(counts: Mapping[str, Any], made: Made) -> dict[str, Any]:
    """Return the report with its lists, item by item, in the order of ``report``."""
    last = {name: counts[name] for name in ("site_files", "unread") if name in counts}
    first = {name: value for name, value in counts.items() if name not in last}
    conflicts, problems = LISTS
    return first | {conflicts: _conflicts(made)} | last | {problems: _problems(made.problems)}


def _conflicts(made: Made) -> Iterator[dict[str, Any]]:
    conflicts = made.results.resolved.conflicts
    for row in conflicts.orderBy("article", "field").toLocalIterator():
        yield conflict_to_json(unpack(Conflict, bytes(row.conflict)))


def _problems(problems: "DataFrame") -> Iterator[dict[str, Any]]:
    for row in problems.where(_IS_TOLD).orderBy(*_ORDER, "action", "seen").toLocalIterator():
        yield row.asDict()


def report_pieces(report: Mapping[str, object]) -> Iterator[str]:
    """Yield a report as ``json.dumps`` writes it, iterators as lists of any length.

    >>> report = {"articles": 1, "conflicts": [], "problems": [{"path": "a.md"}]}
    >>> pieces = report_pieces(report | {"problems": iter([{"path": "a.md"}])})
    >>> "".join(pieces) == json.dumps(report, indent=2) + "\\n"
    True
    """
    before = "{"
    for name, value in report.items():
        yield f"{before}\n  {json.dumps(name)}: "
        if isinstance(value, Iterator):
            yield from _list(value)
        else:
            yield _indented(value, "  ")
        before = ","
    yield "\n}\n"


def _list(items: Iterable[object]) -> Iterator[str]:
    before = "["
    for item in items:
        yield f"{before}\n    {_indented(item, '    ')}"
        before = ","
    yield "[]" if before == "[" else "\n  ]"


def _indented(value: object, by: str) -> str:
    # A line break in a string is escaped: these are all between values.
    return _json(value).replace("\n", f"\n{by}")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
