"""What a page says without any script: its largest stories by storyline, as lists with links."""

from collections.abc import Sequence
from typing import NamedTuple

from storyweft.page.contents import Page, PageStory

#: So many stories are told.
_MOST = 50


class BriefingEntry(NamedTuple):
    """A story as the list tells it; ``url`` is that of its first article."""

    label: str
    size: str
    when: str
    url: str


class BriefingSection(NamedTuple):
    """A storyline, or the stories of none."""

    name: str
    entries: Sequence[BriefingEntry]


def briefing(page: Page) -> list[BriefingSection]:
    """Return the largest stories of a page, by storyline, in the order of its stories."""
    line_of = {story: line.name for line in page.lines for story in line.stories}
    sections: dict[str, list[BriefingEntry]] = {}
    for number, item in enumerate(page.stories[:_MOST]):
        name = line_of.get(number, "Stories that stand alone" if line_of else "Stories")
        sections.setdefault(name, []).append(_entry(item))
    return [BriefingSection(name, entries) for name, entries in sections.items()]


def _entry(item: PageStory) -> BriefingEntry:
    url = item.articles[0].url or ""
    size = f"{len(item.articles)} articles" if len(item.articles) > 1 else "1 article"
    when = (item.story.first or "no date")[:10]
    return BriefingEntry(
        item.story.label, size, when, url if url.startswith(("http://", "https://")) else ""
    )
