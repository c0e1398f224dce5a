"""The whole flow: files → documents → articles → graph → stories."""

from collections.abc import Collection, Generator, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from storyweft.cache import FOLDER, Cache
from storyweft.copies import find_copies
from storyweft.errors import InputError, ProblemsFound, SourceError
from storyweft.graph import Graph
from storyweft.iris import Iris
from storyweft.mapping import DEFAULT_MAPPING, FieldMapping, find_mapping
from storyweft.model import Document, Problem
from storyweft.pool import Progress, no_progress, read_files, without_collector
from storyweft.read import SourceFile, find_files
from storyweft.resolve import resolve
from storyweft.stories import find_stories
from storyweft.urls import ALL_RULES, parse_url
from storyweft.vocabulary import DEFAULT_BASE_IRI


@without_collector()
def build(
    *sources: str | Path,
    jobs: int = 1,
    strict: bool = False,
    base_iri: str = DEFAULT_BASE_IRI,
    mapping: FieldMapping | None = None,
    rules: Collection[str] = ALL_RULES,
    cache: str | Path | None = None,
    progress: Progress = no_progress,
) -> Graph:
    """Build the graph of all documents at the sources, which are folders, files or archives.

    :param jobs: how many processes read; the result is the same for any number. With more than
        one, call it below ``if __name__ == "__main__":``, as multiprocessing asks.
    :param strict: raise at the first problem instead of reporting all of them.
    :param base_iri: where the IRIs of providers, topics, stories and documents start.
    :param mapping: which front-matter keys give which field; by default as
        :func:`storyweft.mapping.find_mapping` finds it beside the sources.
    :param rules: which of :data:`storyweft.urls.RULES` may make two URLs one article.
    :param cache: a folder in whose ``.storyweft`` is kept what was read, so that the next build
        reads only files that changed; the result is the same.
    :raises SourceError: if nothing at the sources can be read.
    :raises ProblemsFound: if ``strict`` and a document has a problem.
    :raises WorkerLost: if a reading process was killed.

    >>> build("seeds")
    <Graph: 26 articles, 25 providers, 4 topics, 21 links, 5 stories>
    """
    iris = make_iris(base_iri)
    files = find_files(*sources)
    mapping = mapping or find_mapping(*sources)
    kept = None if cache is None else Cache(Path(cache, FOLDER), files, mapping)
    if kept:
        kept.look(jobs=jobs, progress=progress)
        results = kept.results(jobs=jobs)
    else:
        results = read_files(files, mapping, jobs=jobs)
    reading = collect(results, files, strict=strict, progress=progress)
    graph = make_graph(reading, iris, strict=strict, rules=rules, progress=progress)
    if kept:
        kept.keep()
    return graph


def make_graph(
    reading: "Reading",
    iris: Iris,
    *,
    strict: bool = False,
    rules: Collection[str] = ALL_RULES,
    progress: Progress = no_progress,
) -> Graph:
    """Make the graph of what was read; see :func:`build` for the options."""
    documents, problems = reading
    if not documents:
        count = len(problems)
        raise SourceError(f"none of {count} files could be read; the first: {problems[0]}")
    progress("resolve", 0, 1)
    resolved = resolve(documents, iris, rules=rules)
    if strict and resolved.problems:
        raise ProblemsFound(str(resolved.problems[0]))
    graph = Graph(documents, resolved, iris, problems=[*problems, *resolved.problems])
    graph = graph.with_copies(find_copies(graph))
    progress("stories", 0, 1)
    return graph.with_stories(*find_stories(graph))


def check(
    *sources: str | Path,
    jobs: int = 1,
    strict: bool = False,
    mapping: FieldMapping | None = None,
    progress: Progress = no_progress,
) -> "Reading":
    """Return all documents and all problems that a build would tell of, without a graph."""
    files = find_files(*sources)
    mapping = mapping or find_mapping(*sources)
    reading = read_all(files, jobs=jobs, strict=strict, mapping=mapping, progress=progress)
    resolved = resolve(reading.documents, Iris(DEFAULT_BASE_IRI))
    if strict and resolved.problems:
        raise ProblemsFound(str(resolved.problems[0]))
    return Reading(reading.documents, [*reading.problems, *resolved.problems])


class Reading(NamedTuple):
    """What came of the files: those that could be read, and everything that was wrong."""

    documents: list[Document]
    problems: list[Problem]


def read_all(
    files: list[SourceFile],
    *,
    jobs: int = 1,
    strict: bool = False,
    mapping: FieldMapping = DEFAULT_MAPPING,
    progress: Progress = no_progress,
) -> Reading:
    """Read all files, in one process or in several; see :func:`build` for the options."""
    results = read_files(files, mapping, jobs=jobs)
    return collect(results, files, strict=strict, progress=progress)


def collect(
    results: Generator[Document | Problem, None, None],
    files: Sequence[SourceFile],
    *,
    strict: bool = False,
    progress: Progress = no_progress,
) -> Reading:
    """Take the results of files apart: what could be read, and what was wrong."""
    # How much is in an archive shows when it is read.
    total = 0 if any(file.prefix is not None for file in files) else len(files)
    documents: list[Document] = []
    problems: list[Problem] = []
    with closing(results):
        for done, result in enumerate(results, 1):
            if isinstance(result, Document):
                documents.append(result)
                problems += result.problems
            else:
                problems.append(result)
            if strict and problems:
                raise ProblemsFound(str(problems[0]))
            progress("read", done, total)
    return Reading(documents, problems)


def make_iris(base: str = DEFAULT_BASE_IRI) -> Iris:
    """Return names below a base.

    :raises InputError: if the base is no http(s) URL.
    """
    try:
        parse_url(base)
    except ValueError as error:
        raise InputError(f"base IRI: expected an http(s) URL, got {error}: {base!r}") from None
    return Iris(base if base.endswith(("/", "#")) else base + "/")
