"""What is no file, or none of ours, is named; and names are shown so that none harms."""

import os
import socket
import zipfile
from pathlib import Path
from typing import Any

import pytest

from storyweft.errors import SourceError
from storyweft.model import Document, Problem
from storyweft.pipeline import read as read_sources
from storyweft.reading.documents import read
from storyweft.report import count_documents
from storyweft.sources.files import SourceFile, find_files, load, printable_name, sort_out
from tests.folders import write


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "a.md").write_text("---\ntitle: A\n---\n")
    return folder


def rejection(result: Document | Problem) -> str:
    """Return the code and the message of a file that was rejected."""
    assert isinstance(result, Problem)
    assert result.action == "rejected"
    return f"{result.code}: {result.message}"


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
    assert rejection(read(SourceFile("zero.md", Path("/dev/zero")))).startswith("not-a-file")


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
    assert rejection(result) == "unreadable: cannot be read: Permission denied"


def test_a_folder_that_cannot_be_read_is_told(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (source / "shut").mkdir()
    scandir = os.scandir

    def refuse(path: Any) -> Any:  # noqa: ANN401
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
    for name in (".hidden.md", "image.png", ".notes.csv"):
        (source / name).write_text("---\ntitle: A\n---\n")
    (source / ".git").mkdir()
    (source / ".git" / "a.md").write_text("---\ntitle: A\n---\n")
    assert [file.name for file in find_files(source)] == ["a.md"]


def test_data_beside_documents_is_told_and_not_read(source: Path) -> None:
    for name in ("notes.csv", "deep.json"):
        (source / name).write_text('{"title": "A"}', encoding="utf-8")
    files = {file.name: load(file) for file in find_files(source)}
    told = [str(item) for item in files.values() if isinstance(item, Problem)]
    assert sorted(files) == ["a.md", "deep.json", "notes.csv"]
    assert told[0].startswith("deep.json: data among documents is not read")
    assert len(told) == 2
    # Who names it means it.
    assert isinstance(load(find_files(source / "deep.json")[0]), bytes)


def test_data_alone_is_read_but_for_notebooks(tmp_path: Path) -> None:
    (tmp_path / "b.ipynb").write_text("{}", encoding="utf-8")
    with pytest.raises(SourceError, match="no files found"):
        find_files(tmp_path)
    (tmp_path / "a.json").write_text("{}", encoding="utf-8")
    assert [file.refusal is None for file in find_files(tmp_path)] == [True, False]


@pytest.mark.parametrize(
    "names",
    [
        ["a.md", "deep/b.MD", "c.tar", "d.json", ".git/e.md", "f/.g.md", "h.png", "ü\n.yml"],
        ["a.md", "out/report.json", "out/graph.nodes.csv", "out/graph.html"],
        ["a.json", "deep/b.csv", "c.zip", "d.ipynb"],
    ],
)
def test_a_folder_that_is_elsewhere_is_sorted_out_alike(tmp_path: Path, names: list[str]) -> None:
    write(tmp_path, dict.fromkeys(names, b""))
    listed = {name: str(tmp_path / name) for name in names}
    found = sort_out(listed, "there")
    assert found == find_files(tmp_path)
    assert len(found) > 1
    with pytest.raises(SourceError, match=r"there: no files found; expected \.md"):
        sort_out({".a.md": "", "b.png": ""}, "there")


def test_a_source_without_files_says_what_was_expected(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no files found; expected \.md \.markdown \.txt"):
        find_files(tmp_path)


def test_data_in_an_archive_is_told_and_not_read(tmp_path: Path) -> None:
    path = tmp_path / "news.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.md", "---\ntitle: A\n---\n")
        archive.writestr("data/b.json", "{}")
    documents, problems = read_sources(find_files(path))
    assert [document.path for document in documents] == ["a.md"]
    assert [(item.path, item.code, item.action) for item in problems] == [
        ("data/b.json", "not-read", "unread")
    ]
