"""The values that flow through storyweft: all frozen, none knows how it was read or is written.

A file becomes a :class:`Document`: what it says about its own article (a :class:`Record`) and
about the related ones (more records). Resolving tells which records speak of the same thing and
leaves :class:`Article`, :class:`Provider`, :class:`Topic` and :class:`Link`; articles about one
event are a :class:`Story`. What could not be taken as it stood is a :class:`Problem`.

Times are text, ``YYYY-MM-DDTHH:MM:SSZ``, always UTC: it sorts as it reads. Text that is not there
is ``None``, never ``""``.
"""

from dataclasses import dataclass
from typing import Literal

Number = int | float
Action = Literal["repaired", "skipped", "rejected"]
AddressKind = Literal["web", "amp", "amp-cache", "original"]


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of an article or the logo of a provider; the URL is as the document has it."""

    url: str
    width: int | None = None
    height: int | None = None
    caption: str | None = None
    cached: bool | None = None


@dataclass(frozen=True, slots=True)
class Provider:
    """Who publishes: a domain *and* a name, since brands share domains (``go.com``).

    ``iri`` is empty in a record and filled in when documents are resolved.
    """

    name: str
    domain: str = ""
    images: tuple[Image, ...] = ()
    iri: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """What articles are about, with the spelling that most documents use."""

    iri: str
    name: str


@dataclass(frozen=True, slots=True)
class Address:
    """One more URL of an article, and the document that states it."""

    url: str
    kind: AddressKind
    document: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What can be said of an article, whoever says it.

    ``quality`` and ``heat`` are the numbers of the document (heat -1: not measured),
    ``is_published`` its flag, ``properties`` the fields that nobody foresaw, as (name, text) in
    order of name.
    """

    title: str | None = None
    excerpt: str | None = None
    published: str | None = None
    updated: str | None = None
    type: str | None = None
    categories: tuple[str, ...] = ()
    quality: Number | None = None
    heat: Number | None = None
    is_published: bool | None = None
    locale: str | None = None
    authors: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    provider: Provider | None = None
    properties: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Description):
    """What one document says about one article: its own, or a related one (a stub).

    ``reference`` stands for a related article that is named by slug, path or title only.
    """

    url: str | None = None
    addresses: tuple[Address, ...] = ()
    topics: tuple[str, ...] = ()
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be taken as it stood: where, what, and what was done about it.

    ``line`` counts from 1 in the file; ``seen`` is the original value, shortened if it is long.
    """

    path: str
    line: int | None
    field: str | None
    code: str
    message: str
    action: Action
    seen: str | None = None

    def __str__(self) -> str:
        """One line for a person, in the form that editors make clickable."""
        where = f"{self.path}:{self.line}" if self.line else self.path
        field = f"{self.field}: " if self.field else ""
        return f"{where}: {field}{self.message}"


@dataclass(frozen=True, slots=True)
class Document:
    """One file: its path below the source (with ``/``), what it says, and what was repaired."""

    path: str
    record: Record
    related: tuple[Record, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Description):
    """One article, however many documents speak of it.

    ``iri`` is its canonical URL (a document without a URL gets one from its path), ``documents``
    the paths of all that speak of it, ``own_documents`` of those that are about it, in order.
    """

    iri: str
    url: str | None = None
    addresses: tuple[Address, ...] = ()
    topics: tuple[Topic, ...] = ()
    documents: tuple[str, ...] = ()
    own_documents: tuple[str, ...] = ()

    @property
    def is_stub(self) -> bool:
        """Whether other articles' documents are all that speak of it."""
        return not self.own_documents


@dataclass(frozen=True, slots=True)
class Witness:
    """A document that states a link, and the link's place in its list (from 1)."""

    document: str
    rank: int


@dataclass(frozen=True, slots=True)
class Link:
    """A related-story link from one article to another, with every document that states it."""

    source: str
    target: str
    witnesses: tuple[Witness, ...]

    @property
    def rank(self) -> int:
        """The best place that any document gives it, from 1."""
        return min(witness.rank for witness in self.witnesses)


@dataclass(frozen=True, slots=True)
class Story:
    """Articles about one event: their IRIs in order of time.

    ``id`` is short and stable, ``iri`` is made of it; ``first`` and ``last`` are times or ``None``;
    ``providers`` and ``topics`` are IRIs, most frequent first.
    """

    id: str
    iri: str
    label: str
    first: str | None
    last: str | None
    articles: tuple[str, ...]
    providers: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
