"""A build that is killed, or stopped by --strict, leaves what an earlier one wrote."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

import storyweft

Run = Callable[..., Result]
FORMATS = ["ttl", "graphml", "html"]
COMMAND = "import sys; from storyweft.cli.main import main; main(sys.argv[1:])"
ROOT = Path(__file__).parent.parent.parent

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


def write_articles(folder: Path, count: int, word: str) -> Path:
    folder.mkdir()
    for number in range(count):
        text = f"---\ntitle: {word} {number}\nwebUrl: https://example.com/{number}\n---\n"
        (folder / f"{number}.md").write_text(text)
    return folder


def start(source: Path, directory: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", COMMAND, "build", str(source), "--out", str(directory)]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "graph")}
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def kill_when(process: subprocess.Popen[bytes], has_come: Callable[[], object]) -> None:
    """Kill a build as soon as something is seen, if it does not end before."""
    while process.poll() is None and not has_come():
        time.sleep(0.001)
    process.kill()
    process.wait()


def contents(directory: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes()
        for path in directory.iterdir()
        if path.is_file() and not path.name.startswith(".")
    }


def half_written(directory: Path) -> list[Path]:
    return [path for path in directory.iterdir() if path.name.endswith(".tmp")]


def test_a_build_killed_at_any_moment_leaves_every_file_whole(tmp_path: Path) -> None:
    old_source = write_articles(tmp_path / "old", 20, "Old")
    new_source = write_articles(tmp_path / "new", 300, "New")
    directory = tmp_path / "out"
    new = tmp_path / "reference"
    assert start(new_source, new).wait() == 0
    storyweft.write(storyweft.build(old_source), directory)
    before, after = contents(directory), contents(new)
    moments: list[Callable[[], object]] = [
        lambda: True,
        lambda: (directory / ".storyweft").exists(),
        lambda: half_written(directory),
        lambda: len(half_written(directory)) > 1,
        lambda: contents(directory) != before,
    ]
    killed = 0
    for has_come in moments:
        process = start(new_source, directory)
        kill_when(process, has_come)
        killed += process.returncode == -signal.SIGKILL
        now = contents(directory)
        assert now.keys() == before.keys()
        for name, content in now.items():
            assert content in (before[name], after[name]), name
    assert killed
    assert start(new_source, directory).wait() == 0
    assert contents(directory) == after
    assert half_written(directory) == []


def test_what_a_killed_build_left_is_removed_by_the_next(tmp_path: Path) -> None:
    source = write_articles(tmp_path / "source", 600, "A")
    directory = tmp_path / "out"
    directory.mkdir()
    process = start(source, directory)
    kill_when(process, lambda: half_written(directory))
    assert half_written(directory)
    other = directory / ".other.tmp"
    other.touch()
    storyweft.write(storyweft.build(source), directory)
    assert half_written(directory) == [other]


def test_two_builds_at_once_do_not_remove_each_others_files(tmp_path: Path) -> None:
    source = write_articles(tmp_path / "source", 200, "A")
    directory = tmp_path / "out"
    processes = [start(source, directory) for _ in range(3)]
    assert [process.wait() for process in processes] == [0, 0, 0]
    assert sorted(contents(directory)) == [*(f"graph.{n}" for n in sorted(FORMATS)), "report.json"]
    assert half_written(directory) == []


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ("title: [", "broken.md:2: not valid YAML"),
        ("title: A  B", "broken.md:2: title: read as 'A B'"),
        ("title: A\nrelated: [nowhere]", "broken.md:3: related[0]: no document has this path"),
    ],
    ids=["rejected", "repaired", "identity"],
)
def test_strict_stops_at_the_first_problem_and_touches_nothing(
    run: Run, tmp_path: Path, broken: str, message: str
) -> None:
    source = write_articles(tmp_path / "source", 3, "A")
    directory = tmp_path / "out"
    assert run("build", source, "--out", directory, "--strict").exit_code == 0
    before = contents(directory)
    (source / "broken.md").write_text(f"---\n{broken}\n---\n")
    result = run("build", source, "--out", directory, "--strict")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"storyweft: {message}")
    assert contents(directory) == before
    assert run("check", source, "--strict").exit_code == 1
    assert run("build", source, "--out", directory).exit_code == 0
    assert contents(directory) != before
