"""The feed: every rule of RFC 4287 that concerns it, and what a reader of feeds makes of it."""

from pathlib import Path

import pytest
from lxml import etree

import storyweft
from storyweft.export import atom
from storyweft.export.formats import generators
from storyweft.graph import Graph
from tests.benchmarks.graphs import make_graph
from tests.rich import write_documents

SCHEMA = str(Path(__file__).parent.parent / "fixtures" / "atom.rng")
_ONE = "{http://www.w3.org/2005/Atom}"


def feed(graph: Graph) -> etree._Element:
    (generate,) = generators("atom").values()
    return etree.fromstring("".join(map(str, generate(graph))).encode())


def texts(element: etree._Element, name: str) -> list[str]:
    return [child.text or "" for child in element.findall(_ONE + name)]


@pytest.fixture(params=["seeds", "rich", "generated", "none"])
def graph(request: pytest.FixtureRequest, seeds_graph: Graph, tmp_path: Path) -> Graph:
    if request.param == "seeds":
        return seeds_graph
    if request.param == "generated":
        return make_graph(1500)
    folder = tmp_path / "documents"
    write_documents(folder)
    graph = storyweft.build(folder)
    return graph if request.param == "rich" else graph.with_stories([])


def test_a_feed_is_valid(graph: Graph) -> None:
    root = feed(graph)
    etree.RelaxNG(file=SCHEMA).assertValid(root)
    for entry in root.findall(_ONE + "entry"):  # section 4.1.2: one for each type and language
        relations = [link.get("rel") for link in entry.findall(_ONE + "link")]
        assert relations.count("alternate") == 1
    ids = [texts(entry, "id")[0] for entry in root.findall(_ONE + "entry")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("<updated>2", "<updated>day 2"),
        ('rel="alternate"', 'rel="self"'),
        ("<id>https://", "<id>/"),
        ("<name>storyweft</name>", ""),
        ("</title>", "</title><title>Again</title>"),
    ],
)
def test_the_schema_catches_what_is_wrong(seeds_graph: Graph, right: str, wrong: str) -> None:
    (generate,) = generators("atom").values()
    text = "".join(map(str, generate(seeds_graph)))
    assert right in text
    root = etree.fromstring(text.replace(right, wrong, 1).encode())
    assert not etree.RelaxNG(file=SCHEMA).validate(root)


def test_the_newest_stories_come_first_with_all_their_articles(graph: Graph) -> None:
    entries = feed(graph).findall(_ONE + "entry")
    times = [texts(entry, "updated")[0] for entry in entries]
    assert times == sorted(times, reverse=True)
    assert len(entries) == min(atom.MOST, sum(story.last is not None for story in graph.stories))
    stories = {story.iri: story for story in graph.stories}
    for entry in entries:
        linked = {link.get("href") for link in entry.findall(_ONE + "link")}
        assert linked == set(stories[texts(entry, "id")[0]].articles)


def test_markup_in_a_title_is_text(tmp_path: Path) -> None:
    text = "---\ntitle: The <old dam & harbour> failed in the flood\ndate: 2024-01-0{}\n---\n"
    for day in (1, 2):
        (tmp_path / f"{day}.md").write_text(text.format(day))
    (entry,) = feed(storyweft.build(tmp_path)).findall(_ONE + "entry")
    (content,) = texts(entry, "content")
    assert "&lt;old dam &amp; harbour&gt;" in content
