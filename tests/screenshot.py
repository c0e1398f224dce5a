"""Take the README's picture of the page: `python -m tests.screenshot`.

Pixels depend on the fonts of the machine: the picture is looked at, never compared.
"""

from pathlib import Path

from tests.browser import ARGUMENTS, find_chromium

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Open the committed page of the seeds and write ``exports/explorer.png``."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        page = browser.new_page(
            viewport={"width": 1280, "height": 800}, color_scheme="light", reduced_motion="reduce"
        )
        page.goto((ROOT / "exports" / "graph.html").as_uri())
        page.wait_for_selector("html[data-ready]", state="attached")
        page.locator("#stories .row").first.click()
        page.wait_for_timeout(500)
        page.screenshot(path=ROOT / "exports" / "explorer.png")
        browser.close()


if __name__ == "__main__":
    main()
