"""Graph → what the page holds: an overview to draw at once, columns, and the column of excerpts.

Everything is numbered, and a number is a row of its columns. Articles stand in the order of their
stories, largest story first, so that the articles of a story are a range; those of no story come
last. A column in which no article has a value is left out.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from json import dumps
from typing import Any

import msgspec
import numpy as np

from storyweft.graph import Graph
from storyweft.model import Article, Image, Link, Precision, Story, StoryLink
from storyweft.network.floor import Integers
from storyweft.network.tables import KIND_COLOURS, article_edges
from storyweft.page.since import Since
from storyweft.page.storylines import Line, lines_of
from storyweft.page.window import windows
from storyweft.vocabulary import PREFIXES, class_of, short

#: A column or a table of columns, as JSON knows it.
Json = dict[str, Any]

#: Of what a page writes as Turtle.
_PREFIXES = ("dct", "nsl", "rdfs", "schema", "sw", "xsd")


@dataclass(frozen=True, slots=True)
class PageStory:
    """A story, and those of its articles that the page holds."""

    story: Story
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One graph, or the part of it that a page can hold, in the order of its numbers."""

    graph: Graph
    stories: tuple[PageStory, ...]
    articles: tuple[Article, ...]
    links: tuple[Link, ...]
    # By the numbers of articles, in order: the two ends of each link, reference, translation.
    ends: Integers
    references: Integers
    translations: Integers
    lines: tuple[Line, ...]
    left_out: int
    has_excerpts: bool = True


def make_page(graph: Graph, *, most: int) -> Page:
    """Return a page of at most so many articles; the oldest of the lowest quality are left out."""
    shown = _best(graph.articles, most)
    stories = _stories(graph, shown)
    articles = [article for story in stories for article in story.articles]
    inside = {article.iri for article in articles}
    articles += [article for iri, article in shown.items() if iri not in inside]
    number = {article.iri: index for index, article in enumerate(articles)}
    links = [link for link in graph.links if link.source in number and link.target in number]
    links.sort(key=lambda link: (number[link.source], number[link.target]))
    return Page(
        graph,
        stories,
        tuple(articles),
        tuple(links),
        ends=_ends(number, ((link.source, link.target) for link in links)),
        references=_ends(number, ((item.source, item.target) for item in graph.references)),
        translations=_ends(number, _translations(articles)),
        lines=_lines(graph, stories),
        left_out=len(graph.articles) - len(articles),
    )


def _lines(graph: Graph, stories: Sequence[PageStory]) -> tuple[Line, ...]:
    """Return the storylines, those of the most articles first: they have a colour each."""
    lines = lines_of(graph, {item.story.iri: index for index, item in enumerate(stories)})
    sizes = {line.id: sum(len(stories[story].articles) for story in line.stories) for line in lines}
    return tuple(sorted(lines, key=lambda line: -sizes[line.id]))


def _ends(number: Mapping[str, int], pairs: Iterable[tuple[str, str]]) -> Integers:
    ends = sorted(
        (number[source], number[target])
        for source, target in pairs
        if source in number and target in number
    )
    return np.array(ends, dtype=np.int64).reshape(len(ends), 2)


def _translations(articles: Iterable[Article]) -> Iterator[tuple[str, str]]:
    """Yield each article that is a translation, with the one that it is joined to."""
    for article in articles:
        if article.translations:
            for edge in article_edges(article):
                if edge.kind == "translation":
                    yield edge.source, edge.target


def _best(articles: Sequence[Article], most: int) -> Mapping[str, Article]:
    best: Iterable[Article] = articles
    if len(articles) > most:
        best = sorted(articles, key=_worth, reverse=True)[:most]
    return {article.iri: article for article in best}


def _worth(article: Article) -> tuple[float, str, str]:
    quality = -1 if article.quality is None else article.quality
    return quality, article.published or "", article.iri


def _stories(graph: Graph, shown: Mapping[str, Article]) -> tuple[PageStory, ...]:
    stories = []
    for story in graph.stories:
        articles = [shown[iri] for iri in story.articles if iri in shown]
        # Those without a date last: the others are a range in order of time.
        articles.sort(key=lambda article: article.published is None)
        stories.append(PageStory(story, tuple(articles)))
    return tuple(
        sorted(
            (item for item in stories if item.articles),
            key=lambda item: (-len(item.articles), item.articles[0].iri),
        )
    )


def overview(page: Page, *, images: str, title: str, view: str, since: Since | None = None) -> Json:
    """Return what the page needs before anything else is decoded."""
    graph = page.graph
    dated = (_seconds(article.published) for article in page.articles)
    whole, home = windows(time for time in dated if time is not None) or (None, None)
    return {
        "title": title,
        "view": view,
        "base": graph.base_iri,
        "images": images,
        "articles": len(page.articles),
        "total": len(graph.articles),
        "excerpts": page.has_excerpts,
        "sizes": [len(item.articles) for item in page.stories],
        "lines": [line.name for line in page.lines],
        "topics": _topic_columns(page),
        "providers": _provider_columns(page),
        "types": _type_columns(page),
        "prefixes": {name: PREFIXES[name] for name in _PREFIXES},
        "whole": whole,
        "home": home,
        "colours": dict(KIND_COLOURS),
        "hidden": ["references"] if hides_references(page) else [],
        "since": since.numbered(page.articles, [item.story for item in page.stories])
        if since is not None
        else None,
    }


def hides_references(page: Page) -> bool:
    """Whether the network leaves references out at first: of so many it would show little else."""
    return len(page.references) > len(page.articles)


def _type_columns(page: Page) -> Json:
    """Return the kinds of articles, the most frequent first; ``""`` where none is stated."""
    counts = Counter(article.type or "" for article in page.articles)
    kinds = sorted(counts, key=lambda kind: (-counts[kind], kind))
    return {
        "name": kinds,
        "n": [counts[kind] for kind in kinds],
        "class": [short(class_of(kind)) for kind in kinds],
    }


def _topic_columns(page: Page) -> Json:
    topics = page.graph.topics
    counts = Counter(topic.iri for article in page.articles for topic in article.topics)
    return {
        "iri": [topic.iri for topic in topics],
        "name": [topic.name for topic in topics],
        "n": [counts[topic.iri] for topic in topics],
    }


def _provider_columns(page: Page) -> Json:
    providers = page.graph.providers
    counts = Counter(article.provider.iri for article in page.articles if article.provider)
    return {
        "iri": [provider.iri for provider in providers],
        "name": [provider.name for provider in providers],
        "domain": [provider.domain for provider in providers],
        "logo": [provider.images[0].url if provider.images else None for provider in providers],
        "n": [counts[provider.iri] for provider in providers],
    }


def columns(page: Page) -> Json:
    """Return what the chart, the cards, the filters and the search need, but for excerpts."""
    return {
        "articles": _without_empty(_article_columns(page)),
        "links": _edge_columns(page.ends) | {"rank": [link.rank for link in page.links]},
        "references": _edge_columns(page.references),
        "translations": _edge_columns(page.translations),
        "stories": _story_columns(page),
        "relations": _relation_columns(page),
    }


def _article_columns(page: Page) -> dict[str, list[Any]]:
    articles = page.articles
    return {
        "iri": [article.iri for article in articles],
        "url": [article.url if article.url != article.iri else None for article in articles],
        "title": [article.title for article in articles],
        "time": list(_differences(_seconds(article.published) for article in articles)),
        "precision": [_day_only(article.precision) for article in articles],
        "updated": [_seconds(article.updated) for article in articles],
        "updated_precision": [_day_only(article.updated_precision) for article in articles],
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
        **_numbers(page),
    }


def excerpts(page: Page) -> list[str | None]:
    """Return the column that a large page can do without."""
    return [article.excerpt for article in page.articles]


def _seconds(time: str | None) -> int | None:
    """Return the seconds since 1970, which a browser need not parse."""
    return int(datetime.fromisoformat(time).timestamp()) if time else None


def _day_only(precision: Precision | None) -> int | None:
    """Return 1 where a time is the midnight of a day of which no more is known."""
    return 1 if precision == "day" else None


def _numbers(page: Page) -> dict[str, list[Any]]:
    """Return the columns that point to lists of the overview."""
    kinds = {kind: index for index, kind in enumerate(_type_columns(page)["name"])}
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


def _edge_columns(ends: Integers) -> Json:
    """Return edges as small numbers: sources less the one before, targets less their source."""
    return {
        "source": np.diff(ends[:, 0], prepend=0).tolist(),
        "target": (ends[:, 1] - ends[:, 0]).tolist(),
    }


def _differences(numbers: Iterable[int | None]) -> Iterator[int | None]:
    """Yield each number less the one before it, which takes half of the digits."""
    before = 0
    for number in numbers:
        yield None if number is None else number - before
        before = before if number is None else number


def _story_columns(page: Page) -> Json:
    line = [-1] * len(page.stories)
    before = [-1] * len(page.stories)
    for number, item in enumerate(page.lines):
        for story, predecessor in zip(item.stories, item.predecessors, strict=True):
            line[story], before[story] = number, predecessor
    return {
        "id": [item.story.id for item in page.stories],
        "iri": [item.story.iri for item in page.stories],
        "label": [_label(item) for item in page.stories],
        "line": line,
        "before": before,
        "line_id": [item.id for item in page.lines],
    }


def _label(item: PageStory) -> str | int:
    """Return which of its articles has a story's label for its title, or the label if none has."""
    titles = [article.title for article in item.articles]
    label = item.story.label
    return titles.index(label) if label in titles else label


def _relation_columns(page: Page) -> Json:
    """Return which stories are related, and how: by story links, else by those of articles."""
    ties = story_ties(page)
    relations = {pair: (tie.kind, round(tie.weight, 2)) for pair, tie in ties.items()}
    for one, other in _linked_stories(page):
        if (other, one) not in relations:
            relations.setdefault((one, other), ("related", 0.0))
    pairs = sorted(relations)
    return {
        "source": [source for source, _ in pairs],
        "target": [target for _, target in pairs],
        "follows": [int(relations[pair][0] == "follows") for pair in pairs],
        "weight": [relations[pair][1] for pair in pairs],
    }


def _linked_stories(page: Page) -> list[tuple[int, int]]:
    """Return the stories that links lead from and to, each pair once, in the order of the links."""
    sizes = [len(item.articles) for item in page.stories]
    story_of = np.full(len(page.articles), -1, dtype=np.int64)
    story_of[: sum(sizes)] = np.repeat(np.arange(len(sizes)), sizes)
    pairs = story_of[page.ends]
    pairs = pairs[(pairs[:, 0] != pairs[:, 1]) & (pairs.min(axis=1, initial=0) >= 0)]
    return list(dict.fromkeys(zip(pairs[:, 0].tolist(), pairs[:, 1].tolist(), strict=True)))


def story_ties(page: Page) -> dict[tuple[int, int], StoryLink]:
    """Return the story links between the stories of a page, by their numbers."""
    index = {item.story.iri: number for number, item in enumerate(page.stories)}
    return {
        (index[tie.source], index[tie.target]): tie
        for tie in page.graph.story_links
        if tie.source in index and tie.target in index
    }


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
    del value  # what nobody else holds takes more than its text
    for letter in _UNSAFE:
        text = text.replace(letter.encode(), f"\\u{ord(letter):04x}".encode())
    return text
