"""Which keys of a front matter give which field: the spellings known without configuration."""

from collections.abc import Mapping
from dataclasses import dataclass, field

#: Field of a record → the keys that give it, the most telling first. Three generations of one news
#: service come first, then what Jekyll, Hugo, Obsidian and their plugins write.
DEFAULT_KEYS: dict[str, tuple[str, ...]] = {
    "title": ("title", "headline", "name"),
    "excerpt": ("excerpt", "description", "summary", "abstract", "subtitle"),
    "published": (
        "publishedDateTime",
        "datePublished",
        "date",
        "publishDate",
        "pubDate",
        "publishedAt",
        "created",
    ),
    "updated": (
        "updatedDateTime",
        "dateModified",
        "lastmod",
        "lastModifiedAt",
        "updatedAt",
        "updated",
        "modified",
    ),
    "web": ("webUrl", "sourceUrl", "canonicalUrl", "canonical", "url", "link"),
    "original": ("originalUrl",),
    "amp": ("ampWebUrl", "ampUrl"),
    "amp-cache": ("cdnAmpWebUrl", "cdnAmpUrl"),
    "type": ("type",),
    "category": ("category", "categories", "section"),
    "quality": ("quality",),
    "heat": ("heat",),
    "is_published": ("published",),
    "draft": ("draft",),
    "locale": ("locale", "lang", "language"),
    "provider": ("provider", "publisher", "source", "site"),
    "topics": ("topics", "tags", "keywords"),
    "authors": ("authors", "author"),
    "images": ("images", "image", "cover", "thumbnail"),
    "related": ("related", "relatedStories", "relatedArticles"),
}

#: Keys that are left out by default: ``secured`` is ciphertext that only its writer can read.
DEFAULT_LEFT_OUT = frozenset(["secured"])


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """Which keys give which field, and which are left out.

    Case, hyphens and underscores in a key do not matter: ``published_at`` is ``publishedAt``.

    >>> FieldMapping().place("Published-Date-Time")
    ('published', 0)
    >>> FieldMapping().place("mood") is None
    True
    """

    keys: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: DEFAULT_KEYS)
    left_out: frozenset[str] = DEFAULT_LEFT_OUT
    _places: dict[str, tuple[str, int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Turn the table round, once."""
        places = {
            _fold(key): (name, rank)
            for name, keys in self.keys.items()
            for rank, key in enumerate(keys)
        }
        places |= {_fold(key): ("", 0) for key in self.left_out}
        object.__setattr__(self, "_places", places)

    def place(self, key: str) -> tuple[str, int] | None:
        """Return the field that ``key`` gives and its rank there (0 is best), or None if unknown.

        A key that is left out has the field ``""``.
        """
        place = self._places.get(key)
        return place if place is not None else self._places.get(_fold(key))


def _fold(key: str) -> str:
    return key.replace("_", "").replace("-", "").replace(" ", "").lower()


DEFAULT_MAPPING = FieldMapping()
