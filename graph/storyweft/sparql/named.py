"""The named queries, SPARQL queries in ``queries/``, and parameters for these and any other.

A parameter is a variable with one value given inline, ``VALUES ?topic { "AI" }``: the query runs as
it stands in any store, and whoever asks may put another value in the place of that one.
"""

import re
from collections.abc import Mapping
from functools import cache
from operator import attrgetter
from typing import NamedTuple

from storyweft import urls
from storyweft.errors import QueryError
from storyweft.export.ntriples import quoted
from storyweft.reading import dates, scalars
from storyweft.vocabulary import DATE_TIME


class Parameter(NamedTuple):
    """A parameter of a named query: what it stands for, and whether it has to be given."""

    name: str
    meaning: str
    needed: bool


class NamedQuery(NamedTuple):
    """A named query: its name, what it asks, its parameters, and its SPARQL."""

    name: str
    title: str
    parameters: tuple[Parameter, ...]
    sparql: str


@cache
def named_queries() -> dict[str, NamedQuery]:
    """Return the named queries by name.

    >>> named_queries()["counts"].title
    'How much there is of everything.'
    """
    from importlib.resources import files

    packaged = sorted(files(__package__).joinpath("queries").iterdir(), key=attrgetter("name"))
    queries = [
        _named_query(file.name.removesuffix(".rq"), file.read_text("utf-8")) for file in packaged
    ]
    return {query.name: query for query in queries}


_PARAMETER = re.compile(r"# (\w+): (.+?)( \(needed\))?")


def _named_query(name: str, sparql: str) -> NamedQuery:
    title, *comments = [line for line in sparql.splitlines() if line.startswith("#")]
    matches = filter(None, map(_PARAMETER.fullmatch, comments))
    parameters = tuple(Parameter(match[1], match[2], bool(match[3])) for match in matches)
    return NamedQuery(name, title.removeprefix("# "), parameters, sparql)


def ask(text: str, parameters: Mapping[str, object]) -> str:
    """Return the SPARQL for a named query's name, or for a query's own text, with parameters.

    :raises QueryError: if a parameter is unknown or unfit, or one that is needed is missing.
    """
    named = named_queries().get(text)
    if named is None and re.fullmatch(r"[\w-]+", text):
        listed = ", ".join(named_queries())
        raise QueryError(f"no named query {text!r}: use SPARQL, a .rq file, or one of {listed}")
    for parameter in named.parameters if named else ():
        if parameter.needed and parameter.name not in parameters:
            raise QueryError(f"{text}: needs the parameter {parameter.name}: {parameter.meaning}")
    return bind(named.sparql if named else text, parameters)


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
            names_there = ", ".join(dict.fromkeys(names))
            hint = f"it has {names_there}" if names_there else "it has none"
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
            return quoted(dates.to_time(value)) + default[default.rindex('"') + 1 :]
        if default.startswith('"'):
            return quoted(value) + default[default.rindex('"') + 1 :]
        return str(scalars.to_number(value))
    except ValueError as error:
        raise QueryError(f"{name}: {error}") from None


_TIME = ("^^xsd:dateTime", f"^^<{DATE_TIME}>")
