"""Front matter → records: what a document says of its own article and of the related ones.

Every value either fits its field, is repaired (and told), or is skipped (and told); a field that
nobody foresaw becomes a property. Nothing is dropped in silence.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import TypeVar

from storyweft import scalars, text, urls
from storyweft.front_matter import FrontMatter, Where, kind_of
from storyweft.mapping import FieldMapping
from storyweft.model import Action, Address, AddressKind, Document, Image, Problem, Provider, Record

_T = TypeVar("_T")

#: How much of an original value a problem quotes.
SEEN_LIMIT = 1000


class RecordReader:
    """Turns the fields of one front matter into a :class:`Document`, taking notes on the way."""

    def __init__(self, path: str, matter: FrontMatter, mapping: FieldMapping) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self._matter = matter
        self._mapping = mapping

    def document(self) -> Document:
        """Return the document with its own record, its related records, and the notes taken."""
        for repair in self._matter.repairs:
            self._append(repair.line, None, repair.code, repair.message, "repaired", repair.seen)
        found, properties = self._sort(self._matter.fields, ())
        related = tuple(self._related(found.pop("related", [])))
        record = self._record(found, properties)
        return Document(self.path, record, related, tuple(self.problems))

    # -- from keys to fields --------------------------------------------------------------------

    def _sort(
        self, fields: dict[str, object], where: Where
    ) -> tuple["_Found", list[tuple[str, str]]]:
        """Sort key/value pairs by field, best key first; what has no field is a property."""
        found: dict[str, list[tuple[int, Where, object]]] = {}
        properties: list[tuple[str, str]] = []
        for key, value in fields.items():
            if value is None or value == "":
                continue
            place = self._mapping.place(key)
            if place is None:
                properties += self._property(key, value, (*where, key))
            elif place[0]:
                found.setdefault(place[0], []).append((place[1], (*where, key), value))
        for values in found.values():
            if len(values) > 1:
                values.sort(key=lambda item: item[0])
        return {name: [item[1:] for item in items] for name, items in found.items()}, properties

    def _property(self, key: str, value: object, where: Where) -> Iterator[tuple[str, str]]:
        if isinstance(value, list | dict):
            yield key, json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
        else:
            yield key, text.repair(self._spelled(value, where)).strip()

    def _record(self, found: "_Found", properties: list[tuple[str, str]]) -> Record:
        self._untangle(found)
        url, addresses = self._addresses(found)
        record = Record(
            title=self._first(found, "title", self._line, properties),
            excerpt=self._first(found, "excerpt", self._prose, properties),
            published=self._first(found, "published", self._scalar(scalars.to_time), properties),
            updated=self._first(found, "updated", self._scalar(scalars.to_time), properties),
            type=self._first(found, "type", self._line, properties),
            categories=self._all(found, "category", self._names),
            quality=self._first(found, "quality", self._scalar(scalars.to_number), properties),
            heat=self._first(found, "heat", self._scalar(scalars.to_number), properties),
            is_published=self._first(found, "is_published", self._flag, properties),
            locale=self._first(found, "locale", self._line, properties),
            authors=self._all(found, "authors", self._names),
            images=self._all(found, "images", self._images),
            provider=self._first(found, "provider", self._provider, properties),
            topics=self._all(found, "topics", self._names),
            url=url,
            addresses=addresses,
            properties=tuple(sorted(properties)),
        )
        return record

    @staticmethod
    def _untangle(found: "_Found") -> None:
        """Put values under the field they mean where one key serves for two.

        ``published`` is a flag here and a date there; ``source`` the name of a provider or, in web
        clippings, the address of the page; ``draft`` the opposite of published.
        """
        for name, better, fits in (
            ("is_published", "published", _is_date_like),
            ("provider", "web", _is_url_like),
        ):
            if name not in found:
                continue
            moved = [item for item in found[name] if fits(item[1])]
            if moved:
                found[name] = [item for item in found[name] if item not in moved]
                found.setdefault(better, []).extend(moved)
        if "draft" in found and "is_published" not in found:
            found["is_published"] = found["draft"]

    def _first(
        self,
        found: "_Found",
        name: str,
        convert: Callable[[object, Where], _T],
        properties: list[tuple[str, str]],
    ) -> _T | None:
        """Return the best value that fits; the others stay as properties under their own keys."""
        result = None
        for where, value in found.get(name, ()):
            if result is None:
                result = self._try(convert, value, where)
            else:
                properties += self._property(str(where[-1]), value, where)
        return result

    def _all(
        self, found: "_Found", name: str, convert: Callable[[object, Where], Iterator[_T]]
    ) -> tuple[_T, ...]:
        """Return the values of all keys, each once, in order."""
        if name not in found:
            return ()
        return tuple(
            dict.fromkeys(item for where, value in found[name] for item in convert(value, where))
        )

    def _try(
        self, convert: Callable[[object, Where], _T], value: object, where: Where
    ) -> _T | None:
        try:
            return convert(value, where)
        except ValueError as error:
            self._note(where, "wrong-value", str(error), "skipped", value)
            return None

    # -- conversions ----------------------------------------------------------------------------

    def _spelled(self, value: object, where: Where) -> str:
        """Return a scalar as the document spells it: ``title: 0012`` is the text 0012."""
        if isinstance(value, bool | int | float):
            spelled = self._matter.spelled(where)
            if spelled is not None:
                return spelled
        return scalars.to_text(value)

    def _prose(self, value: object, where: Where) -> str | None:
        given = value if value.__class__ is str else self._spelled(value, where)
        assert isinstance(given, str)
        repaired = text.repair(given)
        if repaired != given:
            self._note(where, "text", f"read as {_shorten(repaired)!r}", "repaired", given)
        return repaired.strip() or None

    def _line(self, value: object, where: Where) -> str | None:
        prose = self._prose(value, where)
        if prose is None:
            return None
        line = text.one_line(prose)
        if line != prose:
            self._note(where, "spaces", f"read as {_shorten(line)!r}", "repaired", value)
        return line

    def _flag(self, value: object, where: Where) -> bool:
        flag = scalars.to_flag(value)
        return not flag if where[-1] == "draft" else flag

    @staticmethod
    def _scalar(convert: Callable[[object], _T]) -> Callable[[object, Where], _T]:
        return lambda value, _: convert(value)

    def _names(self, value: object, where: Where) -> Iterator[str]:
        """Yield names from a list, a comma-separated text, or mappings with a name."""
        if isinstance(value, dict):
            name = value.get("name") or value.get("title")
            if name is None:
                self._note(where, "wrong-value", "expected a name, got a mapping", "skipped", value)
                return
            value = name
        if isinstance(value, list):
            for place, item in enumerate(value):
                if isinstance(item, str):
                    yield from self._name(item, (*where, place))
                elif item is not None:
                    yield from self._names(item, (*where, place))
            return
        for part in value.split(",") if isinstance(value, str) else [value]:
            yield from self._name(part, where)

    def _name(self, value: object, where: Where) -> Iterator[str]:
        name = self._try(self._line, value, where)
        if name:
            name = name.removeprefix("#").strip()
        if name and text.fold(name):
            yield name

    def _addresses(self, found: "_Found") -> tuple[str | None, tuple[Address, ...]]:
        """Return the main URL and the other ones; the best stated key of the web kind leads."""
        addresses: dict[str, AddressKind] = {}
        kinds: tuple[AddressKind, ...] = ("web", "original", "amp", "amp-cache")
        for kind in kinds:
            for where, value in found.get(kind, ()):
                url = self._url(value, where)
                if url is not None:
                    addresses.setdefault(url, kind)
        if not addresses:
            return None, ()
        main = next(iter(addresses))
        others = (Address(url, kind, self.path) for url, kind in addresses.items() if url != main)
        return main, tuple(others)

    def _url(
        self, value: object, where: Where, parse: Callable[[str], str] = urls.parse_url
    ) -> str | None:
        try:
            given = scalars.to_text(value).strip()
            completed = _complete(urls.undo_entities(given))
            url = parse(completed)
        except ValueError as error:
            message = f"expected an http(s) URL, got {error}"
            self._note(where, "not-a-url", message, "skipped", value)
            return None
        if completed != given:
            self._note(where, "url", f"read as {_shorten(url)!r}", "repaired", given)
        return url

    def _images(self, value: object, where: Where) -> Iterator[Image]:
        if isinstance(value, list):
            for place, item in enumerate(value):
                yield from self._images(item, (*where, place))
        elif isinstance(value, dict):
            yield from self._image(value, where)
        elif value is not None:
            url = self._url(value, where, urls.escape_url)
            if url is not None:
                yield Image(url)

    def _image(self, fields: dict[str, object], where: Where) -> Iterator[Image]:
        key = next((key for key in ("url", "src", "contentUrl") if fields.get(key)), "url")
        url = self._url(fields.get(key), (*where, key), urls.escape_url)
        if url is None:
            return
        caption = next((name for name in ("title", "caption", "alt") if fields.get(name)), "")
        yield Image(
            url,
            width=self._optional(fields, "width", scalars.to_size, where),
            height=self._optional(fields, "height", scalars.to_size, where),
            caption=self._try(self._line, fields[caption], (*where, caption)) if caption else None,
            cached=self._optional(fields, "isCached", scalars.to_flag, where),
        )

    def _optional(
        self, fields: dict[str, object], key: str, convert: Callable[[object], _T], where: Where
    ) -> _T | None:
        value = fields.get(key)
        if value is None:
            return None
        return self._try(self._scalar(convert), value, (*where, key))

    def _provider(self, value: object, where: Where) -> Provider | None:
        if not isinstance(value, dict):
            names = list(self._names(value, where))
            return Provider(names[0]) if names else None
        name = self._try(self._line, value.get("name", ""), (*where, "name"))
        domain = self._try(self._line, value.get("domain", ""), (*where, "domain"))
        domain = _domain(domain) if domain else ""
        if not (name and text.fold(name)):
            if not domain:
                raise ValueError("expected a provider with a name or a domain")
            name = domain
        given = value.get("images") or value.get("logo")
        key = "images" if value.get("images") else "logo"
        images = tuple(dict.fromkeys(self._images(given, (*where, key)))) if given else ()
        return Provider(name, domain, images)

    def _related(self, items: list[tuple[Where, object]]) -> Iterator[Record]:
        for where, value in items:
            for place, item in enumerate(value if isinstance(value, list) else [value]):
                here: Where = (*where, place)
                if isinstance(item, dict):
                    found, properties = self._sort(item, here)
                    found.pop("related", None)
                    yield self._record(found, properties)
                elif isinstance(item, str) and item.strip():
                    yield self._mention(item.strip(), here)
                elif item is not None:
                    message = f"expected a related article, got {kind_of(item)}"
                    self._note(here, "wrong-value", message, "skipped", item)

    def _mention(self, item: str, where: Where) -> Record:
        """Return the record for a related article that is given as a URL, slug, path or title."""
        if _is_url_like(item):
            return Record(url=self._url(item, where))
        wiki = _WIKI_LINK.fullmatch(item)
        return Record(reference=wiki[1].strip() if wiki else item)

    # -- notes ----------------------------------------------------------------------------------

    def _note(self, where: Where, code: str, message: str, action: Action, seen: object) -> None:
        original = seen if isinstance(seen, str) else json.dumps(seen, default=str)
        line = self._matter.line(where)
        self._append(line, _field_name(where), code, message, action, original)

    def _append(
        self,
        line: int | None,
        field: str | None,
        code: str,
        message: str,
        action: Action,
        seen: str | None,
    ) -> None:
        seen = seen and seen[:SEEN_LIMIT]
        self.problems.append(Problem(self.path, line, field, code, message, action, seen))


_Found = dict[str, list[tuple[Where, object]]]

_WIKI_LINK = re.compile(r"!?\[\[([^\]|#]+)[^\]]*\]\]")


def _is_url_like(value: object) -> bool:
    return isinstance(value, str) and value.strip().lower().startswith(("http://", "https://"))


def _is_date_like(value: object) -> bool:
    try:
        scalars.to_flag(value)
    except ValueError:
        return not isinstance(value, list | dict)
    return False


def _complete(url: str) -> str:
    """Add the scheme that people leave out: ``//host/path`` and ``www.host/path``."""
    if url.startswith("//"):
        return f"https:{url}"
    return f"https://{url}" if url.lower().startswith("www.") else url


def _domain(domain: str) -> str:
    """Return a domain as providers are compared by: lower case, no scheme, path or ``www.``."""
    bare = domain.lower().split("://")[-1].split("/")[0].strip(". ")
    return bare.removeprefix("www.")


def _field_name(where: Where) -> str:
    """Write a place as people read it.

    >>> _field_name(("related", 2, "title"))
    'related[2].title'
    """
    name = ""
    for step in where:
        name += f"[{step}]" if isinstance(step, int) else f".{step}" if name else step
    return name


def _shorten(value: str, limit: int = 120) -> str:
    return value if len(value) <= limit else value[: limit - 1] + "…"
