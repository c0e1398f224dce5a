"""Outputs change together: a kill at any rename leaves all old, all new, or what is finished next.

The kills come at each call that renames or deletes, before and after it.
"""

import gzip
import json
import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from itertools import count, product
from pathlib import Path
from typing import Any

import pytest

import storyweft
from storyweft.errors import OutputError
from storyweft.export import swap
from storyweft.export.together import JOURNAL
from storyweft.export.writing import write_files

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills copies of itself")

ROOT = Path(__file__).parent.parent.parent
NAMES = ["graph.ttl", "graph.graphml", "graph.html", "report.json"]


def write(directory: Path, text: str, *more: str) -> None:
    write_files(directory, {name: iter([f"{text} {name}"]) for name in (*NAMES, *more)})


def contents(directory: Path) -> set[str]:
    paths = [path for path in directory.iterdir() if not path.name.startswith(".")]
    return {
        gzip.decompress(path.read_bytes()).decode() if path.suffix == ".gz" else path.read_text()
        for path in paths
    }


def replace_store(target: Path, text: str) -> None:
    with swap.replacing(target) as replacement:
        make_store(replacement, text)


def make_store(replacement: swap.Replacement, text: str) -> None:
    replacement.new.mkdir()
    (replacement.new / "CURRENT").write_text(text)


def write_both(directory: Path, text: str) -> None:
    with swap.replacing(directory / "store") as replacement:
        make_store(replacement, text)
        write_files(directory / "out", {name: iter([text]) for name in NAMES}, [replacement])


# -- in a process of its own, whose copies are killed ---------------------------------------------


def kill_at(call: int, after: bool, work: Callable[[], None], by: int = signal.SIGKILL) -> bool:
    """Do work in a copy of this process, killed at a call; return whether there was such a call."""
    child = os.fork()
    if child == 0:
        calls = 0

        def counted(function: Callable[..., Any]) -> Callable[..., Any]:
            def run(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - what os takes
                nonlocal calls
                calls += 1
                if calls == call and not after:
                    os.kill(os.getpid(), by)
                result = function(*arguments, **options)
                if calls == call and after:
                    os.kill(os.getpid(), by)
                return result

            return run

        for name in ("replace", "rename", "unlink", "rmdir"):
            setattr(os, name, counted(getattr(os, name)))
        swap._exchange = counted(swap._exchange)
        work()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -by


def files(folder: Path) -> list[str]:
    """Return what went wrong when files were written and the process was killed."""
    wrong = []
    for after in (False, True):
        call = 1
        while True:
            directory = folder / f"{call}-{after}"
            write(directory, "old", "graph.nt.gz")
            was_killed = kill_at(call, after, partial(write, directory, "new", "graph.nt"))
            if not was_killed:
                break
            left = contents(directory)
            settled = (directory / JOURNAL).exists()
            if not settled and len({text.split()[0] for text in left}) != 1:
                wrong.append(f"{call} {after}: {sorted(left)}")
            # Whatever comes next finishes what was settled, before it does anything of its own.
            fail_to_write(directory)
            finished = {text.split()[0] for text in contents(directory)}
            if len(finished) != 1 or (settled and finished != {"new"}):
                wrong.append(f"{call} {after}: finished {finished}")
            if hidden := [path.name for path in directory.iterdir() if path.name[0] == "."]:
                wrong.append(f"{call} {after}: left {hidden}")
            call += 1
        if call < 8:
            wrong.append(f"only {call} calls")
    return wrong


def asked(folder: Path) -> list[str]:
    """Return what went wrong when the process was asked to end: nothing is left to the next."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # or it would only raise
    wrong = []
    for by, after in product((signal.SIGINT, signal.SIGTERM), (False, True)):
        for call in count(1):
            directory = folder / f"{by}-{after}-{call}"
            write(directory, "old", "graph.nt.gz")
            if not kill_at(call, after, partial(write, directory, "new", "graph.nt"), by):
                break
            left = {text.split()[0] for text in contents(directory)}
            if len(left) != 1 or (directory / JOURNAL).exists():
                wrong.append(f"{directory.name}: {sorted(left)}")
            if by == signal.SIGTERM and (hidden := [*directory.glob(".*.tmp")]):
                wrong.append(f"{directory.name}: left {hidden}")
        if call < 8:
            wrong.append(f"only {call} calls")
    return wrong


def stores(folder: Path) -> list[str]:
    wrong = []
    for exchange in (True, False):
        if not exchange:
            swap._exchange = lambda *_: False
        for after in (False, True):
            call = 1
            while True:
                target = folder / f"{exchange}-{after}-{call}" / "store"
                target.parent.mkdir()
                replace_store(target, "old")
                if not kill_at(call, after, partial(replace_store, target, "new")):
                    break
                if exchange and not (target / "CURRENT").exists():
                    wrong.append(f"{call} {after}: no store")
                with pytest.raises(ZeroDivisionError), swap.replacing(target):
                    raise ZeroDivisionError
                if not (target / "CURRENT").exists():
                    wrong.append(f"{call} {after}: no store in the end")
                if left := [path.name for path in target.parent.iterdir() if path != target]:
                    wrong.append(f"{call} {after}: left {left}")
                call += 1
            if call < 2:
                wrong.append("nothing was killed")
    return wrong


def both(folder: Path) -> list[str]:
    wrong = []
    for exchange, after, first in product((True, False), (False, True), ("out", "store")):
        if not exchange:
            swap._exchange = lambda *_: False
        for call in count(1):
            directory = folder / f"{exchange}-{after}-{first}-{call}"
            directory.mkdir()
            write_both(directory, "old")
            if not kill_at(call, after, partial(write_both, directory, "new")):
                break
            settled = (directory / "out" / JOURNAL).exists()
            # Whoever comes next, to the files or to the store, and whatever becomes of it.
            if first == "store":
                with pytest.raises(ZeroDivisionError), swap.replacing(directory / "store"):
                    raise ZeroDivisionError
            fail_to_write(directory / "out")
            state = contents(directory / "out") | contents(directory / "store")
            if len(state) != 1 or (settled and state != {"new"}):
                wrong.append(f"{directory.name}: {sorted(state)}")
            left = [path.name for path in directory.rglob(".*")]
            if left and first == "store":
                wrong.append(f"{directory.name}: left {left}")
        if call < 8:
            wrong.append(f"only {call} calls")
    return wrong


def fail_to_write(directory: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        write_files(directory, {"graph.x": (str(1 // 0) for _ in "x")})


@pytest.mark.parametrize("what", ["files", "asked", "stores", "both"])
def test_a_kill_at_any_rename_leaves_all_or_nothing(what: str, tmp_path: Path) -> None:
    code = (
        "import sys, json; from pathlib import Path; from tests.rebuilding import test_together;"
        f"print(json.dumps(test_together.{what}(Path(sys.argv[1]))))"
    )
    settings = os.environ | {"PYTHONPATH": f"{ROOT / 'graph'}:{ROOT}"}
    command = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=settings)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []


# -- what goes wrong without a kill ---------------------------------------------------------------


def test_a_folder_in_the_way_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path, "old")
    (tmp_path / "graph.nt").mkdir()
    with pytest.raises(OutputError, match=r"graph\.nt is a folder"):
        write(tmp_path, "new", "graph.nt")
    (tmp_path / "graph.nt").rmdir()
    assert contents(tmp_path) == {f"old {name}" for name in NAMES}
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("kind", ["journal", "page", "loop"])
def test_what_nobody_wrote_is_in_the_way(kind: str, tmp_path: Path) -> None:
    write(tmp_path, "old")
    page = tmp_path / "graph.topic-a.html"
    if kind == "journal":
        (tmp_path / JOURNAL).mkdir()
    elif kind == "page":
        page.mkdir()
    else:
        page.symlink_to(page.name)
    try:
        write(tmp_path, "new", "graph.topic-b.html")
    except OutputError as error:
        assert (kind, str(error)) == (
            "journal",
            f"{tmp_path}: cannot be written: {JOURNAL} is a folder",
        )
    left = {path.name for path in tmp_path.iterdir() if path.name.startswith(".")}
    assert left == ({JOURNAL} if kind == "journal" else set())


def test_a_store_that_cannot_be_put_in_place_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "store"
    replace_store(target, "old")
    monkeypatch.setattr(swap, "_exchange", lambda *_: False)
    rename = Path.rename

    def fail(path: Path, to: Path) -> Path:
        if path.name == "new":
            raise OSError(5, "Input/output error")
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OSError, match="Input/output error"):
        replace_store(target, "new")
    assert (target / "CURRENT").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["store"]


def test_a_rename_that_fails_is_done_by_the_next_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "old")
    replace = os.replace
    calls = 0

    def fail(*arguments: Any) -> None:  # noqa: ANN401
        nonlocal calls
        calls += 1
        if calls == 4:
            raise OSError(5, "Input/output error")
        replace(*arguments)

    with monkeypatch.context() as patch, pytest.raises(OutputError, match="Input/output error"):
        patch.setattr(os, "replace", fail)
        write(tmp_path, "new")
    fail_to_write(tmp_path)
    assert contents(tmp_path) == {f"new {name}" for name in NAMES}


def test_a_journal_exchanges_no_folder_that_was_not_settled_for_it(tmp_path: Path) -> None:
    out, store, work = tmp_path / "out", tmp_path / "store", tmp_path / ".store.01234567.tmp"
    for folder in (out, store, work / "new"):
        folder.mkdir(parents=True)
    (store / "CURRENT").write_text("kept")
    entries = {"put": [], "delete": [], "exchange": [[str(work), str(store)]]}
    (out / JOURNAL).write_text(json.dumps(entries))
    write(out, "new")
    assert (store / "CURRENT").read_text() == "kept"


@pytest.mark.parametrize(
    "journal",
    [
        '{"put": [], "delete": [], "exchange": [1]}',
        '{"put": [], "delete": [], "exchange": [["..", "../secret"]]}',
        "{",
        "[]",
        "[" * 100_000,
        '{"put": [["graph.\\u0000", "graph.ttl"]], "delete": ["graph.\\u0000", "graph.\\ud800"]}',
        '{"put": [], "delete": [], "exchange": [], "put": [[".graph.x.tmp", "graph.\\u0000"]]}',
        '{"put": 1, "delete": []}',
        '{"put": [[".graph.x.tmp", "../secret"], ["secret", "graph.ttl"]], "delete": ["secret"]}',
    ],
)
def test_a_journal_of_somebody_else_moves_nothing(journal: str, tmp_path: Path) -> None:
    directory = tmp_path / "out"
    directory.mkdir()
    for path in (tmp_path / "secret", directory / "secret", directory / ".graph.x.tmp"):
        path.write_text("kept")
    (directory / JOURNAL).write_text(journal)
    write(directory, "new")
    assert (tmp_path / "secret").read_text() == (directory / "secret").read_text() == "kept"
    assert not (directory / JOURNAL).exists()


def test_files_have_the_permissions_of_new_files(tmp_path: Path) -> None:
    masks = set()
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            masks.add(int(Path("/proc/self/status").read_text().split("Umask:")[1].split()[0], 8))

    thread = threading.Thread(target=watch)
    before = os.umask(0o027)
    try:
        if Path("/proc/self/status").exists():
            thread.start()
        write(tmp_path, "new")
    finally:
        done.set()
        if thread.ident:
            thread.join()
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "graph.ttl").stat().st_mode) == 0o640
    assert masks <= {0o027}


# -- what an earlier build left -------------------------------------------------------------------


def documents(folder: Path, *topics: str) -> Path:
    folder.mkdir()
    for number, topic in enumerate(topics):
        text = f"---\ntitle: T{number}\nurl: https://n.com/{number}\ntopics: [{topic}]\n---\n"
        (folder / f"{number}.md").write_text(text)
    return folder


def test_pages_of_topics_that_are_gone_go(tmp_path: Path) -> None:
    out = tmp_path / "out"
    storyweft.write(storyweft.build(documents(tmp_path / "a", "One", "Two")), out, split="topic")
    storyweft.write(storyweft.build(documents(tmp_path / "b", "Two", "Three")), out, split="topic")
    pages = sorted(path.name for path in out.glob("graph.topic-*"))
    assert pages == ["graph.topic-three.html", "graph.topic-two.html"]


def test_topics_with_long_names_have_a_page_each(tmp_path: Path) -> None:
    topics = [letter * 3 + "x" * 300 + end for letter in "aé" for end in "12"]
    graph = storyweft.build(documents(tmp_path / "a", *topics))
    storyweft.write(graph, tmp_path / "out", split="topic")
    pages = [path.name for path in (tmp_path / "out").glob("graph.topic-*")]
    assert len(pages) == 4
    assert max(map(len, pages)) < 130


def test_a_format_is_there_once(tmp_path: Path) -> None:
    graph = storyweft.build(documents(tmp_path / "a", "One"))
    for compress in (False, True, False):
        storyweft.write(graph, tmp_path / "out", ["ttl"], compress=compress)
        names = [path.name for path in (tmp_path / "out").iterdir()]
        assert sorted(names) == ["graph.ttl.gz" if compress else "graph.ttl", "report.json"]
