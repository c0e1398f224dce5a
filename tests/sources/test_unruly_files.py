"""Links that vanish, names that are no text, terminals that know few characters, full disks."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import ENOSPC
from pathlib import Path

import pytest

from storyweft.errors import OutputError
from storyweft.reading.documents import read
from storyweft.sources.files import find_files

pytestmark = pytest.mark.skipif(os.name != "posix", reason="links and names of POSIX")

ROOT = Path(__file__).parent.parent.parent
DOCUMENT = "---\ntitle: Ä → B\nurl: https://n.com/a\n---\n"


@contextmanager
def churning(folder: Path) -> Iterator[None]:
    """Make and remove links, files and folders, again and again."""
    stop = threading.Event()

    def churn() -> None:
        while not stop.is_set():
            for number in range(20):
                path = folder / f"{number}.md"
                with suppress(OSError):
                    if number % 3:
                        path.symlink_to(folder / "sure.md")
                    else:
                        path.mkdir()
            for number in range(20):
                path = folder / f"{number}.md"
                with suppress(OSError):
                    path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()

    thread = threading.Thread(target=churn)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def test_what_vanishes_while_a_folder_is_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "sure.md").write_text(DOCUMENT)
    with churning(tmp_path):
        for _ in range(200):
            files = find_files(tmp_path)
            assert "sure.md" in [file.name for file in files]
            for file in files:
                read(file)


def test_links_that_cannot_be_followed_are_told(tmp_path: Path) -> None:
    (tmp_path / "sure.md").write_text(DOCUMENT)
    (tmp_path / "long.md").symlink_to("x" * 300)
    (tmp_path / "deep.md").symlink_to("x/" * 2000)
    (tmp_path / "loop.md").symlink_to("loop.md")
    (tmp_path / "loop.tar").symlink_to("loop.tar")
    (tmp_path / "gone.md").symlink_to("gone")
    (tmp_path / "file.md").symlink_to("sure.md/below")
    refusals = {file.name: file.refusal for file in find_files(tmp_path) if file.refusal}
    assert {code for code, _ in refusals.values()} == {"broken-link"}
    assert len(refusals) == 6
    assert refusals["long.md"][1].startswith("a link that cannot be followed (File name too long)")
    assert refusals["gone.md"][1] == "a link that leads nowhere: gone"


def storyweft(
    *arguments: bytes | str | Path, stdout: int = subprocess.PIPE, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    code = "from storyweft.cli.main import main; main(prog_name='storyweft')"
    command = [sys.executable, "-c", code, *arguments]
    settings = os.environ | {"PYTHONPATH": str(ROOT / "graph")} | environment
    return subprocess.run(command, env=settings, stdout=stdout, stderr=subprocess.PIPE)


def test_names_and_terminals_of_any_kind(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path) + b"/\xff\xe4"
    Path(os.fsdecode(folder)).mkdir()
    Path(os.fsdecode(folder + b"/\xfc.md")).write_text(DOCUMENT, encoding="utf-8")
    for encoding in ("utf-8", "latin-1", "ascii"):
        done = storyweft("build", folder, "--out", folder + b"/out", PYTHONIOENCODING=encoding)
        assert (done.returncode, done.stderr.count(b"Traceback")) == (0, 0), done.stderr
        done = storyweft("show", folder, "https://n.com/a", PYTHONIOENCODING=encoding)
        assert (done.returncode, done.stderr) == (0, b"")
    done = storyweft("check", folder + b"/no", PYTHONIOENCODING="ascii")
    assert done.returncode == 1
    assert done.stderr.startswith(b"storyweft: ")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["stories", "a.md", "--json"], 1),
        (["diff", "a.md", "a.md"], 1),
        (["diff", "a.md", "a.md", "--exit-code"], 2),
        (["--help"], 1),
    ],
)
def test_a_full_standard_output_is_told(command: list[str], code: int, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(DOCUMENT, encoding="utf-8")
    arguments = [str(tmp_path / part) if part == "a.md" else part for part in command]
    with Path("/dev/full").open("wb") as full:
        done = storyweft(*arguments, stdout=full.fileno())
    assert done.returncode == code
    assert (
        done.stderr == b"storyweft: standard output: cannot be written: No space left on device\n"
    )


@pytest.mark.parametrize("option", ["--out", "--store"])
def test_an_output_that_is_a_loop_of_links_is_told(option: str, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(DOCUMENT, encoding="utf-8")
    (tmp_path / "loop").symlink_to("loop")
    done = storyweft("build", tmp_path / "a.md", option, tmp_path / "loop")
    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1)
    assert b"loop: cannot be written: " in done.stderr


def test_a_full_disk_is_told_with_what_to_do() -> None:
    engine = OSError("IO error: No space left on device: While appending to file: /x/.s.tmp/new/1")
    for error in (OSError(ENOSPC, "No space left on device"), engine):
        assert str(OutputError.at("out", error)) == (
            "out: cannot be written: No space left on device: free some, or choose another folder"
        )
