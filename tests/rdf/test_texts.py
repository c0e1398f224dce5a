"""What is written is what the triples are, whatever they say; a document has a graph of its own."""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import storyweft
from storyweft.export import nquads, ntriples, trig, turtle
from storyweft.graph import Graph
from storyweft.model import Address, Document, Image, Provider, Record, Topic
from storyweft.rdf.quads import Contents, derived_iri, named_graphs, stated_by
from storyweft.rdf.terms import Literal, Object, Triple
from storyweft.rdf.triples import triples
from storyweft.resolving.identity import mentions
from storyweft.resolving.iris import Iris
from storyweft.resolving.resolution import resolve
from storyweft.text import one_line, repair
from tests import hostile
from tests.graphs import stories_of
from tests.rich import write_documents

#: What a text can be once it was read; few of each, so that documents agree and disagree.
texts = st.text(min_size=1, max_size=9).map(lambda text: one_line(repair(text))).filter(bool)
some = st.one_of(st.sampled_from(["a", 'say "b" \\', "ä\u00a0→ 'c'", "é\u2028\x0b\x7f"]), texts)
urls = st.sampled_from([f"https://n.example/{name}" for name in ("1", "2", "b/", "%C3%A4?x=1#y")])
numbers = st.one_of(st.integers(-1, 3), st.sampled_from([1.0, 0.5, 1e-7, 1e22]))
images = st.builds(
    Image,
    urls,
    st.none() | st.integers(1, 2),
    st.none(),
    caption=st.none() | some,
    cached=st.none() | st.booleans(),
)
several = st.lists(some, max_size=2, unique=True).map(tuple)
records = st.builds(
    Record,
    title=st.none() | some,
    excerpt=st.none() | some,
    published=st.none() | st.sampled_from(["2020-01-01T00:00:00Z", "2020-01-02T03:04:05Z"]),
    precision=st.none() | st.just("day"),
    updated_precision=st.none() | st.just("day"),
    updated=st.none() | st.just("2021-01-01T00:00:00Z"),
    type=st.none() | st.sampled_from(["article", "Video", "person", "other kind"]),
    categories=several,
    quality=st.none() | numbers,
    heat=st.none() | numbers,
    is_published=st.none() | st.booleans(),
    locale=st.none() | st.sampled_from(["en_us", "en-US", "de", "Klingon"]),
    authors=several,
    images=st.lists(images, max_size=2).map(tuple),
    provider=st.none() | st.builds(Provider, some, st.sampled_from(["", "n.example"])),
    properties=st.dictionaries(some, some, max_size=2).map(
        lambda items: tuple(sorted(items.items()))
    ),
    url=urls,
    addresses=st.lists(st.builds(Address, urls, st.sampled_from(["web", "amp"])), max_size=2).map(
        tuple
    ),
    topics=several,
)
documents = st.lists(st.tuples(records, st.lists(records, max_size=2)), min_size=1, max_size=4)


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    drawn = draw(documents)
    made = [
        Document(f"f {number % 2}/{number}.md", own, tuple(related))
        for number, (own, related) in enumerate(drawn)
    ]
    iris = Iris(draw(st.sampled_from(["https://storyweft.example/", "https://schema.org/"])))
    graph = Graph(made, resolve(made, iris), iris)
    return graph.with_stories(*stories_of(graph))


@pytest.fixture(scope="module", params=["seeds", "rich", "hostile"])
def graph(
    request: pytest.FixtureRequest, seeds: Path, tmp_path_factory: pytest.TempPathFactory
) -> Graph:
    folder = tmp_path_factory.mktemp("documents")
    written = {"seeds": lambda _: seeds, "rich": write_documents, "hostile": hostile.write}
    return storyweft.build(written[request.param](folder))


def as_text(term: Object) -> str:
    """Return an object as pyoxigraph writes it, which no writer of ours has touched."""
    if not isinstance(term, Literal):
        return str(pyoxigraph.NamedNode(term))
    if term.language:
        return str(pyoxigraph.Literal(term.value, language=term.language.lower()))
    return str(pyoxigraph.Literal(term.value, datatype=pyoxigraph.NamedNode(term.datatype)))


def parsed(content: Iterator[str], kind: pyoxigraph.RdfFormat) -> set[tuple[str, ...]]:
    """Return what another reader finds: subject, predicate, object and, if it has one, graph."""
    quads = pyoxigraph.parse("".join(content).encode(), kind)
    return {
        (quad.subject.value, quad.predicate.value, str(quad.object), str(quad.graph_name))
        for quad in quads
    }


def expected(statements: Iterator[Triple], name: str = "DEFAULT") -> set[tuple[str, ...]]:
    return {(iri, predicate, as_text(value), name) for iri, predicate, value in statements}


def check_texts(graph: Graph) -> None:
    wanted = expected(triples(graph))
    assert parsed(ntriples.generate(graph), pyoxigraph.RdfFormat.N_TRIPLES) == wanted
    assert parsed(turtle.generate(graph), pyoxigraph.RdfFormat.TURTLE) == wanted


def check_named_graphs(graph: Graph) -> None:
    """Hold named graphs against what defines them, one document after the other."""
    merged = set(triples(graph))
    wanted: set[tuple[str, ...]] = set()
    rest = set(merged)
    for document in graph.documents:
        stated = {triple for triple in said_by(graph, document) if triple in merged}
        rest -= stated
        wanted |= expected(iter(stated), f"<{graph.iris.document(document.path)}>")
    wanted |= expected(iter(rest), f"<{derived_iri(graph.iris)}>")
    assert parsed(nquads.generate(graph), pyoxigraph.RdfFormat.N_QUADS) == wanted
    assert parsed(trig.generate(graph), pyoxigraph.RdfFormat.TRIG) == wanted


def said_by(graph: Graph, document: Document) -> Iterator[Triple]:
    own, mentioned = graph.articles_in(document.path)
    known = {
        (item.list, item.rank): iri
        for item in mentions([document])
        if (iri := graph.article_of(item)) is not None
    }
    parts = graph.article(own).parts if document.parts else ()
    subjects: dict[str, Provider | Topic] = {item.iri: item for item in graph.providers}
    subjects |= {item.iri: item for item in graph.topics}
    subject = subjects[own] if document.subject is not None else None
    references = [
        item.target for item in graph.references_from(own) if document.path in item.documents
    ]
    contents = Contents(own, mentioned, parts, subject, known, references)
    for iri, properties in stated_by(document, contents, graph.iris):
        yield from ((iri, predicate, value) for predicate, value in properties)


def test_every_text_says_what_the_triples_say(graph: Graph) -> None:
    check_texts(graph)


def test_every_named_graph_is_what_its_document_says(graph: Graph) -> None:
    check_named_graphs(graph)


@settings(max_examples=60)
@given(graphs())
def test_any_graph_is_written_as_its_triples(graph: Graph) -> None:
    check_texts(graph)


@settings(max_examples=60)
@given(graphs())
def test_any_graph_is_shared_out_to_its_documents(graph: Graph) -> None:
    check_named_graphs(graph)


def test_resources_of_a_named_graph_are_in_order_and_whole(graph: Graph) -> None:
    for _, resources in named_graphs(graph):
        iris = [resource.iri for resource in resources]
        assert iris == sorted(set(iris))
