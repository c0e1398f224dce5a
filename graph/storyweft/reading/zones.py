"""Time zones by their names: those of the database, and the few abbreviations with one meaning."""

from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache

# Hours from UTC. IST is India, Israel and Ireland; those of America are RFC 822's (section 5.1).
_HOURS = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_HOURS |= {"WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "JST": 9}
_HOURS |= {"UTC": 0, "GMT": 0, "Z": 0}
# One or another by the time of the year: https://www.timeanddate.com/time/zones/et
_SEASONAL = {"ET": "America/New_York", "PT": "America/Los_Angeles"}


@lru_cache(maxsize=64)
def zone_of(name: str | None) -> tzinfo:
    """Return the time zone of a name such as ``Europe/Berlin``; UTC if there is none."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def zone_named(name: str, text: str) -> tzinfo:
    """Return the time zone of an abbreviation in a text.

    :raises ValueError: if it has none, or several.
    """
    known = name.upper()
    if known in _SEASONAL:
        return zone_of(_SEASONAL[known])
    if known not in _HOURS:
        raise ValueError(f"unknown time zone {name} in {text!r}: write +02:00")
    return timezone(timedelta(hours=_HOURS[known]))
