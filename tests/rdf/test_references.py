"""References stand in the named graphs of documents, translations in the derived one."""

from pathlib import Path

import pytest

from storyweft import vocabulary as v
from storyweft.graph import Graph
from storyweft.pipeline import build
from storyweft.rdf.quads import derived_iri, named_graphs
from storyweft.rdf.triples import triples

FILES = {
    "hugo.toml": 'baseURL = "https://docks.example/"\n[languages.en]\n[languages.de]\n',
    "content/a.md": "See [b](b.md).\n",
    "content/a.de.md": "Siehe [b](b.md).\n",
    "content/b.md": "See https://docks.example/de/a/ for the same in German.\n",
}
A, DE, B = (f"https://docks.example/{path}/" for path in ("a", "de/a", "b"))


@pytest.fixture
def graph(tmp_path: Path) -> Graph:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        matter = "" if name.endswith("toml") else f"---\ntitle: {path.stem}\n---\n"
        path.write_text(matter + text, encoding="utf-8")
    return build(tmp_path)


def stated(graph: Graph, *predicates: str) -> dict[str, set[tuple[str, str, str]]]:
    """Return the triples of some predicates, by the IRI of their named graph."""
    found: dict[str, set[tuple[str, str, str]]] = {}
    for name, resources in named_graphs(graph):
        for iri, properties in resources:
            for predicate, value in properties:
                if predicate in predicates:
                    found.setdefault(name, set()).add((iri, predicate, str(value)))
    return found


def test_a_reference_is_in_the_graph_of_its_document(graph: Graph) -> None:
    of = graph.iris.document
    assert stated(graph, v.REFERENCES) == {
        of("content/a.md"): {(A, v.REFERENCES, B)},
        of("content/a.de.md"): {(DE, v.REFERENCES, B)},
        of("content/b.md"): {(B, v.REFERENCES, DE)},
    }


def test_no_single_document_states_a_translation(graph: Graph) -> None:
    assert stated(graph, v.WORK_TRANSLATION, v.TRANSLATION_OF) == {
        derived_iri(graph.iris): {(A, v.WORK_TRANSLATION, DE), (DE, v.TRANSLATION_OF, A)}
    }


def test_all_named_graphs_together_are_the_graph(graph: Graph) -> None:
    union = {
        (iri, predicate, value)
        for _, resources in named_graphs(graph)
        for iri, properties in resources
        for predicate, value in properties
    }
    assert union == set(triples(graph))
