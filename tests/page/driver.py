"""What drives the page in tests: shared pages that are set back, words for what a reader does."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import rdflib

import storyweft
from storyweft.page.html import generate
from tests.browser import Opened

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

#: Where the headlines of the chart stand on the screen.
BOXES = """
[...document.querySelectorAll("#labels .story")].map((node) => {
  const { left, right, top, bottom } = node.getBoundingClientRect();
  return { left, right, top, bottom };
})
"""

# Everything as it was when the page opened: what an empty address says, nothing open or scrolled.
_SET_BACK = """
() => {
  document.activeElement.blur();
  for (const node of document.querySelectorAll(":popover-open")) node.hidePopover();
  document.getElementById("hints").close();
  window.storyweft.chart.stop = -1;
  document.getElementById("scroll").scrollTop = 0;
  history.replaceState(null, "", location.pathname);
  dispatchEvent(new PopStateEvent("popstate"));
}
"""


def save(graph: storyweft.Graph, path: Path, **options: Any) -> Path:  # noqa: ANN401
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(generate(graph, **options))
    return path


def documents(folder: Path, *texts: str) -> storyweft.Graph:
    """Return the graph of documents with these front matters."""
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"{number}.md").write_text(f"---\n{text}\n---\n", encoding="utf-8")
    return storyweft.build(folder)


def set_back(opened: Opened) -> None:
    """Let a page that other tests have used be as it was when it opened."""
    opened.page.evaluate(_SET_BACK)
    opened.requests.clear()
    opened.complaints.clear()


def counts(page: "Page") -> str:
    return page.locator("#counts").inner_text()


def inspector(page: "Page") -> str:
    return page.locator("#inspector").inner_text()


def heading(page: "Page") -> str:
    return page.locator("#inspector h2").inner_text()


def state(page: "Page", name: str) -> Any:  # noqa: ANN401
    return page.evaluate("name => window.storyweft.state[name]", name)


def shown(page: "Page") -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the nodes and edges of the network as it is drawn."""
    nodes, edges = page.evaluate("[storyweft.net.shown.nodes, storyweft.net.shown.edges]")
    return nodes, edges


def view(page: "Page", name: str) -> None:
    page.locator("#views button", has_text=name).click()


def wait(page: "Page", condition: str) -> None:
    """Wait until an expression is true; playwright's own way needs eval, which the page forbids."""
    for _ in range(500):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(10)
    pytest.fail(f"never true: {condition}")


def choose(page: "Page", kind: str, number: int, other: int | None = None) -> None:
    choice = {"kind": kind, "id": number} | ({} if other is None else {"other": other})
    page.evaluate("choice => window.storyweft.choose(choice)", choice)


def point_of(page: "Page", node: int) -> tuple[float, float]:
    """Return where on the screen a node of the network stands."""
    x, y = page.evaluate("node => window.storyweft.pointOf(node)", node)
    return x, y


def tab_to(page: "Page", text: str, *, before: str) -> None:
    """Press Tab until something that starts with this text has the keyboard; open what folds."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("name => document.activeElement.matches(name)", before):
            page.keyboard.press("Enter")
        if page.evaluate("document.activeElement.textContent").startswith(text):
            return
    pytest.fail(f"Tab does not lead to {text}")


def download(page: "Page", name: str, folder: Path) -> Path:
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as waiting:
        page.locator("#formats button", has_text=re.compile(f"^{name}")).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def turtle(page: "Page") -> rdflib.Graph:
    """Return what the button of the open card copies."""
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    page.get_by_role("button", name="Turtle").click()
    return rdflib.Graph().parse(data=page.evaluate("window.copied"), format="turtle")


class Reader:
    """A person at the page, whose actions count: a click, a date, a word typed and Enter."""

    def __init__(self, page: "Page") -> None:
        self.page = page
        self.actions = 0

    def click(self, target: "Locator", **options: Any) -> None:  # noqa: ANN401
        self.actions += 1
        target.click(**options)

    def set_date(self, name: str, day: str) -> None:
        self.actions += 1
        self.page.locator(f"#{name}").fill(day)

    def search(self, text: str) -> None:
        self.actions += 1
        for key in ("/", *text, "Enter"):
            self.page.keyboard.press(key)
