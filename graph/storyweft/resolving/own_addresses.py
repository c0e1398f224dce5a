"""Whose address it is, where several documents give one as their own.

Two documents of one address are one article if their titles are alike: a headline was edited. If
they are not, or one came weeks after the other, the address is what both were taken from (``source:
https://paper.example/``, a home page as ``canonical``) or what a rule makes for both, and no page
of either: it is left out, and told. A wrong merge is worse than a missed one.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from posixpath import basename, splitext
from typing import NamedTuple

from msgspec import structs

from storyweft import text
from storyweft.model import Document, Problem, Record
from storyweft.urls import Identifier

#: Of so many documents that share an address each pair of titles is compared; of more, equal ones
#: are alike: what so many share is a citation.
FEW = 4
#: Titles are alike if so much of their telling words is in both (Jaccard).
ALIKE = 1 / 3
#: A headline is edited within so many days: what a site makes at one address later is a new text.
EDITED_DAYS = 7

_WORD = re.compile(r"\w+")


class Claimant(NamedTuple):
    """A document that gives an address as its own, and what tells its article from others.

    ``day`` is that of its publication, ``others`` are the keys of all other addresses that it gives
    as its own.
    """

    path: str
    title: str | None
    day: str | None
    others: frozenset[str]


def settle(
    documents: Sequence[Document], identifier: Identifier
) -> tuple[list[Document], list[Problem]]:
    """Return the documents without the addresses that are not theirs, and what was left out."""
    claimants: dict[str, list[Claimant]] = defaultdict(list)
    for document in documents:
        for key, claimant in claims(document, identifier):
            claimants[key].append(claimant)
    lost: dict[str, dict[str, str]] = {}
    for key, sharing in claimants.items():
        if len(sharing) > 1:
            for path, other in not_theirs(sharing).items():
                lost.setdefault(path, {})[key] = other
    if not lost:
        return list(documents), []
    settled, problems = [], []
    for document in documents:
        if document.path in lost:
            settled_document, left_out = without(document, lost[document.path], identifier)
            settled.append(settled_document)
            problems += left_out
        else:
            settled.append(document)
    return settled, problems


def claims(document: Document, identifier: Identifier) -> Iterator[tuple[str, Claimant]]:
    """Yield the key of each address that a document gives as its own."""
    record = document.record
    if document.subject is None and record.url is not None:
        keys = dict.fromkeys(map(identifier.key, _own(record)))
        day = record.published and record.published[:10]
        for key in keys:
            others = frozenset(keys.keys() - {key})
            yield key, Claimant(document.path, record.title, day, others)


def _own(record: Record) -> Iterator[str]:
    assert record.url is not None
    yield record.url
    yield from (address.url for address in record.addresses if address.kind == "web")


def not_theirs(sharing: Sequence[Claimant]) -> dict[str, str]:
    """Return the documents whose address it is not, each with another one that gives it.

    An address belongs to the documents that give no other, if these are about one article.
    """
    groups = _alike(sorted(sharing))
    if len(groups) == 1:
        return {}
    owners = [group for group in groups if not any(item.others for item in group)]
    owner = owners[0] if len(owners) == 1 else None
    first, second = groups[0][0].path, groups[1][0].path
    return {
        item.path: second if group is groups[0] else first
        for group in groups
        if group is not owner
        for item in group
    }


def _alike(sharing: Sequence[Claimant]) -> list[list[Claimant]]:
    """Return the documents in groups, each about one article, in order."""
    group_of = {item.path: number for number, item in enumerate(sharing)}
    if len(sharing) > FEW:
        by_title = {text.fold(item.title or ""): item for item in reversed(sharing)}
        pairs: Iterable[tuple[Claimant, Claimant]] = (
            (by_title[text.fold(item.title or "")], item) for item in sharing
        )
    else:
        pairs = combinations(sharing, 2)
    for one, other in pairs:
        if _is_one(one, other):
            old, new = group_of[other.path], group_of[one.path]
            for path in group_of if old != new and len(sharing) <= FEW else (other.path,):
                if group_of[path] == old:
                    group_of[path] = new
    groups: dict[int, list[Claimant]] = defaultdict(list)
    for item in sharing:
        groups[group_of[item.path]].append(item)
    return list(groups.values())


def _is_one(one: Claimant, other: Claimant) -> bool:
    if one.others and other.others:
        return not one.others.isdisjoint(other.others)
    # Notes of a vault that cite one work, and whose names are titles: they have spaces.
    if " " in f"{one.title}{other.title}" and _is_named(one) and _is_named(other):
        return text.fold(one.title or "") == text.fold(other.title or "")
    if _is_later(one, other):
        return False
    mine, yours = _words(one.title), _words(other.title)
    if not mine or not yours:
        return True  # nothing says that they are two
    return len(mine & yours) >= ALIKE * len(mine | yours)


def _is_later(one: Claimant, other: Claimant) -> bool:
    """Tell whether one of two texts with titles of their own came too late to be the other."""
    if not (one.day and other.day) or text.fold(one.title or "") == text.fold(other.title or ""):
        return False
    apart = date.fromisoformat(one.day) - date.fromisoformat(other.day)
    return abs(apart.days) > EDITED_DAYS


def _is_named(claimant: Claimant) -> bool:
    """Tell whether the title of a document is the name of its file, as that of a note is."""
    name = splitext(basename(claimant.path))[0]
    return claimant.title is not None and text.fold(name) == text.fold(claimant.title)


def _words(title: str | None) -> set[str]:
    """Return the telling words of a title: long ones and numbers, and those of other scripts.

    Where there are none (``The New FEC.gov``), several short ones are.
    """
    words = set(_WORD.findall(text.fold(title or "")))
    telling = {word for word in words if len(word) > 3 or word.isdecimal() or not word.isascii()}
    return telling or (words if len(words) > 1 else set())


def without(
    document: Document, lost: Mapping[str, str], identifier: Identifier
) -> tuple[Document, list[Problem]]:
    """Return a document without some of its addresses, given by key, and what was left out."""
    record = document.record
    own = [url for url in _own(record) if identifier.key(url) not in lost]
    addresses = tuple(
        address
        for address in record.addresses
        if identifier.key(address.url) not in lost and address.url not in own[:1]
    )
    record = structs.replace(record, url=own[0] if own else None, addresses=addresses)
    problems = [
        Problem(
            document.path,
            None,
            None,
            "ambiguous-address",
            f"{lost[key]} gives {url} for another article, too: it is left out",
            "skipped",
            url,
        )
        for url in dict.fromkeys(_own(document.record))
        if (key := identifier.key(url)) in lost
    ]
    return structs.replace(document, record=record), problems
