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
from storyweft.page import html
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
    return save(seeds_graph, folder / "seeds.html")


@pytest.fixture(scope="module")
def large(folder: Path) -> Path:
    """The page of 3,000 articles: too many to draw all at once."""
    return save(make_graph(3_000), folder / "large.html")


@pytest.fixture(scope="module")
def hostile_page(folder: Path) -> Path:
    return save(storyweft.build(hostile.write(folder / "hostile")), folder / "hostile.html")


def counts(page: "Page") -> str:
    return page.locator("#counts").inner_text()


def articles(page: "Page") -> str:
    """Return what the counts say of articles: how stories are made is tested elsewhere."""
    return counts(page).split(", ")[1]


def state(page: "Page") -> dict[str, Any]:
    told: dict[str, Any] = page.evaluate("window.storyweft.state")
    return told


def wait(page: "Page", condition: str) -> None:
    """Wait until an expression is true; playwright's own way needs eval, which the page forbids."""
    for _ in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never true: {condition}")


def point_of(page: "Page", name: str) -> tuple[float, float]:
    """Return where on the screen a node stands."""
    x, y = page.evaluate("name => window.storyweft.pointOf(name)", name)
    return x, y


# What the file is


def test_the_file_is_one_page_that_loads_nothing(small: Path) -> None:
    text = small.read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>\n<html lang=")
    assert re.search(r"<title>[^<]+</title>", text)
    policy = re.search(r'Security-Policy" content="([^"]+)"', text)
    assert policy
    assert "default-src &#39;none&#39;" in policy[1]
    assert "unsafe" not in policy[1]
    markup = re.sub(r"(?s)<(script|style)\b.*?</\1>", "", text)
    assert not re.search(r"(?i)<[a-z][^>]*\b(src|href)\s*=\s*[\"']?\s*(https?:)?//", markup)
    assert "vis.js is dual licensed" in text


def test_the_same_graph_gives_the_same_bytes(seeds: Path, small: Path) -> None:
    files = sorted(seeds.iterdir(), reverse=True)
    again = "".join(generate(storyweft.build(*files, jobs=2)))
    assert again == small.read_text(encoding="utf-8")


def test_data_of_a_large_graph_is_compressed_and_the_same_each_time() -> None:
    one, other = ("".join(generate(make_graph(1_500))) for _ in range(2))
    assert one == other
    assert '<script type="application/gzip" class="columns">' in one
    assert len(one) < 1_500_000


def test_a_page_beyond_its_limits_says_what_it_leaves_out(
    folder: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = make_graph(1_200)
    page = open_page().goto(save(graph, folder / "cut.html", most=1_000))
    assert counts(page).endswith("1,000 articles")
    assert "200 articles of 1,200 are left out" in page.locator("#limits").inner_text()
    monkeypatch.setattr(html, "MOST_BYTES", 60_000)
    page = open_page().goto(save(graph, folder / "bare.html"))
    told = page.locator("#limits").inner_text()
    assert "Excerpts are left out" in told
    assert "are left out: the oldest of the lowest quality" in told


def test_excerpts_go_before_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = make_graph(1_200)
    full = len("".join(generate(graph)))
    frame = len("".join(generate(make_graph(1))))
    monkeypatch.setattr(html, "MOST_BYTES", (full - frame) * 3 // 4)
    text = "".join(generate(graph))
    assert '"articles":1200,"total":1200,"excerpts":false' in text


# Offline and quiet


def test_all_is_there_offline_without_a_request_or_a_word(small: Path, open_page: Open) -> None:
    opened = open_page()
    page = opened.goto(small)
    assert counts(page) == "5 stories, 26 articles"
    legend = page.locator("#legend").inner_text().split()
    assert {"Stories", "Articles", "Providers", "Topics", "Links"} <= set(legend)
    numbers = {"stories": 5, "articles": 26, "providers": 25, "topics": 4, "links": 21}
    assert {str(number) for number in numbers.values()} <= set(legend)
    nodes = json.loads(re.search(r'id="network">(.*?)</script>', small.read_text("utf-8"))[1])  # type: ignore[index]
    assert len(nodes["nodes"]) == 26 + 25 + 4
    opened.assert_quiet()


# Search


def test_search_finds_titles_excerpts_providers_and_topics(small: Path, open_page: Open) -> None:
    page = open_page().goto(small)
    page.keyboard.press("/")
    page.keyboard.type("boston")
    assert articles(page) == "2 of 26 articles"
    assert page.locator("#stories .row").count() == 1
    assert page.locator("#stories mark").first.inner_text() == "Boston"
    page.locator("#search").fill("zdnet")
    assert articles(page) == "1 of 26 articles"
    assert page.get_by_role("button", name="ZDNet", exact=True).count() == 1
    page.locator("#search").fill("computer vision")
    assert articles(page) == "4 of 26 articles"
    page.locator("#search").fill("crime-fighting toolbox")
    assert articles(page) == "2 of 26 articles"
    page.locator("#search").fill("no such words anywhere")
    assert articles(page) == "0 of 26 articles"
    assert page.get_by_text("No story matches.").is_visible()
    page.get_by_role("button", name="Reset").click()
    assert counts(page) == "5 stories, 26 articles"


# Cards


def test_a_click_on_an_article_shows_its_card(small: Path, open_page: Open) -> None:
    page = open_page().goto(small)
    page.get_by_role("tab", name="Articles 26").click()
    page.locator("#articles .row", has_text=BOSTON).click()
    card = page.locator("#details .card")
    assert card.locator("h2").inner_text() == BOSTON
    assert "24 June 2020" in card.inner_text()
    assert "Business Insider" in card.inner_text()
    assert "carry out facial recognition on their behalf." in card.inner_text()
    link = card.get_by_role("link", name="Open original")
    assert link.get_attribute("href") == (
        "https://www.businessinsider.com/"
        "boston-bans-government-use-of-facial-recognition-technology-2020-6"
    )
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert card.get_by_text("AMP cache").count() == 1
    assert "names this" not in card.inner_text()
    assert "named here as no. 1" in card.inner_text()


def test_the_map_answers_the_pointer(small: Path, open_page: Open) -> None:
    opened = open_page()
    page = opened.goto(small)
    page.mouse.move(*point_of(page, "a0"))
    assert page.locator("#tip").is_visible()
    page.mouse.click(*point_of(page, "a0"))
    wait(page, "window.storyweft.state.selected === 'a0'")
    assert page.locator("#details h2").count() == 1
    page.mouse.click(*point_of(page, "t0"))
    wait(page, "window.storyweft.state.selected === 't0'")
    assert "Topic" in page.locator("#details").inner_text()
    page.mouse.click(*point_of(page, "p3"))
    wait(page, "window.storyweft.state.selected === 'p3'")
    assert "Reports the same stories as" in page.locator("#details").inner_text()
    opened.assert_quiet()


def test_a_story_tells_its_articles_in_order_of_time(small: Path, open_page: Open) -> None:
    page = open_page().goto(small)
    page.locator("#stories .row").first.click()
    rows = page.locator("#details ol.time .row")
    assert rows.count() == 7
    days = [int(text[-11:-9]) for text in rows.locator("span").all_inner_texts()]
    assert days == sorted(days)
    page.locator("#details .chips button", has_text="Washington Post").click()
    assert page.locator("#details h2").inner_text() == "Washington Post"
    page.keyboard.press("Escape")
    assert state(page)["selected"] == "s0"


def test_pictures_load_only_when_asked_for(
    seeds_graph: storyweft.Graph, folder: Path, small: Path, open_page: Open
) -> None:
    opened = open_page()
    page = opened.goto(small)
    page.get_by_role("tab", name="Articles 26").click()
    page.locator("#articles .row", has_text=BOSTON).click()
    assert opened.requests == []
    page.get_by_role("button", name="Load picture from").click()
    wait(page, "document.querySelector('#details img')")
    assert [url.split("/")[2] for url in opened.requests] == ["i.insider.com"]
    never = open_page()
    page = never.goto(save(seeds_graph, folder / "never.html", images="none"))
    page.get_by_role("tab", name="Articles 26").click()
    page.locator("#articles .row", has_text=BOSTON).click()
    assert page.get_by_role("button", name="Load picture from").count() == 0
    always = open_page()
    page = always.goto(save(seeds_graph, folder / "always.html", images="remote"))
    assert always.requests == []
    page.get_by_role("tab", name="Articles 26").click()
    page.locator("#articles .row", has_text=BOSTON).click()
    wait(page, "document.querySelector('#details img')")
    assert any("i.insider.com" in url for url in always.requests)


# Filters


def test_filters_count_and_combine(small: Path, open_page: Open) -> None:
    page = open_page().goto(small)
    page.get_by_label("AWS AI").check()
    assert articles(page) == "1 of 26 articles"
    page.get_by_label("Computer Vision").check()
    assert articles(page) == "5 of 26 articles"
    page.get_by_role("button", name="Published 1", exact=True).click()
    assert articles(page) == "1 of 26 articles"
    page.get_by_role("button", name="Reset").click()
    page.get_by_label("Find in providers").fill("insider")
    page.get_by_label("Business Insider").check()
    assert articles(page) == "1 of 26 articles"
    page.get_by_role("button", name="Reset").click()
    page.get_by_label("Lowest quality").fill("80")
    assert re.fullmatch(r"\d+ of 26 articles", articles(page))


def test_dates_by_brush_and_by_keyboard(small: Path, open_page: Open) -> None:
    page = open_page().goto(small)
    bars = page.locator(".bars").bounding_box()
    assert bars
    y = bars["y"] + bars["height"] / 2
    page.mouse.move(bars["x"] + bars["width"] * 0.3, y)
    page.mouse.down()
    page.mouse.move(bars["x"] + bars["width"] * 0.45, y, steps=4)
    page.mouse.up()
    assert articles(page) == "15 of 26 articles"
    page.mouse.dblclick(bars["x"] + 5, y)
    assert counts(page) == "5 stories, 26 articles"
    page.get_by_label("From date").focus()
    page.keyboard.press("ArrowRight")
    assert articles(page) == "24 of 26 articles"
    assert "2019" in (page.get_by_label("From date").get_attribute("aria-valuetext") or "")


def test_the_legend_hides_and_filters(small: Path, large: Path, open_page: Open) -> None:
    page = open_page().goto(small)
    before = state(page)["elements"]
    page.get_by_role("button", name="Providers 25").click()
    assert state(page)["elements"] == before - 25 - 26
    page = open_page().goto(large)
    row = page.locator("#legend button").nth(5)
    count = row.locator(".number").inner_text()
    row.click()
    assert f"{count} of 3,000 articles" in counts(page)


# Focus and links


def test_focus_by_hops_and_back(small: Path, open_page: Open) -> None:
    page = open_page().goto(small)
    page.get_by_role("tab", name="Articles 26").click()
    page.locator("#articles .row", has_text=BOSTON).click()
    page.keyboard.press("f")
    assert "4 articles within" in page.locator("#focus").inner_text()
    page.keyboard.press("3")
    assert page.locator("#focus [aria-pressed=true]").inner_text() == "3"
    page.keyboard.press("Escape")
    assert page.locator("#focus").is_hidden()
    page.keyboard.press("Escape")
    assert state(page)["selected"] is None


def test_a_link_reopens_exactly_this_view(small: Path, open_page: Open) -> None:
    page = open_page().goto(small)
    page.locator("#search").fill("facial")
    page.get_by_label("Computer Vision").check()
    page.get_by_role("tab", name=re.compile("Articles")).click()
    page.locator("#articles .row").first.click()
    page.keyboard.press("f")
    page.keyboard.press("2")
    title, number = page.locator("#details h2").inner_text(), counts(page)
    wait(page, "location.hash.includes('hops=2')")
    address = page.evaluate("location.hash.slice(1)")
    again = open_page().goto(small, address)
    assert again.locator("#details h2").inner_text() == title
    assert counts(again) == number
    assert again.locator("#search").input_value() == "facial"
    assert again.get_by_label("Computer Vision").is_checked()
    assert again.locator("#focus [aria-pressed=true]").inner_text() == "2"
    again.wait_for_timeout(400)
    (*told, view), (*retold, review) = (
        text.split("&") for text in (address, again.evaluate("location.hash.slice(1)"))
    )
    assert retold == told
    places = (view_of(view), view_of(review))
    assert all(abs(one - other) < 3 for one, other in zip(*places, strict=True))


def view_of(text: str) -> list[float]:
    return [float(number) for number in text.removeprefix("view=").split("%7E")]


def test_an_address_of_another_graph_does_no_harm(small: Path, open_page: Open) -> None:
    opened = open_page()
    nonsense = "article=nothing&provider=no&quality=a~b&dates=x&view=1~2&hops=9&toggled=zz&colour=q"
    assert counts(opened.goto(small, nonsense)) == "5 stories, 26 articles"
    opened.assert_quiet()


# Keyboard alone


def test_keys_alone_reach_an_article_and_its_original(small: Path, open_page: Open) -> None:
    page = open_page().goto(small)
    for key in ("/", *"boston just", "Enter"):
        page.keyboard.press(key)
    assert page.locator("#details .kind").inner_text() == "Story"
    tab_to(page, BOSTON)
    page.keyboard.press("Enter")
    assert page.locator("#details .kind").inner_text() == "Article"
    tab_to(page, "Open original")
    address = page.evaluate("document.activeElement.href")
    assert address.startswith("https://www.businessinsider.com/")


def tab_to(page: "Page", text: str) -> None:
    """Press Tab until something that starts with this text has the keyboard."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").startswith(text):
            return
    pytest.fail(f"Tab does not lead to {text}")


def test_arrows_walk_along_links(small: Path, open_page: Open) -> None:
    page = open_page().goto(small)
    page.locator("#stories .row").first.click()
    page.locator("#details ol.time .row").nth(2).click()
    page.locator("#map").focus()
    seen = {state(page)["selected"]}
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
        seen.add(state(page)["selected"])
    assert len(seen) > 1
    assert page.locator("#chosen").inner_text() != ""


def test_every_article_is_in_the_list(large: Path, open_page: Open) -> None:
    page = open_page().goto(large)
    page.get_by_role("tab", name="Articles 3,000").click()
    assert page.locator("#articles .row").count() == 100
    page.get_by_role("button", name="Show 100 more").click()
    assert page.locator("#articles .row").count() == 200
    assert page.evaluate("document.activeElement.classList.contains('row')")


# Large graphs


def test_stories_open_within_the_budget(large: Path, open_page: Open) -> None:
    opened = open_page()
    page = opened.goto(large)
    assert state(page)["elements"] <= 1_500
    page.locator("#stories .row").first.click()
    wait(page, "window.storyweft.state.open > 0")
    for _ in range(6):
        assert state(page)["elements"] <= 1_500
        page.keyboard.press("-")
        page.wait_for_timeout(200)
    opened.assert_quiet()


def test_no_two_labels_overlap(small: Path, large: Path, open_page: Open) -> None:
    for path in (small, large):
        page = open_page().goto(path)
        boxes = page.evaluate("window.storyweft.labels")
        assert len(boxes) > 5
        for index, one in enumerate(boxes):
            for other in boxes[index + 1 :]:
                apart = one["right"] <= other["left"] or other["right"] <= one["left"]
                assert apart or one["bottom"] <= other["top"] or other["bottom"] <= one["top"]


# Exports


def download(page: "Page", name: str, folder: Path) -> Path:
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as waiting:
        page.locator("#formats button", has_text=re.compile(f"^{name}")).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_exports_hold_what_is_shown(small: Path, open_page: Open, tmp_path: Path) -> None:
    page = open_page().goto(small)
    page.locator("#search").fill("boston")
    assert download(page, "PNG", tmp_path).read_bytes().startswith(b"\x89PNG")
    drawing = ElementTree.parse(download(page, "SVG", tmp_path)).getroot()  # noqa: S314
    assert len(drawing.findall("{http://www.w3.org/2000/svg}circle")) > 20
    told = json.loads(download(page, "JSON", tmp_path).read_text("utf-8"))
    assert len(told["articles"]) == 2
    assert len(told["stories"]) == 1
    with download(page, "CSV", tmp_path).open(encoding="utf-8-sig", newline="") as stream:
        assert [row["title"] for row in csv.DictReader(stream)].count(BOSTON) == 1
    network = networkx.read_graphml(download(page, "GraphML", tmp_path))
    kinds = [kind for _, kind in network.nodes(data="kind")]
    assert (kinds.count("article"), kinds.count("story"), kinds.count("topic")) == (2, 1, 3)


def turtle(page: "Page") -> rdflib.Graph:
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    page.get_by_role("button", name="NearDuplicate as Turtle").click()
    return rdflib.Graph().parse(data=page.evaluate("window.copied"), format="turtle")


def test_an_article_as_turtle(small: Path, seeds_graph: storyweft.Graph, open_page: Open) -> None:
    page = open_page().goto(small)
    page.get_by_role("tab", name="Articles 26").click()
    page.locator("#articles .row", has_text=BOSTON).click()
    copied = turtle(page)
    subject = next(copied.subjects(rdflib.RDF.type))
    # Nothing but what the whole graph says of this article.
    text = storyweft.to_rdflib(seeds_graph).serialize(format="nt")
    whole = rdflib.Graph().parse(data=text, format="nt")
    assert len(copied) > 10
    assert set(copied.triples((subject, None, None))) <= set(whole.triples((subject, None, None)))


# Hostile text


def test_hostile_text_runs_nothing_anywhere(
    hostile_page: Path, open_page: Open, tmp_path: Path
) -> None:
    opened = open_page()
    page = opened.goto(hostile_page)
    for index in range(state(page)["matches"]):
        page.mouse.move(*point_of(page, f"a{index}"))
        page.evaluate("index => window.storyweft.choose(`a${index}`)", index)
        page.locator("#details h2").wait_for()
    for kind in "spt":
        page.evaluate("kind => window.storyweft.choose(`${kind}0`)", kind)
    for option in ("topic", "provider", "date"):
        page.locator("#legend select").select_option(option)
    page.locator("#search").fill("<script>")
    page.locator("#search").fill("")
    schemes = page.eval_on_selector_all("a[href]", "all => all.map((link) => link.protocol)")
    assert set(schemes) <= {"https:", "http:", "file:"}
    for name in ("SVG", "GraphML"):
        ElementTree.parse(download(page, name, tmp_path))  # noqa: S314
    with download(page, "CSV", tmp_path).open(encoding="utf-8-sig", newline="") as stream:
        assert not [cell for row in csv.reader(stream) for cell in row if cell.startswith("=")]
    assert page.evaluate("window.ran") is None
    opened.assert_quiet()


def test_hostile_text_is_escaped_in_turtle(hostile_page: Path, open_page: Open) -> None:
    page = open_page().goto(hostile_page)
    for index in range(len(hostile.TEXTS)):
        page.evaluate("index => window.storyweft.choose(`a${index}`)", index)
        assert len(turtle(page)) >= 3


# Phones, themes, people


def test_a_phone_shows_the_map_first(small: Path, open_page: Open) -> None:
    page = open_page(width=390, height=844).goto(small)
    order = ["#header", "#map", "#timeline", "#panel", "#filters"]
    tops = [(page.locator(part).bounding_box() or {"y": -1})["y"] for part in order]
    assert tops == sorted(tops)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#stories .row").first.click()
    assert page.locator("#details h2").is_visible()


def test_dark_by_system_and_by_hand(small: Path, open_page: Open) -> None:
    theme = "document.documentElement.dataset.theme"
    page = open_page(color_scheme="dark").goto(small)
    assert page.evaluate(theme) == "dark"
    page.keyboard.press("d")
    assert page.evaluate(theme) == "light"


def test_print_is_light_and_leaves_out_what_only_a_screen_needs(
    small: Path, open_page: Open
) -> None:
    page = open_page(color_scheme="dark").goto(small)
    page.locator("#stories .row").first.click()
    page.emulate_media(media="print", color_scheme="dark")
    wait(page, "document.documentElement.dataset.theme === 'light'")
    assert page.locator("#filters").is_hidden()
    assert page.locator("#details h2").is_visible()
    page.emulate_media(media="screen", color_scheme="dark")
    wait(page, "document.documentElement.dataset.theme === 'dark'")


def axe_source() -> str:
    folders = (os.environ.get("STORYWEFT_NODE_MODULES"), "node_modules")
    places = [f"{folder}/axe-core/axe.min.js" for folder in folders if folder]
    places.insert(0, os.environ.get("STORYWEFT_AXE", ""))
    for place in places:
        if place and Path(place).is_file():
            return Path(place).read_text(encoding="utf-8")
    pytest.skip("axe-core is not installed: npm install axe-core")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(
    small: Path, large: Path, open_page: Open, scheme: str, width: int
) -> None:
    source = axe_source()
    for path in (small, large):
        page = open_page(width=width, color_scheme=scheme, bypass_csp=True).goto(path)
        page.evaluate(source)
        for name in (None, "a0", "s0", "p0", "t0"):
            page.evaluate("name => window.storyweft.choose(name)", name)
            found = page.evaluate("axe.run()")
            broken = [
                (rule["id"], [node["html"][:120] for node in rule["nodes"]])
                for rule in found["violations"]
            ]
            assert broken == []
