"""What a document says without saying it: the values that its folders or its site give it."""

import re
from collections.abc import Mapping
from functools import lru_cache
from posixpath import dirname

from storyweft.mapping import FieldMapping
from storyweft.reading.dialects.names import dated_name
from storyweft.reading.dialects.pages import settings_of
from storyweft.reading.dialects.profiles import as_profile
from storyweft.settings import Site

#: What counts of that; a permalink is a rule of the generator's addresses.
KEYS = ("lang", "language", "locale", "author", "authors", "category", "categories", "tags")
_Values = dict[str, object]


def complete_fields(
    fields: dict[str, object], path: str, site: Site, mapping: FieldMapping
) -> dict[str, object]:
    """Return fields with what the document inherits.

    What is inherited counts where the document states nothing of the same meaning.

    >>> inside = Site("eleventy", configuration=(("data.posts.author", "Ann"),))
    >>> complete_fields({"title": "Quay"}, "posts/a.md", inside, FieldMapping())
    {'title': 'Quay', 'author': 'Ann'}
    """
    if fields.get("kind") == "article" and "created_at" in fields:
        # Nanoc's: https://nanoc.app/doc/reference/helpers/#blogging
        fields = {"date": fields["created_at"]} | fields
    if site.dialect == "hugo":
        fields = fields | _of_front_matter_settings(fields, path, site)
    fields = as_profile(fields, path, site)
    if site.dialect not in ("jekyll", "eleventy"):
        return fields
    rule = _of_defaults if site.dialect == "jekyll" else _of_folders
    stated = {said[0] for key in fields if (said := mapping.field_of(key))}
    return fields | {
        key: value
        for key, value in rule(path, site).items()
        if not (said := mapping.field_of(key)) or said[0] not in stated
    }


def _of_front_matter_settings(fields: _Values, path: str, site: Site) -> _Values:
    """Return the date, and the slug, that the configuration of a Hugo site takes from elsewhere.

    https://gohugo.io/configuration/front-matter/ (dates; ``:filename`` gives a slug, too)
    """
    folded = {key.lower(): value for key, value in fields.items() if value not in (None, "")}
    for source in _sources_of_date(site):
        if source == ":filename" and (dated := dated_name(path)):
            day, slug = dated
            values: _Values = {} if str(folded.get("date", "")).startswith(day) else {"date": day}
            return values | ({"slug": slug} if slug and "slug" not in folded else {})
        if source == ":default" and not folded.keys().isdisjoint(_DATES_OF_HUGO):
            return {}
        if source in folded:
            return {} if source in _DATES_OF_HUGO else {"date": folded[source]}
    return {}


_DATES_OF_HUGO = frozenset(["date", "publishdate", "pubdate", "published", "lastmod", "modified"])


@lru_cache(maxsize=64)
def _sources_of_date(site: Site) -> tuple[str, ...]:
    settings = settings_of(site)
    key = "frontmatter.date"
    listed = (key, *(f"{key}.{number}" for number in range(_MOST_SOURCES)))
    return tuple(settings[name].lower() for name in listed if name in settings)


_MOST_SOURCES = 10


def _of_folders(path: str, site: Site) -> _Values:
    """Return the values of the nearest folder that has any.

    https://www.11ty.dev/docs/data-template-dir/
    """
    values: _Values = {}
    folder = path
    while folder:
        folder = dirname(folder)
        values = _table(site, f"data.{folder}." if folder else "data..") | values
    return values


def _of_defaults(path: str, site: Site) -> _Values:
    """https://jekyllrb.com/docs/configuration/front-matter-defaults/: the longest path counts."""
    values: _Values = {}
    for number in _fitting(path, site):
        values |= _table(site, f"defaults.{number}.values.")
    return values


def default_permalink(path: str, site: Site) -> str | None:
    """Return the permalink that the defaults of a Jekyll site give a document."""
    settings = settings_of(site)
    permalinks = [
        settings.get(f"defaults.{number}.values.permalink") for number in _fitting(path, site)
    ]
    return next((text for text in reversed(permalinks) if text), None)


def _fitting(path: str, site: Site) -> list[int]:
    """Return the defaults that are for a document, those last that say so the most exactly."""
    inside = path.removeprefix(settings_of(site).get("collections_dir", "").strip("/") + "/")
    folder = path.partition("/")[0].removeprefix("_")
    kind = "posts" if "_posts/" in path else folder if path.startswith("_") else "pages"
    return [
        number
        for number, scope, type_ in _scopes(site)
        if type_ in ("", kind, folder)
        and (not scope or _is_within(path, scope) or _is_within(inside, scope))
    ]


@lru_cache(maxsize=64)
def _scopes(site: Site) -> list[tuple[int, str, str]]:
    """Return the number, the path and the type of each default, the most exact last."""
    settings = settings_of(site)
    scopes = [
        (
            number,
            settings.get(f"defaults.{number}.scope.path", "").strip("/"),
            settings.get(f"defaults.{number}.scope.type", ""),
        )
        for number in range(_count(site))
    ]
    return sorted(scopes, key=lambda scope: (len(scope[1]), bool(scope[2])))


def _is_within(path: str, scope: str) -> bool:
    if "*" not in scope:
        return f"{path}/".startswith(f"{scope}/")
    # All ends at once: a pattern of many stars would be tried in as many ways as they share a path.
    ends = {0}
    for part in re.split(r"(\*+)", scope):
        if part.startswith("**"):
            ends = set(range(min(ends, default=len(path) + 1), len(path) + 1))
        elif part == "*":
            for end, char in enumerate(path):
                if end in ends and char != "/":
                    ends.add(end + 1)
        else:
            ends = {end + len(part) for end in ends if path.startswith(part, end)}
    return any(path[end : end + 1] in ("", "/") for end in ends)


def _count(site: Site) -> int:
    numbers = (re.match(r"defaults\.(\d+)\.", key) for key in settings_of(site))
    return 1 + max((int(match[1]) for match in numbers if match), default=-1)


def _table(site: Site, prefix: str) -> _Values:
    return dict(_tables(site).get(prefix.lower(), {}))


@lru_cache(maxsize=64)
def _tables(site: Site) -> Mapping[str, _Values]:
    """Return the values of all tables that have some to give, by the path of their keys."""
    tables: dict[str, _Values] = {}
    for key, value in sorted(settings_of(site).items(), key=_by_number):
        if match := _GIVEN.fullmatch(key):
            table = tables.setdefault(match[1], {})
            if match[3] is None:
                table[match[2]] = value
            else:
                items = table.setdefault(match[2], [])
                if isinstance(items, list):
                    items.append(value)
    return tables


_GIVEN = re.compile(rf"((?:defaults\.\d+\.values|data\..*)\.)({'|'.join(KEYS)})(?:\.(\d+))?")


def _by_number(item: tuple[str, str]) -> tuple[str, int]:
    stem, _, last = item[0].rpartition(".")
    return (stem, int(last)) if last.isdecimal() else (item[0], -1)
