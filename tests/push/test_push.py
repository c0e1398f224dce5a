"""Pushing: what is sent, in which order, and what is said when a store says no."""

import gzip
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from click.testing import Result

import storyweft
from storyweft import vocabulary as v
from storyweft.errors import InputError, StoreError
from storyweft.export.formats import generators
from storyweft.graph import Graph
from storyweft.push.http import TRIES, Client
from storyweft.push.pushing import Pushed, push
from storyweft.rdf.triples import triples
from tests.rich import titled
from tests.servers import Running, free_port

Answer = tuple[int, dict[str, str], bytes]
Reply = Callable[[str, str, bytes], Answer]


class Fake(ThreadingHTTPServer):
    """A store that answers as a test wants, and remembers what it was sent."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.reply = reply
        self.seen: list[tuple[str, str, bytes]] = []
        self.headers: list[dict[str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/store"


class _Handler(BaseHTTPRequestHandler):
    server: Fake
    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.seen.append((self.command, self.path, body))
        self.server.headers.append(dict(self.headers))
        status, headers, content = self.server.reply(self.command, self.path, body)
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_PUT = do_POST = do_DELETE = answer  # noqa: N815 - the names that http.server wants

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def fake() -> Iterator[Callable[[Reply], Fake]]:
    servers: list[Fake] = []

    def start(reply: Reply) -> Fake:
        server = Fake(reply)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return server

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let no test wait: the pauses are noted instead."""
    pauses: list[float] = []
    monkeypatch.setattr("storyweft.push.http.sleep", pauses.append)
    return pauses


def yes(method: str, path: str, body: bytes) -> Answer:
    return 204, {}, b""


def always(status: int, content: bytes = b"", **headers: str) -> Reply:
    return lambda method, path, body: (status, headers, content)


def after(failures: int, status: int, **headers: str) -> Reply:
    """Fail so many times, then work."""
    left = [failures]

    def reply(method: str, path: str, body: bytes) -> Answer:
        left[0] -= 1
        return (204, {}, b"") if left[0] < 0 else (status, headers, b"busy")

    return reply


# -- what is sent ---------------------------------------------------------------------------------


def test_the_first_chunk_replaces_and_the_others_add(
    fake: Callable[[Reply], Fake], seeds_graph: Graph
) -> None:
    store = fake(yes)
    pushed = push(seeds_graph, store.url, graph_iri="https://g.example/a?b", chunk=300)
    lines = b"".join(body for *_, body in store.seen)
    (generate,) = generators("nt").values()
    assert lines.decode() == "".join(map(str, generate(seeds_graph)))
    assert pushed == Pushed(1, lines.count(b"\n"))
    methods = [(method, path) for method, path, _ in store.seen]
    target = "/store?graph=https%3A%2F%2Fg.example%2Fa%3Fb"
    assert methods == [("PUT", target), ("POST", target), ("POST", target)]
    assert [body.count(b"\n") for *_, body in store.seen[:2]] == [300, 300]
    assert store.headers[0]["Content-Type"] == "text/turtle"


def test_without_a_name_it_is_the_default_graph(
    fake: Callable[[Reply], Fake], seeds_graph: Graph
) -> None:
    store = fake(yes)
    push(seeds_graph, store.url + "?x=1")
    assert [path for _, path, _ in store.seen] == ["/store?x=1&default"]


def test_an_update_does_the_same(fake: Callable[[Reply], Fake], seeds_graph: Graph) -> None:
    store = fake(yes)
    push(seeds_graph, store.url, graph_iri="urn:g", protocol="update", chunk=500)
    (_, _, first), (_, _, second) = store.seen
    assert first.startswith(b"CLEAR SILENT GRAPH <urn:g> ;\nINSERT DATA {\nGRAPH <urn:g> {\n<")
    assert second.startswith(b"INSERT DATA {\nGRAPH <urn:g> {\n<")
    assert first.endswith(b" .\n}\n}")
    assert store.headers[0]["Content-Type"] == "application/sparql-update"
    push(seeds_graph, store.url, protocol="update")
    assert store.seen[-1][2].startswith(b"CLEAR SILENT DEFAULT ;\nINSERT DATA {\n<")


def test_progress_is_told(fake: Callable[[Reply], Fake], seeds_graph: Graph) -> None:
    told: list[tuple[str, int, int]] = []
    pushed = push(
        seeds_graph, fake(yes).url, chunk=500, progress=lambda *progress: told.append(progress)
    )
    assert told == [("push", 500, 0), ("push", pushed.triples, 0)]


# -- one graph a document -------------------------------------------------------------------------


class Memory:
    """A store with the Graph Store Protocol; it can be told to fail."""

    def __init__(self) -> None:
        self.graphs: dict[str, bytes] = {}
        self.fail_at = -1

    def reply(self, method: str, path: str, body: bytes) -> Answer:
        self.fail_at -= 1
        if self.fail_at == 0:
            return 500, {}, b"disk full"
        name = httpx.URL(path).params["graph"]
        if method == "GET":
            if name not in self.graphs:
                return 404, {}, b""
            return 200, {"Content-Type": "text/turtle"}, self.graphs[name]
        if method == "DELETE":
            return (204 if self.graphs.pop(name, None) is not None else 404), {}, b""
        self.graphs[name] = body if method == "PUT" else self.graphs[name] + body
        return 204, {}, b""


STATE = "https://storyweft.example/id/graphs"


def test_only_what_changed_is_sent(fake: Callable[[Reply], Fake]) -> None:
    memory = Memory()
    store = fake(memory.reply)
    assert push(titled("a", "b", "c"), store.url, per_document=True).graphs == 4
    before = dict(memory.graphs)
    store.seen.clear()
    pushed = push(titled("a", "B", "c"), store.url, per_document=True)
    assert (pushed.graphs, pushed.unchanged, pushed.deleted) == (1, 3, 0)
    base = "https://storyweft.example/id"
    changed = {name for name in before if memory.graphs[name] != before[name]}
    assert changed == {f"{base}/doc/1.md", STATE}
    assert len(store.seen) == 4  # the state is read, unsure, and sure again; one graph
    assert push(titled("a", "B"), store.url, per_document=True).deleted == 1
    assert f"{base}/doc/2.md" not in memory.graphs


def test_a_push_of_what_is_there_sends_nothing(fake: Callable[[Reply], Fake]) -> None:
    store = fake(Memory().reply)
    push(titled("a"), store.url, per_document=True)
    store.seen.clear()
    assert push(titled("a"), store.url, per_document=True) == Pushed(0, 0, 2)
    assert [method for method, *_ in store.seen] == ["GET"]


# The state is read and made unsure, two graphs are sent, the state is made sure.
@pytest.mark.parametrize("fail_at", range(1, 6))
def test_a_push_that_broke_off_is_made_good_by_the_next(
    fake: Callable[[Reply], Fake], fail_at: int
) -> None:
    memory, clean = Memory(), Memory()
    store, other = fake(memory.reply), fake(clean.reply)
    push(titled("a", "b"), store.url, per_document=True)
    memory.fail_at = fail_at
    with pytest.raises(StoreError, match="disk full"):
        push(titled("x", "y"), store.url, per_document=True)
    memory.fail_at = -1
    # Back to what was there: a digest that was kept in good faith would leave the new content.
    push(titled("a", "b"), store.url, per_document=True)
    push(titled("a", "b"), other.url, per_document=True)
    assert memory.graphs == clean.graphs


def test_of_the_state_only_digests_are_believed(fake: Callable[[Reply], Fake]) -> None:
    """One server answers queries, another is sent updates: what the first says is no update."""
    said = f'<urn:a> <{v.DIGEST}> "x\\" . }} ; DROP ALL ; INSERT DATA {{ <urn:a> <urn:b> \\"" .'
    kept = f'<urn:b> <{v.DIGEST}> "{"0" * 32}" . <urn:c> <{v.DIGEST}> "" .'
    store = fake(lambda *_: (200, {}, f"{said} {kept}".encode()))
    push(titled("a"), store.url, per_document=True, protocol="update")
    sent = b"".join(body for _, _, body in store.seen)
    assert b"DROP ALL" not in sent
    assert b"DROP SILENT GRAPH <urn:b>" in sent
    assert b"DROP SILENT GRAPH <urn:c>" in sent
    assert b"<urn:a>" not in sent


def test_a_graph_and_one_for_each_document_exclude_each_other(seeds_graph: Graph) -> None:
    with pytest.raises(InputError, match="expected one of the two"):
        push(seeds_graph, "http://127.0.0.1:9/", graph_iri="urn:g", per_document=True)


def test_a_store_on_disk_has_no_graphs_of_documents(
    fake: Callable[[Reply], Fake], seeds_graph: Graph, tmp_path: Path
) -> None:
    folder = storyweft.save(seeds_graph, tmp_path / "store")
    store = fake(Memory().reply)
    assert push(folder, store.url, graph_iri="urn:g").triples > 0
    with pytest.raises(InputError, match="no named graphs there: push the documents themselves"):
        push(folder, store.url, per_document=True)


# -- when a store says no -------------------------------------------------------------------------


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_store_is_asked_again(
    fake: Callable[[Reply], Fake], seeds_graph: Graph, no_pause: list[float], status: int
) -> None:
    store = fake(after(3, status))
    push(seeds_graph, store.url)
    assert len(store.seen) == 4
    assert no_pause == [0.5, 1.0, 2.0]


def test_a_store_says_how_long_to_wait(
    fake: Callable[[Reply], Fake], seeds_graph: Graph, no_pause: list[float]
) -> None:
    push(seeds_graph, fake(after(2, 503, **{"Retry-After": "7"})).url)
    assert no_pause == [7.0, 7.0]


def test_patience_ends(
    fake: Callable[[Reply], Fake], seeds_graph: Graph, no_pause: list[float]
) -> None:
    store = fake(always(503, b"still loading"))
    with pytest.raises(StoreError, match="503 Service Unavailable: still loading"):
        push(seeds_graph, store.url)
    assert len(store.seen) == TRIES == len(no_pause) + 1


@pytest.mark.parametrize(
    ("status", "content", "message"),
    [
        (400, b"Parse error\n  at 3", "it cannot read what was sent: Parse error at 3"),
        (401, b"", "it refuses the login, or wants one: --user NAME"),
        (403, b"read-only", "this user may not change it: read-only"),
        (404, b"", "/sparql-graph-crud-auth at Virtuoso; or use --protocol update"),
        (405, b"", "no Graph Store Protocol there: it is /store at Oxigraph"),
        (413, b"", "send less at once (--chunk)"),
        (415, b"", "it does not take Turtle there"),
        (500, b"<h1>Oops</h1>", "PUT refused with 500 Internal Server Error: <h1>Oops</h1>"),
    ],
)
def test_a_refusal_is_told_at_once(
    fake: Callable[[Reply], Fake],
    seeds_graph: Graph,
    status: int,
    content: bytes,
    message: str,
) -> None:
    store = fake(always(status, content))
    with pytest.raises(StoreError) as caught:
        push(seeds_graph, store.url)
    assert message in str(caught.value)
    assert str(caught.value).startswith(store.url)
    assert len(store.seen) == 1


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("ftp://127.0.0.1/", "cannot be reached: Request URL has an unsupported protocol"),
        ("127.0.0.1", "cannot be reached: Request URL is missing an 'http://'"),
        ("http://127.0.0.1:port/", "no valid URL: Invalid port: 'port'"),
    ],
)
def test_an_endpoint_that_is_none(seeds_graph: Graph, url: str, message: str) -> None:
    with pytest.raises(StoreError) as caught:
        push(seeds_graph, url)
    assert message in str(caught.value)


def test_a_store_that_is_not_there(seeds_graph: Graph, no_pause: list[float]) -> None:
    with pytest.raises(StoreError, match=r"cannot be reached: .*refused"):
        push(seeds_graph, f"http://127.0.0.1:{free_port()}/store")
    assert len(no_pause) == TRIES - 1


# -- login ----------------------------------------------------------------------------------------


def test_no_password_goes_out_unasked(fake: Callable[[Reply], Fake], seeds_graph: Graph) -> None:
    store = fake(yes)
    push(seeds_graph, store.url, user=("me", "secret"))
    assert all("Authorization" not in headers for headers in store.headers)


@pytest.mark.parametrize(
    ("challenge", "start"),
    [('Basic realm="x"', "Basic bWU6c2VjcmV0"), ('Digest realm="x", nonce="1"', "Digest ")],
)
def test_the_login_is_of_the_kind_that_is_asked_for(
    fake: Callable[[Reply], Fake], seeds_graph: Graph, challenge: str, start: str
) -> None:
    def reply(method: str, path: str, body: bytes) -> Answer:
        if "Authorization" in store.headers[-1]:
            return 204, {}, b""
        return 401, {"WWW-Authenticate": challenge}, b""

    store = fake(reply)
    push(seeds_graph, store.url, user=("me", "secret"), chunk=500)
    sent = [headers["Authorization"] for headers in store.headers if "Authorization" in headers]
    assert len(sent) == 2
    assert all(value.startswith(start) for value in sent)


def test_a_wrong_password_is_told(fake: Callable[[Reply], Fake], seeds_graph: Graph) -> None:
    store = fake(always(401, b"", **{"WWW-Authenticate": 'Basic realm="x"'}))
    with pytest.raises(StoreError, match="it refuses the login"):
        push(seeds_graph, store.url, user=("me", "wrong"))


# -- the command ----------------------------------------------------------------------------------


def test_the_command_tells_what_it_did(
    run: Callable[..., Result], oxigraph: Running, seeds: Path, tmp_path: Path
) -> None:
    # A base of its own: other tests push documents to this store.
    graph = storyweft.build(seeds, base_iri="https://command.example/")
    (path, _) = storyweft.write(graph, tmp_path, ["nq"])
    arguments = "push", path, "--endpoint", oxigraph.graphs, "--per-document"
    first, second = run(*arguments), run(*arguments)
    statements = len(path.read_bytes().splitlines())
    assert first.stdout == f"6 graphs, {statements} triples sent\n"
    assert second.stdout == "0 graphs, 0 triples sent; 6 unchanged\n"


def test_the_password_need_not_be_on_the_command_line(
    run: Callable[..., Result],
    fake: Callable[[Reply], Fake],
    seeds: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("STORYWEFT_PASSWORD", "secret")
    store = fake(after(1, 401, **{"WWW-Authenticate": 'Basic realm="x"'}))
    assert run("push", seeds, "--endpoint", store.url, "--user", "me").exit_code == 0
    assert store.headers[-1]["Authorization"] == "Basic bWU6c2VjcmV0"


def test_the_command_fails_with_one_line(run: Callable[..., Result], seeds: Path) -> None:
    result = run("push", seeds, "--endpoint", "ftp://127.0.0.1/")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("storyweft: ftp://127.0.0.1/")
    both = run("push", seeds, "--endpoint", "x", "--graph", "urn:g", "--per-document")
    assert both.exit_code == 2
    assert "expected one of the two" in both.stderr


def test_a_client_can_be_closed() -> None:
    client = Client()
    client.close()
    with pytest.raises(RuntimeError, match="closed"):
        client.send("GET", "http://127.0.0.1:9/")


# -- what a store may say -------------------------------------------------------------------------


def read_answer(content: bytes, **headers: str) -> Reply:
    """Return a reply whose GET says something, and all else works."""
    return lambda method, path, body: (200, headers, content) if method == "GET" else (204, {}, b"")


SECRET = "se:cr@et/1"  # noqa: S105
BOMB = gzip.compress(bytes(3_000_000))


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (read_answer(b"<html>Log in</html>"), "no Turtle ('<html>Log in</html>' …)"),
        (read_answer(b"\xff\xfe"), "no Turtle"),
        (read_answer(b"no gzip", **{"Content-Encoding": "gzip"}), "an answer that cannot be read"),
        (always(500, b"no gzip", **{"Content-Encoding": "gzip"}), "an answer that cannot be read"),
        (read_answer(BOMB, **{"Content-Encoding": "gzip"}), "an answer of more than 1 MiB"),
        (always(500, BOMB, **{"Content-Encoding": "gzip"}), "refused with 500"),
        (always(401, b"", **{"WWW-Authenticate": "Digest"}), "it refuses the login"),
        (
            always(401, b"", **{"WWW-Authenticate": 'Digest realm="a", nonce="b", algorithm=X'}),
            "a login that cannot be given",
        ),
        (
            always(401, b"", **{"WWW-Authenticate": 'Digest realm="a", nonce="b", qop="auth-int"'}),
            "a login that cannot be given",
        ),
        (always(403, SECRET.encode()), "this user may not change it: ***"),
    ],
    ids=range(10),
)
def test_what_a_store_says_is_told_in_a_sentence(
    fake: Callable[[Reply], Fake],
    seeds_graph: Graph,
    reply: Reply,
    message: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("storyweft.push.http.MAX_ANSWER", 2**20)
    store = fake(reply)
    with pytest.raises(StoreError) as caught:
        push(seeds_graph, store.url, per_document=True, user=("me", SECRET))
    assert message in str(caught.value)
    assert SECRET not in str(caught.value)
    assert len(str(caught.value)) < 700


def test_documents_that_were_half_sent_are_told(
    fake: Callable[[Reply], Fake], seeds_graph: Graph
) -> None:
    sent: list[str] = []

    def reply(method: str, path: str, _: bytes) -> Answer:
        if method == "PUT" and "graphs" not in path:
            sent.append(path)
        return (404, {}, b"") if method == "GET" else (507 if len(sent) > 2 else 204, {}, b"")

    with pytest.raises(StoreError, match=r"; 2 of 6 graphs are as they should be: the same"):
        push(seeds_graph, fake(reply).url, per_document=True)


def test_what_was_sent_as_json(
    fake: Callable[[Reply], Fake], seeds: Path, run: Callable[..., Result]
) -> None:
    store = fake(lambda *_: (204, {}, b""))
    result = run("push", seeds, "--endpoint", store.url, "--json")
    assert json.loads(result.stdout) == {
        "graphs": 1,
        "triples": len(list(triples(storyweft.build(seeds)))),
        "unchanged": 0,
        "deleted": 0,
    }


def test_a_graph_that_was_half_sent_is_told(
    fake: Callable[[Reply], Fake], seeds_graph: Graph
) -> None:
    store = fake(lambda method, *_: (204, {}, b"") if method == "PUT" else (507, {}, b"full"))
    with pytest.raises(StoreError, match="has only the first 300 triples now: push it again"):
        push(seeds_graph, store.url, chunk=300)


@pytest.mark.parametrize("iri", ["a", "http://a/> ; DROP ALL ; <http://a", "http://a/\n", ""])
def test_a_graph_has_an_iri_and_nothing_more(
    iri: str, fake: Callable[[Reply], Fake], seeds_graph: Graph
) -> None:
    store = fake(yes)
    with pytest.raises(InputError, match="graph: expected an absolute IRI"):
        push(seeds_graph, store.url, graph_iri=iri, protocol="update")
    assert store.seen == []


def test_a_login_in_a_url_is_used_and_never_told(
    fake: Callable[[Reply], Fake], seeds_graph: Graph, no_pause: list[float]
) -> None:
    store = fake(
        lambda *_: (
            (204, {}, b"")
            if "Authorization" in store.headers[-1]
            else (401, {"WWW-Authenticate": "Basic"}, b"")
        )
    )
    login = "me:se%3Acret@"
    push(seeds_graph, store.url.replace("//", f"//{login}"))
    assert [("Authorization" in headers) for headers in store.headers] == [False, True]
    for url in (
        f"http://{login}127.0.0.1:{free_port()}/x",
        f"ftp://{login}a/b",
        f"http://{login}[/",
    ):
        with pytest.raises(StoreError) as caught:
            push(seeds_graph, url)
        assert "cret" not in str(caught.value)
