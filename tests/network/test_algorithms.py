"""What scripts ask of a network: neighbours, paths, what is central, a story with all around it."""

import pytest

import storyweft
from storyweft.errors import InputError
from storyweft.graph import Graph
from tests.rich import write_documents

BASE = "https://storyweft.example/id"
FLOOD, DAM = "https://example.com/flood?id=1%7C2", "https://other.example/dam"
INSPECTED = "https://example.com/inspected"


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return storyweft.build(write_documents(tmp_path_factory.mktemp("rich")))


def test_neighbourhood(rich: Graph) -> None:
    topic = f"{BASE}/topic/c%2B%2B"
    assert set(storyweft.neighbourhood(rich, topic)) == {topic, FLOOD}
    wider = storyweft.neighbourhood(storyweft.to_networkx(rich), topic, hops=2)
    assert {DAM, INSPECTED, f"{BASE}/topic/floods"} <= set(wider)
    assert "https://example.com/course" not in wider
    assert wider.nodes[DAM]["title"] == "Dam was old"
    assert set(storyweft.neighbourhood(rich, topic, hops=0)) == {topic}


def test_shortest_path(rich: Graph, seeds_graph: Graph) -> None:
    assert storyweft.shortest_path(rich, DAM, FLOOD) == [DAM, FLOOD]
    course = "https://example.com/course"
    assert storyweft.shortest_path(rich, DAM, course) == []
    third = f"{BASE}/article/c/third.md"
    assert storyweft.shortest_path(rich, third, FLOOD) == []
    by_topic = storyweft.shortest_path(rich, third, FLOOD, kinds=["about"])
    assert by_topic == [third, f"{BASE}/topic/floods", FLOOD]


def test_most_central(rich: Graph) -> None:
    shares = storyweft.most_central(rich, 99)
    assert shares[0][0] == DAM
    assert sum(share for _, share in shares) == pytest.approx(1)
    assert [iri for iri, _ in shares] == [
        iri for iri, _ in sorted(shares, key=lambda item: (-item[1], item[0]))
    ]
    assert storyweft.most_central(rich, 1) == shares[:1]


def test_who_is_linked_from_nowhere_shares_alike(seeds_graph: Graph) -> None:
    shares = storyweft.most_central(seeds_graph, 99)
    assert sum(share for _, share in shares) == pytest.approx(1)
    targets = {link.target for link in seeds_graph.links}
    assert {iri for iri, _ in shares[: len(targets)]} == targets
    assert len({round(share, 9) for iri, share in shares if iri not in targets}) == 1


def test_story_network(rich: Graph) -> None:
    story = rich.story_of(FLOOD)
    assert story is not None
    network = storyweft.story_network(rich, story.iri)
    kinds = sorted(kind for _, kind in network.nodes(data="kind"))
    assert kinds == ["article"] * 3 + ["provider"] * 2 + ["story"] + ["topic"] * 2


def test_a_node_that_is_not_there(rich: Graph) -> None:
    for ask in (storyweft.neighbourhood, storyweft.story_network):
        with pytest.raises(InputError, match="the graph has no node 'urn:x'"):
            ask(rich, "urn:x")
    with pytest.raises(InputError, match="the graph has no node"):
        storyweft.shortest_path(rich, FLOOD, "urn:x")


def test_most_central_of_nothing_is_nothing() -> None:
    import networkx

    assert storyweft.most_central(networkx.MultiDiGraph()) == []
