"""Pages that the tests of this room drive: built once a run, opened once a file."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import storyweft
from storyweft.graph import Graph
from storyweft.model import Article, Reference
from storyweft.resolving.iris import Iris
from storyweft.resolving.resolution import Resolution
from tests import hostile
from tests.benchmarks.graphs import make_graph
from tests.browser import Opened, new_page
from tests.page.driver import save, set_back

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pages")


@pytest.fixture(scope="session")
def small(seeds_graph: Graph, folder: Path) -> Path:
    """The page of the seeds."""
    return save(seeds_graph, folder / "seeds.html", title="Seeds")


@pytest.fixture(scope="session")
def large_graph() -> Graph:
    """3,000 articles: too many to draw all at once."""
    return make_graph(3_000)


@pytest.fixture(scope="session")
def large(large_graph: Graph, folder: Path) -> Path:
    return save(large_graph, folder / "large.html")


@pytest.fixture(scope="session")
def hostile_page(folder: Path) -> Path:
    graph = storyweft.build(hostile.write(folder / "hostile"))
    return save(graph, folder / "hostile.html", title=hostile.TEXTS[0])


@pytest.fixture(scope="session")
def manual_graph() -> Graph:
    """Pages of a manual: an English and a Danish one, and six that one of them refers to."""
    names = ["da", "en", *(f"part-{number}" for number in range(6))]
    iris = [f"https://example.com/{name}" for name in names]
    both = tuple(iris[:2])
    articles = [
        Article(
            iri=iri,
            url=iri,
            title=f"Page {iri[20:]}",
            locale=iri[20:],
            original=iris[1] if iri in both else None,
            translations=tuple(other for other in both if other != iri) if iri in both else (),
        )
        for iri in iris
    ]
    references = [Reference(iris[1], iri, ("en.md",)) for iri in iris[2:]]
    resolution = Resolution(articles, [], [], [], references=references)
    return Graph([], resolution, Iris("https://storyweft.example/"))


def _opened(browser: "Browser", path: Path) -> Iterator[Opened]:
    opened = new_page(browser)
    opened.goto(path)
    yield opened
    opened.page.context.close()


@pytest.fixture(scope="module")
def _small_opened(browser: "Browser", small: Path) -> Iterator[Opened]:
    yield from _opened(browser, small)


@pytest.fixture(scope="module")
def _large_opened(browser: "Browser", large: Path) -> Iterator[Opened]:
    yield from _opened(browser, large)


@pytest.fixture
def small_page(_small_opened: Opened) -> "Iterator[Page]":
    """The page of the seeds as it opens; it says nothing and asks for nothing meanwhile."""
    set_back(_small_opened)
    yield _small_opened.page
    _small_opened.assert_quiet()


@pytest.fixture
def large_page(_large_opened: Opened) -> "Iterator[Page]":
    """The page of 3,000 articles as it opens; it says nothing and asks for nothing meanwhile."""
    set_back(_large_opened)
    yield _large_opened.page
    _large_opened.assert_quiet()
