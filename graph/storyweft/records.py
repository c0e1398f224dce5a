"""Front matter → records: what a document says of its own article and of the related ones.

A field that nobody foresaw becomes a property: nothing is dropped in silence.
"""

import dataclasses
import re
from collections.abc import Callable, Iterator
from typing import TypeVar

from msgspec import structs

from storyweft.front_matter import FrontMatter, kind_of
from storyweft.mapping import SUBJECT_MAPPING, FieldMapping
from storyweft.model import Address, AddressKind, Document, Provider, Record, Topic
from storyweft.values import LISTED_LIMIT, Notes, Values, is_date_like, is_url_like
from storyweft.yaml_text import Where

_T = TypeVar("_T")
_Found = dict[str, list[tuple[Where, object]]]
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
        self._values = Values(matter, self.notes)
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
        found: dict[str, list[tuple[int, Where, object]]] = {}
        properties: _Properties = []
        for key, value in fields.items():
            if value is None or value == "":
                continue
            place = mapping.place(key)
            if place is None:
                properties += self._values.property(key, value, (*where, key))
            elif place[0]:
                found.setdefault(place[0], []).append((place[1], (*where, key), value))
        for values in found.values():
            if len(values) > 1:
                values.sort(key=lambda item: item[0])
        return {name: [item[1:] for item in items] for name, items in found.items()}, properties

    def _first(
        self,
        found: _Found,
        name: str,
        convert: Callable[[object, Where], _T],
        properties: _Properties,
    ) -> _T | None:
        """Return the best value that fits; the others stay as properties under their own keys."""
        result = None
        for where, value in found.get(name, ()):
            if result is None:
                result = self._values.attempt(convert, value, where)
            else:
                properties += self._values.property(str(where[-1]), value, where)
        return result

    @staticmethod
    def _all(
        found: _Found, name: str, convert: Callable[[object, Where], Iterator[_T]]
    ) -> tuple[_T, ...]:
        """Return the values of all keys, each once, in order."""
        if name not in found:
            return ()
        return tuple(
            dict.fromkeys(item for where, value in found[name] for item in convert(value, where))
        )

    # -- an article -------------------------------------------------------------------------------

    def _record(self, found: _Found, properties: _Properties) -> Record:
        _untangle(found)
        values = self._values
        url, addresses = self._addresses(found)
        return Record(
            title=self._first(found, "title", values.line, properties),
            excerpt=self._first(found, "excerpt", values.prose, properties),
            published=self._first(found, "published", values.time, properties),
            updated=self._first(found, "updated", values.time, properties),
            type=self._first(found, "type", values.line, properties),
            categories=self._all(found, "category", values.names),
            quality=self._first(found, "quality", values.number, properties),
            heat=self._first(found, "heat", values.number, properties),
            is_published=self._first(found, "is_published", values.flag, properties),
            locale=self._first(found, "locale", values.line, properties),
            authors=self._all(found, "authors", values.names),
            images=self._all(found, "images", values.images),
            provider=self._first(found, "provider", values.provider, properties),
            topics=self._all(found, "topics", values.names),
            url=url,
            addresses=addresses,
            properties=tuple(sorted(properties)),
        )

    def _addresses(self, found: _Found) -> tuple[str | None, tuple[Address, ...]]:
        """Return the main URL and the other ones; the best stated key of the web kind leads."""
        addresses: dict[str, AddressKind] = {}
        for kind in _ADDRESS_KINDS:
            for where, value in found.get(kind, ()):
                url = self._values.url(value, where)
                if url is not None:
                    addresses.setdefault(url, kind)
        if not addresses:
            return None, ()
        main = next(iter(addresses))
        others = (Address(url, kind, self.path) for url, kind in addresses.items() if url != main)
        return main, tuple(others)

    # -- other articles that it names -------------------------------------------------------------

    def _related(
        self, items: list[tuple[Where, object]], properties: _Properties
    ) -> Iterator[Record]:
        for where, value in items:
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
            for here, value in found.pop(name, ()):
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
        types = {str(value).lower() for _, value in found.get("type", ())}
        if types & _WITH_PARTS:
            yield from self._related(items, properties)
        else:
            for where, value in items:
                properties += self._values.property(str(where[-1]), value, where)

    # -- topics and organisations -----------------------------------------------------------------

    def _subject(self, fields: dict[str, object], *, is_topic: bool) -> Topic | Provider | None:
        """Return the topic or organisation that a record describes; None if it has no name."""
        left_out = self._mapping.left_out | {"taxonomy"}
        mapping = dataclasses.replace(SUBJECT_MAPPING, left_out=left_out)
        found, properties = self._sort(fields, (), mapping)
        values = self._values
        name = self._first(found, "name", values.line, properties)
        if name is None:
            return None
        others = self._all(found, "other_names", values.names)
        excerpt = self._first(found, "excerpt", values.prose, properties)
        images = self._all(found, "images", values.images)
        parent = self._first(found, "parent", values.line, properties)
        domain = self._first(found, "domain", values.domain, properties)
        other_names = tuple(other for other in others if other != name)
        if is_topic:
            properties += [("domain", domain)] if domain else []
            more = tuple(sorted(properties))
            return Topic("", name, other_names, parent, excerpt, images, more, (self.path,))
        properties += [("parent", parent)] if parent else []
        more = tuple(sorted(properties))
        return Provider(name, domain or "", images, "", other_names, excerpt, more, (self.path,))


_ADDRESS_KINDS: tuple[AddressKind, ...] = ("web", "original", "amp", "amp-cache")

# [[a page of Obsidian|shown so]], or [shown so](a link of Markdown)
_LINK = re.compile(r"!?\[\[([^\]|#]++)[^\]]*+\]\]|\[[^\]]*+\]\(([^)\s]++)[^)]*+\)")


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
        moved = [item for item in found[name] if fits(item[1])]
        if moved:
            found[name] = [item for item in found[name] if item not in moved]
            found.setdefault(better, []).extend(moved)
    if "draft" in found:
        found.setdefault("is_published", []).extend(found.pop("draft"))
