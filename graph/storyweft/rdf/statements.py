"""What triples say of each resource, read by the kind of value that is asked for."""

from collections.abc import Iterable, Sequence
from urllib.parse import unquote

from storyweft import vocabulary as v
from storyweft.model import Number
from storyweft.rdf.triples import Literal, Object, Triple


class Statements:
    """Triples by subject and predicate; objects each once, in the order they came."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._said: dict[str, dict[str, dict[Object, None]]] = {}
        for subject, predicate, value in triples:
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
        return tuple(item.value for item in literals)

    def _text(self, iri: str, predicate: str) -> str | None:
        return next(iter(self._texts(iri, predicate)), None)

    def _number(self, iri: str, predicate: str) -> Number | None:
        for item in self._objects(iri, predicate):
            if isinstance(item, Literal):
                try:
                    return int(item.value) if item.datatype == v.INTEGER else float(item.value)
                except ValueError:
                    continue
        return None

    def _whole(self, iri: str, predicate: str) -> int | None:
        number = self._number(iri, predicate)
        return number if isinstance(number, int) else None

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
