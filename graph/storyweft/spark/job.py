"""The whole build with Spark: read on the cluster, then made by the driver, or by all of it."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict, Unpack

from storyweft.errors import EngineError, InputError, SourceError
from storyweft.graph import Graph
from storyweft.mapping import FieldMapping
from storyweft.model import Problem
from storyweft.reading.dialects.sites import settle
from storyweft.reading.pool import Progress, no_progress
from storyweft.report import report as report_of
from storyweft.settings import Settings, choose
from storyweft.spark import distributed, on_driver, page
from storyweft.spark.documents import SparkSource, documents_of, find_documents, local_path
from storyweft.spark.files import Files
from storyweft.spark.frames import without_pandas_warning
from storyweft.spark.results import Results, table_of
from storyweft.spark.session import code_digest, prepared, spread
from storyweft.spark.stages import Checkpoint, Stages, in_memory
from storyweft.spark.stories import VIEW

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

#: What can be written, with what is written if nothing is asked for.
FORMATS = ("nt", "nq", "parquet", "html")
DEFAULT_FORMATS = ("nt", "parquet", "html")
#: Up to so many documents, of so many bytes packed, the driver makes the graph: about 1 GB.
ON_DRIVER = VIEW
ON_DRIVER_BYTES = 512 << 20


class Choices(TypedDict, total=False):
    """What the user chooses as on one machine: see :func:`storyweft.build`."""

    base_iri: str
    mapping: FieldMapping | None
    rules: Collection[str]
    dialect: str | None
    plain: bool
    site_url: str | None
    everything: bool
    bodies: bool
    stamp: str | None


class SparkBuild(NamedTuple):
    """What a build did: the report, all problems, and what was written."""

    report: dict[str, Any]
    problems: Sequence[Problem]
    written: list[str]


class Tables(NamedTuple):
    """A graph as tables, in the columns that a build writes, in order."""

    nodes: "DataFrame"
    edges: "DataFrame"
    stories: "DataFrame"


@without_pandas_warning()
def build(
    session: "SparkSession",
    sources: str | Sequence[str] = (),
    out: str = "",
    *,
    documents: "DataFrame | None" = None,
    formats: Collection[str] = DEFAULT_FORMATS,
    compress: bool = False,
    by_month: bool = False,
    page_months: Collection[str] = (),
    page_top: int | None = None,
    strict: bool = False,
    most_on_driver: int = ON_DRIVER,
    view: int = VIEW,
    progress: Progress = no_progress,
    **choices: Unpack[Choices],
) -> SparkBuild:
    """Build the graph of all documents at the sources, and write it to the folder ``out``.

    Sources and ``out`` are what Spark reads and writes: ``s3a://…``, ``hdfs://…``, or a folder that
    is mounted on every worker. Statements are those of :func:`storyweft.build`, in sorted parts
    ``nt/part-*.nt``; ``nodes``, ``edges`` and ``stories`` are Parquet, ``graph.html`` is a page,
    ``report.json`` is the same. A run that was interrupted is taken up by the next with the same
    arguments, but for one of a table, which begins anew. Further options are those of
    :func:`storyweft.build` that say what is read, and how.

    :param documents: instead of sources: a table with a row a document or an article, by the rules
        of :func:`storyweft.sources.tabular.document_of_row`.
    :param formats: of :data:`FORMATS`.
    :param compress: pack the statements with gzip.
    :param by_month: nodes and stories in a folder a month, ``nodes/month=2020-06/part-*.parquet``.
    :param page_months: the page shows the largest stories of these months (``2020-06``).
    :param page_top: so many of them; by default the page shows everything up to 100,000 articles.
    :param most_on_driver: up to so many documents, the driver makes the graph of what was read.
    :param view: how many articles a task holds while it looks for stories of more.
    :raises SourceError: if nothing at the sources can be read.
    :raises ProblemsFound: if ``strict`` and a document has a problem.
    :raises OutputError: if something else is in ``out`` where results are to be, or another build
        writes there.
    :raises EngineError: if Spark gave up.
    """
    if not out:
        raise InputError("nothing to do: expected a folder to write to")
    progress("find", 0, 1)
    with _explained("; the same command goes on where it stopped"):
        ours = prepared(session)
        paths = _paths(sources, documents)
        selection = page.select(page_months, page_top)
        files = Files(ours)
        folder = files.uri(out).rstrip("/")
        settings, source = _sought(ours, paths, documents, folder, **choices)
        plan = Plan(
            *(settings, strict, most_on_driver, view),
            *(_checked(formats), compress, by_month, selection),
        )
        with files.locked(folder):
            stages = Stages(ours, out, fingerprint(source.digest, paths, plan), progress)
            names, report, problems = _build(source, plan, stages, progress)
    return SparkBuild(report, problems, [f"{out}/{name}" for name in names])


@without_pandas_warning()
def tables(
    session: "SparkSession",
    sources: str | Sequence[str] = (),
    *,
    documents: "DataFrame | None" = None,
    strict: bool = False,
    most_on_driver: int = ON_DRIVER,
    view: int = VIEW,
    progress: Progress = no_progress,
    **choices: Unpack[Choices],
) -> Tables:
    """Return the graph of all documents as tables; nothing is written, nothing can be taken up.

    What is worked out on the way stays with the executors: if one is lost, the tables are, too.
    See :func:`build` for the parameters, and what is raised.
    """
    with _explained(""):
        ours = prepared(session)
        paths = _paths(sources, documents)
        settings, source = _sought(ours, paths, documents, "", **choices)
        rows = in_memory("documents", source.rows)
        counts = rows.agg(*_counts()).collect()[0].asDict()
        plan = Plan(settings, strict, most_on_driver, view)
        made = _make(rows, counts, plan, in_memory, progress)
        if isinstance(made, Graph):
            of_graph = (table_of(made, name) for name in Tables._fields)
            return Tables(*map(session.createDataFrame, of_graph))
        return Tables(*(distributed.table(made, name) for name in Tables._fields))


# -- what goes in ---------------------------------------------------------------------------------


class Plan(NamedTuple):
    """How to build: see :func:`build`."""

    settings: Settings
    strict: bool
    most_on_driver: int
    view: int
    formats: Sequence[str] = ()
    compress: bool = False
    by_month: bool = False
    selection: page.Selection = page.Selection()

    @property
    def tables(self) -> Sequence[str]:
        """The tables that are written: stories always are."""
        return Tables._fields if "parquet" in self.formats else ["stories"]


def fingerprint(digest: str, sources: Sequence[str], plan: Plan) -> str:
    """Return what a run has in common with one that may take it up: files, options and code."""
    options = plan._replace(settings=plan.settings.digest, strict=None)  # type: ignore[arg-type]
    common = repr([code_digest(), digest, sources, tuple(options)]).encode()
    return blake2b(common, digest_size=16).hexdigest()


def _checked(formats: Collection[str]) -> list[str]:
    for name in formats:
        if name not in FORMATS:
            choices = ", ".join(FORMATS)
            raise InputError(f"format {name!r} is not one that Spark writes: use {choices}")
    return sorted(set(formats))


def _paths(sources: str | Sequence[str], documents: "DataFrame | None") -> list[str]:
    paths = [sources] if isinstance(sources, str) else list(sources)
    if bool(paths) == (documents is not None):
        raise InputError("expected either sources or a table of documents")
    return paths


def _sought(
    session: "SparkSession",
    paths: Sequence[str],
    documents: "DataFrame | None",
    out: str,
    dialect: str | None = None,
    **options: Any,  # noqa: ANN401 - those of choose
) -> tuple[Settings, SparkSource]:
    """Return the documents to read, and how: nothing is read yet."""
    uris = map(Files(session).uri, paths)
    # A mapping, and what tells a site, may stand beside sources that are on this machine.
    local = [local_path(uri) for uri in uris if uri.startswith("file:")]
    settings = settle(choose(*local, **options), *local, dialect=dialect)
    if documents is not None:
        return settings, documents_of(documents, settings)
    return settings, find_documents(session, paths, settings, out)


def _make(
    read: "DataFrame",
    counts: Mapping[str, int | None],
    plan: Plan,
    checkpoint: Checkpoint,
    progress: Progress,
) -> Graph | Results:
    """Make the graph of what was read, as long as the driver can hold it, else its tables.

    :param read: rows (path, document, problem).
    :param counts: what :func:`_counts` counts of them.
    """
    rows, documents, size = (count or 0 for count in counts.values())
    if not rows:
        raise SourceError("the table of documents has no rows")
    settings, strict = plan.settings, plan.strict
    if documents <= plan.most_on_driver and size <= ON_DRIVER_BYTES:
        return on_driver.gather(read, settings, strict=strict, progress=progress)
    spread(read.sparkSession, documents)
    return distributed.make(read, documents, settings, checkpoint, view=plan.view, strict=strict)


def _counts() -> list["Column"]:
    """Return what counts rows that were read, documents and their bytes."""
    from pyspark.sql import functions as f

    documents, size = "count(document) as documents", "sum(length(document)) as size"
    return [*map(f.expr, ("count(*) as rows", documents, size))]


# -- what comes out -------------------------------------------------------------------------------


def _build(
    source: SparkSource, plan: Plan, stages: Stages, progress: Progress
) -> tuple[list[str], dict[str, Any], Sequence[Problem]]:
    """Build; return the names of what was written, the report, and all problems."""
    read, counts = stages.counted("documents", source.rows, _counts())
    made = _make(read, counts, plan, stages.checkpoint, progress)
    formats, compress = plan.formats, plan.compress
    shown: Iterator[str] | None = None
    if isinstance(made, Graph):
        on_driver.write_statements(made, stages, formats, compress)
        on_driver.write_tables(made, stages, plan.tables, plan.by_month)
        report = report_of(made)
        if "html" in formats:
            shown = page.page_of_graph(made, plan.selection)
    else:
        distributed.write_statements(made, stages, formats, compress, plan.settings.about)
        distributed.write_tables(made, stages, plan.tables, plan.by_month)
        report = distributed.report(made, plan.settings.sites)
        if "html" in formats:
            shown = page.page_of_results(made, plan.selection, report["articles"])
    return stages.publish(report, shown), report, made.problems


# -- when Spark gives up --------------------------------------------------------------------------

_MISSING = re.compile(r"ModuleNotFoundError: (.+)")
# How a traceback of Python ends.
_RAISED = re.compile(r"^[\w.]*(?:Error|Exception): .+", re.MULTILINE)


@contextmanager
def _explained(advice: str) -> Iterator[None]:
    """Turn what Spark raises into a message that says what to do."""
    from py4j.protocol import Py4JError
    from pyspark.errors.exceptions.captured import CapturedException

    try:
        yield
    except (CapturedException, Py4JError, ConnectionError, EOFError) as error:
        raise EngineError(f"Spark gave up: {_reason(error)}{advice}") from error


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
    return (str(java) if java is not None else shown).strip().partition("\n")[0]
