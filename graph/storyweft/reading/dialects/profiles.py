"""Pages about people beside the articles: whom keys of authors mean, and what is none.

Most generators let a site keep a document for each of its authors, whose name articles refer to:
https://gohugo.io/content-management/taxonomies/#add-custom-metadata-to-a-taxonomy-term,
https://jekyllrb.com/docs/step-by-step/09-collections/,
https://docs.astro.build/en/guides/content-collections/#defining-collection-references,
https://decapcms.org/docs/widgets/relation/.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from posixpath import basename, dirname

from storyweft.reading.dialects.configuration import Values
from storyweft.reading.dialects.slugs import ascii_slug
from storyweft.reading.dialects.tables import BY_NAME
from storyweft.reading.dialects.trees import Tree
from storyweft.reading.person_names import is_full_name
from storyweft.settings import Site

#: Folders of a document for each person; in the first ones a title is a name, too.
OF_AUTHORS = frozenset("author authors _author _authors".split())
FOLDERS = OF_AUTHORS | frozenset(
    "people _people person persons contributors members team _team staff crew".split()
)
_NAMES = ("name", "fullname", "full_name", "display_name", "displayname")
# So many pages are looked at before a build, which reads all: of more, articles keep their keys.
_MOST_PEOPLE = 2_000
_INDEX = frozenset(["index", "_index", "contents"])
_DATES = frozenset(["date", "published", "pubdate", "publishdate"])
_FENCED = re.compile(r"(---|\+\+\+)[ \t]*\r?\n(.*?)\n\1", re.DOTALL)
_ENDINGS = {
    "md": "",
    "mdx": "",
    "markdown": "",
    "html": "",
    "json": "json",
    "lr": "lr",
} | dict.fromkeys(("yaml", "yml"), "yaml")


def as_profile(fields: dict[str, object], path: str, site: Site) -> dict[str, object]:
    """Return the fields of a person's page with its type and name; those of all others as they are.

    >>> as_profile({"name": "Ann", "title": "Editor"}, "people/ann.md", Site("eleventy"))
    {'name': 'Ann', 'title': 'Ann', 'type': 'person', 'jobTitle': 'Editor'}
    """
    if not _is_of_person(path, site) or any(key.lower() in _DATES for key in fields):
        return fields
    folded = {key.lower(): value for key, value in fields.items()}
    name = next((said for key in _NAMES if isinstance(said := folded.get(key), str) and said), None)
    is_named = _folder_of(path) in OF_AUTHORS or _is_named_for(path, folded.get("title"))
    if name is None and ("title" not in folded or not is_named):
        return fields
    if name is None:
        return {"type": "person"} | fields
    title = fields.get("title", name)
    more = {"title": name, "type": fields.get("type", "person")}
    return fields | more | ({"jobTitle": title} if title != name else {})


def _is_named_for(path: str, title: object) -> bool:
    """Tell whether a page is that of the person whose name is its title, and that of its file."""
    key = basename(_page_of(path)).partition(".")[0]
    return isinstance(title, str) and is_full_name(title) and ascii_slug(title) == ascii_slug(key)


def _is_of_person(path: str, site: Site) -> bool:
    dialect = BY_NAME[site.dialect]
    if not dialect.configurations:
        return bool(site.authors) and _folder_of(path) in OF_AUTHORS
    return not dialect.vault and _folder_of(path) in FOLDERS


def _folder_of(path: str) -> str:
    return basename(dirname(_page_of(path))).lower()


def _page_of(path: str) -> str:
    """Return the path of a file, or of the folder that it is the index of."""
    name = basename(path).partition(".")[0]
    return dirname(path) if name.lower() in _INDEX else path


def names_of_authors(tree: Tree, base: str, folders: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """Return the keys of people with a document of their own in such folders, and their names."""
    names = {
        key: name
        for key, path, fields in islice(_profiles(tree, base, folders), _MOST_PEOPLE)
        if (name := _name_in(tree, path, fields))
    }
    return tuple(sorted(names.items()))


def _profiles(
    tree: Tree, base: str, folders: frozenset[str]
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield the key of each page that may be a person's, its path, and the fields with a name."""
    below: dict[str, list[str]] = {}
    for path in tree.folders():
        above, slash, name = path[:-1].rpartition("/")
        below.setdefault(above + slash, []).append(name)
    for folder in _folders_of_people(tree, base, folders):
        fields = (*_NAMES, "title") if basename(folder[:-1]).lower() in OF_AUTHORS else _NAMES
        for file in tree.files(folder):
            key = file.rpartition(".")[0]
            if key.lower() not in _INDEX:
                yield key, folder + file, fields
        for key in below.get(folder, ()):
            for name in ("index.md", "_index.md", "contents.lr"):
                if tree.has(path := f"{folder}{key}/{name}"):
                    yield key, path, fields


def _folders_of_people(tree: Tree, base: str, names: frozenset[str]) -> list[str]:
    # Of a site in a folder, these lie deeper than folders are looked at.
    deeper = (f"{base}{above}{name}/" for above in _ABOVE for name in names)
    there = {folder for folder in deeper if tree.has(folder)}
    near = {name for name in tree.folders() if basename(name[:-1]).lower() in names}
    return sorted(there | {name for name in near if name.startswith(base)})


_ABOVE = ("", "content/", "data/", "src/", "src/content/", "src/data/")


def _name_in(tree: Tree, path: str, keys: tuple[str, ...]) -> str | None:
    ending = path.rpartition(".")[2].lower()
    text = tree.read(path) if ending in _ENDINGS else None
    if not text:
        return None
    kind = _ENDINGS[ending]
    if kind == "lr":  # https://www.getlektor.com/docs/content/
        lines = (re.search(rf"^{key}:[ \t]*(\S.*)$", text, re.MULTILINE) for key in keys)
        return next((line[1].strip() for line in lines if line), None)
    if not kind:
        fenced = _FENCED.match(text)
        if fenced is None:
            return None
        kind, text = ("yaml" if fenced[1] == "---" else "toml"), fenced[2]
    said = Values(f"a.{kind}", text)
    return next((name for key in keys if (name := said.text(key))), None)


def names_in_file(path: str, text: str | None) -> Mapping[str, str]:
    """Return the names by their keys in a file of authors, or in the configuration of a site.

    >>> names_in_file("_config.yml", "authors:\\n  ann: {name: Ann Example}")
    {'ann': 'Ann Example'}
    >>> names_in_file("authors.js", "export default [{ id: 'ann', name: 'Ann Example' }]")
    {'ann': 'Ann Example'}
    """
    said = Values(path, text) if text else None
    scalars = dict(said.scalars()) if said else {}
    names: dict[str, str] = {}
    is_of_authors = "authors" in basename(path)
    for key, value in scalars.items():
        match = _KEY.fullmatch(key)
        if match and (match[1] or is_of_authors):
            listed = (scalars.get(key.rpartition(".")[0] + f".{name}") for name in _OWN_KEYS)
            own = next(filter(None, listed), None) if match[2].isdecimal() else match[2]
            names.setdefault(own or match[2], value)
    if said and is_of_authors:
        names |= {row[0]: row[1] for row in said.rows(_LISTED)}
    return names


_KEY = re.compile(r"((?:params\.)?authors\.)?([^.]+)\.(?:name|display_name)")
# What a list of authors calls the key of one.
_OWN_KEYS = ("id", "key", "slug", "username")
_LISTED = (
    rf"[{{,]\s*[\"']?(?:{'|'.join(_OWN_KEYS)})[\"']?\s*:\s*[\"']([^\"'\n]+)[\"']\s*,"
    r"\s*[\"']?name[\"']?\s*:\s*[\"']([^\"'\n]+)[\"']"
)
