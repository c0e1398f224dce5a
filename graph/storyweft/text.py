"""Repair of text that a machine broke: mojibake, HTML entities, control characters, stray spaces.

Only damage is repaired. Curly quotes, ligatures, full-width letters and every script stay as they
are: of ftfy only the two repairs are called that undo damage, not those that flatten text.
"""

import html
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote

# Characters that XML 1.0 forbids (section 2.2) plus DEL and the C1 block: no news text means them.
# U+0085 is kept apart: ftfy reads it as the ellipsis that Windows-1252 has there.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# A single no-break or ideographic space is typography; runs of spaces and line breaks are not.
_SPACES = re.compile(r"\s{2,}|[\t\n\r\v\f\x1c-\x1f\x85\u2028\u2029]")

# What no repair can find anything in: printable ASCII without &, and the typography of news.
_SOUND = re.compile("[ -%'-~‘’“”–—…]*")

# What ftfy may find something in. UTF-8 read as anything else shows as two characters beyond ASCII
# in a row; where its no-break space became a space, or a character was lost, as one of a few before
# a space or question mark (ALTERED_UTF8_RE and LOSSY_UTF8_RE of ftfy.chardata). To ask takes 60 µs.
_LEADING = bytes([0xC2, 0xC3, 0xC5, 0xCE, 0xD0, 0xD9])
_PAGES = "latin-1 cp1252 cp1251 cp1250 cp1253 cp1254 cp1257 iso-8859-2 cp437".split()
_MAY_BE_DAMAGED = re.compile(
    "[^\x00-\x7f][ ?]?[^\x00-\x7f]|[\x1a\x80-\x9f\ud800-\udfff]"
    f"|[{''.join(_LEADING.decode(page, errors='ignore') for page in _PAGES)}][ ?]"
)

# Damage comes in layers (``&amp;amp;``): so many are undone. Without a limit a text of nothing but
# layers would take the square of its length.
_LAYERS = 5


def repair(text: str) -> str:
    """Undo mojibake and HTML entities, and drop what no text file should hold.

    >>> repair("the Rose Bowlâ€™s programs"), repair("Tom &amp; Jerry&#8217;s")
    ('the Rose Bowl’s programs', 'Tom & Jerry’s')
    >>> repair("“curly”, ﬁ, ™, 東京") == "“curly”, ﬁ, ™, 東京"
    True
    """
    if is_sound(text):
        return text
    if "&" not in text and not _MAY_BE_DAMAGED.search(text):
        return _CONTROL.sub("", text)
    return _CONTROL.sub("", _undo_damage(text))


def is_sound(text: str) -> bool:
    """Tell, fast, that a text needs no repair; many a text that needs none is not so simple."""
    return _SOUND.fullmatch(text) is not None


def _undo_damage(text: str) -> str:
    from ftfy import fix_encoding
    from ftfy.fixes import fix_surrogates, unescape_html

    for _ in range(_LAYERS):
        before = text
        # An unpaired surrogate can be no character; a pair of them is one.
        text = fix_encoding(unescape_html(fix_surrogates(text)))
        if text == before:
            break
    return text


def storable(text: str) -> str:
    """Return a text that every file can hold: without repair, but for the worst.

    Halves of a character become the mark for a lost one; what XML forbids is dropped.

    >>> storable("a\\ud83db\\x00") == "a\\ufffdb"
    True
    """
    return text if text.isprintable() else _CONTROL.sub("", _SURROGATE.sub("\ufffd", text))


def one_line(text: str) -> str:
    """Collapse every run of white space to one space, as titles and names need.

    >>> one_line("ABC Kcrg  9 ")
    'ABC Kcrg 9'
    >>> one_line("« Bonjour\\u00a0! »") == "« Bonjour\\u00a0! »"
    True
    """
    return _SPACES.sub(" ", text).strip()


# Names come again and again: nine in ten are told from memory, in a tenth of the time.
@lru_cache(maxsize=1 << 16)
def fold(name: str) -> str:
    """Return the key under which names that a reader takes for the same are one.

    Case, width, and whether words are joined by spaces, hyphens or underscores do not tell names
    apart; every other character does.

    >>> fold("Computer  Vision") == fold("computer-vision") != fold("Computer-Vision++")
    True
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(folded.replace("-", " ").replace("_", " ").split())


@lru_cache(maxsize=4096)  # the same topics and providers come again and again
def slug(name: str) -> str:
    """Return the part of an IRI for a name: readable, and different for names that differ.

    >>> slug("Business Insider"), slug("C++"), slug("Süddeutsche Zeitung")
    ('business-insider', 'c%2B%2B', 's%C3%BCddeutsche-zeitung')

    What a URL takes for a way up (RFC 3986, section 5.2.4) has a hyphen before it, as no slug has:

    >>> slug("..")
    '-..'
    """
    part = quote(fold(name).replace(" ", "-"), safe="")
    return f"-{part}" if part in (".", "..") else part


# What a reader does not see: each with signs, one of which is in all that it matches. What starts
# with one character is searched for in a tenth of the time of what starts with any of several.
_UNSEEN = (
    (
        ("<!--", "<script", "<style"),
        re.compile(
            r"<(?:!--(?:[^<-]++|<(?!!--)|-(?!->))*+-->"
            r"|(script|style)\b(?:[^<]++|<(?!/?\1\b))*+</\1\s*>)"
        ),
    ),
    (("```",), re.compile(r"`(?<=^`)``.*?^```", re.M | re.S)),
    (("~~~",), re.compile(r"~(?<=^~)~~.*?^~~~", re.M | re.S)),
)
_TEMPLATE = re.compile(
    r"\{(?:\{(?:[^{}]++|\{(?!\{)|\}(?!\}))*+\}|%(?:[^%{]++|%(?!\})|\{(?!%))*+%)\}"
)
_LINK = re.compile(
    r"\[([^\]\n]{0,1000}+)\](?:\([^)\n]{0,1000}+(?:[^)\n\]]++|\](?!\())*+\)|\[[^\]\n]*+\])"
)
# A colon is searched for faster than an h, of which all texts are full.
_MARKUP = (
    (("<http",), re.compile(r"<https?://[^>\s]*>|https?://\S+")),
    (("://",), re.compile(r"https?://\S+")),
    (("<",), re.compile(r"</?[A-Za-z][^<>]*>")),
)
# From the end of the line before, which is left to the next if nothing stands between.
_LINE_MARKS = re.compile(
    r"\n(?:\s{0,3}+(?:#{1,6}|>+|[-*+]|\d+[.)])(?:\s*(?=\n\S)|\s+)"
    r"|\s{0,99}+[-=*_]\s*+[-=*_]\s*+[-=*_][-=*_\s]*$|\[[^\]]{1,1000}+\]:.*$)",
    re.M,
)
# Underscores beside which a word does not go on; what is written as it starts is found at once.
_UNDERSCORES = re.compile(r"_(?:(?<!\w_)_*+|_*+(?!\w))")
_INLINE_MARKS = "*`~|"


def plain_text(marked: str, length: int) -> str:
    """Return the beginning of a text in Markdown or HTML without its markup, on one line.

    >>> plain_text("# Rain\\n\\nIt *rained* in [Ulm](https://u.example/ulm).<br>", 100)
    'Rain It rained in Ulm.'
    """
    # Markup is seldom more than the text: what stands further back need not be looked at.
    text = _seen(marked[: 3 * length])
    if "[" in text:
        parts = _LINK.split(text)  # outside, shown, outside, …
        if holds_any(text, ("![",)):
            parts[:-1:2] = [outside.removesuffix("!") for outside in parts[:-1:2]]
        text = "".join(parts)
    for signs, pattern in _MARKUP:
        if holds_any(text, signs):
            text = pattern.sub(" ", text)
    text = _LINE_MARKS.sub("\n", f"\n{text}")
    enough = length + length // 4
    if len(text) > enough:
        words = _words(text[:enough].rpartition(" ")[0])
        if len(words) >= length:
            return words[:length]
    return _words(text)[:length]


def _seen(text: str) -> str:
    if unseen := tuple([pattern for signs, pattern in _UNSEEN if holds_any(text, signs)]):
        text = _any_of(unseen).sub(" ", text)
    return _TEMPLATE.sub(" ", text) if "{" in text else text


@lru_cache
def _any_of(patterns: tuple[re.Pattern[str], ...]) -> re.Pattern[str]:
    return re.compile("|".join(pattern.pattern for pattern in patterns), re.M | re.S)


def _words(text: str) -> str:
    if "_" in text:
        text = _UNDERSCORES.sub("", text)
    for mark in _INLINE_MARKS:
        text = text.replace(mark, "")
    return html.unescape(_one_spaced(text)).strip()


def _one_spaced(text: str) -> str:
    """Return a text with one space for each run of white space: to split and join takes twice."""
    line = text.replace("\n", " ")
    # What can be printed has no white space but spaces.
    return _RUNS.sub(" ", line) if line.isprintable() else " ".join(line.split())


_RUNS = re.compile("  +")


def holds_any(text: str, signs: Iterable[str]) -> bool:
    """Tell whether any sign is in a text; its first two characters are searched for much faster."""
    return any(sign[0] in text and sign[1:2] in text and sign in text for sign in signs)
