"""What people write for a date → one moment in UTC, or one day, or the reason why neither.

None of it guesses: what has two meanings has none.
"""

import re
from datetime import UTC, date, datetime, tzinfo
from typing import NamedTuple

from storyweft.errors import kind_of
from storyweft.reading.written_dates import read_written
from storyweft.reading.zones import zone_named, zone_of


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


# What programs write for no date at all: the smallest, the largest, and a zero.
_NO_DATES = ("0001-01-01T", "9999-12-31T", "1970-01-01T00:00:00Z")


def _news(moment: Moment) -> Moment:
    if moment.time.startswith(_NO_DATES):
        raise ValueError(f"expected a date of news, got {moment.time[:10]}, which stands for none")
    return moment


# Seconds or milliseconds since 1970, from 2001 to 2030: what looks like 1999 or later is a year.
_EPOCH = re.compile(r"1[0-8]\d{8}(?:\d{3})?(?:\.\d{1,9})?")
_COMPACT = re.compile(r"((?:1[6-9]|20)\d{2})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?")
# 17.51 is a clock, and no fraction of an hour.
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?:[Tt ](?!\d{2}[.,])|\Z)")
_ISO_BASIC = re.compile(r"\d{8}[Tt ]|\d{4}-?[Ww]\d{2}-?\d")
_BRACKETS = re.compile(r"\[\[([^\[\]|]+)(?:\|[^\[\]]*)?\]\]")
_ZONE_IN_BRACKETS = re.compile(r"[ ]?\[([A-Za-z_]+(?:/[\w+-]++)*+)\]\Z")
_IN_PARENTHESES = re.compile(r"(?<![ ])[ ]*+\(([^()]*)\)\Z")
_OFFSET_IN_WORDS = re.compile(r"(?:UTC|GMT)[ ]?([+-])(\d{1,2}):?(\d{2})?", re.IGNORECASE)
_ENDS_IN_OFFSET = re.compile(r"(?:[+-]\d{2}:?\d{2}|Z|\bGMT|\bUTC)\Z")
_TWO_ZONES = re.compile(r"Z[+-]\d")
_LONGEST_TIME = 96


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
    if len(text) > _LONGEST_TIME:
        raise ValueError(f"expected a date, got {_shown(text)}")
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
    day, clock, offset = read_written(plain)
    return (
        _day(day)
        if clock is None
        else Moment(_utc(datetime.combine(day, clock, offset), zone), is_day=False)
    )


def _written_offset(aside: str, text: str) -> str:
    """Return the offset that stands in parentheses behind a time."""
    if match := _OFFSET_IN_WORDS.fullmatch(aside.strip()):
        sign, hours, minutes = match.groups()
        return f" {sign}{int(hours):02}:{minutes or '00'}"
    name = aside.strip()
    zone_named(name, text)
    return f" {name}"


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
