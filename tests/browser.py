"""A real browser for tests: Debian's Chromium, headless, without any network."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# Nothing that Chromium does by itself may count as a request of the page.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


class Opened:
    """A page that was opened from a file, with everything that it should not do."""

    def __init__(self, page: "Page") -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self._requested(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))

    def _requested(self, url: str) -> None:
        if not url.startswith(("file:", "data:", "blob:")):
            self.requests.append(url)

    def goto(self, path: Path, state: str = "") -> "Page":
        """Open the file, with ``state`` after the # of its address, and wait for its data."""
        self.page.goto(path.as_uri() + (f"#{state}" if state else ""))
        self.page.wait_for_selector("html[data-ready]", state="attached")
        return self.page

    def assert_quiet(self) -> None:
        """Nothing was requested, nothing written to the console, no dialog opened."""
        assert self.requests == []
        assert self.complaints == []


Open = Callable[..., Opened]


def find_chromium() -> str | None:
    """Return the path of Chromium: $STORYWEFT_CHROMIUM, or what the system has.

    Without windows it does with three fifths of the work.
    """
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    paths = (shutil.which(name) for name in names)
    return os.environ.get("STORYWEFT_CHROMIUM") or next(filter(None, paths), None)


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Chromium, for all tests of a run; skips where it or playwright is missing."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = find_chromium()
    if path is None:
        pytest.skip("chromium is not installed")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def new_page(browser: "Browser", *, width: int = 1280, height: int = 800, **options: Any) -> Opened:  # noqa: ANN401
    """Return an empty page in a profile of its own: ``new_page(browser, color_scheme="dark")``."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        offline=True,
        reduced_motion="reduce",
        **options,
    )
    context.set_default_timeout(15_000)
    return Opened(context.new_page())


@pytest.fixture
def open_page(browser: "Browser") -> Iterator[Open]:
    """Open pages: ``open_page(width=390)``."""
    pages = []

    def open_page(**options: Any) -> Opened:  # noqa: ANN401
        pages.append(new_page(browser, **options))
        return pages[-1]

    yield open_page
    for opened in pages:
        opened.page.context.close()
