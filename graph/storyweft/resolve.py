"""Documents → articles, providers, topics and links: who is the same as whom, and why.

``identity`` tells which statements belong together; here each group becomes an article, with every
disagreement kept. Nothing depends on the order in which the documents come.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from msgspec import structs

from storyweft import urls
from storyweft.catalog import Catalog, Tally
from storyweft.identity import Identities, Statement, identify, person_name, statements
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


class Resolved(NamedTuple):
    """What the documents come to, nodes in order of IRI."""

    articles: list[Article]
    providers: list[Provider]
    topics: list[Topic]
    links: list[Link]
    conflicts: Sequence[Conflict] = ()
    problems: Sequence[Problem] = ()
    identities: Identities = Identities()


def resolve(
    documents: Iterable[Document], iris: Iris, *, rules: Collection[str] = urls.ALL_RULES
) -> Resolved:
    """Tell which records speak of one article, and make it of them."""
    documents = sorted(documents, key=lambda document: document.path)
    identities, problems = identify(documents, rules)
    catalog = Catalog(Tally().count(documents), iris)
    problems += catalog.problems(documents)
    groups, ties = _gather(documents, identities)
    articles, conflicts = _merge_all(groups, identities, catalog, iris, rules)
    # Nobody asks for these again, and the stories need the memory.
    groups.clear()
    urls.forget()
    iri_of = {key: article.iri for key, article in articles.items()}
    for key, parts in parts_of(ties, iri_of).items():
        articles[key] = structs.replace(articles[key], parts=parts)
    return Resolved(
        sorted(articles.values(), key=_iri),
        sorted(catalog.providers(), key=_iri),
        sorted(catalog.topics(), key=_iri),
        list(links(_stated(ties, iri_of))),
        sorted(conflicts, key=attrgetter("article", "field")),
        problems,
        identities,
    )


_iri = attrgetter("iri")


def _gather(
    documents: Iterable[Document], identities: Identities
) -> tuple[dict[str, list[Statement]], list["Tie"]]:
    """Return the statements about each article, and what ties articles to others, by key."""
    groups: dict[str, list[Statement]] = defaultdict(list)
    ties: list[Tie] = []
    for document in documents:
        keyed = [(identities.of(statement), statement) for statement in statements([document])]
        for key, statement in keyed:
            if key is not None:
                groups[key].append(statement)
        ties += _ties(keyed)
    return groups, ties


def _merge_all(
    groups: Mapping[str, list[Statement]],
    identities: Identities,
    catalog: Catalog,
    iris: Iris,
    rules: Collection[str],
) -> tuple[dict[str, Article], list[Conflict]]:
    articles: dict[str, Article] = {}
    conflicts: list[Conflict] = []
    for key, given in groups.items():
        may_have = partial(identities.may_have, key, articles=groups)
        articles[key], found = merge(given, may_have, catalog, iris, rules)
        conflicts += found
    return articles, conflicts


# -- one article of many statements -------------------------------------------------------------

_MERGED = [field.name for field in structs.fields(Description) if field.name != "properties"]
_merged = attrgetter(*_MERGED)
_FIELDS = (*_MERGED, "topics")
_fields = attrgetter(*_FIELDS)


def merge(
    given: Iterable[Statement],
    may_have: Callable[[str], bool],
    catalog: Catalog,
    iris: Iris,
    rules: Collection[str],
) -> tuple[Article, list[Conflict]]:
    """Return the article of all statements about it, and what they disagree on.

    An own value wins over a stub's, a fuller stub's over another's. ``may_have`` tells of a URL
    that a statement gives beside the main one whether it may be called an address of the article.
    """
    given = sorted(given, key=_authority)
    url, addresses = _addresses(given, may_have, rules)
    iri = url or _named_iri(given, iris)
    values, conflicts = _best_values(iri, given)
    if values["provider"] is not None:
        values["provider"] = catalog.provider(values["provider"])
    values["topics"] = catalog.about(values["topics"])
    article = Article(
        **values,
        properties=_properties(given),
        iri=iri,
        url=url,
        addresses=addresses,
        documents=tuple(sorted({statement.document for statement in given})),
        own_documents=tuple(sorted(item.document for item in given if item.rank == 0)),
    )
    return article, conflicts


def _authority(statement: Statement) -> tuple[bool, int, str, int, str]:
    """Sort own documents first, then complete records, then by place: never by chance."""
    values = _merged(statement.record)
    empty = values.count(None) + values.count(())
    return statement.rank != 0, empty, statement.document, statement.rank, statement.list


def _named_iri(given: Sequence[Statement], iris: Iris) -> str:
    own = min((item for item in given if item.rank == 0), key=lambda item: item.document)
    name = person_name(own.record)
    return iris.person(name) if name else iris.article(own.document)


def _best_values(iri: str, given: Sequence[Statement]) -> tuple[dict[str, Any], list[Conflict]]:
    """Return the first value of each field that is not empty, and where others differ from it."""
    best: dict[str, Any] = {}
    conflicts: list[Conflict] = []
    columns = zip(*(_fields(statement.record) for statement in given), strict=True)
    for name, column in zip(_FIELDS, columns, strict=True):
        best[name] = column[0]
        if column.count(column[0]) == len(column):
            continue
        told = [value for value in column if value is not None and value != ()]
        best[name] = told[0]
        if told.count(told[0]) < len(told):
            conflicts += _conflict(iri, name, zip(column, given, strict=True))
    return best, conflicts


def _conflict(iri: str, name: str, told: Iterable[tuple[object, Statement]]) -> Iterator[Conflict]:
    """Yield a conflict if values that differ also look different."""
    shown: dict[str, dict[str, None]] = {}
    for value, statement in told:
        if value is not None and value != ():
            shown.setdefault(_shown(value), {})[statement.document] = None
    if len(shown) > 1:
        yield Conflict(iri, name, tuple((value, tuple(by)) for value, by in shown.items()))


def _shown(value: object) -> str:
    """Return a value as the report shows it."""
    if isinstance(value, tuple):
        return "; ".join(str(getattr(item, "url", item)) for item in value)
    if isinstance(value, Provider):
        return f"{value.name} ({value.domain})" if value.domain else value.name
    return str(value)


def _properties(given: Sequence[Statement]) -> tuple[tuple[str, str], ...]:
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


def _addresses(
    given: Sequence[Statement], may_have: Callable[[str], bool], rules: Collection[str]
) -> tuple[str | None, tuple[Address, ...]]:
    """Choose the canonical URL, and list every other address once with its first witness."""
    first: dict[str, Statement] = {}
    others: dict[str, Address] = {}
    for statement in given:
        record = statement.record
        if record.url is not None and record.url not in first:
            first[record.url] = statement
            others.setdefault(record.url, Address(record.url, "web", statement.document))
        for address in record.addresses:
            if address.url not in others and may_have(address.url):
                others[address.url] = Address(address.url, address.kind, statement.document)
    mains: dict[str, Statement] = {}
    for url, statement in first.items():
        mains.setdefault(urls.canonical_url(url, rules=rules), statement)
    best = _best_url(mains, given, rules)
    if best is not None:
        others.pop(best, None)
    return best, tuple(sorted(others.values(), key=_kind_and_url))


_kind_and_url = attrgetter("kind", "url")


def _best_url(
    mains: Mapping[str, Statement], given: Sequence[Statement], rules: Collection[str]
) -> str | None:
    """Return the address that is the article's own, of those that statements give as such."""
    if len(mains) < 2:
        return next(iter(mains), None)
    stated = {address.url for item in given for address in item.record.addresses}
    return min(mains, key=lambda url: _preference(url, mains[url], stated, rules))


def _preference(
    url: str, statement: Statement, stated: Collection[str], rules: Collection[str]
) -> tuple[bool, bool, bool, bool, str]:
    """Sort the article before its AMP page, own before stub, https before http."""
    is_amp = url in stated or "amp-path" in urls.identity(url, rules=rules).rules
    return is_amp, statement.rank != 0, not url.startswith("https:"), url.endswith("/"), url


# -- from one article to others -----------------------------------------------------------------


class Tie(NamedTuple):
    """An article and one that a document of it lists, both by key, and where it does so.

    ``list``, ``document`` and ``rank`` are those of the :class:`Statement`.
    """

    source: str
    target: str
    list: str
    document: str
    rank: int


def _ties(keyed: Sequence[tuple[str | None, Statement]]) -> Iterator[Tie]:
    """Yield what ties the own article of a document, which comes first, to the others."""
    for key, (document, rank, _, list_) in keyed[1:]:
        own = keyed[0][0]
        if own is not None and key is not None and key != own:
            yield Tie(own, key, list_, document, rank)


def parts_of(ties: Iterable[Tie], iri_of: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the IRIs of the items of each collection (by key), in order of document and rank."""
    parts: dict[str, dict[str, None]] = defaultdict(dict)
    for tie in ties:
        if tie.list == "parts":
            parts[tie.source][iri_of[tie.target]] = None
    return {key: tuple(iris) for key, iris in parts.items()}


def _stated(ties: Iterable[Tie], iri_of: Mapping[str, str]) -> list[tuple[str, str, str, int]]:
    return sorted(
        (iri_of[tie.source], iri_of[tie.target], tie.document, tie.rank)
        for tie in ties
        if tie.list == "related"
    )


def links(stated: Iterable[tuple[str, str, str, int]]) -> Iterator[Link]:
    """Yield the links of (source, target, document, rank) in this order, a link a pair."""
    for (source, target), seen in groupby(stated, key=itemgetter(0, 1)):
        yield Link(source, target, tuple(Witness(document, rank) for _, _, document, rank in seen))
