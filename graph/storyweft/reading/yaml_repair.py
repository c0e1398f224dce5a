"""YAML as people and machines break it, mended: what the parser forgives too little.

Most often one pair of quotes was forgotten.
"""

import json
import re

from storyweft import text
from storyweft.reading.yaml_guards import Repair, parse_yaml
from storyweft.reading.yaml_prose import quoted

# -- repairs --------------------------------------------------------------------------------------

_FIELD_LINE = re.compile(r"([ \t]*(?:-[ ]+)?[\w.$@][\w.$@ -]*:[ \t]+|[ \t]*-[ ]+)(\S.*)")
_BLOCK_SCALAR = re.compile(r"[|>][-+\d]{0,2}(?:[ \t]+#.*)?")
_ALIAS_ONLY = re.compile(r"[*&][\w.-]+")
_LINE = re.compile(r"line (\d+)")

# Each mended line costs a parse of the whole.
_MENDED_LINES = 40


def quote_broken_lines(block: str) -> tuple[str, list[Repair]]:
    """Quote the values that no parser takes as they stand, as in ``title: A: B``.

    The line that the parser names is mended first, one after the other; where that does not help
    (an unclosed quote shows at the end of the file only) each line is tried by itself.

    :raises ValueError: if no mending makes it YAML.
    """
    for mend in (_mend_named_lines, _mend_all_lines):
        lines = block.split("\n")
        repairs = mend(lines)
        mended = "\n".join(lines)
        if repairs and _error_line(mended) == 0:
            return mended, sorted(repairs, key=lambda repair: repair.line or 0)
    raise ValueError


def _mend_named_lines(lines: list[str]) -> list[Repair]:
    repairs: list[Repair] = []
    for _ in range(_MENDED_LINES):
        named = _error_line("\n".join(lines))
        if not named:
            break
        # Some errors show in the line after the one that causes them.
        near = [number for number in (named - 1, named - 2) if 0 <= number < len(lines)]
        mended = next((mended for number in near if (mended := _mend(lines, number))), [])
        if not mended:
            break
        repairs += mended
    return repairs


def _mend_all_lines(lines: list[str]) -> list[Repair]:
    return [repair for number in range(len(lines)) for repair in _mend(lines, number)]


def _mend(lines: list[str], number: int) -> list[Repair]:
    repairs = []
    line = lines[number]
    indent = len(line) - len(line.lstrip("\t "))
    if "\t" in line[:indent]:
        line = line[:indent].expandtabs(2) + line[indent:]
        repairs.append(Repair("tab", "a tab for indentation: read as two spaces", number + 1))
    match = _FIELD_LINE.fullmatch(line.rstrip(" \t"))
    if match and not _stands_alone(match[2]):
        value = _unquoted(match[2])
        line = match[1] + quoted(value)
        message = f"text that needs quotes: read as {_short(value)!r}"
        repairs.append(Repair("unquoted-text", message, number + 1, match[2]))
    lines[number] = line
    return repairs


def _error_line(block: str) -> int | None:
    """Return the line that the parser stumbles over: 0 if none, None if it does not say."""
    try:
        parse_yaml(block)
    except ValueError as error:
        match = _LINE.search(str(error))
        return int(match[1]) if match else None
    return 0


def _stands_alone(value: str) -> bool:
    if _BLOCK_SCALAR.fullmatch(value) or _ALIAS_ONLY.fullmatch(value):
        return True
    if value[0] in "[{" and value.count("[") + value.count("{") > value.count("]") + value.count(
        "}"
    ):
        return True  # goes on in the next line
    return _error_line(f"key: {value}") == 0


def _unquoted(value: str) -> str:
    """Drop the outer quotes, if there are any: they are what is broken."""
    if value[0] not in "\"'":
        return value
    if value[0] == '"':
        # JSON writes an emoji as two escapes, which YAML does not know.
        try:
            return text.storable(str(json.loads(value, strict=False)))
        except ValueError:
            pass
    inner = value[1:].removesuffix(value[0])
    if _is_part_of_text(value, inner):
        return value
    return inner.replace(f"\\{value[0]}", value[0])


def _is_part_of_text(value: str, inner: str) -> bool:
    """Tell whether the quotes around a value are not around it, but around some of its words.

    ``"Foo" and "bar"``, ``'Tis the season' again``: the first quote inside closes before the end.
    """
    quote = value[0]
    if quote == "'" and _ELISION.match(inner):
        return True
    first = re.search(rf"(?<!\\){quote}", inner)
    if first is None:
        return False
    before, behind = inner[: first.start()], inner[first.end() :]
    return before[-1:].strip() != "" and not behind[:1].isalnum()


# 'Tis, '90s: what an apostrophe stands for at the start of a word.
_ELISION = re.compile(r"(?:tis|twas|twere|twill|til|till|em|cause|cuz|bout|round|n|\d0s)\b", re.I)


def _short(value: str, limit: int = 120) -> str:
    return value if len(value) <= limit else value[: limit - 1] + "…"
