"""Where a document is published: the address that its site gives it, and what leads there, too."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from posixpath import splitext
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from msgspec import structs

from storyweft.mapping import FieldMapping
from storyweft.model import Address, Document, Record
from storyweft.reading.body_links import Context, body_links
from storyweft.reading.dialects.pages import SitePage, page_name, root_of
from storyweft.reading.dialects.permalinks import ALIASED, RULES, others_of, path_of
from storyweft.reading.translations import translation_of
from storyweft.reading.zones import zone_of
from storyweft.settings import Site
from storyweft.urls import parse_url


def published(
    document: Document,
    site: Site,
    fields: Mapping[str, object],
    body: str,
) -> Document:
    """Return a document with where its site publishes it, what its body links to, and in what else.

    An address that the document states leads, and that of its site is another.

    :param body: empty if links in it do not matter.
    """
    own = publication(site.path_of(document.path), site, fields, document.record)
    record = _addressed(document.record, own)
    context = Context(document.path, site, own.url or own.path)
    return structs.replace(
        document,
        record=record,
        pages=own.pages,
        body_links=body_links(body, context) if body else (),
        other_names=(
            *(_other_names(fields) if site.dialect not in ALIASED else ()),
            *(_LABEL.findall(body) if document.path.endswith(".rst") else ()),
        ),
        translation=translation_of(document.path, site, fields, record.locale),
    )


def _addressed(record: Record, own: "Publication") -> Record:
    main = record.url or own.url
    if main is None:  # of a page without an address of its own, others tell nothing
        return record
    stated = {main, *(address.url for address in record.addresses)}
    urls = dict.fromkeys(item for item in (own.url, *own.others) if item and item not in stated)
    addresses = (*record.addresses, *(Address(item, "web") for item in urls))
    return structs.replace(record, url=main, addresses=addresses)


def _other_names(fields: Mapping[str, object]) -> tuple[str, ...]:
    """Return what links may call a note, too: https://help.obsidian.md/aliases."""
    names: list[str] = []
    for key in ("aliases", "alias", "Aliases"):
        value = fields.get(key)
        items = value if isinstance(value, list) else [value]
        names += [item.strip() for item in items if isinstance(item, str) and item.strip()]
    return tuple(dict.fromkeys(names))


# https://www.sphinx-doc.org/en/master/usage/referencing.html#role-ref
_LABEL = re.compile(r"^\.\. _([^:`\n]++):[ \t]*$", re.M)


def linked_properties(fields: Mapping[str, object], mapping: FieldMapping) -> Iterator[str]:
    """Yield the wikilinks in fields, which link as those in a body do, but related articles.

    https://help.obsidian.md/properties#Internal+links
    """
    for key, value in fields.items():
        if (mapping.field_of(key) or ("",))[0] != "related":
            yield from _wikilinks(value)


def _wikilinks(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from _WIKILINK.findall(value) if "[[" in value else ()
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, list) and len(item) == 1 and isinstance(item[0], str):
                yield f"[[{item[0]}]]"  # without quotes, a list in a list
            else:
                yield from _wikilinks(item)


_WIKILINK = re.compile(r"\[\[[^\[\]\n]++\]\]")


class Publication(NamedTuple):
    """The URL of a document and others that lead to it, where the URL of its site is known.

    ``path`` is its own below the root of the site; ``pages`` are all of them below the name of the
    site's folder, where the URL of the site is unknown.
    """

    path: str | None = None
    url: str | None = None
    others: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()


def publication(path: str, site: Site, fields: Mapping[str, object], record: Record) -> Publication:
    """Return where a document is published.

    :param path: that of the document below the root of its site.
    """
    folded = {key.lower(): value for key, value in fields.items()}
    page = SitePage(path, site, folded, record.title, _day(record, folded, site), record.locale)
    own = path_of(page)
    others = others_of(page, own)
    permalink = page.text("permalink") or ""
    stated = _parsed("", permalink) if own is None and "://" in permalink else None
    root = root_of(site, record.locale)
    paths = ([own] if own else []) + [other for other in others if "://" not in other]
    absolute = [other for other in others if "://" in other]
    if root is None:
        return Publication(
            own, stated, tuple(absolute), tuple(page_name(site, item) for item in paths)
        )
    urls = [url for item in (*paths, *absolute) if (url := _parsed(root, item))]
    url = urls[0] if own and urls else stated
    return Publication(own, url, tuple(dict.fromkeys(item for item in urls if item != url)))


def rule_of_address(record: Record, site: Site | None) -> str | None:
    """Return how the site of a document makes its address, in words; None if it does not."""
    rule = RULES.get(site.dialect) if site else None
    root = root_of(site) if site else None
    if site is None or rule is None or root is None:
        return None
    urls = [record.url or "", *(address.url for address in record.addresses)]
    if not any(url.startswith(root) for url in urls):
        return None
    stated = [key for key, _ in record.properties if key.lower() in _MAKING]
    by = f", its {' and '.join(stated)}" if stated else ""
    summary = (rule.__doc__ or "").split(",")[0].strip().rstrip(".")
    return f"as {site.dialect} makes it of {', '.join(site.evidence)}{by} ({summary})"


# The keys that a document says its address by, or a part of it.
_MAKING = frozenset(["permalink", "url", "slug", "path", "id"])


def resolved(site: Site, value: str) -> str | None:
    """Return the URL of a path of a site, ``/2024/harbour/``; None where its URL is unknown."""
    root = root_of(site)
    if site.dialect == "hugo" and value[-1:] != "/" and not splitext(value)[1]:
        value = f"{value}/"  # https://gohugo.io/content-management/urls/#url
    return _parsed(root, value) if root is not None and value.startswith("/") else None


def _parsed(root: str, path: str) -> str | None:
    base = urlsplit(root).path
    whole = urljoin(root, path) if base and f"{path}/".startswith(f"{base}/") else root + path
    try:
        return parse_url(path if "://" in path else whole)
    except ValueError:
        return None


def _day(record: Record, fields: Mapping[str, object], site: Site) -> str | None:
    """Return the day of a document where its site is: an address says that of no other country.

    Jekyll and Hexo convert to the zone of the site (https://jekyllrb.com/docs/configuration/options/,
    https://hexo.io/docs/configuration), others take the date as it is written.
    """
    if record.published is None:
        return None
    if site.dialect in ("jekyll", "hexo") and site.timezone and record.precision is None:
        moment = datetime.fromisoformat(record.published)
        return moment.astimezone(zone_of(site.timezone)).date().isoformat()
    for key in ("date", "publishdate", "pubdate"):
        value = fields.get(key)
        if value is not None and str(value)[:4].isdecimal() and str(value)[4:5] == "-":
            return str(value)[:10]
    return record.published[:10]
