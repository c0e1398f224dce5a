"""The whole build on Spark: the steps of ``pipeline``, each one a table of rows."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import structs

from storyweft.errors import EngineError, InputError, ProblemsFound, SourceError
from storyweft.mapping import FieldMapping
from storyweft.model import Article, Conflict, Document, Problem
from storyweft.reading.pool import Progress, no_progress
from storyweft.report import conflict_to_json
from storyweft.settings import Settings, choose
from storyweft.spark import results
from storyweft.spark.documents import find_documents, local_path
from storyweft.spark.files import Files
from storyweft.spark.frames import Row, map_rows, unpack, without_pandas_warning
from storyweft.spark.quads import quad_lines
from storyweft.spark.resolve import ResolutionTables, resolve
from storyweft.spark.session import packed_code, prepared, spread
from storyweft.spark.stages import Stages
from storyweft.spark.stories import VIEW, StoryTables, find
from storyweft.spark.triples import lines
from storyweft.urls import ALL_RULES
from storyweft.vocabulary import DEFAULT_BASE_IRI

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

#: What can be written, with what is written if nothing is asked for.
FORMATS = ("nt", "nq", "parquet")
DEFAULT_FORMATS = ("nt", "parquet")
#: How many problems are told at once, the worst first; ``report.json`` has all.
PROBLEMS_TOLD = 20

_PROBLEM = (
    "path string, line long, field string, code string, message string, action string, seen string"
)


class SparkBuild(NamedTuple):
    """What a build did: the report without its lists, the worst problems of how many, the paths."""

    report: dict[str, Any]
    problems: list[Problem]
    problem_count: int
    written: list[str]


@without_pandas_warning()
def build(
    session: "SparkSession",
    sources: str | Sequence[str],
    out: str,
    *,
    base_iri: str = DEFAULT_BASE_IRI,
    mapping: FieldMapping | None = None,
    rules: Collection[str] = ALL_RULES,
    bodies: bool = True,
    formats: Collection[str] = DEFAULT_FORMATS,
    compress: bool = False,
    strict: bool = False,
    view: int = VIEW,
    progress: Progress = no_progress,
) -> SparkBuild:
    """Build the graph of all documents at the sources, and write it to the folder ``out``.

    Sources and ``out`` are what Spark reads and writes: ``s3a://…``, ``hdfs://…``, or a folder that
    is mounted on every worker. Statements are those of :func:`storyweft.build`, in sorted parts
    ``nt/part-*.nt``; ``nodes``, ``edges`` and ``stories`` are Parquet, ``report.json`` is the same.
    A run that was interrupted is taken up by the next with the same arguments.

    :param formats: of :data:`FORMATS`.
    :param compress: pack the statements with gzip.
    :param view: how many articles a task holds while it looks for stories.
    :raises SourceError: if nothing at the sources can be read.
    :raises ProblemsFound: if ``strict`` and a document has a problem.
    :raises OutputError: if something else is in ``out`` where results are to be.
    :raises EngineError: if Spark gave up.
    """
    from py4j.protocol import Py4JError
    from pyspark.errors.exceptions.captured import CapturedException

    given = [sources] if isinstance(sources, str) else list(sources)
    try:
        ours = prepared(session)
        settings = choose(
            *_local(Files(ours), given),
            base_iri=base_iri,
            mapping=mapping,
            rules=rules,
            bodies=bodies,
        )
        plan = Plan(settings, _known(formats), compress, strict, view)
        return _Job(ours, given, out, plan, progress).run()
    except (CapturedException, Py4JError) as error:
        raise EngineError(f"Spark gave up: {_reason(error)}") from error


def read_report(session: "SparkSession", out: str) -> dict[str, Any]:
    """Return the whole report of a build, with all its problems."""
    files = Files(session)
    report: dict[str, Any] = json.loads(files.read(f"{files.uri(out)}/report.json", 1 << 30))
    return report


def _known(formats: Collection[str]) -> list[str]:
    for name in formats:
        if name not in FORMATS:
            known = ", ".join(FORMATS)
            raise InputError(f"format {name!r} is not one that Spark writes: use {known}")
    return sorted(set(formats))


def _local(files: Files, sources: Iterable[str]) -> list[str]:
    """Return the sources that are on this machine: a mapping may stand beside them."""
    uris = [files.uri(source) for source in sources]
    return [local_path(uri) for uri in uris if uri.startswith("file:")]


_MISSING = re.compile(r"ModuleNotFoundError: (.+)")
# How a traceback of Python ends.
_RAISED = re.compile(r"^(?:\w+\.)*\w*(?:Error|Exception): .+", re.MULTILINE)


def _reason(error: Exception) -> str:
    shown = str(error)
    if missing := _MISSING.search(shown):
        return (
            f"{missing[1]} on a worker: install there what storyweft depends on (pip install"
            " storyweft), and set PYSPARK_PYTHON to that Python"
        )
    if raised := _RAISED.findall(shown.partition("Traceback (most recent call last)")[2]):
        return f"on a worker, {raised[0]}"
    java = getattr(error, "java_exception", None)
    first = (str(java) if java is not None else shown).strip().partition("\n")[0]
    return f"{first}; the same command goes on where it stopped"


class Plan(NamedTuple):
    """How to build: see :func:`build`."""

    settings: Settings
    formats: Sequence[str]
    compress: bool
    strict: bool
    view: int


class _Job:
    """One build: reads, resolves, finds stories, writes, each by the stages of its folder."""

    def __init__(
        self, session: "SparkSession", sources: list[str], out: str, plan: Plan, progress: Progress
    ) -> None:
        self._session = session
        self._sources = sources
        self._out = out
        self._plan = plan
        self._progress = progress

    def run(self) -> SparkBuild:
        plan, settings = self._plan, self._plan.settings
        self._progress("find", 0, 1)
        out = Files(self._session).uri(self._out)
        source = find_documents(self._session, self._sources, settings.mapping, out)
        about = fingerprint(source.digest, self._sources, plan)
        stages = Stages(self._session, self._out, about, self._progress)
        read = stages.checkpoint("documents", source.rows)
        reading = map_rows(read.select("document", "problem"), _problems_read, _PROBLEM)
        if plan.strict:
            _insist(reading)
        documents = read.where("document is not null").select("path", "document")
        count = documents.count()
        if not count:
            raise SourceError(
                f"none of {read.count()} files could be read; the first: {_first(reading)}"
            )
        spread(self._session, count)
        resolved = resolve(documents, settings, stages.checkpoint)
        found = map_rows(resolved.problems.select("problem"), _unpacked, _PROBLEM)
        if plan.strict:
            _insist(found)
        problems = stages.checkpoint("problems", reading.union(found))
        stories = find(
            resolved.articles,
            resolved.links,
            resolved.iris,
            stages.checkpoint,
            plan.view,
            bodies=settings.bodies,
        )
        fields = _fields(resolved.articles)
        _write_statements(stages, plan, documents, resolved, stories)
        _write_tables(stages, plan, resolved, stories, fields)
        report = {
            "documents": _documents(count, problems),
            "articles": resolved.articles.count(),
            "providers": len(resolved.providers),
            "topics": len(resolved.topics),
            "links": resolved.links.count(),
            "near_duplicates": resolved.near_duplicates.count(),
            "stories": stories.stories.count(),
            "storylines": stories.lines.where("storyline is not null").count(),
            "fields": fields,
        }
        told, number = _worst(problems), problems.count()
        self._progress("write", 0, 1)
        lists = {"conflicts": _conflicts(resolved.conflicts), "problems": _problems(problems)}
        names = stages.publish(report_pieces(report, lists))
        return SparkBuild(report, told, number, [f"{self._out}/{name}" for name in names])


def _write_statements(
    stages: Stages,
    plan: Plan,
    documents: "DataFrame",
    resolved: ResolutionTables,
    stories: StoryTables,
) -> None:
    if not {"nt", "nq"} & set(plan.formats):
        return
    said = lines(resolved).union(results.story_lines(stories.stories, stories.links, stories.lines))
    # Sorting looks at all of them before it begins, and they are made by Python.
    said = stages.checkpoint("lines", said)
    packed = ".gz" if plan.compress else ""
    if "nt" in plan.formats:
        stages.write("nt", results.in_order(said), ending=f"nt{packed}")
    if "nq" in plan.formats:
        quads = quad_lines(documents, resolved, said)
        stages.write("nq", results.in_order(quads), ending=f"nq{packed}")


def _write_tables(
    stages: Stages,
    plan: Plan,
    resolved: ResolutionTables,
    stories: StoryTables,
    fields: Iterable[str],
) -> None:
    if "parquet" in plan.formats:
        nodes = results.nodes(
            resolved.articles,
            stories.members,
            stories.stories,
            stories.lines,
            resolved.providers,
            resolved.topics,
            sorted(f"field_{name}" for name in fields),
        )
        stages.write("nodes", nodes, ending="parquet")
        edges = results.edges(
            resolved.articles,
            resolved.links,
            resolved.near_duplicates,
            stories.stories,
            stories.links,
            stories.lines,
        )
        stages.write("edges", edges, ending="parquet")
    stages.write("stories", results.story_table(stories.stories), ending="parquet")


def fingerprint(digest: str, sources: Sequence[str], plan: Plan) -> str:
    """Return what a run has in common with one that may take it up: files, options and code."""
    options = [plan.settings.digest, plan.formats, plan.compress, plan.view]
    known = repr([digest, sources, options]).encode()
    return blake2b(packed_code() + known, digest_size=16).hexdigest()


# -- problems and the report ----------------------------------------------------------------------

_ORDER = ("path", "line", "field", "code", "message")


def _problems_read(rows: Iterator[Row]) -> Iterator[Row]:
    for document, rejected in rows:
        if document is None:
            yield structs.astuple(unpack(Problem, rejected))
        else:
            yield from map(structs.astuple, unpack(Document, document).problems)


def _insist(problems: "DataFrame") -> None:
    first = _first(problems)
    if first is not None:
        raise ProblemsFound(str(first))


def _first(problems: "DataFrame") -> Problem | None:
    rows = problems.orderBy(*_ORDER).limit(1).collect()
    return Problem(*rows[0]) if rows else None


def _unpacked(rows: Iterator[Row]) -> Iterator[Row]:
    return (structs.astuple(unpack(Problem, problem)) for (problem,) in rows)


def _documents(read: int, problems: "DataFrame") -> dict[str, int]:
    from pyspark.sql import functions as f

    rejected = f.col("action") == "rejected"
    repaired = problems.where(~rejected).select("path").distinct().count()
    return {
        "read": read - repaired,
        "repaired": repaired,
        "rejected": problems.where(rejected).count(),
    }


def _worst(problems: "DataFrame") -> list[Problem]:
    from pyspark.sql import functions as f

    badness = f.array_position(f.array(*map(f.lit, ("rejected", "skipped", "repaired"))), "action")
    rows = problems.orderBy(badness, *_ORDER).limit(PROBLEMS_TOLD).collect()
    return [Problem(*row) for row in rows]


def _problems(problems: "DataFrame") -> Iterator[dict[str, Any]]:
    for row in problems.orderBy(*_ORDER, "action", "seen").toLocalIterator():
        yield row.asDict()


def _conflicts(conflicts: "DataFrame") -> Iterator[dict[str, Any]]:
    for row in conflicts.orderBy("article", "field").toLocalIterator():
        yield conflict_to_json(unpack(Conflict, bytes(row.conflict)))


def _fields(articles: "DataFrame") -> dict[str, int]:
    """Return how many articles have each field that nobody foresaw, in order of name."""
    names = map_rows(articles.select("article"), _field_names, "name string")
    counts = {row.name: row["count"] for row in names.groupBy("name").count().collect()}
    return dict(sorted(counts.items()))


def _field_names(rows: Iterator[Row]) -> Iterator[Row]:
    return ((name,) for (item,) in rows for name, _ in unpack(Article, item).properties)


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
