"""What the user chose for a build: one frozen value, by whose digests everything kept is known."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

from msgspec import structs

from storyweft.errors import InputError
from storyweft.mapping import DEFAULT_MAPPING, FieldMapping, find_mapping
from storyweft.model import About
from storyweft.url_rules import ALL_RULES
from storyweft.urls import parse_url
from storyweft.vocabulary import DEFAULT_BASE_IRI


@dataclass(frozen=True, slots=True)
class Site:
    """A site that documents belong to, and what its configuration says; see ``reading.dialects``.

    ``prefix`` is what the names of its documents start with, ``inside`` where that is below the
    root of the site; ``evidence`` what told the ``dialect``. ``author`` wrote what names nobody.
    ``data_folders`` are those whose JSON files are documents, ``configuration`` every scalar of the
    configuration by its path. ``is_url_whole`` says that the URL holds the path below which the
    site is published, too.
    """

    dialect: str
    evidence: tuple[str, ...] = ()
    prefix: str = ""
    inside: str = ""
    name: str | None = None
    url: str | None = None
    language: str | None = None
    languages: tuple[str, ...] = ()
    timezone: str | None = None
    author: str | None = None
    authors: tuple[tuple[str, str], ...] = ()
    data_folders: tuple[str, ...] = ()
    configuration: tuple[tuple[str, str], ...] = ()
    is_url_whole: bool = False

    def __hash__(self) -> int:
        """Return what tells most sites apart: a configuration is long to hash at each look-up."""
        return hash((self.dialect, self.prefix, self.inside, self.url))

    def path_of(self, name: str) -> str:
        """Return the path of a document below the root of the site."""
        return self.inside + name.removeprefix(self.prefix)

    def name_of(self, path: str) -> str:
        """Return the name of a document by its path below the root of the site."""
        return self.prefix + path.removeprefix(self.inside)


#: The site of documents that belong to none.
NO_SITE = Site("none")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where IRIs start, which keys give which field, which rules make two URLs one article.

    ``sites`` are those that the documents belong to, the longest prefix first; ``site_url`` is
    where they are published, whatever their configuration says. ``plain`` says whether texts
    without front matter are documents, too, ``everything`` whether what a site is made of is one
    (layouts, data files, lists), ``bodies`` whether bodies are read, to compare them and for links.
    ``stamp`` is when the graph is made, if it is to say so.

    >>> Settings().digest == Settings(rules=frozenset()).digest
    False
    >>> Settings().reading_digest == Settings(rules=frozenset()).reading_digest
    True
    """

    base_iri: str = DEFAULT_BASE_IRI
    mapping: FieldMapping = DEFAULT_MAPPING
    rules: frozenset[str] = ALL_RULES
    sites: tuple[Site, ...] = ()
    plain: bool = False
    site_url: str | None = None
    everything: bool = False
    bodies: bool = True
    stamp: str | None = None

    @property
    def about(self) -> About:
        """What the user says of the whole graph."""
        return About(self.mapping.title, self.mapping.licence, self.stamp)

    def site_of(self, name: str) -> Site | None:
        """Return the site that a document of this name belongs to, if any is known."""
        return next((site for site in self.sites if name.startswith(site.prefix)), None)

    def is_data(self, name: str) -> bool:
        """Tell whether a JSON file of this name is a document of its site."""
        site = self.site_of(name) if name.endswith(".json") else None
        return site is not None and site.path_of(name).startswith(site.data_folders)

    @property
    def digest(self) -> bytes:
        """A digest of everything: two builds of the same documents with one digest are the same."""
        said = sorted(self.mapping.authorities.items()), structs.astuple(self.about)
        return _digest(self.reading_digest, self.base_iri, sorted(self.rules), self.bodies, said)

    @property
    def reading_digest(self) -> bytes:
        """A digest of what reading a document depends on, and nothing else."""
        keys = [*self.mapping.keys.items()], sorted(self.mapping.left_out)
        return _digest(keys, self.sites, self.plain, self.everything, self.bodies)


DEFAULT_SETTINGS = Settings()


def choose(
    *sources: str | Path,
    base_iri: str = DEFAULT_BASE_IRI,
    mapping: FieldMapping | None = None,
    rules: Collection[str] = ALL_RULES,
    plain: bool = False,
    site_url: str | None = None,
    everything: bool = False,
    bodies: bool = True,
    stamp: str | None = None,
) -> Settings:
    """Return the settings for a build of sources.

    :param mapping: by default as :func:`storyweft.mapping.find_mapping` finds it beside them.
    :param plain: whether texts without front matter are documents, too.
    :param site_url: where the documents are published; by default as the mapping says.
    :param everything: whether what a site is made of is a document, too.
    :param bodies: whether links in bodies are read.
    :param stamp: when the graph is made, for its provenance: ISO 8601 with a zone.
    :raises InputError: if the base or the URL of the site is no http(s) URL, the stamp no time, or
        the mapping cannot be used.
    """
    try:
        parse_url(base_iri)
    except ValueError as error:
        raise InputError(f"base IRI: expected an http(s) URL, got {error}: {base_iri!r}") from None
    base = base_iri if base_iri.endswith(("/", "#")) else base_iri + "/"
    mapping = mapping or find_mapping(*sources)
    site_url = site_url or mapping.site_url
    if site_url is not None:
        try:
            site_url = parse_url(site_url)
        except ValueError as error:
            message = f"site URL: expected an http(s) URL, got {error}: {site_url!r}"
            raise InputError(message) from None
    return Settings(
        base,
        mapping,
        frozenset(rules),
        plain=plain or mapping.plain,
        site_url=site_url,
        everything=everything,
        bodies=bodies,
        stamp=None if stamp is None else _time(stamp),
    )


def _time(text: str) -> str:
    """Return a time as the graph has it: in UTC."""
    try:
        time = datetime.fromisoformat(text)
        if time.tzinfo is None:
            raise ValueError("without a zone")
        return time.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
    except (ValueError, OverflowError):
        message = f"stamp: expected a time with its zone (2026-11-26T12:00:00Z), got {text!r}"
        raise InputError(message) from None


def _digest(*parts: object) -> bytes:
    return blake2b(repr(parts).encode(), digest_size=16).digest()
