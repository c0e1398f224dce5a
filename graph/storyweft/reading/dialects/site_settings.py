"""What the configuration of a site says of its addresses: every scalar by the path of its key."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from storyweft.reading.dialects.configuration import Values
from storyweft.reading.dialects.pages import KEYS


class Folders(Protocol):
    """The files of a site, as far as where its collections are published is told by them."""

    def has(self, path: str) -> bool:
        """Tell whether there is a file at a path."""

    def folders(self) -> Iterable[str]:
        """Return the folders, each with ``/`` at its end."""


def site_settings(
    values: Sequence[Values], dialect: str, folders: Folders, base: str
) -> tuple[tuple[str, str], ...]:
    """Return every scalar, in order of key; the first file that has it counts."""
    pairs = [pair for said in values for pair in said.scalars()]
    pairs += [
        (key, word)
        for said in values
        for key in KEYS.get(dialect, ())
        if (word := said.word(key)) is not None
    ]
    settings = dict(reversed(pairs))
    if dialect == "astro":
        settings |= _routes(folders, base)
    return tuple(sorted(settings.items()))


def _routes(folders: Folders, base: str) -> Mapping[str, str]:
    """Return where the collections of Astro are published, as the names of its pages say.

    https://docs.astro.build/en/guides/routing/#dynamic-routes
    """
    start = f"{base}src/content/"
    below = (name.removeprefix(start) for name in folders.folders() if name.startswith(start))
    names = {name.strip("/") for name in below if name.count("/") == 1}
    routes = {}
    for name in sorted(names):
        for route in (name, ""):
            pages = f"{base}src/pages/{route}/".replace("//", "/")
            if any(folders.has(f"{pages}{page}.astro") for page in _DYNAMIC):
                routes[f"route.{name}"] = route
                break
    # A page that serves one collection at the root may serve any of several.
    is_only_one = sum(not route for route in routes.values()) == 1
    return {key: route for key, route in routes.items() if route or is_only_one}


_DYNAMIC = ("[...slug]", "[...id]", "[slug]", "[id]", "[...slug]/index", "[slug]/index")
