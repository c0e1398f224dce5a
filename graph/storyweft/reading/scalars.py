"""From what a parser gives to what the model holds: one named function a kind of value.

Each takes any parsed value and returns what it means, or raises a ValueError that says what was
expected and seen.
"""

import math
from datetime import date, time

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


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
