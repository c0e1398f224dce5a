"""All mentions of one article → the article, with every disagreement kept."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any

from msgspec import structs

from storyweft.model import (
    PRECISION_OF,
    Address,
    Article,
    Conflict,
    Description,
    Precision,
    Provider,
)
from storyweft.reading.dialects.names import title_of
from storyweft.resolving.entities import Entities
from storyweft.resolving.identity import Mention, person_name
from storyweft.resolving.iris import Iris
from storyweft.urls import Identifier

# What is known of a date goes with it, and is no value of its own.
_NOT_MERGED = ("properties", *PRECISION_OF.values(), "author_urls")
_MERGED = [field.name for field in structs.fields(Description) if field.name not in _NOT_MERGED]
_merged = attrgetter(*_MERGED)
_FIELDS = (*_MERGED, "topics")
_fields = attrgetter(*_FIELDS)


def merge(
    group: Iterable[Mention],
    may_have: Callable[[str], bool],
    entities: Entities,
    iris: Iris,
    identifier: Identifier,
) -> tuple[Article, list[Conflict]]:
    """Return the article of all mentions about it, and what they disagree on.

    An own value wins over a stub's, a fuller stub's over another's. ``may_have`` tells of a URL
    that a mention gives beside the main one whether it may be called an address of the article.
    """
    group = sorted(group, key=_authority)
    url, addresses = _addresses(group, may_have, identifier)
    iri = url or _named_iri(group, iris)
    values, conflicts = _best_values(iri, group)
    if values["provider"] is not None:
        values["provider"] = entities.provider(values["provider"])
    values["topics"] = entities.about(values["topics"])
    own = sorted(item.document for item in group if item.rank == 0)
    if values["title"] is None and own:
        values["title"] = title_of(own[0]) or None
    article = Article(
        **values,
        precision=_precision("published", values["published"], group),
        updated_precision=_precision("updated", values["updated"], group),
        author_urls=_author_urls(values["authors"], group),
        properties=_properties(group),
        iri=iri,
        url=url,
        addresses=addresses,
        documents=tuple(sorted({mention.document for mention in group})),
        own_documents=tuple(own),
        is_junk=any(item.record.is_junk and item.record.title == values["title"] for item in group),
    )
    return article, conflicts


def _precision(date: str, value: str | None, group: Sequence[Mention]) -> Precision | None:
    """Return how exactly a date is known by the mention that it is from."""
    stated = (item.record for item in group if getattr(item.record, date) == value)
    precisions: Iterator[Precision | None] = map(attrgetter(PRECISION_OF[date]), stated)
    return next(precisions, None)


def _authority(mention: Mention) -> tuple[bool, int, str, int, str]:
    """Sort own documents first, then complete records, then by position: never by chance."""
    values = _merged(mention.record)
    empty = values.count(None) + values.count(())
    return mention.rank != 0, empty, mention.document, mention.rank, mention.list


def _named_iri(group: Sequence[Mention], iris: Iris) -> str:
    own = min((item for item in group if item.rank == 0), key=lambda item: item.document)
    name = person_name(own.record)
    return iris.person(name) if name else iris.article(own.document)


def _best_values(iri: str, group: Sequence[Mention]) -> tuple[dict[str, Any], list[Conflict]]:
    """Return the first value of each field that is not empty, and where others differ from it."""
    best: dict[str, Any] = {}
    conflicts: list[Conflict] = []
    columns = zip(*(_fields(mention.record) for mention in group), strict=True)
    for name, column in zip(_FIELDS, columns, strict=True):
        best[name] = column[0]
        if column.count(column[0]) == len(column):
            continue
        stated = [value for value in column if value is not None and value != ()]
        best[name] = stated[0]
        # Bodies are read to compare them: which of two is right nobody asks.
        if name != "body" and stated.count(stated[0]) < len(stated):
            conflicts += _conflict(iri, name, zip(column, group, strict=True))
    return best, conflicts


def _conflict(iri: str, name: str, column: Iterable[tuple[object, Mention]]) -> Iterator[Conflict]:
    """Yield a conflict if values that differ also look different."""
    shown: dict[str, dict[str, None]] = {}
    for value, mention in column:
        if value is not None and value != ():
            shown.setdefault(_shown(value), {})[mention.document] = None
    if len(shown) > 1:
        yield Conflict(iri, name, tuple((value, tuple(by)) for value, by in shown.items()))


def _shown(value: object) -> str:
    """Return a value as the report shows it."""
    if isinstance(value, tuple):
        return "; ".join(str(getattr(item, "url", item)) for item in value)
    if isinstance(value, Provider):
        return f"{value.name} ({value.domain})" if value.domain else value.name
    return str(value)


def _properties(group: Sequence[Mention]) -> tuple[tuple[str, str], ...]:
    """Return the properties of the best mention, and of others those that it has not."""
    if len(group) == 1:
        return group[0].record.properties
    best: dict[str, tuple[str, ...]] = {}
    for mention in group:
        own: dict[str, list[str]] = {}
        for name, value in mention.record.properties:
            own.setdefault(name, []).append(value)
        best = {name: tuple(values) for name, values in own.items()} | best
    return tuple((name, value) for name in sorted(best) for value in best[name])


def _author_urls(authors: Collection[str], group: Sequence[Mention]) -> tuple[tuple[str, str], ...]:
    pairs = {pair for mention in group for pair in mention.record.author_urls}
    return tuple(sorted(pair for pair in pairs if pair[0] in authors)) if pairs else ()


def _addresses(
    group: Sequence[Mention], may_have: Callable[[str], bool], identifier: Identifier
) -> tuple[str | None, tuple[Address, ...]]:
    """Choose the canonical URL, and list every other address once with its first witness."""
    first: dict[str, Mention] = {}
    others: dict[str, Address] = {}
    for mention in group:
        record = mention.record
        if record.url is not None and record.url not in first:
            first[record.url] = mention
            others.setdefault(record.url, Address(record.url, "web", mention.document))
        for address in record.addresses:
            if address.url not in others and may_have(address.url):
                others[address.url] = Address(address.url, address.kind, mention.document)
    mains: dict[str, Mention] = {}
    for url, mention in first.items():
        mains.setdefault(identifier.identity(url).url, mention)
    best = _best_url(mains, group, identifier)
    if best is not None:
        others.pop(best, None)
    return best, tuple(sorted(others.values(), key=_kind_and_url))


_kind_and_url = attrgetter("kind", "url")


def _best_url(
    mains: Mapping[str, Mention], group: Sequence[Mention], identifier: Identifier
) -> str | None:
    """Return the address that is the article's own, of those that mentions give as such."""
    if len(mains) < 2:
        return next(iter(mains), None)
    stated = {address.url for item in group for address in item.record.addresses}
    return min(mains, key=lambda url: _preference(url, mains[url], stated, identifier))


def _preference(
    url: str, mention: Mention, stated: Collection[str], identifier: Identifier
) -> tuple[bool, bool, bool, bool, str]:
    """Sort the article before its AMP page, own before stub, https before http."""
    is_amp = url in stated or "amp-path" in identifier.identity(url).rules
    return is_amp, mention.rank != 0, not url.startswith("https:"), url.endswith("/"), url
