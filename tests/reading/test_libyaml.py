"""What libyaml reads is read, and means the same: every mutant of a front matter that it takes.

The differences are those that the documentation names: texts that YAML cuts, tags, what is bounded.
"""

import random
from pathlib import Path

import pytest
import yaml

from storyweft.model import Problem
from storyweft.reading.documents import parse
from storyweft.reading.front_matter import YamlHandler
from storyweft.reading.yaml_guards import FrontMatterError
from storyweft.reading.yaml_positions import texts
from storyweft.reading.yaml_prose import quote_prose

SEEDS = Path(__file__).parent.parent.parent / "seeds"
MANY = 400


def blocks() -> list[str]:
    files = sorted(SEEDS.rglob("*.*"))
    read = [path.read_text(encoding="utf-8") for path in files if path.is_file()]
    return [text.split("\n---", 1)[0].removeprefix("---\n") + "\n" for text in read]


def mutant(block: str, chance: random.Random) -> str:
    """Return a block with a few of the things that people and editors do to one."""
    lines = block.split("\n")
    for _ in range(chance.randint(1, 4)):
        number = chance.randrange(len(lines))
        line = lines[number]
        at = chance.randrange(len(line) + 1)
        lines[number] = chance.choice(
            [
                line[:at] + "\n" + line[at:],
                line[:at] + chance.choice("\"'[]{},:#&*!|>%@`-?~") + line[at:],
                line[:at] + line[at + 1 :],
                line.lstrip(),
                line + chance.choice([" # a note", " ", ",", ""]),
                f"tags: [one,\n{line.strip()}]",
            ]
        )
    return "\n".join(lines)


def plain(value: object) -> object:
    """Return data of yaml12 as text, as libyaml would have it."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value if value is None or isinstance(value, str) else type(value).__name__


def alike(ours: object, theirs: object) -> bool:
    """Tell whether data are the same; a number or truth value may be spelled in any way."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(alike(ours[key], theirs[key]) for key in ours)
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(alike, ours, theirs))
    return ours == theirs or (ours in ("int", "float", "bool") and isinstance(theirs, str))


@pytest.mark.parametrize("seed", range(5))
def test_what_libyaml_reads_is_read_and_means_the_same(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    known = blocks()
    compared = 0
    for _ in range(MANY):
        block = mutant(chance.choice(known), chance)
        try:
            node = yaml.compose(block, Loader=yaml.CSafeLoader)
            data = yaml.load(block, Loader=yaml.CSafeLoader)
        except (yaml.YAMLError, ValueError):
            continue
        if not isinstance(data, dict) or quote_prose(block)[1] or "<<" in block:
            continue
        handler = YamlHandler()
        ours = handler.parse(block)
        if any(repair.code in ("tag", "duplicate-key") for repair in handler.repairs):
            continue
        assert node is not None
        assert alike(plain(ours), texts(node)), block
        result = parse(f"---\n{block}\n---\n".encode(), "a.md")
        assert not isinstance(result, Problem) or "\n---" in block or "\n..." in block, result
        compared += 1
    assert compared > MANY / 10


def test_flow_and_quoted_text_may_go_on_without_indentation() -> None:
    block = 'tags: [one,\ntwo]\ntitle: "A title that\ngoes on"\n'
    assert YamlHandler().parse(block) == {"tags": ["one", "two"], "title": "A title that goes on"}


def test_what_libyaml_reads_is_bounded_too() -> None:
    block = "tags: [a,\nb]\nx: " + "[" * 120 + "]" * 120 + "\n"
    with pytest.raises(FrontMatterError, match="nested"):
        YamlHandler().parse(block)
