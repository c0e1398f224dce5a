"""What triples are made of: literals, and resources with their properties.

A resource is an IRI with its properties; an object is an IRI (a plain ``str``) or a
:class:`Literal`.
"""

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
