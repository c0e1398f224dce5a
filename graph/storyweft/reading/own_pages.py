"""The pages of the own site, as links may spell their addresses."""

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from storyweft.reading.dialects.pages import root_of
from storyweft.settings import Site


@lru_cache(maxsize=256)
def host_of(site: Site) -> str | None:
    """Return the host of a site, and its port if it has one; None where its URL is unknown."""
    root = root_of(site)
    return urlsplit(root).netloc if root else None


_DATED = re.compile(r".*?/(\d{4})/(\d{1,2})/(\d{1,2})/([^/]+?)(?:\.html)?/?")


def dated_name(path: str, site: Site) -> Iterator[str]:
    """Yield the name that a page with its day in its address has as a file, whoever makes it."""
    if match := _DATED.fullmatch(path):
        within = f"{site.prefix}/" if site.prefix else ""
        yield f"end:{within}{match[1]}-{int(match[2]):02}-{int(match[3]):02}-{match[4]}"


def spelled_otherwise(url: str, site: Site) -> Iterator[str]:
    """Yield the addresses that a page had, or has, under another scheme of the same site.

    With and without ``.html`` (https://jekyllrb.com/docs/permalinks/,
    https://gohugo.io/configuration/ugly-urls/), and Hugo's small letters
    (https://gohugo.io/configuration/all/#disablepathtolower).
    """
    bare = url.removesuffix(".html")
    path = urlsplit(url).path.rstrip("/")
    if bare != url:
        yield f"url:{bare}"
    elif path and "." not in path.rpartition("/")[2] and "?" not in url and "#" not in url:
        yield f"url:{url.rstrip('/')}.html"
    if site.dialect == "hugo" and (lowered := bare.replace(path, path.lower(), 1)) != bare:
        yield f"url:{lowered}"


def origin_of(url: str) -> str:
    """Return the scheme and the host of an address."""
    return url[: url.find("/", 8)] if url.find("/", 8) != -1 else url
