"""What the page of a build shows: all of a small corpus, else its largest stories of some months.

The driver makes it, so that it holds no more articles than a page may have.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from storyweft.errors import InputError
from storyweft.graph import Graph
from storyweft.model import Article, Link, NearDuplicate, Story, Storyline, StoryLink
from storyweft.page import html
from storyweft.resolving.resolution import Resolution
from storyweft.spark.frames import Row, map_rows, unpack
from storyweft.spark.results import Results

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

#: How many stories a page shows, where it does not show everything.
MOST_STORIES = 1_000


class Selection(NamedTuple):
    """Which stories a page shows: the largest of some months (``2020-06``), by default of all."""

    months: tuple[str, ...] = ()
    top: int | None = None

    def is_whole(self, articles: int) -> bool:
        """Tell whether a page shows everything, if there are so many articles."""
        return not self.months and self.top is None and articles <= html.MOST_ARTICLES

    def fits(self, story: Story) -> bool:
        """Tell whether a story has days in the months."""
        first, last = (story.first or "")[:7], (story.last or "")[:7]
        return not self.months or any(first <= month <= last for month in self.months)

    def articles_of(self, stories: Iterable[Story]) -> set[str]:
        """Return the articles of those that are chosen of stories, the largest first."""
        chosen: set[str] = set()
        for number, story in enumerate(filter(self.fits, stories)):
            is_full = len(chosen) + len(story.articles) > html.MOST_ARTICLES
            if number == (self.top or MOST_STORIES) or is_full:
                break
            chosen.update(story.articles)
        return chosen


def select(months: Collection[str] = (), top: int | None = None) -> Selection:
    """Return which stories a page is to show.

    :raises InputError: if a month is none, or ``top`` less than one.
    """
    for month in months:
        if not re.fullmatch(r"\d{4}-(?:0[1-9]|1[0-2])", month):
            raise InputError(f"page months: expected a month such as 2020-06, got {month!r}")
    if top is not None and top < 1:
        raise InputError(f"page top: expected 1 or more, got {top}")
    return Selection(tuple(sorted(set(months))), top)


def page_of_graph(graph: Graph, selection: Selection) -> Iterator[str]:
    """Yield the page of a graph."""
    if not selection.is_whole(len(graph.articles)):
        graph = graph.part(selection.articles_of(graph.stories))
    return html.generate(graph)


def page_of_results(results: Results, selection: Selection, articles: int) -> Iterator[str]:
    """Yield the page of what is in tables, of which the driver takes what the page shows."""
    from pyspark.sql import functions as f

    resolved, stories = results
    chosen: DataFrame | None = None
    if not selection.is_whole(articles):
        by_size = map_rows(stories.stories, partial(_sizes, selection), _SIZES)
        largest = by_size.orderBy(f.col("size").desc(), "id").limit(selection.top or MOST_STORIES)
        shown = (unpack(Story, bytes(row.story)) for row in largest.collect())
        rows = [(iri,) for iri in sorted(selection.articles_of(shown))]
        chosen = f.broadcast(stories.stories.sparkSession.createDataFrame(rows, "iri string"))

    def among(frame: "DataFrame", *ends: str) -> "DataFrame":
        for end in ends:
            if chosen is not None:
                frame = frame.join(chosen.withColumnRenamed("iri", end), end, "leftsemi")
        return frame

    members = among(stories.members, "article").select(f.col("story").alias("iri")).distinct()
    told = stories.stories.join(members, "iri", "leftsemi")
    resolution = Resolution(
        _values(Article, among(resolved.articles, "iri"), "article"),
        resolved.providers,
        resolved.topics,
        _values(Link, among(resolved.links, "source", "target"), "link"),
    )
    graph = Graph(
        [],
        resolution,
        resolved.iris,
        near_duplicates=_values(
            NearDuplicate, among(resolved.near_duplicates, "first", "second"), "pair"
        ),
        stories=sorted(
            _values(Story, told, "story"), key=lambda story: (-len(story.articles), story.id)
        ),
        story_links=_values(StoryLink, stories.links, "link"),
        storylines=sorted(
            _values(Storyline, stories.lines.where("storyline is not null"), "storyline"),
            key=lambda line: (-len(line.stories), line.id),
        ),
    )
    if chosen is not None:
        graph = graph.part({article.iri for article in graph.articles})
    return html.generate(graph)


_SIZES = "id string, size int, story binary"


def _sizes(selection: Selection, rows: Iterator[Row]) -> Iterator[Row]:
    for _, packed in rows:
        story = unpack(Story, packed)
        if selection.fits(story):
            yield story.id, len(story.articles), packed


def _values(kind: type[Any], frame: "DataFrame", column: str) -> list[Any]:
    """Return all values of a table, in the order that a graph has them in."""
    values = [unpack(kind, bytes(row[0])) for row in frame.select(column).collect()]
    return sorted(values, key=attrgetter(*_ORDER[kind]))


_ORDER: dict[type[Any], tuple[str, ...]] = {
    Article: ("iri",),
    Story: ("iri",),
    Link: ("source", "target"),
    NearDuplicate: ("first", "second"),
    StoryLink: ("source", "target"),
    Storyline: ("iri",),
}
