"""What documents list → links between articles, and the parts of collections."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from storyweft.model import Link, Witness
from storyweft.resolving.identity import Mention


class Listing(NamedTuple):
    """An article and one that a document of it lists, both by key, and where it does so.

    ``list``, ``document`` and ``rank`` are those of the :class:`Mention`.
    """

    source: str
    target: str
    list: str
    document: str
    rank: int


def listings(keyed: Sequence[tuple[str | None, Mention]]) -> Iterator[Listing]:
    """Yield what a document lists, of its mentions with their keys, its own article's first."""
    for key, (document, rank, _, list_, _) in keyed[1:]:
        own = keyed[0][0]
        if own is not None and key is not None and key != own:
            yield Listing(own, key, list_, document, rank)


def parts_of(listed: Iterable[Listing], iri_of: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the IRIs of the items of each collection (by key), in order of document and rank."""
    parts: dict[str, dict[str, None]] = defaultdict(dict)
    for item in listed:
        if item.list == "parts":
            parts[item.source][iri_of[item.target]] = None
    return {key: tuple(iris) for key, iris in parts.items()}


def related(
    listed: Iterable[Listing], iri_of: Mapping[str, str]
) -> list[tuple[str, str, str, int]]:
    """Return the related articles as (source, target, document, rank), by IRI and in order."""
    return sorted(
        (iri_of[item.source], iri_of[item.target], item.document, item.rank)
        for item in listed
        if item.list == "related"
    )


def links(stated: Iterable[tuple[str, str, str, int]]) -> Iterator[Link]:
    """Yield the links of (source, target, document, rank) in this order, a link a pair."""
    for (source, target), group in groupby(stated, key=itemgetter(0, 1)):
        yield Link(source, target, tuple(Witness(document, rank) for _, _, document, rank in group))
