"""No term is written that nobody defined, and none with a value of the wrong kind."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import pytest
import rdflib
from click.testing import Result
from rdflib import OWL, RDF, RDFS, SH, XSD

import storyweft
from storyweft import vocabulary as v
from storyweft.graph import Graph
from storyweft.rdf import ontology
from storyweft.rdf.triples import Literal, triples
from storyweft.rdf.validate import find_violations
from tests.rich import write_documents


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return storyweft.build(write_documents(tmp_path_factory.mktemp("documents")))


@pytest.fixture(scope="module", params=["seeds", "rich"])
def graph(request: pytest.FixtureRequest, seeds_graph: Graph, rich: Graph) -> Graph:
    return {"seeds": seeds_graph, "rich": rich}[request.param]


@pytest.fixture(scope="module")
def parsed() -> rdflib.Graph:
    return rdflib.Graph().parse(data=ontology.ontology(), format="turtle")


@pytest.fixture(scope="module")
def schema_org() -> rdflib.Graph:
    """schema.org as it was published, with the kinds of values; it comes with pySHACL."""
    text = files("pyshacl").joinpath("assets/schema.ttl").read_text("utf-8")
    text = text.replace("http://schema.org/", v.SCHEMA)
    return rdflib.Graph().parse(data=text, format="turtle")


def test_what_is_written_is_in_the_table_of_terms(graph: Graph) -> None:
    for _, predicate, value in triples(graph):
        if predicate.startswith(v.FIELD):
            assert isinstance(value, Literal)
            assert value.datatype == v.STRING
            continue
        kind = value.datatype if isinstance(value, Literal) else ontology.RESOURCE
        assert kind in ontology.PROPERTIES[predicate].values, (predicate, value)
        if predicate == v.TYPE:
            assert value in ontology.MEANINGS


def test_every_term_of_ours_is_in_the_ontology(parsed: rdflib.Graph) -> None:
    ours = {
        rdflib.URIRef(term) for term in (*ontology.PROPERTIES, v.DIGEST) if term.startswith(v.SW)
    }
    kinds = {OWL.DatatypeProperty, OWL.ObjectProperty}
    assert {term for kind in kinds for term in parsed.subjects(RDF.type, kind)} == ours
    for term in ours:
        assert parsed.value(term, RDFS.label)
        assert str(parsed.value(term, RDFS.comment)).endswith(".")
        assert parsed.value(term, RDFS.isDefinedBy) == rdflib.URIRef(v.SW.rstrip("#"))


def test_the_ontology_knows_the_values_of_our_terms(parsed: rdflib.Graph) -> None:
    wider = {v.INTEGER: v.DECIMAL}  # every integer is a decimal
    for term, (values, _) in ontology.PROPERTIES.items():
        if not term.startswith(v.SW):
            continue
        defined = rdflib.URIRef(term)
        if values == (ontology.RESOURCE,):
            assert (defined, RDF.type, OWL.ObjectProperty) in parsed
        else:
            assert (defined, RDF.type, OWL.DatatypeProperty) in parsed
            expected = str(parsed.value(defined, RDFS.range))
            assert {wider.get(value, value) for value in values} == {expected}, term


# Where we depart from the published kinds, and why.
_DEVIATIONS = {
    # Another spelling of the article's own IRI: as an IRI it would be one more resource.
    v.URL: v.ANY_URI,
    # schema:Distance or schema:QuantitativeValue; a bare number is pixels by convention.
    v.WIDTH: v.INTEGER,
    v.HEIGHT: v.INTEGER,
}
_SAME_KIND = {
    str(XSD.string): {v.STRING, v.LANG_STRING},
    str(XSD.date): {v.DATE_TIME},
    str(XSD.dateTime): {v.DATE_TIME},
    str(XSD.anyURI): {v.ANY_URI},
}


def published_kinds(schema_org: rdflib.Graph, term: str) -> Iterator[str]:
    """Yield the kinds of values that schema.org publishes for a property, as ours."""
    for shape in schema_org.subjects(SH.path, rdflib.URIRef(term)):
        nodes = [shape]
        for alternatives in schema_org.objects(shape, SH["or"]):
            nodes += list(schema_org.items(alternatives))
        for node in nodes:
            if (node, SH["class"], None) in schema_org or (node, SH.nodeKind, SH.IRI) in schema_org:
                yield ontology.RESOURCE
            for datatype in schema_org.objects(node, SH.datatype):
                yield from _SAME_KIND.get(str(datatype), {str(datatype)})


def test_schema_org_has_our_classes(schema_org: rdflib.Graph) -> None:
    ours = {term for term in ontology.MEANINGS if term.startswith(v.SCHEMA)}
    published = set(map(str, schema_org.subjects(RDF.type, RDFS.Class)))
    assert ours - published == set()
    assert set(v.CLASSES.values()) <= ours


def test_schema_org_has_our_properties_with_these_values(schema_org: rdflib.Graph) -> None:
    for term, (values, _) in ontology.PROPERTIES.items():
        if not term.startswith(v.SCHEMA):
            continue
        published = set(published_kinds(schema_org, term))
        assert published, f"{term} is no property of schema.org"
        if term in _DEVIATIONS:
            assert values == (_DEVIATIONS[term],)
        else:
            assert set(values) <= published, term


def test_other_standards_have_our_terms() -> None:
    standards = {
        v.RDF: rdflib.RDF,
        v.RDFS: rdflib.RDFS,
        v.DCT: rdflib.DCTERMS,
        v.PROV: rdflib.PROV,
        v.SKOS: rdflib.SKOS,
        v.VOID: rdflib.VOID,
        v.DCAT: rdflib.DCAT,
    }
    # The BBC's ontology (http://purl.org/ontology/storyline/) is no part of rdflib.
    storyline = {v.STORYLINE, v.STORY_TITLE, v.STORY_TOPIC}
    for term in {*ontology.PROPERTIES, *ontology.MEANINGS} - storyline:
        if term.startswith((v.SCHEMA, v.SW)):
            continue
        ((namespace, known),) = [item for item in standards.items() if term.startswith(item[0])]
        assert term.removeprefix(namespace) in known, term


def test_times_have_their_zone(graph: Graph) -> None:
    times = [
        value.value
        for *_, value in triples(graph)
        if isinstance(value, Literal) and value.datatype == v.DATE_TIME
    ]
    assert times
    assert all(time.endswith("Z") for time in times)


def test_a_locale_becomes_a_language_tag(rich: Graph) -> None:
    titles = {
        value.language
        for _, term, value in triples(rich)
        if term == v.HEADLINE and isinstance(value, Literal)
    }
    assert titles == {"en-GB", None}


# -- shapes ---------------------------------------------------------------------------------------


def test_what_we_write_conforms(graph: Graph) -> None:
    assert find_violations(graph) == []


def broken(data: str) -> list[str]:
    """Return what is wrong with a graph of one article, ``ex:a``, and more data."""
    whole = f"""
        @prefix ex: <https://example.com/> .
        @prefix rdfs: <{v.RDFS}> . @prefix schema: <{v.SCHEMA}> . @prefix prov: <{v.PROV}> .
        @prefix nsl: <{v.NSL}> . @prefix skos: <{v.SKOS}> . @prefix sw: <{v.SW}> .
        @prefix dct: <{v.DCT}> . @prefix void: <{v.VOID}> . @prefix xsd: <{v.XSD}> .
        ex:d a prov:Entity, schema:DigitalDocument ; rdfs:label "d" ; dct:identifier "d" .
        ex:a a schema:NewsArticle ; rdfs:label "a" ; prov:wasDerivedFrom ex:d .
        {data}
    """
    return [str(item) for item in find_violations(rdflib.Graph().parse(data=whole))]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("", None),
        ('ex:a rdfs:label "b" .', "rdfs:label: expected one label"),
        ('ex:a schema:headline "b", "c" .', "schema:headline: expected at most one title"),
        ("ex:a schema:headline 1 .", "schema:headline: expected at most one title, as text"),
        (
            'ex:a schema:datePublished "2024-01-05T00:00:00"^^xsd:dateTime .',
            "schema:datePublished: expected at most one time of publishing, with its zone",
        ),
        ("ex:a schema:publisher ex:p .", "schema:publisher: expected at most one provider"),
        ("ex:a schema:about ex:t .", "schema:about: expected a topic that is described"),
        ("ex:a schema:image ex:i .", "schema:image: expected an image that is described"),
        ('ex:a schema:sameAs "b" .', "schema:sameAs: expected an address as an IRI"),
        ("ex:a schema:url ex:b .", "schema:url: expected at most one address, as xsd:anyURI"),
        (
            'ex:a schema:url "b"^^xsd:anyURI, "c"^^xsd:anyURI .',
            "schema:url: expected at most one address",
        ),
        ('ex:a schema:mainEntityOfPage "b" .', "schema:mainEntityOfPage: expected at most one"),
        ('ex:a sw:quality "good" .', "sw:quality: expected at most one quality, as a number"),
        ("ex:a sw:quality 101 .", "sw:quality: expected at most one quality, as a number from 0"),
        ("ex:a sw:heat -2 .", "sw:heat: expected at most one heat, as a number from -1"),
        (
            'ex:a schema:dateModified "2024-13-05T00:00:00Z"^^xsd:dateTime .',
            "schema:dateModified: expected at most one time of change",
        ),
        (
            "<https://example.com/b/../c> a schema:NewsArticle ; rdfs:label 'c' ;"
            " prov:wasDerivedFrom ex:d .",
            "https://example.com/b/../c",
        ),
        ("ex:x void:classPartition ex:y .", "ex"),
        ('ex:a sw:published "yes" .', "sw:published: expected at most one flag"),
        ("ex:a prov:wasDerivedFrom ex:e .", "prov:wasDerivedFrom: expected the documents"),
        ("ex:s a nsl:Storyline ; rdfs:label 's' ; nsl:title 's' .", "schema:hasPart: expected at"),
        (
            "ex:s a nsl:Storyline ; rdfs:label 's' ; nsl:title 's' ; schema:hasPart ex:a ;"
            ' sw:first "2024-01-05T00:00:00Z"^^xsd:dateTime ;'
            ' sw:last "2024-01-04T00:00:00Z"^^xsd:dateTime .',
            "sw:first: expected at most one first time, not after the last",
        ),
        ("ex:p a schema:NewsMediaOrganization ; rdfs:label 'p' .", "schema:name: expected a name"),
        ("ex:t a skos:Concept ; rdfs:label 't' .", "skos:prefLabel: expected one name"),
        (
            "<https://example.com/id/topic/..> a skos:Concept ; rdfs:label 't' .",
            "expected an IRI without the segments",
        ),
        ("ex:i a schema:ImageObject .", "schema:contentUrl: expected an address as an IRI"),
        ("ex:i a schema:ImageObject ; schema:width -1 .", "schema:width: expected a width"),
    ],
)
def test_a_broken_graph_does_not_conform(data: str, message: str | None) -> None:
    found = broken(data)
    if message is None:
        assert found == []
    else:
        assert any(message in line for line in found), found


def test_check_validates(run: Callable[..., Result], seeds: Path) -> None:
    result = run("check", seeds, "--shapes")
    assert result.exit_code == 0
    assert "0 violations of the shapes" in result.stderr


def test_check_fails_where_shapes_do(
    run: Callable[..., Result], seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stricter = ontology.shapes().replace(
        "sh:path schema:image ;", "sh:path schema:image ; sh:minCount 9 ;"
    )
    monkeypatch.setattr(ontology, "shapes", lambda: stricter)
    result = run("check", seeds, "--shapes")
    assert result.exit_code == 1
    assert "schema:image: expected an image that is described in the graph" in result.stderr


def test_a_value_that_is_none_is_told_by_the_shapes_alone(tmp_path: Path) -> None:
    article = (
        f"<https://n.example/a> a <{v.NEWS_ARTICLE}> ;"
        f' <{v.DATE_PUBLISHED}> "2020-13-99T00:00:00Z"^^<{v.DATE_TIME}> .'
    )
    (tmp_path / "graph.ttl").write_text(article, encoding="utf-8")
    # In a process of its own: pytest takes what is logged.
    command = [sys.executable, "-m", "storyweft", "check", "--shapes", str(tmp_path / "graph.ttl")]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    assert "expected at most one time of publishing, with its zone, got '2020-13-99" in told
    assert "Traceback" not in told


def test_the_command_prints_ontology_shapes_and_table(run: Callable[..., Result]) -> None:
    assert run("vocabulary").stdout == ontology.ontology()
    assert run("vocabulary", "--shapes").stdout == ontology.shapes()
    table = run("vocabulary", "--table").stdout
    assert (
        "| `schema:headline` | `xsd:string`, `rdf:langString` | the title of an article |" in table
    )
    assert len(table.splitlines()) == 3 + len(ontology.PROPERTIES) + len(ontology.MEANINGS)
