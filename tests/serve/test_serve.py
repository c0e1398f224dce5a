"""The server: what it answers, and what it refuses."""

import html
import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pyoxigraph
import pytest
import rdflib
from click.testing import Result

import storyweft
from storyweft.export.formats import generators
from storyweft.graph import Graph
from storyweft.rdf.triples import triples
from storyweft.serve.app import MAX_REQUEST
from storyweft.serve.protocol import TABLE_TYPES, asks_elsewhere, is_iri, negotiate
from storyweft.sparql.asking import to_table
from storyweft.sparql.named import ask
from tests.browser import Open
from tests.rich import write_documents
from tests.sparql.test_query import ANSWERS

FLOOD = "https://example.com/flood?id=1%7C2"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
# As many combinations as would take hours.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"


@contextmanager
def serving(*arguments: str | Path) -> Iterator[httpx.Client]:
    """Run the command as a user does, and talk to it."""
    code = "from storyweft.cli.main import main; main(prog_name='storyweft')"
    command = [sys.executable, "-c", code, "serve", *map(str, arguments), "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        address = process.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:"), process.stderr.read()
        with httpx.Client(base_url=address, timeout=60) as client:
            yield client
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
        assert (process.returncode, errors) == (0, "Ctrl+C stops it.\n")
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return storyweft.build(write_documents(tmp_path_factory.mktemp("documents")))


@pytest.fixture(scope="module")
def client(rich: Graph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    store = storyweft.save(rich, tmp_path_factory.mktemp("served") / "store")
    with serving(store, "--time-limit", "2") as client:
        yield client


# -- SPARQL ---------------------------------------------------------------------------------------


def test_a_query_may_come_in_three_ways(client: httpx.Client, rich: Graph) -> None:
    kind = {"Content-Type": "application/sparql-query"}
    answers = [
        client.get("/sparql", params={"query": COUNT}),
        client.post("/sparql", data={"query": COUNT}),
        client.post("/sparql", content=COUNT, headers=kind),
    ]
    for answer in answers:
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/sparql-results+json"
        (binding,) = answer.json()["results"]["bindings"]
        assert int(binding["n"]["value"]) == len(list(triples(rich)))


@pytest.mark.parametrize("media_type", TABLE_TYPES)
def test_a_table_comes_in_each_format(client: httpx.Client, media_type: str) -> None:
    headers = {"Accept": media_type}
    answer = client.get("/sparql", params={"query": COUNT}, headers=headers)
    assert answer.headers["content-type"].split(";")[0] == media_type
    kind = pyoxigraph.QueryResultsFormat.from_media_type(media_type)
    if media_type != "text/csv":  # which nobody reads back: it says nothing of types
        (row,) = to_table(pyoxigraph.parse_query_results(answer.content, kind))
        assert isinstance(row["n"], int)
    else:
        assert answer.text.split()[0] == "n"


@pytest.mark.parametrize(
    ("media_type", "name"),
    [
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt11"),
        ("application/rdf+xml", "xml"),
        ("*/*", "turtle"),
    ],
)
def test_a_graph_comes_in_each_format(client: httpx.Client, media_type: str, name: str) -> None:
    query = "CONSTRUCT WHERE { ?s a skos:Concept ; rdfs:label ?label }"
    headers = {"Accept": media_type}
    answer = client.get("/sparql", params={"query": query}, headers=headers)
    assert len(rdflib.Graph().parse(data=answer.text, format=name)) == 4


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_named_queries_are_answered(client: httpx.Client, name: str) -> None:
    parameters, expected = ANSWERS[name]
    answer = client.post("/sparql", data={"query": ask(name, parameters)})
    kind = pyoxigraph.QueryResultsFormat.JSON
    table = to_table(pyoxigraph.parse_query_results(answer.content, kind))
    assert [tuple(row.values()) for row in table] == expected


def test_ask_and_named_graphs(client: httpx.Client) -> None:
    query = {"query": "ASK { ?s a skos:Concept }"}
    assert client.get("/sparql", params=query).json()["boolean"] is True
    other = {**query, "default-graph-uri": "https://example.com/none"}
    assert client.get("/sparql", params=other).json()["boolean"] is False
    wrong = {**query, "default-graph-uri": "no iri"}
    assert client.get("/sparql", params=wrong).status_code == 400


@pytest.mark.parametrize(
    ("parameters", "status", "message"),
    [
        ({"query": "SELECT * {"}, 400, "no valid SPARQL: error at line 1, column 11"),
        ({"query": ["ASK {}", "ASK {}"]}, 400, "expected one query, got 2"),
        ({"query": "DROP ALL"}, 400, "no valid SPARQL"),
        ({"update": "DROP ALL"}, 403, "this endpoint is read-only"),
        ({"query": "SELECT * { SERVICE <http://127.0.0.1:1/> { } }"}, 403, "SERVICE is refused"),
        ({"query": "ASK {}", "update": "DROP ALL"}, 403, "this endpoint is read-only"),
    ],
)
def test_a_request_is_refused(
    client: httpx.Client, parameters: dict[str, str], status: int, message: str
) -> None:
    for answer in (
        client.get("/sparql", params=parameters),
        client.post("/sparql", data=parameters or {"x": "y"}),
    ):
        assert answer.status_code == status
        assert message in answer.text


def test_updates_are_refused_in_every_form(client: httpx.Client, rich: Graph) -> None:
    kind = {"Content-Type": "application/sparql-update"}
    assert client.post("/sparql", content="DROP ALL", headers=kind).status_code == 403
    for method in ("PUT", "DELETE", "PATCH"):
        assert client.request(method, "/sparql").status_code == 405
        assert client.request(method, "/resource").status_code == 405
    turtle = {"Content-Type": "text/turtle"}
    assert client.post("/sparql", content="<a> <b> <c> .", headers=turtle).status_code == 415
    answer = client.get("/sparql", params={"query": COUNT}).json()
    assert answer["results"]["bindings"][0]["n"]["value"] == str(len(list(triples(rich))))


def test_a_query_that_takes_too_long_is_ended(client: httpx.Client) -> None:
    for _ in range(3):  # more than there are processes
        answer = client.get("/sparql", params={"query": ENDLESS})
        assert answer.status_code == 503
        assert answer.text == "the query took longer than 2 seconds: ask for less\n"
    assert client.get("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True


def test_a_request_has_a_size(client: httpx.Client) -> None:
    query = "ASK {} #" + "x" * MAX_REQUEST
    answer = client.post("/sparql", data={"query": query})
    assert answer.status_code == 413


def test_a_format_that_is_not_offered(client: httpx.Client) -> None:
    headers = {"Accept": "image/png"}
    answer = client.get("/sparql", params={"query": COUNT}, headers=headers)
    assert answer.status_code == 406
    assert "text/csv" in answer.text


def test_answers_have_a_size(rich: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    from storyweft.serve import worker
    from storyweft.sparql import store

    monkeypatch.setattr(worker, "MAX_ANSWER", 2**20)
    request = worker.Request("SELECT * { ?a ?b ?c . ?d ?e ?f }", TABLE_TYPES[0], "text/turtle")
    answer = worker.answer(store.load(rich), request)
    assert answer.status == 400
    assert b"larger than 1 MiB: add a LIMIT" in answer.body


# -- pages ----------------------------------------------------------------------------------------


def test_the_explorer_is_the_first_page(client: httpx.Client, rich: Graph) -> None:
    (generate,) = generators("html").values()
    answer = client.get("/")
    assert answer.headers["content-type"].startswith("text/html")
    added = re.compile(r"\n<script data-version=.*?</script>|; connect-src 'self'", re.DOTALL)
    written = "".join(map(str, generate(rich)))
    assert re.sub(r"script-src 'sha256-\S+' ", "script-src ", added.sub("", answer.text)) == written


def test_the_explorer_runs_where_it_is_served(client: httpx.Client, open_page: Open) -> None:
    opened = open_page()
    opened.page.context.set_offline(False)
    opened.page.goto(str(client.base_url))
    opened.page.wait_for_selector("html[data-ready]", state="attached")
    assert opened.complaints == []
    assert set(opened.requests) <= {str(client.base_url), f"{client.base_url}version"}


def test_pages_run_no_script(client: httpx.Client, open_page: Open) -> None:
    opened = open_page()
    opened.page.context.set_offline(False)
    opened.page.goto(f"{client.base_url}resource?iri=https://other.example/dam")
    assert opened.page.title() == "Dam was old"
    assert opened.complaints == []
    opened.page.click("text=Explorer")
    opened.page.wait_for_selector("html[data-ready]", state="attached")
    opened.page.goto(f"{client.base_url}sparql")
    opened.page.fill("textarea", "SELECT ?topic ('<b>' AS ?text) { ?topic a skos:Concept }")
    opened.page.click("button")
    assert opened.page.inner_text("tr:nth-child(3)").split() == [
        "https://storyweft.example/id/topic/floods",
        "<b>",
    ]
    opened.page.goto(f"{client.base_url}sparql?query=DESCRIBE <urn:none>")
    assert opened.page.inner_text("h1") == "Answer"
    assert opened.complaints == []


def test_a_page_to_ask_on(client: httpx.Client) -> None:
    page = client.get("/sparql", headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.status_code == 200
    assert "<textarea" in page.text
    for question in storyweft.named_queries().values():
        assert html.escape(question.title) in page.text


@pytest.mark.parametrize("path", ["/id/topic/floods", "/id/topic/c%2B%2B", "/id/doc/a/first.md"])
def test_a_resource_of_ours_is_at_its_path(client: httpx.Client, path: str) -> None:
    answer = client.get(path, headers={"Accept": "text/turtle"})
    iri = rdflib.URIRef(f"https://storyweft.example{path}")
    described = rdflib.Graph().parse(data=answer.text)
    assert described.value(iri, rdflib.RDFS.label)
    assert (None, None, iri) in described  # what points to it is told too


def test_every_resource_can_be_described(client: httpx.Client) -> None:
    answer = client.get("/resource", params={"iri": FLOOD}, headers={"Accept": "text/turtle"})
    described = rdflib.Graph().parse(data=answer.text)
    title = described.value(rdflib.URIRef(FLOOD), rdflib.URIRef("https://schema.org/headline"))
    assert title == rdflib.Literal('Flood reaches the "Old Town" \\ and the harbour', "en-GB")
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    page = client.get("/resource", params={"iri": FLOOD}, headers=browser)
    assert page.headers["content-type"].startswith("text/html")
    assert "<h1>Flood reaches the &quot;Old Town&quot; \\ and the harbour</h1>" in page.text
    assert 'href="/resource?iri=https%3A%2F%2Fother.example%2Fdam">Dam was old</a>' in page.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/resource?iri=https://nowhere.example/", 404),
        ("/resource?iri=no-iri", 400),
        ("/resource?iri=urn:x%3E%20%3Fp%20%3Fo%20%7D%20%23", 400),
        ("/resource", 400),
        ("/id/topic/none", 404),
        ("/id/", 404),
        ("/nothing", 404),
        ("/explorer.html", 404),
        ("/CURRENT", 404),
        ("/../../../../etc/passwd", 404),
        ("/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd", 404),
        ("/id/../../../../../etc/passwd", 404),
        ("/id/%2e%2e/%2e%2e/%2e%2e/etc/passwd", 404),
        ("/resource?iri=file:///etc/passwd", 404),
    ],
)
def test_nothing_else_can_be_read(client: httpx.Client, path: str, status: int) -> None:
    # As it is: a client would tidy the path up before it asks.
    url = httpx.URL(client.base_url).copy_with(raw_path=path.encode())
    answer = client.get(url, headers={"Accept": "text/html"})
    assert answer.status_code == status
    assert "root:" not in answer.text


def test_text_is_never_markup(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "---\ntitle: '<script>alert(1)</script>'\nurl: https://example.com/a\n---\n"
    )
    with serving(tmp_path) as client:
        headers = {"Accept": "text/html"}
        page = client.get("/resource?iri=https://example.com/a", headers=headers)
        assert "<script>" not in page.text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text


# -- who may ask ----------------------------------------------------------------------------------


def test_every_answer_has_the_headers(client: httpx.Client) -> None:
    for path in ("/", "/sparql", "/sparql?query=ASK%20%7B%7D", "/id/topic/floods", "/nothing"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-frame-options"] == "DENY"
        assert "access-control-allow-origin" not in headers
        if path != "/nothing":
            assert headers["content-security-policy"].startswith("default-src 'none'")
    scripts = client.get("/id/topic/floods", headers={"Accept": "text/html"})
    assert "script-src" not in scripts.headers["content-security-policy"]


def test_other_names_and_other_sites_are_refused(client: httpx.Client) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/", headers={"Host": "localhost"}).status_code == 200
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    for path in ("/", "/id/topic/floods", "/resource?iri=https://other.example/dam"):
        assert client.get(path, headers=link).status_code == 200
        script = {**link, "Sec-Fetch-Mode": "no-cors"}
        assert client.get(path, headers=script).status_code == 403
    query = {"query": COUNT}
    assert client.get("/sparql", params=query, headers=link).status_code == 403
    asked = {**link, "Sec-Fetch-Mode": "cors", "Origin": "https://elsewhere.example"}
    answer = client.get("/sparql", params=query, headers=asked)
    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers
    # A browser that says no more than who asks.
    for origin in ("https://elsewhere.example", "null", "http://["):
        asked = {"Origin": origin}
        assert client.get("/sparql", params=query, headers=asked).status_code == 403
        assert client.post("/sparql", data=query, headers=asked).status_code == 403
    ours = {"Origin": str(client.base_url).rstrip("/")}
    assert client.get("/sparql", params=query, headers=ours).status_code == 200


def test_pages_of_an_origin_that_is_named_may_ask(rich: Graph, tmp_path: Path) -> None:
    origin = "https://yasgui.example"
    store = storyweft.save(rich, tmp_path / "store")
    with serving(store, "--allow-origin", origin) as client:
        cors = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Origin": origin}
        answer = client.post("/sparql", data={"query": COUNT}, headers=cors)
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == origin
        ask = {**cors, "Access-Control-Request-Method": "POST"}
        assert client.options("/sparql", headers=ask).status_code == 200
        other = {**cors, "Origin": "https://elsewhere.example"}
        assert client.post("/sparql", data={"query": COUNT}, headers=other).status_code == 403
        refused = client.options("/sparql", headers={**ask, **other})
        assert "access-control-allow-origin" not in refused.headers


@pytest.mark.parametrize("origin", ["*", "yasgui.example", "https://a.example/path", "null"])
def test_what_is_no_origin(run: Callable[..., Result], seeds: Path, origin: str) -> None:
    result = run("serve", seeds, "--allow-origin", origin)
    assert result.exit_code == 1
    assert "expected an origin: a scheme and a host" in result.stderr


# -- HTTP -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/sparql", "/sparql?query=ASK%7B%7D", "/id/topic/floods"])
def test_head_works_where_get_does(client: httpx.Client, path: str) -> None:
    head, whole = client.head(path), client.get(path)
    assert head.status_code == whole.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == whole.headers["content-length"]
    assert head.headers["etag"] == whole.headers["etag"]


@pytest.mark.parametrize("path", ["/", "/sparql?query=ASK%7B%7D", "/id/topic/floods"])
def test_what_a_client_has_is_not_sent_again(client: httpx.Client, path: str) -> None:
    mark = client.get(path).headers["etag"]
    for known in (mark, f'"x", {mark}', "*"):
        again = client.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == mark
    assert client.get(path, headers={"If-None-Match": '"x"'}).status_code == 200
    assert "etag" not in client.get("/nothing").headers


def test_answers_are_packed_for_who_takes_that(client: httpx.Client) -> None:
    packed = client.get("/", headers={"Accept-Encoding": "gzip"})
    plain = client.get("/", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < len(plain.content)
    assert packed.headers["etag"] == plain.headers["etag"]
    assert "Accept-Encoding" in packed.headers["vary"]
    for refusing in ("gzip;q=0", "br, GZIP ; q=0.0, identity"):
        refused = client.get("/", headers={"Accept-Encoding": refusing})
        assert "content-encoding" not in refused.headers
        assert "Accept-Encoding" in refused.headers["vary"]
    for taking in ("gzip;q=0.5", "deflate;q=0, gzip"):
        taken = client.get("/", headers={"Accept-Encoding": taking})
        assert taken.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/sparql-results+json, text/html;q=0.1", TABLE_TYPES[0]),
        ("application/json;q=0.9, text/html;q=0.5", TABLE_TYPES[0]),
        ("text/html, application/json;q=0.9", "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("*/*", TABLE_TYPES[0]),
    ],
)
def test_who_asks_gets_what_they_like_best(
    client: httpx.Client, accept: str, media_type: str
) -> None:
    answer = client.get("/sparql", params={"query": COUNT}, headers={"Accept": accept})
    assert answer.headers["content-type"].split(";")[0] == media_type


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("csv", "text/csv"),
        ("json", TABLE_TYPES[0]),
        ("text/csv", "text/csv"),
        ("html", "text/html"),
    ],
)
def test_a_format_may_stand_in_the_address(
    client: httpx.Client, name: str, media_type: str
) -> None:
    browser = {"Accept": "text/html,*/*;q=0.8"}
    answer = client.get("/sparql", params={"query": COUNT, "format": name}, headers=browser)
    assert answer.headers["content-type"].split(";")[0] == media_type
    posted = client.post("/sparql", data={"query": COUNT, "format": "tsv"})
    assert posted.headers["content-type"].startswith("text/tab-separated-values")
    resource = client.get("/id/topic/floods?format=jsonld", headers=browser)
    assert resource.headers["content-type"] == "application/ld+json"
    for path in ("/sparql", "/id/topic/floods"):
        wrong = client.get(path, params={"query": COUNT, "format": "doc"})
        assert (wrong.status_code, wrong.text[:28]) == (400, "expected one format of json,")


def test_the_endpoint_describes_itself(client: httpx.Client) -> None:
    address = str(client.base_url).rstrip("/") + "/sparql"
    answer = client.get("/sparql", headers={"Accept": "text/turtle"})
    assert answer.headers["content-type"].startswith("text/turtle")
    said = rdflib.Graph().parse(data=answer.text)
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    (service,) = said.subjects(rdflib.RDF.type, sd.Service)
    assert said.value(service, sd.endpoint) == rdflib.URIRef(address)
    assert said.value(service, sd.supportedLanguage) == sd.SPARQL11Query
    formats = {str(item).rpartition("/")[2] for item in said.objects(service, sd.resultFormat)}
    assert {"SPARQL_Results_JSON", "Turtle", "JSON-LD"} <= formats
    dataset = said.value(service, sd.defaultDataset)
    whole = said.value(dataset, sd.defaultGraph)
    query = f"ASK {{ <{whole}> a <http://rdfs.org/ns/void#Dataset> }}"
    assert client.get("/sparql", params={"query": query}).json()["boolean"] is True
    assert client.get("/sparql", headers={"Accept": "image/png"}).status_code == 406


def test_a_page_of_a_resource_has_its_data(client: httpx.Client, rich: Graph) -> None:
    page = client.get("/resource", params={"iri": FLOOD}, headers={"Accept": "text/html"})
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.text, re.S)
    read = pyoxigraph.parse(data.encode(), pyoxigraph.RdfFormat.JSON_LD)
    turtle = client.get("/resource", params={"iri": FLOOD}, headers={"Accept": "text/turtle"})
    expected = pyoxigraph.parse(turtle.content, pyoxigraph.RdfFormat.TURTLE)
    assert {quad.triple for quad in read} == {quad.triple for quad in expected}


# -- sources and usage ----------------------------------------------------------------------------


def test_a_file_is_served(rich: Graph, tmp_path: Path) -> None:
    path, _ = storyweft.write(rich, tmp_path, ["nq"])
    with serving(path) as client:
        answer = client.get("/sparql", params={"query": COUNT}).json()
        assert answer["results"]["bindings"][0]["n"]["value"] == str(len(list(triples(rich))))
        assert "schema:NewsArticle" in client.get("/").text  # no explorer page in a file
        assert client.get("/id/topic/floods").status_code == 200
    assert len(list(tmp_path.iterdir())) == 2  # the file and its report: nothing was left


def test_it_listens_on_this_machine_only(client: httpx.Client) -> None:
    port = client.base_url.port
    with Path("/proc/net/tcp").open(encoding="ascii") as stream:
        lines = [line.split()[1] for line in stream]
    listening = {address.split(":")[0] for address in lines if address.endswith(f":{port:04X}")}
    assert listening == {"0100007F"}  # 127.0.0.1


def test_no_process_is_left(rich: Graph, tmp_path: Path) -> None:
    store = storyweft.save(rich, tmp_path / "store")
    with serving(store) as client:
        client.get("/sparql", params={"query": COUNT})
        assert readers_of(store)
    assert readers_of(store) == []


def readers_of(folder: Path) -> list[str]:
    """Return the processes that have a file of a folder open."""
    found = []
    for descriptor in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if descriptor.readlink().is_relative_to(folder):
                found.append(descriptor.parts[2])
        except OSError:
            continue
    return found


def test_a_port_that_is_taken(
    run: Callable[..., Result], client: httpx.Client, seeds: Path
) -> None:
    result = run("serve", seeds, "--port", str(client.base_url.port))
    assert result.exit_code == 1
    assert re.search(r"storyweft: port \d+ of 127.0.0.1: cannot be used: ", result.stderr)


# -- pure functions -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("*/*", TABLE_TYPES[0]),
        ("text/*", "text/csv"),
        ("text/csv, */*;q=0.1", "text/csv"),
        ("text/csv;q=0, text/*;q=0.5", "text/tab-separated-values"),
        ("application/xml;q=0.9, text/html", "application/sparql-results+xml"),
        ("TEXT/CSV", "text/csv"),
        ("text/csv;q=wrong", "text/csv"),
        ("nonsense", None),
        ("text/html", None),
    ],
)
def test_negotiation(accept: str, expected: str | None) -> None:
    assert negotiate(accept, TABLE_TYPES) == expected


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://e.example/> { ?s ?p ?o } }",
        "select * { service silent <http://e.example/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p 1SERVICE<http://e.example/>{?a ?b ?c} }",
        "PREFIX : <http://e.example/> SELECT * { SERVICE :x { } }",
        "SELECT * { \\u0053ERVICE <http://e.example/> { ?s ?p ?o } }",
        "SELECT * { S\\U00000045RVICE <http://e.example/> { ?s ?p ?o } }",
        "# '\nSELECT * { SERVICE <http://e.example/> { ?s ?p ?o } } # '",
        'SELECT * { FILTER("\\u0022" != "x") SERVICE <http://e.example/> {} } #"',
        "SELECT * { ?s ?p '''a''' . SERVICE <http://e.example/> {} } # '''",
        "SELECT * { ?s ?p ?o FILTER(?o<?p) SERVICE<http://e.example/> {} }",
        "SELECT * { ?s <http://a#b> ?o . SERVICE <http://e.example/#> {} }",
    ],
)
def test_a_call_to_another_server_is_seen(query: str) -> None:
    assert asks_elsewhere(query)


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?s ?p "customer service <x>" }',
        "SELECT * { ?s ?p '''service\n'service''' }",
        "SELECT ?service { ?service a <http://example.com/service> }",
        "SELECT * { ?s ex:service $service } # SERVICE",
        *(question.sparql for question in storyweft.named_queries().values()),
    ],
)
def test_a_word_is_no_call(query: str) -> None:
    assert not asks_elsewhere(query)


def test_what_can_stand_between_angle_brackets() -> None:
    assert is_iri("https://example.com/ü?a=1#b")
    for text in (
        "",
        "a",
        "urn:a b",
        "urn:a>b",
        "urn:a\n",
        "urn:a{",
        'urn:"',
        "/a",
        "urn:%",
        "a://[",
    ):
        assert not is_iri(text)


def test_numbers_are_json(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": "SELECT (1.5 AS ?x) {}"})
    assert json.loads(answer.text)["results"]["bindings"][0]["x"]["value"] == "1.5"
