"""The values that flow through storyweft: all frozen, none knows how it was read or is written.

A file becomes a :class:`Document`: what it says about its own article (a :class:`Record`) and
about the related ones (more records). Resolving tells which records speak of the same thing and
leaves :class:`Article`, :class:`Provider`, :class:`Topic` and :class:`Link`; articles about one
event are a :class:`Story`. What could not be taken as it stood is a :class:`Problem`.

Times are text, ``YYYY-MM-DDTHH:MM:SSZ``, always UTC: it sorts as it reads. Text that is not there
is ``None``, never ``""``.

They are msgspec's structs: made five times as fast as frozen dataclasses, and passed between
processes twenty times as fast as by pickle. They hold no cycles, so the garbage collector can leave
them alone (``gc=False``).
"""

from typing import Literal

from msgspec import Struct

Number = int | float
Action = Literal["repaired", "skipped", "noted", "rejected", "unread"]
Precision = Literal["day"]
#: Which field says how exactly a date is known.
PRECISION_OF = {"published": "precision", "updated": "updated_precision"}
AddressKind = Literal["web", "amp", "amp-cache", "original"]
StoryLinkKind = Literal["follows", "related"]


class Image(Struct, frozen=True, array_like=True, gc=False):
    """A picture of an article or the logo of a provider; the URL is as the document has it."""

    url: str
    width: int | None = None
    height: int | None = None
    caption: str | None = None
    cached: bool | None = None


class Provider(Struct, frozen=True, array_like=True, gc=False, tag=True):
    """Who publishes: a domain *and* a name, since brands share domains (``go.com``).

    ``iri`` is empty in a document and filled in when documents are resolved. ``other_names``,
    ``excerpt`` and ``properties`` come from records about organisations; ``url`` is its site.
    """

    name: str
    domain: str = ""
    images: tuple[Image, ...] = ()
    iri: str = ""
    other_names: tuple[str, ...] = ()
    excerpt: str | None = None
    properties: tuple[tuple[str, str], ...] = ()
    documents: tuple[str, ...] = ()
    url: str | None = None


class Topic(Struct, frozen=True, array_like=True, gc=False, tag=True):
    """What articles are about, with the spelling that most documents use.

    All but ``iri`` and ``name`` comes from records about topics: ``other_names`` are keywords and
    hashtags, ``broader`` is the IRI of a wider topic (its name, in a document), ``documents`` are
    the paths of the records. ``authorities`` are the IRIs that the user's table has for it.
    """

    iri: str
    name: str
    other_names: tuple[str, ...] = ()
    broader: str | None = None
    excerpt: str | None = None
    images: tuple[Image, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    documents: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()


class Address(Struct, frozen=True, array_like=True, gc=False):
    """One more URL of an article, and the document that states it."""

    url: str
    kind: AddressKind
    document: str = ""


class Description(Struct, frozen=True, array_like=True, gc=False, kw_only=True):
    """What can be said of an article, whoever says it.

    ``precision`` is ``day`` where ``published`` names no time: its midnight is none;
    ``updated_precision`` says the same of ``updated``.
    ``quality`` and ``heat`` are the numbers of the document (heat -1: not measured),
    ``is_published`` its flag, ``author_urls`` pairs of name and URL, ``properties`` the fields that
    nobody foresaw, as (name, text) in order of name. ``body`` is the beginning of the text below
    the fields, without its markup, to compare it with others: it is in no output.
    """

    title: str | None = None
    excerpt: str | None = None
    published: str | None = None
    precision: Precision | None = None
    updated: str | None = None
    updated_precision: Precision | None = None
    type: str | None = None
    categories: tuple[str, ...] = ()
    quality: Number | None = None
    heat: Number | None = None
    is_published: bool | None = None
    locale: str | None = None
    authors: tuple[str, ...] = ()
    author_urls: tuple[tuple[str, str], ...] = ()
    images: tuple[Image, ...] = ()
    provider: Provider | None = None
    properties: tuple[tuple[str, str], ...] = ()
    body: str | None = None


class Record(Description, frozen=True, array_like=True, gc=False, kw_only=True):
    """What one document says about one article: its own, or a related one (a stub).

    ``reference`` is the slug, path or title that a related article without a URL is named by, and
    ``position`` its field, for when no document answers to it. ``is_junk`` marks what is no article
    but an error page, or a wall before one. Equal records of different documents are one in memory:
    where they stand in files is no part of them.
    """

    url: str | None = None
    addresses: tuple[Address, ...] = ()
    topics: tuple[str, ...] = ()
    reference: str | None = None
    position: str | None = None
    is_junk: bool = False


class Problem(Struct, frozen=True, array_like=True, gc=False, tag=True):
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


class Translation(Struct, frozen=True, array_like=True, gc=False):
    """What a document shares with its translations (a key), its language, and whether it is first.

    The one that ``is_original`` is in the language of its site.
    """

    key: str
    language: str
    is_original: bool = False


class Document(Struct, frozen=True, array_like=True, gc=False, tag=True):
    """One file: its path below the source (with ``/``), what it says, and what was repaired.

    ``parts`` are the items of a collection. ``subject`` is what a document is about that is not
    about an article; its ``record`` is empty then. ``lines`` are those of its records (its own, the
    related ones, the parts) that a problem may have to name: where a record gives a second address
    or a reference. 0 stands for none, and nothing at all for none but these. ``pages`` are where
    its site publishes it, as far as the URL of that is unknown. ``body_links`` are what the links
    in its body may mean, as ``reading.body_links`` says, ``other_names`` what links may call it.
    """

    path: str
    record: Record
    related: tuple[Record, ...] = ()
    problems: tuple[Problem, ...] = ()
    parts: tuple[Record, ...] = ()
    subject: Provider | Topic | None = None
    lines: tuple[int, ...] = ()
    pages: tuple[str, ...] = ()
    body_links: tuple[tuple[str, ...], ...] = ()
    other_names: tuple[str, ...] = ()
    translation: Translation | None = None


#: What reading a file gives.
Result = Document | Problem


class Article(Description, frozen=True, array_like=True, gc=False, kw_only=True):
    """One article, however many documents speak of it.

    ``iri`` is its canonical URL (a document without a URL gets one from its path), ``documents``
    the paths of all that speak of it, ``own_documents`` of those that are about it, in order;
    ``parts`` the IRIs of a collection's items. ``translations`` are the IRIs of the same page in
    other languages, in order; ``original`` is that of them that the others are translated from.
    ``is_junk`` is that of the record with its title.
    """

    iri: str
    url: str | None = None
    addresses: tuple[Address, ...] = ()
    topics: tuple[Topic, ...] = ()
    documents: tuple[str, ...] = ()
    own_documents: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    original: str | None = None
    translations: tuple[str, ...] = ()
    is_junk: bool = False

    @property
    def is_stub(self) -> bool:
        """Whether other articles' documents are all that speak of it."""
        return not self.own_documents


class Witness(Struct, frozen=True, array_like=True, gc=False):
    """A document that states a link, and the link's rank in its list: from 1, or 0 if unknown."""

    document: str
    rank: int


class Link(Struct, frozen=True, array_like=True, gc=False):
    """A related-story link from one article to another, with every document that states it."""

    source: str
    target: str
    witnesses: tuple[Witness, ...]

    @property
    def rank(self) -> int:
        """The best rank that any document gives it, from 1; 0 if nobody knows."""
        return min((witness.rank for witness in self.witnesses), default=0)


class Reference(Struct, frozen=True, array_like=True, gc=False):
    """A link in the body of an article to another, by IRI, and the documents that have it.

    It is no related-story link: nobody says that the two tell of one event.
    """

    source: str
    target: str
    documents: tuple[str, ...]


class NearDuplicate(Struct, frozen=True, array_like=True, gc=False):
    """Two articles, in order of IRI, that print the same text; ``similarity`` is 1 if all of it.

    It is 0 where that is unknown, as in a graph that was read from RDF.
    """

    first: str
    second: str
    similarity: float


class Merge(Struct, frozen=True, array_like=True, gc=False):
    """Another address of an article, and why it is the same article.

    ``rules`` are names of :data:`storyweft.url_rules.RULES`, empty where only the spelling differs;
    ``document`` is the first that gives the address.
    """

    url: str
    rules: tuple[str, ...]
    document: str


class Conflict(Struct, frozen=True, array_like=True, gc=False):
    """Values of one field of one article that differ, each with its documents; the first won."""

    article: str
    field: str
    values: tuple[tuple[str, tuple[str, ...]], ...]


class About(Struct, frozen=True, array_like=True, gc=False):
    """What the user says of the whole: its title, its licence (an IRI), and when it was made.

    ``time`` is a time like all others; without it the same documents give the same bytes.
    """

    title: str | None = None
    licence: str | None = None
    time: str | None = None


class Story(Struct, frozen=True, array_like=True, gc=False):
    """Two or more articles about the same event: their IRIs in order of time.

    ``id`` is short and stable, ``iri`` is made of it; ``first`` and ``last`` are times or ``None``;
    ``providers`` and ``topics`` are IRIs, most frequent first. ``cohesion`` is the mean likeness of
    its articles, from 0 to 1 (near-duplicates of one text). ``earliest`` is the IRI of the first
    article with a time, ``None`` if none has one; ``is_earliest_certain`` tells that no other can
    have been first: all have a time, none of them a day only, and no two are first together.
    """

    id: str
    iri: str
    label: str
    first: str | None
    last: str | None
    articles: tuple[str, ...]
    providers: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    cohesion: float | None = None
    earliest: str | None = None
    is_earliest_certain: bool = False


class StoryLink(Struct, frozen=True, array_like=True, gc=False):
    """Two stories of one theme, by IRI: the source began later, if times are known.

    It ``follows`` if it began when half of the other's articles were out; else the two run side by
    side and are ``related``. ``weight`` is the mean likeness of their articles, time aside, from 0
    to 1; ``links`` counts the related links between their articles.
    """

    source: str
    target: str
    kind: StoryLinkKind
    weight: float
    links: int = 0


class Storyline(Struct, frozen=True, array_like=True, gc=False):
    """Two or more stories of one affair, that goes on over days and weeks.

    ``id`` is that of its earliest story, ``iri`` is made of it; ``name`` has one to three words if
    its stories share some, else it is the label of its largest story. ``stories`` are IRIs in order
    of time, ``predecessors`` has for each of them the IRI of the one that it goes on from, or
    ``None``; ``first`` and ``last`` are times or ``None``.
    """

    id: str
    iri: str
    name: str
    first: str | None
    last: str | None
    stories: tuple[str, ...]
    predecessors: tuple[str | None, ...] = ()
