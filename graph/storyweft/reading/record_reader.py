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
from storyweft.model import PRECISION_OF, Address, AddressKind, Document, Provider, Record, Topic
from storyweft.reading._junk import is_junk
from storyweft.reading.converters import Convert, Converters
from storyweft.reading.dialects.categories import categories_of
from storyweft.reading.dialects.domains import registered_domain
from storyweft.reading.dialects.names import date_in, date_of, language_of, name_as_title
from storyweft.reading.dialects.pages import name_of
from storyweft.reading.dialects.permalinks import RULES
from storyweft.reading.dialects.tables import BY_NAME
from storyweft.reading.forms import is_home, is_recording, is_relative, is_url_like
from storyweft.reading.lines import Lines
from storyweft.reading.matter import FrontMatter
from storyweft.reading.notes import LISTED_LIMIT, Notes
from storyweft.reading.plain_names import first_heading
from storyweft.reading.publishing import resolved
from storyweft.reading.related_items import related_items, target_of
from storyweft.reading.services import page_read
from storyweft.reading.untangling import ByField, is_of_site, untangle
from storyweft.reading.yaml_guards import Where
from storyweft.settings import NO_SITE, Settings

_T = TypeVar("_T")
_Properties = list[tuple[str, str]]
_Lined = tuple[Record, int]  # with the line that a problem may have to name; 0 for none

# The types of what has parts; elsewhere ``items`` is a field like any other.
_WITH_PARTS = frozenset(["collection", "course", "series", "playlist"])

# The ``taxonomy`` of records about no article.
_TOPIC = frozenset(["topic", "topics"])
_ORGANIZATION = frozenset(["organization", "organizations", "organisation", "organisations"])


class RecordReader:
    """Turns the fields of one front matter into a :class:`Document`, taking notes on the way."""

    def __init__(self, path: str, matter: FrontMatter, settings: Settings) -> None:
        self.path = path
        self.notes = Notes(path, matter)
        self._matter = matter
        self._mapping = settings.mapping
        self._site = site = settings.site_of(path) or NO_SITE
        self._dialect = BY_NAME[site.dialect]
        self._values = Converters(matter, self.notes, site)
        self._references = 0
        self._lines = matter.lines()  # of the related articles, which stand in order

    def document(self, fields: dict[str, object]) -> Document:
        """Return the document with its own record, its related records, and the notes taken.

        :param fields: those of its front matter and its tables, and what it inherits.
        """
        for repair in self._matter.repairs:
            self.notes.repaired(repair)
        stated = self._matter.fields
        taxonomy = str(stated.get("taxonomy", "")).strip().lower()
        if taxonomy in _TOPIC or taxonomy in _ORGANIZATION:
            subject = self._subject(stated, is_topic=taxonomy in _TOPIC)
            if subject is not None:
                return Document(self.path, Record(), problems=self.notes.done(), subject=subject)
        by_field, properties = self._sort(fields, (), self._mapping)
        related = list(self._related(by_field.pop("related", []), properties))
        parts = list(self._parts(by_field, properties))
        for item in by_field.get("provider", ())[:]:
            is_elsewhere = is_of_site(item) or str(item[1][-1]).lower().startswith("domain")
            if is_elsewhere and self._dialect.name in RULES:  # its author's, or what it is about
                by_field["provider"].remove(item)
                properties += self._values.property(str(item[1][-1]), item[2], item[1])
        is_clipping = any(
            str(where[-1]).lower() in _CLIPPED_FROM and is_url_like(value)
            for _, where, value in by_field.get("provider", ())
        )
        record, line = self._record(by_field, properties, self._matter.lines())
        record = self._completed(record, is_clipping=is_clipping)
        lines = (line, *(line for _, line in related), *(line for _, line in parts))
        return Document(
            self.path,
            record,
            tuple([record for record, _ in related]),
            self.notes.done(),
            tuple([record for record, _ in parts]),
            lines=lines if any(lines) else (),
        )

    def _completed(self, record: Record, *, is_clipping: bool) -> Record:
        """Return the own record with what its body, its path and its site say beside it."""
        site, dialect = self._site, self._dialect
        path = site.path_of(self.path)
        more: dict[str, Any] = {}
        url = record.url
        if url is None and (read := page_read(self._matter.body)):
            url = more["url"] = self._values.url(read, ())
        if record.title is None:
            more["title"] = self._unstated_title(path)
        stated = dict(record.properties).get("path", "") if dialect.paths else ""
        if record.published is None and (day := date_of(path, dialect, site) or date_in(stated)):
            moment = self._values.attempt(Converters.moment, day, ())
            if moment:
                more["published"], more["precision"] = moment.time, "day"
        if record.locale is None and site is not NO_SITE:
            more["locale"] = language_of(path, dialect, site) or site.language
        if record.provider is None:
            language = record.locale or more.get("locale")
            more["provider"] = self._own_provider(url, language, is_clipping=is_clipping)
        if (authors := self._values.own_people(record.authors, url)) != record.authors:
            more["authors"] = authors
        if categories := categories_of(path, record.categories, site):
            more["categories"] = categories
        return structs.replace(record, **more) if more else record

    def _unstated_title(self, path: str) -> str | None:
        """Return a title that a document has, but not as its own field."""
        for table, keys in self._dialect.titled.items():
            inside = self._matter.fields.get(table)
            stated = inside if isinstance(inside, dict) else {}
            for key in filter(stated.get, keys):
                if title := self._values.attempt(Converters.title, stated[key], (table, key)):
                    return title
        body = self._matter.body
        named = name_as_title(path, self._dialect)
        # In a vault it is one heading of many, unless it stands above all others.
        if named and (first := _HEADING.search(body)) and len(first[1]) > 1:
            return named
        return first_heading(body) or named

    def _own_provider(
        self, url: str | None, language: str | None, *, is_clipping: bool
    ) -> Provider | None:
        """Return who publishes a document that does not say it: its site, or where it is from."""
        site = self._site
        own = registered_domain(site.url) if site.url else None
        is_clipping = is_clipping or (self._dialect.vault and own is None)
        if url and (is_clipping or (own and registered_domain(url) != own)):
            domain = registered_domain(url)
            return Provider(domain, domain) if domain and domain != own else None
        name = name_of(site, language) or own
        return Provider(name, own or "") if name else None

    # -- from keys to fields ----------------------------------------------------------------------

    def _sort(
        self, fields: dict[str, object], where: Where, mapping: FieldMapping
    ) -> tuple[ByField, _Properties]:
        """Sort key/value pairs by field, best key first; what has no field is a property."""
        by_field: ByField = {}
        properties: _Properties = []
        for key, value in fields.items():
            if value is None or value == "":
                continue
            field = mapping.field_of(key)
            if field is None:
                properties += self._values.property(key, value, (*where, key))
                continue
            name, rank = field
            if name in by_field:
                by_field[name].append((rank, (*where, key), value))
            elif name:
                by_field[name] = [(rank, (*where, key), value)]
        for values in by_field.values():
            if len(values) > 1:
                values.sort(key=_rank)
        return by_field, properties

    def _first(
        self,
        by_field: ByField,
        name: str,
        convert: Convert[_T],
        properties: _Properties,
    ) -> _T | None:
        """Return the best value that fits; the others stay as properties under their own keys."""
        if not by_field.get(name):
            return None
        values = self._values
        (_, where, value), *others = by_field[name]
        result = values.attempt(convert, value, where)
        for _, where, value in others:
            if result is None:
                result = values.attempt(convert, value, where)
            else:
                properties += values.property(str(where[-1]), value, where)
        return result

    def _all(self, by_field: ByField, name: str, convert: Convert[Iterator[_T]]) -> tuple[_T, ...]:
        """Return the values of all keys, each once, in order."""
        items = [
            item
            for _, where, value in by_field.get(name, ())
            for item in convert(self._values, value, where)
        ]
        return tuple(dict.fromkeys(items)) if len(items) > 1 else tuple(items)

    # -- an article -------------------------------------------------------------------------------

    def _record(self, by_field: ByField, properties: _Properties, lines: Lines) -> _Lined:
        """Return a record, and the line of its first address beside the main one."""
        untangle(by_field, properties, self._values, is_note=self._dialect.vault)
        url, addresses, spelled = self._addresses(by_field, properties)
        line = lines.of(spelled) if spelled else 0
        said: dict[str, Any] = {}
        for name, field, convert in _FIELDS:
            if field in by_field:
                said[name] = self._first(by_field, field, convert, properties)
        for name, precision in PRECISION_OF.items():
            if name in by_field:
                moment = self._first(by_field, name, Converters.moment, properties)
                if moment is not None:
                    said[name] = moment.time
                    said[precision] = "day" if moment.is_day else None
        for name, field, convert_all in _LISTS:
            if field in by_field:
                said[name] = self._all(by_field, field, convert_all)
        title = said.get("title")
        if title is not None and is_junk(title):
            said["is_junk"] = True
            message = f"a page of junk, no news: {title!r}; it is in no story"
            self.notes.value(by_field["title"][0][1], "junk", message, "noted", title)
        more = tuple(sorted(properties))
        return Record(**said, url=url, addresses=addresses, properties=more), line

    def _url(self, where: Where, value: object, properties: _Properties) -> str | None:
        """Return an address; one of the own site is resolved, or else stays as it is."""
        is_made = str(where[-1]).lower() == "url" and self._dialect.name in _OWN_URLS
        is_part = is_made and self._site.url and not is_url_like(value)  # of what the site makes
        if is_part or self._is_link_post(where, value):
            properties += self._values.property(str(where[-1]), value, where)
            return None
        is_own = isinstance(value, str) and (is_relative(value) or is_made)
        if not is_recording(value) and (is_url_like(value) or not is_own):
            return self._values.url(value, where)
        if not is_url_like(value) and (url := resolved(self._site, str(value).strip())):
            return url
        properties += self._values.property(str(where[-1]), value, where)
        what = ("relative-url", "an address of its own site: kept as it is")
        what = ("wrong-value", "a recording, and no page: kept") if is_recording(value) else what
        self.notes.value(where, *what, "noted", value)
        return None

    def _is_link_post(self, where: Where, value: object) -> bool:
        """Tell whether a page of a site that has its own address speaks of another by ``link``."""
        if len(where) != 1 or str(where[0]).lower() != "link" or not isinstance(value, str):
            return False
        own = registered_domain(self._site.url) if self._site.url else None
        is_elsewhere = bool(own) and registered_domain(value) != own
        # Without a word of its own it is what it leads to.
        return is_elsewhere and self._dialect.name in RULES and bool(self._matter.body.strip())

    def _addresses(
        self, by_field: ByField, properties: _Properties
    ) -> tuple[str | None, tuple[Address, ...], str | None]:
        """Return the main URL, the others, and the first of these as the document spells it.

        The best stated key of the web kind leads.
        """
        addresses: dict[str, AddressKind] = {}
        homes: dict[str, tuple[Where, object]] = {}
        spelled = None
        for kind in _ADDRESS_KINDS:
            for _, where, value in by_field.get(kind, ()):
                url = self._url(where, value, properties)
                if url is not None and url not in addresses:
                    addresses[url] = kind
                    if kind == "web" and is_home(url):
                        homes[url] = where, value
                    elif len(addresses) - len(homes) == 2 and isinstance(value, str):
                        spelled = value
        if "web" in {kind for url, kind in addresses.items() if url not in homes}:
            for url, (where, value) in homes.items():
                del addresses[url]
                properties += self._values.property(str(where[-1]), value, where)
                message = "the address of a whole site, and none of its articles: kept as it is"
                self.notes.value(where, "wrong-value", message, "noted", value)
        main = next(iter(addresses), None)
        others = (Address(url, kind) for url, kind in addresses.items() if url != main)
        return main, tuple(others), spelled

    # -- other articles that it names -------------------------------------------------------------

    def _related(
        self, items: list[tuple[int, Where, object]], properties: _Properties
    ) -> Iterator[_Lined]:
        for _, where, value in items:
            if isinstance(value, bool):  # a switch of the site's generator
                properties += self._values.property(str(where[-1]), value, where)
                continue
            for position, item in enumerate(related_items(value)):
                here: Where = (*where, position)
                if isinstance(item, dict):
                    yield from self._stub(item, here)
                elif isinstance(item, str) and item.strip():
                    yield self._mention(item.strip(), here)
                elif item is not None:
                    message = f"expected a related article, got {kind_of(item)}"
                    self.notes.value(here, "wrong-value", message, "skipped", item)

    def _stub(self, fields: dict[str, object], where: Where) -> Iterator[_Lined]:
        by_field, properties = self._sort(fields, where, self._mapping)
        for name in ("related", "parts"):  # of a related article only what is its own counts
            for _, here, value in by_field.pop(name, ()):
                properties += self._values.property(str(here[-1]), value, here)
        record, line = self._record(by_field, properties, self._lines)
        if record.url is not None:
            yield record, line
        elif record.title is not None:
            yield self._named(record, record.title, where)
        else:
            message = "expected a related article with a URL or a title, got neither"
            self.notes.value(where, "wrong-value", message, "skipped", fields)

    def _mention(self, item: str, where: Where) -> _Lined:
        """Return the record for a related article that is given as a URL, slug, path or title."""
        target = target_of(item)
        url = self._values.url(target, where) if is_url_like(target) else None
        return (Record(url=url), 0) if url else self._named(Record(), target, where)

    def _named(self, record: Record, reference: str, where: Where) -> _Lined:
        position = "".join(f"[{step}]" if isinstance(step, int) else str(step) for step in where)
        self._references += 1
        is_looked_for = self._references <= LISTED_LIMIT  # each look goes through the whole text
        line = self._matter.line_near(str(where[0]), reference) if is_looked_for else None
        return structs.replace(record, reference=reference, position=position), line or 0

    def _parts(self, by_field: ByField, properties: _Properties) -> Iterator[_Lined]:
        items = by_field.pop("parts", [])
        types = {str(value).lower() for _, _, value in by_field.get("type", ())}
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
        by_field, properties = self._sort(fields, (), mapping)
        name = self._first(by_field, "name", Converters.line, properties)
        if name is None:
            return None
        others = self._all(by_field, "other_names", Converters.names)
        excerpt = self._first(by_field, "excerpt", Converters.prose, properties)
        images = self._all(by_field, "images", Converters.images)
        parent = self._first(by_field, "parent", Converters.line, properties)
        domain = self._first(by_field, "domain", Converters.domain, properties)
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
    ("title", "title", Converters.title),
    ("excerpt", "excerpt", Converters.excerpt),
    ("type", "type", Converters.first),
    ("quality", "quality", Converters.number),
    ("heat", "heat", Converters.number),
    ("is_published", "is_published", Converters.flag),
    ("locale", "locale", Converters.language),
    ("provider", "provider", Converters.provider),
)
_LISTS: tuple[tuple[str, str, Convert[Iterator[Any]]], ...] = (
    ("categories", "category", Converters.names),
    ("authors", "authors", Converters.people),
    ("author_urls", "authors", Converters.author_urls),
    ("images", "images", Converters.images),
    ("topics", "topics", Converters.names),
)
_ADDRESS_KINDS: tuple[AddressKind, ...] = ("web", "original", "amp", "amp-cache")

# Where the address of a page stands under a key that names a provider elsewhere: a web clipping.
_CLIPPED_FROM = frozenset(["source"])
# Generators whose documents say where they go by ``url``.
_OWN_URLS = frozenset(["hugo", "pelican"])
_HEADING = re.compile(r"^(#{1,6}) +\S", re.MULTILINE)


def _rank(item: tuple[int, Where, object]) -> int:
    return item[0]
