"""From what a parser gives to what the model holds: one named function a kind of value.

Each takes any parsed value and returns what it means, or raises a ValueError that says what was
expected and seen. None of them guesses: an ambiguous date is an error, not a coin tossed.
"""

import math
import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from storyweft.errors import kind_of
from storyweft.model import Number

_TRUE = frozenset(["true", "yes", "on", "1"])
_FALSE = frozenset(["false", "no", "off", "0"])


def to_text(value: object) -> str:
    """Return a scalar as text.

    >>> to_text(True), to_text(12)
    ('true', '12')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, date | time):
        return value.isoformat()
    raise ValueError(f"expected text, got {kind_of(value)}")


def to_number(value: object) -> Number:
    """Return a finite number; whole ones as int, up to where floats tell them apart.

    >>> to_number("87"), to_number(0.5), to_number("39.0")
    (87, 0.5, 39)
    """
    if type(value) is int and -_EXACT < value < _EXACT:
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"expected a number, got {kind_of(value)}")
    try:
        number = float(value)
    except (ValueError, OverflowError):
        raise ValueError(f"expected a number, got {_shown(value)}") from None
    if not math.isfinite(number):
        raise ValueError(f"expected a finite number, got {_shown(value)}")
    return int(number) if number.is_integer() and abs(number) < _EXACT else number


# Whole numbers below it are the same as floats, and fit wherever they are handed to.
_EXACT = 2**53


def to_size(value: object) -> int:
    """Return a width or height in pixels."""
    number = to_number(value.removesuffix("px") if isinstance(value, str) else value)
    if not isinstance(number, int) or number < 0:
        raise ValueError(f"expected a size in pixels, got {_shown(value)}")
    return number


def to_flag(value: object) -> bool:
    """Return true or false, also from the spellings of YAML 1.1.

    >>> to_flag("no"), to_flag(True)
    (False, True)
    """
    if isinstance(value, list | dict):
        raise ValueError(f"expected true or false, got {kind_of(value)}")
    text = to_text(value).strip().lower()
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise ValueError(f"expected true or false, got {_shown(value)}")


def to_time(value: object) -> str:
    """Return a time as ``YYYY-MM-DDTHH:MM:SSZ``; without a zone it is taken for UTC.

    >>> to_time("2020-06-24T19:51:00+02:00"), to_time("24 Jun 2020 17:51 GMT"), to_time("20200624")
    ('2020-06-24T17:51:00Z', '2020-06-24T17:51:00Z', '2020-06-24T00:00:00Z')
    """
    if isinstance(value, str):
        # The form that nearly all documents use needs no parser beyond a check of its ranges.
        if _PLAIN_TIME.fullmatch(value):
            try:
                datetime.fromisoformat(value)
            except ValueError as error:
                raise ValueError(f"expected a time, got {value!r} ({error})") from None
            return value
        return _utc(_parse_time(value.strip()))
    if isinstance(value, datetime):
        return _utc(value)
    if isinstance(value, date):
        return _utc(datetime(value.year, value.month, value.day))
    if isinstance(value, int) and _EPOCH.fullmatch(str(value)):
        return _utc(_from_epoch(str(value)))
    raise ValueError(f"expected a date, got {kind_of(value)}: write it as 2020-06-24T17:51:00Z")


# The form of xsd:dateTime; Python's own takes more for it, as 2020-W26-3T12:00:00Z.
_PLAIN_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")

# Seconds or milliseconds since 1970, from 2001 to 2030: what looks like 1999 or later is a year.
_EPOCH = re.compile(r"1[0-8]\d{8}(?:\d{3})?")
_AMBIGUOUS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})\b")
_BEFORE_OFFSET = re.compile(r"\b(?:GMT|UTC)(?=[+-]\d)")
_YEAR = re.compile(r"\d{4}")
_DIGIT = re.compile(r"\d")
_LONGEST_TIME = 64

# Hours from UTC. Only names with one meaning: IST is India, Israel and Ireland.
_ZONES = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_ZONES |= {"WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "JST": 9}
_ZONES |= {"UTC": 0, "GMT": 0, "Z": 0}


def _parse_time(text: str) -> datetime:
    if _EPOCH.fullmatch(text):
        return _from_epoch(text)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    if len(text) <= _LONGEST_TIME and (ambiguous := _AMBIGUOUS.match(text)):
        _refuse_ambiguous(text, *ambiguous.groups())
    if len(text) > _LONGEST_TIME or not _YEAR.search(text):
        wanted = "a date with day, month and year" if _DIGIT.search(text) else "a date"
        raise ValueError(f"expected {wanted}, got {_shown(text)}")
    return _parse_loosely(text)


def _refuse_ambiguous(text: str, first: str, separator: str, second: str, year: str) -> None:
    if len(year) == 2:
        raise ValueError(f"{text!r} is ambiguous (a year of two digits): write 2020-06-24")
    if max(int(first), int(second)) <= 12 and int(first) != int(second) and separator != ".":
        raise ValueError(f"{text!r} is ambiguous (day or month first): write 2020-06-24")


def _parse_loosely(text: str) -> datetime:
    from dateutil import parser

    # To dateutil, as to POSIX, GMT+2 lies west of Greenwich; to everybody else, east.
    plain = _BEFORE_OFFSET.sub("", text)
    # A part that is missing would be taken from the default: two defaults tell.
    try:
        parsed = [
            parser.parse(plain, default=default, dayfirst="." in plain[:3], tzinfos=_zone)
            for default in (datetime(2000, 1, 1), datetime(2001, 2, 2))
        ]
    except _UnknownZone as error:
        raise ValueError(f"unknown time zone {error} in {text!r}: write +02:00") from None
    except (ValueError, OverflowError, TypeError):
        raise ValueError(f"expected a date, got {_shown(text)}") from None
    if parsed[0] != parsed[1]:
        raise ValueError(f"expected a date with day, month and year, got {_shown(text)}")
    return parsed[0]


class _UnknownZone(Exception):
    """A time zone by a name that nobody can place."""


def _zone(name: str | None, offset: int | None) -> tzinfo | None:
    if offset is not None:
        return timezone(timedelta(seconds=offset))
    if name is None:
        return None
    if name not in _ZONES:
        raise _UnknownZone(name)
    return timezone(timedelta(hours=_ZONES[name]))


def _from_epoch(digits: str) -> datetime:
    seconds = int(digits) / (1000 if len(digits) == 13 else 1)
    return datetime.fromtimestamp(seconds, UTC)


def _utc(moment: datetime) -> str:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"expected a date, got {moment.isoformat()}") from None
    return moment.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
