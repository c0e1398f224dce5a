"""What triples say of each resource, read by the kind of value that is asked for."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import TypeVar
from urllib.parse import unquote

from storyweft import vocabulary as v
from storyweft.model import Number
from storyweft.rdf.triples import Literal, Object, Triple
from storyweft.reading.dates import to_time
from storyweft.reading.scalars import to_number, to_size
from storyweft.text import storable
from storyweft.urls import is_address

_Value = TypeVar("_Value")


class Statements:
    """Triples by subject and predicate; objects each once, in the order they came.

    What no export says is passed over: blank nodes, IRIs that are no address, values that are none.
    """

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._said: dict[str, dict[str, dict[Object, None]]] = {}
        is_ours = lru_cache(maxsize=1 << 16)(is_address)
        for subject, predicate, value in triples:
            if not is_ours(subject) or not (isinstance(value, Literal) or is_ours(value)):
                continue
            self._said.setdefault(subject, {}).setdefault(predicate, {})[value] = None
        self._by_class: dict[str, list[str]] = {}
        for iri in sorted(self._said):
            for class_ in self._iris(iri, v.TYPE):
                self._by_class.setdefault(class_, []).append(iri)

    def _of_class(self, class_: str) -> Sequence[str]:
        return self._by_class.get(class_, ())

    def _objects(self, iri: str, predicate: str) -> Iterable[Object]:
        return self._said.get(iri, {}).get(predicate, ())

    def _iris(self, iri: str, predicate: str) -> list[str]:
        return [item for item in self._objects(iri, predicate) if not isinstance(item, Literal)]

    def _texts(self, iri: str, predicate: str) -> tuple[str, ...]:
        literals = (item for item in self._objects(iri, predicate) if isinstance(item, Literal))
        return tuple(storable(item.value) for item in literals)

    def _text(self, iri: str, predicate: str) -> str | None:
        return next(iter(self._texts(iri, predicate)), None)

    def _converted(
        self, iri: str, predicate: str, convert: Callable[[str], _Value]
    ) -> _Value | None:
        for text in self._texts(iri, predicate):
            with suppress(ValueError):
                return convert(text)
        return None

    def _number(self, iri: str, predicate: str) -> Number | None:
        return self._converted(iri, predicate, to_number)

    def _size(self, iri: str, predicate: str) -> int | None:
        return self._converted(iri, predicate, to_size)

    def _time(self, iri: str, predicate: str) -> str | None:
        return self._converted(iri, predicate, to_time)

    def _flag(self, iri: str, predicate: str) -> bool | None:
        text = self._text(iri, predicate)
        return None if text is None else text in ("true", "1")

    def _properties(self, iri: str) -> tuple[tuple[str, str], ...]:
        """Return the fields that nobody foresaw, in order of name."""
        fields = (
            (unquote(predicate.removeprefix(v.FIELD)), value)
            for predicate in self._said.get(iri, {})
            if predicate.startswith(v.FIELD)
            for value in self._texts(iri, predicate)
        )
        return tuple(sorted(fields, key=lambda field: field[0]))
