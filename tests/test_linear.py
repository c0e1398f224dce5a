"""No reader does work that grows with the square of its input."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import NamedTuple

import pytest

import storyweft
from tests.backtracking import find_attack
from tests.benchmarks.linear import CASES

PACKAGE = Path(storyweft.__file__).parent
#: What is searched for a text, wherever it starts.
SEARCHES = {"search", "sub", "subn", "finditer", "findall", "split"}
METHODS = SEARCHES | {"match", "fullmatch"}

#: Patterns that the test would refuse, and why they may stay.
LINEAR = {
    **dict.fromkeys(
        ("site_pages._NO_TEXT", "plain_names._TEMPLATE", "plain_names._H1"),
        "no start of its kind stands in what it matches: two characters, of which one is seen",
    ),
    "person_names._BEFORE_LINK": "starts behind a space, and what it matches ends at a comma",
    "plain_names._STRONG": "titles with marks have 1,000 characters",
    "plain_names._ATX": "lines have 1,000 characters, and one of them is matched",
    "text._UNSEEN.0.1": "what starts is given up where the next of its kind does",
    **dict.fromkeys(
        ("text._UNSEEN.1.1", "text._UNSEEN.2.1"),
        "a fence is opened by what would close the one before, and so on",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_the_benchmark_times_is_read_or_refused(name: str) -> None:
    with suppress(ValueError):
        CASES[name](1_000)()


class Named(NamedTuple):
    """A pattern, its name in the package, and the methods by which it is used."""

    name: str
    pattern: re.Pattern[str] | re.Pattern[bytes]
    methods: frozenset[str]


@cache
def patterns() -> list[Named]:
    return [one for path in sorted(PACKAGE.rglob("*.py")) for one in _in_module(path)]


def _in_module(path: Path) -> Iterator[Named]:
    name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if "re" not in _imports(tree):
        return
    module = import_module(f"storyweft.{name.removesuffix('.__init__')}")
    yield from _in_calls(name, tree, vars(module))
    used = _methods()
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for variable in (target.id for target in targets if isinstance(target, ast.Name)):
                for label, last, pattern in _in_value(variable, variable, vars(module)[variable]):
                    methods = used[name, last] or used["", last]
                    yield Named(f"{name}.{label}", pattern, frozenset(methods or {"search"}))


def _imports(tree: ast.Module) -> set[str]:
    imports = (node for node in tree.body if isinstance(node, ast.Import))
    return {alias.name for node in imports for alias in node.names}


class _Word(str):
    __slots__ = ()

    def __getattr__(self, name: str) -> str:
        return self


class _Known(dict[str, object]):
    """The names of a module; what only its functions know is a word."""

    def __missing__(self, name: str) -> str:
        return _Word("x")


def _in_calls(name: str, tree: ast.Module, names: dict[str, object]) -> Iterator[Named]:
    """Yield what is written where a function of ``re`` is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            called, method = node.func.value, node.func.attr
            if isinstance(called, ast.Name) and called.id == "re" and method in METHODS:
                text = compile(ast.Expression(node.args[0]), name, "eval")
                pattern = re.compile(eval(text, {}, _Known(names)))  # noqa: S307 - our own
                yield Named(f"{name}:{node.lineno}", pattern, frozenset({method}))


def _in_value(
    label: str, last: str, value: object
) -> Iterator[tuple[str, str, re.Pattern[str] | re.Pattern[bytes]]]:
    """Yield the patterns in a value, with what each is called, and the last name in that."""
    if isinstance(value, re.Pattern):
        yield label, last, value
    elif isinstance(value, tuple | list):  # a table of rules
        fields = getattr(value, "_fields", [""] * len(value))
        for number, (item, field) in enumerate(zip(value, fields, strict=True)):
            yield from _in_value(f"{label}.{field or number}", field or last, item)


@cache
def _methods() -> dict[tuple[str, str], set[str]]:
    """Return the methods that are called of what has a name: in a module, and in all of them."""
    methods: dict[tuple[str, str], set[str]] = defaultdict(set)
    for path in PACKAGE.rglob("*.py"):
        module = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in METHODS:
                value = node.value
                name = getattr(value, "attr", getattr(value, "id", ""))
                for where in ("", module):
                    methods[where, name].add(node.attr)
    return methods


def repeats(tree: object, inside: bool = False) -> Iterator[bool]:
    """Yield whether each repeat without bound stands in another, so that both may match a text."""
    if isinstance(tree, _parser.SubPattern):
        for operation, argument in tree.data:
            unbounded = (
                operation in (_constants.MAX_REPEAT, _constants.MIN_REPEAT)
                and argument[1] == _constants.MAXREPEAT
            )
            if unbounded:
                yield inside
            # What a possessive repeat has matched, it never gives back.
            possessive = operation in (_constants.POSSESSIVE_REPEAT, _constants.ATOMIC_GROUP)
            yield from repeats(argument, not possessive and (inside or unbounded))
    elif isinstance(tree, tuple | list):
        for part in tree:
            yield from repeats(part, inside)


def test_no_pattern_repeats_what_repeats() -> None:
    assert len(patterns()) > 280
    nested = {
        name
        for name, pattern, _ in patterns()
        if any(repeats(_parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)))
    }
    assert nested == set()


def test_nested_repeats_would_be_seen() -> None:
    assert any(repeats(_parser.parse("(?:a+b?)*")))
    assert not any(repeats(_parser.parse("(?:a++b)*(?:c|d)+")))


def test_no_pattern_tries_pairs_of_positions() -> None:
    attacks = {
        name: attack
        for name, pattern, methods in patterns()
        for method in {"search" if method in SEARCHES else method for method in methods}
        if (attack := find_attack(pattern, method))
    }
    assert {name for name in attacks if not name.endswith(tuple(LINEAR))} == set(), attacks
    assert [name for name in LINEAR if not any(one.endswith(name) for one in attacks)] == []


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        (r"[, ]+(x)\Z", "search"),  # each start of a run, to its end
        (r"\s+$", "sub"),
        (r"\s++x", "search"),
        (r".*?x", "search"),
        (r"<!--.*?-->", "finditer"),
        (r"(?m)^\s*x", "search"),
        (r"\s*\s*x", "match"),  # two runs that share out one text
        (r'[^"]*\s*"', "match"),
        (r"\w+\s*\w+x", "match"),
        (r"(a+)b?\1x", "match"),
        (r"[ ]*\S.*?[ ]*#", "fullmatch"),
        (r"(?i)(?:[a-c]|Q)+(?:q[A-C]*)+!", "match"),
    ],
)
def test_quadratic_patterns_would_be_seen(pattern: str, method: str) -> None:
    assert find_attack(re.compile(pattern), method) is not None


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        (r"\s+", "sub"),  # which never fails
        (r"\s++x", "match"),
        (r"\A\s+x", "search"),
        (r"(?<!\s)\s+x", "search"),
        (r"\b\w+!", "search"),
        (r'"[^"]*"', "search"),
        (r"(?s)<!--.*?(?:-->|\Z)", "finditer"),
        (r"(?m)^[ ]*x", "search"),
        (r"a.*?(?:a|b)", "search"),
    ],
)
def test_linear_patterns_are_let_pass(pattern: str, method: str) -> None:
    assert find_attack(re.compile(pattern), method) is None
