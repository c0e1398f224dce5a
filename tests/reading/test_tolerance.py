"""Every kind of broken input: what it gets is told to the letter, and never is one lost."""

from pathlib import Path
from typing import Any

import pytest

from storyweft.model import Document, Problem, Record
from storyweft.pipeline import read as read_sources
from storyweft.reading.documents import parse, read
from storyweft.reading.notes import LISTED_LIMIT
from storyweft.reading.problem_codes import CODES
from storyweft.report import count_documents
from storyweft.sources.files import MAX_FRONT_MATTER, SourceFile, find_files
from tests.broken import BROKEN, Broken
from tests.sources.test_archives import CODES_OF_ARCHIVES

SOME = MAX_FRONT_MATTER // 5


def told(result: Document | Problem) -> tuple[str, ...]:
    problems = [result] if isinstance(result, Problem) else result.problems
    return tuple(
        f"{problem.action} {problem.code} {str(problem).removeprefix(problem.path)}"
        for problem in problems
    )


def outcome(result: Document | Problem) -> str:
    if isinstance(result, Problem):
        return result.action
    actions = {problem.action for problem in result.problems}
    return "repaired" if "repaired" in actions else "noted" if actions else "loaded"


def values(record: Record) -> dict[str, Any]:
    names = ("title", "excerpt", "published", "url", "topics", "properties", "quality")
    known = {name: getattr(record, name) for name in names if getattr(record, name)}
    if record.provider:
        known["provider.name"] = record.provider.name
    if record.images:
        known["images"] = len(record.images)
    return known


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_each_kind_gets_what_the_table_says(broken: Broken) -> None:
    result = parse(broken.content, broken.path)
    assert told(result) == broken.told
    assert outcome(result) == broken.outcome
    if isinstance(result, Document):
        assert values(result.record) == broken.read


def test_the_kinds_are_many_and_each_is_its_own() -> None:
    assert len(BROKEN) >= 150
    assert len({broken.name for broken in BROKEN}) == len(BROKEN)
    assert len({broken.content for broken in BROKEN}) == len(BROKEN)


def test_read_repaired_and_rejected_are_all_files_found(tmp_path: Path) -> None:
    for number, broken in enumerate(BROKEN):
        name = f"{number:03}{Path(broken.path).suffix}"
        (tmp_path / name).write_bytes(broken.content)
    files = find_files(tmp_path)
    documents, problems = read_sources(files)
    expected = {"loaded": 0, "repaired": 0, "noted": 0, "rejected": 0, "unread": 0}
    for broken in BROKEN:
        expected[broken.outcome] += 1
    counts = count_documents(documents, problems)
    assert counts | {"loaded": counts["read"]} == expected | {"read": expected["loaded"]}
    assert sum(counts.values()) == len(files) == len(BROKEN)


def test_a_message_says_where_what_was_expected_what_was_seen_and_what_to_do() -> None:
    result = parse(b"---\ntitle: A\nrelated:\n  - title: B\n    date: [1]\n---\n", "a/b.md")
    assert isinstance(result, Document)
    assert result.problems == (
        Problem(
            path="a/b.md",
            line=5,
            field="related[0].date",
            code="wrong-value",
            message="expected a date, got a list: write it as 2020-06-24T17:51:00Z",
            action="skipped",
            seen="[1]",
        ),
    )


def test_only_so_many_problems_of_one_file_are_listed() -> None:
    content = b"---\ntitle: A\ntopics:\n" + b"- {}\n" * 20_000 + b"---\n"
    result = parse(content, "a.md")
    assert isinstance(result, Document)
    assert len(result.problems) == LISTED_LIMIT + 1
    assert str(result.problems[0]) == "a.md:4: topics[0]: expected a name, got a mapping"
    assert str(result.problems[-1]) == "a.md: 19,900 more problems in this file are not listed"


@pytest.mark.parametrize(
    "fields",
    [
        "title: " + ": " * SOME,
        "title: " + '"' * SOME,
        "title: " + "[" * SOME,
        "title: &" + "amp;" * SOME,
        "title: &a x\nexcerpt: " + "*a " * SOME,
        "title: " + "!a " * SOME,
        "related:\n- '" + "[" * SOME + "'",
        "related:\n- '[](" + "(" * SOME + "'",
        "related:\n" + "- title: nowhere\n" * (SOME // 8),
        "webUrl: https://n.com/" + "/../" * SOME,
        "date: " + "1/" * SOME,
        "a: b\n" * (SOME // 4),
        "topics: [" + "1," * SOME + "]",
        "".join(f"k{number}: 1\n" for number in range(SOME // 8)),
        "".join(f"k{number}: a: b\n" for number in range(SOME // 8)),
        "excerpt: |\n  " + "- " * SOME,
    ],
    ids=lambda fields: fields[:14].replace("\n", " "),
)
def test_no_text_takes_the_square_of_its_length(fields: str) -> None:
    # None of these takes a second; where a quadratic loop creeps in, the whole run hangs.
    assert parse(f"---\n{fields}\n---\n".encode(), "a.md")


def test_what_follows_the_front_matter_is_never_read(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    with path.open("wb") as stream:
        stream.write(b"---\ntitle: A\n---\n")
        stream.truncate(50 * 1024 * 1024)
    result = read(SourceFile("a.md", path))
    assert isinstance(result, Document)
    assert result.record.title == "A"


def test_fifty_megabytes_of_one_line_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    with path.open("wb") as stream:
        stream.write(b"---\ntitle: ")
        for _ in range(50):
            stream.write(b"x" * 1024 * 1024)
    assert told(read(SourceFile("a.md", path))) == (
        "rejected too-large :1: no closing ---: add a line --- after the last field"
        f" (none within the first {MAX_FRONT_MATTER // 1024} KiB)",
    )


def test_characters_in_two_halves_as_json_escapes_them() -> None:
    text = (
        '---\ntitle: "\\ud83d\\ude00 A"\ntopics: ["\\ud83d\\ude00 fun", "B"]\n'
        'related: [{"url": "https://a.example/1", "title": "X \\ud83d\\ude00"}]\n---\n'
    )
    result = parse(text.encode(), "a.md")
    assert isinstance(result, Document)
    assert result.record.title == "😀 A"
    assert result.record.topics == ("😀 fun", "B")
    assert result.related[0].title == "X 😀"
    assert not result.problems


# -- codes ----------------------------------------------------------------------------------------


def test_every_code_in_the_table_happens_and_no_other() -> None:
    seen = {told.split()[1] for broken in BROKEN for told in broken.told}
    outside = {"unreadable", "not-a-file", "link-outside", "broken-link", "more-problems"}
    outside |= {"crash", "junk", "not-read"}
    of_identity = {code for code in CODES if code.startswith(("ambiguous", "unknown"))}
    assert seen | outside | of_identity | CODES_OF_ARCHIVES == set(CODES)
    assert not seen & (outside | of_identity | CODES_OF_ARCHIVES)
