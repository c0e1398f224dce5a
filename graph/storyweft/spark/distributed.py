"""What no machine holds: the steps of ``pipeline``, each one a table of rows."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
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
    lay_out,
)
from storyweft.settings import Settings, Site
from storyweft.spark import results
from storyweft.spark.frames import Row, map_rows, unpack
from storyweft.spark.quads import quad_lines
from storyweft.spark.resolve import resolve
from storyweft.spark.results import Results
from storyweft.spark.stages import Checkpoint, Stages
from storyweft.spark.stories import find

if TYPE_CHECKING:
    from pyspark import Broadcast
    from pyspark.sql import DataFrame

    from storyweft.resolving.entities import Entities

_PROBLEM = (
    "path string, line long, field string, code string, message string, action string, seen string"
)
_ORDER = ("path", "line", "field", "code", "message")
# What is no document is counted, not listed.
_IS_LISTED = "action != 'unread'"
# So many rows of a report one task sorts by itself.
_FEW = 100_000
#: What was done about a problem, the worst first.
ACTIONS = ("rejected", "skipped", "repaired", "noted")


class Made(NamedTuple):
    """The tables that documents come to, how many values of each kind, and the problems."""

    results: Results
    counts: dict[str, int]
    problems: "DataFrame"


def make(
    read: "DataFrame",
    documents: int,
    settings: Settings,
    checkpoint: Checkpoint,
    *,
    view: int,
    strict: bool,
) -> Made:
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
    hours = resolved.counts.hours
    stories = find(
        resolved.articles, links, hours, resolved.iris, checkpoint, view, bodies=settings.bodies
    )
    results = Results(resolved, stories, documents)
    return Made(results, results.counts(), problems)


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
    made: Made, stages: Stages, formats: Iterable[str], compress: bool, about: About
) -> None:
    """Write N-Triples and N-Quads, each line once, in order."""
    wanted = {"nt", "nq"} & set(formats)
    if not wanted:
        return
    # Sorting looks at all of them before it begins, and they are made by Python.
    lines = stages.checkpoint("lines", results.lines(made.results, made.counts, about))
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


def count(made: Made, sites: Sequence[Site]) -> tuple[dict[str, Any], int]:
    """Return the report, its lists item by item, and how many problems are listed."""
    resolved, counts = made.results.resolved, made.counts
    articles = resolved.counts
    types = chain.from_iterable(repeat(kind, number) for kind, number in articles.types.items())
    problems = count_problems(made.problems, made.results.documents)
    report = lay_out(
        problems.files,
        sites=sites,
        kinds=count_kinds(types),
        sizes={
            "providers": len(resolved.providers),
            "topics": len(resolved.topics),
            "links": counts["link"],
            "references": counts["reference"],
            "near_duplicates": counts["near-duplicate"],
            "stories": counts["story"],
            "storylines": counts["storyline"],
        },
        are_undated=articles.are_undated,
        fields=articles.fields,
        conflicts=_conflicts(resolved.conflicts, articles.conflicts),
        site_files=problems.site_files,
        unread=problems.unread,
        problems=_problems(made.problems, problems.listed),
    )
    return report, problems.listed


class ProblemCounts(NamedTuple):
    """How many files were read, repaired and so on, what is no document, and what is listed."""

    files: dict[str, int]
    site_files: dict[str, dict[str, int]]
    unread: dict[str, int]
    listed: int


def count_problems(problems: "DataFrame", documents: int) -> ProblemCounts:
    """Count problems by the functions of the report, the files of each part by themselves."""
    by_path = problems.repartition("path").sortWithinPartitions("path")
    counts: Counter[tuple[str, ...]] = Counter({("files", "read"): documents})
    for row in map_rows(by_path, _counted, "name array<string>, number long").collect():
        counts[tuple(row.name)] += row.number
    by_use: dict[str, Counter[Any]] = defaultdict(Counter)
    for (use, *name), number in counts.items():
        by_use[use][name[0] if len(name) == 1 else tuple(name)] += number
    files = {name: by_use["files"][name] for name in ("read", "repaired", "rejected")}
    more = ("noted", "unread")
    files |= {name: by_use["files"][name] for name in more if by_use["files"][name]}
    in_site: dict[str, dict[str, int]] = {}
    for (dialect, rule), number in sorted(by_use["site"].items()):
        in_site.setdefault(dialect, {})[rule] = number
    unread = dict(sorted(by_use["unread"].items(), key=lambda item: (-item[1], item[0])))
    return ProblemCounts(files, in_site, unread, by_use["files"]["listed"])


def _counted(rows: Iterator[Row]) -> Iterator[Row]:
    counts: Counter[tuple[str, ...]] = Counter()
    for _, group in groupby(rows, key=itemgetter(0)):
        problems = [Problem(*row) for row in group]
        # Those of one file after the other add up to those of all.
        for name, number in count_documents([], problems).items():
            counts["files", name] += number
        counts["files", "listed"] += sum(problem.action != "unread" for problem in problems)
        for dialect, rules in count_site_files(problems).items():
            for rule, number in rules.items():
                counts["site", dialect, rule] += number
        for ending, number in count_unread(problems).items():
            counts["unread", ending] += number
    yield from ((list(name), number) for name, number in counts.items())


def worst_problems(problems: "DataFrame", most: int) -> list[Problem]:
    """Return some problems, the worst first."""
    from pyspark.sql import functions as f

    badness = f.array_position(f.array(*map(f.lit, ACTIONS)), f.col("action"))
    worst = problems.where(_IS_LISTED).orderBy(badness, *_ORDER).limit(most)
    return [Problem(*row) for row in worst.collect()]


def _conflicts(conflicts: "DataFrame", number: int) -> Iterator[dict[str, Any]]:
    for row in _sorted(conflicts, number, "article", "field").toLocalIterator():
        yield conflict_to_json(unpack(Conflict, bytes(row.conflict)))


def _problems(problems: "DataFrame", number: int) -> Iterator[dict[str, Any]]:
    rows = _sorted(problems.where(_IS_LISTED), number, *_ORDER, "action", "seen")
    for row in rows.toLocalIterator():
        yield row.asDict()


def _sorted(rows: "DataFrame", number: int, *order: str) -> "DataFrame":
    """Return so many rows in order; one task sorts what it sends to the driver at once."""
    is_few = number <= _FEW
    return rows.coalesce(1).sortWithinPartitions(*order) if is_few else rows.orderBy(*order)


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
