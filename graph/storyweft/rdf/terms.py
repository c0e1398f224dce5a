"""What triples are made of: literals, and resources with their properties.

A resource is an IRI with its properties; an object is an IRI (a plain ``str``) or a
:class:`Literal`.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from storyweft import vocabulary as v
from storyweft.model import Number


class Literal(NamedTuple):
    """A literal: its text, its datatype, and a language tag for text in a known language."""

    value: str
    datatype: str = v.STRING
    language: str | None = None


Object = str | Literal
Property = tuple[str, Object]
#: Subject, predicate, object.
Triple = tuple[str, str, Object]


class Resource(NamedTuple):
    """An IRI and what is said of it, each (predicate, object) once."""

    iri: str
    properties: list[Property]


class Terms(NamedTuple):
    """What objects are made with: the functions for an IRI, and for a literal.

    A format has its own, which give each object as the text that it writes.
    """

    iri: Callable[[str], Object]
    literal: Callable[..., Object]


#: Objects as values: IRIs and literals.
VALUES = Terms(str, Literal)


# The shape of a tag in BCP 47 (RFC 5646, section 2.1), without its rarer forms.
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?")


def language_tag(locale: str | None) -> str | None:
    """Return the BCP 47 tag for a locale, or None if it is none.

    >>> language_tag("en_us"), language_tag("zh-hant-TW"), language_tag("English")
    ('en-US', 'zh-Hant-TW', None)
    """
    match = _LANGUAGE.fullmatch(locale.strip()) if locale else None
    if match is None:
        return None
    language, script, region = match.groups()
    parts = [language.lower(), script and script.title(), region and region.upper()]
    return "-".join(part for part in parts if part)


def number(value: Number) -> tuple[str, str]:
    """Return the text and the datatype of a number, for a literal."""
    if isinstance(value, int):
        return str(value), v.INTEGER
    # xsd:decimal knows no exponent, and its canonical form has a point.
    digits = format(Decimal(repr(value)), "f")
    return digits if "." in digits else f"{digits}.0", v.DECIMAL


def flag(value: bool) -> tuple[str, str]:
    """Return the text and the datatype of a flag, for a literal."""
    return "true" if value else "false", v.BOOLEAN
