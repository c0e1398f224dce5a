"""Articles and links → stories, where no machine holds all of them: by views of time.

A view is a stretch of time with so many articles as one task can hold, and the days before and
after it. In each view stories are found as on one machine, by the same functions; every article
then belongs to the story that it has in the view whose own it is. A corpus that fits into one view
has the very stories that one machine finds.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from msgspec import structs

from storyweft.model import Article, Link, Story, StoryLink
from storyweft.resolving.iris import Iris
from storyweft.spark.frames import Row, map_rows, pack, unpack
from storyweft.spark.resolve import hour_of
from storyweft.spark.stages import Checkpoint
from storyweft.stories.find import as_news, by_time, find_stories, make_story
from storyweft.stories.near_duplicates import find_near_duplicates
from storyweft.stories.similarity import WINDOW
from storyweft.stories.storylines import find_storylines

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

#: So many articles are in a view, the days around it included: about 1 GB of memory.
VIEW = 100_000
#: So much of a view is its own; the rest is what its stories may reach into.
OWN = 0.5
#: Up to so many articles without a date are in every view, as a share of its size.
UNDATED = 0.1

_HOURS = 24
_MARGIN = int(WINDOW * _HOURS)


class View(NamedTuple):
    """A stretch of time, in hours since 1970: what it owns, and what is looked at with it."""

    start: int
    own_start: int
    own_end: int
    end: int


def find(
    articles: "DataFrame",
    links: "DataFrame",
    hours: Mapping[int | None, int],
    iris: Iris,
    checkpoint: Checkpoint,
    size: int = VIEW,
    *,
    bodies: bool = True,
) -> "DataFrame":
    """Return the stories of all articles, the links between them, and the storylines.

    In rows (kind, iri, whole, value): values are packed; of the kind "part" are an article with
    its story, and a story with its storyline.

    :param articles: rows with the column ``article``; ``links`` has ``source``, ``target``,
        ``link``; ``hours`` are how many articles there are in each hour since 1970.
    :param size: how many articles a task may hold.
    :param bodies: whether the text below the fields counts.
    """
    from pyspark.sql import functions as f

    slim = map_rows(articles.select("article"), partial(_slim, bodies), _SLIM)
    slim = checkpoint("slim", slim)
    dated, undated = _apart(hours)
    # A few are compared with all, as on one machine; many with those that have links to them.
    everywhere = undated <= size * UNDATED or undated + sum(dated.values()) <= size
    if not everywhere:
        slim = checkpoint("dated", _dated_by_links(slim, links))
        by_hour = slim.groupBy("hour").count().collect()
        dated, undated = _apart({row.hour: row["count"] for row in by_hour})
    locate = _ViewFinder(plan_views(dated, size), undated, size, everywhere).of
    viewed = map_rows(slim, partial(_viewed, locate), _VIEWED)
    rows = viewed.select("view", f.lit(0).alias("kind"), "own", "slim")
    rows = rows.union(_links_by_view(viewed, links))
    order = ("view", "kind", "own")
    # Views are numbered, not named: in order they spread over the tasks evenly.
    by_view = rows.repartitionByRange("view").sortWithinPartitions(*order)
    views = checkpoint("views", map_rows(by_view, partial(_in_views, iris), _OF_VIEWS))
    # One task has all stories, the links between them and the titles of their articles.
    joined = map_rows(views.coalesce(1), partial(_join, iris), _JOINED)
    return checkpoint("storylines", joined)


def _apart(hours: Mapping[int | None, int]) -> tuple[dict[int, int], int]:
    """Return how many articles there are in each hour, and how many without a date."""
    return {hour: number for hour, number in hours.items() if hour is not None}, hours.get(None, 0)


def _dated_by_links(slim: "DataFrame", links: "DataFrame") -> "DataFrame":
    """Return articles that have no date with the hour of the first that a link joins them to."""
    from pyspark.sql import functions as f

    undated = slim.where("hour is null").select("iri")
    ends = links.select(f.col("source").alias("iri"), f.col("target").alias("other"))
    ends = ends.union(links.select("target", "source")).join(undated, "iri", "leftsemi")
    others = slim.where("hour is not null").select(f.col("iri").alias("other"), "hour")
    near = ends.join(others, "other").groupBy("iri").agg(f.min("hour").alias("near"))
    hour = f.coalesce("hour", "near").alias("hour")
    return slim.join(near, "iri", "left").select("iri", hour, "slim")


# -- views ----------------------------------------------------------------------------------------


def plan_views(counts: Mapping[int, int], size: int) -> list[View]:
    """Return the views of articles, given how many there are in each hour.

    Each owns :data:`OWN` of ``size`` articles or more, if one hour has more, and reaches
    ``similarity.WINDOW`` days further, or less where it would hold more than ``size``.

    >>> plan_views({0: 5, 10: 5}, 100)
    [View(start=-216, own_start=0, own_end=11, end=227)]
    >>> [(view.own_start, view.own_end) for view in plan_views({0: 5, 10: 5, 20: 5, 30: 1}, 12)]
    [(0, 11), (11, 31)]
    """
    hours = sorted(counts)
    if sum(counts.values()) <= size:
        return [_view(hours, counts, hours[0], hours[-1] + 1, size)] if hours else []
    views: list[View] = []
    start, own = (hours[0], 0) if hours else (0, 0)
    for hour in hours:
        own += counts[hour]
        if own >= size * OWN or hour == hours[-1]:
            views.append(_view(hours, counts, start, hour + 1, size))
            start, own = hour + 1, 0
    return views


def _view(hours: Sequence[int], counts: Mapping[int, int], start: int, end: int, size: int) -> View:
    """Return a view with as much around what it owns as it may hold, as far to either side."""

    def held(margin: int) -> int:
        first, last = bisect_left(hours, start - margin), bisect_left(hours, end + margin)
        return sum(counts[hour] for hour in hours[first:last])

    margin = max(bisect_right(range(_MARGIN + 1), size, key=held) - 1, 0)
    return View(start - margin, start, end, end + margin)


class _ViewFinder:
    """Tells in which views an article is: by its hour, and without one by its title."""

    def __init__(self, views: Sequence[View], undated: int, size: int, everywhere: bool) -> None:
        self._views = views
        self._starts = [view.own_start for view in views]
        self._everywhere = everywhere and bool(views)
        self._blocks = undated // size + 1

    def of(self, hour: int | None, title: str) -> Iterator[tuple[int, bool]]:
        """Yield the number of each view, and whether the article is its own."""
        if hour is not None:
            own = bisect_right(self._starts, hour) - 1
            yield own, True
            yield from ((number, False) for number in self._around(own, hour))
        elif self._everywhere:
            yield from ((number, False) for number in range(len(self._views)))
        else:
            # Too many to be looked at everywhere: with those whose titles have a word in common.
            word = max(title.casefold().split(), key=lambda word: (len(word), word), default="")
            yield len(self._views) + crc32(word.encode()) % self._blocks, True

    def _around(self, own: int, hour: int) -> Iterator[int]:
        for step in (-1, 1):
            number = own + step
            while 0 <= number < len(self._views) and self._is_near(number, hour):
                if self._views[number].start <= hour < self._views[number].end:
                    yield number
                number += step

    def _is_near(self, number: int, hour: int) -> bool:
        view = self._views[number]
        return view.own_start - _MARGIN <= hour < view.own_end + _MARGIN


# -- rows of a view -------------------------------------------------------------------------------

_SLIM = "iri string, hour long, slim binary"
_VIEWED = "iri string, view int, own boolean, slim binary"
_OF_VIEWS = "kind string, view int, own boolean, one string, other string, value binary"
_JOINED = "kind string, iri string, whole string, value binary"


def _slim(bodies: bool, rows: Iterator[Row]) -> Iterator[Row]:
    for (packed,) in rows:
        article = as_news(unpack(Article, packed), with_body=bodies)
        yield article.iri, hour_of(article.published), pack(article)


def _viewed(
    locate: Callable[[int | None, str], Iterable[tuple[int, bool]]], rows: Iterator[Row]
) -> Iterator[Row]:
    for iri, hour, slim in rows:
        title = "" if hour is not None else unpack(Article, slim).title or ""
        for view, own in locate(hour, title):
            yield iri, view, own, slim


def _links_by_view(viewed: "DataFrame", links: "DataFrame") -> "DataFrame":
    """Return each link once for every view that has both its ends."""
    from pyspark.sql import functions as f

    views = viewed.groupBy("iri").agg(f.collect_list("view").alias("views"))
    ends = links.select("source", "target", "link")
    ends = ends.join(views.withColumnsRenamed({"iri": "source", "views": "from"}), "source")
    ends = ends.join(views.withColumnsRenamed({"iri": "target", "views": "to"}), "target")
    view = f.explode(f.array_intersect("from", "to")).alias("view")
    return ends.select(view, f.lit(1).alias("kind"), f.lit(False).alias("own"), "link")


def _in_views(iris: Iris, rows: Iterator[Row]) -> Iterator[Row]:
    for view, group in groupby(rows, key=itemgetter(0)):
        yield from _in_view(iris, view, group)


def _in_view(iris: Iris, view: int, rows: Iterable[Row]) -> Iterator[Row]:
    articles: list[Article] = []
    links: list[Link] = []
    own: set[str] = set()
    for _, kind, is_own, value in rows:
        if kind:
            links.append(unpack(Link, value))
            continue
        articles.append(unpack(Article, value))
        if is_own:
            own.add(articles[-1].iri)
    articles.sort(key=lambda article: article.iri)
    links.sort(key=lambda link: (link.source, link.target))
    result = find_stories(articles, links, iris, find_near_duplicates(articles))
    by_iri = {article.iri: article for article in articles}
    for story in result.stories:
        yield "story", view, False, story.iri, None, pack(story)
        for iri in story.articles:
            title = structs.replace(by_iri[iri], excerpt=None, body=None)
            yield "member", view, iri in own, iri, story.iri, pack(title)
    for link in result.links:
        yield "link", view, False, link.source, link.target, pack(link)


# -- views into one -------------------------------------------------------------------------------


def _join(iris: Iris, rows: Iterator[Row]) -> Iterator[Row]:
    """Join the stories of all views, and find the storylines of them.

    The view that owns an article decides; one without a date is nobody's own. A story has the label
    of its fullest view, a link between stories that of the first.
    """
    fullest: dict[str, tuple[int, int, Story]] = {}
    members: dict[str, tuple[bool, int, str, bytes]] = {}
    ties: dict[tuple[str, str], tuple[int, bytes]] = {}
    for kind, view, own, one, other, value in rows:
        if kind == "story":
            story = unpack(Story, value)
            fullest[one] = max(fullest.get(one, (0, 0, story)), (len(story.articles), -view, story))
        elif kind == "member":
            member = not own, view, other, value
            members[one] = min(members.get(one, member), member)
        else:
            tie = view, value
            ties[one, other] = min(ties.get((one, other), tie), tie)
    articles_of: dict[str, list[Article]] = defaultdict(list)
    for _, _, iri, packed in members.values():
        articles_of[iri].append(unpack(Article, packed))
    stories: dict[str, Story] = {}
    for iri, articles in sorted(articles_of.items()):
        if len(articles) > 1:
            *_, story = fullest[iri]
            articles.sort(key=by_time)
            made = make_story(iris, story.id, story.label, articles, story.cohesion or 0)
            stories[iri] = structs.replace(made, cohesion=story.cohesion)
            yield from (("part", article.iri, iri, None) for article in articles)
    links = [
        unpack(StoryLink, packed)
        for pair, (_, packed) in sorted(ties.items())
        if stories.keys() >= {*pair}
    ]
    titles = (article for iri in stories for article in articles_of[iri])
    titled = sorted(titles, key=lambda article: article.iri)
    for line in find_storylines(titled, [*stories.values()], links, iris):
        yield "storyline", line.iri, None, pack(line)
        yield from (("part", iri, line.iri, None) for iri in line.stories)
    yield from (("story", iri, None, pack(story)) for iri, story in stories.items())
    yield from (("story-link", link.source, None, pack(link)) for link in links)
