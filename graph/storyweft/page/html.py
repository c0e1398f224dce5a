"""Graph → one HTML page that works offline: threads of stories over time, network, providers.

The network view is drawn by the vis-network that pyvis brings. The template is ours: that of pyvis
loads styles from a CDN and can be made to run script from a title. vis-network stands in the page
as text, which becomes a script when the view is first opened. Scripts and styles are in
``explorer/`` and go into the page, whose Content-Security-Policy lets nothing else run.

Text of documents is only ever data: JSON in elements that no browser executes.
"""

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial
from hashlib import sha256
from importlib.util import find_spec
from itertools import chain
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple
from zlib import MAX_WBITS, compressobj

from storyweft.graph import Graph
from storyweft.text import slug

if TYPE_CHECKING:
    from storyweft.page.contents import Page
    from storyweft.page.since import Since

#: When pictures, which are remote, load: never, by a click, or with the card that shows them.
Images = Literal["none", "click", "remote"]

#: The views of a page.
View = Literal["threads", "network", "providers"]

#: The name of a page whose source has none.
TITLE = "storyweft"

#: What one page holds at most: articles, and bytes of data as they stand in the file.
MOST_ARTICLES = 100_000
MOST_BYTES = 25_000_000

# Smaller data stand in the page as they are: readable, and the same with any version of zlib.
_PLAIN = 150_000
# 7 takes 1.7 times as long for 3 % fewer bytes, 5 half as long for 10 % more.
_LEVEL = 6
_GZIP = 16 + MAX_WBITS
_CHUNK = 1 << 17
_ROOM = Path(__file__).parent / "explorer"
# Each module after those that it imports.
_SCRIPTS = (
    "text",
    "times",
    "search",
    "axis",
    "beads",
    "lanes",
    "address",
    "between",
    "names",
    "dom",
    "data",
    "store",
    "theme",
    "filters",
    "turtle",
    "parts",
    "strip",
    "marks",
    "plans",
    "headlines",
    "chart",
    "hands",
    "cards",
    "company",
    "inspector",
    "graph",
    "network",
    "matrix",
    "bar",
    "exports",
    "keys",
    "main",
)

_STYLES = ("base", "frame", "chart", "inspector", "views", "media")

# The chart need not wait for the excerpts behind them, half of the page.
_COLUMNS_ARE_THERE = 'dispatchEvent(new Event("columns"));'

# Where pictures may come from; none is asked for until the reader clicks, unless built so.
_PICTURES = {"none": "data:", "click": "data: http: https:", "remote": "data: http: https:"}


def generate(
    graph: Graph,
    *,
    images: Images = "click",
    title: str = TITLE,
    view: View = "threads",
    since: "Since | None" = None,
    most: int = MOST_ARTICLES,
) -> Iterator[str]:
    """Yield the text of a page that shows the graph.

    :param images: whether pictures, which are remote, load never, by click or with their card.
    :param title: the name of the page.
    :param view: the view that opens first.
    :param since: what is new since an earlier build; without it the page has no such section.
    :param most: how many articles the page holds; the oldest of the lowest quality are left out.
    """
    from storyweft.page.contents import overview, to_json

    page, parts = _fit(graph, most)
    first = to_json(overview(page, images=images, title=title, view=view, since=since)).decode()
    before, after = _render(page, first, images=images, title=title)
    yield before
    for part in parts:
        # In pieces: a browser that reads one long element does not draw until its end.
        for start in range(0, len(part.text), _CHUNK):
            yield f'<script type="application/{part.encoding}" class="{part.name}">'
            yield part.text[start : start + _CHUNK]
            yield "</script>\n"
        if part.name == "columns":
            yield f"<script>{_COLUMNS_ARE_THERE}</script>\n"
    yield after


def generate_by_topic(
    graph: Graph,
    *,
    images: Images = "click",
    view: View = "threads",
    since: "Since | None" = None,
) -> Iterator[tuple[str, Iterator[str]]]:
    """Yield a page for each topic: the slug of its name, and the text."""
    by_topic: dict[str, list[str]] = {}
    for article in graph.articles:
        for topic in article.topics:
            by_topic.setdefault(topic.iri, []).append(article.iri)
    for topic in graph.topics:
        if topic.iri in by_topic:
            # Made when its page is written: thousands of parts at once would fill the memory.
            parts = map(graph.part, [by_topic[topic.iri]])
            page = partial(generate, images=images, title=topic.name, view=view, since=since)
            yield slug(topic.name), chain.from_iterable(map(page, parts))


class _Part(NamedTuple):
    """Some of the data, as it stands in the page."""

    name: str
    encoding: str
    text: str


def _fit(graph: Graph, most: int) -> tuple["Page", list[_Part]]:
    """Return a page within the limits and its data: excerpts go first, then articles."""
    from storyweft.page.contents import columns, excerpts, make_page, to_json

    page = make_page(graph, most=most)
    parts = [_encode("columns", to_json(columns(page)))]
    while (size := len(parts[0].text)) > MOST_BYTES:
        page = make_page(graph, most=len(page.articles) * MOST_BYTES * 9 // (size * 10))
        parts = [_encode("columns", to_json(columns(page)))]
    if any(article.excerpt for article in page.articles):
        room = MOST_BYTES - len(parts[0].text)
        parts.append(_encode("excerpts", to_json(excerpts(page)), room))
        if len(parts[1].text) > room:
            return replace(page, has_excerpts=False), parts[:1]
    return page, parts


def _encode(name: str, data: bytes, room: float = inf) -> _Part:
    """Encode some of the data; beyond its room only as far as tells that there is none."""
    if len(data) <= _PLAIN:
        return _Part(name, "json", data.decode())
    packed = bytearray()
    packer = compressobj(_LEVEL, wbits=_GZIP)
    for start in range(0, len(data), _CHUNK):
        packed += packer.compress(data[start : start + _CHUNK])
        if len(packed) > room:
            break
    packed += packer.flush()
    return _Part(name, "gzip", b64encode(packed).decode())


def _render(page: "Page", overview: str, *, images: Images, title: str) -> list[str]:
    """Return the page before and after its data."""
    from storyweft.page.briefing import briefing, escape
    from storyweft.page.contents import to_json
    from storyweft.page.network import positions

    script, vis, style = _script(), _vis_network(), _style()
    texts = {
        "policy": escape(_policy([vis, script, _COLUMNS_ARE_THERE], style, images)),
        "title": escape(title),
        "stories": str(len(page.stories)),
        "articles": str(len(page.articles)),
        "providers": str(len(page.graph.providers)),
        "briefing": briefing(page),
        "style": style,
        "options": json.dumps(_OPTIONS),
        "positions": to_json(positions(page)).decode(),
        "overview": overview,
        "vis": vis,
        "script": script,
    }
    template = (_ROOM / "template.html").read_text("utf-8")
    parts = template.split("{{ data }}")
    return [_SLOT.sub(lambda slot: texts[slot[1]], part) for part in parts]


_SLOT = re.compile(r"\{\{ (\w+) \}\}")

_OPTIONS = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "dragNodes": True,
        "hover": True,
        "selectable": True,
        "selectConnectedEdges": False,
        "tooltipDelay": 1_000_000,
        "zoomSpeed": 0.6,
    },
    "nodes": {"borderWidth": 1.4, "chosen": False},
    "edges": {
        "smooth": False,
        "chosen": False,
        "width": 1,
        "arrows": {"to": {"enabled": False, "scaleFactor": 0.45}},
    },
}


def _policy(scripts: list[str], style: str, images: Images) -> str:
    allowed = " ".join(_hash(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_hash(style)};"
        f" img-src {_PICTURES[images]}; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


_IMPORT = re.compile(r'^import (\{[^{}]*\}) from "\./(\w+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?function\*? |const )(\w+)", re.MULTILINE)


@cache
def _style() -> str:
    return "".join((_ROOM / f"{name}.css").read_text("utf-8") for name in _STYLES)


@cache
def _script() -> str:
    """Return our modules as one script, which can stand in a page that is opened from a file."""
    modules = [_module(name, (_ROOM / f"{name}.js").read_text("utf-8")) for name in _SCRIPTS]
    return '(() => {\n"use strict";\n' + "\n".join(modules) + "})();\n"


def _module(name: str, source: str) -> str:
    """Return a module as a function that is called at once and gives what it exports."""
    exported = ", ".join(match[2] for match in _EXPORT.finditer(source))
    # `import { a as b }` takes apart what a module gives: `const { a: b }`.
    body = _IMPORT.sub(
        lambda match: f"const {match[1].replace(' as ', ': ')} = {match[2]}_;", source
    )
    body = _EXPORT.sub(r"\1\2", body)
    return f"const {name}_ = (() => {{\n{body}return {{ {exported} }};\n}})();\n"


@cache
def _vis_network() -> str:
    """Return the script of vis-network as pyvis brings it, licence and all."""
    # To import it would import IPython and networkx, half a second for nothing of theirs.
    spec = find_spec("pyvis")
    assert spec is not None and spec.origin is not None
    folder = Path(spec.origin).parent / "templates" / "lib"
    newest = max(folder.glob("vis-*/vis-network.min.js"), key=lambda path: _version(path.parent))
    text = newest.read_text("utf-8")
    # A reference that developer tools would try to load.
    return re.sub(r"\n//# sourceMappingURL=\S+\s*$", "\n", text)


def _version(folder: Path) -> list[int]:
    return [int(part) for part in folder.name.removeprefix("vis-").split(".")]
