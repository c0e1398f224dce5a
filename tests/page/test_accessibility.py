"""axe finds nothing in twelve states of the page: its views and cards, light, dark, on a phone."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.benchmarks.graphs import make_graph
from tests.browser import new_page
from tests.page.driver import save

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

#: What is set before the page is looked at, after all was set back.
STATES = {
    "briefing": "",
    "story": "choose({ kind: 'story', id: 0 })",
    "article": "choose({ kind: 'article', id: 0 })",
    "storyline": "choose({ kind: 'line', id: 0 })",
    "provider": "choose({ kind: 'provider', id: 0 })",
    "topic": "choose({ kind: 'topic', id: 0 })",
    "two stories": "choose({ kind: 'between', id: 0, other: 1 })",
    "search": "search('ba')",
    "network": "show('network')",
    "network of a story": "choose({ kind: 'story', id: 0 }), show('network')",
    "providers": "show('providers')",
    "two providers": "show('providers'), choose({ kind: 'pair', id: 0, other: 1 })",
}
#: Light on a screen, dark on a phone: each colour and each layout.
SCREENS = {"screen": (1280, "light"), "phone": (390, "dark")}
#: Of these a phone has a layout, or the dark a colour, of its own.
ON_PHONES = ("story", "network", "providers")


def axe_source() -> str:
    folders = (os.environ.get("STORYWEFT_NODE_MODULES"), "node_modules")
    paths = [f"{folder}/axe-core/axe.min.js" for folder in folders if folder]
    paths.insert(0, os.environ.get("STORYWEFT_AXE", ""))
    for path in paths:
        if path and Path(path).is_file():
            return Path(path).read_text(encoding="utf-8")
    pytest.skip("axe-core is not installed: npm install axe-core")


@pytest.fixture(scope="module", params=SCREENS)
def screen(
    request: pytest.FixtureRequest, browser: "Browser", folder: Path
) -> "Iterator[tuple[str, Page]]":
    """The page on a screen, with axe in it, for which its policy is off."""
    source = axe_source()
    width, scheme = SCREENS[request.param]
    opened = new_page(browser, width=width, color_scheme=scheme, bypass_csp=True)
    # Few articles, but storylines and companions: axe looks at each element.
    page = opened.goto(save(make_graph(300), folder / f"{request.param}.html"))
    page.evaluate(source)
    yield request.param, page
    page.context.close()


@pytest.mark.parametrize("name", STATES)
def test_axe_finds_nothing(screen: "tuple[str, Page]", name: str) -> None:
    kind, page = screen
    if kind == "phone" and name not in ON_PHONES:
        return
    set_up = f"choose(null); search(''); show('threads'); {STATES[name]}"
    page.evaluate(f"(({{ choose, search, show }}) => {{ {set_up} }})(window.storyweft)")
    rules = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    broken = [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in rules]
    assert broken == []
