"""The stories of a graph that a test made by itself."""

from collections.abc import Collection, Mapping

from storyweft.graph import Graph
from storyweft.stories.find import Stories, find_stories


def stories_of(graph: Graph, *, previous: Mapping[str, Collection[str]] | None = None) -> Stories:
    """Find the stories of a graph's articles, by its links."""
    return find_stories(graph.articles, graph.links, graph.iris, previous=previous)
