"""Where sites publish what lies in a folder, as the names of their pages and scripts say it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from posixpath import join, normpath
from typing import Protocol

from storyweft.reading.dialects.configuration import Values


class Folders(Protocol):
    """The files of a site, as far as where its documents are published is told by them."""

    def read(self, path: str) -> str | None:
        """Return the start of a file, or None if there is none."""

    def has(self, path: str) -> bool:
        """Tell whether there is a file at a path."""

    def files(self, folder: str) -> Iterable[str]:
        """Return the names of the files in a folder."""

    def folders(self) -> Iterable[str]:
        """Return the folders, each with ``/`` at its end."""


def routes_of_astro(folders: Folders, base: str) -> Mapping[str, str]:
    """Return where the collections of Astro are published.

    https://docs.astro.build/en/guides/routing/#dynamic-routes
    """
    names = {
        name.removeprefix(start).strip("/")
        for start in (f"{base}src/content/", f"{base}content/")
        for name in folders.folders()
        if name.startswith(start) and name.removeprefix(start).count("/") == 1
    }
    routes = {}
    for name in sorted(names):
        for route in (name, ""):
            pages = f"{base}src/pages/{route}/".replace("//", "/")
            if any(folders.has(f"{pages}{page}.astro") for page in _OF_ASTRO):
                routes[f"route.{name}"] = route
                break
    # A page that serves one collection at the root may serve any of several.
    is_only_one = sum(not route for route in routes.values()) == 1
    return {key: route for key, route in routes.items() if route or is_only_one}


_OF_ASTRO = ("[...slug]", "[...id]", "[slug]", "[id]", "[...slug]/index", "[slug]/index")


def routes_of_next(folders: Folders, base: str) -> Mapping[str, str]:
    """Return where dynamic pages of Next publish, by the last folder of their paths.

    https://nextjs.org/docs/app/api-reference/file-conventions/dynamic-routes, /route-groups,
    https://nextjs.org/docs/pages/building-your-application/routing/dynamic-routes. A folder of
    documents has the name of that: content/blog beside app/blog/[slug].
    """
    routes: dict[str, set[str]] = {}
    for path in _dynamic_pages(folders, base):
        route = _GROUP.sub("", path).strip("/")
        if "[" not in route:
            routes.setdefault(route.rpartition("/")[2], set()).add(route)
    return {f"route.{name}": found.pop() for name, found in routes.items() if len(found) == 1}


def _dynamic_pages(folders: Folders, base: str) -> Iterator[str]:
    for folder in folders.folders():
        path = folder.removeprefix(base) if folder.startswith(base) else ""
        if app := _APP.fullmatch(path):
            if any(_PAGE.fullmatch(name) for name in folders.files(folder)):
                yield app[1] or ""
        elif (pages := _PAGES.fullmatch(path)) and any(
            _DYNAMIC.fullmatch(name) for name in folders.files(folder)
        ):
            yield pages[1]


_APP = re.compile(r"(?:src/)?app/(.*/)?\[{1,2}(?:\.\.\.)?\w+\]{1,2}/")
_PAGE = re.compile(r"page\.[jt]sx?")
_PAGES = re.compile(r"(?:src/)?pages/(.*)")
_DYNAMIC = re.compile(r"\[{1,2}(?:\.\.\.)?\w+\]{1,2}\.[jt]sx?")
_GROUP = re.compile(r"\([^()/]*\)/")


def routes_of_gridsome(values: Sequence[Values]) -> Mapping[str, str]:
    """Return the files of each source of Gridsome, its template, and what its paths start with.

    https://gridsome.org/docs/templates/, https://gridsome.org/plugins/@gridsome/source-filesystem,
    https://gridsome.org/plugins/@gridsome/vue-remark
    """
    settings = {}
    for said in values:
        templates = {row[0]: row[1] for row in said.inside("templates").rows(_TEMPLATE)}
        sources = said.parts(r"(?:source-filesystem|vue-remark)[\"']\s*,\s*options\s*:\s*\{")
        for number, source in enumerate(sources):
            template = templates.get(source.word("typeName") or "", source.word("route") or "")
            files = join(source.word("baseDir") or "", source.word("path") or "**/*")
            row = (normpath(files), template, source.word("pathPrefix") or "\0")
            settings[f"source.{number:03}"] = "\n".join(row)
    return settings


# Post: '/blog/:slug', and the first of Post: [{ path: '/blog/:slug' }]
_TEMPLATE = r"(\w+)\s*:\s*(?:\[\s*\{[^{}\[\]]{0,200}?path\s*:\s*)?[\"'](/[^\"'\n]*)[\"']"


def routes_of_statamic(folders: Folders, base: str) -> Mapping[str, str]:
    """Return the route of each collection: https://statamic.dev/collections#routing."""
    folder = f"{base}content/collections/"
    routes = {}
    for name in folders.files(folder):
        said = Values(name, folders.read(folder + name) or "") if name.endswith(".yaml") else None
        if said and (route := said.text("route") or said.text("route.default")):
            routes[f"route.{name.removesuffix('.yaml')}"] = route
    return routes
