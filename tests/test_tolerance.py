"""Every kind of broken input: what it gets is told to the letter, and never is one lost."""

import os
import socket
from pathlib import Path
from typing import Any

import pytest

from storyweft.errors import SourceError
from storyweft.model import Document, Problem, Record
from storyweft.pipeline import read as read_sources
from storyweft.reading.converters import LISTED_LIMIT
from storyweft.reading.documents import parse, read
from storyweft.reading.problem_codes import CODES
from storyweft.report import count_documents
from storyweft.sources.files import MAX_FRONT_MATTER, SourceFile, find_files, printable_name
from tests.broken import BROKEN, Broken
from tests.test_archives import CODES_OF_ARCHIVES

SOME = MAX_FRONT_MATTER // 5


def told(result: Document | Problem) -> tuple[str, ...]:
    problems = [result] if isinstance(result, Problem) else result.problems
    return tuple(
        f"{problem.action} {problem.code} {str(problem).removeprefix(problem.path)}"
        for problem in problems
    )


def outcome(result: Document | Problem) -> str:
    if isinstance(result, Problem):
        return "rejected"
    return "repaired" if result.problems else "loaded"


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
    expected = {"loaded": 0, "repaired": 0, "rejected": 0}
    for broken in BROKEN:
        expected[broken.outcome] += 1
    counts = count_documents(documents, problems)
    assert [*counts.values()] == [*expected.values()]
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


# -- what is no file ------------------------------------------------------------------------------


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "a.md").write_text("---\ntitle: A\n---\n")
    return folder


def read_folder(folder: Path) -> tuple[list[str], list[str]]:
    """Return the paths of the documents in a folder, and its problems as text."""
    files = find_files(folder)
    documents, problems = read_sources(files)
    assert sum(count_documents(documents, problems).values()) == len(files)
    return [document.path for document in documents], [
        f"{problem.action} {problem.code} {problem}" for problem in problems
    ]


def test_a_folder_with_the_name_of_a_file_is_a_folder(source: Path) -> None:
    (source / "b.md").mkdir()
    (source / "b.md" / "c.md").write_text("---\ntitle: C\n---\n")
    assert read_folder(source) == (["a.md", "b.md/c.md"], [])


def test_a_link_to_a_file_inside_is_followed(source: Path) -> None:
    (source / "b.md").symlink_to("a.md")
    assert read_folder(source) == (["a.md", "b.md"], [])


def test_a_link_to_a_file_outside_is_refused(source: Path) -> None:
    (source.parent / "secret.txt").write_text("---\ntitle: Secret\n---\n")
    (source / "b.md").symlink_to("../secret.txt")
    message = "b.md: a link out of the source: ../secret.txt; give that as a source of its own"
    assert read_folder(source) == (["a.md"], [f"rejected link-outside {message}"])


def test_a_link_to_a_folder_outside_is_refused(source: Path) -> None:
    (source.parent / "other").mkdir()
    (source.parent / "other" / "b.md").write_text("---\ntitle: B\n---\n")
    (source / "linked").symlink_to("../other")
    message = "linked: a link out of the source: ../other; give that as a source of its own"
    assert read_folder(source) == (["a.md"], [f"rejected link-outside {message}"])


def test_a_link_to_a_folder_inside_is_read_once(source: Path) -> None:
    (source / "sub").mkdir()
    (source / "sub" / "b.md").write_text("---\ntitle: B\n---\n")
    (source / "linked").symlink_to("sub")
    (source / "sub" / "round").symlink_to("..")
    assert read_folder(source) == (["a.md", "sub/b.md"], [])


@pytest.mark.parametrize("target", ["nowhere.md", "b.md"], ids=["broken", "circular"])
def test_a_link_that_leads_nowhere_is_refused(source: Path, target: str) -> None:
    (source / "b.md").symlink_to(target)
    message = f"rejected broken-link b.md: a link that leads nowhere: {target}"
    assert read_folder(source) == (["a.md"], [message])


def test_a_pipe_is_not_waited_for(source: Path) -> None:
    os.mkfifo(source / "b.md")
    message = "b.md: not a file but a pipe, device or socket: copy its contents into a file"
    assert read_folder(source) == (["a.md"], [f"rejected not-a-file {message}"])


def test_a_socket_is_told(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(source)  # the name of a socket has 108 characters at most
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("b.md")
        documents, problems = read_folder(source)
    assert documents == ["a.md"]
    assert problems == ["rejected unreadable b.md: cannot be read: No such device or address"]


def test_a_device_is_not_read() -> None:
    assert told(read(SourceFile("zero.md", Path("/dev/zero"))))[0].startswith("rejected not-a-file")


def test_a_file_that_is_gone_is_told(source: Path) -> None:
    files = find_files(source)
    (source / "a.md").unlink()
    _, problems = read_sources(files)
    assert [str(item) for item in problems] == ["a.md: cannot be read: No such file or directory"]


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_file_without_permission_is_told(source: Path) -> None:
    path = source / "a.md"
    path.chmod(0)
    user = os.geteuid()
    if user == 0:  # whom no permission stops
        os.seteuid(65534)
    try:
        result = read(SourceFile("a.md", path))
    finally:
        os.seteuid(user)
    assert told(result) == ("rejected unreadable : cannot be read: Permission denied",)


def test_a_folder_that_cannot_be_read_is_told(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (source / "shut").mkdir()
    scandir = os.scandir

    def refuse(path: Any) -> Any:  # noqa: ANN401 - as os.scandir
        if str(path).endswith("shut"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    message = "shut: a folder that cannot be read: Permission denied"
    assert read_folder(source) == (["a.md"], [f"rejected unreadable {message}"])


# -- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"a b.md", "a b.md"),
        ("Überblick – 東京.md".encode(), "Überblick – 東京.md"),
        (b"a\nb.md", r"a\nb.md"),
        (b"a\\nb.md", r"a\\nb.md"),
        (b"a\x1b[31m.md", r"a\x1b[31m.md"),
        (b"caf\xe9.md", r"caf\xe9.md"),
        (b"caf\\xe9.md", r"caf\\xe9.md"),
        ("a\u202egpj.md".encode(), r"a\u202egpj.md"),
    ],
)
def test_names_are_shown_so_that_none_steers_a_terminal(
    tmp_path: Path, name: bytes, shown: str
) -> None:
    Path(os.fsdecode(bytes(tmp_path) + b"/" + name)).write_text("---\ntitle: A\n---\n")
    assert read_folder(tmp_path) == ([shown], [])


def test_no_two_names_are_shown_alike() -> None:
    names = ["a\nb", "a\\nb", "a\\\nb", "a\\\\nb", "a\udce9", "a\\xe9", "aé"]
    assert len({printable_name(name) for name in names}) == len(names)


def test_hidden_files_and_other_endings_are_no_documents(source: Path) -> None:
    for name in (".hidden.md", "image.png", "notes.rst"):
        (source / name).write_text("---\ntitle: A\n---\n")
    (source / ".git").mkdir()
    (source / ".git" / "a.md").write_text("---\ntitle: A\n---\n")
    assert [file.name for file in find_files(source)] == ["a.md"]


def test_a_source_without_files_says_what_was_expected(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no files found; expected \.md \.markdown \.txt"):
        find_files(tmp_path)


# -- codes ----------------------------------------------------------------------------------------


def test_every_code_in_the_table_happens_and_no_other() -> None:
    seen = {told.split()[1] for broken in BROKEN for told in broken.told}
    outside = {"unreadable", "not-a-file", "link-outside", "broken-link", "more-problems", "crash", "junk"}
    of_identity = {code for code in CODES if code.startswith(("ambiguous", "unknown"))}
    assert seen | outside | of_identity | CODES_OF_ARCHIVES == set(CODES)
    assert not seen & (outside | of_identity | CODES_OF_ARCHIVES)
