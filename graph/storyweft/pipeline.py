"""The whole flow: sources → documents → articles → near-duplicates, stories, storylines → graph.

Each step takes what it needs and gives the next one its input; who updates outputs, checks
documents or works on a cluster calls these steps and repeats none.
"""

from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct

from storyweft.errors import ProblemsFound, SourceError
from storyweft.graph import Graph
from storyweft.mapping import FieldMapping
from storyweft.model import (
    Article,
    Document,
    Link,
    NearDuplicate,
    Problem,
    Story,
    Storyline,
    StoryLink,
)
from storyweft.reading.cache import FOLDER, Cache
from storyweft.reading.dialects.sites import settle
from storyweft.reading.documents import parse
from storyweft.reading.pool import Progress, how_many, no_progress, read_files, without_collector
from storyweft.resolving.iris import Iris
from storyweft.resolving.resolution import Resolution, resolve
from storyweft.settings import DEFAULT_SETTINGS, Settings, Site, choose
from storyweft.sources.files import SourceFile, find_files
from storyweft.sources.records import documents_of_rows
from storyweft.sources.stamps import digest_of_values
from storyweft.sources.tabular import Refusal
from storyweft.stories.find import as_news, find_stories
from storyweft.stories.near_duplicates import find_near_duplicates
from storyweft.stories.storylines import find_storylines
from storyweft.url_rules import ALL_RULES
from storyweft.vocabulary import DEFAULT_BASE_IRI


@without_collector()
def build(
    *sources: str | Path,
    jobs: int = 1,
    strict: bool = False,
    base_iri: str = DEFAULT_BASE_IRI,
    mapping: FieldMapping | None = None,
    rules: Collection[str] = ALL_RULES,
    dialect: str | None = None,
    plain: bool = False,
    site_url: str | None = None,
    everything: bool = False,
    bodies: bool = True,
    stamp: str | None = None,
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
    :param rules: which of :data:`storyweft.url_rules.RULES` may make two URLs one article.
    :param dialect: which generator of sites the documents are written for, one of
        :data:`storyweft.reading.dialects.tables.BY_NAME`; by default as their folders say.
    :param plain: whether texts without front matter are documents, too.
    :param site_url: where the documents are published; by default as the mapping or their
        configuration says.
    :param everything: whether what a site is made of (layouts, data files, lists of pages) is a
        document, too.
    :param bodies: whether the bodies of documents are read: their beginnings are compared, and
        their links lead to other documents.
    :param stamp: when the graph is made, for its provenance: ISO 8601 with a zone; without it no
        time is written, so that the same documents give the same bytes.
    :param cache: a folder in whose ``.storyweft`` is kept what was read, so that the next build
        reads only files that changed; the result is the same.
    :raises SourceError: if nothing at the sources can be read.
    :raises ProblemsFound: if ``strict`` and a document has a problem.
    :raises WorkerLost: if a reading process was killed.

    >>> build("seeds")
    <Graph: 26 articles, 25 providers, 4 topics, 21 links, 5 stories>
    """
    settings = choose(
        *sources,
        base_iri=base_iri,
        mapping=mapping,
        rules=rules,
        plain=plain,
        site_url=site_url,
        everything=everything,
        bodies=bodies,
        stamp=stamp,
    )
    settings = settle(settings, *sources, dialect=dialect)
    files = find_files(*sources, also=settings.is_data)
    cached = None if cache is None else Cache(Path(cache, FOLDER), files, settings)
    if cached:
        cached.look(jobs=jobs, progress=progress)
    reading = read(files, settings, cached, jobs=jobs, strict=strict, progress=progress)
    graph = make_graph(reading, settings, cached, strict=strict, progress=progress)
    if cached:
        cached.keep()
    return graph


def from_records(
    rows: Iterable[Mapping[str, Any]],
    *,
    base_iri: str = DEFAULT_BASE_IRI,
    mapping: FieldMapping | None = None,
    rules: Collection[str] = ALL_RULES,
    strict: bool = False,
) -> Graph:
    """Build the graph of rows that a script has: each is a document, as a row of an archive is.

    :param rows: mappings of a front matter's keys, or a data frame (of pandas or Polars; that of
        articles which :func:`storyweft.to_pandas` makes goes in as it came out).
    :raises SourceError: if no row could be read.
    :raises ProblemsFound: if ``strict`` and a row has a problem.

    >>> from_records([{"title": "A", "url": "https://n.example/a"}])
    <Graph: 1 articles, 0 providers, 0 topics, 0 links, 0 stories>
    """
    settings = choose(base_iri=base_iri, mapping=mapping, rules=rules)
    results = (
        Problem(name, None, None, content.code, content.message, "rejected")
        if isinstance(content, Refusal)
        else parse(content, name, settings)
        for name, content in documents_of_rows(rows, settings.mapping)
    )
    reading = collect(results, 0, strict=strict)
    if not any(reading):
        raise SourceError("expected rows to build a graph of, got none")
    return make_graph(reading, settings, strict=strict)


class Checked(NamedTuple):
    """All documents, all problems that a build would tell of, and the graph, if it was asked for.

    There is no graph if there are no documents. ``sites`` are those that they belong to.
    """

    documents: list[Document]
    problems: list[Problem]
    graph: Graph | None = None
    sites: tuple[Site, ...] = ()


def check(
    *sources: str | Path,
    with_graph: bool = False,
    jobs: int = 1,
    strict: bool = False,
    base_iri: str = DEFAULT_BASE_IRI,
    mapping: FieldMapping | None = None,
    rules: Collection[str] = ALL_RULES,
    dialect: str | None = None,
    plain: bool = False,
    site_url: str | None = None,
    everything: bool = False,
    bodies: bool = True,
    progress: Progress = no_progress,
) -> Checked:
    """Read the documents and tell who is who, but leave out stories unless a graph is wanted."""
    settings = choose(
        *sources,
        base_iri=base_iri,
        mapping=mapping,
        rules=rules,
        plain=plain,
        site_url=site_url,
        everything=everything,
        bodies=bodies,
    )
    settings = settle(settings, *sources, dialect=dialect)
    files = find_files(*sources, also=settings.is_data)
    reading = read(files, settings, jobs=jobs, strict=strict, progress=progress)
    resolution = resolve_all(reading.documents, settings, strict=strict, progress=progress)
    problems = [*reading.problems, *resolution.problems]
    if not (with_graph and reading.documents):
        return Checked(reading.documents, problems, sites=settings.sites)
    graph = complete(reading, resolution, settings, progress=progress)
    return Checked(reading.documents, problems, graph, settings.sites)


# -- the steps ------------------------------------------------------------------------------------


class Reading(NamedTuple):
    """What came of the files: those that could be read, and everything that was wrong."""

    documents: list[Document]
    problems: list[Problem]


def read(
    files: list[SourceFile],
    settings: Settings = DEFAULT_SETTINGS,
    cached: Cache | None = None,
    *,
    jobs: int = 1,
    strict: bool = False,
    progress: Progress = no_progress,
) -> Reading:
    """Read all files, in one process or in several, or take from a cache what it knows of them."""
    results = cached.results(jobs=jobs) if cached else read_files(files, settings, jobs=jobs)
    return collect(results, how_many(files), strict=strict, progress=progress)


def collect(
    results: Generator[Document | Problem, None, None],
    total: int,
    *,
    strict: bool = False,
    progress: Progress = no_progress,
) -> Reading:
    """Take results apart: what could be read, and what was wrong.

    :param total: how many there are; 0 if nobody knows.
    """
    documents: list[Document] = []
    problems: list[Problem] = []
    with closing(results):
        for done, result in enumerate(results, 1):
            if isinstance(result, Document):
                documents.append(result)
                problems += result.problems
            else:
                problems.append(result)
            if strict:
                refuse_problems(problems)
            progress("read", done, total)
    return Reading(documents, problems)


def make_graph(
    reading: Reading,
    settings: Settings,
    cached: Cache | None = None,
    *,
    strict: bool = False,
    progress: Progress = no_progress,
) -> Graph:
    """Make the graph of what was read; see :func:`build` for the options."""
    documents, problems = reading
    if not documents:
        count = len(problems)
        raise SourceError(f"none of {count} files could be read; the first: {problems[0]}")
    resolution = resolve_all(documents, settings, strict=strict, progress=progress)
    return complete(reading, resolution, settings, cached, progress=progress)


def complete(
    reading: Reading,
    resolution: Resolution,
    settings: Settings,
    cached: Cache | None = None,
    *,
    progress: Progress = no_progress,
) -> Graph:
    """Find what near-duplicates and stories there are, and put everything in a graph."""
    iris = Iris(settings.base_iri)
    articles = [as_news(item, with_body=settings.bodies) for item in resolution.articles]
    news = _find_news(articles, resolution.links, iris, cached, progress)
    return Graph(
        resolution.documents,
        resolution,
        iris,
        problems=[*reading.problems, *resolution.problems],
        near_duplicates=news.near_duplicates,
        stories=news.stories,
        story_links=news.story_links,
        storylines=news.storylines,
        about=settings.about,
        sites=settings.sites,
    )


class News(Struct, frozen=True, array_like=True):
    """What articles tell together, and a digest of what that was found by."""

    made_of: bytes
    near_duplicates: list[NearDuplicate]
    stories: list[Story]
    story_links: list[StoryLink]
    storylines: list[Storyline]


def _find_news(
    articles: Sequence[Article],
    links: Sequence[Link],
    iris: Iris,
    cached: Cache | None,
    progress: Progress,
) -> News:
    """Find what articles tell together, unless the last build did for the same ones."""
    made_of = b""
    if cached:
        ends = ((link.source, link.target) for link in links)
        made_of = digest_of_values(chain([iris.base], articles, ends))
        for before in cached.shelf.load("news", News):
            if before.made_of == made_of:
                return before
    near_duplicates = find_near_duplicates(articles)
    progress("stories", 0, 1)
    stories, story_links = find_stories(articles, links, iris, near_duplicates)
    storylines = find_storylines(articles, stories, story_links, iris)
    news = News(made_of, near_duplicates, stories, story_links, storylines)
    if cached:
        cached.shelf.save("news", [news])
    return news


def resolve_all(
    documents: Iterable[Document],
    settings: Settings,
    *,
    strict: bool = False,
    progress: Progress = no_progress,
) -> Resolution:
    """Tell which records speak of one article, and make it of them."""
    progress("resolve", 0, 1)
    resolution = resolve(
        documents,
        Iris(settings.base_iri),
        rules=settings.rules,
        authorities=settings.mapping.authorities,
    )
    if strict:
        refuse_problems(resolution.problems)
    return resolution


def refuse_problems(problems: Collection[Problem]) -> None:
    """Raise the first problem, if there is any.

    :raises ProblemsFound: if there is.
    """
    for problem in problems:
        if problem.action != "unread":
            raise ProblemsFound(str(problem))
