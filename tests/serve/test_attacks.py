"""Requests made to send data away, to hold others up, or to wait for ever."""

import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import pyoxigraph
import pytest

import storyweft
from storyweft.rebuilding.updating import save
from storyweft.serve import _patience, app, worker
from storyweft.serve.protocol import asks_elsewhere
from storyweft.serve.server import serving
from storyweft.serve.worker import Pool, Request

HTML = {"Accept": "text/html"}
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"


# -- no request leaves the machine ----------------------------------------------------------------


class Trap:
    """A port that counts who connects."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}/"
        self.caught = 0
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.caught += 1
            connection.close()

    def close(self) -> None:
        self._listener.close()


@pytest.fixture
def trap() -> Iterator[Trap]:
    trap = Trap()
    yield trap
    trap.close()


# Ways to write the call, and what may stand before it.
CALLS = [
    "SERVICE <HERE> { ?s ?p ?o }",
    "SERVICE<HERE>{?s ?p ?o}",
    "SERVICE SILENT <HERE> { ?s ?p ?o }",
    "SERVICESILENT<HERE>{?s ?p ?o}",
    "SeRvIcE <HERE> {}",
    "S\\u0045RVICE <HERE> {}",
    "SERVICE :here {}",
    "SERVICE:here{}",
    "SERVICE here:{}",
    "SERVICE ?service {} VALUES ?service { <HERE> }",
]
BEFORE = [
    "",
    "?x ?y $z.",
    "?x ?y ?z",
    ":.",
    "?x ?y :z.",
    "?x ?y here:z.",
    "?x ?y true",
    "?x ?y 1.",
    "?x ?y 1",
    "?x ?y 1e1",
    "?x ?y 'a'",
    '?x ?y "a"@en.',
    '?x ?y "a"@en',
    "?x ?y _:z.",
    "?x ?y <a#b>.",
    "?x ?y <\\u0061#b>.",
    "?x ?y <a>",
    "?x ?y :a\\# .",
    "?x ?y :a\\#b ",
    "?x ?y :a\\' .",
    "?x ?y :%23 ",
    "?x :p? ?y.",
    "?x :p?/:q ?y.",
    "?x ?y ().",
    "?x ?y [].",
    "FILTER(1<2)",
    "FILTER(?x<?y&&?y>?z)",
    "FILTER(?x<:y#>\n)",
    "BIND(1 AS ?b)",
    "{}",
    "OPTIONAL{}",
    "#comment\n",
    "#comment\r",
    '?x ?y """a""b""".',
    '?x ?y """a\\"""".',
    "?x ?y ''.",
    "?x ?y ''''''.",
    '?x ?y "\\u0022".',
    "?x ?y \u00b7.",
    "?x\u00b7 ?y ?z\u203f.",
    "GRAPH ?g {} .",
    "?x ?y <<( ?a ?b ?c )>>.",
]


def attacks(address: str) -> list[str]:
    prologue = f"PREFIX here: <{address}> PREFIX : <{address}> "
    return [
        f"{prologue}SELECT * WHERE {{ {before}{call.replace('HERE', address)} }}"
        for before in BEFORE
        for call in CALLS
    ]


# The sign is "less than", and what looks like an IRI or a string holds the call.
HIDDEN = [
    "FILTER(1<2)SERVICE:a#>\n{}",
    "FILTER(1<=:)SERVICE:a#>\n{}",
    "BIND(1<2AS?c)SERVICE here:#>\n{}",
    "FILTER('a'<'>')SERVICE:a{}#'\n",
    "OPTIONAL{?x ?y <a:a#>}\nFILTER(''<'>')SERVICE:a{}#'\n",
]

# After these the letters are part of a name, also to the parser proper.
NAMES = ("?x ?y ?z", "?x ?y :z.", "?x ?y here:z.", "?x ?y _:z.", '?x ?y "a"@en')


def test_every_call_is_seen_whatever_stands_before_it() -> None:
    missed = [query for query in attacks("http://example.com/") if not asks_elsewhere(query)]
    assert [query for query in missed if not any(f"{{ {name}S" in query for name in NAMES)] == []


@pytest.mark.parametrize("pattern", HIDDEN)
def test_less_than_hides_no_call(pattern: str, trap: Trap) -> None:
    query = f"PREFIX here: <{trap.address}> PREFIX : <{trap.address}> SELECT * {{ {pattern} }}"
    with suppress(OSError):
        list(pyoxigraph.Store().query(query))  # type: ignore[arg-type]
    assert trap.caught == 1, "the parser proper takes it for a call"
    assert asks_elsewhere(query)


def test_the_word_is_no_call_in_names_and_texts() -> None:
    query = "SELECT ?service { ?service a <https://n.com/services#a>, <urn:service>, 'a service' }"
    assert not asks_elsewhere(f"{query} # no service")


def test_what_is_let_pass_calls_nobody(trap: Trap) -> None:
    """The parser proper is asked what it takes for a call, in queries that nobody wrote."""
    store = pyoxigraph.Store()
    store.add(pyoxigraph.Quad(*[pyoxigraph.NamedNode("http://example.com/")] * 3))
    dice = random.Random(1)  # noqa: S311
    pieces = [*"SERVICE . ; ? $ : # < > { } ' \" \\ @ _: % ( ) 1".split(), "a\n", "\\u0023"]
    pieces += ["'''", '"""', "SERVICE"]
    passed = 0
    for query in attacks(trap.address) * 4:
        at = dice.randrange(len(query))
        cut = dice.choice((0, 0, 1, 3))
        mutant = query[:at] + dice.choice(pieces) + query[at + cut :]
        if asks_elsewhere(mutant):
            continue
        passed += 1
        with suppress(SyntaxError, ValueError, RuntimeError, OSError, TypeError):
            list(store.query(mutant))  # type: ignore[arg-type]
        assert trap.caught == 0, mutant
    assert passed > 20


def test_a_process_cannot_call_even_if_it_is_asked(trap: Trap, tmp_path: Path) -> None:
    code = (
        "from storyweft.serve import _network; import pyoxigraph, sys\n"
        "print(_network.give_up())\n"
        "try: list(pyoxigraph.Store().query(sys.argv[1]))\n"
        "except (OSError, RuntimeError) as error: print('refused')\n"
    )
    query = f"SELECT * {{ SERVICE <{trap.address}> {{ ?s ?p ?o }} }}"
    command = [sys.executable, "-c", code, query]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    if output[0] == "False":
        pytest.skip("this system offers no filter of system calls")
    assert output == ["True", "refused"]
    assert trap.caught == 0


# -- nobody holds up others -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> Path:
    return save(storyweft.build(seeds), tmp_path_factory.mktemp("store") / "store")


def ask(pool: Pool, sparql: str = "ASK {}") -> tuple[int, str]:
    answer = pool.ask(Request(sparql, "application/sparql-results+json", "text/turtle"))
    return answer.status, answer.body.decode()


def test_the_time_in_the_queue_counts(directory: Path) -> None:
    pool = Pool(directory, size=1, time_limit=1.5)
    try:
        assert ask(pool)[0] == 200
        with ThreadPoolExecutor(8) as executor:
            began = time.monotonic()
            answers = [*executor.map(lambda _: ask(pool, ENDLESS), range(8))]
            assert time.monotonic() - began < 8 * 1.5, "no faster than one after the other"
        assert {status for status, _ in answers} == {503}
        # One that came a moment after another has that moment left when its turn comes.
        messages = re.compile("ask again later|took longer than 1.5 seconds")
        assert all(messages.search(text) for _, text in answers)
        assert any("took longer than 1.5 seconds" in text for _, text in answers)
        assert ask(pool)[0] == 200
    finally:
        pool.close()


def test_only_so_many_wait(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "MAX_WAITING", 0)
    pool = Pool(directory, size=1, time_limit=3)
    try:
        assert ask(pool)[0] == 200
        with ThreadPoolExecutor(1) as executor:
            running = executor.submit(ask, pool, ENDLESS)
            time.sleep(0.5)
            began = time.monotonic()
            assert ask(pool) == (503, "other queries are being answered: ask again later\n")
            assert time.monotonic() - began < 1
            assert running.result()[0] == 503
    finally:
        pool.close()


def test_a_process_that_ends_is_told_as_it_was(directory: Path) -> None:
    pool = Pool(directory, size=1)
    try:
        assert ask(pool)[0] == 200
        os.kill(pool._workers[0]._process.pid or 0, signal.SIGKILL)
        status, text = ask(pool)
        assert status == 503
        assert "ended by signal 9" in text
        assert ask(pool)[0] == 200
    finally:
        pool.close()


def test_a_query_without_bottom_is_told_as_it_was(directory: Path) -> None:
    pool = Pool(directory, size=1)
    try:
        status, text = ask(pool, f"SELECT * {{ {'{' * 60_000}{'}' * 60_000} }}")
        assert (status, "nested too deeply" in text) == (503, True), text
        assert ask(pool)[0] == 200
    finally:
        pool.close()


def test_a_store_that_is_gone_is_told(directory: Path, tmp_path: Path) -> None:
    pool = Pool(tmp_path / "nowhere", size=1)
    try:
        status, text = ask(pool)
        assert status == 503
        assert "no store there" in text
    finally:
        pool.close()


def test_a_page_for_people_has_so_many_rows(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "MAX_SHOWN", 3)
    values = " ".join(map(str, range(9)))
    query = f"SELECT ?x {{ VALUES ?x {{ {values} }} }}"
    with serving(directory, port=0) as address:
        for last, note in ((2, 0), (3, 1)):
            parameters = {"query": f"{query} LIMIT {last + 1}"}
            page = httpx.get(f"{address}sparql", params=parameters, headers=HTML, timeout=60).text
            assert page.count("<tr><td>") == min(last + 1, 3)
            assert page.count("The first 3 rows") == note


def test_a_resource_says_what_kept_it(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(directory, port=0) as address:
        url = f"{address}resource"
        parameters = {"iri": "https://storyweft.example/id/topic/computer-vision"}
        assert httpx.get(url, params=parameters, headers=HTML, timeout=60).status_code == 200
        monkeypatch.setattr(Pool, "ask", lambda *_: worker._BUSY)
        answer = httpx.get(url, params=parameters, headers=HTML, timeout=60)
        assert (answer.status_code, answer.text) == (503, worker._BUSY.body.decode())


# -- nobody waits for ever ------------------------------------------------------------------------


def until_closed(connection: socket.socket, limit: float) -> bytes:
    connection.settimeout(limit)
    received = b""
    try:
        while data := connection.recv(65536):
            received += data
    except ConnectionError:
        pass
    return received


@pytest.mark.parametrize("start", [b"", b"GET / HTTP/1.1\r\nHost: loc"])
def test_a_request_without_end_is_left(
    start: bytes, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_patience, "HEADER_LIMIT", 0.5)
    with serving(directory, port=0) as address, _connect(address) as connection:
        connection.sendall(start)
        assert until_closed(connection, 8) == b""


def test_a_body_without_end_is_told(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "BODY_LIMIT", 0.5)
    with serving(directory, port=0) as address, _connect(address) as connection:
        connection.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\nquery="
        )
        assert until_closed(connection, 8).startswith(b"HTTP/1.1 408 ")


def test_who_does_not_listen_is_left(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_patience, "LISTEN_LIMIT", 0.5)
    text = "x" * 1_000_000
    query = f"SELECT ?x {{ VALUES ?y {{ {' '.join(['1'] * 20)} }} BIND(REPEATED AS ?x) }}"
    query = query.replace("REPEATED", "CONCAT(" + ", ".join(["?z"] * 10) + ")")
    query = query.replace("VALUES", f"BIND('{text[:100_000]}' AS ?z) VALUES")
    with serving(directory, port=0) as address, _connect(address) as connection:
        body = query.encode()
        head = "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query"
        connection.sendall(f"{head}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        time.sleep(4)
        answer = until_closed(connection, 20)
        assert answer.startswith(b"HTTP/1.1 200 ")
        assert len(answer) < 20_000_000


def _connect(address: str) -> socket.socket:
    host, _, port = address.removeprefix("http://").strip("/").partition(":")
    return socket.create_connection((host, int(port)))
