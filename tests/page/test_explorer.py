"""The page, driven as a person would: with a pointer, with keys alone, on a phone, offline."""

import csv
import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import networkx
import pytest
import rdflib

import storyweft
from storyweft.comparing.since import news_since
from storyweft.comparing.snapshot import take_snapshot
from storyweft.page.html import generate
from tests import hostile
from tests.benchmarks.graphs import make_graph
from tests.browser import Open

if TYPE_CHECKING:
    from playwright.sync_api import Page

BOSTON = "Boston just became the latest city to ban use of facial recognition technology"


def save(graph: storyweft.Graph, path: Path, **options: Any) -> Path:  # noqa: ANN401
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(generate(graph, **options))
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pages")


@pytest.fixture(scope="module")
def small(seeds_graph: storyweft.Graph, folder: Path) -> Path:
    """The page of the seeds."""
    return save(seeds_graph, folder / "seeds.html", title="Seeds")


@pytest.fixture(scope="module")
def large_graph() -> storyweft.Graph:
    """3,000 articles: too many to draw all at once."""
    return make_graph(3_000)


@pytest.fixture(scope="module")
def large(large_graph: storyweft.Graph, folder: Path) -> Path:
    return save(large_graph, folder / "large.html")


@pytest.fixture(scope="module")
def hostile_page(folder: Path) -> Path:
    graph = storyweft.build(hostile.write(folder / "hostile"))
    return save(graph, folder / "hostile.html", title=hostile.TEXTS[0])


def documents(folder: Path, name: str, *texts: str) -> storyweft.Graph:
    """Return the graph of documents with these front matters."""
    (folder / name).mkdir()
    for number, text in enumerate(texts):
        (folder / name / f"{number}.md").write_text(f"---\n{text}\n---\n", encoding="utf-8")
    return storyweft.build(folder / name)


def counts(page: "Page") -> str:
    return page.locator("#counts").inner_text()


def inspector(page: "Page") -> str:
    return page.locator("#inspector").inner_text()


def heading(page: "Page") -> str:
    return page.locator("#inspector h2").inner_text()


def state(page: "Page", name: str) -> Any:  # noqa: ANN401
    return page.evaluate("name => window.storyweft.state[name]", name)


def view(page: "Page", name: str) -> None:
    page.locator("#views button", has_text=name).click()


def wait(page: "Page", condition: str) -> None:
    """Wait until an expression is true; playwright's own way needs eval, which the page forbids."""
    for _ in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never true: {condition}")


def choose(page: "Page", kind: str, number: int, other: int | None = None) -> None:
    choice = {"kind": kind, "id": number} | ({} if other is None else {"other": other})
    page.evaluate("choice => window.storyweft.choose(choice)", choice)


def point_of(page: "Page", node: int) -> tuple[float, float]:
    """Return where on the screen a node of the network stands."""
    x, y = page.evaluate("node => window.storyweft.pointOf(node)", node)
    return x, y


# Offline and quiet


def test_all_is_there_offline_without_a_request_or_a_word(small: Path, open_page: Open) -> None:
    opened = open_page()
    page = opened.goto(small)
    assert counts(page) == "5 stories, 26 articles"
    assert page.locator("h1").inner_text() == "Seeds"
    assert page.locator(".story").count() >= 5
    view(page, "Network")
    wait(page, "window.storyweft.net.names.length > 10")
    view(page, "Providers")
    assert page.locator("#providers tbody tr").count() > 5
    opened.assert_quiet()


def test_counts_add_up_to_all_articles(small: Path, large: Path, open_page: Open) -> None:
    for path in (small, large):
        page = open_page().goto(path)
        shown = page.evaluate("window.storyweft.chart.shown")
        outside = sum(
            int(re.sub(r"\D", "", page.locator(f"#{name}").inner_text() or "0") or 0)
            for name in ("earlier", "later")
            if page.locator(f"#{name}").is_visible()
        )
        total = page.evaluate("window.storyweft.data.times.length")
        assert shown["articles"] + shown["undated"] + outside == total


def test_no_two_names_overlap(small: Path, large: Path, open_page: Open) -> None:
    for path in (small, large):
        page = open_page().goto(path)
        assert_apart(page.evaluate(BOXES))
        view(page, "Network")
        wait(page, "window.storyweft.net.names.length > 5")
        assert_apart(page.evaluate("window.storyweft.net.names.map((name) => name.box)"))


BOXES = """
[...document.querySelectorAll("#labels .story")].map((node) => {
  const { left, right, top, bottom } = node.getBoundingClientRect();
  return { left, right, top, bottom };
})
"""


def assert_apart(boxes: list[dict[str, float]]) -> None:
    assert len(boxes) > 5
    for index, one in enumerate(boxes):
        for other in boxes[index + 1 :]:
            apart = one["right"] <= other["left"] + 1 or other["right"] <= one["left"] + 1
            assert apart or one["bottom"] <= other["top"] or other["bottom"] <= one["top"]


def test_what_a_page_leaves_out_it_says(folder: Path, open_page: Open) -> None:
    page = open_page().goto(save(make_graph(1_200), folder / "cut.html", most=1_000))
    assert "200 articles of 1,200 are left out" in page.locator("#limits").inner_text()


# Search and filters


def test_search_finds_titles_excerpts_providers_and_topics(small: Path, open_page: Open) -> None:
    page = open_page().goto(small)
    page.keyboard.press("/")
    page.keyboard.type("boston")
    wait(page, "document.querySelector('#inspector h2').textContent.includes('boston')")
    assert counts(page) == "1 story, 2 articles of 26"
    assert page.locator("#inspector mark").first.inner_text() == "Boston"
    for query, count in (
        ("zdnet", "1 article"),
        ("computer vision", "4 articles"),
        ("crime-fighting toolbox", "2 articles"),
    ):
        page.locator("#search").fill(query)
        wait(page, f"window.storyweft.state.query === {query!r}")
        assert f"{count} of 26" in counts(page)
    page.locator("#search").fill("recogniton")
    page.get_by_role("button", name="recognition", exact=True).click()
    assert "Did you mean" not in inspector(page)
    page.locator("#search").fill("no such words anywhere")
    wait(page, "document.querySelector('#labels .empty')")
    assert page.get_by_text("Nothing here matches.").is_visible()
    page.locator("#labels").get_by_role("button", name="Clear filters").click()
    assert counts(page) == "5 stories, 26 articles"


def test_filters_become_chips_and_leave_a_story_whole(small: Path, open_page: Open) -> None:
    page = open_page().goto(small)
    page.locator("#by-topic").click()
    page.get_by_role("checkbox", name="Computer Vision").check()
    assert "5 articles of 26" in counts(page) or "4 articles of 26" in counts(page)
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "by-topic"
    page.get_by_role("button", name="Remove Computer Vision").click()
    assert counts(page) == "5 stories, 26 articles"
    page.locator("#by-provider").click()
    page.get_by_label("Find a provider").fill("insider")
    page.get_by_role("checkbox", name="Business Insider").check()
    assert "1 article of 26" in counts(page)


def test_dates_by_brush_fields_and_keys(large: Path, open_page: Open) -> None:
    page = open_page().goto(large)
    whole = state(page, "to") - state(page, "from")
    bars = page.locator("#hist").bounding_box()
    assert bars
    y = bars["y"] + bars["height"] / 2
    page.mouse.move(bars["x"] + bars["width"] * 0.3, y)
    page.mouse.down()
    page.mouse.move(bars["x"] + bars["width"] * 0.4, y, steps=4)
    page.mouse.up()
    assert 0.05 < (state(page, "to") - state(page, "from")) / whole < 0.15
    page.mouse.dblclick(bars["x"] + bars["width"] * 0.8, y)
    assert state(page, "to") - state(page, "from") == whole
    page.locator("#from").fill("2018-03-01")
    page.locator("#to").fill("2018-03-31")
    assert state(page, "to") - state(page, "from") == 31 * 86_400_000
    page.locator("h1").click()
    page.keyboard.press("-")
    assert state(page, "to") - state(page, "from") > 31 * 86_400_000
    page.keyboard.press("0")
    assert state(page, "to") - state(page, "from") == whole


# The address


def test_a_link_reopens_exactly_this_view(small: Path, open_page: Open) -> None:
    page = open_page().goto(small)
    page.locator("#search").fill("facial")
    wait(page, "window.storyweft.state.query === 'facial'")
    page.locator("#inspector .tops .link").first.click()
    title, number = heading(page), counts(page)
    view(page, "Network")
    wait(page, "location.hash.includes('view=network')")
    again = open_page().goto(small, page.evaluate("location.hash.slice(1)"))
    assert heading(again) == title
    assert counts(again) == number
    assert again.locator("#search").input_value() == "facial"
    assert again.locator("#canvas canvas").is_visible()
    view(again, "Threads")
    again.evaluate("history.back()")
    wait(again, "window.storyweft.state.view === 'network'")


def test_back_returns_from_a_choice(small: Path, open_page: Open) -> None:
    page = open_page().goto(small)
    page.locator("#inspector .tops .link").first.click()
    wait(page, "location.hash.includes('story=')")
    page.evaluate("history.back()")
    wait(page, "window.storyweft.state.choice === null")
    assert "Most covered" in inspector(page)


def test_an_address_of_another_graph_does_no_harm(small: Path, open_page: Open) -> None:
    opened = open_page()
    nonsense = "view=map&story=no&provider=no&quality=a&dates=x~y&hops=9&without=zz&order=q"
    assert counts(opened.goto(small, nonsense)) == "5 stories, 26 articles"
    opened.assert_quiet()


def test_a_view_may_open_first(seeds_graph: storyweft.Graph, folder: Path, open_page: Open) -> None:
    page = open_page().goto(save(seeds_graph, folder / "network.html", view="network"))
    assert page.locator("#canvas canvas").is_visible()
    assert page.evaluate("location.hash") == ""


# Keys alone


def test_keys_alone_reach_a_story_and_an_original(small: Path, open_page: Open) -> None:
    page = open_page().goto(small)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    first = page.evaluate("document.activeElement.dataset.key")
    page.keyboard.press("ArrowDown")
    second = page.evaluate("document.activeElement.dataset.key")
    assert first != second
    page.keyboard.press("Enter")
    assert state(page, "choice") == {"kind": "story", "id": int(second)}
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.key") == second
    for key in ("/", *"boston just", "Enter"):
        page.keyboard.press(key)
    assert heading(page) == BOSTON
    tab_to(page, "Open the original", before="summary")
    assert page.evaluate("document.activeElement.href").startswith("https://")


def tab_to(page: "Page", text: str, *, before: str) -> None:
    """Press Tab until something that starts with this text has the keyboard; open what folds."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("name => document.activeElement.matches(name)", before):
            page.keyboard.press("Enter")
        if page.evaluate("document.activeElement.textContent").startswith(text):
            return
    pytest.fail(f"Tab does not lead to {text}")


def test_the_chart_is_one_stop_of_tab(large: Path, open_page: Open) -> None:
    page = open_page().goto(large)
    stops = page.locator('#labels button[tabindex="0"]')
    assert stops.count() == 1


# The inspector


def test_an_article_has_a_card_with_all_that_is_known(small: Path, open_page: Open) -> None:
    opened = open_page()
    page = opened.goto(small)
    number = page.evaluate(f"window.storyweft.data.articles.title.indexOf({BOSTON!r})")
    choose(page, "article", number)
    assert heading(page) == BOSTON
    text = inspector(page)
    for part in (
        "Business Insider",
        "Wed 24 Jun",
        "facial recognition on their behalf",
        "AMP cache",
    ):
        assert part in text
    link = page.get_by_role("link", name="Open the original").first
    assert (link.get_attribute("href") or "").startswith("https://www.businessinsider.com/boston")
    assert link.get_attribute("rel") == "noopener noreferrer"
    page.get_by_role("button", name="Load picture from").click()
    wait(page, "document.querySelector('#inspector img')")
    assert [url.split("/")[2] for url in opened.requests] == ["i.insider.com"]


def test_pictures_load_as_the_page_was_built(
    seeds_graph: storyweft.Graph, folder: Path, open_page: Open
) -> None:
    for images, count in (("none", 0), ("remote", 1)):
        opened = open_page()
        page = opened.goto(save(seeds_graph, folder / f"{images}.html", images=images))
        assert opened.requests == []
        number = page.evaluate(f"window.storyweft.data.articles.title.indexOf({BOSTON!r})")
        choose(page, "article", number)
        assert page.locator("#inspector img.picture").count() == count


def turtle(page: "Page") -> rdflib.Graph:
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    page.get_by_role("button", name="Turtle").click()
    return rdflib.Graph().parse(data=page.evaluate("window.copied"), format="turtle")


def test_articles_and_stories_as_turtle(
    small: Path, seeds_graph: storyweft.Graph, open_page: Open
) -> None:
    text = storyweft.to_rdflib(seeds_graph).serialize(format="nt")
    whole = rdflib.Graph().parse(data=text, format="nt")
    page = open_page().goto(small)
    for kind in ("article", "story"):
        choose(page, kind, 0)
        copied = turtle(page)
        subject = next(copied.subjects(rdflib.RDF.type))
        # Nothing but what the whole graph says.
        assert len(copied) > 5
        assert set(copied) <= set(whole.triples((subject, None, None)))


# The network


def test_the_network_opens_what_is_clicked(small: Path, open_page: Open) -> None:
    opened = open_page()
    page = opened.goto(small, "view=network")
    wait(page, "window.storyweft.net.names.length > 10")
    kinds = page.evaluate("window.storyweft.net.shown.nodes.map((node) => node.kind)")
    assert [kinds.count(kind) for kind in ("article", "provider", "topic", "story")] == [
        26,
        25,
        4,
        5,
    ]
    page.mouse.click(*point_of(page, 5))  # the first article
    assert state(page, "choice") == {"kind": "article", "id": 0}
    assert len(page.evaluate("window.storyweft.net.shown.nodes")) == 60
    page.get_by_role("button", name="1 hop").click()
    one = len(page.evaluate("window.storyweft.net.shown.nodes"))
    page.get_by_role("button", name="2 hops").click()
    two = len(page.evaluate("window.storyweft.net.shown.nodes"))
    assert 2 < one < two
    page.locator("#kinds button", has_text="Providers").click()
    kinds = page.evaluate("window.storyweft.net.shown.nodes.map((node) => node.kind)")
    assert "provider" not in kinds
    opened.assert_quiet()


def test_a_large_network_shows_stories_then_what_lies_around(large: Path, open_page: Open) -> None:
    page = open_page().goto(large, "view=network")
    kinds = set(page.evaluate("window.storyweft.net.shown.nodes.map((node) => node.kind)"))
    assert kinds == {"story"}
    for hops in (1, 2, 3):
        page.evaluate("hops => { window.storyweft.state.hops = hops }", hops)
        choose(page, "story", hops)
        shown = page.evaluate(
            "[window.storyweft.net.shown.nodes, window.storyweft.net.shown.edges]"
        )
        assert {"story", "article", "provider"} <= {node["kind"] for node in shown[0]}
        assert len(shown[0]) + len(shown[1]) <= 1_500
        places = [(node["x"], node["y"]) for node in shown[0]]
        assert len(set(places)) == len(places)


def test_a_network_can_be_dragged_and_is_the_same_again(small: Path, open_page: Open) -> None:
    page = open_page().goto(small, "view=network")
    places = page.evaluate("window.storyweft.net.vis.getPositions()")
    x, y = point_of(page, 5)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 40, steps=5)
    page.mouse.up()
    assert page.evaluate("window.storyweft.net.vis.getPositions()") != places
    again = open_page().goto(small, "view=network")
    assert again.evaluate("window.storyweft.net.vis.getPositions()") == places


# Exports


def download(page: "Page", name: str, folder: Path) -> Path:
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as waiting:
        page.locator("#formats button", has_text=re.compile(f"^{name}")).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_exports_hold_what_is_shown(small: Path, open_page: Open, tmp_path: Path) -> None:
    page = open_page().goto(small, "q=boston")
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
    counts_of = page.evaluate(
        "({ article: storyweft.data.times.length, story: storyweft.data.stories.id.length,"
        " provider: 3, topic: 3, line: storyweft.data.lines.length })"
    )
    for view in ("threads", "network", "providers"):
        page.evaluate("view => window.storyweft.show(view)", view)
        for kind, count in counts_of.items():
            for number in range(count):
                choose(page, kind, number)
                page.locator("#inspector h2").wait_for()
        choose(page, "pair", 0, 1)
        choose(page, "between", 0, 1)
        page.evaluate("window.storyweft.choose(null)")
        page.mouse.move(400, 330)
        page.mouse.move(600, 430)
    for name in ("GraphML", "SVG"):
        page.evaluate("window.storyweft.show('network')")
        ElementTree.parse(download(page, name, tmp_path))  # noqa: S314
    page.locator("#by-provider").click()
    page.locator("#by-topic").click()
    page.locator("#by-more").click()
    for query in ("<script>", "<img src=x onerror='window.ran = 10'>", "(", "\\", ""):
        page.locator("#search").fill(query)
        page.wait_for_timeout(100)
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


def test_hostile_text_is_escaped_in_turtle(hostile_page: Path, open_page: Open) -> None:
    page = open_page().goto(hostile_page)
    for index in range(len(hostile.TEXTS)):
        choose(page, "article", index)
        assert len(turtle(page)) >= 3


# Sites that are not as most


def test_a_site_without_dates_has_lists(folder: Path, open_page: Open) -> None:
    graph = documents(
        folder,
        "undated",
        *(f"title: Dam above Old Town fails {i}\nurl: https://example.com/{i}" for i in range(6)),
    )
    opened = open_page()
    page = opened.goto(save(graph, folder / "undated.html"))
    assert page.locator("#mini").is_hidden()
    assert page.locator("#axis").is_hidden()
    assert "6 articles" in counts(page)
    assert page.locator("#labels .story").count() >= 1
    opened.assert_quiet()


def test_a_single_article_is_its_card(folder: Path, open_page: Open) -> None:
    text = "title: Dam fails\ndate: 2024-01-05T06:30:00Z\nurl: https://example.com/1"
    opened = open_page()
    page = opened.goto(save(documents(folder, "one", text), folder / "one.html"))
    assert heading(page) == "Dam fails"
    for name in ("Network", "Providers", "Threads"):
        view(page, name)
    opened.assert_quiet()


def test_a_site_without_anything_still_opens(
    seeds_graph: storyweft.Graph, folder: Path, open_page: Open
) -> None:
    opened = open_page()
    page = opened.goto(save(seeds_graph.part([]), folder / "empty.html"))
    for name in ("Network", "Providers", "Threads"):
        view(page, name)
    assert "0 articles" in counts(page)
    opened.assert_quiet()


# Phones, themes, paper, people


def test_a_phone_shows_the_chart_first(large: Path, open_page: Open) -> None:
    page = open_page(width=390, height=844, has_touch=True).goto(large)
    assert (page.locator("#scroll").bounding_box() or {"y": 999})["y"] < 260
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    visible = page.evaluate(BOXES)
    assert sum(box["bottom"] < 844 - 58 for box in visible) >= 9
    page.locator("#labels .story").first.click()
    sheet = page.locator("#inspector").bounding_box()
    assert sheet
    assert sheet["height"] > 400


def test_a_screen_has_many_headlines(large: Path, open_page: Open) -> None:
    page = open_page(width=1440, height=900).goto(large)
    assert sum(box["bottom"] < 900 for box in page.evaluate(BOXES)) >= 25


def test_dark_by_system_and_by_hand(small: Path, open_page: Open) -> None:
    theme = "document.documentElement.dataset.theme"
    page = open_page(color_scheme="dark").goto(small)
    assert page.evaluate(theme) == "dark"
    page.locator("#theme").click()
    assert page.evaluate(theme) == "light"


def test_paper_is_light_and_has_the_chart_and_the_open_story(small: Path, open_page: Open) -> None:
    page = open_page(color_scheme="dark").goto(small)
    page.locator("#inspector .tops .link").first.click()
    page.emulate_media(media="print", color_scheme="dark")
    wait(page, "document.documentElement.dataset.theme === 'light'")
    assert page.locator("#bar").is_hidden()
    assert page.locator("#inspector h2").is_visible()
    assert page.locator("#labels .story").first.is_visible()
    page.emulate_media(media="screen", color_scheme="dark")
    wait(page, "document.documentElement.dataset.theme === 'dark'")


def test_without_scripts_the_largest_stories_are_there(small: Path, open_page: Open) -> None:
    opened = open_page(java_script_enabled=False)
    opened.page.goto(small.as_uri())
    assert opened.page.get_by_role("heading", name="The largest stories").is_visible()
    assert opened.page.locator("#bar").is_hidden()


def axe_source() -> str:
    folders = (os.environ.get("STORYWEFT_NODE_MODULES"), "node_modules")
    places = [f"{folder}/axe-core/axe.min.js" for folder in folders if folder]
    places.insert(0, os.environ.get("STORYWEFT_AXE", ""))
    for place in places:
        if place and Path(place).is_file():
            return Path(place).read_text(encoding="utf-8")
    pytest.skip("axe-core is not installed: npm install axe-core")


STATES = ("", "story", "article", "provider", "topic", "line", "search", "network", "providers")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing(
    small: Path, large: Path, open_page: Open, scheme: str, width: int
) -> None:
    source = axe_source()
    for path, states in ((small, STATES), (large, ("", "network", "providers"))):
        page = open_page(width=width, color_scheme=scheme, bypass_csp=True).goto(path)
        page.evaluate(source)
        for name in states:
            page.evaluate("window.storyweft.search('')")
            page.evaluate("window.storyweft.show('threads')")
            if name in ("network", "providers"):
                page.evaluate("name => window.storyweft.show(name)", name)
            elif name == "search":
                page.evaluate("window.storyweft.search('ban')")
            elif name and (name != "line" or page.evaluate("storyweft.data.lines.length")):
                choose(page, name, 0)
            else:
                page.evaluate("window.storyweft.choose(null)")
            broken = [
                (name, rule["id"], [node["html"][:120] for node in rule["nodes"]])
                for rule in page.evaluate("axe.run()")["violations"]
            ]
            assert broken == []


# The six questions that a reader brings, with the number of actions that each may take


def test_who_was_first_in_a_story(small: Path, open_page: Open) -> None:
    page = open_page().goto(small)
    page.locator("#labels .story", has_text="Boston just became").click()
    lead = page.locator("#inspector .lead").inner_text()
    assert re.match(r"Business Insider was first: Wed 24 Jun, 17:51 UTC, .* before .*", lead)


def test_what_a_provider_published_in_a_week(
    large: Path, large_graph: storyweft.Graph, open_page: Open
) -> None:
    page = open_page().goto(large)
    page.locator("#by-provider").click()
    name = page.locator("#pop-provider label span").first.inner_text()
    page.locator("#pop-provider input[type=checkbox]").first.check()
    page.locator("#from").fill("2018-03-05")
    page.locator("#to").fill("2018-03-11")
    own = [
        item
        for item in large_graph.articles
        if item.provider
        and item.provider.name == name
        and "2018-03-05" <= (item.published or "")[:10] <= "2018-03-11"
    ]
    assert own
    assert f"{len(own)} article" in counts(page)


def test_how_a_theme_went_on_and_what_lies_between(large: Path, open_page: Open) -> None:
    page = open_page().goto(large)
    line = page.locator("#labels .lane h2 .link").first
    name = line.inner_text()
    line.click()
    assert heading(page) == name
    assert "How it went" in inspector(page)
    page.keyboard.press("Escape")
    stories = page.locator("#labels .story")
    stories.nth(0).click()
    stories.nth(3).click(modifiers=["Shift"])
    assert heading(page) == "What lies between"
    assert "From the one story to the other in" in inspector(page)


def test_which_providers_report_together(large: Path, open_page: Open) -> None:
    page = open_page().goto(large)
    view(page, "Providers")
    cell = page.locator("#providers td button").first
    count = cell.inner_text()
    cell.click()
    assert f"{int(count)} stor" in inspector(page)
    assert "was earlier in" in inspector(page)


def test_the_biggest_story_of_a_month(
    large: Path, large_graph: storyweft.Graph, open_page: Open
) -> None:
    page = open_page().goto(large)
    page.locator("#from").fill("2018-03-01")
    page.locator("#to").fill("2018-03-28")
    page.wait_for_timeout(300)
    inside = {
        story.label: sum(
            (large_graph.article(iri).published or "").startswith("2018-03")
            for iri in story.articles
        )
        for story in large_graph.stories
    }
    first = page.locator("#inspector .tops li").first
    assert int(first.locator(".n").inner_text()) == max(inside.values())
    assert inside[first.locator(".link").inner_text()] == max(inside.values())


def test_what_is_new_since_the_last_build(
    seeds_graph: storyweft.Graph, folder: Path, small: Path, open_page: Open
) -> None:
    gone = set(seeds_graph.stories[1].articles)
    rest = [article.iri for article in seeds_graph.articles if article.iri not in gone]
    since = news_since(seeds_graph, take_snapshot(seeds_graph.part(rest)))
    page = open_page().goto(save(seeds_graph, folder / "since.html", since=since))
    news = page.get_by_role("region", name="New since").inner_text()
    assert f"{len(gone)} new articles, 1 new story" in news
    assert seeds_graph.stories[1].label in news
    assert open_page().goto(small).get_by_role("region", name="New since").count() == 0
