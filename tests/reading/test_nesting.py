"""No nesting takes a parser down or long, and it is told of the file that has it."""

from pathlib import Path

import pytest

import storyweft
from storyweft.model import Document, Problem
from storyweft.reading.documents import parse
from storyweft.sources.files import MAX_FRONT_MATTER

MANY = (MAX_FRONT_MATTER - 100) // 2
DEEP = {
    "lists": "- " * MANY,
    "keys": "? " * MANY,
    "empty keys": ": " * MANY,
    "a deep key": "? " + "- " * MANY,
    "empty keys in a list": f"[x, {': ' * (MANY - 10)}]",
    "empty keys, line by line": "[" + ":\n" * (MANY - 10) + "]",
    "anchors": f"[{'&a : ' * (MANY // 3)}]",
    "brackets": "[" * MANY,
    "lists, line by line": "\n".join(" " * (126 * line) + "- " * 63 for line in range(63)),
    "keys, line by line": "\n".join(" " * (126 * line) + "? " * 63 for line in range(63)),
    "keys in many lines": "\n".join(f"k{line}:\n  {'? ' * 98}x" for line in range(1000)),
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
@pytest.mark.parametrize("before", ["---\n", "---js\nconst a = "])
def test_no_file_ends_the_process(text: str, before: str, tmp_path: Path) -> None:
    (tmp_path / "deep.md").write_text(f"{before}{text}\n---\n")
    (tmp_path / "good.md").write_text("---\ntitle: Good\nurl: https://n.com/a\n---\n")
    graph = storyweft.build(tmp_path, jobs=1)
    assert [article.title for article in graph.articles if article.title == "Good"]


@pytest.mark.parametrize("unit", ["[? ", "{? ", "? [ ", "? ", "? - "])
def test_keys_in_keys_do_not_double_each_time(unit: str) -> None:
    result = parse(f"---\n{unit * 48}x\n---\n".encode(), "a.md")
    assert isinstance(result, Problem)
    assert result.code in ("too-deep", "not-fields", "syntax")


@pytest.mark.parametrize(
    "text",
    [
        "title: " + "-" * 900,
        "title: A\nexcerpt: |\n" + "\n".join(" " * (1 + line % 90) + "- b" for line in range(900)),
        "title: What? Why?\nexcerpt: >\n  ? who\n  ? what\n",
        "? title\n: A\n",
    ],
)
def test_what_only_looks_deep_is_read(text: str) -> None:
    assert isinstance(parse(f"---\n{text}\n---\n".encode(), "a.md"), Document)


def test_an_alias_bomb_in_a_script_is_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 7)]
    result = parse(f"---js\n{{{', '.join(lines)}}}\n---\n".encode(), "a.md")
    assert isinstance(result, Problem)
    assert result.code == "alias-bomb"


def test_yaml_is_parsed_on_that_stack_alone() -> None:
    package = Path(storyweft.__file__).parent
    callers = [path for path in package.rglob("*.py") if "parse_yaml(" in path.read_text()]
    direct = [path.name for path in callers if "yaml12.parse_yaml(" in path.read_text()]
    assert direct == ["_nesting.py"]
