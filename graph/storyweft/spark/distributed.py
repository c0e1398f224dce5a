"""What no machine holds: the steps of ``pipeline``, each one a table of rows."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from heapq import nsmallest
from itertools import chain, islice, repeat
from typing import IO, TYPE_CHECKING, Any

import msgspec
from msgspec import structs

from storyweft.errors import ProblemsFound
from storyweft.model import About, Conflict, Document, Problem
from storyweft.report import (
    conflict_to_json,
    count_documents,
    count_kinds,
    count_site_files,
    count_unread,
    lay_out,
)
from storyweft.settings import Settings, Site
from storyweft.spark import results
from storyweft.spark.frames import Row, map_rows, unpack
from storyweft.spark.quads import quad_lines
from storyweft.spark.resolve import counted, resolve
from storyweft.spark.results import Results
from storyweft.spark.stages import Checkpoint, Stages
from storyweft.spark.stories import find

if TYPE_CHECKING:
    from pyspark import Broadcast
    from pyspark.sql import DataFrame
    from pyspark.sql import Row as SparkRow

    from storyweft.resolving.entities import Entities

_PROBLEM = (
    "path string, line long, field string, code string, message string, action string, seen string"
)
_ORDER = ("path", "line", "field", "code", "message")
# What is no document is counted, not listed.
_IS_LISTED = "action != 'unread'"
#: What was done about a problem that is listed, the worst first.
ACTIONS = ("rejected", "skipped", "repaired", "noted")
#: How many problems are told at once, the worst first; ``report.json`` has all.
MOST_PROBLEMS = 20


def make(
    read: "DataFrame",
    documents: int,
    settings: Settings,
    checkpoint: Checkpoint,
    *,
    view: int,
    strict: bool,
) -> Results:
    """Resolve so many documents and find their stories.

    :param read: rows (path, document, problem).
    :raises ProblemsFound: if ``strict`` and a document has a problem.
    """
    reading = read.select("document", "problem")
    if strict:
        _insist(map_rows(reading, partial(_problems_of, None), _PROBLEM))
    rows = read.where("document is not null").select("path", "document")
    resolved = resolve(rows, settings, checkpoint)
    rows = reading.union(resolved.problems.selectExpr("binary(null)", "problem"))
    problems = map_rows(rows, partial(_problems_of, resolved.entities), _PROBLEM)
    problems = checkpoint("problems", problems)
    if strict:
        _insist(problems)
    links = resolved.links.where("not is_reference")
    hours = counted(resolved.counts, "hour")
    stories = find(
        resolved.articles, links, hours, resolved.iris, checkpoint, view, bodies=settings.bodies
    )
    return Results(resolved, stories, documents, problems)


def _problems_of(entities: "Broadcast[Entities] | None", rows: Iterator[Row]) -> Iterator[Row]:
    for packed, problem in rows:
        if packed is None:
            yield structs.astuple(unpack(Problem, problem))
            continue
        document = unpack(Document, packed)
        yield from map(structs.astuple, document.problems)
        if entities is not None:
            yield from map(structs.astuple, entities.value.problems([document]))


def _insist(problems: "DataFrame") -> None:
    for row in problems.where(_IS_LISTED).orderBy(*_ORDER).limit(1).collect():
        raise ProblemsFound(str(Problem(*row)))


def write_statements(
    made: Results, stages: Stages, formats: Iterable[str], compress: bool, about: About
) -> None:
    """Write N-Triples and N-Quads, each line once, in order."""
    wanted = {"nt", "nq"} & set(formats)
    if not wanted:
        return
    # Sorting looks at all of them before it begins, and they are made by Python.
    lines = stages.checkpoint("lines", results.lines(made, about))
    packed = ".gz" if compress else ""
    if "nt" in wanted:
        stages.write("nt", results.in_order(lines), ending=f"nt{packed}")
    if "nq" in wanted:
        quads = quad_lines(made.resolved, lines)
        stages.write("nq", results.in_order(quads), ending=f"nq{packed}")


def table(made: Results, name: str) -> "DataFrame":
    """Return the nodes, edges or stories, in their order."""
    if name == "nodes":
        counts = made.resolved.counts
        names = {f"field_{field}" for field in counted(counts, "field")}
        return results.nodes(made, sorted(names | counted(counts, "column").keys()))
    return results.edges(made) if name == "edges" else results.story_table(made)


def write_tables(made: Results, stages: Stages, names: Iterable[str], by_month: bool) -> None:
    """Write tables as Parquet, those with times in a folder a month if that is asked for."""
    for name in names:
        rows = table(made, name)
        if by_month and name in results.TIMES:
            rows = results.by_month(rows, *results.TIMES[name])
        stages.write(name, rows, ending="parquet")


# -- the report -----------------------------------------------------------------------------------


class OrderedProblems:
    """All problems in order, on the driver's disk: a report goes through them more than once."""

    def __init__(self, problems: "DataFrame", file: IO[bytes]) -> None:
        self._file = file
        for row in _in_order(problems, *_ORDER, "action", "seen"):
            self._file.write(msgspec.json.encode(Problem(*row)) + b"\n")

    def __iter__(self) -> Iterator[Problem]:
        self._file.seek(0)
        return map(msgspec.json.Decoder(Problem).decode, self._file)


def worst(problems: Iterable[Problem]) -> tuple[list[Problem], int]:
    """Return some of the problems that are listed, the worst first, and how many are."""
    number = sum(problem.action in ACTIONS for problem in problems)
    listed = (problem for problem in problems if problem.action in ACTIONS)
    return nsmallest(MOST_PROBLEMS, listed, key=lambda item: ACTIONS.index(item.action)), number


def report(made: Results, problems: Iterable[Problem], sites: Sequence[Site]) -> dict[str, Any]:
    """Return the report, its lists item by item.

    :param problems: which can be gone through more than once.
    """
    resolved, sizes = made.resolved, made.sizes
    types = counted(resolved.counts, "type").items()
    conflicts = _in_order(resolved.conflicts, "article", "field")
    return lay_out(
        count_documents(range(made.documents), problems),
        sites=sites,
        kinds=count_kinds(chain.from_iterable(repeat(kind, number) for kind, number in types)),
        sizes={
            "providers": len(resolved.providers),
            "topics": len(resolved.topics),
            "links": sizes["link"],
            "references": sizes["reference"],
            "near_duplicates": sizes["near-duplicate"],
            "stories": sizes["story"],
            "storylines": sizes["storyline"],
        },
        are_undated=counted(resolved.counts, "hour").keys() == {None},
        fields=counted(resolved.counts, "field"),
        conflicts=(conflict_to_json(unpack(Conflict, bytes(row.conflict))) for row in conflicts),
        site_files=count_site_files(problems),
        unread=count_unread(problems),
        problems=(structs.asdict(item) for item in problems if item.action != "unread"),
    )


def _in_order(rows: "DataFrame", *order: str) -> Iterator["SparkRow"]:
    """Yield rows in order: one task sorts what it sends to the driver one after the other."""
    return rows.coalesce(1).sortWithinPartitions(*order).toLocalIterator()


def report_pieces(report: Mapping[str, object]) -> Iterator[str]:
    """Yield a report as ``json.dumps`` writes it, iterators as lists of any length.

    >>> report = {"articles": 1, "conflicts": [], "problems": [{"path": "a.md"}]}
    >>> pieces = report_pieces(report | {"problems": iter([{"path": "a.md"}])})
    >>> "".join(pieces) == json.dumps(report, indent=2) + "\\n"
    True
    """
    values = {
        name: _Lazy.of(value) if isinstance(value, Iterator) else value
        for name, value in report.items()
    }
    yield from json.JSONEncoder(ensure_ascii=False, indent=2).iterencode(values)
    yield "\n"


class _Lazy(list[object]):
    """What an encoder takes for a list, and reads once."""

    @classmethod
    def of(cls, items: Iterator[object]) -> list[object]:
        """Return items as a list, of which no more than the first is in it."""
        lazy = cls(islice(items, 1))
        lazy._rest = items
        return lazy

    _rest: Iterator[object]

    def __iter__(self) -> Iterator[object]:
        return chain(super().__iter__(), self._rest)
