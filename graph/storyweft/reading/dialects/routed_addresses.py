"""Addresses by the routes of a site: Next, Gridsome and Statamic."""

import re
from fnmatch import fnmatchcase
from posixpath import basename, dirname, join

from storyweft.reading.dialects.pages import DATED, SitePage, below, day_of, filled, folded
from storyweft.reading.dialects.slugs import eleventy_slug


def next_js(page: SitePage) -> str | None:
    """https://nextjs.org/docs/app/guides/mdx, and dynamic routes: see ``routes``."""
    path = _page_of_next(page)
    if path is None:
        return None
    slash = "/" if page.set("trailingslash") == "true" and path.strip("/") else ""
    return f"{path.strip('/')}{slash}"


def _page_of_next(page: SitePage) -> str | None:
    inside = below(page, "src/app/", "app/")
    if inside is not None:
        path = _GROUP.sub("", dirname(inside) + "/")
        return path if basename(inside) == "page" and not _IS_HIDDEN.search(path) else None
    inside = below(page, "src/pages/", "pages/")
    if inside is not None:
        return None if _IS_HIDDEN.search(inside) else folded(inside)
    own = page.text("slug")
    if DATED.match(page.name) and not own:
        return None  # what its script makes of that nobody knows
    parts = page.stem.split("/")
    for number in range(len(parts) - 1, 0, -1):
        route = page.set(f"route.{parts[number - 1].lstrip('_')}", "\0")
        if route != "\0":
            return _routed(route, "/".join(parts[number:]), own)
    root = below(page, "src/content/", "content/") if page.set("route.", "\0") != "\0" else None
    return None if root is None else _routed("", root, own)


def _routed(route: str, inside: str, own: str | None) -> str:
    return join(route, dirname(inside), own.strip("/")) if own else join(route, folded(inside))


_GROUP = re.compile(r"\([^()/]*\)/")
_IS_HIDDEN = re.compile(r"(?:\A|/)[_\[@(]")


def gridsome(page: SitePage) -> str | None:
    """https://gridsome.org/docs/templates/, /docs/config/#permalinkstrailingslash."""
    rows = (value for key, value in page.site.configuration if key.startswith("source."))
    for source, template, prefix in (row.split("\n") for row in rows):
        if not fnmatchcase(page.path, _GLOBSTAR.sub("*", source)):
            continue
        slug, title = page.text("slug"), page.title and eleventy_slug(page.title)
        values = {"slug": slug, "title": title, "id": page.text("id"), "name": page.name}
        values["fileInfo__name"] = page.name
        path: str | None = None
        if template:
            path = filled(template, values, day_of(page))
        elif prefix != "\0":
            folder = re.split(r"[*{]", source, maxsplit=1)[0].rpartition("/")[0]
            inside = folded(page.stem.removeprefix(f"{folder}/"))
            parts = [eleventy_slug(part) for part in inside.split("/") if part]
            path = "/".join([prefix, *filter(None, parts)]) if None not in parts else None
        slash = "" if page.set("permalinks.trailingslash") == "false" else "/"
        return path and f"{path.rstrip('/')}{slash}"
    return None


# Any folders, or none: blog/**/*.md
_GLOBSTAR = re.compile(r"\*\*/\*|\*\*")


def statamic(page: SitePage) -> str | None:
    """https://statamic.dev/collections#routing, for what asks for nothing above an entry."""
    inside = below(page, "content/collections/")
    collection, _, rest = (inside or "").partition("/")
    route = page.set(f"route.{collection}") if rest else ""
    if not route or (page.language and page.language != page.site.language):
        return None
    name = basename(rest)
    slug = page.text("slug") or name.rpartition(".")[2]
    pattern = re.sub(r"\{\{?\s*(\w+)\s*\}?\}", r":\1", route)
    return filled(pattern, {"slug": slug}, day_of(page))
