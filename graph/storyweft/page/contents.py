"""Graph → what the page holds: an overview to draw at once, columns, and the column of excerpts.

Articles are numbered in the order of their stories, largest story first, so that the articles of a
story are a range. All else (providers, topics, kinds of articles) is numbered in the order in which
the overview lists it. A column in which no article has a value is left out.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from json import dumps
from typing import Any

import msgspec
import numpy as np

from storyweft.graph import Graph
from storyweft.model import Article, Image, Link, Story, StoryLink
from storyweft.network.floor import Integers
from storyweft.network.layout import Layout, arrange

#: A column or a table of columns, as JSON knows it.
Json = dict[str, Any]

_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Group:
    """A disc on the map: a story, or an article that belongs to none."""

    story: Story | None
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One graph, or the part of it that a page can hold, with a place for everything."""

    graph: Graph
    groups: tuple[Group, ...]
    articles: tuple[Article, ...]  # in the order of their numbers
    layout: Layout
    links: tuple[Link, ...]
    ends: Integers  # of the links, by the numbers of their articles
    left_out: int
    has_excerpts: bool = True


def make_page(graph: Graph, *, most: int) -> Page:
    """Return a page of at most so many articles; the oldest of the lowest quality are left out."""
    kept = _best(graph.articles, most)
    groups = _groups(graph, kept)
    links = tuple(link for link in graph.links if link.source in kept and link.target in kept)
    articles = tuple(article for group in groups for article in group.articles)
    number = {article.iri: index for index, article in enumerate(articles)}
    pairs = [(number[link.source], number[link.target]) for link in links]
    ends = np.array(pairs, dtype=np.int64).reshape(len(pairs), 2)
    layout = arrange(
        [group.articles for group in groups],
        ends,
        [topic.iri for topic in graph.topics],
        [provider.iri for provider in graph.providers],
        ties={(one, other): tie.weight for one, other, tie in _ties(graph, groups)},
    )
    left_out = len(graph.articles) - len(articles)
    return Page(graph, groups, articles, layout, links, ends, left_out)


def _best(articles: Sequence[Article], most: int) -> Mapping[str, Article]:
    kept: Iterable[Article] = articles
    if len(articles) > most:
        kept = sorted(articles, key=_worth, reverse=True)[:most]
    return {article.iri: article for article in kept}


def _worth(article: Article) -> tuple[float, str, str]:
    quality = -1 if article.quality is None else article.quality
    return quality, article.published or "", article.iri


def _groups(graph: Graph, kept: Mapping[str, Article]) -> tuple[Group, ...]:
    told_by = [
        (story, tuple(kept[iri] for iri in story.articles if iri in kept))
        for story in graph.stories
    ]
    groups = [Group(story, articles) for story, articles in told_by if articles]
    told = {article.iri for group in groups for article in group.articles}
    groups += [Group(None, (article,)) for iri, article in kept.items() if iri not in told]
    return tuple(sorted(groups, key=lambda group: (-len(group.articles), group.articles[0].iri)))


def overview(page: Page, *, images: str, title: str) -> Json:
    """Return what the map needs before anything else is decoded."""
    graph = page.graph
    return {
        "title": title,
        "base": graph.base_iri,
        "images": images,
        "articles": len(page.articles),
        "total": len(graph.articles),
        "excerpts": page.has_excerpts,
        "stories": len(graph.stories),
        "links": len(page.links),
        "groups": _group_columns(page),
        "topics": _topic_columns(page),
        "providers": _provider_columns(page),
        "types": types(page),
    }


def types(page: Page) -> list[str]:
    """Return the kinds of articles, the most frequent first; ``""`` where none is told."""
    counts = Counter(article.type or "" for article in page.articles)
    return sorted(counts, key=lambda kind: (-counts[kind], kind))


def _group_columns(page: Page) -> Json:
    providers = {item.iri: index for index, item in enumerate(page.graph.providers)}
    topics = {item.iri: index for index, item in enumerate(page.graph.topics)}
    tops = [(_top(g, topics, _topics), _top(g, providers, _providers)) for g in page.groups]
    return {
        "x": [disc.x for disc in page.layout.groups],
        "y": [disc.y for disc in page.layout.groups],
        "r": [disc.r for disc in page.layout.groups],
        "n": [len(group.articles) for group in page.groups],
        "topic": [topic for topic, _ in tops],
        "provider": [provider for _, provider in tops],
        "day": [_day(max(_times(group), default=None)) for group in page.groups],
        "lone": [index for index, group in enumerate(page.groups) if group.story is None],
    }


def _topics(article: Article) -> list[str]:
    return [topic.iri for topic in article.topics]


def _providers(article: Article) -> list[str]:
    return [article.provider.iri] if article.provider else []


def _top(group: Group, index: Mapping[str, int], names: Callable[[Article], list[str]]) -> int:
    """Return the number of the topic or provider that a group has most of, or -1."""
    counts = Counter([iri for article in group.articles for iri in names(article)])
    return index[min(counts, key=lambda iri: (-counts[iri], iri))] if counts else -1


def _times(group: Group) -> list[str]:
    return [article.published for article in group.articles if article.published]


def _day(time: str | None) -> int | None:
    return date.fromisoformat(time[:10]).toordinal() - _EPOCH if time else None


def _topic_columns(page: Page) -> Json:
    topics = page.graph.topics
    counts = Counter(topic.iri for article in page.articles for topic in article.topics)
    return {
        "iri": [topic.iri for topic in topics],
        "name": [topic.name for topic in topics],
        "n": [counts[topic.iri] for topic in topics],
        "x": [disc.x for disc in page.layout.topics],
        "y": [disc.y for disc in page.layout.topics],
        "r": [disc.r for disc in page.layout.topics],
    }


def _provider_columns(page: Page) -> Json:
    providers = page.graph.providers
    counts = Counter(iri for article in page.articles for iri in _providers(article))
    return {
        "iri": [provider.iri for provider in providers],
        "name": [provider.name for provider in providers],
        "domain": [provider.domain for provider in providers],
        "logo": [provider.images[0].url if provider.images else None for provider in providers],
        "n": [counts[provider.iri] for provider in providers],
        "x": [disc.x for disc in page.layout.providers],
        "y": [disc.y for disc in page.layout.providers],
        "r": [disc.r for disc in page.layout.providers],
    }


def columns(page: Page) -> Json:
    """Return what the cards, the lists, the filters and the search need, but for excerpts."""
    return {
        "articles": _without_empty(_article_columns(page)),
        "links": _link_columns(page),
        "stories": _story_columns(page),
        "relations": _relation_columns(page),
    }


def _article_columns(page: Page) -> dict[str, list[Any]]:
    articles = page.articles
    places = [place for group in page.layout.articles for place in group]
    return {
        "iri": [article.iri for article in articles],
        "url": [article.url if article.url != article.iri else None for article in articles],
        "title": [article.title for article in articles],
        "published": [article.published for article in articles],
        "updated": [article.updated for article in articles],
        "quality": [article.quality for article in articles],
        "heat": [None if article.heat == -1 else article.heat for article in articles],
        "flag": [_flag(article.is_published) for article in articles],
        "locale": [article.locale for article in articles],
        "categories": [list(article.categories) or None for article in articles],
        "authors": [list(article.authors) or None for article in articles],
        "documents": [list(article.documents) or None for article in articles],
        "stub": [1 if article.is_stub else None for article in articles],
        "addresses": [[[a.kind, a.url] for a in item.addresses] or None for item in articles],
        "image": [_image(article.images) for article in articles],
        "properties": [[list(pair) for pair in item.properties] or None for item in articles],
        "x": [x for x, _ in places],
        "y": [y for _, y in places],
        **_numbers(page),
    }


def excerpts(page: Page) -> list[str | None]:
    """Return the column that a large page can do without."""
    return [article.excerpt for article in page.articles]


def _numbers(page: Page) -> dict[str, list[Any]]:
    """Return the columns that point to lists of the overview."""
    kinds = {kind: index for index, kind in enumerate(types(page))}
    topics = {topic.iri: index for index, topic in enumerate(page.graph.topics)}
    providers = {item.iri: index for index, item in enumerate(page.graph.providers)}
    articles = page.articles
    return {
        "type": [kinds[article.type or ""] for article in articles],
        "provider": [providers[i.provider.iri] if i.provider else -1 for i in articles],
        "topics": [[topics[topic.iri] for topic in item.topics] or None for item in articles],
    }


def _flag(value: bool | None) -> int | None:
    return None if value is None else int(value)


def _image(images: Sequence[Image]) -> list[Any] | None:
    if not images:
        return None
    first = images[0]
    return [first.url, first.width, first.height, first.caption]


def _without_empty(table: dict[str, list[Any]]) -> Json:
    return {
        name: column for name, column in table.items() if any(value is not None for value in column)
    }


def _link_columns(page: Page) -> Json:
    return {
        "source": page.ends[:, 0].tolist(),
        "target": page.ends[:, 1].tolist(),
        "rank": [link.rank for link in page.links],
    }


def _story_columns(page: Page) -> Json:
    stories = [group.story for group in page.groups]
    return {
        "id": [story.id if story else None for story in stories],
        "iri": [story.iri if story else None for story in stories],
        "label": [story.label if story else None for story in stories],
    }


def _relation_columns(page: Page) -> Json:
    """Return which groups are related, and how: by story links, else by links of their articles."""
    kinds = {(one, other): tie.kind for one, other, tie in _ties(page.graph, page.groups)}
    for one, other in _linked_groups(page):
        if (other, one) not in kinds:
            kinds.setdefault((one, other), "related")
    pairs = sorted(kinds)
    return {
        "source": [source for source, _ in pairs],
        "target": [target for _, target in pairs],
        "kind": [kinds[pair] for pair in pairs],
    }


def _linked_groups(page: Page) -> list[tuple[int, int]]:
    """Return the groups that links lead from and to, each pair once, in the order of the links."""
    sizes = [len(group.articles) for group in page.groups]
    pairs = np.repeat(np.arange(len(sizes)), sizes)[page.ends]
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    return list(dict.fromkeys(zip(pairs[:, 0].tolist(), pairs[:, 1].tolist(), strict=True)))


def _ties(graph: Graph, groups: Sequence[Group]) -> list[tuple[int, int, StoryLink]]:
    """Return the story links between groups, by their numbers."""
    index = {group.story.iri: number for number, group in enumerate(groups) if group.story}
    return [
        (index[tie.source], index[tie.target], tie)
        for tie in graph.story_links
        if tie.source in index and tie.target in index
    ]


# What ends a script or a line of script.
_UNSAFE = "<>&\u2028\u2029"


def to_json(value: object) -> bytes:
    r"""Return JSON that is safe inside a script element.

    >>> to_json({"title": "</script>"})
    b'{"title":"\\u003c/script\\u003e"}'
    """
    try:
        text = msgspec.json.encode(value)
    except (UnicodeEncodeError, OverflowError):
        # Halves of pairs, which UTF-8 has no bytes for, and numbers of more than 64 bits.
        text = dumps(value, separators=(",", ":"), allow_nan=False).encode()
    for letter in _UNSAFE:
        text = text.replace(letter.encode(), f"\\u{ord(letter):04x}".encode())
    return text
