"""Which sites mark their AMP pages by ``/amp/`` in the path, as their own addresses show.

``/amp/`` in a path is a word like any other: ``shop.com/products/amp`` is a page of its own. It
marks the AMP page of an article only on a site, and in a form (at the start, inside, at the end of
the path), that the documents show to have such pages.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from storyweft.model import Record
from storyweft.url_rules import AmpForm, amp_form
from storyweft.urls import Identifier

#: So many pages of a site that are there with and without ``/amp/`` show that this is its scheme.
#: One may be a page about amplifiers, beside the page about all else.
MIN_PAIRS = 2

#: A host and a form.
Scheme = tuple[str, str]


class Evidence(NamedTuple):
    """What records show of AMP pages.

    ``stated`` are schemes that a document states, by giving an article and its AMP page, or that a
    copy in an AMP cache shows: nothing else is in there. ``marked`` are the addresses that look
    like AMP pages.
    """

    stated: frozenset[Scheme]
    marked: frozenset[AmpForm]


def evidence_in(records: Iterable[Record], identifier: Identifier) -> Evidence:
    """Return what records show; that of several parts is their union."""
    stated: set[Scheme] = set()
    forms: dict[str, AmpForm | None] = {}
    for record in records:
        if record.url is None:
            continue
        for url in _urls(record):
            if "amp" not in url:
                continue
            if url not in forms:
                forms[url] = amp_form(identifier.key(url))
            form = forms[url]
            if form is None or (form.host, form.form) in stated:
                continue
            if (
                form.key == identifier.key(record.url)
                or "amp-cache" in identifier.identity(url).rules
            ):
                stated.add((form.host, form.form))
    return Evidence(frozenset(stated), frozenset(filter(None, forms.values())))


def _urls(record: Record) -> Iterator[str]:
    if record.url is not None:
        yield record.url
    for address in record.addresses:
        yield address.url


def schemes(evidence: Evidence, keys: Iterable[str]) -> frozenset[Scheme]:
    """Return the schemes of all sites.

    :param keys: of all addresses that any record gives.
    """
    by_key: dict[str, set[Scheme]] = {}
    for form in evidence.marked:
        by_key.setdefault(form.key, set()).add((form.host, form.form))
    pairs: dict[Scheme, int] = {}
    for key in {key for key in keys if key in by_key}:
        for scheme in by_key[key]:
            pairs[scheme] = pairs.get(scheme, 0) + 1
    shown = {scheme for scheme, number in pairs.items() if number >= MIN_PAIRS}
    return evidence.stated | shown
