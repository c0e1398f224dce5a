"""What triples are made of: literals, and resources with their properties.

A resource is an IRI with its properties; an object is an IRI (a plain ``str``) or a
:class:`Literal`.
"""

import re
from typing import NamedTuple

from storyweft import vocabulary as v


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
