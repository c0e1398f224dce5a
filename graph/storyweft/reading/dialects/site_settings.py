"""What the configuration of a site says of its addresses: every scalar by the path of its key."""

import re
from collections.abc import Iterable, Mapping, Sequence
from posixpath import basename
from typing import Protocol

from storyweft.reading.dialects.configuration import Values
from storyweft.reading.dialects.pages import KEYS


class Folders(Protocol):
    """The files of a site, as far as where its documents are published is told by them."""

    def read(self, path: str) -> str | None:
        """Return the start of a file, or None if there is none."""

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
        if (word := said.word(key, _is_no_url)) is not None
    ]
    settings = dict(reversed(pairs))
    if dialect == "astro":
        settings |= _routes(folders, base)
    if dialect == "pelican":
        settings |= {key: "\n".join(names) for key in _PATHS for names in _listed(values, key)}
    if dialect == "docusaurus" and (text := folders.read(f"{base}versions.json")):
        versions = re.findall(r'"([\w.-]+)"', text)  # the last first
        settings |= {f"versions.{number}": name for number, name in enumerate(versions)}
    if dialect == "eleventy":
        settings |= _directory_data(folders, base)
    return tuple(sorted(settings.items()))


def _is_no_url(text: str) -> bool:
    """Tell whether a text may be a path: a variable of a script may have the name of a key."""
    return "://" not in text


def _routes(folders: Folders, base: str) -> Mapping[str, str]:
    """Return where the collections of Astro are published, as the names of its pages say.

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
            if any(folders.has(f"{pages}{page}.astro") for page in _DYNAMIC):
                routes[f"route.{name}"] = route
                break
    # A page that serves one collection at the root may serve any of several.
    is_only_one = sum(not route for route in routes.values()) == 1
    return {key: route for key, route in routes.items() if route or is_only_one}


# https://docs.getpelican.com/en/latest/settings.html#basic-settings
_PATHS = ("PAGE_PATHS", "ARTICLE_PATHS")


def _listed(values: Sequence[Values], key: str) -> list[tuple[str, ...]]:
    return [names for said in values if (names := said.names(key))][:1]


def _directory_data(folders: Folders, base: str) -> Mapping[str, str]:
    """Return the permalinks that folders of Eleventy give to what is in them, by their paths.

    https://www.11ty.dev/docs/data-template-dir/
    """
    permalinks = {}
    for folder in folders.folders():
        path = folder.removesuffix("/")
        if not folder.startswith(base):
            continue
        for ending in _DIRECTORY_DATA:
            text = folders.read(f"{folder}{basename(path)}{ending}")
            if text is not None and (permalink := _permalink_in(text, ending)) is not None:
                permalinks[f"data.{path.removeprefix(base)}.permalink"] = permalink
                break
    return permalinks


_DIRECTORY_DATA = (".11tydata.js", ".11tydata.cjs", ".11tydata.mjs", ".11tydata.json", ".json")
#: A permalink that only running a script would tell.
UNKNOWN = "{?}"
# permalink: function({page}) { return `/web/${ page.fileSlug }/` }
_RETURNED = re.compile(
    r"\bpermalink[\"']?\s*+(?::|(?=\())[^`\"'{;?]{0,200}(?:\{[^`\"'{};?]{0,200}\}[^`\"'{;?]{0,200})?"
    r"(?:=>|\{\s*+return)\s*+([`\"'])([^`\n]*?)\1"
)
_INSERTED = re.compile(r"\$\{([^{}]*)\}")
_PERMALINK = re.compile(r"\bpermalink\b[\"']?\s*[:(]")


def _as_variable(inserted: re.Match[str]) -> str:
    return f"{{{{ {inserted[1].strip().removeprefix('data.')} }}}}"


def _permalink_in(text: str, ending: str) -> str | None:
    values = Values(f"data{ending}", text)
    for key in ("permalink", "eleventyComputed.permalink"):
        if (stated := values.word(key) or values.text(key)) is not None:
            return stated
    if ending.endswith(".json"):
        return None
    if returned := _RETURNED.search(text):
        return _INSERTED.sub(_as_variable, returned[2])
    return UNKNOWN if _PERMALINK.search(text) else None


_DYNAMIC = ("[...slug]", "[...id]", "[slug]", "[id]", "[...slug]/index", "[slug]/index")
