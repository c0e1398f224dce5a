"""What of a body is prose: without code, comments, and what Obsidian hides.

- Code: https://spec.commonmark.org/0.31.2/#fenced-code-blocks, #code-spans, and
  https://jekyllrb.com/docs/liquid/tags/ (``highlight``; ``raw`` is Liquid's)
- ``%% hidden %%``: https://help.obsidian.md/syntax#Comments

The marks are looked for by their first characters, and what they open by searches for its end: one
expression for all of it, tried at each character, takes three times as long. To look for a single
character takes a tenth of that again, and most bodies have no mark but ticks, or none.
"""

import re
from bisect import bisect_left
from functools import lru_cache

from storyweft.text import holds_any

# Most code needs no search for its end: one tick at each side, and none between them.
_CODE = re.compile(r"`[^`\n]++`")
_TICK = re.compile(r"`(?:(?P<code>[^`\n]++`)(?!`)|`*+)")
_MARK = re.compile(
    r"[`~<%{](?:(?<=`)(?:(?P<code>[^`\n]++`)(?!`)|`*+)|(?<=~)~~+|(?<=<)!--|(?<=%)%|(?<=\{)%-?\s*(?:raw|highlight)\b)"
)
_NO_TICKS = ("~~~", "<!--", "%%", "{%")


def prose(body: str) -> str:
    """Return a body with a space in place of each part that is no prose.

    >>> prose("See `[code](a)` and <!-- [[not]] --> this"), prose("a\\n```\\n[b](c)\\n```\\nd")
    ('See   and   this', 'a\\n \\nd')
    """
    marks = _MARK
    if not holds_any(body, _NO_TICKS):
        if "`" not in body:
            return body
        if "``" not in body:
            return _CODE.sub(" ", body)
        marks = _TICK
    parts = []
    done = at = 0
    while mark := marks.search(body, at):
        span = mark.span() if mark["code"] else _span(body, mark)
        if span is None:
            # Of a run of marks all were tried; behind others a new one may start.
            at = mark.end() if mark[0][0] in "`~" else mark.start() + 1
            continue
        start, at = span
        parts.append(body[done:start])
        done = at
    return " ".join([*parts, body[done:]]) if parts else body


def _span(body: str, mark: re.Match[str]) -> tuple[int, int] | None:
    """Return where what a mark opens starts and ends; None if it opens nothing."""
    start, end = mark.span()
    kind = body[start]
    if kind == "<":
        close = body.find("-->", end)
        return start, len(body) if close == -1 else close + 3
    if kind == "%":
        close = body.find("%", end)
        return (start, close + 2) if close != -1 and body[close + 1 : close + 2] == "%" else None
    line = body.rfind("\n", 0, start) + 1
    if kind == "{":
        starts, ends = _raw_ends(body) if line == start else ((), ())
        number = bisect_left(starts, end)
        return (start, ends[number]) if number < len(ends) else None
    if end - start >= _FENCE and not body[line:start].strip(" \t"):
        behind = body.find("\n", end)
        if behind != -1:
            return line, _fence_end(body, behind, body[line:end])
    return _code(body, start, end) if kind == "`" else None


_FENCE = 3


_RAW_ENDS = re.compile(r"\{%-?\s*end(?:raw|highlight)\s*-?%\}")
_FENCE_ENDS = re.compile(r"[`~]*[ \t]*$", re.MULTILINE)


@lru_cache(maxsize=1)
def _raw_ends(body: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return where the tags start and end that end what is raw: not looked for at each opening."""
    spans = [match.span() for match in _RAW_ENDS.finditer(body)]
    return tuple(start for start, _ in spans), tuple(end for _, end in spans)


def _fence_end(body: str, at: int, fence: str) -> int:
    """Return the end of a block of code, from the end of its first line on."""
    while (at := body.find(f"\n{fence}", at)) != -1:
        if closed := _FENCE_ENDS.match(body, at + 1 + len(fence)):
            return closed.end()
        at += 1
    return len(body)


def _code(body: str, start: int, end: int) -> tuple[int, int] | None:
    """Return where code within a line starts and ends: at the same run of ticks as it starts."""
    line_end = body.find("\n", end)
    line_end = len(body) if line_end == -1 else line_end
    longest, closed = 0, 0
    for run in _TICKS.finditer(body, end, line_end):
        count = run.end() - run.start()
        if longest < count <= end - start:  # the last ticks of a longer run open it, too
            longest, closed = count, run.end()
            if count == end - start:
                break
    return (end - longest, closed) if longest else None


_TICKS = re.compile("`+")


def without_indented(text: str) -> str:
    """Return a text of Markdown without the blocks of code that only their indentation tells.

    https://spec.commonmark.org/0.31.2/#indented-code-blocks: behind a blank line, and not below an
    item of a list, a note, or anything else whose text is indented, too.

    >>> without_indented("See:\\n\\n    curl https://n.example/a\\n\\n- one\\n\\n    [two](b)")
    'See:\\n\\n- one\\n\\n    [two](b)'
    """
    if not holds_any(text, _INDENTED):
        return text
    parts = []
    may_hold = False
    for part in _BLANK.split(text):
        is_indented = part.startswith(("    ", "\t"))
        if is_indented and not may_hold:
            continue
        parts.append(part)
        if not is_indented and part[:1] != " ":
            may_hold = _HOLDER.search(part) is not None
    return "\n\n".join(parts)


_INDENTED = ("\n    ", "\n\t")
_BLANK = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)*+")
# What may hold indented text: lists, definitions, footnotes, elements of HTML, tags of templates,
# the admonitions and tabs of https://squidfunk.github.io/mkdocs-material/reference/.
_HOLDER = re.compile(r"^(?:[-*+:]|\d{1,9}[.)]|\[\^|<|!!!|\?\?\?|===|\{[%{<])", re.M)
