"""Articles and links → stories, where no machine holds all of them: by views of time.

A view is a stretch of time with so many articles as one task can hold, and the days before and
after it. In each view stories are found as on one machine, by the same functions; every article
then belongs to the story that it has in the view whose own it is. A corpus that fits into one view
has the very stories that one machine finds.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from msgspec import structs

from storyweft.model import Article, Link, Provider, Story, StoryLink, Topic
from storyweft.resolving.iris import Iris
from storyweft.spark.frames import Row, map_rows, pack, unpack
from storyweft.spark.stages import Checkpoint
from storyweft.stories.find import by_time, find_stories, make_story
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


class StoryTables(NamedTuple):
    """Rows of stories, of the links between them, of the story of each article, and storylines.

    ``lines`` has rows (line, predecessor, story, storyline) of the stories of each storyline, by
    IRI; ``storyline`` is the whole of it with its first story, null with others.
    """

    stories: "DataFrame"
    links: "DataFrame"
    members: "DataFrame"
    lines: "DataFrame"


def find(
    articles: "DataFrame",
    links: "DataFrame",
    iris: Iris,
    checkpoint: Checkpoint,
    size: int = VIEW,
    *,
    bodies: bool = True,
) -> StoryTables:
    """Find the stories of all articles.

    :param articles: rows with the column ``article``; ``links`` has ``source``, ``target``,
        ``link``.
    :param size: how many articles a task may hold.
    :param bodies: whether the text below the fields counts.
    """
    from pyspark.sql import functions as f

    slim = map_rows(
        articles.select("article"), partial(_slim, bodies), "iri string, hour long, slim binary"
    )
    slim = checkpoint("slim", slim)
    dated, undated = _count(slim)
    # A few are compared with all, as on one machine; many with those that have links to them.
    everywhere = undated <= size * UNDATED or undated + sum(dated.values()) <= size
    if not everywhere:
        slim = checkpoint("dated", _dated_by_links(slim, links))
        dated, undated = _count(slim)
    locate = _ViewFinder(plan_views(dated, size), undated, size, everywhere).of
    placed = map_rows(slim, partial(_placed, locate), _PLACED)
    rows = placed.select("view", f.lit(0).alias("kind"), "own", "slim")
    rows = rows.union(_links_by_view(placed, links))
    order = ("view", "kind", "own")
    # Views are numbered, not named: in order they spread over the tasks evenly.
    by_view = rows.repartitionByRange("view").sortWithinPartitions(*order)
    found = checkpoint("views", map_rows(by_view, partial(_in_views, iris), _FOUND))
    return _stitched(found, slim, iris, checkpoint)


def _count(slim: "DataFrame") -> tuple[dict[int, int], int]:
    """Return how many articles there are in each hour, and how many without a date."""
    counts = {row.hour: row["count"] for row in slim.groupBy("hour").count().collect()}
    undated = counts.pop(None, 0)
    return counts, undated


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
    left, right = bisect_right(hours, start - 1), bisect_right(hours, end - 1)
    held = sum(counts[hour] for hour in hours[left:right])
    margin = _MARGIN
    before, after = left - 1, right
    while before >= 0 or after < len(hours):
        to_before = start - hours[before] if before >= 0 else _MARGIN + 1
        to_after = hours[after] - end + 1 if after < len(hours) else _MARGIN + 1
        nearest = min(to_before, to_after)
        if nearest > _MARGIN:
            break
        near = hours[before] if to_before <= to_after else hours[after]
        held += counts[near]
        if held > size:
            margin = nearest - 1
            break
        before, after = (before - 1, after) if to_before <= to_after else (before, after + 1)
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

_PLACED = "iri string, view int, own boolean, slim binary"
_FOUND = "kind string, view int, own boolean, one string, other string, value binary"


def _slim(bodies: bool, rows: Iterator[Row]) -> Iterator[Row]:
    """Keep of an article what stories are found and told by."""
    for (packed,) in rows:
        article = unpack(Article, packed)
        given = article.provider
        slim = Article(
            iri=article.iri,
            title=article.title,
            excerpt=article.excerpt,
            body=article.body if bodies else None,
            locale=article.locale,
            url=article.url,
            published=article.published,
            provider=given and Provider(given.name, given.domain, iri=given.iri),
            topics=tuple(Topic(topic.iri, topic.name) for topic in article.topics),
            is_junk=article.is_junk,
        )
        yield article.iri, hour_of(article.published), pack(slim)


def hour_of(time: str | None) -> int | None:
    """Return a time as hours since 1970."""
    return int(datetime.fromisoformat(time).timestamp() // 3600) if time else None


def _placed(
    locate: Callable[[int | None, str], Iterable[tuple[int, bool]]], rows: Iterator[Row]
) -> Iterator[Row]:
    for iri, hour, slim in rows:
        title = "" if hour is not None else unpack(Article, slim).title or ""
        for view, own in locate(hour, title):
            yield iri, view, own, slim


def _links_by_view(placed: "DataFrame", links: "DataFrame") -> "DataFrame":
    """Return each link once for every view that has both its ends."""
    from pyspark.sql import functions as f

    views = placed.groupBy("iri").agg(f.collect_list("view").alias("views"))
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
    found = find_stories(articles, links, iris, find_near_duplicates(articles))
    for story in found.stories:
        yield "story", view, False, story.iri, None, pack(story)
        for iri in story.articles:
            yield "member", view, iri in own, iri, story.iri, None
    for link in found.links:
        yield "link", view, False, link.source, link.target, pack(link)


# -- views into one -------------------------------------------------------------------------------


def _stitched(
    found: "DataFrame", slim: "DataFrame", iris: Iris, checkpoint: Checkpoint
) -> StoryTables:
    from pyspark.sql import functions as f

    # The view that owns an article decides; one without a date is nobody's own.
    best = f.struct(~f.col("own"), "view")
    members = found.where("kind = 'member'").groupBy(f.col("one").alias("article"))
    chosen = members.agg(f.min_by("other", best).alias("story"))
    sizes = chosen.groupBy("story").count().where("count > 1")
    chosen = checkpoint("members", chosen.join(sizes.select("story"), "story", "leftsemi"))
    told = found.where("kind = 'story'").select(
        f.col("one").alias("story"), f.lit(0).alias("kind"), "view", "value"
    )
    parts = chosen.join(slim, chosen.article == slim.iri).select(
        "story", f.lit(1).alias("kind"), f.lit(0).alias("view"), f.col("slim").alias("value")
    )
    by_story = told.union(parts).repartition("story").sortWithinPartitions("story", "kind", "view")
    stories = map_rows(by_story, partial(_made, iris), "iri string, story binary")
    stories = checkpoint("stories", stories)
    links = checkpoint("story-links", _links(found, stories))
    lines = checkpoint("storylines", _lines(stories, links, chosen, slim, iris))
    return StoryTables(stories, links, chosen, lines)


_LINES = "story string, line string, predecessor string, storyline binary"


def _lines(
    stories: "DataFrame", links: "DataFrame", members: "DataFrame", slim: "DataFrame", iris: Iris
) -> "DataFrame":
    """Return the storylines of all stories, found in one task: see :class:`StoryTables`."""
    from pyspark.sql import functions as f

    kinds = f.lit(0).alias("kind"), f.lit(1).alias("kind"), f.lit(2).alias("kind")
    told = slim.join(members.select(f.col("article").alias("iri")), "iri", "leftsemi")
    titles = map_rows(told.select("slim"), _titles, "iri string, value binary")
    rows = stories.select("iri", kinds[0], f.col("story").alias("value"))
    rows = rows.union(links.select("source", kinds[1], "link"))
    rows = rows.union(titles.select("iri", kinds[2], "value"))
    whole = rows.select("kind", "iri", "value").coalesce(1).sortWithinPartitions("kind", "iri")
    return map_rows(whole, partial(_in_lines, iris), _LINES)


def _titles(rows: Iterator[Row]) -> Iterator[Row]:
    for (packed,) in rows:
        article = unpack(Article, packed)
        title = Article(
            iri=article.iri,
            title=article.title,
            published=article.published,
            provider=article.provider,
        )
        yield article.iri, pack(title)


def _in_lines(iris: Iris, rows: Iterator[Row]) -> Iterator[Row]:
    stories: list[Story] = []
    links: list[StoryLink] = []
    articles: list[Article] = []
    for kind, _, value in rows:
        if kind == 0:
            stories.append(unpack(Story, value))
        elif kind == 1:
            links.append(unpack(StoryLink, value))
        else:
            articles.append(unpack(Article, value))
    links.sort(key=lambda link: (link.source, link.target))
    for line in find_storylines(articles, stories, links, iris):
        for place, (story, before) in enumerate(zip(line.stories, line.predecessors, strict=True)):
            yield story, line.iri, before, None if place else pack(line)


def _made(iris: Iris, rows: Iterator[Row]) -> Iterator[Row]:
    """Make each story of the articles that are left to it, with the label of its fullest view."""
    for iri, group in groupby(rows, key=itemgetter(0)):
        told: Story | None = None
        articles: list[Article] = []
        for _, kind, _, value in group:
            if kind:
                articles.append(unpack(Article, value))
                continue
            other = unpack(Story, value)
            if told is None or len(other.articles) > len(told.articles):
                told = other
        if articles and told is not None:
            articles.sort(key=by_time)
            story = make_story(iris, told.id, told.label, articles, told.cohesion or 0)
            yield iri, pack(structs.replace(story, cohesion=told.cohesion))


def _links(found: "DataFrame", stories: "DataFrame") -> "DataFrame":
    """Return the links between stories that are there, each from the first view that has it."""
    from pyspark.sql import functions as f

    ends = f.col("one").alias("source"), f.col("other").alias("target")
    by_ends = found.where("kind = 'link'").groupBy(*ends)
    links = by_ends.agg(f.min_by("value", "view").alias("link"))
    known = stories.select("iri")
    links = links.join(known.withColumnRenamed("iri", "source"), "source", "leftsemi")
    return links.join(known.withColumnRenamed("iri", "target"), "target", "leftsemi")
