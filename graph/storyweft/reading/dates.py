"""What people write for a date → one moment in UTC, or one day, or the reason why neither.

None of it guesses: what has two meanings has none.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple

from storyweft.errors import kind_of
from storyweft.reading.month_names import in_english


class Moment(NamedTuple):
    """A time as ``YYYY-MM-DDTHH:MM:SSZ``; ``is_day`` if no more than its day is known."""

    time: str
    is_day: bool


def to_time(value: object) -> str:
    """Return a time as ``YYYY-MM-DDTHH:MM:SSZ``; without a zone it is taken for UTC.

    >>> to_time("2020-06-24T19:51:00+02:00"), to_time("24 Jun 2020 17:51 GMT"), to_time("20200624")
    ('2020-06-24T17:51:00Z', '2020-06-24T17:51:00Z', '2020-06-24T00:00:00Z')
    """
    return to_moment(value).time


def to_moment(value: object, zone: tzinfo = UTC) -> Moment:
    """Return a moment, or the day that is all that is known; it is the same day in every zone.

    :param zone: that of times without one.
    :raises ValueError: if it is no date, has two meanings, or stands for none (9999-12-31).

    >>> to_moment("24. Juni 2020"), to_moment("Fri, 05/06/2020 - 10:00").time
    (Moment(time='2020-06-24T00:00:00Z', is_day=True), '2020-06-05T10:00:00Z')
    """
    if isinstance(value, str):
        # The form that nearly all documents use needs no parser beyond a check of its ranges.
        if (
            len(value) == 20
            and value[10] == "T"
            and value[19] == "Z"
            and value[4] == value[7] == "-"
            and value[13] == value[16] == ":"
            and value.isascii()
        ):
            try:
                datetime.fromisoformat(value)
            except ValueError as error:
                raise ValueError(f"expected a time, got {value!r} ({error})") from None
            return _news(Moment(value, is_day=False))
        return _news(_parse(value.strip(), zone))
    if isinstance(value, datetime):
        return _news(Moment(_utc(value, zone), is_day=False))
    if isinstance(value, date):
        return _news(_day(value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        text = str(value)
        if _EPOCH.fullmatch(text) or _COMPACT.fullmatch(text):
            return _parse(text, zone)
    raise ValueError(f"expected a date, got {kind_of(value)}: write it as 2020-06-24T17:51:00Z")


@lru_cache(maxsize=64)
def zone_of(name: str | None) -> tzinfo:
    """Return the time zone of a name such as ``Europe/Berlin``; UTC if there is none."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


# What programs write for no date at all: the smallest, the largest, and a zero.
_NO_DATES = ("0001-01-01T", "9999-12-31T", "1970-01-01T00:00:00Z")


def _news(moment: Moment) -> Moment:
    if moment.time.startswith(_NO_DATES):
        raise ValueError(f"expected a date of news, got {moment.time[:10]}, which stands for none")
    return moment


# Seconds or milliseconds since 1970, from 2001 to 2030: what looks like 1999 or later is a year.
_EPOCH = re.compile(r"1[0-8]\d{8}(?:\d{3})?(?:\.\d{1,9})?")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?:[Tt ]|\Z)")
_ISO_BASIC = re.compile(r"\d{8}(?:[Tt ]|\Z)|\d{4}-?[Ww]\d{2}")
_BRACKETS = re.compile(r"\[\[([^\[\]|]+)(?:\|[^\[\]]*)?\]\]")
_ZONE_IN_BRACKETS = re.compile(r"[ ]?\[([A-Za-z_]+(?:/[\w+-]++)*+)\]\Z")
_IN_PARENTHESES = re.compile(r"[ ]*\(([^()]*)\)\Z")
_OFFSET_IN_WORDS = re.compile(r"(?:UTC|GMT)[ ]?([+-])(\d{1,2}):?(\d{2})?", re.IGNORECASE)
_ENDS_IN_OFFSET = re.compile(r"(?:[+-]\d{2}:?\d{2}|Z|\bGMT|\bUTC)\Z")
_TWO_ZONES = re.compile(r"Z[+-]\d")
_BEFORE_OFFSET = re.compile(r"\b(?:GMT|UTC)(?=[+-]\d)")
_YEAR = re.compile(r"\d{4}")
_DIGIT = re.compile(r"\d")
_LONGEST_TIME = 96

# Hours from UTC. Only names with one meaning: IST is India, Israel and Ireland.
_ZONES = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_ZONES |= {"WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "JST": 9}
_ZONES |= {"UTC": 0, "GMT": 0, "Z": 0}


def _parse(text: str, zone: tzinfo) -> Moment:
    if _EPOCH.fullmatch(text):
        seconds, _, _ = text.partition(".")
        moment = datetime.fromtimestamp(int(seconds) / (1000 if len(seconds) == 13 else 1), UTC)
        return Moment(_utc(moment, UTC), is_day=False)
    if compact := _COMPACT.fullmatch(text):
        return _parse_compact(text, *compact.groups(), zone=zone)
    if _ISO_DAY.match(text) or _ISO_BASIC.match(text):
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            pass
        else:
            is_day = len(text) <= 10 and "T" not in text.upper()
            return _day(moment) if is_day else Moment(_utc(moment, zone), is_day=False)
    if len(text) > _LONGEST_TIME or not _YEAR.search(text):
        if len(text) <= _LONGEST_TIME:
            _unambiguous(text, text)
        wanted = "a date with day, month and year" if _DIGIT.search(text) else "a date"
        raise ValueError(f"expected {wanted}, got {_shown(text)}")
    return _parse_plain(text, zone)


def _parse_compact(
    text: str,
    year: str,
    month: str,
    day: str,
    hour: str | None,
    minute: str | None,
    second: str | None,
    *,
    zone: tzinfo,
) -> Moment:
    numbers = [int(part) for part in (year, month, day, hour or 0, minute or 0, second or 0)]
    try:
        moment = datetime(*numbers)  # type: ignore[arg-type]
    except ValueError:
        raise ValueError(f"expected a date, got {_shown(text)}") from None
    return Moment(_utc(moment, zone), is_day=False) if hour else _day(moment)


def _parse_plain(text: str, zone: tzinfo) -> Moment:
    """Parse a text without what programs and people put around a date."""
    plain = text
    if linked := _BRACKETS.fullmatch(plain):
        plain = linked[1].strip()
        if plain != text:
            return _parse(plain, zone)
    if named := _ZONE_IN_BRACKETS.search(plain):
        plain = plain[: named.start()]
        if not _ENDS_IN_OFFSET.search(plain):
            zone = zone_of(named[1])
        return _parse(plain, zone)
    if aside := _IN_PARENTHESES.search(plain):
        plain = plain[: aside.start()]
        if not _ENDS_IN_OFFSET.search(plain):
            plain += _written_offset(aside[1], text)
        return _parse(plain, zone)
    if _TWO_ZONES.search(plain):
        raise ValueError(f"expected a time with one offset, got {_shown(text)}")
    return _parse_loosely(in_english(_unambiguous(plain, text)), text, zone)


def _written_offset(aside: str, text: str) -> str:
    """Return the offset that stands in parentheses behind a time."""
    if match := _OFFSET_IN_WORDS.fullmatch(aside.strip()):
        sign, hours, minutes = match.groups()
        return f" {sign}{int(hours):02}:{minutes or '00'}"
    name = aside.strip()
    if name not in _ZONES:
        raise ValueError(f"unknown time zone {name} in {text!r}: write +02:00")
    return f" {name}"


# -- dates of numbers -----------------------------------------------------------------------------

_NUMBERS = re.compile(r"(?<![\d:])(\d{1,2})([/.\-]|[ ])(\d{1,2})\2(\d{4}|\d{2})(?![\d:])")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[/.\- ](\d{1,2})[/.\- ](\d{1,2})(?!\d)")
_WEEKDAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*\b", re.IGNORECASE)
_WEEKDAYS = "mon tue wed thu fri sat sun".split()


def _unambiguous(text: str, whole: str) -> str:
    """Return a text whose date of numbers has the year first.

    Dots mean day first; else a number above 12 or the day of the week decides.

    :raises ValueError: if nothing decides.
    """
    if first := _YEAR_FIRST.search(text):
        if int(first[2]) > 12:
            raise ValueError(f"expected a date, got {_shown(whole)}")
        return text
    match = _NUMBERS.search(text)
    if match is None:
        return text
    one, separator, other, year = match.groups()
    if len(year) == 2:
        raise ValueError(f"{whole!r} is ambiguous (a year of two digits): write 2020-06-24")
    days = [*_readings(int(one), int(other), int(year), only_day_first=separator == ".")]
    if not days:
        raise ValueError(f"expected a date, got {_shown(whole)}")
    weekday = _WEEKDAY.search(text)
    if weekday and len(set(days)) > 1:
        number = _WEEKDAYS.index(weekday[1].lower())
        days = [day for day in days if day.weekday() == number]
    if len(set(days)) != 1:
        raise ValueError(f"{whole!r} is ambiguous (day or month first): write 2020-06-24")
    rest = text[match.end() :]
    return text[: match.start()] + days[0].isoformat() + re.sub(r"\A[ ]+[-–|][ ]+", " ", rest)


def _readings(one: int, other: int, year: int, *, only_day_first: bool) -> Iterator[date]:
    for day, month in ((one, other),) if only_day_first else ((one, other), (other, one)):
        try:
            yield date(year, month, day)
        except ValueError:
            continue


def _parse_loosely(plain: str, text: str, zone: tzinfo) -> Moment:
    from dateutil import parser

    # To dateutil, as to POSIX, GMT+2 lies west of Greenwich; to everybody else, east.
    plain = _BEFORE_OFFSET.sub("", plain)
    # A part that is missing would be taken from the default: two defaults tell.
    try:
        first, second = (
            parser.parse(plain, default=default, tzinfos=_zone)
            for default in (datetime(2000, 1, 1), datetime(2001, 2, 2, 3, 4, 5))
        )
    except _UnknownZone as error:
        raise ValueError(f"unknown time zone {error} in {text!r}: write +02:00") from None
    except (ValueError, ArithmeticError, TypeError):
        raise ValueError(f"expected a date, got {_shown(text)}") from None
    if first.date() != second.date():
        raise ValueError(f"expected a date with day, month and year, got {_shown(text)}")
    if first.hour != second.hour:
        return _day(first)
    return Moment(_utc(first, zone), is_day=False)


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


def _day(day: date) -> Moment:
    return Moment(f"{day.year:04}-{day.month:02}-{day.day:02}T00:00:00Z", is_day=True)


def _utc(moment: datetime, zone: tzinfo) -> str:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"expected a date, got {moment.isoformat()}") from None
    return moment.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
