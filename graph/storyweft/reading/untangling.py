"""Values under the field that they mean, where one key serves for two."""

from collections.abc import Iterator

from storyweft.reading.converters import Converters
from storyweft.reading.forms import is_date_like, is_host, is_host_key, is_url_like
from storyweft.reading.languages import is_language
from storyweft.reading.yaml_guards import Where

#: Field → its values, each with the rank of its key and its position; best first.
ByField = dict[str, list[tuple[int, Where, object]]]

# After the keys that say of which date they speak (see mapping.DEFAULT_KEYS), before the others.
_MOVED_RANK = 1.5


def _is_no_language(item: tuple[int, Where, object]) -> bool:
    value = item[2]
    if isinstance(value, list) and value:
        value = value[0]
    return isinstance(value, str) and not is_language(value.strip())


def _is_no_host(item: tuple[int, Where, object]) -> bool:
    """Tell of the value of a key of hosts that it is none: ``domain: physics``."""
    return is_host_key(item[1]) and not is_host(item[2])


def is_of_site(item: tuple[int, Where, object]) -> bool:
    """Tell whether a key has the address of a whole site, which is not that of the page."""
    key = str(item[1][-1]).lower().replace("_", "")
    return is_url_like(item[2]) and (key in ("site", "sitename") or is_host_key(item[1]))


def untangle(
    fields: ByField, properties: list[tuple[str, str]], values: Converters, *, is_note: bool = False
) -> None:
    """Put values under the field they mean where one key serves for two.

    ``published`` is a flag here and a date there; ``source`` the name of a provider or, in web
    clippings, the address of the page; ``language`` what people speak, or what programs are written
    in; ``draft`` the opposite of published. In a note that says no address, ``source`` is a work
    that it cites.
    """
    for name, better, fits in (
        ("is_published", "published", is_date_like),
        ("provider", "web", is_url_like),
    ):
        if name not in fields:
            continue
        moved = [item for item in fields[name] if fits(item[2]) and not is_of_site(item)]
        if moved:
            fields[name] = [item for item in fields[name] if item not in moved]
            fields.setdefault(better, []).extend(moved)
            # A date under ``published`` is that of publication, before a mere ``date``.
            fields[better].sort(key=lambda item: _MOVED_RANK if item in moved else item[0])
    properties += _others(fields, values, is_note=is_note)
    # https://squidfunk.github.io/mkdocs-material/plugins/blog/#meta.date
    for rank, where, value in fields.get("published", ()):
        if isinstance(value, dict) and value.get("updated"):
            fields.setdefault("updated", []).append((rank, (*where, "updated"), value["updated"]))
    if "draft" in fields:
        fields.setdefault("is_published", []).extend(fields.pop("draft"))


def _others(fields: ByField, values: Converters, *, is_note: bool) -> Iterator[tuple[str, str]]:
    """Yield the values that mean no field, taken out of those that they stand under."""
    cites = is_note and "web" not in fields
    for name, is_none in (("locale", _is_no_language), ("provider", _is_no_host)):
        for item in fields.get(name, ())[:]:
            if is_none(item) or (cites and name == "provider" and item[1][-1] == "source"):
                fields[name] = [other for other in fields[name] if other is not item]
                yield from values.property(str(item[1][-1]), item[2], item[1])
