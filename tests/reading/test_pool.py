"""Several processes: what happens when one of them dies, or a person says stop."""

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

import storyweft
from storyweft.errors import WorkerLost
from storyweft.reading.pool import crashed, each
from storyweft.sources.files import SourceFile

ROOT = Path(__file__).parent.parent.parent
STORYWEFT = [sys.executable, "-c", "from storyweft.cli.main import main; main()"]


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A folder that takes two processes some seconds to read."""
    folder = tmp_path / "many"
    folder.mkdir()
    first = folder / "first.txt"
    first.write_bytes((ROOT / "seeds" / "003_f604c0a6d69e84b5.txt").read_bytes())
    for number in range(20_000):
        (folder / f"{number}.txt").hardlink_to(first)
    return folder


def start(many: Path, out: Path) -> subprocess.Popen[str]:
    out.mkdir()
    (out / "graph.ttl").write_text("the last good file")
    command = [*STORYWEFT, "build", str(many), "--out", str(out), "--format", "ttl", "--jobs", "2"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    deadline = time.monotonic() + 30
    while len(workers(process.pid)) < 2:
        assert process.poll() is None
        assert time.monotonic() < deadline, "no workers were started"
        time.sleep(0.02)
    time.sleep(0.3)
    return process


def workers(pid: int) -> list[int]:
    """Return the processes that read: those that the fork server of ``pid`` started."""
    children = [child for child in _children(pid) if "forkserver" in _command(child)]
    return [worker for server in children for worker in _children(server)]


def _children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in text.split()]


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")


on_linux = pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="finds the processes in Linux's /proc"
)


def _die_once(flag: Path, number: int) -> str:
    if number == 250 and not flag.exists():
        flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return str(number)


@on_linux
def test_a_killed_worker_is_replaced(tmp_path: Path) -> None:
    work = partial(_die_once, tmp_path / "flag")
    read = [*each(iter(range(500)), work, str, lost=lambda number: "lost", jobs=2)]
    assert read == [str(number) for number in range(500)]


def _read_or_die(deadly: frozenset[int], number: int) -> str:
    if number in deadly:
        os.kill(os.getpid(), signal.SIGKILL)
    return str(number)


def read_numbers(count: int, *deadly: int) -> list[str]:
    work = partial(_read_or_die, frozenset(deadly))
    return [*each(iter(range(count)), work, str, lost=lambda number: f"lost {number}", jobs=2)]


@on_linux
@pytest.mark.parametrize("deadly", [(7,), (0, 99, 450)])
def test_what_ends_its_process_is_named_and_the_rest_is_read(deadly: tuple[int, ...]) -> None:
    read = read_numbers(500, *deadly)
    assert [line for line in read if line.startswith("lost")] == [f"lost {n}" for n in deadly]
    assert [int(line.removeprefix("lost ")) for line in read] == [*range(500)]


@on_linux
def test_where_all_processes_end_the_work_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storyweft.reading._processes.MAX_LOST", 1)
    with pytest.raises(WorkerLost, match="try fewer --jobs"):
        read_numbers(120, 3, 4, 5)


def test_what_is_told_of_a_file_that_ends_its_process() -> None:
    assert str(crashed(SourceFile("a.md", "a.md"))).startswith("a.md: reading it took all memory")


def test_a_file_for_which_memory_is_too_small_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.md").write_text(f"---\ntitle: A\nx: '{'[' * 1000}'\n---\n")
    (tmp_path / "b.md").write_text("---\ntitle: B\n---\n")
    monkeypatch.setattr("storyweft.reading._nesting._STACK", 1 << 60)
    graph = storyweft.build(tmp_path)
    assert [(problem.path, problem.code) for problem in graph.problems] == [("a.md", "crash")]
    assert [document.path for document in graph.documents] == ["b.md"]


@on_linux
def test_ctrl_c_stops_all_and_leaves_what_was_there(many: Path, tmp_path: Path) -> None:
    process = start(many, tmp_path / "out")
    started = workers(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 1
    assert told.strip().endswith("Aborted!")
    assert "Traceback" not in told
    assert not [pid for pid in started if Path(f"/proc/{pid}").exists()]
    assert (tmp_path / "out" / "graph.ttl").read_text() == "the last good file"
