"""What a graph says of itself, of the addresses of its articles, and of topics elsewhere."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest
from click.testing import Result

import storyweft
from storyweft import vocabulary as v
from storyweft.graph import Graph
from storyweft.rdf.from_rdf import graph_from_rdf
from storyweft.rdf.triples import Literal, triples
from tests.clients import node_modules

BASE = "https://storyweft.example/id"
IPTC = "http://cv.iptc.org/newscodes/mediatopic/20000763"
WIKIDATA = "http://www.wikidata.org/entity/Q11660"


def said(graph: Graph, subject: str) -> dict[str, list[str]]:
    """Return what is said of a resource: prefixed property → values."""
    values: dict[str, list[str]] = {}
    for iri, predicate, value in triples(graph):
        if iri == subject:
            text = value.value if isinstance(value, Literal) else value
            values.setdefault(v.short(predicate), []).append(text)
    return values


def documents(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        path = folder / f"{name}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"---\n{text}\n---\n", encoding="utf-8")
    return folder


def test_the_canonical_address_is_the_url_and_all_others_lead_to_it(tmp_path: Path) -> None:
    graph = storyweft.build(
        documents(
            tmp_path,
            a="title: A\nurl: https://n.example/a\nampUrl: https://n.example/a/amp",
            b="title: B\nrelated: [{title: A, url: 'https://n.example/a?utm_source=x'}]",
        )
    )
    article = said(graph, "https://n.example/a")
    assert article["schema:url"] == ["https://n.example/a"]
    assert article["schema:mainEntityOfPage"] == ["https://n.example/a"]
    others = ["https://n.example/a/amp", "https://n.example/a?utm_source=x"]
    assert sorted(article["schema:sameAs"]) == others
    # A document without an address has none to show.
    assert "schema:url" not in said(graph, f"{BASE}/article/b.md")


def test_who_states_an_address_has_it_in_its_named_graph(tmp_path: Path) -> None:
    folder = documents(tmp_path, a="title: A\nurl: https://n.example/a")
    storyweft.write(storyweft.build(folder), tmp_path / "out", ["nq"])
    quads = pyoxigraph.parse(path=tmp_path / "out" / "graph.nq")
    graphs = {quad.graph_name.value for quad in quads if quad.predicate.value == v.URL}
    assert graphs == {f"{BASE}/doc/a.md"}


def test_a_graph_says_what_it_is(seeds_graph: Graph) -> None:
    whole = said(seeds_graph, f"{BASE}/dataset")
    assert whole["rdf:type"] == [v.DATASET, v.CATALOGUED]
    assert whole["prov:wasGeneratedBy"] == [f"{BASE}/build"]
    assert "dct:license" not in whole
    part = said(seeds_graph, f"{BASE}/dataset/NewsArticle")
    assert part["void:entities"] == [str(len(seeds_graph.articles))]
    made = said(seeds_graph, f"{BASE}/build")
    assert len(made["prov:used"]) == len(seeds_graph.documents)
    assert "prov:endedAtTime" not in made
    software = said(seeds_graph, "https://w3id.org/storyweft")
    assert software["schema:softwareVersion"] == [storyweft.__version__]


def test_a_title_a_licence_and_a_time_on_request(
    tmp_path: Path, run: Callable[..., Result]
) -> None:
    folder = documents(tmp_path / "in", a="title: A")
    licence = "https://creativecommons.org/licenses/by/4.0/"
    mapping = f"title = 'Our town'\nlicence = '{licence}'\n"
    (folder / "storyweft.toml").write_text(mapping, encoding="utf-8")
    stamp = ("--stamp", "2026-11-26T13:00:00+01:00")
    result = run("build", folder, "--out", tmp_path / "out", "--format", "nt", *stamp)
    assert result.exit_code == 0, result.stderr
    text = (tmp_path / "out" / "graph.nt").read_text(encoding="utf-8")
    assert f'<{BASE}/dataset> <{v.TITLE}> "Our town" .' in text
    assert f"<{BASE}/dataset> <{v.LICENSE}> <{licence}> ." in text
    assert f'<{BASE}/build> <{v.ENDED}> "2026-11-26T12:00:00Z"^^<{v.DATE_TIME}> .' in text
    # Another time is another graph, the same time the same.
    again = run("build", folder, "--out", tmp_path / "out", "--format", "nt", *stamp)
    assert "nothing changed" in again.stderr
    without = run("build", folder, "--out", tmp_path / "out", "--format", "nt")
    assert "nothing changed" not in without.stderr


def test_a_stamp_that_is_no_time_is_refused(
    tmp_path: Path, seeds: Path, run: Callable[..., Result]
) -> None:
    result = run("build", seeds, "--out", tmp_path, "--stamp", "soon")
    assert result.exit_code == 1
    assert "stamp: expected a time with its zone" in result.stderr


def test_topics_have_the_names_that_the_user_gives_them(tmp_path: Path) -> None:
    folder = documents(
        tmp_path,
        a="title: A\ntags: [artificial intelligence, Space]",
        t="taxonomy: topic\ntitle: AI\nkeywords: [Artificial Intelligence]",
    )
    # In any spelling, and in several: each says what it has.
    mapping = (
        f"[authorities]\n'artificial intelligence' = '{IPTC}'\nAI = '{WIKIDATA}'\nai = '{IPTC}'\n"
    )
    (folder / "storyweft.toml").write_text(mapping, encoding="utf-8")
    graph = storyweft.build(folder)
    topic = said(graph, f"{BASE}/topic/ai")
    assert topic["skos:exactMatch"] == [IPTC]
    assert topic["schema:sameAs"] == [WIKIDATA]
    assert "skos:exactMatch" not in said(graph, f"{BASE}/topic/space")
    assert graph_from_rdf(triples(graph)).topics == graph.topics


def test_authors_and_publishers_keep_their_addresses(tmp_path: Path) -> None:
    graph = storyweft.build(
        documents(
            tmp_path,
            a="title: A\nurl: https://n.example/a\n"
            "author: [{name: Ann Lee, url: 'https://n.example/ann'}, Bob]\n"
            "publisher: {name: N, url: 'https://www.n.example/about'}",
            b="title: B\nauthor: [{name: ann lee, url: 'https://m.example/ann'}]\npublisher: N",
        )
    )
    urls = ["https://m.example/ann", "https://n.example/ann"]
    assert said(graph, f"{BASE}/person/ann-lee")["schema:url"] == urls
    assert "schema:url" not in said(graph, f"{BASE}/person/bob")
    provider = said(graph, f"{BASE}/provider/n.example/n")
    assert provider["sw:domain"] == ["n.example"]
    assert provider["schema:url"] == ["https://www.n.example/about"]
    again = graph_from_rdf(triples(graph))
    assert again.providers == graph.providers
    # Who names an address is no longer known: both are those of Ann Lee, as the last spells her.
    assert sorted(triples(again), key=str) == sorted(triples(graph), key=str)


_PRESET = """
const {structuredDataTest} = require('structured-data-testing-tool');
const {Google} = require('structured-data-testing-tool/presets');
const html = require('fs').readFileSync(process.argv[1], 'utf8');
const tell = ({passed, failed}) =>
  console.log(JSON.stringify({passed: passed.length, failed: failed.map(test => test.test)}));
structuredDataTest(html, {presets: [Google], schemas: ['NewsArticle']})
  .then(tell, error => tell(error.res));
"""


def test_google_takes_an_article_that_has_the_data(tmp_path: Path) -> None:
    modules = node_modules()
    if modules is None or not (modules / "structured-data-testing-tool").is_dir():
        pytest.skip("not installed: npm install structured-data-testing-tool")
    assert shutil.which("node")
    folder = documents(
        tmp_path,
        a="title: A\nurl: https://n.example/a\nauthor: Ann Lee\ndate: 2024-01-05\n"
        "lastmod: 2024-01-06\nimage: https://n.example/a.jpg\n"
        "publisher: {name: N, url: 'https://www.n.example/', logo: 'https://n.example/n.png'}",
    )
    graph = storyweft.build(folder)
    assert graph.providers[0].domain == "n.example"
    storyweft.write(graph, tmp_path / "out", ["jsonld"])
    whole = json.loads((tmp_path / "out" / "graph.jsonld").read_text(encoding="utf-8"))
    article = next(node for node in whole["@graph"] if node["@id"] == "https://n.example/a")
    page = tmp_path / "page.html"
    embedded = json.dumps({"@context": "https://schema.org", **article})
    page.write_text(f'<script type="application/ld+json">{embedded}</script>', encoding="utf-8")
    command = ["node", "-e", _PRESET, str(page)]
    result = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=True,
        env={"NODE_PATH": str(modules), "PATH": "/usr/bin:/bin"},
    )
    told = json.loads(result.stdout)
    assert told["failed"] == []
    assert told["passed"] >= 12
