"""The network of the page, what is taken along from it, and text that tries to break out."""

import csv
import json
import re
from itertools import combinations
from math import hypot
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import networkx

import storyweft
from tests.browser import Open
from tests.page.driver import (
    choose,
    documents,
    download,
    inspector,
    point_of,
    save,
    shown,
    state,
    view,
    wait,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

BOSTON = "Boston just became the latest city to ban use of facial recognition technology"
NAMED = "window.storyweft.net.names.length > 5"


# What is drawn


def kinds_of(page: "Page") -> list[str]:
    return [node["kind"] for node in shown(page)[0]]


def test_the_network_opens_what_is_clicked(small_page: "Page") -> None:
    page = small_page
    view(page, "Network")
    wait(page, NAMED)
    kinds = kinds_of(page)
    numbers = [kinds.count(kind) for kind in ("article", "provider", "topic", "story")]
    assert numbers == [26, 25, 4, 5]
    page.mouse.click(*point_of(page, 5))  # the first article
    assert state(page, "choice") == {"kind": "article", "id": 0}
    assert len(kinds_of(page)) == 60
    page.get_by_role("button", name="1 hop").click()
    one = len(kinds_of(page))
    page.get_by_role("button", name="2 hops").click()
    assert 2 < one < len(kinds_of(page))
    page.locator("#kinds button", has_text="Providers").click()
    assert "provider" not in kinds_of(page)


def test_a_large_network_shows_stories_then_what_lies_around(large_page: "Page") -> None:
    page = large_page
    view(page, "Network")
    assert set(kinds_of(page)) == {"story"}
    for hops in (1, 2, 3):
        page.evaluate("hops => { window.storyweft.state.hops = hops }", hops)
        choose(page, "story", hops)
        nodes, edges = shown(page)
        assert {"story", "article", "provider"} <= {node["kind"] for node in nodes}
        assert len(nodes) + len(edges) <= 1_500
        assert len({(node["x"], node["y"]) for node in nodes}) == len(nodes)
    page.evaluate("() => { window.storyweft.state.hops = 1 }")
    for number in range(3):
        choose(page, "provider", number)
        nodes, _ = shown(page)
        assert max(node["r"] for node in nodes) > 20
        for one, other in combinations(nodes, 2):
            far = hypot(one["x"] - other["x"], one["y"] - other["y"])
            assert far > one["r"] + other["r"]


def test_a_network_can_be_dragged_and_is_the_same_again(small: Path, open_page: Open) -> None:
    page = open_page().goto(small, "view=network")
    positions = page.evaluate("window.storyweft.net.vis.getPositions()")
    x, y = point_of(page, 5)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 40, steps=5)
    page.mouse.up()
    assert page.evaluate("window.storyweft.net.vis.getPositions()") != positions
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert page.evaluate("window.storyweft.net.vis.getPositions()") == positions


def test_the_network_fits_screens_and_paper(small: Path, open_page: Open) -> None:
    page = open_page().goto(small, "view=network")
    wait(page, NAMED)
    outside = """() => {
      const canvas = document.getElementById("canvas");
      const { left, right, top, bottom } = canvas.getBoundingClientRect();
      const points = storyweft.net.shown.nodes.map(({ id }) => storyweft.pointOf(id));
      return points.filter(([x, y]) => x < left || x > right || y < top || y > bottom).length;
    }"""
    assert page.evaluate(outside) == 0
    page.set_viewport_size({"width": 1280, "height": 480})
    wait(page, f"({outside})() === 0")
    page.emulate_media(media="print")
    wait(page, f"({outside})() === 0")


def test_references_and_translations_are_kinds_of_their_own(
    manual_graph: storyweft.Graph, folder: Path, open_page: Open, tmp_path: Path
) -> None:
    page = open_page().goto(save(manual_graph, folder / "manual.html"), "view=network")

    def edges() -> list[str]:
        return [edge["kind"] for edge in shown(page)[1]]

    assert sorted(edges()) == ["references"] * 6 + ["translation"]
    page.get_by_role("button", name="References in texts").click()
    assert edges() == ["translation"]
    network = networkx.read_graphml(download(page, "GraphML", tmp_path))
    assert [kind for *_, kind in network.edges(data="relation")] == ["translation"]
    drawing = ElementTree.parse(download(page, "SVG", tmp_path))  # noqa: S314
    assert len(drawing.findall("{http://www.w3.org/2000/svg}line")) == 1
    wait(page, "location.hash.includes('without=references')")
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert edges() == ["translation"]
    choose(page, "article", 1)  # the English page
    text = inspector(page)
    assert re.search(r"In other languages\s+Page da\s+da\s", text)
    assert re.search(r"Refers to, in its text\s+Page part-0", text)
    choose(page, "article", 2)
    assert re.search(r"Referred to in the text of\s+Page en", inspector(page))


# Exports


def test_exports_hold_what_is_shown(small_page: "Page", tmp_path: Path) -> None:
    page = small_page
    page.evaluate("window.storyweft.search('boston')")
    data = json.loads(download(page, "JSON", tmp_path).read_text("utf-8"))
    assert len(data["articles"]) == 2
    with download(page, "CSV", tmp_path).open(encoding="utf-8-sig", newline="") as stream:
        assert [row["title"] for row in csv.DictReader(stream)].count(BOSTON) == 1
    view(page, "Network")
    assert download(page, "PNG", tmp_path).read_bytes().startswith(b"\x89PNG")
    drawing = ElementTree.parse(download(page, "SVG", tmp_path)).getroot()  # noqa: S314
    assert len(drawing.findall("{http://www.w3.org/2000/svg}circle")) > 20
    network = networkx.read_graphml(download(page, "GraphML", tmp_path))
    kinds = [kind for _, kind in network.nodes(data="kind")]
    assert (kinds.count("article"), kinds.count("story"), kinds.count("topic")) == (26, 5, 4)


# Hostile text


def test_hostile_text_runs_nothing_anywhere(
    hostile_page: Path, open_page: Open, tmp_path: Path
) -> None:
    opened = open_page()
    page = opened.goto(hostile_page)
    empty = page.evaluate(
        """() => {
          const { choose, data, show } = window.storyweft;
          const [articles, stories] = [data.times.length, data.stories.id.length];
          const counts = { article: articles, story: stories, provider: 3, topic: 3 };
          const choices = Object.entries({ ...counts, line: data.lines.length })
            .flatMap(([kind, count]) => Array.from({ length: count }, (_, id) => ({ kind, id })));
          const pairs = ["pair", "between"].map((kind) => ({ kind, id: 0, other: 1 }));
          return ["threads", "network", "providers"].flatMap((view) => {
            show(view);
            return [...choices, ...pairs, null].filter((choice) => {
              choose(choice);
              return !document.querySelector("#inspector h2").textContent;
            });
          });
        }"""
    )
    assert empty == []
    for point in ((400, 330), (600, 430)):
        page.mouse.move(*point)
    for name in ("GraphML", "SVG"):
        page.evaluate("window.storyweft.show('network')")
        ElementTree.parse(download(page, name, tmp_path))  # noqa: S314
    page.locator("#by-provider").click()
    page.locator("#by-topic").click()
    page.locator("#by-more").click()
    for query in ("<script>", "<img src=x onerror='window.ran = 10'>", "(", "\\", ""):
        page.locator("#search").fill(query)
        wait(page, f"window.storyweft.state.query === {json.dumps(query)}")
    schemes = page.eval_on_selector_all("a[href]", "all => all.map((link) => link.protocol)")
    assert set(schemes) <= {"https:", "http:", "file:"}
    with download(page, "CSV", tmp_path).open(encoding="utf-8-sig", newline="") as stream:
        assert not [cell for row in csv.reader(stream) for cell in row if cell.startswith("=")]
    assert page.evaluate("window.ran") is None
    opened.assert_quiet()


def test_hostile_text_runs_nothing_without_scripts(hostile_page: Path) -> None:
    briefing = re.search(r"(?s)<noscript>(.*?)</noscript>", hostile_page.read_text("utf-8"))
    assert briefing
    assert "<script" not in briefing[1]
    assert "<img" not in briefing[1]
    assert "javascript:" not in " ".join(re.findall(r'href="([^"]*)"', briefing[1]))


# Names of other scripts


def test_names_that_run_from_right_to_left_leave_the_line_as_it_is(
    folder: Path, open_page: Open
) -> None:
    text = "title: ميزانية المدينة {0}\nurl: https://n{0}.example/1\ndate: 2024-01-0{0}T10:00:00Z"
    provider = "provider: {{name: صحيفة {0}, domain: n{0}.example}}"
    graph = documents(folder / "rtl", *(f"{text}\n{provider}".format(i) for i in (1, 2)))
    page = open_page().goto(save(graph, folder / "rtl.html"))
    choose(page, "story", 0)
    names = page.locator("#inspector .lead bdi").all_inner_texts()
    assert names == ["صحيفة 1", "صحيفة 2"]
