"""Front matter → records: what a document says of its own article and of the related ones.

A field that nobody foresaw becomes a property: nothing is dropped in silence.
"""

import dataclasses
import re
from collections.abc import Iterator
from typing import Any, TypeVar

from msgspec import structs

from storyweft.errors import kind_of
from storyweft.mapping import SUBJECT_MAPPING, FieldMapping
from storyweft.model import Address, AddressKind, Document, Provider, Record, Topic
from storyweft.reading._junk import is_junk
from storyweft.reading.converters import (
    LISTED_LIMIT,
    Convert,
    Converters,
    Notes,
    is_date_like,
    is_url_like,
)
from storyweft.reading.front_matter import FrontMatter
from storyweft.reading.yaml_guards import Where

_T = TypeVar("_T")
# Field → the values given for it, each with the rank of its key and its place; best first.
_Found = dict[str, list[tuple[int, Where, object]]]
_Properties = list[tuple[str, str]]

# The types of what has parts; elsewhere ``items`` is a field like any other.
_WITH_PARTS = frozenset(["collection", "course", "series", "playlist"])

# The ``taxonomy`` of records that are about no article.
_TOPIC = frozenset(["topic", "topics"])
_ORGANIZATION = frozenset(["organization", "organizations", "organisation", "organisations"])


class RecordReader:
    """Turns the fields of one front matter into a :class:`Document`, taking notes on the way."""

    def __init__(self, path: str, matter: FrontMatter, mapping: FieldMapping) -> None:
        self.path = path
        self.notes = Notes(path, matter)
        self._matter = matter
        self._mapping = mapping
        self._values = Converters(matter, self.notes)
        self._references = 0

    def document(self) -> Document:
        """Return the document with its own record, its related records, and the notes taken."""
        for repair in self._matter.repairs:
            self.notes.repaired(repair)
        fields = self._matter.fields
        taxonomy = str(fields.get("taxonomy", "")).strip().lower()
        if taxonomy in _TOPIC or taxonomy in _ORGANIZATION:
            subject = self._subject(fields, is_topic=taxonomy in _TOPIC)
            if subject is not None:
                return Document(self.path, Record(), problems=self.notes.done(), subject=subject)
        found, properties = self._sort(fields, (), self._mapping)
        related = tuple(self._related(found.pop("related", []), properties))
        parts = tuple(self._parts(found, properties))
        record = self._record(found, properties)
        return Document(self.path, record, related, self.notes.done(), parts)

    # -- from keys to fields ----------------------------------------------------------------------

    def _sort(
        self, fields: dict[str, object], where: Where, mapping: FieldMapping
    ) -> tuple[_Found, _Properties]:
        """Sort key/value pairs by field, best key first; what has no field is a property."""
        found: _Found = {}
        properties: _Properties = []
        for key, value in fields.items():
            if value is None or value == "":
                continue
            place = mapping.place(key)
            if place is None:
                properties += self._values.property(key, value, (*where, key))
                continue
            name, rank = place
            if name in found:
                found[name].append((rank, (*where, key), value))
            elif name:
                found[name] = [(rank, (*where, key), value)]
        for values in found.values():
            if len(values) > 1:
                values.sort(key=_rank)
        return found, properties

    def _first(
        self,
        found: _Found,
        name: str,
        convert: Convert[_T],
        properties: _Properties,
    ) -> _T | None:
        """Return the best value that fits; the others stay as properties under their own keys."""
        if not found.get(name):
            return None
        values = self._values
        (_, where, value), *others = found[name]
        result = values.attempt(convert, value, where)
        for _, where, value in others:
            if result is None:
                result = values.attempt(convert, value, where)
            else:
                properties += values.property(str(where[-1]), value, where)
        return result

    def _all(self, found: _Found, name: str, convert: Convert[Iterator[_T]]) -> tuple[_T, ...]:
        """Return the values of all keys, each once, in order."""
        items = [
            item
            for _, where, value in found.get(name, ())
            for item in convert(self._values, value, where)
        ]
        return tuple(dict.fromkeys(items)) if len(items) > 1 else tuple(items)

    # -- an article -------------------------------------------------------------------------------

    def _record(self, found: _Found, properties: _Properties) -> Record:
        _untangle(found)
        url, addresses = self._addresses(found)
        said: dict[str, Any] = {}
        for name, field, convert in _FIELDS:
            if field in found:
                said[name] = self._first(found, field, convert, properties)
        for name, field, convert_all in _LISTS:
            if field in found:
                said[name] = self._all(found, field, convert_all)
        title = said.get("title")
        if title is not None and is_junk(title):
            said["is_junk"] = True
            message = f"a page of junk, no news: {title!r}; it is in no story"
            self.notes.value(found["title"][0][1], "junk", message, "noted", title)
        return Record(**said, url=url, addresses=addresses, properties=tuple(sorted(properties)))

    def _addresses(self, found: _Found) -> tuple[str | None, tuple[Address, ...]]:
        """Return the main URL and the other ones; the best stated key of the web kind leads."""
        addresses: dict[str, AddressKind] = {}
        for kind in _ADDRESS_KINDS:
            for _, where, value in found.get(kind, ()):
                url = self._values.url(value, where)
                if url is not None:
                    addresses.setdefault(url, kind)
        if not addresses:
            return None, ()
        main = next(iter(addresses))
        others = (Address(url, kind) for url, kind in addresses.items() if url != main)
        return main, tuple(others)

    # -- other articles that it names -------------------------------------------------------------

    def _related(
        self, items: list[tuple[int, Where, object]], properties: _Properties
    ) -> Iterator[Record]:
        for _, where, value in items:
            if isinstance(value, bool):  # a switch of the site's generator
                properties += self._values.property(str(where[-1]), value, where)
                continue
            for place, item in enumerate(value if isinstance(value, list) else [value]):
                here: Where = (*where, place)
                if isinstance(item, dict):
                    yield from self._stub(item, here)
                elif isinstance(item, str) and item.strip():
                    yield self._mention(item.strip(), here)
                elif item is not None:
                    message = f"expected a related article, got {kind_of(item)}"
                    self.notes.value(here, "wrong-value", message, "skipped", item)

    def _stub(self, fields: dict[str, object], where: Where) -> Iterator[Record]:
        found, properties = self._sort(fields, where, self._mapping)
        for name in ("related", "parts"):  # of a related article only what is its own counts
            for _, here, value in found.pop(name, ()):
                properties += self._values.property(str(here[-1]), value, here)
        record = self._record(found, properties)
        if record.url is not None:
            yield record
        elif record.title is not None:
            yield self._named(record, record.title, where)
        else:
            message = "expected a related article with a URL or a title, got neither"
            self.notes.value(where, "wrong-value", message, "skipped", fields)

    def _mention(self, item: str, where: Where) -> Record:
        """Return the record for a related article that is given as a URL, slug, path or title."""
        linked = _LINK.fullmatch(item)
        target = next(part for part in linked.groups() if part).strip() if linked else item
        url = self._values.url(target, where) if is_url_like(target) else None
        return Record(url=url) if url else self._named(Record(), target, where)

    def _named(self, record: Record, reference: str, where: Where) -> Record:
        place = "".join(f"[{step}]" if isinstance(step, int) else str(step) for step in where)
        self._references += 1
        line = None
        if self._references <= LISTED_LIMIT:  # each look for a line is one through the whole text
            line = self._matter.line_near(str(where[0]), reference)
        return structs.replace(record, reference=reference, place=place, line=line)

    def _parts(self, found: _Found, properties: _Properties) -> Iterator[Record]:
        items = found.pop("parts", [])
        types = {str(value).lower() for _, _, value in found.get("type", ())}
        if types & _WITH_PARTS:
            yield from self._related(items, properties)
        else:
            for _, where, value in items:
                properties += self._values.property(str(where[-1]), value, where)

    # -- topics and organisations -----------------------------------------------------------------

    def _subject(self, fields: dict[str, object], *, is_topic: bool) -> Topic | Provider | None:
        """Return the topic or organisation that a record describes; None if it has no name."""
        left_out = self._mapping.left_out | {"taxonomy"}
        mapping = dataclasses.replace(SUBJECT_MAPPING, left_out=left_out)
        found, properties = self._sort(fields, (), mapping)
        name = self._first(found, "name", Converters.line, properties)
        if name is None:
            return None
        others = self._all(found, "other_names", Converters.names)
        excerpt = self._first(found, "excerpt", Converters.prose, properties)
        images = self._all(found, "images", Converters.images)
        parent = self._first(found, "parent", Converters.line, properties)
        domain = self._first(found, "domain", Converters.domain, properties)
        other_names = tuple(other for other in others if other != name)
        if is_topic:
            properties += [("domain", domain)] if domain else []
            more = tuple(sorted(properties))
            return Topic("", name, other_names, parent, excerpt, images, more, (self.path,))
        properties += [("parent", parent)] if parent else []
        more = tuple(sorted(properties))
        return Provider(name, domain or "", images, "", other_names, excerpt, more, (self.path,))


# What a record holds, the field of the mapping that gives it, and how it is converted. Most records
# have half of it: asking for what is there takes half the time of asking for everything.
_FIELDS: tuple[tuple[str, str, Convert[object]], ...] = (
    ("title", "title", Converters.line),
    ("excerpt", "excerpt", Converters.prose),
    ("published", "published", Converters.time),
    ("updated", "updated", Converters.time),
    ("type", "type", Converters.line),
    ("quality", "quality", Converters.number),
    ("heat", "heat", Converters.number),
    ("is_published", "is_published", Converters.flag),
    ("locale", "locale", Converters.line),
    ("provider", "provider", Converters.provider),
)
_LISTS: tuple[tuple[str, str, Convert[Iterator[Any]]], ...] = (
    ("categories", "category", Converters.names),
    ("authors", "authors", Converters.names),
    ("images", "images", Converters.images),
    ("topics", "topics", Converters.names),
)
_ADDRESS_KINDS: tuple[AddressKind, ...] = ("web", "original", "amp", "amp-cache")

# [[a page of Obsidian|shown so]], or [shown so](a link of Markdown)
_LINK = re.compile(r"!?\[\[([^\]|#]++)[^\]]*+\]\]|\[[^\]]*+\]\(([^)\s]++)[^)]*+\)")


def _rank(item: tuple[int, Where, object]) -> int:
    return item[0]


def _untangle(found: _Found) -> None:
    """Put values under the field they mean where one key serves for two.

    ``published`` is a flag here and a date there; ``source`` the name of a provider or, in web
    clippings, the address of the page; ``draft`` the opposite of published.
    """
    for name, better, fits in (
        ("is_published", "published", is_date_like),
        ("provider", "web", is_url_like),
    ):
        if name not in found:
            continue
        moved = [item for item in found[name] if fits(item[2])]
        if moved:
            found[name] = [item for item in found[name] if item not in moved]
            found.setdefault(better, []).extend(moved)
    if "draft" in found:
        found.setdefault("is_published", []).extend(found.pop("draft"))
