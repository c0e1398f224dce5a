"""No reader does work that grows with the square of its input."""

import re
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from re import _constants, _parser  # type: ignore[attr-defined]

import pytest

import storyweft
from tests.benchmarks.linear import CASES

PACKAGE = Path(storyweft.__file__).parent
ROOMS = ["reading", "sources", "serve", "resolving", "text", "urls", "rdf"]


@pytest.mark.parametrize("name", CASES)
def test_what_the_benchmark_times_is_read_or_refused(name: str) -> None:
    with suppress(ValueError):
        CASES[name](1_000)()


def patterns() -> Iterator[tuple[str, re.Pattern[str] | re.Pattern[bytes]]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        if name.split(".")[0] in ROOMS:
            module = import_module(f"storyweft.{name.removesuffix('.__init__')}")
            for variable, value in vars(module).items():
                yield from _in_value(f"{name}.{variable}", value)


def _in_value(
    name: str, value: object
) -> Iterator[tuple[str, re.Pattern[str] | re.Pattern[bytes]]]:
    if isinstance(value, re.Pattern):
        yield name, value
    elif isinstance(value, tuple | list):  # a table of rules
        for number, item in enumerate(value):
            yield from _in_value(f"{name}.{number}", item)


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
    found = dict(patterns())
    assert len(found) > 150
    assert any(".site_files.RULES." in name for name in found)
    nested = {
        name
        for name, pattern in found.items()
        if any(repeats(_parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)))
    }
    assert nested == set()


def test_nested_repeats_would_be_seen() -> None:
    assert any(repeats(_parser.parse("(?:a+b?)*")))
    assert not any(repeats(_parser.parse("(?:a++b)*(?:c|d)+")))
