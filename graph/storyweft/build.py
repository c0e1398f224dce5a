"""The whole flow: files → documents → articles → graph → stories."""

from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from storyweft.errors import InputError, ProblemsFound, SourceError
from storyweft.graph import Graph
from storyweft.mapping import DEFAULT_MAPPING, FieldMapping
from storyweft.model import Document, Problem
from storyweft.read import SourceFile, find_files, read
from storyweft.resolve import Iris, resolve
from storyweft.stories import find_stories
from storyweft.urls import ALL_RULES, parse_url
from storyweft.vocabulary import DEFAULT_BASE_IRI

#: Called with a stage, how much of it is done, and how much there is.
Progress = Callable[[str, int, int], None]


def no_progress(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


def build(
    *sources: str | Path,
    jobs: int = 1,
    strict: bool = False,
    base_iri: str = DEFAULT_BASE_IRI,
    mapping: FieldMapping = DEFAULT_MAPPING,
    rules: Collection[str] = ALL_RULES,
    progress: Progress = no_progress,
) -> Graph:
    """Build the graph of all documents at the sources, which are folders or files.

    :param jobs: how many processes read; the result is the same for any number.
    :param strict: raise at the first problem instead of reporting all of them.
    :param base_iri: where the IRIs of providers, topics, stories and documents start.
    :param mapping: which front-matter keys give which field.
    :param rules: which of :data:`storyweft.urls.RULES` may make two URLs one article.
    :raises SourceError: if nothing at the sources can be read.
    :raises ProblemsFound: if ``strict`` and a document has a problem.

    >>> build("seeds")
    <Graph: 26 articles, 25 providers, 4 topics, 21 links, 5 stories>
    """
    iris = Iris(_base(base_iri))
    files = find_files(*sources)
    documents, problems = read_all(
        files, jobs=jobs, strict=strict, mapping=mapping, progress=progress
    )
    if not documents:
        raise SourceError(f"none of {len(files)} files could be read; the first: {problems[0]}")
    progress("resolve", 0, 1)
    graph = Graph(documents, resolve(documents, iris, rules=rules), iris, problems=problems)
    progress("stories", 0, 1)
    return graph.with_stories(*find_stories(graph))


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
    with _mapper(jobs, len(files)) as run:
        for done, result in enumerate(run(partial(read, mapping=mapping), files), 1):
            if isinstance(result, Document):
                documents.append(result)
                problems += result.problems
            else:
                problems.append(result)
            if strict and problems:
                raise ProblemsFound(str(problems[0]))
            progress("read", done, len(files))
    return Reading(documents, problems)


_Run = Callable[
    [Callable[[SourceFile], Document | Problem], Iterable[SourceFile]],
    Iterable[Document | Problem],
]


@contextmanager
def _mapper(jobs: int, files: int) -> Iterator[_Run]:
    """Yield a ``map``: the built-in one, or that of a pool of processes."""
    if jobs < 1:
        raise InputError(f"jobs: expected 1 or more, got {jobs}")
    if jobs == 1 or files < 2:
        yield map
        return
    with ProcessPoolExecutor(min(jobs, files)) as pool:
        chunk = max(1, min(200, files // (jobs * 4)))
        yield partial(pool.map, chunksize=chunk)


def _base(iri: str) -> str:
    try:
        parse_url(iri)
    except ValueError as error:
        raise InputError(f"base IRI: expected an http(s) URL, got {error}: {iri!r}") from None
    return iri if iri.endswith(("/", "#")) else iri + "/"
