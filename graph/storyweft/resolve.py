"""Documents → articles, providers, topics and links: who is the same as whom, and why.

``identity`` tells which statements belong together; here each group becomes an article, with every
disagreement kept. Nothing depends on the order in which the documents come.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple, TypeVar

from msgspec import structs

from storyweft import urls
from storyweft.catalog import Catalog
from storyweft.identity import Identities, Statement, person_name, statements
from storyweft.iris import Iris as Iris
from storyweft.model import (
    Address,
    Article,
    Conflict,
    Description,
    Document,
    Link,
    Problem,
    Provider,
    Topic,
    Witness,
)

_T = TypeVar("_T")


class Resolved(NamedTuple):
    """What the documents come to, nodes in order of IRI."""

    articles: list[Article]
    providers: list[Provider]
    topics: list[Topic]
    links: list[Link]
    conflicts: Sequence[Conflict] = ()
    problems: Sequence[Problem] = ()
    identities: Identities = Identities([], urls.ALL_RULES)


def resolve(
    documents: Iterable[Document], iris: Iris, *, rules: Collection[str] = urls.ALL_RULES
) -> Resolved:
    """Tell which records speak of one article, and make it of them."""
    documents = sorted(documents, key=lambda document: document.path)
    identities = Identities(documents, rules)
    groups: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements(documents):
        key = identities.of(statement)
        if key is not None:
            groups[key].append(statement)
    catalog = Catalog(documents, iris)
    merger = _Merger(identities, groups, catalog, iris)
    by_key = {key: merger.article(key) for key in groups}
    by_key = _with_parts(documents, identities, by_key)
    return Resolved(
        _in_order(by_key.values()),
        _in_order(catalog.providers()),
        _in_order(catalog.topics()),
        _links(documents, identities, by_key),
        sorted(merger.conflicts, key=lambda item: (item.article, item.field)),
        identities.problems + catalog.problems,
        identities,
    )


# -- one article of many statements -------------------------------------------------------------

_MERGED = [field.name for field in structs.fields(Description) if field.name != "properties"]


class _Merger:
    """Makes one article of many statements, and keeps what they disagree on."""

    def __init__(
        self,
        identities: Identities,
        groups: dict[str, list[Statement]],
        catalog: Catalog,
        iris: Iris,
    ) -> None:
        self.conflicts: list[Conflict] = []
        self._identities = identities
        self._groups = groups
        self._catalog = catalog
        self._iris = iris

    def article(self, key: str) -> Article:
        """Merge statements: an own value wins over a stub's, a fuller stub's over another's."""
        given = sorted(self._groups[key], key=_authority)
        records = [statement.record for statement in given]
        values = {name: _first(getattr(record, name) for record in records) for name in _MERGED}
        provider = values["provider"]
        if isinstance(provider, Provider):
            values["provider"] = self._catalog.provider(provider)
        own = sorted(statement.document for statement in given if statement.rank == 0)
        url, addresses = self._addresses(key, given)
        iri = url or self._named_iri(given)
        if len(given) > 1:
            self.conflicts += self._disagreements(iri, given)
        return Article(
            **values,  # type: ignore[arg-type]
            properties=_properties(given),
            iri=iri,
            url=url,
            addresses=addresses,
            topics=self._catalog.about(given),
            documents=tuple(sorted({statement.document for statement in given})),
            own_documents=tuple(own),
        )

    def _named_iri(self, given: list[Statement]) -> str:
        own = min((item for item in given if item.rank == 0), key=lambda item: item.document)
        name = person_name(own.record)
        return self._iris.person(name) if name else self._iris.article(own.document)

    def _addresses(
        self, key: str, given: list[Statement]
    ) -> tuple[str | None, tuple[Address, ...]]:
        """Choose the canonical URL, and list every other address once with its first witness."""
        rules = self._identities.rules
        mains: dict[str, Statement] = {}
        for statement in given:
            if statement.record.url is not None:
                url = urls.canonical_url(statement.record.url, rules=rules)
                mains.setdefault(url, statement)
        if not mains:
            return None, ()
        stated = {address.url for item in given for address in item.record.addresses}
        best = min(mains, key=lambda url: _preference(url, mains[url], stated, rules))
        others: dict[str, Address] = {}
        for document, _, record, _ in given:
            main = [Address(record.url, "web", document)] if record.url else []
            for address in (*main, *record.addresses):
                if address.url != best and self._is_own(address.url, key):
                    others.setdefault(address.url, structs.replace(address, document=document))
        return best, tuple(sorted(others.values(), key=lambda item: (item.kind, item.url)))

    def _is_own(self, url: str, key: str) -> bool:
        return self._identities.of_url(url) == key or self._identities.is_free(url, self._groups)

    def _disagreements(self, iri: str, given: list[Statement]) -> Iterable[Conflict]:
        for name in (*_MERGED, "topics"):
            shown: dict[str, list[str]] = {}
            for statement in given:
                value = getattr(statement.record, name)
                if value is not None and value != ():
                    shown.setdefault(_shown(value), []).append(statement.document)
            if len(shown) > 1:
                values = ((value, tuple(dict.fromkeys(by))) for value, by in shown.items())
                yield Conflict(iri, name, tuple(values))


def _authority(statement: Statement) -> tuple[bool, int, str, int, str]:
    """Sort own documents first, then complete records, then by place: never by chance."""
    record = statement.record
    filled = sum(1 for name in _MERGED if getattr(record, name) not in (None, ()))
    return statement.rank != 0, -filled, statement.document, statement.rank, statement.list


def _first(values: Iterable[object]) -> object:
    empty: object = None
    for value in values:
        if value is None:
            continue
        if value != ():
            return value
        empty = value
    return empty


def _properties(given: list[Statement]) -> tuple[tuple[str, str], ...]:
    """Return the properties of the best statement, and of others those that it has not."""
    if len(given) == 1:
        return given[0].record.properties
    found: dict[str, tuple[str, ...]] = {}
    for statement in given:
        more: dict[str, list[str]] = {}
        for name, value in statement.record.properties:
            more.setdefault(name, []).append(value)
        found = {name: tuple(values) for name, values in more.items()} | found
    return tuple((name, value) for name in sorted(found) for value in found[name])


def _shown(value: object) -> str:
    """Return a value as the report shows it."""
    if isinstance(value, tuple):
        return "; ".join(str(getattr(item, "url", item)) for item in value)
    if isinstance(value, Provider):
        return f"{value.name} ({value.domain})" if value.domain else value.name
    return str(value)


def _preference(
    url: str, statement: Statement, stated: set[str], rules: Collection[str]
) -> tuple[bool, bool, bool, bool, str]:
    """Sort the article before its AMP page, own before stub, https before http."""
    is_amp = url in stated or "amp-path" in urls.identity(url, rules=rules).rules
    return is_amp, statement.rank != 0, not url.startswith("https:"), url.endswith("/"), url


# -- from one article to others --------------------------------------------------------------------


def _with_parts(
    documents: list[Document], identities: Identities, articles: dict[str, Article]
) -> dict[str, Article]:
    """Return the articles, collections with the IRIs of their items in the order given."""
    result = dict(articles)
    for document in documents:
        if not document.parts:
            continue
        own, *others = statements([document])
        keys = [identities.of(item) for item in others if item.list == "parts"]
        key = identities.of(own) or ""
        iris = [articles[part].iri for part in keys if part is not None and part != key]
        known = result[key].parts
        result[key] = structs.replace(result[key], parts=tuple(dict.fromkeys((*known, *iris))))
    return result


def _links(
    documents: list[Document], identities: Identities, articles: dict[str, Article]
) -> list[Link]:
    witnesses: dict[tuple[str, str], list[Witness]] = defaultdict(list)
    for document in documents:
        if not document.related:
            continue
        own, *others = statements([document])
        source = articles[identities.of(own) or ""].iri
        for statement in others:
            key = identities.of(statement)
            if key is not None and statement.list == "related" and articles[key].iri != source:
                pair = source, articles[key].iri
                witnesses[pair].append(Witness(document.path, statement.rank))
    return [
        Link(source, target, tuple(sorted(seen, key=lambda item: (item.document, item.rank))))
        for (source, target), seen in sorted(witnesses.items())
    ]


def _in_order(nodes: Iterable[_T], iri: Callable[[_T], str] = lambda node: node.iri) -> list[_T]:  # type: ignore[attr-defined]
    return sorted(nodes, key=iri)
