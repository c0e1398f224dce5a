"""The storylines of a page: those of the graph, by the numbers of the stories that it holds."""

from collections.abc import Mapping
from dataclasses import dataclass

from storyweft.graph import Graph

#: Of the stories of a storyline, so many have to be on the page for it to have a lane of its own.
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A storyline: its stories in order of time, and the story that each goes on from, or -1."""

    id: str
    name: str
    stories: tuple[int, ...]
    predecessors: tuple[int, ...]


def lines_of(graph: Graph, numbers: Mapping[str, int]) -> tuple[Line, ...]:
    """Return the storylines of a graph, in its order.

    :param numbers: the number of each story on the page, by its IRI.
    """
    lines = []
    for item in graph.storylines:
        shown = [
            (numbers[story], numbers.get(predecessor or "", -1))
            for story, predecessor in zip(item.stories, item.predecessors, strict=True)
            if story in numbers
        ]
        if len(shown) >= _FEWEST:
            stories, predecessors = zip(*shown, strict=True)
            lines.append(Line(item.id, item.name, stories, predecessors))
    return tuple(lines)
