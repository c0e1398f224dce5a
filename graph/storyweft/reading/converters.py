"""From parsed values to what the model holds, each with a note where it had to be helped.

A value either fits its field, is repaired (and told), or is skipped (and told).
"""

import json
from collections.abc import Callable, Iterator
from datetime import UTC
from typing import TypeVar

from storyweft import text, urls
from storyweft.errors import kind_of
from storyweft.model import Image, Provider
from storyweft.reading import dates, scalars
from storyweft.reading.dates import Moment
from storyweft.reading.dialects.tables import BY_NAME
from storyweft.reading.forms import (
    bare_domain,
    completed,
    is_address,
    is_domain,
    is_host_key,
    is_host_of,
    is_own_picture,
    is_url_like,
    shorten,
)
from storyweft.reading.languages import code_of
from storyweft.reading.matter import FrontMatter
from storyweft.reading.notes import Notes
from storyweft.reading.person_names import passed_over, split_people, without_address
from storyweft.reading.plain_names import (
    has_marks,
    is_channel,
    is_placeholder,
    split_wikilinks,
    split_words,
    without_brackets,
    without_elements,
    without_marks,
)
from storyweft.reading.related_items import target_of
from storyweft.reading.services import day_in, name_in, person_in, text_in
from storyweft.reading.yaml_guards import Where
from storyweft.reading.zones import zone_of
from storyweft.settings import NO_SITE, Site

_T = TypeVar("_T")


class Converters:
    """Converts the values of one document."""

    def __init__(self, matter: FrontMatter, notes: Notes, site: Site = NO_SITE) -> None:
        self._matter = matter
        self._note = notes.value
        self._zone = zone_of(site.timezone) if site.timezone else UTC
        self._authors = dict(site.authors)
        self._author = site.author
        self._words = BY_NAME[site.dialect].words

    def attempt(self, convert: "Convert[_T]", value: object, where: Where) -> _T | None:
        """Return the converted value, or None, with a note, if it does not fit."""
        try:
            return convert(self, value, where)
        except ValueError as error:
            self._note(where, "wrong-value", str(error), "skipped", value)
            return None

    def spelled(self, value: object, where: Where) -> str:
        """Return a scalar as the document spells it: ``title: 0012`` is the text 0012."""
        if isinstance(value, str):
            return value
        if not isinstance(value, list | dict):
            spelled = self._matter.spelled(where)
            if spelled is not None:
                return spelled
        return scalars.to_text(value)

    def prose(self, value: object, where: Where) -> str | None:
        """Return a text with its line breaks."""
        value = text_in(value)
        if isinstance(value, str) and text.is_sound(value):
            return value.strip() or None
        written = self.spelled(value, where)
        repaired = text.repair(written)
        if repaired != written:
            self._note(where, "text", f"read as {shorten(repaired)!r}", "repaired", written)
        return repaired.strip() or None

    def excerpt(self, value: object, where: Where) -> str | None:
        """Return a text without the elements of HTML that feeds have in it."""
        prose = self.prose(value, where)
        if prose is None or "<" not in prose:
            return prose
        plain = without_elements(prose)
        if plain != prose:
            self._note(where, "markup", f"read as {shorten(plain)!r}", "repaired", value)
        return plain or None

    def line(self, value: object, where: Where) -> str | None:
        """Return a title or name, which is one line."""
        if isinstance(value, str) and "  " not in value and text.is_sound(value):
            return value.strip() or None
        prose = self.prose(value, where)
        if prose is None:
            return None
        line = text.one_line(prose)
        if line != prose:
            self._note(where, "spaces", f"read as {shorten(line)!r}", "repaired", value)
        return line

    def title(self, value: object, where: Where) -> str | None:
        """Return a title, without marks of HTML and Markdown."""
        value = text_in(value)
        line = self.line(value, where)
        if line is None or (
            (is_placeholder(line) or is_address(line)) and self._is_nobody(line, where)
        ):
            return None
        if not has_marks(line) and not (isinstance(value, str) and "&nbsp;" in value):
            return line
        spelled = value if isinstance(value, str) and "&nbsp;" in value else line
        plain = text.one_line(text.repair(without_marks(spelled))) or line
        if plain != line:
            self._note(where, "markup", f"read as {shorten(plain)!r}", "repaired", value)
        return plain

    def first(self, value: object, where: Where) -> str | None:
        """Return a text, or the first of a list of them."""
        if isinstance(value, list):
            names = self.names(value, where)
            return next(names, None)
        line = self.line(value, where)
        return without_brackets(line) if line else None

    def language(self, value: object, where: Where) -> str | None:
        """Return a language, by its code where it is called by its name."""
        name = self.first(value, where)
        return code_of(name) if name else None

    def _is_nobody(self, name: str, where: Where) -> bool:
        """Say yes, with a note, of a name that stands for nobody."""
        self._note(where, "placeholder", f"{shorten(name)!r} stands for nothing", "skipped", name)
        return True

    def moment(self, value: object, where: Where) -> Moment:
        """Return a time in UTC, or a day."""
        if isinstance(value, dict):  # last_update: {date: …, author: …}, date: {created: …}
            value = value.get("date", value.get("created", day_in(value)))
        if isinstance(value, list) and len(value) == 1 and isinstance(value[0], list):
            value = value[0][0] if len(value[0]) == 1 else value  # [[2013-07-24]] without quotes
        if isinstance(value, float):
            value = self.spelled(value, where)
        return dates.to_moment(value, self._zone)

    def number(self, value: object, _: Where) -> int | float:
        """Return a number."""
        return scalars.to_number(value)

    def size(self, value: object, _: Where) -> int:
        """Return a width or height in pixels."""
        return scalars.to_size(value)

    def flag(self, value: object, where: Where) -> bool:
        """Return true or false; a draft is not published."""
        flag = scalars.to_flag(value)
        return not flag if str(where[-1]).lower() == "draft" else flag

    def names(self, value: object, where: Where) -> Iterator[str]:
        """Yield names from a list, a comma-separated text, or mappings with a name."""
        if isinstance(value, dict):
            name = name_in(value)
            if name is None:
                self._note(where, "wrong-value", "expected a name, got a mapping", "skipped", value)
                return
            yield from self.name(name, where)
        elif isinstance(value, list):
            for number, item in enumerate(value):
                if isinstance(item, str):
                    yield from self.name(item, (*where, number))
                elif item is not None:
                    yield from self.names(item, (*where, number))
        elif isinstance(value, str):
            at_spaces = len(where) == 1 and str(where[0]).lower() in self._words
            parts = split_words(value, at_spaces=at_spaces)
            if "[[" in value and (linked := list(split_wikilinks(value.replace("#[[", "[[")))):
                parts = linked
            for part in parts:
                yield from self.name(part, where)
        else:
            yield from self.name(value, where)

    def people(self, value: object, where: Where) -> Iterator[str]:
        """Yield names of authors: by the keys that the site has for them, or as they stand."""
        if isinstance(value, list):
            for number, item in enumerate(value):
                yield from self.people(item, (*where, number))
        elif isinstance(value, dict):
            yield from self._people_in(value, where)
        elif isinstance(value, str):
            if value in self._authors:
                yield self._authors[value]
                return
            people = [*split_people(without_address(value))]
            for name in people:
                yield from (self._authors.get(name, name) for name in self.name(name, where))
            for part in passed_over(value, people):
                message = f"{part!r} stands beside a name: taken for no author"
                self._note(where, "wrong-value", message, "skipped", value)
        elif value is not None:
            yield from self.name(value, where)

    def _people_in(self, fields: dict[str, object], where: Where) -> Iterator[str]:
        key = fields.get("key")
        if isinstance(key, str) and key in self._authors and not fields.get("name"):
            yield self._authors[key]
        elif isinstance(fields.get("person"), list) and fields["person"]:
            yield from self.people(fields["person"], (*where, "person"))
        elif person := person_in(fields):
            yield from self.name(person, where)
        elif isinstance(fields.get("original"), str):
            yield from self.people(fields["original"], (*where, "original"))
        elif isinstance(name := name_in(fields), str):
            yield from self.people(name, where)
        else:
            yield from self.names(fields, where)

    def own_people(self, authors: tuple[str, ...], url: str | None) -> tuple[str, ...]:
        """Return authors but for the host of their page, else the one of the whole site.

        Readwise exports the host as the author of a page that names nobody.
        """
        hosts = [name for name in authors if url and is_host_of(name, url)]
        for host in hosts:
            self._is_nobody(host, ("author",))
        people = tuple(name for name in authors if name not in hosts)
        return people or ((self._author,) if self._author else ())

    def author_urls(self, value: object, where: Where) -> Iterator[tuple[str, str]]:
        """Yield name and URL of each author that is a mapping with both."""
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict) and is_url_like(item.get("url")):
                url = self.url(item["url"], (*where, "url"))
                yield from ((name, url) for name in self.names(item, where) if url)

    def name(self, value: object, where: Where) -> Iterator[str]:
        """Yield the one name that a value is, without the # of a hashtag; nothing if it is none."""
        name = self.attempt(Converters.line, value, where)
        if name:
            name = name.removeprefix("#").strip()
            name = without_brackets(name) if "[[" in name else name
            name = without_marks(name) if "](" in name else name
        if not name or not text.fold(name):
            return
        if is_placeholder(name) or not any(map(str.isalnum, name)):
            self._is_nobody(name, where)
        else:
            yield name

    def url(
        self, value: object, where: Where, parse: Callable[[str], str] = urls.parse_url
    ) -> str | None:
        """Return an absolute http(s) URL, or None, with a note, if it is none."""
        if isinstance(value, str) and urls.is_plain(value):
            return value
        if isinstance(value, dict):  # mainEntityOfPage: {@id: …}
            value = value.get("@id", value)
        try:
            if not isinstance(value, str):
                raise ValueError(kind_of(value))
            if is_placeholder(value.strip()) and self._is_nobody(value.strip(), where):
                return None
            written = value.strip()
            written = target_of(written) if written.startswith("[") else written
            whole = completed(urls.mend(written))
            url = parse(whole)
        except ValueError as error:
            message = f"expected an http(s) URL, got {error}"
            self._note(where, "not-a-url", message, "skipped", value)
            return None
        if whole != value.strip():
            self._note(where, "url", f"read as {shorten(url)!r}", "repaired", written)
        return url

    def images(self, value: object, where: Where) -> Iterator[Image]:
        """Yield images from URLs, mappings, or a list of these."""
        if isinstance(value, list):
            for number, item in enumerate(value):
                yield from self.images(item, (*where, number))
        elif isinstance(value, dict):
            default = value.get("default")
            yield from self._image(default if isinstance(default, dict) else value, where)
        elif is_own_picture(value):
            self._note(where, "relative-url", "a picture of its own site: left out", "noted", value)
        elif value is not None:
            url = self.url(value, where, urls.escape_url)
            if url is not None:
                yield Image(url)

    def _image(self, fields: dict[str, object], where: Where) -> Iterator[Image]:
        key = next((key for key in _PICTURE_KEYS if fields.get(key)), "url")
        if is_own_picture(fields.get(key)):
            message = "a picture of its own site: left out"
            self._note((*where, key), "relative-url", message, "noted", fields[key])
            return
        url = self.url(fields.get(key), (*where, key), urls.escape_url)
        if url is None:
            return
        caption = next((name for name in ("title", "caption", "alt") if fields.get(name)), "")
        yield Image(
            url,
            width=self._size(fields, "width", where),
            height=self._size(fields, "height", where),
            caption=self.attempt(Converters.line, fields[caption], (*where, caption))
            if caption
            else None,
            cached=self._cached(fields, where),
        )

    def _size(self, fields: dict[str, object], key: str, where: Where) -> int | None:
        value = fields.get(key)
        if value is None:
            return None
        return self.attempt(Converters.size, value, (*where, key))

    def _cached(self, fields: dict[str, object], where: Where) -> bool | None:
        value = fields.get("isCached")
        if value is None or isinstance(value, bool):
            return value
        return self.attempt(Converters.flag, value, (*where, "isCached"))

    def provider(self, value: object, where: Where) -> Provider | None:
        """Return a provider from its name, or a mapping with name, domain and images.

        :raises ValueError: if a mapping has neither name nor domain.
        """
        if not isinstance(value, dict):
            names = [
                *(self.names(value, where) if isinstance(value, list) else self.name(value, where))
            ]
            if names and is_channel(names[0]):
                message = f"{names[0]!r} says how it came here, not who published it"
                self._note(where, "placeholder", message, "skipped", names[0])
                return None
            if names and (is_host_key(where) or is_url_like(names[0])):
                domain = self.domain(names[0], where)
                return Provider(domain, domain) if domain else None
            return Provider(names[0]) if names else None
        key = "name" if value.get("name") else "title"
        name = self.attempt(Converters.line, value.get(key) or "", (*where, key))
        key = "domain" if value.get("domain") else "url"
        domain = self.domain(value.get(key), (*where, key))
        if not (name and text.fold(name)):
            if not domain:
                raise ValueError("expected a provider with a name or a domain")
            name = domain
        key = "images" if value.get("images") else "logo"
        images = tuple(dict.fromkeys(self.images(value.get(key), (*where, key))))
        link = value.get("url")
        url = self.url(link, (*where, "url")) if is_url_like(link) else None
        return Provider(name, domain, images, url=url)

    def domain(self, value: object, where: Where) -> str:
        """Return a domain as providers are compared by: lower case, no scheme, path or ``www.``."""
        domain = self.attempt(Converters.line, value, where) if value else None
        bare = bare_domain(domain) if domain else ""
        if not is_domain(bare):
            self._note(
                where, "wrong-value", f"expected a domain, got {shorten(bare)!r}", "skipped", value
            )
            return ""
        return bare

    def property(self, key: str, value: object, where: Where) -> Iterator[tuple[str, str]]:
        """Yield a field that nobody foresaw, as text; lists and mappings as JSON."""
        name = text.one_line(text.repair(key))
        if not name or name[0] == ":":  # :evergreen_tree: is prose, or a picture in it
            self._note(where, "wrong-value", f"expected a key, got {name!r}", "skipped", value)
        elif isinstance(value, list | dict):
            dumped = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
            yield name, text.storable(dumped)
        elif written := text.repair(self.spelled(value, where)).strip():
            yield name, written


#: A method of :class:`Converters`: it takes a value and its position.
Convert = Callable[[Converters, object, Where], _T]

_PICTURE_KEYS = ("url", "src", "contentUrl", "path", "file", "image")
