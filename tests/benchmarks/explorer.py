"""The page beside pyvis tuned by hand, in the same Chromium and the same run.

    python -m tests.benchmarks.explorer            # 1,000, 10,000, 50,000 and 100,000 articles
    python -m tests.benchmarks.explorer 2000

CPU is that of the page's main thread, from /proc (Linux): other work does not count. What follows
an action is told twice: how long it took, and the CPU that it cost, the mean of all its steps.
A step of zoom is the median of twenty, of pyvis the mean frame of forty steps of pan and zoom;
scrolling is the 95th of a hundred frames; software rendering.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storyweft.graph import Graph
from storyweft.network.tables import edges, nodes
from storyweft.page.html import generate
from tests.benchmarks.graphs import make_graph
from tests.browser import ARGUMENTS, find_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SIZES = (1_000, 10_000, 50_000, 100_000)
MOST_PYVIS = 50_000
TICKS = 100  # a second, as Linux counts CPU in /proc

# Runs in the pyvis page: moves the camera step by step and waits for each frame.
_FRAMES = """
async ([steps, most]) => {
  const start = performance.now();
  let done = 0;
  while (done < steps && performance.now() - start < most) {
    const part = done / steps;
    const position = { x: 600 * part, y: 300 * part };
    network.moveTo({ position, scale: 0.1 + (part < 0.5 ? 0 : part - 0.5) });
    await new Promise((next) => requestAnimationFrame(next));
    done++;
  }
  return (performance.now() - start) / done;
}
"""
# The same for ours: the median of twenty steps of zoom.
_ZOOM = """
async () => {
  const { state, zoomTo } = window.storyweft;
  const times = [];
  for (let step = 0; step < 20; step++) {
    const middle = (state.from + state.to) / 2;
    const half = ((state.to - state.from) / 2) * (step % 2 ? 1.35 : 0.7);
    const start = performance.now();
    zoomTo(middle - half, middle + half);
    times.push(performance.now() - start);
    await new Promise((next) => requestAnimationFrame(next));
  }
  return times.sort((one, other) => one - other)[10];
}
"""
_SCROLL = """
async () => {
  const node = document.getElementById("scroll");
  const times = [];
  for (let step = 0, last = performance.now(); step < 100; step++) {
    node.scrollTop += 60;
    await new Promise((next) => requestAnimationFrame(next));
    times.push(performance.now() - last);
    last = performance.now();
  }
  return times.sort((one, other) => one - other)[95];
}
"""
_SEARCH = """
(words) => {
  const times = words.map((word) => {
    const start = performance.now();
    window.storyweft.search(word);
    return performance.now() - start;
  });
  window.storyweft.search("");
  return times.sort((one, other) => one - other)[Math.floor(times.length / 2)];
}
"""
_OPEN = """
async (stories) => {
  const times = [];
  for (const id of stories) {
    const start = performance.now();
    window.storyweft.choose({ kind: "story", id });
    await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
    times.push(performance.now() - start);
  }
  return times.sort((one, other) => one - other)[Math.floor(times.length / 2)];
}
"""
#: What a reader does: name, script, how many steps it takes, and its argument.
_STEPS: tuple[tuple[str, str, int, Any], ...] = (
    ("zoom", _ZOOM, 20, None),
    ("scroll", _SCROLL, 100, None),
    ("open a story", _OPEN, 5, [10, 20, 30, 40, 50]),
    ("search", _SEARCH, 5, ["ba", "bal", "coun", "lor mar", "zzz"]),
)
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
    for name, value in one.items():
        _print_row(name, value, other.get(name))


def _print_row(name: str, one: float, other: float | None) -> None:
    shown = [f"{value:10.1f}" if value is not None else f"{'':>10}" for value in (one, other)]
    ratio = f"{other / one:7.1f}×" if one and other else ""
    print(f"  {name:26}{''.join(shown)}{ratio}")


def _write_pyvis(graph: Graph, path: Path) -> None:
    """Write what a careful user of pyvis would: positions, no physics, straight edges, in-line."""
    from pyvis.network import Network

    net = Network(directed=True, cdn_resources="in_line", height="800px")
    numbers = {node.iri: number for number, node in enumerate(nodes(graph))}
    side = int(len(numbers) ** 0.5) + 1
    net.nodes = [
        {
            "id": number,
            "title": str(node.attributes["label"]),
            "shape": "dot",
            "size": 6,
            "x": number % side * 30,
            "y": number // side * 30,
        }
        for number, node in enumerate(nodes(graph))
    ]
    net.edges = [
        {"from": numbers[edge.source], "to": numbers[edge.target]} for edge in edges(graph)
    ]
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
        figures = {
            "first paint, ms CPU": first,
            "ready, ms CPU": ready,
            "ready, ms": page.evaluate("performance.getEntriesByName('ready')[0].startTime"),
        }
        for name, script, steps, argument in _STEPS:
            before = _cpu(browser)
            figures[f"{name}, ms"] = page.evaluate(script, argument)
            figures[f"{name}, ms CPU"] = (_cpu(browser) - before) / steps
        return figures | {"heap, MB": _heap(page)}


def _theirs(path: Path) -> dict[str, float]:
    with _opened() as (browser, page):
        page.goto(path.as_uri(), timeout=180_000)
        page.evaluate(
            "new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)))"
        )
        first = _cpu(browser)
        frame = page.evaluate(_FRAMES, [40, 5000])
        return {"first paint, ms CPU": first, "zoom, ms": frame, "heap, MB": _heap(page)}


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
    info: dict[str, Any] = session.send("SystemInfo.getProcessInfo")
    pages = [item["id"] for item in info["processInfo"] if item["type"] == "renderer"]
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
