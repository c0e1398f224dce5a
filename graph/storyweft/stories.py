"""Graph → stories: articles about one event, found by what they say, when, and related links.

An article whose event no other article reports has no story: a list of stories, and a picture of
them, shows what several articles tell.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from storyweft import text
from storyweft.clusters import Ties, find_groups, find_themes, tie
from storyweft.errors import InputError
from storyweft.graph import Graph
from storyweft.iris import Iris
from storyweft.model import Article, Story, StoryLink
from storyweft.similarity import Likeness, likeness

if TYPE_CHECKING:
    from storyweft.similarity import Integers

#: A longer title is no label where there is a shorter one.
LABEL_LENGTH = 120


class Stories(NamedTuple):
    """The stories of a graph, largest first, and their links, in order of (source, target)."""

    stories: list[Story]
    links: list[StoryLink]


def find_stories(graph: Graph, *, previous: Mapping[str, Collection[str]] | None = None) -> Stories:
    """Find the stories of a graph; the order in which documents came changes nothing.

    The id of a story is made of its earliest article, so it stays while later articles join.

    :param previous: id → IRIs of articles, of the stories of an earlier build. A story takes the
        id of the one that it shares most articles with, even if an older article has joined it.
    """
    alike = likeness(graph.articles, graph.links)
    group = find_groups(alike)
    members = _members(graph, alike, group)
    ids = _ids(members, previous or {})
    ties = tie(alike, group)
    labels = _labels(graph, alike, group, ties)
    stories = {
        number: make_story(
            graph.iris, ids[number], labels[number], articles, float(ties.cohesion[number])
        )
        for number, articles in members.items()
    }
    ordered = sorted(stories.values(), key=lambda story: (-len(story.articles), story.id))
    return Stories(ordered, _story_links(graph, alike, group, stories))


def _members(graph: Graph, alike: Likeness, group: "Integers") -> dict[int, list[Article]]:
    """Return the articles of each group that has several, in order of time."""
    found: dict[int, list[Article]] = {}
    for item, number in zip(alike.texts, group.tolist(), strict=True):
        found.setdefault(number, []).extend(graph.articles[place] for place in item.articles)
    return {
        number: sorted(articles, key=place_in_time)
        for number, articles in found.items()
        if len(articles) > 1
    }


def place_in_time(article: Article) -> tuple[str, str]:
    """Sort by time, those without one last."""
    return article.published or "9999", article.iri


def make_story(
    iris: Iris, story_id: str, label: str, articles: Sequence[Article], cohesion: float
) -> Story:
    """Make a story of its articles, which are in order of time."""
    times = [article.published for article in articles if article.published]
    return Story(
        id=story_id,
        iri=iris.story(story_id),
        label=label or articles[0].iri,
        first=min(times, default=None),
        last=max(times, default=None),
        articles=tuple(article.iri for article in articles),
        providers=_by_frequency(item.provider.iri for item in articles if item.provider),
        topics=_by_frequency(topic.iri for item in articles for topic in item.topics),
        cohesion=round(cohesion, 2),
    )


def _by_frequency(iris: Iterable[str]) -> tuple[str, ...]:
    counts = Counter(iris)
    return tuple(sorted(counts, key=lambda iri: (-counts[iri], iri)))


def _labels(graph: Graph, alike: Likeness, group: "Integers", ties: Ties) -> dict[int, str]:
    """Return the label of each group: the headline that is most like all its articles."""
    best: dict[int, tuple[bool, float, tuple[str, str], str]] = {}
    strengths = ties.strength.round(4).tolist()
    for item, number, strength in zip(alike.texts, group.tolist(), strengths, strict=True):
        earliest = min(place_in_time(graph.articles[place]) for place in item.articles)
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
    graph: Graph, alike: Likeness, group: "Integers", stories: Mapping[int, Story]
) -> list[StoryLink]:
    """Link stories of one theme, and those whose articles have related links."""
    story_of = {iri: number for number, story in stories.items() for iri in story.articles}
    links: Counter[tuple[int, int]] = Counter()
    for link in graph.links:
        one, other = story_of.get(link.source), story_of.get(link.target)
        if one is not None and other is not None and one != other:
            links[min(one, other), max(one, other)] += 1
    themes = find_themes(alike, group, sorted(stories), links)
    found = [
        _story_link(graph, stories[one], stories[other], weight, links[one, other])
        for (one, other), weight in themes.items()
    ]
    return sorted(found, key=lambda link: (link.source, link.target))


def _story_link(graph: Graph, one: Story, other: Story, weight: float, links: int) -> StoryLink:
    earlier, later = sorted((one, other), key=lambda story: (story.first or "", story.iri))
    times = [time for iri in earlier.articles if (time := graph.article(iri).published)]
    follows = later.first is not None and times and later.first >= times[(len(times) - 1) // 2]
    return StoryLink(later.iri, earlier.iri, "follows" if follows else "related", weight, links)


# -- choosing and telling -------------------------------------------------------------------------


def select_stories(
    graph: Graph,
    *,
    top: int | None = None,
    since: str | None = None,
    topic: str | None = None,
    provider: str | None = None,
) -> list[Story]:
    """Return the stories that fit all conditions, largest first.

    :param top: how many at most.
    :param since: a date, ``2020-06-11``, or the start of a time: stories with an article from then
        on.
    :param topic: the name or the IRI of a topic that an article has.
    :param provider: the name, the domain or the IRI of a provider of an article.
    :raises InputError: if a condition cannot be met by any graph, or the graph has no such name.

    >>> from storyweft import build
    >>> [story.label for story in select_stories(build("seeds"), since="2021-01-01")]
    ['False facial recognition sends innocent New Jersey man to jail']
    """
    if top is not None and top < 1:
        raise InputError(f"top: expected 1 or more, got {top}")
    stories = list(graph.stories)
    if since is not None:
        start = _date(since)
        stories = [story for story in stories if story.last and story.last >= start]
    if topic is not None:
        topics = _named("topic", topic, [(item.iri, item.name) for item in graph.topics])
        stories = [story for story in stories if not topics.isdisjoint(story.topics)]
    if provider is not None:
        names = [(item.iri, item.name) for item in graph.providers]
        domains = [(item.iri, item.domain) for item in graph.providers if item.domain]
        providers = _named("provider", provider, names + domains)
        stories = [story for story in stories if not providers.isdisjoint(story.providers)]
    return stories[:top]


def _date(given: str) -> str:
    """Return a date as it is: it sorts before all times of its day.

    :raises InputError: if it is none.
    """
    try:
        day = date.fromisoformat(given[:10])
    except ValueError:
        day = None
    # Python also reads 20200611 and 2020-W24-4, which do not sort as times do.
    if day is None or not given.startswith(day.isoformat()):
        raise InputError(f"since: expected a date such as 2020-06-11, got {given!r}")
    return given


def _named(kind: str, wanted: str, known: Collection[tuple[str, str]]) -> set[str]:
    """Return the IRIs that a name, as a person may write it, or an IRI stands for.

    :raises InputError: if there is none.
    """
    key = text.fold(wanted)
    found = {iri for iri, name in known if wanted == iri or key == text.fold(name)}
    if found:
        return found
    names = sorted({name for _, name in known})
    folded = {text.fold(name): name for name in names}
    near = [folded[name] for name in get_close_matches(key, folded, n=3)]
    hint = f"; did you mean {', '.join(near)}?" if near else f"; there are {len(names)} names"
    raise InputError(f"no {kind} {wanted!r}{hint}")


def story_to_json(graph: Graph, story: Story) -> dict[str, object]:
    """Return a story as JSON has it: names for providers and topics, own documents by path."""
    articles = [graph.article(iri) for iri in story.articles]
    return {
        "id": story.id,
        "label": story.label,
        "first": story.first,
        "last": story.last,
        "articles": list(story.articles),
        "documents": sorted({path for item in articles for path in item.own_documents}),
        "providers": [graph.provider(iri).name for iri in story.providers],
        "topics": [graph.topic(iri).name for iri in story.topics],
    }
