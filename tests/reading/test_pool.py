"""Several processes: what happens when one of them dies, or a person says stop."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

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


@on_linux
def test_a_killed_worker_is_an_error_not_a_hang(many: Path, tmp_path: Path) -> None:
    process = start(many, tmp_path / "out")
    os.kill(workers(process.pid)[0], signal.SIGKILL)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 1
    assert told.startswith("storyweft: a reading process ended before its work was done")
    assert (tmp_path / "out" / "graph.ttl").read_text() == "the last good file"


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
