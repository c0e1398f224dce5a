"""Take the README's picture of the page: `python -m tests.screenshot`.

Pixels depend on the fonts of the machine: the picture is looked at, never compared.
"""

from base64 import b64encode
from pathlib import Path

from tests.browser import ARGUMENTS, find_chromium

ROOT = Path(__file__).parent.parent

WIDTH, HEIGHT, GAP = 1180, 760, 40


def main() -> None:
    """Open the committed page of the seeds and write ``exports/explorer.png``: two of its views."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        page = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT},
            color_scheme="light",
            reduced_motion="reduce",
        )
        address = (ROOT / "exports" / "graph.html").as_uri()
        pictures = []
        for view in ("threads", "network"):
            page.goto(f"{address}#view={view}")
            page.reload()
            page.wait_for_selector("html[data-ready]", state="attached")
            if view == "threads":
                page.locator("#inspector .tops .link").first.click()
            page.mouse.move(0, 0)
            page.wait_for_timeout(500)
            pictures.append(b64encode(page.screenshot()).decode())
        both = browser.new_page(viewport={"width": 2 * WIDTH + GAP, "height": HEIGHT})
        images = "".join(f'<img src="data:image/png;base64,{picture}">' for picture in pictures)
        both.set_content(
            f'<body style="margin:0;display:flex;align-items:start;gap:{GAP}px">{images}</body>'
        )
        both.wait_for_timeout(300)
        both.screenshot(path=ROOT / "exports" / "explorer.png")
        browser.close()


if __name__ == "__main__":
    main()
