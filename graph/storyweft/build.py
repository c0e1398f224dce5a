"""The whole flow: files → documents → articles → graph → stories."""

from collections.abc import Callable, Collection
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from storyweft.copies import find_copies
from storyweft.errors import InputError, ProblemsFound, SourceError
from storyweft.graph import Graph
from storyweft.iris import Iris
from storyweft.mapping import DEFAULT_MAPPING, FieldMapping, find_mapping
from storyweft.model import Document, Problem
from storyweft.pool import read_files, without_collector
from storyweft.read import SourceFile, find_files
from storyweft.resolve import resolve
from storyweft.sharing import Sharing
from storyweft.stories import find_stories
from storyweft.urls import ALL_RULES, parse_url
from storyweft.vocabulary import DEFAULT_BASE_IRI

#: Called with a stage, how much of it is done, and how much there is (0: nobody knows).
Progress = Callable[[str, int, int], None]


def no_progress(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


@without_collector()
def build(
    *sources: str | Path,
    jobs: int = 1,
    strict: bool = False,
    base_iri: str = DEFAULT_BASE_IRI,
    mapping: FieldMapping | None = None,
    rules: Collection[str] = ALL_RULES,
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
    :raises SourceError: if nothing at the sources can be read.
    :raises ProblemsFound: if ``strict`` and a document has a problem.
    :raises WorkerLost: if a reading process was killed.

    >>> build("seeds")
    <Graph: 26 articles, 25 providers, 4 topics, 21 links, 5 stories>
    """
    iris = Iris(checked_base(base_iri))
    files = find_files(*sources)
    mapping = mapping or find_mapping(*sources)
    documents, problems = read_all(
        files, jobs=jobs, strict=strict, mapping=mapping, progress=progress
    )
    if not documents:
        raise SourceError(f"none of {len(files)} files could be read; the first: {problems[0]}")
    progress("resolve", 0, 1)
    resolved = resolve(documents, iris, rules=rules)
    if strict and resolved.problems:
        raise ProblemsFound(str(resolved.problems[0]))
    problems += resolved.problems
    graph = Graph(documents, resolved, iris, problems=problems)
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
    documents: list[Document] = []
    problems: list[Problem] = []
    sharing = Sharing()
    # How much is in an archive shows when it is read.
    total = 0 if any(file.prefix is not None for file in files) else len(files)
    with closing(read_files(files, mapping, jobs=jobs)) as results:
        for done, result in enumerate(results, 1):
            if isinstance(result, Document):
                documents.append(sharing.of(result))
                problems += result.problems
            else:
                problems.append(result)
            if strict and problems:
                raise ProblemsFound(str(problems[0]))
            progress("read", done, total)
    return Reading(documents, problems)


def checked_base(iri: str) -> str:
    """Return a base IRI with the slash that it ends with.

    :raises InputError: if it is no http(s) URL.
    """
    try:
        parse_url(iri)
    except ValueError as error:
        raise InputError(f"base IRI: expected an http(s) URL, got {error}: {iri!r}") from None
    return iri if iri.endswith(("/", "#")) else iri + "/"
