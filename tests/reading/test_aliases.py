"""YAML aliases: no text expands beyond a bound, and what is harmless is read, whoever parses it."""

import pytest
import yaml12

from storyweft.model import Document, Problem
from storyweft.reading._aliases import find_excess
from storyweft.reading.documents import parse


def bomb(levels: int, first: str = "a", name: str = "a") -> str:
    """Return lines of which each has the one before nine times."""
    lines = [f"{first}: &{name}0 [x, x, x, x, x, x, x, x, x]"]
    for level in range(1, levels):
        before = ", ".join([f"*{name}{level - 1}"] * 9)
        lines.append(f"k{level}: &{name}{level} [{before}]")
    return "\n".join(lines) + "\n"


def read(text: str) -> Document | Problem:
    return parse(f"---\n{text}---\n".encode(errors="surrogatepass"), "a.md")


# What libyaml refuses, or reads otherwise than the parser proper does.
UNCOMMON = {
    "no key": ": x\n",
    "control character": "t: a\x07\n",
    "next line": "t: a\x85b\n",
    "line separator": "t: a\u2028b\n",
    "no character": "t: a\ufffe\n",
    "tab after a dash": "t:\n-\tx\n",
    "anchor with an accent": "&é c: d\n",
    "two anchors": "t: &x &y b c\n",
    "directive": "%a\n",
    "tag with a space": "t: !<foo bar> x\n",
    "a quote that nobody closes": 't: "x\n',
    "a comment for one parser only": "t: [a\x85# , b]\n",
}


@pytest.mark.parametrize("before", UNCOMMON.values(), ids=UNCOMMON)
@pytest.mark.parametrize("name", ["a", "é", "a:b", "a\u2028"])
def test_no_bomb_passes_whatever_stands_before_it(before: str, name: str) -> None:
    for text in (before + bomb(9, name=name), bomb(9, name=name) + before):
        result = read(text)
        assert isinstance(result, Problem)
        assert result.code in ("alias-bomb", "syntax", "not-fields")
        assert find_excess(text)


def test_the_line_of_the_excess_is_told() -> None:
    result = read(bomb(9))
    assert str(result) == ("a.md:7: aliases expand to more than 100,000 values: write them out")


def test_a_long_text_counts_as_what_it_is() -> None:
    result = read("t: &t " + "x" * 100_000 + "\nr:\n" + "- *t\n" * 100)
    assert isinstance(result, Problem)
    assert "4 MiB of text" in result.message


@pytest.mark.parametrize("uses", [1, 20, 500])
@pytest.mark.parametrize("merge", ["provider: *p", "<<: *p"])
def test_one_value_for_many_is_read(uses: int, merge: str) -> None:
    related = "".join(f"- title: T{number}\n  {merge}\n" for number in range(uses))
    result = read("title: A\nprovider: &p\n  name: X\n  domain: x.com\nrelated:\n" + related)
    assert isinstance(result, Document)
    assert result.problems == ()
    assert len(result.related) == uses


def test_stars_and_ampersands_in_texts_are_no_aliases() -> None:
    related = "".join(
        f"- title: '*t{number} &t{number} more'\n  url: http://n.com/?a=1&t{number}=*t{number}\n"
        for number in range(600)
    )
    result = read("title: A\nexcerpt: '*t1 &t1'\nrelated:\n" + related)
    assert isinstance(result, Document)
    assert result.related[7].title == "*t7 &t7 more"


@pytest.mark.parametrize(
    "text",
    [
        # The key that comes twice has its first place, and its last value.
        "{k: 1, b: &a [" + "x," * 5000 + "], k: [" + "*a," * 5000 + "]}\n",
        "{x: &a 1, k: 1, b: &a [" + "x," * 5000 + "], k: [" + "*a," * 5000 + "]}\n",
        "{b: &a [" + "x," * 5000 + "], k: [" + "*a," * 5000 + "], k: 1, b: 1}\n",
        "# &a\na: &a [" + "x," * 5000 + "]\nb: [" + "*a," * 5000 + "]\n",
    ],
)
def test_what_a_parser_drops_is_counted_or_refused(text: str) -> None:
    assert find_excess(text)


def test_expansion_is_never_more_than_what_was_counted() -> None:
    text = bomb(5)
    assert find_excess(text) is None
    assert len(str(yaml12.parse_yaml(text))) < 1_000_000
