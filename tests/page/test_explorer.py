"""The page, driven as a person would: with a pointer, with keys alone, on a phone, offline."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import rdflib

import storyweft
from tests.benchmarks.graphs import make_graph
from tests.browser import Open
from tests.hostile import TEXTS
from tests.page.driver import (
    BOXES,
    choose,
    counts,
    documents,
    heading,
    inspector,
    save,
    state,
    tab_to,
    turtle,
    view,
    wait,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

BOSTON = "Boston just became the latest city to ban use of facial recognition technology"


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


def test_counts_add_up_to_all_articles(small_page: "Page", large_page: "Page") -> None:
    for page in (small_page, large_page):
        shown = page.evaluate("window.storyweft.chart.shown")
        outside = sum(
            int(re.sub(r"\D", "", page.locator(f"#{name}").inner_text() or "0") or 0)
            for name in ("earlier", "later")
            if page.locator(f"#{name}").is_visible()
        )
        total = page.evaluate("window.storyweft.data.times.length")
        assert shown["articles"] + shown["undated"] + outside == total


def test_no_two_names_overlap(small_page: "Page", large_page: "Page") -> None:
    for page in (small_page, large_page):
        assert_apart(page.evaluate(BOXES))
        view(page, "Network")
        wait(page, "window.storyweft.net.names.length > 5")
        assert_apart(page.evaluate("window.storyweft.net.names.map((name) => name.box)"))


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


def test_search_finds_titles_excerpts_providers_and_topics(small_page: "Page") -> None:
    page = small_page
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


def test_filters_become_chips_and_leave_a_story_whole(small_page: "Page") -> None:
    page = small_page
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


def test_dates_by_brush_fields_and_keys(large_page: "Page") -> None:
    page = large_page
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


def test_back_returns_from_a_choice(small_page: "Page") -> None:
    page = small_page
    page.locator("#inspector .tops .link").first.click()
    wait(page, "location.hash.includes('story=')")
    page.evaluate("history.back()")
    wait(page, "window.storyweft.state.choice === null")
    assert "Most covered" in inspector(page)
    for key in ("/", *"boston", "Enter"):
        page.keyboard.press(key)
    wait(page, "location.hash.includes('story=')")
    for title in ("“boston”", "17 Dec 2019 to 3 May 2021"):
        page.evaluate("history.back()")
        wait(page, f"document.querySelector('#inspector h2').textContent === {title!r}")
    assert page.locator("#search").input_value() == ""


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


def test_the_chart_is_one_stop_of_tab(large_page: "Page") -> None:
    page = large_page
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


def test_articles_and_stories_as_turtle(small_page: "Page", seeds_graph: storyweft.Graph) -> None:
    text = storyweft.to_rdflib(seeds_graph).serialize(format="nt")
    whole = rdflib.Graph().parse(data=text, format="nt")
    page = small_page
    for kind in ("article", "story"):
        choose(page, kind, 0)
        copied = turtle(page)
        subject = next(copied.subjects(rdflib.RDF.type))
        # Nothing but what the whole graph says.
        assert len(copied) > 5
        assert set(copied) <= set(whole.triples((subject, None, None)))


def test_hostile_text_is_escaped_in_turtle(hostile_page: Path, open_page: Open) -> None:
    page = open_page().goto(hostile_page)
    for index in range(len(TEXTS)):
        choose(page, "article", index)
        assert len(turtle(page)) >= 3


# Sites that are not as most


def test_a_site_without_dates_has_lists(folder: Path, open_page: Open) -> None:
    graph = documents(
        folder / "undated",
        *(f"title: Dam above Old Town fails {i}\nurl: https://example.com/{i}" for i in range(6)),
    )
    opened = open_page()
    page = opened.goto(save(graph, folder / "undated.html"))
    assert page.locator("#mini").is_hidden()
    assert page.locator("#axis").is_hidden()
    assert "6 articles" in counts(page)
    assert page.locator("#labels .story").count() >= 1
    opened.assert_quiet()


#: How many elements stand out of the page or of the card at its right.
_STANDING_OUT = """
[...document.querySelectorAll("#inspector *")].filter((node) => {
  const edge = document.getElementById("inspector").getBoundingClientRect().right + 1;
  return node.getBoundingClientRect().right > edge && !node.closest(".quiet");
}).length + Math.max(0, document.documentElement.scrollWidth - innerWidth)
"""


def test_words_without_end_break_no_line(folder: Path, open_page: Open) -> None:
    word = "Donaudampfschifffahrt" * 12
    graph = documents(
        folder / "long",
        *(
            f"title: {word} {i}\nurl: https://n{i}.example/{word}\ndate: 2024-01-0{i}\n"
            f"provider: {{name: {word}, domain: n{i}.example}}\ntopics: [{word}]\n{word}: {word}"
            for i in (1, 2)
        ),
    )
    path = save(graph, folder / "long.html", title=word)
    for width in (1440, 1024, 390, 320):
        page = open_page(width=width).goto(path)
        for kind in ("story", "article", "provider", "topic"):
            choose(page, kind, 0)
            assert page.evaluate(_STANDING_OUT) == 0, (width, kind)
        if width > 760:
            assert (page.locator("#search").bounding_box() or {"width": 0})["width"] >= 150


def test_a_single_article_is_its_card(folder: Path, open_page: Open) -> None:
    text = "title: Dam fails\ndate: 2024-01-05T06:30:00Z\nurl: https://example.com/1"
    opened = open_page()
    page = opened.goto(save(documents(folder / "one", text), folder / "one.html"))
    assert heading(page) == "Dam fails"
    view(page, "Network")
    assert page.evaluate("window.storyweft.net.names.map(({ lines }) => lines)") == [["Dam fails"]]
    assert page.locator("#of-follows").is_hidden()
    view(page, "Providers")
    assert "No two providers" in page.locator("#providers").inner_text()
    view(page, "Threads")
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


# Phones, themes, paper


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
    assert "url(" in page.locator("#plot").evaluate("node => node.style.backgroundImage")
    page.emulate_media(media="screen", color_scheme="dark")
    wait(page, "document.documentElement.dataset.theme === 'dark'")


def test_without_scripts_the_largest_stories_are_there(small: Path, open_page: Open) -> None:
    opened = open_page(java_script_enabled=False)
    opened.page.goto(small.as_uri())
    assert opened.page.get_by_role("heading", name="The largest stories").is_visible()
    assert opened.page.locator("#bar").is_hidden()
