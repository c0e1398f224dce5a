"""What a page says of an earlier build: which articles and stories appeared since, which grew."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from storyweft.model import Article, Story


@dataclass(frozen=True, slots=True)
class Since:
    """What is new in a graph, by IRI: articles, stories, and how many articles others gained.

    ``latest`` is the time of the newest article of before: what it is compared with has no name
    that is the same on every machine.
    """

    latest: str | None
    articles: tuple[str, ...] = ()
    appeared: tuple[str, ...] = ()
    grown: tuple[tuple[str, int], ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything is new."""
        return bool(self.articles or self.appeared or self.grown)

    def numbered(self, articles: Sequence[Article], stories: Sequence[Story]) -> dict[str, Any]:
        """Return the same by the numbers of a page; what it does not hold is left out."""
        new = frozenset(self.articles)
        story_numbers = {story.iri: number for number, story in enumerate(stories)}
        return {
            "latest": self.latest,
            "articles": [number for number, item in enumerate(articles) if item.iri in new],
            "appeared": sorted(story_numbers[iri] for iri in self.appeared if iri in story_numbers),
            "grown": sorted(
                [story_numbers[iri], count] for iri, count in self.grown if iri in story_numbers
            ),
        }
