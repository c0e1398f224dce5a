"""A date as people write it → its day, its clock and its offset, or the reason why it is none.

Each part is taken out of the text by its own form: the clock with its zone, the day of the week,
then the day itself, which must be all that is left. So no number is read twice, or passed over.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, time, timedelta, timezone, tzinfo
from typing import NamedTuple

from storyweft.reading.month_names import DAYS, MONTHS, in_english
from storyweft.reading.zones import zone_named


class Written(NamedTuple):
    """A day, and the clock on it and its zone if they are written, too."""

    day: date
    clock: time | None = None
    zone: tzinfo | None = None


_MONTH = "|".join(MONTHS)
_DAY = "|".join(DAYS)
_CLOCK = re.compile(
    # Behind a hyphen it might be the offset of a day.
    r"(?:(?<=\d)T)?(?:(?<![\d:.+-])|(?<=\d-)(?=\d{2}:\d{2}:\d{2}))"
    r"(?:(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:[.,]\d{1,9})?)?(?P<half>[ap]m)?"
    r"|(?P<full>\d{1,2})(?P<half_>[ap]m))(?![\d:])"
    rf"(?:[ ]?(?P<zone>(?!(?:{_MONTH}|{_DAY})\b)[a-z]{{1,5}}))?"
    # +0200 CEST, as Go writes it
    r"(?:[ ]?(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?(?![\d:])"
    r"(?:[ ][a-z]{3,5}\b)?)?",
    re.IGNORECASE,
)
# 17.51 behind a day: https://en.wikipedia.org/wiki/Date_and_time_representation_by_country
_DOTTED_CLOCK = re.compile(
    r"(\d{4}(?:[ ]?[,|-])?[ ]|\d{4}[/.-]\d{2}[/.-]\d{2}[ T])"
    r"(\d{1,2})\.(\d{2})(?:\.(\d{2}))?(?![.\d])"
)
# The offset of a day alone: https://www.w3.org/TR/xmlschema-2/#date
_DAY_ZONE = re.compile(
    r"(?<=\d{2})[ ]?(?:Z|UTC|GMT|(?:(?<=[ ])|(?<=-\d{2}))[+-](?:0\d|1[0-4]):?\d{2})\Z"
)
_WEEKDAY = re.compile(rf"\b({_DAY})\b[.,]?")
_EDGES = " _,|·•–-@"

_NUMBERS = re.compile(r"(\d{1,2})(?:([/-]|[ ]|\.[ ]?)(\d{1,2})\2)(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})(?:([/_-]|[ ]|\.[ ]?)(\d{1,2})\2)(\d{1,2})\.?")
_NAMED = re.compile(
    rf"(?P<d1>\d{{1,2}})[-/. ]?(?P<m1>{_MONTH})[-/., ]{{0,2}}(?P<y1>\d{{4}})"
    rf"|(?P<m2>{_MONTH})[-/. ]?(?P<d2>\d{{1,2}})(?:[-/]|[., ]{{1,2}})(?P<y2>\d{{4}})"
    rf"|(?P<y3>\d{{4}})[-/., ]{{0,2}}(?P<m3>{_MONTH})[-/. ]?(?P<d3>\d{{1,2}})\.?"
)


def read_written(text: str) -> Written:
    """Return what a text says that is a date and nothing else.

    :raises ValueError: if it is none, or has two meanings; the message says why.

    >>> read_written("Wed Jun 24 17:51:00 +0200 2020").day, read_written("24. Juni 2020").clock
    (datetime.date(2020, 6, 24), None)
    """
    rest = _DOTTED_CLOCK.sub(_with_colons, in_english(text))
    clock = _CLOCK.search(rest)
    rest = _without(clock, rest) if clock else _DAY_ZONE.sub("", rest)
    weekday = _WEEKDAY.search(rest)
    rest = " ".join(_without(weekday, rest).split()).strip(_EDGES)
    day = _day(rest, text, weekday[1] if weekday else None)
    return Written(day, *_clock(clock, day, text)) if clock else Written(day)


def _without(match: re.Match[str] | None, text: str) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}" if match else text


def _with_colons(match: re.Match[str]) -> str:
    day, *clock = match.groups()
    return day + ":".join(filter(None, clock))


# -- the day --------------------------------------------------------------------------------------


def _day(rest: str, text: str, weekday: str | None) -> date:
    """Return the only day that a date without a clock means."""
    parts: list[tuple[int, int, int]]
    if named := _NAMED.fullmatch(rest):
        parts = [_of_names(named)]
    elif first := _YEAR_FIRST.fullmatch(rest):
        parts = [(int(first[1]), int(first[3]), int(first[4]))]
    elif numbers := _NUMBERS.fullmatch(rest):
        if len(numbers[4]) == 2:
            raise ValueError(f"{text!r} is ambiguous (a year of two digits): write 2020-06-24")
        one, other, year = int(numbers[1]), int(numbers[3]), int(numbers[4])
        # Dots mean day first.
        parts = [(year, other, one), (year, one, other)][: 1 if "." in numbers[2] else 2]
    else:
        raise ValueError(_expected(rest, text))
    days = {*_dates(parts)}
    meant = [day for day in days if weekday in (None, DAYS[day.weekday()])]
    if len(meant) == 1:
        return meant[0]
    if not days:
        raise ValueError(f"expected a date, got {_shown(text)}")
    if len(days) == 1:
        raise ValueError(f"{text!r} has two meanings: that day is no {weekday}")
    raise ValueError(f"{text!r} is ambiguous (day or month first): write 2020-06-24")


def _dates(parts: Iterable[tuple[int, int, int]]) -> Iterator[date]:
    for year, month, day in parts:
        with suppress(ValueError):
            yield date(year, month, day)


def _of_names(match: re.Match[str]) -> tuple[int, int, int]:
    number = next(number for number in "123" if match[f"m{number}"])
    month = MONTHS.index(match[f"m{number}"]) + 1
    return int(match[f"y{number}"]), month, int(match[f"d{number}"])


def _expected(rest: str, text: str) -> str:
    left = re.sub(_MONTH, " 0 ", rest)
    numbers = len(re.findall(r"(?<!\d)\d{1,4}(?!\d)", left)) or bool(_CLOCK.search(text))
    is_part = 0 < numbers < _PARTS and not re.search(r"[^\W\d_]", left)
    return f"expected a date{' with day, month and year' if is_part else ''}, got {_shown(text)}"


_PARTS = 3


# -- the clock ------------------------------------------------------------------------------------


def _clock(match: re.Match[str], day: date, text: str) -> tuple[time, tzinfo | None]:
    hour = int(match["hour"] or match["full"])
    half = (match["half"] or match["half_"] or "").lower()
    if half:
        hour = hour % 12 + 12 * (half == "pm") if 1 <= hour <= 12 else _NO_HOUR
    try:
        clock = time(hour, int(match["minute"] or 0), int(match["second"] or 0))
        offset = _offset(match)
    except ValueError:
        raise ValueError(f"expected a date, got {_shown(text)}") from None
    name = match["zone"]
    if offset is None or not name:
        return clock, zone_named(name, text) if name else offset
    if name.upper() not in ("UTC", "GMT"):
        raise ValueError(f"expected a time with one offset, got {_shown(text)}")
    return clock, offset


_NO_HOUR = 24


def _offset(match: re.Match[str]) -> timezone | None:
    """Return the offset of a clock; to POSIX, GMT+2 lies west of Greenwich, to all others east."""
    if not match["sign"]:
        return None
    hours, minutes = int(match["hours"]), int(match["minutes"] or 0)
    if minutes >= 60:
        raise ValueError
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if match["sign"] == "-" else offset)


def _shown(value: str) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
