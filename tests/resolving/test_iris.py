"""IRIs and times of any value that documents can have: readers not ours read what is written."""

import json
import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin

import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from storyweft.export.formats import generators
from storyweft.graph import Graph
from storyweft.model import Document, Provider
from storyweft.rdf.validate import find_violations
from storyweft.reading.dates import to_time
from storyweft.reading.documents import parse
from storyweft.resolving.iris import Iris
from storyweft.resolving.resolution import resolve

NAMES = [
    ".",
    "..",
    "...",
    "x/../y",
    "../x",
    "x/..",
    "/",
    "//",
    "-.",
    "-..",
    "%2e%2e",
    "․",
    "‥",
    "…",
]
NAMES += [
    "?",
    "#",
    "<>",
    '"',
    "\\",
    "{}",
    "|",
    "^",
    "`",
    " ",
    "\u00a0",
    "é",
    "\u202e",
    "😀",
    "~",
    "a b",
]
URLS = [f"http://n.com/{name}" for name in NAMES] + [
    "http://n.com",
    "http://n.com/%zz",
    "http://[::1]/",
]
TIMES = ["2020-W26-3T12:00:00Z", "2020-W261T12:00:00Z", "0001-01-01", "9999-12-31T23:59:59Z"]
TIMES += [
    "2020-06-24T24:00:00Z",
    "20200624T175100Z",
    "2020-175",
    "1593020000",
    "2020-06-24T17:51:00,5Z",
]


def documents() -> list[Document]:
    parsed = []
    for number, name in enumerate(NAMES + URLS + TIMES):
        image = URLS[number % len(URLS)]
        fields = {
            "title": f"T{number}",
            "url": name if name.startswith("http") else f"http://n.com/t/{number}",
            "date": name if name in TIMES else "2020-06-24",
            "provider": {
                "name": name,
                "domain": name,
                "images": [{"url": image}],
            },
            "topics": [name, f"{name} {name}"],
            "author": name,
            "category": name,
            "locale": name,
            name: name,
        }
        path = name if name in NAMES else f"{number}.md"
        result = parse(json.dumps(fields).encode(), f"{path}")
        if isinstance(result, Document):
            parsed.append(result)
        own = parse(json.dumps({"title": name}).encode(), f"own/{name}/{number}.md")
        assert isinstance(own, Document) or not name.strip()
        if isinstance(own, Document):
            parsed.append(own)
    return parsed


@pytest.fixture(scope="module")
def graph() -> Graph:
    iris = Iris("https://base.example/")
    read = documents()
    return Graph(read, resolve(read, iris), iris)


def written(graph: Graph, name: str) -> str:
    (generate,) = generators(name).values()
    return "".join(map(str, generate(graph)))


def test_three_parsers_read_the_same(graph: Graph, tmp_path: Path) -> None:
    lines = set(written(graph, "nt").removesuffix("\n").split("\n"))
    by_rdflib = rdflib.Graph().parse(data=written(graph, "ttl"), format="turtle")
    by_oxigraph = list(pyoxigraph.parse(written(graph, "ttl"), pyoxigraph.RdfFormat.TURTLE))
    assert len(by_rdflib) == len(set(map(str, by_oxigraph))) == len(lines)
    if shutil.which("rapper"):
        path = tmp_path / "graph.ttl"
        path.write_text(written(graph, "ttl"), encoding="utf-8")
        command = ["rapper", "-q", "-i", "turtle", "-o", "ntriples", str(path)]
        done = subprocess.run(command, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")
        assert len(set(done.stdout.splitlines())) == len(lines)


def test_no_iri_changes_when_it_is_resolved(graph: Graph) -> None:
    for quad in pyoxigraph.parse(written(graph, "nt"), pyoxigraph.RdfFormat.N_TRIPLES):
        for node in (quad.subject, quad.object):
            if isinstance(node, pyoxigraph.NamedNode):
                # Python's forgets an empty fragment, with which many a vocabulary ends.
                assert urljoin("https://elsewhere.example/a/b", node.value).rstrip(
                    "#"
                ) == node.value.rstrip("#")
                assert str(rdflib.URIRef(node.value, base="https://e.example/")) == node.value


def test_every_time_is_one(graph: Graph) -> None:
    triples = rdflib.Graph().parse(data=written(graph, "nt"), format="nt")
    times = [o for o in triples.objects() if getattr(o, "datatype", None) == rdflib.XSD.dateTime]
    assert times
    assert not [time for time in times if getattr(time, "ill_typed", True)]


def test_it_conforms_to_the_shapes(graph: Graph) -> None:
    triples = rdflib.Graph().parse(data=written(graph, "nt"), format="nt")
    assert [str(item) for item in find_violations(triples)][:9] == []


@given(st.text(alphabet=st.sampled_from("./-_ %2Eeax~é"), max_size=6), st.text(max_size=6))
def test_no_name_makes_a_dot_segment(dotted: str, text: str) -> None:
    iris = Iris("https://base.example/")
    for name in (dotted, text, dotted + text):
        for iri in (
            iris.topic(name),
            iris.person(name),
            iris.provider(Provider(name, name)),
            iris.document(name),
            iris.article(name),
        ):
            segments = iri.removeprefix("https://base.example/").split("/")
            assert not {".", ".."} & set(segments)


@given(st.lists(st.text(alphabet=".-a/", max_size=4), min_size=2, max_size=2, unique=True))
def test_two_paths_never_have_one_iri(paths: list[str]) -> None:
    iris = Iris("https://base.example/")
    assert iris.document(paths[0]) != iris.document(paths[1])


@given(st.text(alphabet="0123456789-:TZW.+, ", max_size=24))
def test_what_is_taken_for_a_time_is_one(text: str) -> None:
    try:
        time = to_time(text)
    except ValueError:
        return
    assert datetime.strptime(time, "%Y-%m-%dT%H:%M:%SZ")
    assert len(time) == 20
