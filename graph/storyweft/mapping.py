"""Which keys of a front matter give which field: known spellings, and those of a mapping file.

A mapping file is TOML: a ``storyweft.toml``, or the table ``[tool.storyweft]`` of a
``pyproject.toml``::

    title = "Council news"  # of the page
    leave_out = ["secured", "internal_notes"]
    defaults = true  # whether the known spellings count, after those given here
    dialect = "jekyll"  # what the documents are, where their folders do not say it
    plain = false  # whether texts without front matter are documents, too
    site_url = "https://news.example"  # where the documents are published

    [fields]
    title = "heading"
    url = ["permalink", "source-link"]
    date = "posted"

    [authorities]  # what topics are elsewhere: nothing is looked up, nothing guessed
    "Computer Vision" = "http://www.wikidata.org/entity/Q844240"
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from storyweft.errors import InputError
from storyweft.urls import parse_url

#: Field of a record → the keys that give it, the most telling first. Three generations of one news
#: service come first, then what Jekyll, Hugo, Obsidian and their plugins write, then what services
#: and readers hand out: https://newsapi.org/docs, https://open-platform.theguardian.com/documentation,
#: https://developer.nytimes.com, https://newsdata.io/documentation, https://schema.org/NewsArticle,
#: https://github.com/fhamborg/news-please, https://trafilatura.readthedocs.io,
#: https://newspaper.readthedocs.io, https://doc.wallabag.org, https://www.jsonfeed.org/version/1.1/,
#: https://www.zotero.org/support/kb/item_types_and_fields, https://docs.citationstyles.org,
#: https://github.com/satnaing/astro-paper/wiki/Writing-Posts.
DEFAULT_KEYS: dict[str, tuple[str, ...]] = {
    "title": tuple(
        "fullTitle title headline name pageTitle postTitle articleTitle newsTitle webTitle".split()
    ),
    "excerpt": tuple(
        (
            "excerpt description summary abstract subtitle teaser standfirst bio trailText"
            " metaDescription desc shortDescription abstractNote"
        ).split()
    ),
    # When it came out. ``created``, ``saved`` or ``clipped`` is when somebody made the file.
    "published": tuple(
        (
            "publishedDateTime datePublished dateGmt dateTimePub date publishDate pubDate"
            " publishedAt publishedDate publishedOn publicationDate datePublish"
            " webPublicationDate issued pubDatetime publishingDate publishedUtc timePublished"
            " postDate"
        ).split()
    ),
    "updated": tuple(
        (
            "updatedDateTime dateModified lastmod lastModifiedAt modifiedGmt updatedAt"
            " updated modified updatedDate lastModified lastUpdated lastUpdate dateModify"
            " modDatetime"
        ).split()
    ),
    "web": tuple(
        "webUrl sourceUrl canonicalUrl canonical url link canonicalLink mainEntityOfPage"
        " respondedUrl requestedUrl articleUrl".split()
    ),
    "original": ("originalUrl",),
    "amp": ("ampWebUrl", "ampUrl"),
    "amp-cache": ("cdnAmpWebUrl", "cdnAmpUrl"),
    "type": ("type",),
    "category": ("category", "categories", "section", "sectionName", "articleSection"),
    "quality": ("quality",),
    "heat": ("heat",),
    "is_published": ("published",),
    "draft": ("draft",),
    "locale": ("locale", "lang", "language", "inLanguage", "metaLang"),
    "provider": tuple(
        (
            "provider publisher source site siteName publication outlet publicationTitle"
            " containerTitle sourceName outletName mediaName sourceHostname hostname sourceDomain"
            " domainName domain"
        ).split()
    ),
    "topics": tuple(
        "topics tags keywords topic tag labels desFacet documentTags manualTags".split()
    ),
    "authors": ("authors", "author", "byline", "creator", "by", "publishedBy", "authorName"),
    "images": tuple(
        (
            "images image cover thumbnail heroImage coverImage featuredImage topImage"
            " urlToImage imageUrl socialImage previewPicture bannerImage multimedia"
            " featureImage"
        ).split()
    ),
    "related": ("related", "relatedStories", "relatedArticles"),
    "parts": ("items", "parts"),
}

#: The same for records about topics and organisations.
SUBJECT_KEYS: dict[str, tuple[str, ...]] = {
    "name": ("name", "title"),
    "other_names": (
        "shortname",
        "keywords",
        "hashtags",
        "otherNames",
        "alternateNames",
        "aliases",
        "synonyms",
    ),
    "excerpt": ("excerpt", "description", "summary"),
    "parent": ("parent", "broader"),
    "domain": ("domain",),
    "images": ("images", "image", "logo"),
}

#: Keys that are left out by default: ``secured`` is ciphertext that only its writer can read.
DEFAULT_LEFT_OUT = frozenset(["secured"])


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """Which keys give which field, and which are left out.

    ``title`` and ``licence`` (an IRI) are those of the whole graph, ``authorities`` has the IRIs
    that a topic has elsewhere, by its name.

    Case, hyphens and underscores in a key do not matter: ``published_at`` is ``publishedAt``.

    >>> FieldMapping().field_of("Published-Date-Time")
    ('published', 0)
    >>> FieldMapping().field_of("mood") is None
    True
    """

    keys: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: DEFAULT_KEYS)
    left_out: frozenset[str] = DEFAULT_LEFT_OUT
    dialect: str | None = None
    plain: bool = False
    title: str | None = None
    site_url: str | None = None
    licence: str | None = None
    authorities: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _by_key: dict[str, tuple[str, int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Turn the table round, once."""
        fields = {
            _fold(key): (name, rank)
            for name, keys in self.keys.items()
            for rank, key in enumerate(keys)
        }
        fields |= {_fold(key): ("", 0) for key in self.left_out}
        # As they are usually spelled, too, so that most keys are found at once.
        spelled = {key: fields[_fold(key)] for keys in self.keys.values() for key in keys}
        fields |= spelled
        object.__setattr__(self, "_by_key", fields)

    def field_of(self, key: str) -> tuple[str, int] | None:
        """Return the field that ``key`` gives and its rank there (0 is best), or None if unknown.

        A key that is left out has the field ``""``.
        """
        ranked = self._by_key.get(key)
        return ranked if ranked is not None else self._by_key.get(_fold(key))


def _fold(key: str) -> str:
    return key.replace("_", "").replace("-", "").replace(" ", "").lower()


DEFAULT_MAPPING = FieldMapping()
SUBJECT_MAPPING = FieldMapping(SUBJECT_KEYS, frozenset())

# -- mapping files --------------------------------------------------------------------------------

# Field as people call it → as it is called here.
_SAID = {"url": "web", "date": "published"}
_OPTIONS = (
    *("authorities", "defaults", "dialect", "fields", "leave_out", "licence", "plain", "site_url"),
    "title",
)
_OWN = "storyweft.toml"


def find_mapping(*sources: str | Path) -> FieldMapping:
    """Return the mapping that stands beside the sources, or the default one.

    The first of these counts: ``storyweft.toml`` or ``[tool.storyweft]`` of ``pyproject.toml`` in a
    source folder (or beside a source file), then the same in the current directory.

    :raises InputError: if such a file cannot be used.
    """
    for path in filter(Path.is_file, mapping_files(*sources)):
        if path.name == _OWN:
            return load_mapping(path)
        if (table := _tool_table(_toml(path))) is not None:
            return _mapping(table, f"{path}: tool.storyweft")
    return DEFAULT_MAPPING


def mapping_files(*sources: str | Path) -> Iterator[Path]:
    """Yield where the mapping of sources may stand, in the order in which it is looked for."""
    for folder in (*map(Path, sources), Path()):
        folder = folder if folder.is_dir() else folder.parent
        yield folder / _OWN
        yield folder / "pyproject.toml"


def load_mapping(path: str | Path) -> FieldMapping:
    """Return the mapping that a file describes.

    :raises InputError: if it cannot be read, or names a field or option that does not exist.
    """
    path = Path(path)
    content = _toml(path)
    table = _tool_table(content)
    return _mapping(content if table is None else table, str(path))


_MOST_BYTES = 1024 * 1024


def _toml(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as stream:  # a device has no end
            data = stream.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise ValueError(f"more than {_MOST_BYTES // 1024:,} KiB")
        return parse_toml(data.decode("utf-8-sig"))
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except RecursionError:
        raise InputError(f"{path}: not valid TOML: nested too deeply") from None
    except ValueError as error:  # of TOML, or of UTF-8
        raise InputError(f"{path}: not valid TOML: {error}") from None


def _tool_table(content: dict[str, Any]) -> object:
    tool = content.get("tool")
    return tool.get("storyweft") if isinstance(tool, dict) else None


def _mapping(table: object, where: str) -> FieldMapping:
    if not isinstance(table, dict):
        raise InputError(f"{where}: expected a table, got {table!r}")
    for option in table:
        if option not in _OPTIONS:
            raise InputError(f"{where}: unknown option {option!r}: use {', '.join(_OPTIONS)}")
    defaults = _flag(table, "defaults", where, default=True)
    dialect = table.get("dialect")
    if not isinstance(dialect, str | None):
        raise InputError(f"{where}: dialect: expected a name, got {dialect!r}")
    site_url = table.get("site_url")
    if not isinstance(site_url, str | None):
        raise InputError(f"{where}: site_url: expected a URL, got {site_url!r}")
    left_out = frozenset(_names(table.get("leave_out", [*DEFAULT_LEFT_OUT]), f"{where}: leave_out"))
    fields = _fields(table.get("fields", {}), f"{where}: fields")
    title = table.get("title")
    if title is not None and not (isinstance(title, str) and title.strip()):
        raise InputError(f"{where}: title: expected text, got {title!r}")
    licence = table.get("licence")
    return FieldMapping(
        *(_merged(fields, DEFAULT_KEYS if defaults else {}), left_out, dialect),
        *(_flag(table, "plain", where, default=False), title, site_url),
        None if licence is None else _iri(licence, f"{where}: licence"),
        _authorities(table.get("authorities", {}), f"{where}: authorities"),
    )


def _flag(table: dict[str, Any], option: str, where: str, *, default: bool) -> bool:
    value = table.get(option, default)
    if not isinstance(value, bool):
        raise InputError(f"{where}: {option}: expected true or false, got {value!r}")
    return value


def _authorities(table: object, where: str) -> dict[str, tuple[str, ...]]:
    if not isinstance(table, dict):
        raise InputError(f"{where}: expected a table, got {table!r}")
    return {
        name: tuple(
            _iri(iri, f"{where}.{name}") for iri in (iris if isinstance(iris, list) else [iris])
        )
        for name, iris in table.items()
    }


def _iri(text: object, where: str) -> str:
    try:
        return parse_url(text if isinstance(text, str) else "")
    except ValueError as error:
        raise InputError(f"{where}: expected an http(s) IRI, got {error}: {text!r}") from None


def _fields(table: object, where: str) -> dict[str, tuple[str, ...]]:
    if not isinstance(table, dict):
        raise InputError(f"{where}: expected a table, got {table!r}")
    fields = {}
    for said, keys in table.items():
        name = _SAID.get(said, said)
        if name not in DEFAULT_KEYS:
            names = sorted({*DEFAULT_KEYS, *_SAID} - set(_SAID.values()))
            raise InputError(f"{where}: unknown field {said!r}: use one of {', '.join(names)}")
        fields[name] = _names(keys, f"{where}.{said}")
    return fields


def _names(value: object, where: str) -> tuple[str, ...]:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
        raise InputError(f"{where}: expected a key or a list of keys, got {value!r}")
    return tuple(names)


def _merged(
    own: Mapping[str, tuple[str, ...]], defaults: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Put given keys before the known ones of their field, and take them from all others."""
    taken = {_fold(key) for keys in own.values() for key in keys}
    merged = {}
    for name in {**defaults, **own}:
        others = tuple(key for key in defaults.get(name, ()) if _fold(key) not in taken)
        merged[name] = (*own.get(name, ()), *others)
    return merged


# -- TOML -----------------------------------------------------------------------------------------

# Every quantifier is possessive, and a start within a word or behind a backslash is none: linear.
_TOML_DEPTH = re.compile(
    r"""(?<![\w"'\\-])(?:(?:[\w-]++|"(?:[^"\\\n]|\\[^\n])*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){64}"""
)


# An integer that may need more than 64 bits, or a text that holds what looks like one.
_WIDE = re.compile(r"[=\[,]\s*+0[xob][0-9a-fA-F_]{17}")


class DeepKey(ValueError):
    """A key of TOML has more parts than any that a person writes."""


def parse_toml(text: str, *, parse_float: Callable[[str], object] = float) -> dict[str, Any]:
    """Parse TOML as :func:`tomllib.loads` does.

    :raises DeepKey: if a key has more than 64 parts: tomllib's time grows with their square.
    :raises ValueError: if it is no TOML.
    """
    if _TOML_DEPTH.search(text):
        raise DeepKey("a key of more than 64 parts")
    table = tomllib.loads(text, parse_float=parse_float)
    # https://toml.io/en/v1.0.0#integer: what does not fit is an error, and Python refuses to write
    # one of more than 4,300 digits.
    if (wide := _WIDE.search(text)) and _has_wide_integer(table):
        line = text.count("\n", 0, wide.end()) + 1
        raise tomllib.TOMLDecodeError(f"an integer of more than 64 bits (at line {line}, column 1)")
    return table


def _has_wide_integer(table: dict[str, Any]) -> bool:
    values: list[object] = [table]
    for value in values:  # which grow
        if isinstance(value, int) and value.bit_length() > 64:
            return True
        if isinstance(value, dict | list):
            values += value.values() if isinstance(value, dict) else value
    return False
