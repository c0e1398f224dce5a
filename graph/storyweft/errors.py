"""Everything storyweft raises on purpose.

    StoryweftError
    ├── InputError (also a ValueError)      what was asked for cannot be used
    │   ├── SourceError                     nothing readable at the source
    │   ├── ProblemsFound                   strict=True and a document had a problem
    │   ├── UnknownFormat                   no exporter of that name
    │   └── QueryError                      a query that cannot be asked, or that failed
    ├── OutputError (also an OSError)       a result could not be written
    ├── WorkerLost                          a process that did part of the work was killed
    ├── EngineError                         the engine that was asked for cannot do the work
    ├── StoreError (also an OSError)        a running store cannot be reached, or says no
    └── MissingExtra (also an ImportError)  an optional dependency is not installed

A document that is broken raises nothing: it becomes a :class:`~storyweft.model.Problem` in the
report, and the rest of the work goes on.
"""

import errno
import os
from collections.abc import Iterable


class StoryweftError(Exception):
    """The root: catch it to catch all that storyweft raises on purpose."""


class InputError(StoryweftError, ValueError):
    """What was asked for cannot be used; the message says what to do instead."""


class SourceError(InputError):
    """The source holds nothing that can be read."""


class ProblemsFound(InputError):
    """A document has a problem, and the caller asked for none."""


class UnknownFormat(InputError):
    """No exporter has this name."""

    def __init__(self, name: str, formats: Iterable[str]) -> None:
        super().__init__(f"unknown format {name!r}: use one of {', '.join(sorted(formats))}")


class QueryError(InputError):
    """A query is no SPARQL, lacks a parameter, took too long, or changes data."""


class OutputError(StoryweftError, OSError):
    """A result could not be written; what was there before is untouched."""

    @classmethod
    def at(cls, path: object, error: OSError) -> "OutputError":
        """Return what to say of a path to which the system did not write."""
        reason = error.strerror or str(error)
        # The engine of stores gives a text of its own around it, and no number.
        if error.errno == errno.EDQUOT or os.strerror(errno.ENOSPC) in reason:
            reason = f"{os.strerror(errno.ENOSPC)}: free some, or choose another folder"
        return cls(f"{path}: cannot be written: {reason}")


class WorkerLost(StoryweftError):
    """A process that did part of the work ended before it was done."""


class StoreError(StoryweftError, OSError):
    """A running store cannot be reached, or refused what was sent; the message says why."""


class MissingExtra(StoryweftError, ImportError):
    """An optional dependency is missing."""

    def __init__(self, purpose: str, extra: str) -> None:
        super().__init__(f"{purpose} needs an extra: pip install 'storyweft[{extra}]'")


class EngineError(StoryweftError):
    """Spark is not there, did not start, or gave up; the message says what to do."""


def kind_of(value: object) -> str:
    """Name the kind of a parsed value as a person would.

    >>> kind_of(["a"]), kind_of(12)
    ('a list', 'a number')
    """
    for types, name in (
        (bool, "true/false"),
        ((int, float), "a number"),
        (str, "text"),
        (list, "a list"),
        (dict, "a mapping"),
    ):
        if isinstance(value, types):
            return name
    return "nothing" if value is None else f"a {type(value).__name__}"
