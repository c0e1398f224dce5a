"""Rows that a script has, such as those of a data frame → documents."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from storyweft.errors import InputError
from storyweft.mapping import FieldMapping
from storyweft.model import PRECISION_OF
from storyweft.sources.tabular import Refusal, document_of_row

# What a table of articles has that no document says: it is worked out anew.
_WORKED_OUT = frozenset(["iri", "story", "is_stub", "documents", "provider_iri"])
# What is called otherwise in a front matter.
_RENAMED = {"amp_cache_url": "cdnAmpUrl", "other_urls": "link"}
# Lists there, of which a document has one.
_SINGLE = ("amp_url", "cdnAmpUrl", "original_url", "link")


def documents_of_rows(
    rows: Iterable[Mapping[str, Any]], mapping: FieldMapping
) -> Iterator[tuple[str, bytes | Refusal]]:
    """Yield the name and content of each row's document; names that come twice get a number."""
    taken: set[str] = set()
    for number, row in enumerate(_mappings(rows), 1):
        if not isinstance(row, Mapping):
            raise InputError(
                f"row {number}: expected a mapping of columns, got {type(row).__name__}"
            )
        try:
            name, content = document_of_row(_fields(row), mapping)
        except RecursionError:
            raise InputError(
                f"row {number}: a value is nested too deeply, or holds itself"
            ) from None
        name = first = name or f"row-{number}"
        if name in taken:
            name = f"{first}-{number}"
        taken.add(name)
        yield name, content


def _mappings(rows: Any) -> Iterable[Any]:  # noqa: ANN401 - a frame of whatever library
    if hasattr(rows, "iter_rows"):  # Polars
        frame: Iterable[Any] = rows.iter_rows(named=True)
    elif hasattr(rows, "to_dict"):  # pandas
        frame = rows.to_dict("records")
    elif hasattr(rows, "to_pylist"):  # Arrow
        frame = rows.to_pylist()
    elif isinstance(rows, str | bytes | Mapping) or not isinstance(rows, Iterable):
        raise InputError(f"expected rows or a data frame, got {type(rows).__name__}")
    else:
        frame = rows
    return frame


def _fields(row: Mapping[str, Any]) -> dict[str, Any]:
    values = {
        _RENAMED.get(str(name), str(name)).removeprefix("field_"): _plain(value)
        for name, value in row.items()
        if name not in _WORKED_OUT
    }
    fields: dict[str, Any] = {
        name: value for name, value in values.items() if not _is_nothing(value)
    }
    for name in _SINGLE:
        if isinstance(fields.get(name), list | tuple):
            fields[name] = fields[name][0]
    images = fields.get("images")
    if isinstance(images, str) and images.startswith("["):
        with suppress(ValueError):
            fields["images"] = json.loads(images)
    if isinstance(fields.get("provider"), str) and "provider_domain" in fields:
        domain = fields.pop("provider_domain")
        fields["provider"] = {"name": fields["provider"], "domain": domain}
    for date, precision in PRECISION_OF.items():
        if fields.get(precision) == "day" and isinstance(moment := fields.get(date), datetime):
            del fields[precision]
            fields[date] = moment.date()
    if isinstance(fields.get("is_published"), bool):
        fields["draft"] = not fields.pop("is_published")
    return fields


def _plain(value: object) -> object:
    """Return a value of numpy or pandas as Python has it, without what is nothing inside of it."""
    to_list = getattr(value, "tolist", None)
    if to_list:
        is_time = getattr(getattr(value, "dtype", None), "kind", "") == "M"
        # Of nanoseconds numpy makes numbers.
        value = value.astype("datetime64[us]").tolist() if is_time else to_list()  # type: ignore[attr-defined]
    if isinstance(value, Mapping):
        inside = ((name, _plain(item)) for name, item in value.items())
        return {name: item for name, item in inside if not _is_nothing(item)}
    if isinstance(value, list | tuple):
        return [item for item in map(_plain, value) if not _is_nothing(item)]
    return value


def _is_nothing(value: object) -> bool:
    # NaN and NaT are not equal to themselves; pandas' NA knows neither yes nor no.
    if value is None or type(value).__name__ == "NAType" or value in ("", [], ()):
        return True
    return not isinstance(value, list | tuple | dict) and value != value
