"""YASGUI, served from elsewhere, asks the endpoint if its origin is allowed, and else may not."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import storyweft
from storyweft.graph import Graph
from tests.browser import Open
from tests.clients import node_modules
from tests.serve.test_serve import serving

_PAGE = """<!doctype html><meta charset="utf-8"><title>YASGUI</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="yasgui.min.css"><div id="here"></div>
<script src="yasgui.min.js"></script>
<script>
  const endpoint = new URLSearchParams(location.search).get("endpoint");
  const yasgui = new Yasgui(document.getElementById("here"), {
    requestConfig: { endpoint }, copyEndpointOnNewTab: false, persistenceId: null,
  });
  yasgui.getTab().setQuery(
    "SELECT ?name { ?topic <http://www.w3.org/2004/02/skos/core#prefLabel> ?name }");
  yasgui.getTab().query().catch(() => {});
</script>"""


@pytest.fixture
def yasgui(tmp_path: Path) -> Iterator[str]:
    """Serve YASGUI, and yield its origin."""
    build = Path(node_modules() or "nowhere", "@zazuko", "yasgui", "build")
    if not build.is_dir():
        pytest.skip("YASGUI is not installed (npm install @zazuko/yasgui)")
    for name in ("yasgui.min.js", "yasgui.min.css"):
        (tmp_path / name).symlink_to(build / name)
    (tmp_path / "index.html").write_text(_PAGE, encoding="utf-8")
    handler = partial(_Silent, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://localhost:{server.server_port}"  # another site than 127.0.0.1
        server.shutdown()


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.mark.browser
@pytest.mark.parametrize("is_allowed", [True, False])
def test_yasgui_asks(
    yasgui: str, is_allowed: bool, seeds_graph: Graph, tmp_path: Path, open_page: Open
) -> None:
    store = storyweft.save(seeds_graph, tmp_path / "store")
    options = ("--allow-origin", yasgui) if is_allowed else ()
    with serving(store, *options) as client:
        page = open_page().page
        page.context.set_offline(False)
        page.goto(f"{yasgui}/?endpoint={client.base_url}sparql")
        told = f"{len(seeds_graph.topics)} results in" if is_allowed else "Response in"
        page.wait_for_selector(f".yasr_response_chip:has-text('{told}')")
        shown = page.inner_text(".yasr")
        assert all((topic.name in shown) is is_allowed for topic in seeds_graph.topics)
