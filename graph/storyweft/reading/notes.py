"""What had to be done to read a document, told with lines of the file."""

import json

from storyweft import text
from storyweft.model import Action, Problem
from storyweft.reading.matter import FrontMatter
from storyweft.reading.yaml_guards import Repair, Where

#: How much of an original value a problem quotes.
SEEN_LIMIT = 1000

#: How many problems of one document are listed; the others are counted.
LISTED_LIMIT = 100


class Notes:
    """What had to be done to read one document."""

    def __init__(self, path: str, matter: FrontMatter) -> None:
        self.problems: list[Problem] = []
        self._path = path
        self._matter = matter
        self._unlisted = 0

    def repaired(self, repair: Repair) -> None:
        """Note what was done to the file before it could be parsed."""
        if not self._is_full():
            self._append(repair.line, None, repair.code, repair.message, "repaired", repair.seen)

    def value(self, where: Where, code: str, message: str, action: Action, seen: object) -> None:
        """Note what was done to the value at ``where``."""
        if self._is_full():
            return
        original = seen if isinstance(seen, str) else json.dumps(seen, default=str)
        line = self._matter.line(where, seen)
        self._append(line, field_name(where), code, message, action, original)

    def done(self) -> tuple[Problem, ...]:
        """Return all notes, with the number of those that are not listed."""
        if self._unlisted:
            message = f"{self._unlisted:,} more problems in this file are not listed"
            self.problems.append(
                Problem(self._path, None, None, "more-problems", message, "skipped")
            )
        return tuple(self.problems)

    def _is_full(self) -> bool:
        """Tell whether one more would be too many, and count it then."""
        is_full = len(self.problems) >= LISTED_LIMIT
        self._unlisted += is_full
        return is_full

    def _append(
        self,
        line: int | None,
        field: str | None,
        code: str,
        message: str,
        action: Action,
        seen: str | None,
    ) -> None:
        seen = text.storable(seen[:SEEN_LIMIT]) if seen else None
        self.problems.append(Problem(self._path, line, field, code, message, action, seen))


def field_name(where: Where) -> str:
    """Write a place as people read it.

    >>> field_name(("related", 2, "title"))
    'related[2].title'
    """
    name = ""
    for step in where:
        name += f"[{step}]" if isinstance(step, int) else f".{step}" if name else step
    return text.storable(name)
