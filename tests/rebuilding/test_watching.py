"""storyweft watch: what a change leads to, on disk and in a browser; serving what is rebuilt."""

import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from click.testing import Result

import storyweft
from tests.browser import Open
from tests.rebuilding.test_killed import contents
from tests.rebuilding.test_updating import article, clean
from tests.serve.test_serve import serving

Run = Callable[..., Result]
PATIENCE = 30.0


class Watch:
    """The command as a person runs it, and what it says line by line."""

    def __init__(self, *arguments: str | Path, cwd: Path) -> None:
        code = "from storyweft.cli.main import main; main(prog_name='storyweft')"
        command = [sys.executable, "-c", code, "watch", *map(str, arguments)]
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.process = subprocess.Popen(
            command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self._listener = threading.Thread(target=self._listen)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as stream:
            for line in stream:
                self._lines.put(line.rstrip("\n"))

    def until(self, start: str) -> str:
        """Return the next line that starts so."""
        while not (line := self._lines.get(timeout=PATIENCE)).startswith(start):
            pass
        return line

    def silence(self, seconds: float) -> list[str]:
        """Return what it says within some seconds."""
        time.sleep(seconds)
        return [self._lines.get() for _ in range(self._lines.qsize())]

    def end(self, signal: signal.Signals) -> int:
        """Send a signal (SIGINT is Ctrl+C), and return the exit code."""
        self.process.send_signal(signal)
        self._listener.join(PATIENCE)
        return self.process.wait(PATIENCE)


@contextmanager
def watching(*arguments: str | Path, cwd: Path) -> Iterator[Watch]:
    watch = Watch(*arguments, cwd=cwd)
    try:
        yield watch
        assert watch.end(signal.SIGINT) == 0
        assert "Traceback" not in "\n".join(watch.silence(0))
    finally:
        watch.end(signal.SIGKILL)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    for number, title in enumerate(["Storm hits the coast", "Storm nears the coast"]):
        (folder / f"{number}.md").write_text(
            article(title, f"date: 2020-01-0{number + 1}\nurl: https://example.com/{number}")
        )
    return folder


def test_a_change_is_built_and_ctrl_c_ends_it(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with watching(source, "--out", out, cwd=tmp_path) as watch:
        assert watch.until("2 documents →").endswith("1 story")
        (source / "sub").mkdir()
        (source / "sub" / "2.md").write_text(article("Mayor resigns"))
        assert watch.until("3 documents → 3 articles")
        assert watch.until("read 1 of 3 files again")
        written, expected = contents(out), clean(source)
        # The page tells what is new since the watch began.
        assert b'"since":{' in written.pop("graph.html")
        assert b'"since":null' in expected.pop("graph.html")
        assert written == expected
        (source / "sub").rename(tmp_path / "sub")
        assert watch.until("2 documents →")
        assert watch.until("read 0 of 2 files again")
        assert contents(out) == clean(source)
        (source / "notes.tmp").write_text("nothing that is read")
        (source / ".hidden.md").write_text(article("Hidden"))
        assert watch.silence(1.5) == []


def test_nothing_ends_it_but_a_person(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with watching(source, "--out", out, "--strict", cwd=tmp_path) as watch:
        watch.until("2 documents →")
        before = contents(out)
        (source / "bad.md").write_text(article("[broken"))
        assert watch.until("storyweft: bad.md:2: not valid YAML")
        assert contents(out) == before
        (source / "bad.md").unlink()
        assert watch.until("2 documents →")
        for path in source.iterdir():
            path.unlink()
        assert watch.until("storyweft: ")
        assert contents(out) == before
        (source / "new.md").write_text(article("Calm"))
        assert watch.until("1 document → 1 article")


@pytest.mark.parametrize("name", ["out", "."])
def test_what_it_writes_itself_is_no_change(source: Path, tmp_path: Path, name: str) -> None:
    with watching(source, "--out", source / name, "--no-cache", cwd=tmp_path) as watch:
        watch.until("2 documents →")
        assert [line for line in watch.silence(1.5) if "documents" in line] == []


def test_single_files_and_mappings_are_watched(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    file = source / "0.md"
    with watching(file, "--out", out, "--format", "nt", cwd=tmp_path) as watch:
        watch.until("1 document →")
        (source / "beside").write_text(article("Calm", "mood: grim"))
        (source / "beside").replace(file)
        watch.until("1 document →")
        (tmp_path / "storyweft.toml").write_text('[fields]\nexcerpt = "mood"\n')
        watch.until("1 document →")
        assert '<https://schema.org/description> "grim"' in (out / "graph.nt").read_text()


def test_ctrl_c_in_a_build_leaves_what_was_there(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with watching(source, "--out", out, cwd=tmp_path) as watch:
        watch.until("2 documents →")
        before = contents(out)
        many = tmp_path / "many"
        many.mkdir()
        for number in range(3000):
            (many / f"{number}.md").write_text(article(f"Storm {number}"))
        many.rename(source / "many")
        time.sleep(1)
        assert watch.end(signal.SIGINT) == 0
        after = contents(out)
        assert after == before or after == clean(source)


# -- the page -------------------------------------------------------------------------------------


def test_the_page_reloads_itself_where_the_reader_is(
    source: Path, tmp_path: Path, open_page: Open
) -> None:
    out = tmp_path / "out"
    with watching(source, "--out", out, "--serve", "--port", "0", cwd=tmp_path) as watch:
        address = watch.until("http://127.0.0.1:")
        opened = open_page()
        opened.page.context.set_offline(False)
        opened.page.goto(f"{address}#article=https%3A%2F%2Fexample.com%2F1&q=storm")
        opened.page.wait_for_selector("#inspector >> text=Storm nears the coast")
        opened.page.focus("#search")
        (source / "1.md").write_text(article("Storm is over", "url: https://example.com/1"))
        opened.page.wait_for_selector("#inspector >> text=Storm is over")
        assert opened.page.input_value("#search") == "storm"
        assert opened.page.evaluate("document.activeElement.id") == "search"
        assert (
            opened.page.evaluate("performance.getEntriesByType('navigation')[0].type") == "reload"
        )
        # A page that is the same is not loaded again.
        (out / "graph.ttl").unlink()
        loaded = opened.page.evaluate("performance.timeOrigin")
        (source / "1.md").touch()
        watch.until("2 documents →")
        opened.page.wait_for_timeout(1500)
        assert opened.page.evaluate("performance.timeOrigin") == loaded
        assert opened.complaints == []
        assert set(opened.requests) <= {address, f"{address}version"}
    written = (out / "graph.html").read_text()
    assert "connect-src" not in written
    assert "/version" not in written


def test_a_page_alone_is_all_that_is_served(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with watching(source, "--out", out, "--serve", "--port", "0", cwd=tmp_path) as watch:
        address = watch.until("http://127.0.0.1:")
        with httpx.Client(base_url=address) as client:
            headers = client.get("/").headers
            assert headers["x-frame-options"] == "DENY"
            assert headers["content-security-policy"].startswith("default-src 'none'")
            for path in ("/graph.ttl", "/report.json", "/sparql", "/../source/0.md"):
                assert client.get(path).status_code == 404
            assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
            elsewhere = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}
            assert client.get("/version", headers=elsewhere).status_code == 403
            (out / "graph.html").unlink()
            assert client.get("/").status_code == 404
            assert client.get("/version").text == ""


def test_with_a_store_there_is_sparql_of_what_is_now(source: Path, tmp_path: Path) -> None:
    arguments = (source, "--store", tmp_path / "news", "--serve", "--port", "0")
    with watching(*arguments, cwd=tmp_path) as watch:
        address = watch.until("http://127.0.0.1:")
        with httpx.Client(base_url=address, timeout=60) as client:
            assert titles(client) == {"Storm hits the coast", "Storm nears the coast"}
            (source / "1.md").write_text(article("Calm", "url: https://example.com/1"))
            watch.until("2 documents →")
            for _ in range(3):  # more than there are processes
                assert titles(client) == {"Storm hits the coast", "Calm"}


def test_a_store_that_is_served_may_be_built_anew(source: Path, tmp_path: Path) -> None:
    store = storyweft.save(storyweft.build(source), tmp_path / "news")
    with serving(store) as client:
        before = client.get("/version").text
        assert len(titles(client)) == 2
        (source / "0.md").unlink()
        storyweft.save(storyweft.build(source), store)
        for _ in range(3):
            assert titles(client) == {"Storm nears the coast"}
        assert client.get("/version").text != before
        assert "Storm hits the coast" not in client.get("/").text


def titles(client: httpx.Client) -> set[str]:
    query = {"query": "SELECT ?title { ?article schema:headline ?title }"}
    bindings = client.get("/sparql", params=query).json()["results"]["bindings"]
    return {row["title"]["value"] for row in bindings}


# -- usage ----------------------------------------------------------------------------------------


def test_what_is_missing_is_told(
    run: Run, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run("watch", tmp_path / "nowhere", "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert result.stderr.endswith(f"storyweft: {tmp_path / 'nowhere'}: no such file or folder\n")
    result = run("watch", source, "--out", tmp_path / "out", "--format", "ttl", "--serve")
    assert result.exit_code == 2
    assert "no page to serve" in result.stderr
    assert run("watch", source).exit_code == 2
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    result = run("watch", source, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert result.stderr.endswith("watching needs an extra: pip install 'storyweft[watch]'\n")


def test_a_port_that_is_taken(source: Path, tmp_path: Path) -> None:
    with serving(source) as client:
        port = str(client.base_url.port)
        watch = Watch(source, "--out", tmp_path / "out", "--serve", "--port", port, cwd=tmp_path)
        watch.until(f"storyweft: port {port} of 127.0.0.1: cannot be used")
        assert watch.end(signal.SIGCONT) == 1
