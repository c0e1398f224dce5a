"""Text that YAML takes for signs of its own, quoted before any parser sees it.

A ``#`` after a space within prose (``Rise of #MeToo``), an entity at the start (``&quot;Bridge``,
to YAML an anchor) and an exclamation (``!Important changes``, a tag) would each lose text without
an error. A comment with a space behind its sign stays one, and so does one after a number, a date,
an address or a truth value.
"""

import json
import re

from storyweft.reading.yaml_guards import Repair

# Whether there is anything of the kind at all: most texts cost no more than this.
_SIGN = re.compile(r"[ \t]#[^\s#]|[:\-][ \t]+(?:&[#\w]{1,32};|![A-Za-z])")

_FIELD = re.compile(r"([ \t]*(?:-[ \t]+)*(?:[\w.$@][\w.$@ -]*:[ \t]+)?)(\S.*)")
_BLOCK_SCALAR = re.compile(r"(?:[&!]\S+[ \t]+)*[|>][-+\d]{0,2}(?:[ \t]+#.*)?")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_EXCLAMATION = re.compile(r"![A-Za-z][\w'’-]*+,?[ \t]+[^\s\"'\[{|>&*!#]")
_HASH = re.compile(r"(?:^|[ \t])#[^\s#]")
# What is no prose: after it, a # without a space starts a comment all the same.
_VALUE = re.compile(
    r"(?:true|false|yes|no|on|off|null|~|[-+\d.,:TZ/ \t]+|https?://\S+)", re.IGNORECASE
)


def quote_prose(block: str) -> tuple[str, list[Repair]]:
    """Quote what a parser would cut; every line stays where it is.

    >>> quote_prose("title: Rise of #MeToo\\n")[0]
    "title: 'Rise of #MeToo'\\n"
    >>> quote_prose("draft: true #todo\\ntitle: A # really\\n")[1]
    []
    """
    if not (" #" in block or " &" in block or " !" in block or "\t" in block):
        return block, []
    if not _SIGN.search(block):
        return block, []
    lines = block.split("\n")
    repairs: list[Repair] = []
    number = 0
    while number < len(lines):
        match = _FIELD.fullmatch(lines[number])
        if match is None or not match[1].strip():
            number += 1
            continue
        end = _end_of_value(lines, number, match[2])
        if end == number + 1 and (value := _prose(match[2].rstrip())):
            lines[number] = match[1] + value[0]
            message = f"text that needs quotes: read as {_short(value[1])!r}"
            repairs.append(Repair("unquoted-text", message, number + 1, match[2]))
        number = end
    return ("\n".join(lines), repairs) if repairs else (block, [])


def _end_of_value(lines: list[str], number: int, value: str) -> int:
    """Return the line after a value, which may be a block of text, or stand in quotes."""
    end = number + 1
    if _BLOCK_SCALAR.fullmatch(value.rstrip()):
        indent = _indent(lines[number])
        while end < len(lines) and (not lines[end].strip() or _indent(lines[end]) > indent):
            end += 1
    elif value[0] in "\"'" and not _is_closed(value, value[0]):
        while end < len(lines) and not _closes(lines[end], value[0]):
            end += 1
        # A quote that nothing closes is no quote.
        end = end + 1 if end < len(lines) else number + 1
    return end


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _is_closed(value: str, quote: str) -> bool:
    return _closes(value[1:], quote)


def _closes(line: str, quote: str) -> bool:
    plain = re.sub(r"\\." if quote == '"' else "''", "", line)
    return quote in plain


def _prose(value: str) -> tuple[str, str] | None:
    """Return a value in quotes, and what it says; None if it is read as it stands."""
    if value[0] == "[":
        return _listed(value)
    if value[0] in "\"'{|>*%@`" or (value[0] == "&" and not _ENTITY.match(value)):
        return None
    if value[0] != "&" and not _EXCLAMATION.match(value):
        cut = _HASH.search(value)
        if cut is None or _VALUE.fullmatch(value[: cut.start()].strip() or "x"):
            return None
    text = value.split(" # ", 1)[0].rstrip()
    return quoted(text), text


def _listed(value: str) -> tuple[str, str] | None:
    """Return a list in one line, whose items hold such a sign, with these in quotes."""
    end = value.rfind("]")
    if end == -1 or not _HASH.search(value[1:end]) or _QUOTE.search(value):
        return None
    if value[1:end].count("[") or "{" in value:
        return None
    items = (item.strip() for item in value[1:end].split(","))
    text = ", ".join(quoted(item) if "#" in item else item for item in items)
    return f"[{text}]{value[end + 1 :]}", value[: end + 1]


_QUOTE = re.compile(r"[\[,][ \t]*[\"']")


def quoted(value: str) -> str:
    """Quote a text for YAML: in double quotes only what a single-quoted line cannot hold."""
    if value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    return json.dumps(value, ensure_ascii=False)


def _short(value: str, limit: int = 120) -> str:
    return value if len(value) <= limit else value[: limit - 1] + "…"
