"""Documents → articles, providers, topics and links: who is the same as whom, and why.

The first authority on identity is what documents state: a record that gives an article and its AMP
page makes the two one, everywhere. The rules of ``urls`` help where nothing is stated. Nothing here
depends on the order in which the documents come.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import fields, replace
from typing import NamedTuple, TypeVar
from urllib.parse import quote

from storyweft import text, urls
from storyweft.model import (
    Address,
    Article,
    Description,
    Document,
    Image,
    Link,
    Provider,
    Record,
    Topic,
    Witness,
)

_T = TypeVar("_T")


class Iris(NamedTuple):
    """Makes the IRIs of everything that has no URL of its own, below one base."""

    base: str

    def document(self, path: str) -> str:
        """Return the IRI of a document."""
        return f"{self.base}id/doc/{quote(path, safe='/')}"

    def article(self, path: str) -> str:
        """Return the IRI of an article whose document gives no URL."""
        return f"{self.base}id/article/{quote(path, safe='/')}"

    def provider(self, provider: Provider) -> str:
        """Return the IRI of a provider, from its domain and its name."""
        domain = quote(provider.domain, safe="") or "-"
        return f"{self.base}id/provider/{domain}/{text.slug(provider.name)}"

    def topic(self, name: str) -> str:
        """Return the IRI of a topic."""
        return f"{self.base}id/topic/{text.slug(name)}"

    def story(self, story_id: str) -> str:
        """Return the IRI of a story."""
        return f"{self.base}id/story/{story_id}"

    @property
    def topics(self) -> str:
        """The IRI of the scheme that all topics are in."""
        return f"{self.base}id/topics"


class Statement(NamedTuple):
    """A record, the document that makes it, and its place there: 0 is the document's own."""

    document: str
    rank: int
    record: Record


class Resolved(NamedTuple):
    """What the documents come to, each list in order of IRI."""

    articles: list[Article]
    providers: list[Provider]
    topics: list[Topic]
    links: list[Link]


def resolve(
    documents: Iterable[Document], iris: Iris, *, rules: Collection[str] = urls.ALL_RULES
) -> Resolved:
    """Tell which records speak of one article, and make it of them."""
    documents = sorted(documents, key=lambda document: document.path)
    keys = _Keys(documents, rules)
    groups: dict[str, list[Statement]] = defaultdict(list)
    for statement in _statements(documents):
        key = keys.of(statement)
        if key is not None:
            groups[key].append(statement)
    providers = _providers(documents, iris)
    topics = _topics(documents, iris)
    by_key = {
        key: _article(statements, providers, topics, iris, rules)
        for key, statements in groups.items()
    }
    return Resolved(
        _in_order(by_key.values()),
        _in_order(set(providers.values())),
        _in_order(set(topics.values())),
        _links(documents, keys, by_key),
    )


def _statements(documents: Iterable[Document]) -> Iterator[Statement]:
    for document in documents:
        yield Statement(document.path, 0, document.record)
        for rank, record in enumerate(document.related, 1):
            yield Statement(document.path, rank, record)


class _Keys:
    """Which article a statement speaks of: a key that all statements about it share."""

    def __init__(self, documents: list[Document], rules: Collection[str]) -> None:
        self._rules = rules
        self._alias = self._aliases(documents) if "alias" in rules else {}

    def of(self, statement: Statement) -> str | None:
        """Return the key of the article, or None for a stub that has no URL."""
        url = statement.record.url
        if url is not None:
            return self._follow(self._key(url))
        return f"document:{statement.document}" if statement.rank == 0 else None

    def _key(self, url: str) -> str:
        return urls.identity(url, rules=self._rules).key

    def _aliases(self, documents: list[Document]) -> dict[str, str]:
        """Return other address → main address, as stated; an address that two claim is nobody's."""
        claims: dict[str, set[str]] = defaultdict(set)
        for _, _, record in _statements(documents):
            if record.url is None:
                continue
            main = self._key(record.url)
            for address in record.addresses:
                key = self._key(address.url)
                if key != main:
                    claims[key].add(main)
        return {key: next(iter(mains)) for key, mains in claims.items() if len(mains) == 1}

    def _follow(self, key: str) -> str:
        seen = {key}
        while (better := self._alias.get(key)) is not None:
            if better in seen:
                return min(seen)  # two pages that each call the other the article
            key = better
            seen.add(key)
        return key


# -- one article of many statements -------------------------------------------------------------

_MERGED = [field.name for field in fields(Description)]


def _article(
    statements: list[Statement],
    providers: dict[tuple[str, str], Provider],
    topics: dict[str, Topic],
    iris: Iris,
    rules: Collection[str],
) -> Article:
    """Merge statements: an own value wins over a stub's, a fuller stub's over another's."""
    statements = sorted(statements, key=_authority)
    records = [statement.record for statement in statements]
    values = {name: _first(getattr(record, name) for record in records) for name in _MERGED}
    provider = values["provider"]
    if isinstance(provider, Provider):
        values["provider"] = providers[_provider_key(provider)]
    own = [statement for statement in statements if statement.rank == 0]
    url, addresses = _addresses(statements, rules)
    names = next((record.topics for record in records if record.topics), ())
    about = {text.fold(name): topics[text.fold(name)] for name in names}
    return Article(
        **values,  # type: ignore[arg-type]
        iri=url or iris.article(own[0].document),
        url=url,
        addresses=addresses,
        topics=tuple(about.values()),
        documents=tuple(sorted({statement.document for statement in statements})),
        own_documents=tuple(sorted(statement.document for statement in own)),
    )


def _authority(statement: Statement) -> tuple[bool, int, str, int]:
    """Sort own documents first, then complete records, then by place: never by chance."""
    record = statement.record
    filled = sum(1 for name in _MERGED if getattr(record, name) not in (None, ()))
    return statement.rank != 0, -filled, statement.document, statement.rank


def _first(values: Iterable[object]) -> object:
    empty: object = None
    for value in values:
        if value is None:
            continue
        if value != ():
            return value
        empty = value
    return empty


def _addresses(
    statements: list[Statement], rules: Collection[str]
) -> tuple[str | None, tuple[Address, ...]]:
    """Choose the canonical URL, and list every other address once with its first witness."""
    mains: dict[str, Statement] = {}
    for statement in statements:
        if statement.record.url is not None:
            url = urls.canonical_url(statement.record.url, rules=rules)
            mains.setdefault(url, statement)
    if not mains:
        return None, ()
    stated = {address.url for statement in statements for address in statement.record.addresses}
    best = min(mains, key=lambda url: _preference(url, mains[url], stated, rules))
    others: dict[str, Address] = {}
    for document, _, record in statements:
        given = [Address(record.url, "web", document)] if record.url else []
        for address in (*given, *record.addresses):
            if address.url != best:
                others.setdefault(address.url, replace(address, document=document))
    return best, tuple(sorted(others.values(), key=lambda address: (address.kind, address.url)))


def _preference(
    url: str, statement: Statement, stated: set[str], rules: Collection[str]
) -> tuple[bool, bool, bool, bool, str]:
    """Sort the article before its AMP page, own before stub, https before http."""
    is_amp = url in stated or "amp-path" in urls.identity(url, rules=rules).rules
    return is_amp, statement.rank != 0, not url.startswith("https:"), url.endswith("/"), url


# -- providers, topics, links --------------------------------------------------------------------


def _provider_key(provider: Provider) -> tuple[str, str]:
    return provider.domain, text.fold(provider.name)


def _providers(documents: list[Document], iris: Iris) -> dict[tuple[str, str], Provider]:
    spellings: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    images: dict[tuple[str, str], dict[str, Image]] = defaultdict(dict)
    for _, _, record in _statements(documents):
        if record.provider is not None:
            key = _provider_key(record.provider)
            spellings[key][record.provider.name] += 1
            for image in record.provider.images:
                images[key].setdefault(image.url, image)
    providers = {}
    for key, names in spellings.items():
        logos = tuple(sorted(images[key].values(), key=lambda image: image.url))
        provider = Provider(_most_used(names), key[0], logos)
        providers[key] = replace(provider, iri=iris.provider(provider))
    return providers


def _topics(documents: list[Document], iris: Iris) -> dict[str, Topic]:
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for _, _, record in _statements(documents):
        for name in record.topics:
            spellings[text.fold(name)][name] += 1
    return {key: Topic(iris.topic(key), _most_used(names)) for key, names in spellings.items()}


def _most_used(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda name: (-spellings[name], name))


def _links(documents: list[Document], keys: _Keys, articles: dict[str, Article]) -> list[Link]:
    witnesses: dict[tuple[str, str], list[Witness]] = defaultdict(list)
    for document in documents:
        own, *related = _statements([document])
        source = articles[keys.of(own) or ""].iri
        for statement in related:
            key = keys.of(statement)
            if key is not None and articles[key].iri != source:
                pair = source, articles[key].iri
                witnesses[pair].append(Witness(document.path, statement.rank))
    return [
        Link(source, target, tuple(sorted(seen, key=lambda item: (item.document, item.rank))))
        for (source, target), seen in sorted(witnesses.items())
    ]


def _in_order(nodes: Iterable[_T], iri: Callable[[_T], str] = lambda node: node.iri) -> list[_T]:  # type: ignore[attr-defined]
    return sorted(nodes, key=iri)
