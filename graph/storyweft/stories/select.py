"""The stories that a reader asks for, and a story as JSON has it."""

from collections.abc import Collection
from datetime import date
from difflib import get_close_matches

from storyweft import text
from storyweft.errors import InputError
from storyweft.graph import Graph
from storyweft.model import Story, Storyline

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


def _date(start: str) -> str:
    """Return a date as it is: it sorts before all times of its day.

    :raises InputError: if it is none.
    """
    try:
        day = date.fromisoformat(start[:10])
    except ValueError:
        day = None
    # Python also reads 20200611 and 2020-W24-4, which do not sort as times do.
    if day is None or not start.startswith(day.isoformat()):
        raise InputError(f"since: expected a date such as 2020-06-11, got {start!r}")
    return start


def _named(kind: str, wanted: str, names: Collection[tuple[str, str]]) -> set[str]:
    """Return the IRIs that a name, as a person may write it, or an IRI stands for.

    :raises InputError: if there is none.
    """
    key = text.fold(wanted)
    matches = {iri for iri, name in names if wanted == iri or key == text.fold(name)}
    if matches:
        return matches
    spellings = sorted({name for _, name in names})
    folded = {text.fold(name): name for name in spellings}
    near = [folded[name] for name in get_close_matches(key, folded, n=3)]
    hint = f"; did you mean {', '.join(near)}?" if near else f"; there are {len(spellings)} names"
    raise InputError(f"no {kind} {wanted!r}{hint}")


def story_to_json(graph: Graph, story: Story) -> dict[str, object]:
    """Return a story as JSON has it: names for providers and topics, own documents by path."""
    articles = [graph.article(iri) for iri in story.articles]
    line = graph.storyline_of(story.iri)
    return {
        "id": story.id,
        "label": story.label,
        "first": story.first,
        "last": story.last,
        "earliest": story.earliest,
        "is_earliest_certain": story.is_earliest_certain,
        "article_count": len(story.articles),
        "storyline": {"id": line.id, "name": line.name} if line else None,
        "articles": list(story.articles),
        "documents": sorted({path for item in articles for path in item.own_documents}),
        "providers": [graph.provider(iri).name for iri in story.providers],
        "topics": [graph.topic(iri).name for iri in story.topics],
    }


def select_storylines(graph: Graph, stories: Collection[Story]) -> list[Storyline]:
    """Return the storylines that have any of these stories, those of most stories first."""
    lines = {line.iri for story in stories if (line := graph.storyline_of(story.iri))}
    return [line for line in graph.storylines if line.iri in lines]


def storyline_to_json(graph: Graph, line: Storyline) -> dict[str, object]:
    """Return a storyline as JSON has it: its stories in order of time, with their predecessors."""
    ids = {iri: graph.iris.story_id(iri) for iri in line.stories}
    labels = {story.iri: story for story in graph.stories if story.iri in ids}
    return {
        "id": line.id,
        "name": line.name,
        "first": line.first,
        "last": line.last,
        "story_count": len(line.stories),
        "stories": [
            {
                "id": ids[iri],
                "label": labels[iri].label,
                "first": labels[iri].first,
                "last": labels[iri].last,
                "article_count": len(labels[iri].articles),
                "predecessor": ids[before] if before else None,
            }
            for iri, before in zip(line.stories, line.predecessors, strict=True)
        ],
    }
