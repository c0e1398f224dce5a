"""What no machine holds: the steps of ``pipeline``, each one a table of rows."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, repeat
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from msgspec import structs

from storyweft.graph import by_position
from storyweft.model import About, Conflict, Document, Problem
from storyweft.pipeline import refuse_problems
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
from storyweft.spark.frames import Row, map_rows, pack, unpack, values_here
from storyweft.spark.quads import quad_lines
from storyweft.spark.resolve import counted, resolve
from storyweft.spark.results import Results
from storyweft.spark.stages import Checkpoint, Stages
from storyweft.spark.stories import find

if TYPE_CHECKING:
    from pyspark import Broadcast
    from pyspark.sql import DataFrame

    from storyweft.resolving.entities import Entities


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
    rows = read.where("document is not null").select("path", "document")
    resolved = resolve(rows, settings, checkpoint)
    reading = read.select("document", "problem")
    told = reading.union(resolved.problems.selectExpr("binary(null)", "problem"))
    told = map_rows(told, partial(_problems_of, resolved.entities), "problem binary")
    problems = sorted(values_here(told, Problem), key=by_position)
    if strict:
        refuse_problems(problems)
    links = resolved.links.where("not is_reference")
    hours = counted(resolved.counts, "hour")
    stories = find(
        resolved.articles, links, hours, resolved.iris, checkpoint, view, bodies=settings.bodies
    )
    return Results(resolved, stories, documents, problems)


def _problems_of(entities: "Broadcast[Entities]", rows: Iterator[Row]) -> Iterator[Row]:
    for packed, problem in rows:
        if packed is None:
            yield (problem,)
            continue
        document = unpack(Document, packed)
        for item in (*document.problems, *entities.value.problems([document])):
            yield (pack(item),)


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


def report(made: Results, sites: Sequence[Site]) -> dict[str, Any]:
    """Return the report of a build, as :func:`storyweft.report.report` does."""
    resolved, sizes, problems = made.resolved, made.sizes, made.problems
    types = counted(resolved.counts, "type").items()
    conflicts = values_here(resolved.conflicts, Conflict)
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
        conflicts=[
            conflict_to_json(item) for item in sorted(conflicts, key=attrgetter("article", "field"))
        ],
        site_files=count_site_files(problems),
        unread=count_unread(problems),
        problems=[structs.asdict(item) for item in problems if item.action != "unread"],
    )
