"""Articles and links → stories: articles about one event.

They are found by what they say, when, and by their links.

An article whose event no other article reports has no story: a list of stories, and a picture of
them, shows what several articles tell.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from storyweft.model import Article, Link, NearDuplicate, Story, StoryLink
from storyweft.resolving.iris import Iris
from storyweft.stories.clusters import Cohesion, find_groups, find_themes, measure_cohesion
from storyweft.stories.near_duplicates import page_of
from storyweft.stories.similarity import Likeness, likeness
from storyweft.stories.words import is_day_only

if TYPE_CHECKING:
    from storyweft.stories.similarity import Integers


#: A longer title is no label where there is a shorter one.
LABEL_LENGTH = 120


def as_news(article: Article, *, with_body: bool = True) -> Article:
    """Return an article with only what near-duplicates, stories and storylines are found by.

    What they are found by and what they are known by, to find them no second time, is the same.
    """
    return Article(
        iri=article.iri,
        url=article.url,
        title=article.title,
        excerpt=article.excerpt,
        body=article.body if with_body else None,
        published=article.published,
        locale=article.locale,
        provider=article.provider,
        topics=article.topics,
        translations=article.translations,
        is_junk=article.is_junk,
    )


class Stories(NamedTuple):
    """Stories, largest first, and the links between them, in order of (source, target)."""

    stories: list[Story]
    links: list[StoryLink]


def find_stories(
    articles: Sequence[Article],
    links: Sequence[Link],
    iris: Iris,
    near_duplicates: Sequence[NearDuplicate] = (),
    *,
    previous: Mapping[str, Collection[str]] | None = None,
) -> Stories:
    """Find the stories of articles, which are in order of IRI as a graph has them.

    What is marked as junk (an error page, a wall before an article) is in none.

    The id of a story is made of its earliest article, so it stays while later articles join.

    :param previous: id → IRIs of articles, of the stories of an earlier build. A story takes the
        id of the one that it shares most articles with, even if an older article has joined it.
    """
    if any(article.is_junk for article in articles):
        articles = [article for article in articles if not article.is_junk]
        news = {article.iri for article in articles}
        links = [link for link in links if link.source in news and link.target in news]
    alike = _without_translations(likeness(articles, links, near_duplicates), articles)
    group = find_groups(alike)
    members = _members(articles, alike, group)
    ids = _ids(members, previous or {})
    cohesion = measure_cohesion(alike, group)
    labels = _labels(articles, alike, group, cohesion)
    stories = {
        number: make_story(
            iris, ids[number], labels[number], reports, float(cohesion.of_group[number])
        )
        for number, reports in members.items()
    }
    ordered = sorted(stories.values(), key=lambda story: (-len(story.articles), story.id))
    story_links = _story_links(members, links, alike, group, stories)
    return Stories(ordered, story_links)


def _without_translations(alike: Likeness, articles: Sequence[Article]) -> Likeness:
    """Return the pairs that are no translations: one page in two languages is one report."""
    if not any(article.translations for article in articles):
        return alike
    import numpy as np

    numbers: dict[str, int] = {}
    pages = np.array(
        [
            numbers.setdefault(page_of(articles[item.articles[0]]), len(numbers))
            for item in alike.texts
        ],
        dtype=np.int64,
    )
    apart = pages[alike.first] != pages[alike.second]
    first, second, values = alike.first[apart], alike.second[apart], alike.values[apart]
    return replace(alike, first=first, second=second, values=values)


def _members(
    articles: Sequence[Article], alike: Likeness, group: "Integers"
) -> dict[int, list[Article]]:
    """Return the articles of each group that has several, in order of time."""
    members: dict[int, list[Article]] = {}
    for item, number in zip(alike.texts, group.tolist(), strict=True):
        members.setdefault(number, []).extend(articles[position] for position in item.articles)
    return {
        number: sorted(reports, key=by_time)
        for number, reports in members.items()
        if len(set(map(page_of, reports))) > 1
    }


def by_time(article: Article) -> tuple[str, str]:
    """Sort by time, those without one last."""
    return article.published or "9999", article.iri


def make_story(
    iris: Iris, story_id: str, label: str, articles: Sequence[Article], cohesion: float
) -> Story:
    """Make a story of its articles, which are in order of time."""
    dated = [article for article in articles if article.published]
    times = [article.published for article in dated if article.published]
    return Story(
        id=story_id,
        iri=iris.story(story_id),
        label=label or articles[0].iri,
        first=min(times, default=None),
        last=max(times, default=None),
        articles=tuple(article.iri for article in articles),
        providers=by_frequency(item.provider.iri for item in articles if item.provider),
        topics=by_frequency(topic.iri for item in articles for topic in item.topics),
        cohesion=round(cohesion, 2),
        earliest=dated[0].iri if dated else None,
        is_earliest_certain=len(dated) == len(articles)
        and times.count(times[0]) == 1
        and not any(map(is_day_only, articles)),
    )


def by_frequency(iris: Iterable[str]) -> tuple[str, ...]:
    """Return each IRI once, the most frequent first; equally frequent ones in order."""
    counts = Counter(iris)
    return tuple(sorted(counts, key=lambda iri: (-counts[iri], iri)))


def _labels(
    articles: Sequence[Article], alike: Likeness, group: "Integers", cohesion: Cohesion
) -> dict[int, str]:
    """Return the label of each group: the headline that is most like all its articles."""
    best: dict[int, tuple[bool, float, tuple[str, str], str]] = {}
    strengths = cohesion.of_text.round(4).tolist()
    for item, number, strength in zip(alike.texts, group.tolist(), strengths, strict=True):
        earliest = min(by_time(articles[position]) for position in item.articles)
        unfit = not item.title or len(item.title) > LABEL_LENGTH
        rank = (unfit, -strength, earliest, item.title)
        best[number] = min(rank, best.get(number, rank))
    return {number: rank[-1] for number, rank in best.items()}


# -- ids ------------------------------------------------------------------------------------------


def _ids(
    members: Mapping[int, list[Article]], previous: Mapping[str, Collection[str]]
) -> dict[int, str]:
    """Return the id of each group: that of the previous story it goes on with, else a new one."""
    ids = _kept_ids(members, previous)
    taken = set(ids.values())
    for number, articles in members.items():
        if number not in ids:
            iris = [article.iri for article in articles]
            # The earliest article's, unless another story goes on with that id.
            names = map(_hash, [*iris, "\n".join(iris)])
            ids[number] = next(name for name in names if name not in taken)
            taken.add(ids[number])
    return ids


def _kept_ids(
    members: Mapping[int, list[Article]], previous: Mapping[str, Collection[str]]
) -> dict[int, str]:
    before = {iri: name for name, iris in previous.items() for iri in iris}
    shared = Counter(
        (before[article.iri], number)
        for number, articles in members.items()
        for article in articles
        if article.iri in before
    )
    kept: dict[str, int] = {}
    gone_on: set[int] = set()
    for name, number in sorted(shared, key=lambda pair: (-shared[pair], pair)):
        if name not in kept and number not in gone_on:
            kept[name] = number
            gone_on.add(number)
    return {number: name for name, number in kept.items()}


def _hash(name: str) -> str:
    return blake2b(name.encode(), digest_size=8).hexdigest()


# -- links between stories ------------------------------------------------------------------------


def _story_links(
    members: Mapping[int, list[Article]],
    links: Iterable[Link],
    alike: Likeness,
    group: "Integers",
    stories: Mapping[int, Story],
) -> list[StoryLink]:
    """Link stories of one theme, and those whose articles have related links."""
    story_of = {iri: number for number, story in stories.items() for iri in story.articles}
    counts: Counter[tuple[int, int]] = Counter()
    for link in links:
        one, other = story_of.get(link.source), story_of.get(link.target)
        if one is not None and other is not None and one != other:
            counts[min(one, other), max(one, other)] += 1
    times = {
        stories[number].iri: [article.published for article in reports if article.published]
        for number, reports in members.items()
    }
    themes = find_themes(alike, group, sorted(stories), counts)
    story_links = [
        _story_link(stories[one], stories[other], times, weight, counts[one, other])
        for (one, other), weight in themes.items()
    ]
    return sorted(story_links, key=lambda link: (link.source, link.target))


def _story_link(
    one: Story, other: Story, times: Mapping[str, Sequence[str]], weight: float, links: int
) -> StoryLink:
    earlier, later = sorted((one, other), key=lambda story: (story.first or "", story.iri))
    out = times[earlier.iri]
    follows = later.first is not None and out and later.first >= out[(len(out) - 1) // 2]
    return StoryLink(later.iri, earlier.iri, "follows" if follows else "related", weight, links)
