"""Repair of text that a machine broke: mojibake, HTML entities, control characters, stray spaces.

Only damage is repaired. Curly quotes, ligatures, full-width letters and every script stay as they
are: ftfy's defaults would flatten them, so all of that is switched off.
"""

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ftfy import TextFixerConfig

# Characters that XML 1.0 forbids (section 2.2) plus DEL and the C1 block: no news text means them.
# U+0085 is kept apart: ftfy reads it as the ellipsis that Windows-1252 has there.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_SPACES = re.compile(r"\s+")


@cache
def _damage_only() -> "TextFixerConfig":
    from ftfy import TextFixerConfig

    return TextFixerConfig(
        unescape_html=True,
        fix_encoding=True,
        remove_terminal_escapes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        remove_control_chars=False,
        normalization=None,
        explain=False,
    )


def repair(text: str) -> str:
    """Undo mojibake and HTML entities, and drop what no text file should hold.

    >>> repair("the Rose Bowlâ€™s programs"), repair("Tom &amp; Jerry&#8217;s")
    ('the Rose Bowl’s programs', 'Tom & Jerry’s')
    >>> repair("“curly”, ﬁ, ™, 東京") == "“curly”, ﬁ, ™, 東京"
    True
    """
    if text.isascii() and "&" not in text:
        return _CONTROL.sub("", text)
    from ftfy import fix_text

    # An unpaired surrogate can be no character; a pair of them is one, which ftfy puts together.
    return _CONTROL.sub("", fix_text(text, _damage_only()))


def one_line(text: str) -> str:
    """Collapse every run of white space to one space, as titles and names need.

    >>> one_line("ABC Kcrg  9 ")
    'ABC Kcrg 9'
    """
    return _SPACES.sub(" ", text).strip()


def fold(name: str) -> str:
    """Return the key under which names that a reader takes for the same are one.

    Case, width, and whether words are joined by spaces, hyphens or underscores do not tell names
    apart; every other character does.

    >>> fold("Computer  Vision") == fold("computer-vision") != fold("Computer-Vision++")
    True
    """
    import unicodedata

    folded = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(folded.replace("-", " ").replace("_", " ").split())


def slug(name: str) -> str:
    """Return the part of an IRI for a name: readable, and different for names that differ.

    >>> slug("Business Insider"), slug("C++"), slug("Süddeutsche Zeitung")
    ('business-insider', 'c%2B%2B', 's%C3%BCddeutsche-zeitung')
    """
    from urllib.parse import quote

    return quote(fold(name).replace(" ", "-"), safe="")
