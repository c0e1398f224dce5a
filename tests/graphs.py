"""The stories of a graph that a test made by itself, and its files."""

from collections.abc import Collection, Mapping

from storyweft.export.formats import FORMATS, generators
from storyweft.graph import Graph
from storyweft.model import Storyline
from storyweft.stories.find import Stories, find_stories
from storyweft.stories.near_duplicates import find_near_duplicates
from storyweft.stories.storylines import find_storylines


def storylines_of(graph: Graph) -> list[Storyline]:
    """Find the storylines of a graph that has stories."""
    return find_storylines(graph.articles, graph.stories, graph.story_links, graph.iris)


def stories_of(graph: Graph, *, previous: Mapping[str, Collection[str]] | None = None) -> Stories:
    """Find the stories of a graph's articles, by its links."""
    near_duplicates = graph.near_duplicates or find_near_duplicates(graph.articles)
    return find_stories(graph.articles, graph.links, graph.iris, near_duplicates, previous=previous)


def files_of(graph: Graph) -> dict[str, bytes]:
    """Return each file of each format, by its ending."""
    return {
        ending: b"".join(piece.encode() if isinstance(piece, str) else piece for piece in pieces)
        for name in FORMATS
        for ending, generate in generators(name).items()
        for pieces in [generate(graph)]
    }
