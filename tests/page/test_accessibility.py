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

#: Twelve states: on a screen or a phone, and what is set before axe looks.
STATES = {
    ("screen", "briefing"): "",
    ("screen", "story"): "choose({ kind: 'story', id: 0 })",
    ("screen", "article"): "choose({ kind: 'article', id: 0 })",
    ("screen", "storyline"): "choose({ kind: 'line', id: 0 })",
    ("screen", "provider"): "choose({ kind: 'provider', id: 0 })",
    ("screen", "two stories"): "choose({ kind: 'between', id: 0, other: 1 })",
    ("screen", "search"): "search('ba')",
    ("screen", "network"): "show('network')",
    ("screen", "providers"): "show('providers')",
    ("phone", "story"): "choose({ kind: 'story', id: 0 })",
    ("phone", "network of a story"): "choose({ kind: 'story', id: 0 }), show('network')",
    ("phone", "two providers"): "show('providers'), choose({ kind: 'pair', id: 0, other: 1 })",
}
#: Light on a screen, dark on a phone: each colour and each layout.
SCREENS = {"screen": (1280, "light"), "phone": (390, "dark")}


def axe_source() -> str:
    folders = (os.environ.get("STORYWEFT_NODE_MODULES"), "node_modules")
    paths = [f"{folder}/axe-core/axe.min.js" for folder in folders if folder]
    paths.insert(0, os.environ.get("STORYWEFT_AXE", ""))
    for path in paths:
        if path and Path(path).is_file():
            return Path(path).read_text(encoding="utf-8")
    pytest.skip("axe-core is not installed: npm install axe-core")


@pytest.fixture(scope="module")
def pages(browser: "Browser", folder: Path) -> "Iterator[dict[str, Page]]":
    """The page on both screens, with axe in it, for which its policy is off."""
    source = axe_source()
    # Few articles, but storylines and companions: axe looks at each element.
    path = save(make_graph(300), folder / "axe.html")
    pages = {}
    for name, (width, scheme) in SCREENS.items():
        opened = new_page(browser, width=width, color_scheme=scheme, bypass_csp=True)
        pages[name] = opened.goto(path)
        pages[name].evaluate(source)
    yield pages
    for page in pages.values():
        page.context.close()


@pytest.mark.parametrize(("screen", "name"), STATES)
def test_axe_finds_nothing(pages: "dict[str, Page]", screen: str, name: str) -> None:
    page = pages[screen]
    set_up = f"choose(null); search(''); show('threads'); {STATES[screen, name]}"
    page.evaluate(f"(({{ choose, search, show }}) => {{ {set_up} }})(window.storyweft)")
    rules = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    broken = [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in rules]
    assert broken == []
