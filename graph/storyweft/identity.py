"""Which statements speak of the same article, and why.

The first authority is what documents state: a record that gives an article and its AMP page makes
the two one, everywhere. The rules of ``urls`` help where nothing is stated. An address that
documents give for different articles belongs to none: a wrong merge is worse than a missed one.
Nothing here depends on the order in which the documents come.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from storyweft import text, urls
from storyweft.model import Address, Article, Document, Merge, Problem, Record
from storyweft.references import References


class Statement(NamedTuple):
    """A record, the document that makes it, and its place there: 0 is the document's own.

    ``list`` is where the place counts: ``related`` or ``parts``.
    """

    document: str
    rank: int
    record: Record
    list: str = "related"


def statements(documents: Sequence[Document]) -> Iterator[Statement]:
    """Yield all that documents say of articles, own records first in each."""
    for document in documents:
        if document.subject is None:
            yield Statement(document.path, 0, document.record)
        for rank, record in enumerate(document.related, 1):
            yield Statement(document.path, rank, record)
        for rank, record in enumerate(document.parts, 1):
            yield Statement(document.path, rank, record, "parts")


def person_name(record: Record) -> str | None:
    """Return whom a record without a URL is about, if it is about a person."""
    is_person = record.url is None and (record.type or "").lower() in ("profile", "person")
    return record.title if is_person else None


class Identities:
    """Tells which article a statement speaks of; ``problems`` has what could not be told."""

    def __init__(self, documents: Sequence[Document], rules: Collection[str]) -> None:
        self.problems: list[Problem] = []
        self.rules = frozenset(rules)
        self._roots: dict[str, str] = {}
        self._ambiguous: frozenset[str] = frozenset()
        self._own = {item.document: item for item in statements(documents) if item.rank == 0}
        if "alias" in self.rules:
            self._join(documents)
        self._references: References | None = None
        self._named: dict[tuple[str, str], str | None] = {}
        self._name_all(documents)

    def of(self, statement: Statement) -> str | None:
        """Return the key that all statements about an article share; None if it has none."""
        url = statement.record.url
        if url is not None:
            return self.of_url(url)
        if statement.rank == 0:
            name = person_name(statement.record)
            return f"person:{text.fold(name)}" if name else f"document:{statement.document}"
        return self._named.get((statement.document, statement.record.reference or ""))

    def of_url(self, url: str) -> str:
        """Return the key of the article that a URL leads to."""
        return self._root(self._key(url))

    def is_free(self, url: str, articles: Collection[str]) -> bool:
        """Tell whether a URL is no address of any other of these articles (given by key)."""
        key = self._key(url)
        return key not in self._ambiguous and self._root(key) not in articles

    def explain(self, article: Article) -> tuple[Merge, ...]:
        """Return why each other address of an article is an address of it."""
        return tuple(
            Merge(address.url, why, address.document)
            for address in article.addresses
            if (why := self._why(article.iri, address)) is not None
        )

    def _why(self, iri: str, address: Address) -> tuple[str, ...] | None:
        one, other = (urls.identity(url, rules=self.rules) for url in (iri, address.url))
        if one.key == other.key:
            rules = dict.fromkeys((*other.rules, *one.rules, *urls.folded(one.url, other.url)))
            return tuple(rules)
        return ("alias",) if self.of_url(iri) == self.of_url(address.url) else None

    def _key(self, url: str) -> str:
        return urls.identity(url, rules=self.rules).key

    # -- addresses that documents state -----------------------------------------------------------

    def _join(self, documents: Sequence[Document]) -> None:
        """Make one what documents say is one, until nothing changes."""
        claims: dict[str, dict[str, Statement]] = defaultdict(dict)
        for statement in statements(documents):
            url = statement.record.url
            if url is None:
                continue
            main = self._key(url)
            for address in statement.record.addresses:
                key = self._key(address.url)
                if key != main and _is_authority(url, address):
                    claims[key].setdefault(main, statement)
        # Joining more can only make ambiguous claims agree: the order of the keys is no matter.
        open_keys = sorted(claims)
        while True:
            agreed = [key for key in open_keys if len(self._claimed(claims[key])) == 1]
            if not agreed:
                break
            for key in agreed:
                self._unite(key, min(claims[key]))
            settled = set(agreed)
            open_keys = [key for key in open_keys if key not in settled]
        self._ambiguous = frozenset(open_keys)
        for key in open_keys:
            self._tell_ambiguous(key, claims[key])

    def _claimed(self, claims: dict[str, Statement]) -> set[str]:
        return {self._root(main) for main in claims}

    def _root(self, key: str) -> str:
        root = key
        while (better := self._roots.get(root)) is not None:
            root = better
        # Shorten the way for the next time: a chain of a thousand addresses is walked once.
        while key != root:
            self._roots[key], key = root, self._roots[key]
        return root

    def _unite(self, one: str, other: str) -> None:
        first, second = sorted((self._root(one), self._root(other)))
        if first != second:
            self._roots[second] = first

    def _tell_ambiguous(self, key: str, claims: dict[str, Statement]) -> None:
        for main, statement in sorted(claims.items()):
            others = sorted(claims[other].document for other in claims if other != main)
            url = next(
                address.url
                for address in statement.record.addresses
                if self._key(address.url) == key
            )
            message = f"{others[0]} gives this address for another article: it is left out"
            self.problems.append(
                Problem(
                    statement.document,
                    statement.record.line,
                    _place(statement),
                    "ambiguous-address",
                    message,
                    "skipped",
                    url,
                )
            )

    # -- articles that are named, not addressed ---------------------------------------------------

    def _name_all(self, documents: Sequence[Document]) -> None:
        for statement in statements(documents):
            reference = statement.record.reference
            if reference is None:
                continue
            if self._references is None:
                self._references = References(documents)
            key = self._find(statement, reference, self._references)
            self._named[statement.document, reference] = key

    def _find(self, statement: Statement, reference: str, references: References) -> str | None:
        paths = references.find(reference, statement.document)
        own = [self._own[path] for path in paths if path in self._own]
        keys = {self.of(item) for item in own}
        if len(keys) == 1:
            return keys.pop()
        code, message = (
            "unknown-reference",
            "no document has this path, slug or title: give its URL",
        )
        if keys:
            code = "ambiguous-reference"
            message = f"it could be {own[0].document} or {own[1].document}: give the path of one"
        place, line = statement.record.place, statement.record.line
        self.problems.append(
            Problem(statement.document, line, place, code, message, "skipped", reference)
        )
        return None


def _is_authority(url: str, address: Address) -> bool:
    """Tell whether a document may say that two URLs are one article.

    An ``original`` on another host is what a text was taken from: a copy, not the same page.
    """
    return address.kind != "original" or _site(url) == _site(address.url)


def _site(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _place(statement: Statement) -> str | None:
    return f"{statement.list}[{statement.rank - 1}]" if statement.rank else None
