"""What the page of a build shows: all of a small corpus, else its largest stories of some months.

The driver makes it, so that it holds no more articles than a page may have.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from storyweft.errors import InputError
from storyweft.graph import Graph
from storyweft.model import Story
from storyweft.page import html
from storyweft.spark.frames import Row, map_rows, unpack, values_here
from storyweft.spark.results import VALUES, Results, graph_of

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

    values = results.values()
    chosen: set[str] | None = None
    if not selection.is_whole(articles):
        some = results.stories.where("kind = 'story'").select("value")
        largest = map_rows(some, partial(_sizes, selection), _SIZES)
        largest = largest.orderBy(f.col("size").desc(), "id").limit(selection.top or MOST_STORIES)
        stories = values_here(largest.select("story"), Story)
        chosen = selection.articles_of(stories)
        subjects = chosen | {story.iri for story in stories}
        values = map_rows(values, partial(_about, subjects), VALUES)
    shown = values.select("kind", "value").toArrow()
    graph = graph_of(
        zip(*(column.to_pylist() for column in shown), strict=True), results.resolved.iris
    )
    return html.generate(graph if chosen is None else graph.part(chosen))


_SIZES = "id string, size int, story binary"


def _sizes(selection: Selection, rows: Iterator[Row]) -> Iterator[Row]:
    for (packed,) in rows:
        story = unpack(Story, packed)
        if selection.fits(story):
            yield story.id, len(story.articles), packed


def _about(subjects: Collection[str], rows: Iterator[Row]) -> Iterator[Row]:
    """Yield what is said of chosen articles and stories, and what all of these may be part of."""
    for kind, iri, packed in rows:
        if iri in subjects or kind in ("provider", "topic", "storyline"):
            yield kind, iri, packed
