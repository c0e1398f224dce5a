"""What a SOURCE is: every command with every kind of it, and RDF read back as a graph."""

import gzip
import json
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.etree import ElementTree

import pytest
import rdflib
from click.testing import Result
from msgspec import structs

import storyweft
from storyweft import vocabulary as v
from storyweft.errors import SourceError
from storyweft.export import ntriples, turtle
from storyweft.graph import Graph
from storyweft.model import Article
from storyweft.network.tables import edges
from storyweft.rdf.from_rdf import graph_from_rdf
from storyweft.rdf.triples import triples
from storyweft.rdf.validate import find_violations
from storyweft.sources.archives import list_names
from storyweft.sparql.opening import TAKES, Kind, as_graph, as_store, tell, tell_for
from tests.graphs import files_of
from tests.rich import write_documents

Run = Callable[..., Result]

BBC = "https://www.bbc.com/news/business-53015468"
BBC_AMP = "https://www.bbc.com/news/amp/business-53015468"


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return storyweft.build(write_documents(tmp_path_factory.mktemp("documents")))


def write_parts(graph: Graph, folder: Path, name: str) -> Path:
    """Write a folder as Spark does, in two parts."""
    storyweft.write(graph, folder, [name])
    lines = (folder / f"graph.{name}").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / f"graph.{name}").unlink()
    (folder / name).mkdir()
    (folder / "nodes").mkdir()
    (folder / "nodes" / "part-00000.parquet").write_bytes(b"")
    middle = len(lines) // 2
    (folder / name / f"part-00000.{name}").write_text("".join(lines[:middle]), encoding="utf-8")
    packed = gzip.compress("".join(lines[middle:]).encode())
    (folder / name / f"part-00001.{name}.gz").write_bytes(packed)
    (folder / "_SUCCESS").touch()
    return folder


@pytest.fixture(scope="module")
def paths(
    seeds: Path, seeds_graph: Graph, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """The seeds as each kind of source, by what it is."""
    folder = tmp_path_factory.mktemp("sources")
    storyweft.write(seeds_graph, folder / "built", ["ttl", "html", "graphml"])
    storyweft.write(seeds_graph, folder / "packed", ["jsonld"], compress=True)
    return {
        "documents": seeds,
        "archive": Path(shutil.make_archive(str(folder / "seeds"), "zip", seeds)),
        "build": folder / "built",
        "packed build": folder / "packed",
        "turtle": folder / "built" / "graph.ttl",
        "packed file": folder / "packed" / "graph.jsonld.gz",
        "store": storyweft.save(seeds_graph, folder / "store"),
        "spark": write_parts(seeds_graph, folder / "spark", "nt"),
        "spark quads": write_parts(seeds_graph, folder / "spark-quads", "nq"),
    }


KINDS = {
    "documents": Kind.DOCUMENTS,
    "archive": Kind.ARCHIVE,
    "build": Kind.BUILD,
    "packed build": Kind.BUILD,
    "turtle": Kind.RDF,
    "packed file": Kind.RDF,
    "store": Kind.STORE,
    "spark": Kind.SPARK,
    "spark quads": Kind.SPARK,
}
BUILT = ("documents", "archive")
every_kind = pytest.mark.parametrize("name", KINDS)
every_rdf = pytest.mark.parametrize("name", [name for name in KINDS if name not in BUILT])


# -- what it is -----------------------------------------------------------------------------------


@every_kind
def test_every_kind_is_told(paths: dict[str, Path], name: str) -> None:
    source = tell(paths[name])
    assert source.kind is KINDS[name]
    assert source.is_built == (name in BUILT)


def test_a_single_document_is_a_source(seeds: Path) -> None:
    assert tell(sorted(seeds.iterdir())[0]).kind is Kind.DOCUMENTS


def test_documents_among_results_are_found_by_commands_that_read_documents(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: A\nurl: https://n.com/a\n---\n")
    for _ in range(2):
        result = run("build", tmp_path, "--out", tmp_path, "--format", "ttl", "--no-cache")
        assert result.exit_code == 0
    assert tell(tmp_path).kind is Kind.BUILD
    assert tell_for("check", tmp_path).kind is Kind.DOCUMENTS
    assert run("check", tmp_path).stdout.startswith("1 document\n")


_ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
_XML = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="a:">{}</rdf:RDF>'
_BOMB = f"""<!DOCTYPE r [<!ENTITY a0 "aaaaaaaaaa">{_ENTITIES}]>
<rdf:RDF xmlns:rdf="{v.RDF}" xmlns:a="a:"><a:b><a:c>&a11;</a:c></a:b></rdf:RDF>"""


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.rdf", _BOMB, "it declares entities"),
        ("a.nt", f'<a:b> <a:c> "{"a" * 17_000_000}" .', "more than 16 MiB"),
        ("a.rdf", _XML.format("<a:b><a:c>" * 2_000 + "</a:c></a:b>" * 2_000), "in more than 1,000"),
        ("a.rdf", _XML.format("<a:b>"), "no XML: mismatched tag"),
        (
            "a.ttl",
            f"<a:b> <a:c> {'<<( <a:b> <a:c> ' * 50_000} 1 {')>>' * 50_000} .",
            "triples about triples",
        ),
    ],
    ids=["entities", "a long literal", "nested elements", "cut short", "nested triple terms"],
)
def test_rdf_takes_no_more_than_it_may(name: str, text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(SourceError, match=message):
        storyweft.query(tmp_path / name, "ASK {}")


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["missing"], "missing: no such file or folder"),
        (["graph.graphml"], "graph.graphml: expected a file of RDF (.ttl, .nt, .nq"),
        (["report.json", "graph.html"], "exports without RDF (.ttl, .nt, .nq, .trig, .jsonld"),
        (["report.json", "nt/part-00000.nt"], "Spark has not written all of it: no _SUCCESS"),
        (
            ["report.json", "_SUCCESS", "nodes/part-00000.parquet"],
            "exports without RDF (.ttl, .nt, .nq, .trig, .jsonld, .rdf): build once more with"
            " --format nt",
        ),
    ],
)
def test_what_has_no_graph_says_so(tmp_path: Path, names: list[str], message: str) -> None:
    for name in names if names != ["missing"] else []:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    path = tmp_path / names[0] if len(names) == 1 else tmp_path
    with pytest.raises(SourceError) as error:
        tell(path)
    assert message in str(error.value)


def test_rdf_of_somebody_else_is_no_graph(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<https://n.com/a> a <https://schema.org/NewsArticle> .")
    result = run("stories", tmp_path / "a.ttl")
    assert result.stderr == (
        f"storyweft: {tmp_path / 'a.ttl'}: no graph of storyweft in it: expected what"
        " `storyweft build` wrote\n"
    )


# What RDF may say and no build says: a statement, with what takes its place.
CHANGED = {
    "a time": (r'"2020-\d\d-\d\dT[^"]*"', '"2020-13-45T99:99:99Z"'),
    "a number": (r'"\d+"\^\^<[^>]*integer>', '"1e999"^^<http://www.w3.org/2001/XMLSchema#double>'),
    "an article without address": (r"<https://www\.bbc\.com/news/business-53015468>", "<urn:a>"),
    "a blank article": (r"<https://www\.bbc\.com/news/business-53015468>", "_:a"),
    "a segment that is a dot": (
        r"<https://www\.bbc\.com/news/business-53015468>",
        "<http://n.com/.>",
    ),
    "a space that is none": (r"business-53015468>", "business-53015468\\\\u00A0>"),
    "a document about nothing": (r"\S+ <https://schema.org/mainEntity> .*\n", ""),
    "a story of nothing": (r"\S+ <https://schema.org/hasPart> .*\n", ""),
    "text that XML has not": (r'(headline> )".', r'\1"\\u0000\\uFFFE'),
    "two documents of one path": (r'(identifier> )"[^"]*"', r'\1"a.md"'),
}


@pytest.mark.parametrize("name", CHANGED)
def test_what_no_build_says_is_passed_over(name: str, seeds_graph: Graph, tmp_path: Path) -> None:
    pattern, new = CHANGED[name]
    text, count = re.subn(pattern, new, "".join(ntriples.generate(seeds_graph)))
    assert count
    (tmp_path / "a.nt").write_text(text, encoding="utf-8")
    written = files_of(as_graph(tell(tmp_path / "a.nt")))
    triples = rdflib.Graph().parse(data=written["ttl"], format="turtle")
    assert set(triples) == set(rdflib.Graph().parse(data=written["nt"], format="nt"))
    assert not any("Infinity" in line or "99:99" in line for line in written["nt"].decode().split())
    for ending in ("graphml", "gexf", "atom"):
        ElementTree.fromstring(written[ending])  # noqa: S314 - our own


# -- every command, every kind --------------------------------------------------------------------


@every_kind
def test_stories(run: Run, paths: dict[str, Path], name: str) -> None:
    listed, expected = (run("stories", paths[item], "--json") for item in (name, "documents"))
    assert listed.exit_code == 0
    assert json.loads(listed.stdout) == json.loads(expected.stdout)
    assert len(json.loads(listed.stdout)) == 5


@every_kind
def test_show(run: Run, paths: dict[str, Path], name: str) -> None:
    result = run("show", paths[name], BBC_AMP)
    assert result.exit_code == 0
    shown = result.stdout.splitlines()
    assert shown[1] == f"  {BBC}"
    assert f"  amp: {BBC_AMP}" in shown
    assert "  published: 2020-06-12T00:34:00Z" in shown
    note = "RDF has no merges and no conflicts: show the article from the documents\n"
    assert result.stderr == ("" if name in BUILT else note)
    told = json.loads(run("show", paths[name], BBC, "--json").stdout)
    assert (told["merges"] is None) == (name not in BUILT)
    assert [item["document"].rpartition("/")[2] for item in told["witnesses"]] == [
        "003_f604c0a6d69e84b5.txt"
    ]


@every_kind
def test_query(run: Run, paths: dict[str, Path], name: str) -> None:
    asked, expected = (
        run("query", paths[item], "counts", "--format", "csv") for item in (name, "documents")
    )
    assert asked.exit_code == 0
    assert asked.stdout == expected.stdout
    assert "Storyline,5" in asked.stdout


@every_kind
def test_diff(run: Run, paths: dict[str, Path], name: str) -> None:
    result = run("diff", paths[name], paths["documents"], "--exit-code")
    assert result.stdout == "nothing changed: 26 articles, 21 links, 5 stories\n"
    assert result.exit_code == 0


@every_kind
def test_serve(paths: dict[str, Path], name: str) -> None:
    from storyweft.serve.server import serve

    class Ready(Exception):
        pass

    def ready(address: str) -> None:
        assert address.startswith("http://127.0.0.1:")
        raise Ready

    with pytest.raises(Ready):
        serve(paths[name], port=0, ready=ready)


class Taker(BaseHTTPRequestHandler):
    """A store that takes whatever comes, and keeps it with the server."""

    def do_PUT(self) -> None:
        self.server.bodies.append(  # type: ignore[attr-defined]
            self.rfile.read(int(self.headers["Content-Length"])).decode()
        )
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def taker() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Taker)
    server.bodies = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def _same(line: str) -> str:
    """Return a statement without what a store writes as it likes: case of language tags, zeros."""
    return re.sub(r'"(\d+)\.0"(?=\^\^)', r'"\1"', line.lower())


@every_kind
def test_push(
    run: Run,
    taker: ThreadingHTTPServer,
    seeds_graph: Graph,
    paths: dict[str, Path],
    name: str,
) -> None:
    endpoint = f"http://127.0.0.1:{taker.server_port}/"
    result = run("push", paths[name], "--endpoint", endpoint)
    number = len(list(triples(seeds_graph)))
    assert result.stdout == f"1 graph, {number:,} triples sent\n"
    (body,) = taker.bodies  # type: ignore[attr-defined]
    expected = "".join(ntriples.generate(seeds_graph))
    assert sorted(map(_same, body.splitlines())) == sorted(map(_same, expected.splitlines()))


@every_kind
def test_check(run: Run, paths: dict[str, Path], name: str) -> None:
    result = run("check", paths[name])
    if name in BUILT:
        assert result.exit_code == 0
        assert result.stdout.startswith("5 documents (3 repaired)\n")
    else:
        assert result.exit_code == 1
        assert result.stderr == (
            f"storyweft: {paths[name]}: {KINDS[name].value}, and check takes documents or an"
            " archive\n"
        )


@every_kind
def test_check_by_shapes(run: Run, paths: dict[str, Path], name: str) -> None:
    result = run("check", "--shapes", paths[name])
    assert (result.exit_code, result.stderr) == (0, "0 violations of the shapes\n")
    assert bool(result.stdout) == (name in BUILT)


def test_shapes_are_tried_on_blank_nodes_in_circles(run: Run, tmp_path: Path) -> None:
    circles = "".join(f"_:{a} <urn:p{n}> _:{b} .\n" for n in range(9) for a in "abc" for b in "abc")
    article = "_:a a <https://schema.org/NewsArticle> ."
    (tmp_path / "a.ttl").write_text(circles + article)
    result = run("check", "--shapes", tmp_path / "a.ttl")
    assert (result.exit_code, result.exception.__class__) == (1, SystemExit)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="makes pipes")
@pytest.mark.parametrize("name", ["a.nt", "a.ttl.gz", "a.zip", "a.tar", "a.parquet", "a.jsonl"])
def test_a_pipe_is_not_waited_for(name: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / name)
    with pytest.raises(SourceError, match="not a file but a pipe, device or socket"):
        storyweft.query(tmp_path / name, "ASK {}")
    assert list_names(tmp_path / name, bool) == ([], {})


def test_what_is_no_file_is_no_export(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text("{}")
    (tmp_path / "graph.nt").write_text("<a:b> <a:c> 'd' .")
    (tmp_path / "graph.ttl").symlink_to("gone.ttl")
    (tmp_path / "graph.nq").mkdir()
    assert tell(tmp_path).files == (tmp_path / "graph.nt",)


def test_shapes_find_what_is_wrong_in_rdf(run: Run, tmp_path: Path) -> None:
    article = "<https://n.com/a> a <https://schema.org/NewsArticle> ."
    (tmp_path / "a.ttl").write_text(article)
    result = run("check", "--shapes", tmp_path / "a.ttl")
    assert result.exit_code == 1
    assert result.stderr.startswith("violation: https://n.com/a: ")


@every_kind
@pytest.mark.parametrize("command", ["build", "watch"])
def test_only_documents_are_built(
    run: Run, paths: dict[str, Path], tmp_path: Path, command: str, name: str
) -> None:
    if name in BUILT:
        if command == "build":
            assert run("build", paths[name], "--out", tmp_path, "--no-cache").exit_code == 0
        return
    source = tell(paths[name])
    assert source.kind not in TAKES[command]
    with pytest.raises(SourceError, match=f"and {command} takes documents or an archive"):
        tell_for(command, paths[name])
    if command == "build":
        result = run("build", paths[name], "--out", tmp_path)
        assert result.stderr == (
            f"storyweft: {paths[name]}: {source.kind.value}, and build takes documents or an"
            " archive\n"
        )


# -- options that shape a build -------------------------------------------------------------------

ASKED = {
    "stories": (),
    "show": (BBC,),
    "query": ("counts",),
    "push": ("--endpoint", "http://127.0.0.1:9/"),
    "check": ("--shapes",),
    "serve": (),
}


@pytest.mark.parametrize("command", ASKED)
@pytest.mark.parametrize(
    "options", [("--jobs", "2"), ("--base-iri", "https://n.com/"), ("--no-merge", "alias")]
)
def test_what_shapes_a_build_is_refused_where_nothing_is_built(
    run: Run, paths: dict[str, Path], command: str, options: tuple[str, ...]
) -> None:
    result = run(command, paths["turtle"], *ASKED[command], *options)
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == (
        f"Error: {options[0]}: only for documents that are built, and {paths['turtle']}"
        " is an exported file of RDF"
    )


def test_diff_takes_the_options_for_the_side_that_is_built(
    run: Run, paths: dict[str, Path]
) -> None:
    options = ("--base-iri", "https://n.com/")
    assert "changed" in run("diff", paths["build"], paths["documents"], *options).stdout
    result = run("diff", paths["build"], paths["store"], *options)
    assert result.exit_code == 2
    assert "--base-iri: only for documents that are built" in result.stderr


@pytest.mark.parametrize("command", ["stories", "check"])
def test_the_options_shape_what_is_built(
    run: Run, seeds: Path, tmp_path: Path, command: str
) -> None:
    options = ("--jobs", "2", "--no-merge", "alias", "--mapping", tmp_path / "none.toml")
    result = run(command, seeds, *options)
    assert result.exit_code == 1
    assert "none.toml" in result.stderr


def test_query_builds_as_the_options_say(run: Run, seeds: Path) -> None:
    sparql = "SELECT ?topic { ?topic a skos:Concept } ORDER BY ?topic LIMIT 1"
    options = ("--format", "csv", "--base-iri", "https://n.com/")
    assert "https://n.com/id/topic/" in run("query", seeds, sparql, *options).stdout


def test_several_sources_are_all_documents(run: Run, paths: dict[str, Path]) -> None:
    result = run("stories", paths["documents"], paths["store"])
    assert result.stderr == (
        f"storyweft: {paths['store']}: a store: with other sources, give documents only\n"
    )


# -- RDF → graph ----------------------------------------------------------------------------------


@pytest.fixture(params=["seeds", "rich"])
def graph(request: pytest.FixtureRequest, seeds_graph: Graph, rich: Graph) -> Graph:
    return seeds_graph if request.param == "seeds" else rich


def test_rdf_gives_the_same_turtle_again(graph: Graph) -> None:
    again = graph_from_rdf(triples(graph))
    assert "".join(turtle.generate(again)) == "".join(turtle.generate(graph))


def plain(article: Article) -> Article:
    """Return an article as far as RDF has it."""
    from storyweft.rdf.terms import language_tag

    return structs.replace(
        article,
        body=None,
        type=article.type or "article",
        locale=language_tag(article.locale),
        addresses=tuple(
            sorted((structs.replace(a, document="") for a in article.addresses), key=str)
        ),
    )


def test_rdf_has_everything_but_what_is_documented(graph: Graph) -> None:
    again = graph_from_rdf(triples(graph))
    assert list(map(plain, again.articles)) == list(map(plain, graph.articles))
    for name in ("providers", "topics", "stories", "base_iri"):
        assert getattr(again, name) == getattr(graph, name), name
    assert [document.path for document in again.documents] == [
        document.path for document in graph.documents
    ]
    assert [(link.source, link.target) for link in again.links] == [
        (link.source, link.target) for link in graph.links
    ]
    assert [[item.document for item in link.witnesses] for link in again.links] == [
        [item.document for item in link.witnesses] for link in graph.links
    ]
    assert [structs.replace(item, similarity=0) for item in graph.near_duplicates] == list(
        again.near_duplicates
    )
    assert [structs.replace(item, weight=0) for item in graph.story_links] == list(
        again.story_links
    )
    assert not again.conflicts
    assert not again.problems


@every_rdf
def test_every_rdf_gives_the_same_graph(
    paths: dict[str, Path], seeds_graph: Graph, name: str
) -> None:
    again = as_graph(tell(paths[name]))
    expected = sorted(map(str.lower, ntriples.generate(seeds_graph)))
    assert sorted(map(str.lower, ntriples.generate(again))) == expected


def test_near_duplicates_topics_and_providers_of_documents_come_back(tmp_path: Path) -> None:
    text = "The council closed the old harbour bridge to all lorries after a survey found rust"
    for name, matter in {
        "a": f"title: Bridge closed to lorries\nexcerpt: {text}\nurl: https://n.com/a",
        "b": f"title: Bridge closed to lorries\nexcerpt: {text}\nurl: https://m.com/b",
        "t": "taxonomy: topic\ntitle: Bridges\nexcerpt: All bridges\nmood: calm",
        "o": "taxonomy: organization\ntitle: The Daily\ndomain: daily.example",
        "p": "type: profile\ntitle: Ann Lee",
    }.items():
        (tmp_path / f"{name}.md").write_text(f"---\n{matter}\n---\n")
    graph = storyweft.build(tmp_path)
    assert graph.near_duplicates
    again = graph_from_rdf(triples(graph))
    assert "".join(turtle.generate(again)) == "".join(turtle.generate(graph))
    assert again.find("http://n.com/a/") == again.article("https://n.com/a")


def test_references_and_translations_come_back(tmp_path: Path) -> None:
    for name, text in {
        "hugo.toml": 'baseURL = "https://d.example/"\ndefaultContentLanguage = "en"\n'
        "[languages.en]\nweight = 1\n[languages.de]\nweight = 2\n",
        "content/a.md": "---\ntitle: A\n---\n[b](b.md)",
        "content/a.de.md": "---\ntitle: A, auf Deutsch\n---\n",
        "content/b.md": "---\ntitle: B\n---\n",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    graph = storyweft.build(tmp_path)
    assert len(graph.references) == 1
    again = graph_from_rdf(triples(graph))
    assert again.references == graph.references
    assert list(map(plain, again.articles)) == list(map(plain, graph.articles))
    kinds = sorted(kind for _, _, kind, _ in edges(again) if kind in ("references", "translation"))
    assert kinds == ["references", "translation"]
    assert "".join(turtle.generate(again)) == "".join(turtle.generate(graph))
    assert not find_violations(graph)


def test_a_store_of_quads_keeps_named_graphs(paths: dict[str, Path]) -> None:
    assert len(list(as_store(tell(paths["spark quads"])).named_graphs())) == 6
