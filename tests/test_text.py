"""Text that is broken is repaired, text that is right stays as it is: a table of each."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyweft.text import fold, is_sound, one_line, plain_text, repair, slug, storable

REPAIRED = [
    ("the Rose Bowlâ€™s programs", "the Rose Bowl’s programs"),
    ("â€œfakeâ€\x9d", "“fake”"),
    ("cafÃ© in SÃ£o Paulo", "café in São Paulo"),
    ("Ã la carte", "à la carte"),
    ("Ð\x9cÐ¾Ñ\x81ÐºÐ²Ð°", "Москва"),
    ("don&#8217;t", "don’t"),
    ("don&#x2019;t", "don’t"),
    ("Tom &amp; Jerry", "Tom & Jerry"),
    ("Tom &amp;amp; Jerry", "Tom & Jerry"),
    ("&amp;quot;no&amp;quot;", '"no"'),
    ("5 &lt; 6", "5 < 6"),
    ("P&eacute;rez", "Pérez"),
    ("&nbsp;", "\xa0"),
    ("a\x00b\x07c\x1b[0m", "abc[0m"),
    ("a\x85b", "a…b"),
    ("a\x7fb", "ab"),
    ("a\ufffeb\uffff", "ab"),
    ("\ud83d\ude00", "😀"),
    ("a\ud83d", "a\ufffd"),
]

UNTOUCHED = [
    "plain",
    "“curly” ‘quotes’ „German“ «French» ‹x›",
    "dashes – — and an ellipsis…",
    "ﬁ ﬂ ﬀ ligatures",
    "™ ® © ℗ № ½ ² € £ ¥ ¢ § ¶ • °",
    "ｆｕｌｌ ｗｉｄｔｈ",
    "naïve café, São Paulo, Ærøskøbing, Łódź, Åbo, Đà Nẵng",
    "Москва, Ελλάδα, العربية, עברית, हिन्दी, ไทย, 東京, 서울",
    "👩‍👩‍👧 🇩🇪 ✊🏽",
    "\u200fשלום\u200e",
    "one\u2028two\u2029three",
    "no\xa0break, thin\u2009space, narrow\u202f€",
    "AT&T, R&D, Q&A, &c",
    "&notanentity; & ;",
    "lost don\ufffdt",
    "tab\tand\nline",
    "e\u0301 combined",
    "x² + y² ≠ z²",
    "<b>bold</b>",
    "C:\\Users\\n",
    "50% off — 100 %",
]


@pytest.mark.parametrize(("given_text", "expected"), REPAIRED)
def test_damage_is_repaired(given_text: str, expected: str) -> None:
    assert repair(given_text) == expected


@pytest.mark.parametrize("text", UNTOUCHED)
def test_what_is_right_stays_as_it_is(text: str) -> None:
    assert repair(text) == text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("ABC Kcrg  9", "ABC Kcrg 9"),
        ("  a  ", "a"),
        ("a\nb\r\nc\td", "a b c d"),
        ("a\u2028b\u2029c\x85d", "a b c d"),
        ("a \xa0 b", "a b"),
        ("prix\xa0: 5\u202f€", "prix\xa0: 5\u202f€"),
        ("東京\u3000大阪", "東京\u3000大阪"),
    ],
)
def test_titles_and_names_are_one_line(text: str, line: str) -> None:
    assert one_line(text) == line


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AI", "ai"),
        ("Computer Vision", "computer-vision"),
        ("Computer Vision", "computer_vision"),
        ("Computer  Vision ", "Computer Vision"),
        ("Straße", "STRASSE"),
        ("Ａ Ｉ", "a i"),
    ],
)
def test_names_that_readers_take_for_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)
    assert slug(one) == slug(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("C", "C++"),
        ("C#", "C"),
        (".NET", "NET"),
        ("Zürich", "Zurich"),
        ("A.I.", "AI"),
        ("a/b", "ab"),
    ],
)
def test_names_that_differ(one: str, other: str) -> None:
    assert fold(one) != fold(other)
    assert slug(one) != slug(other)


ANY = st.text(st.characters(codec=None))


@given(ANY)
def test_what_is_repaired_needs_no_repair_and_can_be_stored(text: str) -> None:
    for result in (repair(text), storable(text)):
        result.encode()
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]", result)
    assert storable(storable(text)) == storable(text)


# Letters that stand for a byte of UTF-8 in some encoding, and what comes between them.
_MOJIBAKE = "".join(
    bytes(range(0x80, 0x100)).decode(page, errors="ignore")
    for page in ("latin-1", "cp1252", "cp1251", "cp1250", "iso-8859-2", "cp437", "mac-roman")
)


@given(st.text(st.one_of(st.sampled_from(" ?aé’\x1a"), st.sampled_from(_MOJIBAKE)), max_size=6))
def test_ftfy_is_asked_wherever_it_finds_something(text: str) -> None:
    from ftfy import fix_encoding

    if repair(text) == text:
        assert fix_encoding(text) == text


@given(st.text(st.sampled_from("aZ09 -,.:;!?'\"‘’“”–—…()")))
def test_sound_text_is_what_no_repair_changes(text: str) -> None:
    from ftfy import fix_encoding
    from ftfy.fixes import unescape_html

    assert is_sound(text)
    assert fix_encoding(unescape_html(text)) == text


@given(ANY)
def test_one_line_is_one_line(text: str) -> None:
    line = one_line(text)
    assert one_line(line) == line
    assert len(line.splitlines()) <= 1


def test_layers_without_end_take_no_time() -> None:
    layers = "&" + "amp;" * 200_000
    assert len(repair(layers)) > 700_000


# What marks a text up, each in one expression, in the order in which it is taken off.
_MARKUP = [
    # No start of its kind stands in what is taken off: each would be searched for an end.
    (
        r"(?sm)<!--(?:(?!<!--).)*?-->|<(script|style)\b(?:(?!<\1\b).)*?</\1\s*>"
        r"|^```.*?^```|^~~~.*?^~~~",
        " ",
    ),
    (r"(?s)\{\{(?:(?!\{\{).)*?\}\}|\{%(?:(?!\{%).)*?%\}", " "),
    (r"!?\[([^\]\n]*)\](?:\([^)\n]*\)|\[[^\]\n]*\])", r"\1"),
    (r"<https?://[^>\s]*>|https?://\S+", " "),
    (r"</?[A-Za-z][^<>]*>", " "),
    (
        r"(?m)^\s{0,3}(?:#{1,6}|>+|[-*+]|\d+[.)])\s+|^\s*(?:[-=*_]\s*){3}[-=*_\s]*$|^\[[^\]]+\]:.*$",
        "",
    ),
    (r"(?<!\w)_+|_+(?!\w)|[*`~|]", ""),
]
_PARTS = [
    *"a b12 é . ! [ ] ( ) [a](b) ![a](b) [a][b] [a]: http://n.com/x <http://n.com>".split(),
    *"< <b> </b> <style> </style>".split(),
    *"_ __ * ** ` ``` ~~~ - -- --- # ## > 1. + = | & &amp; &nbsp; {{ }} {% %} <!-- --> \\".split(),
    *(" ", "  ", "\n", "\n\n", "\n- ", "\n# ", "\n1.\n   - ", "\t", "\xa0", "word " * 9),
]


def test_a_tag_in_a_sentence_hides_no_text() -> None:
    marked = "Put a `<script>` tag here.\n\n<script>\nlet a;\n</script>\n\nDone."
    assert plain_text(marked, 100) == "Put a tag here. Done."


@given(st.lists(st.sampled_from(_PARTS), max_size=40).map("".join), st.sampled_from([5, 20, 500]))
def test_plain_text_is_what_no_markup_takes(marked: str, length: int) -> None:
    text = marked[: 3 * length]
    for pattern, replacement in _MARKUP:
        text = re.sub(pattern, replacement, text)
    assert plain_text(marked, length) == html.unescape(" ".join(text.split())).strip()[:length]
