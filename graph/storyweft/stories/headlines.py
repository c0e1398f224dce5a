"""Titles → headlines: the title of an article without the name of the site that it was read on.

``Amazon bans police use of its face recognition | Charlotte Observer`` says nothing more by its
last two words, yet they make all titles of a site alike.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from storyweft import text
from storyweft.model import Article, Provider

#: So many titles of a provider with one ending make it the name of the site, or of its section.
MIN_TITLES = 3

_ENDING = re.compile(r"^(?P<title>.*\S)\s+[|–—·:-]+\s+(?P<site>[^|–—·]{1,40})$", re.DOTALL)
_COLUMN = re.compile(r"^(?P<column>[^:|]{1,40}):\s+(?P<title>\S.*)$", re.DOTALL)
_NOT_A_NAME = re.compile(r"[\W_]+|\bthe\b")


def headlines(articles: Sequence[Article]) -> list[str]:
    """Return the headline of each article, ``""`` where it has no title.

    An ending such as ``| Site`` goes if it is the name or the domain of the provider, or if at
    least :data:`MIN_TITLES` titles of the provider end so. A beginning such as ``The Memo:`` goes
    if so many do, on as many days: it is a column then, and no word of one story.
    """
    titles = [article.title or "" for article in articles]
    providers = [article.provider.iri if article.provider else "" for article in articles]
    endings = Counter(
        (provider, match["site"])
        for provider, title in zip(providers, titles, strict=True)
        if (match := _ENDING.match(title))
    )
    days: dict[tuple[str, str], set[str]] = defaultdict(set)
    for article, provider, title in zip(articles, providers, titles, strict=True):
        if (match := _COLUMN.match(title)) and article.published:
            days[provider, match["column"]].add(article.published[:10])
    columns = {key for key, seen in days.items() if len(seen) >= MIN_TITLES}
    return [
        _without_column(
            _without_site(title, article.provider, provider, endings), provider, columns
        )
        for article, provider, title in zip(articles, providers, titles, strict=True)
    ]


def _without_site(
    title: str, provider: Provider | None, iri: str, endings: Counter[tuple[str, str]]
) -> str:
    while match := _ENDING.match(title):
        if endings[iri, match["site"]] < MIN_TITLES and not _is_site(match["site"], provider):
            break
        title = match["title"]
    return title


def _is_site(ending: str, provider: Provider | None) -> bool:
    """Whether an ending is the name or the domain of a provider, give or take spaces and a The."""
    if provider is None:
        return False
    name = _letters(ending)
    return name in (_letters(provider.name), _letters(provider.domain.partition(".")[0])) or (
        name == _letters(provider.domain)
    )


def _letters(name: str) -> str:
    return _NOT_A_NAME.sub("", text.fold(name))


def _without_column(title: str, iri: str, columns: set[tuple[str, str]]) -> str:
    match = _COLUMN.match(title)
    return match["title"] if match and (iri, match["column"]) in columns else title
