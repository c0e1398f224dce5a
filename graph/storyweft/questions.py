"""The ready questions, SPARQL queries in ``queries/``, and parameters for these and any other.

A parameter is a variable with one value given inline, ``VALUES ?topic { "AI" }``: the query runs as
it stands in any store, and whoever asks may put another value in the place of that one.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from storyweft import scalars, urls
from storyweft.errors import QueryError
from storyweft.export.ntriples import quoted
from storyweft.vocabulary import DATE_TIME, packaged


class Parameter(NamedTuple):
    """A parameter of a ready question: what it stands for, and whether it has to be given."""

    name: str
    meaning: str
    needed: bool


class Question(NamedTuple):
    """A ready question: its name, what it asks, its parameters, and its SPARQL."""

    name: str
    title: str
    parameters: tuple[Parameter, ...]
    sparql: str


@cache
def questions() -> dict[str, Question]:
    """Return the ready questions by name.

    >>> questions()["counts"].title
    'How much there is of everything.'
    """
    from importlib.resources import files

    names = sorted(file.name for file in files("storyweft").joinpath("queries").iterdir())
    found = [_question(name.removesuffix(".rq"), packaged(f"queries/{name}")) for name in names]
    return {question.name: question for question in found}


_PARAMETER = re.compile(r"# (\w+): (.+?)( \(needed\))?")


def _question(name: str, sparql: str) -> Question:
    title, *comments = [line for line in sparql.splitlines() if line.startswith("#")]
    matches = filter(None, map(_PARAMETER.fullmatch, comments))
    parameters = tuple(Parameter(match[1], match[2], bool(match[3])) for match in matches)
    return Question(name, title.removeprefix("# "), parameters, sparql)


def ask(text: str, parameters: Mapping[str, object]) -> str:
    """Return the SPARQL for a ready question's name, or for a query's own text, with parameters.

    :raises QueryError: if a parameter is unknown or unfit, or one that is needed is missing.
    """
    question = questions().get(text)
    if question is None and re.fullmatch(r"[\w-]+", text):
        listed = ", ".join(questions())
        raise QueryError(f"no ready question {text!r}: use SPARQL, a .rq file, or one of {listed}")
    for needed in question.parameters if question else ():
        if needed.needed and needed.name not in parameters:
            raise QueryError(f"{text}: needs the parameter {needed.name}: {needed.meaning}")
    return bind(question.sparql if question else text, parameters)


def bind(sparql: str, parameters: Mapping[str, object]) -> str:
    """Return a query with other values for its parameters.

    :raises QueryError: if the query has no such parameter, or the value is not of its kind.

    >>> bind('SELECT * { VALUES ?topic { "AI" } ?s ?p ?topic }', {"topic": "Space"})
    'SELECT * { VALUES ?topic { "Space" } ?s ?p ?topic }'
    """
    for name, value in parameters.items():
        pattern = _inline(name)
        default = pattern.search(sparql)
        if default is None:
            names = (match["name"] for match in _inline(r"\w+").finditer(sparql))
            known = ", ".join(dict.fromkeys(names))
            hint = f"it has {known}" if known else "it has none"
            raise QueryError(f"the query has no parameter {name!r}: {hint}")
        term = _like(default["term"], str(value), name)
        inline = f"{default['start']}{term} }}".replace("\\", r"\\")
        sparql = pattern.sub(inline, sparql)
    return sparql


def _inline(name: str) -> re.Pattern[str]:
    term = r"""(?P<term>"(?:[^"\\\n]|\\.)*"(?:\^\^\S+|@[\w-]+)?|<[^<>\s]*>|[-+]?[\d.]+)"""
    return re.compile(rf"(?P<start>(?i:VALUES)\s+\?(?P<name>{name})\s*\{{\s*){term}\s*\}}")


def _like(default: str, value: str, name: str) -> str:
    """Return a value as a term of the kind that the default is."""
    try:
        if default.startswith("<"):
            return f"<{urls.parse_url(value)}>"
        if default.endswith(_TIME):
            return quoted(scalars.to_time(value)) + default[default.rindex('"') + 1 :]
        if default.startswith('"'):
            return quoted(value) + default[default.rindex('"') + 1 :]
        return str(scalars.to_number(value))
    except ValueError as error:
        raise QueryError(f"{name}: {error}") from None


_TIME = ("^^xsd:dateTime", f"^^<{DATE_TIME}>")
