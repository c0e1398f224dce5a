"""A small corpus in which every text and address tries to break out of the page."""

from pathlib import Path

TEXTS = [
    "</script><script>window.ran = 1</script>",
    "<img src=x onerror='window.ran = 2'>",
    "<a href='javascript:window.ran=3'>href</a>",
    "<!-- <script> --!> ]]> <![CDATA[",
    "line\\u2028separator\\u2029and \\u0007 bell",
    '=HYPERLINK(\\"http://evil.example/\\")',
    "مرحبا \\u202e gnp.exe \\U0001F600",
    "{{ 7 * 7 }} {% raw %} ${window.ran = 4}",
    "@@storyweft-data@@",
]
ADDRESSES = [
    "javascript:window.ran=5",
    "data:text/html,<script>window.ran=6</script>",
    'https://evil.example/\\" onmouseover=window.ran=7',
    "https://evil.example/<script>window.ran=8</script>",
]


def write(folder: Path) -> Path:
    """Write the corpus below a folder and return it."""
    folder.mkdir(exist_ok=True)
    for number, text in enumerate(TEXTS):
        address = ADDRESSES[number % len(ADDRESSES)]
        (folder / f"{number}.md").write_text(_document(number, text, address), encoding="utf-8")
    return folder


def _document(number: int, text: str, address: str) -> str:
    own = f"https://example.com/{number}"
    return f"""---
title: "{text}"
excerpt: "{text}"
type: "{text}"
category: "{text}"
author: "{text}"
publishedDateTime: 2020-06-{number + 1:02}T10:00:00Z
sourceUrl: {own}
ampUrl: "{address}"
quality: {number}
provider:
  name: "{text}"
  domain: "{text}"
  images:
    - url: "{address}"
topics:
  - "{text}"
images:
  - url: "{address}"
    title: "{text}"
"unforeseen {text}": "{text}"
related:
  - title: "{text}"
    sourceUrl: "https://example.com/{(number + 1) % len(TEXTS)}"
  - title: "{text}"
    sourceUrl: "{address}"
---
"""
