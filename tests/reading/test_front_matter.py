"""What is read beside python-frontmatter: the same, but for differences that are meant."""

from datetime import UTC, date, datetime
from pathlib import Path

import frontmatter
import pytest
import yaml

from storyweft.reading.dates import to_time
from storyweft.reading.matter import FrontMatter
from storyweft.sources.files import find_files
from tests.benchmarks.stories import STORYSET

ROOT = Path(__file__).parent.parent.parent

# python-frontmatter reads YAML 1.1 as PyYAML does; we read YAML 1.2.
DIFFERENCES = [
    ("date: 2020-06-24", date(2020, 6, 24), "2020-06-24"),
    (
        "date: 2020-06-24T17:51:00Z",
        datetime(2020, 6, 24, 17, 51, tzinfo=UTC),
        "2020-06-24T17:51:00Z",
    ),
    ("country: no", False, "no"),
    ("answer: yes", True, "yes"),
    ("lights: off", False, "off"),
    ("number: 012", 10, 12),
    ("number: 0o12", "0o12", 10),
    ("number: 1_000", 1000, "1_000"),
    ("number: 1e3", "1e3", 1000.0),
    ("time: 12:30", 750, "12:30"),
    ("bits: 0b11", 3, "0b11"),
]


@pytest.mark.parametrize(("block", "theirs", "ours"), DIFFERENCES, ids=[d[0] for d in DIFFERENCES])
def test_these_differences_are_meant(block: str, theirs: object, ours: object) -> None:
    text = f"---\n{block}\n---\n"
    key = block.split(":")[0]
    assert frontmatter.loads(text).metadata[key] == theirs
    read = FrontMatter(text).fields[key]
    assert (read, type(read)) == (ours, type(ours))


def differences(theirs: object, ours: object) -> list[tuple[object, object]]:
    """Return the pairs of values that differ, but for dates, which stay text here."""
    if isinstance(theirs, dict) and isinstance(ours, dict) and theirs.keys() == ours.keys():
        return [pair for key in theirs for pair in differences(theirs[key], ours[key])]
    if isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
        pairs = zip(theirs, ours, strict=True)
        return [pair for one, other in pairs for pair in differences(one, other)]
    if isinstance(theirs, date) and isinstance(ours, str):
        return [] if to_time(theirs) == to_time(ours) else [(theirs, ours)]
    return [] if theirs == ours and type(theirs) is type(ours) else [(theirs, ours)]


@pytest.mark.parametrize("folder", [ROOT / "seeds", STORYSET], ids=["seeds", "development set"])
def test_real_files_are_read_alike(folder: Path) -> None:
    if not folder.exists():
        pytest.skip(f"no development set: {folder} is not there")
    compared = 0
    for file in find_files(folder):
        text = Path(file.path).read_text(encoding="utf-8")
        try:
            theirs = frontmatter.loads(text).metadata
        except yaml.YAMLError:
            continue  # what it cannot read at all
        assert differences(theirs, FrontMatter(text).fields) == [], file.name
        compared += 1
    assert compared > 0.9 * len(find_files(folder))


def test_where_all_is_fields_one_is_the_text() -> None:
    matter = FrontMatter('{"title": "Quay", "body": "The quay opened."}')
    assert (matter.fields, matter.body) == ({"title": "Quay"}, "The quay opened.")
    matter = FrontMatter("---\ntitle: Quay\nbody: large\n---\nThe quay opened.\n")
    assert (matter.fields["body"], matter.body) == ("large", "The quay opened.")
