"""Records as news services, readers and databases hand them out → fields that say the same.

Keys with one meaning stand in :data:`storyweft.mapping.DEFAULT_KEYS`; here is what stands deeper,
or means something else than elsewhere. Each row names the documentation that it was written from.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from storyweft.reading.dialects.dialect import Dialect


class Service(NamedTuple):
    """What records with all keys of ``signs`` are: a service by name.

    ``tables`` hold more fields; ``numbers`` are keys under which another table numbers what they
    name: nobody is called 3. Of the items of a list only those of one kind are meant: ``kinds`` has
    its key, the key of the kind, and that kind. ``copied`` are keys that speak of the reader's copy
    of an article, not of the article. ``links`` are lists of ``{href: …}``, the first of which is
    the address, ``publisher`` the key of a mapping with the name and the URL of a site, and what
    these are called there; ``renamed`` are keys that mean another, ``words`` lists by spaces.
    """

    name: str
    documentation: str
    signs: frozenset[str]
    tables: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    kinds: tuple[tuple[str, str, str], ...] = ()
    copied: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    publisher: tuple[str, str, str] | None = None
    renamed: tuple[tuple[str, str], ...] = ()
    words: tuple[str, ...] = ()


SERVICES: tuple[Service, ...] = (
    Service(
        "The Guardian",
        "https://open-platform.theguardian.com/documentation/item",
        frozenset(["webTitle", "webUrl"]),
        tables=("fields",),
        kinds=(("tags", "type", "keyword"),),
    ),
    Service(
        "WordPress",
        "https://developer.wordpress.org/rest-api/reference/posts/",
        frozenset(["date_gmt", "guid"]),
        numbers=("author", "categories", "tags"),
    ),
    Service(
        "wallabag",
        "https://doc.wallabag.org/developer/api/methods/",
        frozenset(["is_archived", "is_starred"]),
        copied=("updated_at",),
    ),
    Service(
        "Omnivore",
        "https://docs.omnivore.app/using/exporting.html",
        frozenset(["savedAt", "updatedAt"]),
        copied=("updatedAt",),
    ),
    Service(
        "Readwise Reader",
        "https://readwise.io/reader_api",
        frozenset(["saved_at", "updated_at"]),
        copied=("updated_at",),
    ),
    Service(
        # Of Feedly, FreshRSS, Inoreader and others: https://feedly.com/v3/streams
        "Google Reader",
        "https://www.inoreader.com/developers/stream-contents",
        frozenset(["origin", "alternate"]),
        copied=("categories", "updated"),
        links=("canonical", "alternate"),
        publisher=("origin", "title", "htmlUrl"),
    ),
    Service(
        "Miniflux",
        "https://miniflux.app/docs/api.html#endpoint-get-entries",
        frozenset(["feed", "feed_id"]),
        publisher=("feed", "title", "site_url"),
    ),
    Service(
        "linkding",
        "https://linkding.link/api/#bookmarks",
        frozenset(["tag_names", "date_added"]),
        copied=("date_modified",),
        renamed=(("tag_names", "tags"),),
    ),
    Service(
        "Pinboard",
        "https://pinboard.in/api/#posts_all",
        frozenset(["href", "extended", "tags"]),
        renamed=(("href", "url"), ("description", "title"), ("extended", "excerpt")),
        words=("tags",),
    ),
    Service(
        "Raindrop.io",
        "https://developer.raindrop.io/v1/raindrops",
        frozenset(["collection", "lastUpdate"]),
        copied=("lastUpdate",),
    ),
    Service(
        # Who handed a link in wrote no more of it than its title.
        "Hacker News",
        "https://github.com/HackerNews/API#items",
        frozenset(["by", "id", "score", "time"]),
        copied=("by",),
    ),
    Service(
        "Hacker News Search",
        "https://hn.algolia.com/api",
        frozenset(["objectID", "_tags"]),
        copied=("_tags", "author", "updated_at"),
    ),
    Service(
        "Webz.io",
        "https://docs.webz.io/reference/output",
        frozenset(["thread", "ord_in_thread"]),
        publisher=("thread", "site", "site_full"),
    ),
    Service(
        # Its source is the catalogue that it was looked up in.
        "CSL",
        "https://docs.citationstyles.org/en/stable/specification.html#appendix-iv-variables",
        frozenset(["container-title", "source"]),
        copied=("source",),
    ),
    Service(
        "Zotero",
        "https://www.zotero.org/support/kb/item_types_and_fields",
        frozenset(["Item Type", "Date Added"]),
        copied=("Date Modified",),
    ),
    Service(
        "Elasticsearch",
        "https://www.elastic.co/docs/reference/elasticsearch/rest-apis/search-your-data",
        frozenset(["_index", "_source"]),
        tables=("_source",),
    ),
)


def unnested(fields: dict[str, object], dialect: Dialect) -> dict[str, object]:
    """Return fields with those that are in tables of their own, after the others.

    Numbers of another table, and items of another kind, get keys that name nobody.
    """
    services = [service for service in SERVICES if service.signs <= fields.keys()]
    for table in (*dialect.tables, *(table for service in services for table in service.tables)):
        inner = fields.get(table)
        if isinstance(inner, dict):
            rest = {key: value for key, value in fields.items() if key != table}
            fields = rest | {key: value for key, value in inner.items() if key not in rest}
    for service in services:
        numbered = {key: f"{key}_id" for key in service.numbers}
        numbered |= {key: f"{key}_of_copy" for key in service.copied}
        numbered |= dict(service.renamed)
        fields = _stated_below(service, fields)
        fields = {numbered.get(key, key): value for key, value in fields.items()}
        for key, name, kind in service.kinds:
            items = fields.get(key)
            if isinstance(items, list):
                meant = [item for item in items if _kind(item, name) in (None, kind)]
                others = [item for item in items if _kind(item, name) not in (None, kind)]
                fields = fields | {key: meant} | ({f"{key}_other": others} if others else {})
    return fields


def _stated_below(service: Service, fields: dict[str, object]) -> dict[str, object]:
    """Return fields with those that stand in lists and mappings of others, in place of these."""
    more: dict[str, object] = {}
    for key in service.links:
        match fields.get(key):
            case [{"href": str(url)}, *_]:
                fields = {name: value for name, value in fields.items() if name != key}
                more.setdefault("url", url)
    if service.publisher:
        key, name, url = service.publisher
        match fields.get(key):
            case {**site} if site.get(name):
                more["publisher"] = {"name": site[name], "url": site.get(url)}
    words = {key: fields.get(key) for key in service.words}
    split = {key: value.split() for key, value in words.items() if isinstance(value, str)}
    return more | fields | split


def _kind(item: object, name: str) -> object:
    return item.get(name) if isinstance(item, dict) else None


# What a mapping that is one text calls it: WordPress (rendered), the New York Times (main), XML as
# JSON ($t and #text: https://developers.google.com/gdata/docs/json), feedparser's details (value),
# streams of readers (content: https://www.inoreader.com/developers/stream-contents).
_TEXTS = ("rendered", "main", "$t", "#text", "value", "content")


def text_in(value: object) -> object:
    """Return the text that a mapping stands for, else the value itself.

    >>> text_in({"rendered": "Harbour", "protected": False}), text_in("Harbour")
    ('Harbour', 'Harbour')
    """
    if isinstance(value, dict):
        return next((value[key] for key in _TEXTS if isinstance(value.get(key), str)), value)
    return value


# How services call the parts of a name: https://developer.nytimes.com/docs/articlesearch-product/1/overview
_PARTS = (
    ("firstname", "middlename", "lastname"),
    ("first_name", "middle_name", "last_name"),
    ("firstName", "middleName", "lastName"),
    ("given", "family"),
)


def person_in(fields: Mapping[str, object]) -> str | None:
    """Return the name of a person that a mapping has in parts, or None."""
    for keys in _PARTS:
        parts = [str(fields[key]).strip() for key in keys if fields.get(key)]
        if parts and fields.get(keys[-1]):
            return " ".join(parts)
    return None


# https://docs.omnivore.app/integrations/obsidian.html#controlling-the-layout-of-the-imported-data
_READ = re.compile(r"\[Read Original\]\((https?://[^()\s]++)\)")
_OWN_COPY = "[Read on Omnivore]("
_SEARCHED = 4096


def page_read(body: str) -> str | None:
    """Return the page that a note of Omnivore is about, which only its body says."""
    start = body[:_SEARCHED]
    match = _READ.search(start)
    return match[1] if match and _OWN_COPY in start else None


def day_in(fields: dict[str, object]) -> object:
    """Return the day of ``{date-parts: [[2020, 6, 24]]}``.

    https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html#date-fields
    """
    match fields.get("date-parts"):
        case [[year, month, day]]:
            return "-".join(str(part).zfill(2) for part in (year, month, day))
        case [[*parts]]:
            return "-".join(map(str, parts))
    return None


# What a mapping that is one author or topic calls the name: feeds write ``term``, editors ``tag``,
# CSL ``literal``: https://docs.citationstyles.org/en/stable/specification.html#names
_NAME_KEYS = (
    "name",
    "title",
    "term",
    "label",
    "tag",
    "topic",
    "author",
    "category",
    "webTitle",
    "original",
    "literal",
    "nick",
    "nickname",
)


def name_in(fields: dict[str, object]) -> object:
    """Return the name that a mapping gives, or None.

    Of a pair of name and value, as the keywords of the New York Times are, the name says of which
    kind the value is: https://developer.nytimes.com/docs/articlesearch-product/1/overview
    """
    if isinstance(fields.get("value"), str) and fields["value"]:
        return fields["value"]
    for key in _NAME_KEYS:
        if fields.get(key) not in (None, "") and not isinstance(fields[key], list | dict):
            return fields[key]
    return None
