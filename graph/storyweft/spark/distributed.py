"""What no machine holds: the steps of ``pipeline``, each one a table of rows."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby, islice, repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import structs

from storyweft.errors import ProblemsFound
from storyweft.model import About, Conflict, Document, Problem
from storyweft.report import (
    conflict_to_json,
    count_documents,
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
#: What was done about a problem, the worst first.
ACTIONS = ("rejected", "skipped", "repaired", "noted")


class Made(NamedTuple):
    """The tables that documents come to, and their problems."""

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
    links = resolved.links.where("not is_reference")
    stories = find(
        resolved.articles, links, resolved.iris, checkpoint, view, bodies=settings.bodies
    )
    return Made(Results(resolved, stories), problems)


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
        quads = quad_lines(made.results.resolved, lines)
        stages.write("nq", results.in_order(quads), ending=f"nq{packed}")


def table(made: Made, name: str) -> "DataFrame":
    """Return the nodes, edges or stories, in their order."""
    if name == "nodes":
        counts = made.results.resolved.counts
        names = {f"field_{field}" for field in counts.fields}
        names |= {"precision"} if counts.has_precision else set()
        names |= {"updated_precision"} if counts.has_updated_precision else set()
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
    """Return the report, its lists item by item, and how many problems are listed."""
    resolved = made.results.resolved
    counts = made.results.counts()
    types = chain.from_iterable(
        repeat(kind, number) for kind, number in resolved.counts.types.items()
    )
    files, listed = count_problems(made.problems, documents)
    rows = made.problems.where(f"not ({_IS_TOLD})").collect() if "unread" in files else ()
    unread = [Problem(*row) for row in rows]
    in_site, others = count_site_files(unread), count_unread(unread)
    report: dict[str, Any] = {
        "documents": files,
        **({"sites": [site_to_json(site) for site in sites]} if sites else {}),
        **count_kinds(types),
        "providers": len(resolved.providers),
        "topics": len(resolved.topics),
        "links": counts["link"],
        **({"references": counts["reference"]} if counts["reference"] else {}),
        "near_duplicates": counts["near-duplicate"],
        "stories": counts["story"],
        "storylines": counts["storyline"],
        "fields": dict(sorted(resolved.counts.fields.items())),
        "conflicts": _conflicts(made.results.resolved.conflicts),
        **({"site_files": in_site} if in_site else {}),
        **({"unread": others} if others else {}),
        "problems": _problems(made.problems),
    }
    return report, listed


def count_problems(problems: "DataFrame", documents: int) -> tuple[dict[str, int], int]:
    """Return how many files were read, repaired and so on, and how many problems are listed."""
    by_path = problems.repartition("path").sortWithinPartitions("path")
    counts: Counter[str] = Counter(read=documents)
    for name, number in map_rows(by_path, _counted, "name string, number long").collect():
        counts[name] += number
    files = {name: counts[name] for name in ("read", "repaired", "rejected")}
    more = {name: counts[name] for name in ("noted", "unread") if counts[name]}
    return files | more, counts["listed"]


def _counted(rows: Iterator[Row]) -> Iterator[Row]:
    counts: Counter[str] = Counter()
    for _, group in groupby(rows, key=itemgetter(0)):
        problems = [Problem(*row) for row in group]
        # Those of one file after the other add up to those of all.
        counts.update(count_documents([], problems))
        counts["listed"] += sum(problem.action != "unread" for problem in problems)
    yield from counts.items()


def worst_problems(problems: "DataFrame", most: int) -> list[Problem]:
    """Return some problems, the worst first."""
    from pyspark.sql import functions as f

    badness = f.array_position(f.array(*map(f.lit, ACTIONS)), f.col("action"))
    worst = problems.where(_IS_TOLD).orderBy(badness, *_ORDER).limit(most)
    return [Problem(*row) for row in worst.collect()]


def _conflicts(conflicts: "DataFrame") -> Iterator[dict[str, Any]]:
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
