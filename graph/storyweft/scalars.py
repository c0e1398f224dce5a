"""From what a parser gives to what the model holds: one named function a kind of value.

Each takes any parsed value and returns what it means, or raises a ValueError that says what was
expected and seen. None of them guesses: an ambiguous date is an error, not a coin tossed.
"""

import math
import re
from datetime import UTC, date, datetime, time

from storyweft.front_matter import kind_of
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
    """Return a finite number; whole ones as int.

    >>> to_number("87"), to_number(0.5), to_number("39.0")
    (87, 0.5, 39)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"expected a number, got {kind_of(value)}")
    try:
        number = float(value)
    except (ValueError, OverflowError):
        raise ValueError(f"expected a number, got {_shown(value)}") from None
    if not math.isfinite(number):
        raise ValueError(f"expected a finite number, got {_shown(value)}")
    return int(number) if number.is_integer() else number


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
    text = to_text(value).strip().lower()
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise ValueError(f"expected true or false, got {_shown(value)}")


def to_time(value: object) -> str:
    """Return a time as ``YYYY-MM-DDTHH:MM:SSZ``; without a zone it is taken for UTC.

    Day, month and year must all be there. ``03/04/2020`` is an error: it is March in one country
    and April in another.

    >>> to_time("2020-06-24T17:51:00Z"), to_time("24 Jun 2020 19:51 +0200"), to_time("2020-06-24")
    ('2020-06-24T17:51:00Z', '2020-06-24T17:51:00Z', '2020-06-24T00:00:00Z')
    """
    if isinstance(value, str):
        # The form that nearly all documents use needs no parser beyond a check of its ranges.
        if len(value) == 20 and value[10] == "T" and value[19] == "Z" and value.isascii():
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
    raise ValueError(f"expected a date, got {kind_of(value)}: write it as 2020-06-24T17:51:00Z")


_EPOCH = re.compile(r"\d{10}|\d{13}")
_AMBIGUOUS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{2}|\d{4})\b")


def _parse_time(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    if ambiguous := _AMBIGUOUS.match(text):
        day, month = int(ambiguous[1]), int(ambiguous[3])
        if max(day, month) <= 12 and day != month and ambiguous[2] != ".":
            raise ValueError(f"{text!r} is ambiguous (day or month first): write 2020-06-24")
    from dateutil import parser

    # A part that is missing would be taken from the default: two defaults tell.
    try:
        parsed = [
            parser.parse(text, default=default, dayfirst="." in text[:3])
            for default in (datetime(2000, 1, 1), datetime(2001, 2, 2))
        ]
    except (ValueError, OverflowError, TypeError):
        raise ValueError(f"expected a date, got {_shown(text)}") from None
    if parsed[0] != parsed[1]:
        raise ValueError(f"expected a date with day, month and year, got {_shown(text)}")
    return parsed[0]


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
