"""Graph → stories: articles about one event."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from hashlib import blake2b

from storyweft.graph import Graph
from storyweft.model import Article, Story


def find_stories(graph: Graph) -> list[Story]:
    """Return the stories of a graph, largest first: for now, what related links hold together."""
    group = {article.iri: article.iri for article in graph.articles}

    def root(iri: str) -> str:
        while group[iri] != iri:
            group[iri] = iri = group[group[iri]]
        return iri

    for link in graph.links:
        one, other = sorted((root(link.source), root(link.target)))
        group[other] = one
    members: dict[str, list[Article]] = defaultdict(list)
    for article in graph.articles:
        members[root(article.iri)].append(article)
    stories = [_story(graph, articles) for articles in members.values()]
    return sorted(stories, key=lambda story: (-len(story.articles), story.id))


def _story(graph: Graph, articles: Iterable[Article]) -> Story:
    ordered = sorted(articles, key=lambda item: (item.published or "9999", item.iri))
    earliest = ordered[0]
    story_id = blake2b(earliest.iri.encode(), digest_size=8).hexdigest()
    times = [article.published for article in ordered if article.published]
    own = [article for article in ordered if not article.is_stub]
    return Story(
        id=story_id,
        iri=graph.iris.story(story_id),
        label=(own or ordered)[0].title or earliest.iri,
        first=min(times, default=None),
        last=max(times, default=None),
        articles=tuple(article.iri for article in ordered),
        providers=_by_frequency(item.provider.iri for item in ordered if item.provider),
        topics=_by_frequency(topic.iri for item in ordered for topic in item.topics),
    )


def _by_frequency(iris: Iterable[str]) -> tuple[str, ...]:
    counts = Counter(iris)
    return tuple(sorted(counts, key=lambda iri: (-counts[iri], iri)))
