"""What the configuration of a site says of its addresses: every scalar by the path of its key."""

import re
from collections.abc import Mapping, Sequence
from posixpath import basename, join

from storyweft.reading.dialects.configuration import Values
from storyweft.reading.dialects.docusaurus import plugins_of
from storyweft.reading.dialects.inherited import KEYS as GIVEN
from storyweft.reading.dialects.pages import KEYS
from storyweft.reading.dialects.routes import (
    Folders,
    routes_of_astro,
    routes_of_gridsome,
    routes_of_next,
    routes_of_statamic,
)


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
        settings |= routes_of_astro(folders, base)
    if dialect == "next":
        settings |= routes_of_next(folders, base)
    if dialect == "gridsome":
        settings |= routes_of_gridsome(values)
    if dialect == "statamic":
        settings |= routes_of_statamic(folders, base)
    if dialect == "pelican":
        settings |= {key: "\n".join(names) for key in _PATHS for names in _listed(values, key)}
    if dialect == "nikola":
        rows = [row for said in values for row in said.rows(_NIKOLA_ROW)]
        settings |= {f"posts.{number:03}": "\n".join(row) for number, row in enumerate(rows)}
    if dialect == "lektor":
        models = [folders.read(f"{base}models/{name}") for name in folders.files(f"{base}models/")]
        settings |= (
            {"slug_format": "own"} if any("slug_format" in (t or "") for t in models) else {}
        )
    if dialect == "docusaurus":
        settings |= _plugins(values, folders, base)
    if dialect == "eleventy":
        settings.setdefault("dir.input", _input_folder(folders, base))
        settings |= _directory_data(folders, base)
        settings |= _layouts(values, settings["dir.input"], folders, base)
    return tuple(sorted(settings.items()))


# Where documents lie, and below what they are published, of POSTS and PAGES:
# https://getnikola.com/handbook.html#the-folders-your-posts-and-pages-are-in
_NIKOLA_ROW = r"\(\s*[\"']([^\"'\n]+)[\"'],\s*[\"']([^\"'\n]*)[\"'],\s*[\"'][^\"'\n]+\.tmpl[\"']"


def _is_no_url(text: str) -> bool:
    """Tell whether a text may be a path: a variable of a script may have the name of a key."""
    return "://" not in text


def _plugins(values: Sequence[Values], folders: Folders, base: str) -> Mapping[str, str]:
    """Return where each instance of a plugin, and each version of its documents, is published.

    https://docusaurus.io/docs/api/plugins/@docusaurus/plugin-content-docs
    """
    plugins = [("docs", said.inside("docs")) for said in values]
    plugins += plugins_of(values)
    settings = {}
    for plugin, table in plugins:
        for key in ("path", "routeBasePath", "lastVersion") if plugin != "docs" else ():
            if (word := table.word(key)) is not None:
                settings[f"{plugin}.{key}"] = word
        prefix = f"{plugin.removeprefix('docs-')}_" if plugin != "docs" else ""
        text = folders.read(f"{base}{prefix}versions.json") or ""
        names = re.findall(r'"([\w.-]+)"', text)  # the last first
        settings |= {f"{plugin}.released.{number}": name for number, name in enumerate(names)}
        for name in (*names, "current"):
            if (path := table.inside("versions", name).word("path")) is not None:
                settings[f"{plugin}.versions.{name}.path"] = path
    return settings


# https://docs.getpelican.com/en/latest/settings.html#basic-settings
_PATHS = ("PAGE_PATHS", "ARTICLE_PATHS")


def _listed(values: Sequence[Values], key: str) -> list[tuple[str, ...]]:
    return [names for said in values if (names := said.names(key))][:1]


def _input_folder(folders: Folders, base: str) -> str:
    """Return the folder of the documents where no text says it: that of the includes or the data.

    https://www.11ty.dev/docs/config/#directory-for-includes
    """
    names = [name.removeprefix(base) for name in folders.folders() if name.startswith(base)]
    beside = {
        name.removesuffix(own) for name in names for own in _BELOW_INPUT if name.endswith(f"/{own}")
    }
    is_root = any(own in names for own in _BELOW_INPUT)
    return "" if is_root or len(beside) != 1 else beside.pop().strip("/")


_BELOW_INPUT = ("_includes/", "_data/")


def _directory_data(folders: Folders, base: str) -> Mapping[str, str]:
    """Return what folders of Eleventy give to what is in them, by their paths.

    https://www.11ty.dev/docs/data-template-dir/
    """
    data: dict[str, str] = {}
    for folder in folders.folders():
        path = folder.removesuffix("/")
        if not folder.startswith(base):
            continue
        for ending in _DIRECTORY_DATA:
            text = folders.read(f"{folder}{basename(path)}{ending}")
            if text is None:
                continue
            name = f"data.{path.removeprefix(base)}"
            if (permalink := _permalink_in(text, ending)) is not None:
                data.setdefault(f"{name}.permalink", permalink)
            for key in (*KEYS_OF_FOLDERS, "layout"):
                if (stated := _stated(text, ending, key)) is not None:
                    data.setdefault(f"{name}.{key}", stated)
    return data


def _layouts(
    values: Sequence[Values], source: str, folders: Folders, base: str
) -> Mapping[str, str]:
    """Return the permalinks that layouts give to what is written by them, by their names.

    https://www.11ty.dev/docs/layouts/#front-matter-data-in-layouts
    """
    words = (said.word(key) for said in values for key in ("dir.includes", "dir.layouts"))
    names = dict.fromkeys([*filter(None, words), "_includes", "_layouts"])
    settings: dict[str, str] = {}
    for name in [f"{name}{below}" for name in names for below in ("", "/layouts")]:
        folder = f"{base}{join(source, name)}/"
        for file in folders.files(folder):
            text = folders.read(folder + file) if file.endswith(_LAYOUTS) else None
            if text and (fenced := _FENCED.match(text)):
                permalink = Values("layout.yaml", fenced[1]).text("permalink")
                key = f"layout.{file.partition('.')[0]}.permalink"
                settings |= {key: permalink} if permalink else {}
    return settings


_LAYOUTS = (".njk", ".liquid", ".html", ".hbs", ".webc")
_FENCED = re.compile(r"---[ \t]*\n(.*?)\n---", re.DOTALL)

# Their tags are what collections are made of: https://www.11ty.dev/docs/collections/
KEYS_OF_FOLDERS = tuple(key for key in GIVEN if key != "tags")
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


def _stated(text: str, ending: str, key: str) -> str | None:
    values = Values(f"data{ending}", text)
    return values.text(key) if ending.endswith(".json") else values.word(key)


def _permalink_in(text: str, ending: str) -> str | None:
    for key in ("permalink", "eleventyComputed.permalink"):
        if (stated := _stated(text, ending, key)) is not None:
            return stated
    if ending.endswith(".json"):
        return None
    if returned := _RETURNED.search(text):
        return _INSERTED.sub(_as_variable, returned[2])
    return UNKNOWN if _PERMALINK.search(text) else None
