"""The six questions that a reader brings, each with the number of actions that it may take."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import rdflib

import storyweft
from storyweft.comparing.since import news_since
from storyweft.comparing.snapshot import take_snapshot
from tests.benchmarks.graphs import make_graph
from tests.browser import Open
from tests.page.driver import (
    Reader,
    choose,
    counts,
    documents,
    heading,
    inspector,
    save,
    turtle,
    view,
    wait,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture(scope="module")
def huge_graph() -> storyweft.Graph:
    return make_graph(50_000)


def test_who_was_first_in_a_story(small_page: "Page") -> None:
    answer = r"Business Insider was first: Wed 24 Jun 2020, 17:51 UTC, .* before .*"
    lead = small_page.locator("#inspector .lead")
    reader = Reader(small_page)
    reader.click(small_page.locator("#labels .story", has_text="Boston just became"))
    assert re.match(answer, lead.inner_text())
    assert reader.actions == 1
    small_page.keyboard.press("Escape")
    reader = Reader(small_page)
    reader.search("boston")
    assert re.match(answer, lead.inner_text())
    assert reader.actions == 1


def days_graph(folder: Path) -> storyweft.Graph:
    """A story that two providers reported on one day, nobody knows when, and a third one later."""
    dates = ("2024-03-05", "2024-03-05", "2024-03-07T09:30:00Z")
    return documents(
        folder / "days",
        *(
            f"title: Dam above Old Town fails\nurl: https://n{i}.example/dam\ndate: {date}\n"
            f"updated: 2024-03-08\nprovider: {{name: Paper {i}, domain: n{i}.example}}\n"
            f"related: [{{sourceUrl: 'https://n{(i + 1) % 3}.example/dam'}}]"
            for i, date in enumerate(dates)
        ),
    )


def test_no_time_is_shown_that_nobody_stated(folder: Path, open_page: Open, tmp_path: Path) -> None:
    graph = days_graph(tmp_path)
    opened = open_page()
    page = opened.goto(save(graph, folder / "days.html"))
    texts = [page.locator("body").inner_text()]
    choices = [("story", 0, None), *(("article", number, None) for number in range(3))]
    for choice in [*choices, ("provider", 0, None), ("pair", 0, 1), ("pair", 0, 2)]:
        choose(page, *choice)
        texts.append(inspector(page))
    assert "00:00" not in "".join(texts)
    story, article, same_day, later = (re.sub(r"\s+", " ", texts[at]) for at in (1, 2, 6, 7))
    lead = r"Who was first is not certain: Paper \d and Paper \d, on Tue 5 Mar. Not all of them"
    assert re.search(lead, story)
    assert "(2 days)" in story
    assert "+2 days" in story
    assert "Tue 5 Mar" in article
    assert "Updated 2024-03-08 Documents" in article
    assert "who was earlier is not certain" in same_day
    assert "Paper 0 was 2 days earlier" in later
    assert "first Paper" not in texts[0]
    choose(page, "story", 0)
    view(page, "Network")
    page.get_by_role("button", name="1 hop").click()
    wait(page, "window.storyweft.net.names.some(({ lines }) => lines[0].startsWith('5 Mar'))")
    names = page.evaluate("window.storyweft.net.names.flatMap(({ lines }) => lines)")
    assert not [name for name in names if "00:00" in name]
    opened.assert_quiet()


def test_days_are_days_in_turtle(folder: Path, open_page: Open, tmp_path: Path) -> None:
    graph = days_graph(tmp_path)
    text = storyweft.to_rdflib(graph).serialize(format="nt")
    whole = rdflib.Graph().parse(data=text, format="nt")
    page = open_page().goto(save(graph, folder / "days.html"))
    for number in range(3):
        choose(page, "article", number)
        copied = turtle(page)
        assert len(list(copied.subjects(None, rdflib.Literal("day")))) == (2, 2, 1)[number]
        assert set(copied) <= set(whole)


def test_what_a_provider_published_in_a_week(
    large_page: "Page", large_graph: storyweft.Graph
) -> None:
    reader = Reader(large_page)
    reader.click(large_page.locator("#by-provider"))
    name = large_page.locator("#pop-provider label span").first.inner_text()
    reader.click(large_page.locator("#pop-provider input[type=checkbox]").first)
    reader.set_date("from", "2018-03-05")
    reader.set_date("to", "2018-03-11")
    own = {
        item.title
        for item in large_graph.articles
        if item.provider
        and item.provider.name == name
        and "2018-03-05" <= (item.published or "")[:10] <= "2018-03-11"
    }
    assert own
    assert f"{len(own)} article" in counts(large_page)
    assert reader.actions == 4


def test_how_a_theme_went_on(large_page: "Page") -> None:
    line = large_page.locator("#labels .lane h2 .link").first
    name = line.inner_text()
    reader = Reader(large_page)
    reader.click(line)
    assert heading(large_page) == name
    dates = re.findall(
        r"first .*, (\d+ \w{3}) \d", inspector(large_page).partition("How it went")[2]
    )
    assert len(dates) > 1
    assert reader.actions == 1


def test_what_lies_between_two_stories(large_page: "Page") -> None:
    stories = large_page.locator("#labels .story")
    reader = Reader(large_page)
    reader.click(stories.nth(0))
    reader.click(stories.nth(3), modifiers=["Shift"])
    assert heading(large_page) == "What lies between"
    assert "From the one story to the other in" in inspector(large_page)
    assert reader.actions == 2


def test_which_providers_report_together(large_page: "Page") -> None:
    reader = Reader(large_page)
    reader.click(large_page.locator("#views button", has_text="Providers"))
    cell = large_page.locator("#providers td button").first
    count = int(cell.inner_text())
    assert reader.actions == 1
    reader.click(cell)
    assert f"{count} stor" in inspector(large_page)
    assert "was earlier in" in inspector(large_page)
    assert reader.actions == 2


def test_the_biggest_story_of_a_month_among_50_000(
    huge_graph: storyweft.Graph, folder: Path, open_page: Open
) -> None:
    page = open_page().goto(save(huge_graph, folder / "huge.html"))
    month = {
        item.iri for item in huge_graph.articles if (item.published or "").startswith("2018-03")
    }
    inside = {story.label: len(month.intersection(story.articles)) for story in huge_graph.stories}
    most = max(inside.values())
    reader = Reader(page)
    reader.set_date("from", "2018-03-01")
    reader.set_date("to", "2018-03-28")
    number = "document.querySelector('#inspector .tops .n')?.textContent"
    wait(page, f"{number} === '{most}'")
    assert inside[page.locator("#inspector .tops .link").first.inner_text()] == most
    assert reader.actions == 2


def test_what_is_new_since_the_last_build(
    seeds_graph: storyweft.Graph, folder: Path, small_page: "Page", open_page: Open
) -> None:
    gone = set(seeds_graph.stories[1].articles)
    rest = [article.iri for article in seeds_graph.articles if article.iri not in gone]
    since = news_since(seeds_graph, take_snapshot(seeds_graph.part(rest)))
    page = open_page().goto(save(seeds_graph, folder / "since.html", since=since))
    news = page.get_by_role("region", name="New since").inner_text()
    assert f"{len(gone)} new articles, 1 new story" in news
    assert seeds_graph.stories[1].label in news
    assert small_page.get_by_role("region", name="New since").count() == 0
