"""What is new in a graph since a build before, as its page tells it."""

from storyweft.comparing.changes import compare
from storyweft.comparing.snapshot import Snapshot, take_snapshot
from storyweft.graph import Graph
from storyweft.page.since import Since


def news_since(graph: Graph, before: Snapshot) -> Since:
    """Return the articles and stories that appeared since, and those that grew.

    A story that others were merged into, or that is a part of an old one, grew by the articles that
    joined it.
    """
    after = take_snapshot(graph)
    changes = compare(before, after)
    appeared = [
        name.iri for item in changes.stories if item.kind == "appeared" for name in item.new
    ]
    old = frozenset(before.articles)
    renamed = {name.iri for item in changes.articles if item.old for name in item.new}
    new = frozenset(after.articles) - old - renamed
    grown = [
        (name.iri, count)
        for item in changes.stories
        if item.old
        for name in item.new
        if (count := len(new & after.stories[name.id].articles))
    ]
    times = (time for fields in before.articles.values() for time in fields.get("published", ()))
    return Since(
        max(times, default=None), tuple(sorted(new)), tuple(sorted(appeared)), tuple(sorted(grown))
    )
