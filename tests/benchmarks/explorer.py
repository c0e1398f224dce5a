"""The page beside pyvis tuned by hand, in the same Chromium and the same run.

    python -m tests.benchmarks.explorer            # 1,000, 10,000 and 50,000 articles
    python -m tests.benchmarks.explorer 2000

CPU is that of the page's main thread, from /proc (Linux): other work does not count.
A frame is the mean of forty steps of pan and zoom, software rendering, at most five seconds.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storyweft.graph import Graph
from storyweft.page import vis as network
from storyweft.page.contents import make_page
from storyweft.page.html import generate
from tests.benchmarks.graphs import make_graph
from tests.browser import ARGUMENTS, find_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SIZES = (1_000, 10_000, 50_000)
MOST_PYVIS = 50_000
TICKS = 100  # a second, as Linux counts CPU in /proc

# Runs in the page: moves the camera step by step and waits for each frame.
_FRAMES = """
async ([steps, most]) => {
  const move = window.storyweft ? window.storyweft.move : (place, scale) =>
    network.moveTo({ position: place, scale });
  const start = performance.now();
  let done = 0;
  while (done < steps && performance.now() - start < most) {
    const part = done / steps;
    const place = { x: 600 * part, y: 300 * part };
    move(place, 0.1 + (part < 0.5 ? 0 : part - 0.5), false);
    await new Promise((next) => requestAnimationFrame(next));
    done++;
  }
  return (performance.now() - start) / done;
}
"""
_SEARCH = """
(words) => {
  const field = document.getElementById("search");
  const times = words.map((word) => {
    field.value = word;
    const start = performance.now();
    field.dispatchEvent(new Event("input"));
    return performance.now() - start;
  });
  field.value = "";
  field.dispatchEvent(new Event("input"));
  return times.sort((one, other) => one - other)[Math.floor(times.length / 2)];
}
"""
_OPEN = """
async (names) => {
  const times = [];
  for (const name of names) {
    const start = performance.now();
    window.storyweft.choose(name);
    await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
    times.push(performance.now() - start);
  }
  return times.sort((one, other) => one - other)[Math.floor(times.length / 2)];
}
"""
# Decoding starts after the first paint: without it, what was spent is what the first paint cost.
_ONLY_OVERVIEW = "window.Uint8Array.fromBase64 = window.atob = undefined;"


def main() -> None:
    """Measure the sizes that were asked for, and print a table for each."""
    sizes = [int(text) for text in sys.argv[1:]] or list(SIZES)
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            _measure(size, Path(folder))


def _measure(size: int, folder: Path) -> None:
    graph = make_graph(size)
    ours, theirs = folder / f"{size}.html", folder / f"{size}-pyvis.html"
    start = time.process_time()
    with ours.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(generate(graph))
    written = time.process_time() - start
    _write_pyvis(graph, theirs)
    one = _ours(ours)
    other = _theirs(theirs) if size <= MOST_PYVIS else {}
    print(f"\n{size:,} articles, {len(graph.stories):,} stories, {len(graph.links):,} links")
    print(f"  layout and page written   {written:8.1f} s CPU")
    print(f"  file                      {ours.stat().st_size / 1e6:8.1f} MB")
    print(f"{'':28}{'explorer':>10}{'pyvis':>10}{'ratio':>8}")
    for name in ("first paint, ms CPU", "all decoded, ms CPU", "frame, ms", "heap, MB"):
        _print_row(name, one.get(name), other.get(name))
    for name in ("open a story, ms", "search, ms"):
        _print_row(name, one.get(name), None)


def _print_row(name: str, one: float | None, other: float | None) -> None:
    shown = [f"{value:10.1f}" if value is not None else f"{'':>10}" for value in (one, other)]
    ratio = f"{other / one:7.1f}×" if one and other else ""
    print(f"  {name:26}{''.join(shown)}{ratio}")


def _write_pyvis(graph: Graph, path: Path) -> None:
    """Write what a careful user of pyvis would: positions, no physics, straight edges, in-line."""
    from pyvis.network import Network

    page = make_page(graph, most=len(graph.articles))
    net = Network(directed=True, cdn_resources="in_line", height="800px")
    net.nodes, net.edges = network.everything(page)
    titles = [article.title or "" for article in page.articles]
    for node in net.nodes:
        if node["id"].startswith("a"):
            node["title"] = titles[int(node["id"][1:])]
    net.options = {
        "physics": {"enabled": False},
        "layout": {"improvedLayout": False},
        "edges": {"smooth": False},
        "interaction": {"hideEdgesOnDrag": False},
    }
    path.write_text(net.generate_html(), encoding="utf-8")


def _ours(path: Path) -> dict[str, float]:
    with _opened() as (browser, page):
        page.add_init_script(_ONLY_OVERVIEW)
        page.goto(path.as_uri())
        _wait(page, "performance.getEntriesByName('overview-painted').length > 0")
        first = _cpu(browser)
    with _opened() as (browser, page):
        page.goto(path.as_uri())
        _wait(page, "document.documentElement.dataset.ready === 'true'")
        ready = _cpu(browser)
        page.wait_for_timeout(500)
        return {
            "first paint, ms CPU": first,
            "all decoded, ms CPU": ready,
            "frame, ms": page.evaluate(_FRAMES, [40, 5000]),
            "open a story, ms": page.evaluate(_OPEN, ["s10", "s20", "s30", "s40", "s50"]),
            "search, ms": page.evaluate(_SEARCH, ["ba", "bal", "coun", "lor mar", "zzz"]),
            "heap, MB": _heap(page),
        }


def _theirs(path: Path) -> dict[str, float]:
    with _opened() as (browser, page):
        page.goto(path.as_uri(), timeout=180_000)
        page.evaluate(
            "new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)))"
        )
        first = _cpu(browser)
        frame = page.evaluate(_FRAMES, [40, 5000])
        return {"first paint, ms CPU": first, "frame, ms": frame, "heap, MB": _heap(page)}


@contextmanager
def _opened() -> "Iterator[tuple[Browser, Page]]":
    """A fresh browser, so that nothing of an earlier page is counted."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        context = browser.new_context(
            viewport={"width": 1280, "height": 800}, offline=True, reduced_motion="reduce"
        )
        yield browser, context.new_page()
        browser.close()


def _wait(page: "Page", condition: str) -> None:
    while not page.evaluate(condition):
        page.wait_for_timeout(20)


def _cpu(browser: "Browser") -> float:
    """Return the CPU in ms that the main threads of all pages have used."""
    session = browser.new_browser_cdp_session()
    told: dict[str, Any] = session.send("SystemInfo.getProcessInfo")
    pages = [item["id"] for item in told["processInfo"] if item["type"] == "renderer"]
    return sum(_thread_cpu(int(page)) for page in pages)


def _thread_cpu(process: int) -> float:
    text = Path(f"/proc/{process}/task/{process}/stat").read_text(encoding="utf-8")
    fields = text.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / TICKS


def _heap(page: "Page") -> float:
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    used: float = session.send("Runtime.getHeapUsage")["usedSize"]
    return used / 1e6


if __name__ == "__main__":
    main()
