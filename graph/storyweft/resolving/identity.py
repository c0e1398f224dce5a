"""Which mentions speak of the same article, and why.

The first authority is what documents state: a record that gives an article and its AMP page makes
the two one, everywhere. The rules of ``urls`` help where nothing is stated. An address that
documents give for different articles belongs to none: a wrong merge is worse than a missed one.
Nothing here depends on the order in which the documents come.

Every article has a key, a text that all mentions about it share: that of its address, else that
of its person or of its document.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from heapq import nsmallest
from itertools import repeat
from operator import attrgetter
from typing import NamedTuple
from urllib.parse import urlsplit

from storyweft import text
from storyweft.model import Address, Article, Document, Merge, Problem, Record
from storyweft.resolving.references import References, names_in
from storyweft.urls import Identifier, folded


class Mention(NamedTuple):
    """A record, the document that makes it, and its rank there: 0 is the document's own.

    ``list`` is where the rank counts: ``related`` or ``parts``. ``line`` is that of what a problem
    may have to name.
    """

    document: str
    rank: int
    record: Record
    list: str = "related"
    line: int | None = None

    @property
    def position(self) -> tuple[str, bool, int]:
        """Where it stands among all that documents say."""
        return self.document, self.list == "parts", self.rank


def mentions(documents: Iterable[Document]) -> Iterator[Mention]:
    """Yield all that documents say of articles, own records first in each."""
    for document in documents:
        lines = iter(document.lines) if document.lines else _NO_LINES
        own_line = next(lines) or None
        if document.subject is None:
            yield Mention(document.path, 0, document.record, line=own_line)
        for rank, record in enumerate(document.related, 1):
            yield Mention(document.path, rank, record, "related", next(lines) or None)
        for rank, record in enumerate(document.parts, 1):
            yield Mention(document.path, rank, record, "parts", next(lines) or None)


_NO_LINES = repeat(0)


def records_of(documents: Iterable[Document]) -> Iterator[Record]:
    """Yield the records of all mentions, in their order."""
    for document in documents:
        if document.subject is None:
            yield document.record
        yield from document.related
        yield from document.parts


def own_mentions(documents: Iterable[Document]) -> Iterator[Mention]:
    """Yield what documents say of their own articles."""
    return (Mention(item.path, 0, item.record) for item in documents if item.subject is None)


def person_name(record: Record) -> str | None:
    """Return whom a record without a URL is about, if it is about a person."""
    is_person = record.url is None and (record.type or "").lower() in ("profile", "person")
    return record.title if is_person else None


def key_of(mention: Mention, identifier: Identifier) -> str | None:
    """Return the key of a mention, as the rules alone see it; None if it has a reference only."""
    record = mention.record
    if record.url is not None:
        return identifier.key(record.url)
    if mention.rank:
        return None
    name = person_name(record)
    return f"person:{text.fold(name)}" if name else f"document:{mention.document}"


class Identities:
    """Tells which article a mention speaks of.

    ``roots`` has the key of the article for every key that is not that itself, ``ambiguous`` the
    keys that belong to no article, ``named`` the key for each (document, reference) that is clear.
    """

    def __init__(
        self,
        identifier: Identifier | None = None,
        roots: Mapping[str, str] | None = None,
        ambiguous: Collection[str] = frozenset(),
        named: Mapping[tuple[str, str], str] | None = None,
    ) -> None:
        self._identifier = identifier or Identifier()
        self._roots = roots or {}
        self._ambiguous = ambiguous
        self._named = named or {}

    def of(self, mention: Mention) -> str | None:
        """Return the key that all mentions about an article share; None if it has none."""
        key = key_of(mention, self._identifier)
        if key is None:
            return self._named.get((mention.document, mention.record.reference or ""))
        return self._roots.get(key, key)

    def of_url(self, url: str) -> str:
        """Return the key of the article that a URL leads to."""
        key = self._identifier.key(url)
        return self._roots.get(key, key)

    def may_have(self, article: str, url: str, articles: Collection[str]) -> bool:
        """Tell whether a URL may be called an address of an article: it is, or is free.

        Articles are given by key; an address that several claim is never free.
        """
        key = self._identifier.key(url)
        root = self._roots.get(key, key)
        return root == article or (key not in self._ambiguous and root not in articles)

    def without_memory(self) -> "Identities":
        """Return the same, with no URL remembered that was asked for."""
        identifier = Identifier(self._identifier.rules, self._identifier.amp_schemes)
        return Identities(identifier, self._roots, self._ambiguous, self._named)

    def explain(self, article: Article) -> tuple[Merge, ...]:
        """Return why each other address of an article is an address of it."""
        return tuple(
            Merge(address.url, why, address.document)
            for address in article.addresses
            if (why := self._why(article.iri, address)) is not None
        )

    def _why(self, iri: str, address: Address) -> tuple[str, ...] | None:
        one, other = (self._identifier.identity(url) for url in (iri, address.url))
        if one.key == other.key:
            rules = dict.fromkeys((*other.rules, *one.rules, *folded(one.url, other.url)))
            return tuple(rules)
        return ("alias",) if self.of_url(iri) == self.of_url(address.url) else None


def identify(
    documents: Sequence[Document], identifier: Identifier
) -> tuple[Identities, list[Problem]]:
    """Return what tells articles apart, and what could not be told."""
    stated = (claim for item in mentions(documents) for claim in claims(item, identifier))
    joined = join(stated)
    identities = Identities(identifier, joined.roots, joined.ambiguous)
    named, problems = _name_all(documents, identities)
    return (
        Identities(identifier, joined.roots, joined.ambiguous, named),
        [*joined.problems, *problems],
    )


# -- addresses that documents state -------------------------------------------------------------


class Claim(NamedTuple):
    """That an address is one of an article, both given by key; and who says so, of which URL."""

    address: str
    article: str
    document: str
    line: int | None
    position: str | None
    url: str


class Joined(NamedTuple):
    """What claims come to; see :class:`Identities`."""

    roots: dict[str, str]
    ambiguous: frozenset[str]
    problems: list[Problem]


def claims(mention: Mention, identifier: Identifier) -> Iterator[Claim]:
    """Yield what a mention says of addresses, but for what the rules know anyway.

    Nothing, if the rule "alias" is switched off.
    """
    record = mention.record
    if record.url is None or not record.addresses or "alias" not in identifier.rules:
        return
    article = identifier.key(record.url)
    for address in record.addresses:
        key = identifier.key(address.url)
        if key != article and _is_authority(record.url, address):
            position = f"{mention.list}[{mention.rank - 1}]" if mention.rank else None
            yield Claim(key, article, mention.document, mention.line, position, address.url)


def join(stated: Iterable[Claim]) -> Joined:
    """Make one what documents say is one, until nothing changes.

    Of equal claims the first counts. Claims that no chain of addresses connects may be joined
    apart, with the same result.
    """
    by_address: dict[str, dict[str, Claim]] = defaultdict(dict)
    for claim in stated:
        by_address[claim.address].setdefault(claim.article, claim)
    roots = _Roots()
    # Joining more can only make ambiguous claims agree: the order of the keys is no matter.
    open_keys = sorted(by_address)
    while True:
        agreed = {key for key in open_keys if len({*map(roots.of, by_address[key])}) == 1}
        if not agreed:
            break
        for key in agreed:
            roots.unite(key, min(by_address[key]))
        open_keys = [key for key in open_keys if key not in agreed]
    problems = [problem for key in open_keys for problem in _ambiguous(by_address[key])]
    return Joined(roots.all(), frozenset(open_keys), problems)


class _Roots:
    """Keys that are one, each known by the least of them."""

    def __init__(self) -> None:
        self._better: dict[str, str] = {}

    def of(self, key: str) -> str:
        root = key
        while (better := self._better.get(root)) is not None:
            root = better
        # Shorten the way for the next time: a chain of a thousand addresses is walked once.
        while key != root:
            self._better[key], key = root, self._better[key]
        return root

    def unite(self, one: str, other: str) -> None:
        first, second = sorted((self.of(one), self.of(other)))
        if first != second:
            self._better[second] = first

    def all(self) -> dict[str, str]:
        return {key: self.of(key) for key in self._better}


def _is_authority(url: str, address: Address) -> bool:
    """Tell whether a document may say that two URLs are one article.

    An ``original`` on another host is what a text was taken from: a copy, not the same page.
    """
    return address.kind != "original" or _site(url) == _site(address.url)


def _site(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _ambiguous(claimed: Mapping[str, Claim]) -> Iterator[Problem]:
    """Yield a problem for each article that one address is claimed for."""
    first, second = nsmallest(2, claimed.values(), key=attrgetter("document", "article"))
    for article, claim in sorted(claimed.items()):
        other = second if first.article == article else first
        where = f"{other.document}:{other.line}" if other.line else other.document
        message = f"{where} gives {claim.url} for another article: it is left out"
        yield Problem(
            claim.document,
            claim.line,
            claim.position,
            "ambiguous-address",
            message,
            "skipped",
            claim.url,
        )


# -- articles that are named, not addressed -----------------------------------------------------


def _name_all(
    documents: Sequence[Document], identities: Identities
) -> tuple[dict[tuple[str, str], str], list[Problem]]:
    """Return the article that each (document, reference) means, and what could not be told."""
    if all(record.reference is None for record in records_of(documents)):
        return {}, []
    naming = [item for item in mentions(documents) if item.record.reference is not None]
    asked = {name for item in naming for name in names_in(*_reference(item))}
    references = References(documents, asked)
    own = {item.document: item for item in own_mentions(documents)}
    named: dict[tuple[str, str], str] = {}
    problems = []
    for mention in naming:
        reference, document = _reference(mention)
        paths = [path for path in references.find(reference, document) if path in own]
        keys = {identities.of(own[path]) or "" for path in paths}
        if len(keys) == 1:
            named[document, reference] = keys.pop()
        else:
            problems.append(unclear_reference(mention, paths[:2]))
    return named, problems


def _reference(mention: Mention) -> tuple[str, str]:
    return mention.record.reference or "", mention.document


def unclear_reference(mention: Mention, paths: Sequence[str]) -> Problem:
    """Return the problem of a reference that nobody answers to, or at least these two documents."""
    code, message = "unknown-reference", "no document has this path, slug or title: give its URL"
    if paths:
        code = "ambiguous-reference"
        message = f"it could be {paths[0]} or {paths[1]}: give the path of one"
    record = mention.record
    return Problem(
        mention.document, mention.line, record.position, code, message, "skipped", record.reference
    )
