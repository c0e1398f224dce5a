"""Scalars and lists of the usual shape → what the model holds, where nothing needs help.

Each function is what :mod:`storyweft.reading.converters` does with the same value when that takes
no note of it, and raises :class:`Unusual` for all others.
"""

import re
from collections.abc import Callable
from datetime import UTC
from functools import lru_cache

from storyweft import text as repairs
from storyweft import urls
from storyweft.model import Image, Provider
from storyweft.reading import dates
from storyweft.reading.forms import bare_domain, is_address, is_domain, is_recording, is_url_like
from storyweft.reading.languages import code_of, is_language
from storyweft.reading.person_names import split_people, without_address
from storyweft.reading.plain_names import has_marks, is_channel, is_placeholder
from storyweft.reading.usual_lines import (
    Unusual,
    Value,
    entries,
    indent_of,
    items,
    listed,
    text,
    whole_number,
)

# How many of the values that repeat are remembered: providers, names, languages.
_REMEMBERED = 1 << 12


def prose(value: Value) -> str | None:
    """Return a text."""
    return _sound(text(value[0], value[1])).strip() or None


def excerpt(value: Value) -> str | None:
    """Return a text without elements of HTML."""
    said = prose(value)
    if said is not None and "<" in said:
        raise Unusual
    return said


def line(value: Value) -> str | None:
    """Return a text in one line."""
    return _line(text(value[0], value[1]))


def _sound(value: str) -> str:
    if ("&" in value or not value.isascii()) and repairs.repair(value) != value:
        raise Unusual
    return value


def _line(value: str) -> str | None:
    if "  " in value:
        raise Unusual
    if value.isascii() and "&" not in value:
        return value.strip() or None
    stripped = _sound(value).strip()
    if repairs.one_line(stripped) != stripped:
        raise Unusual
    return stripped or None


def title(value: Value) -> str | None:
    """Return a title without marks."""
    stripped = line(value)
    if stripped is not None and (
        "{" in stripped or has_marks(stripped) or is_placeholder(stripped) or is_address(stripped)
    ):
        raise Unusual
    return stripped


def moment(value: Value) -> dates.Moment:
    """Return a time, or a day."""
    try:
        return dates.to_moment(text(value[0], value[1]), UTC)
    except ValueError:
        raise Unusual from None


def number(value: Value) -> int:
    """Return a whole number."""
    return whole_number(value[1])


def flag(value: Value) -> bool:
    """Return true or false."""
    if value[1] not in ("true", "false"):
        raise Unusual
    return value[1] == "true"


def kind(value: Value) -> str | None:
    """Return a word that many documents have."""
    return _kind(text(value[0], value[1]))


@lru_cache(_REMEMBERED)
def _kind(value: str) -> str | None:
    if "[" in value:
        raise Unusual
    return _line(value)


def locale(value: Value) -> str | None:
    """Return a language that people speak."""
    word = kind(value)
    if word is None or not is_language(word) or code_of(word) != word:
        raise Unusual
    return word


# -- names ----------------------------------------------------------------------------------------


def names(value: Value) -> tuple[str, ...]:
    """Return the names in a list, or the only one."""
    return _names(value, _name, _listed_name)


def people(value: Value) -> tuple[str, ...]:
    """Return the names of people."""
    return _names(value, _person, _listed_person)


def _names(
    value: Value,
    name_of: Callable[[str], str | None],
    listed_name: Callable[[str], tuple[str, str | None]],
) -> tuple[str, ...]:
    if value[2] is None:
        single = text(value[0], value[1])
        if "," in single or ";" in single or "|" in single:
            raise Unusual
        name = name_of(single)
        return (name,) if name else ()
    listed_names = [listed_name(row) for row in value[2].split("\n") if row]
    if any(item[0] != listed_names[0][0] for item in listed_names):
        raise Unusual
    return tuple(dict.fromkeys([name for _, name in listed_names if name]))


@lru_cache(_REMEMBERED)
def _name(value: str) -> str | None:
    name = (_line(value) or "").removeprefix("#").strip()
    if "[[" in name or is_placeholder(name) or not any(map(str.isalnum, name)):
        raise Unusual
    return name if name and repairs.fold(name) else None


@lru_cache(_REMEMBERED)
def _person(value: str) -> str | None:
    if [*split_people(value)] != [value] or without_address(value) != value:
        raise Unusual
    return _name(value)


@lru_cache(_REMEMBERED)
def _listed_name(line: str) -> tuple[str, str | None]:
    start, name = listed(line)
    return start, _name(name)


@lru_cache(_REMEMBERED)
def _listed_person(line: str) -> tuple[str, str | None]:
    start, name = listed(line)
    return start, _person(name)


def provider(value: Value) -> Provider | None:
    """Return a provider, from its name or its fields."""
    return _provider(text(value[0], value[1])) if value[2] is None else _provider_of(value[2])


@lru_cache(_REMEMBERED)
def _provider(value: str) -> Provider | None:
    if is_url_like(value) or "," in value or ";" in value or "|" in value:
        raise Unusual
    name = _name(value)
    if name and is_channel(name):
        raise Unusual
    return Provider(name) if name else None


@lru_cache(_REMEMBERED)
def _provider_of(nested: str) -> Provider:
    keys, values = entries(nested, indent_of(nested))
    fields = dict(zip(keys, values, strict=True))
    if not _OF_PROVIDER.issuperset(fields) or "name" not in fields:
        raise Unusual
    name = line(fields["name"])
    domain = bare_domain(line(fields["domain"]) or "") if "domain" in fields else ""
    if not (name and repairs.fold(name) and is_domain(domain)):
        raise Unusual
    logos = images(fields["images"]) if "images" in fields else ()
    return Provider(name, domain, logos)


_OF_PROVIDER = frozenset(["name", "domain", "images"])


# -- addresses ------------------------------------------------------------------------------------


def url(value: Value, parse: Callable[[str], str] = urls.parse_url) -> str:
    """Return an absolute http(s) URL."""
    address = value[0] or value[1]
    if is_recording(address):
        raise Unusual
    if address and urls.is_plain(address):
        return address
    stripped = text(value[0], value[1]).strip()
    if not is_url_like(stripped) or is_placeholder(stripped):
        raise Unusual
    try:
        if urls.mend(stripped) != stripped:
            raise Unusual
        return parse(stripped)
    except ValueError:
        raise Unusual from None


def images(value: Value) -> tuple[Image, ...]:
    """Return the images in a list of mappings, or the only one."""
    nested = value[2]
    if nested is None:
        return (Image(url(value, urls.escape_url)),)
    if one := _IMAGE.fullmatch(nested):
        _, quoted, plain, width, height, cached = one.groups()
        return (
            Image(
                url((quoted, plain, None), urls.escape_url),
                int(width) if width else None,
                int(height) if height else None,
                cached=None if cached is None else cached == "true",
            ),
        )
    indent, several = items(nested)
    return tuple(dict.fromkeys([_image(item, indent) for item in several]))


# The only one, as nearly all documents have it: told in one look, in a third of the time.
_SIZE = "(0|[1-9][0-9]{0,8})"
_IMAGE = re.compile(
    r'\n([ ]*+)-[ ]url:[ ](?:"([^"\\\n]*+)"|([A-Za-z]\S*[^\s:]))'
    rf"(?:\n\1  width:[ ]{_SIZE})?(?:\n\1  height:[ ]{_SIZE})?(?:\n\1  isCached:[ ](true|false))?"
)


def _image(item: str, indent: int) -> Image:
    keys, values = entries(item, indent)
    address = width = height = caption = cached = None
    for key, value in zip(keys, values, strict=True):
        if key == "url":
            address = url(value, urls.escape_url)
        elif key == "width":
            width = _size(value)
        elif key == "height":
            height = _size(value)
        elif key == "title":
            caption = line(value)
        elif key == "isCached":
            cached = flag(value)
        else:
            raise Unusual
    if address is None:
        raise Unusual
    return Image(address, width, height, caption, cached)


def _size(value: Value) -> int:
    size = whole_number(value[1])
    if size < 0:
        raise Unusual
    return size


def spelled(value: Value) -> str | None:
    """Return a field that nobody foresaw, as it is written."""
    quoted, plain, nested = value
    if nested is not None or (plain and plain.lower() == "null"):
        raise Unusual
    return _sound(quoted or plain or "").strip() or None
