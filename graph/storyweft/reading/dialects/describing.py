"""What a site says of itself: its name, URL, languages and authors, of all files that tell them."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from posixpath import join, normpath

from storyweft.reading.dialects.configuration import Values
from storyweft.reading.dialects.dialect import Dialect
from storyweft.reading.dialects.profiles import FOLDERS, names_in_file, names_of_authors
from storyweft.reading.dialects.scripted import SITE_DATA
from storyweft.reading.dialects.site_settings import site_settings
from storyweft.reading.dialects.tables import BY_NAME, DIALECTS
from storyweft.reading.dialects.trees import Tree
from storyweft.reading.languages import is_code, is_language
from storyweft.settings import Site

# How many folders by language tell of these, and how many that the site is known to have.
TELLING = 3
_SEVERAL = 2


def described(
    tree: Tree, base: str, dialect: Dialect, evidence: tuple[str, ...], prefix: str, inside: str
) -> Site:
    """Return the site in a folder, as its configuration and the files beside that describe it."""
    own = [*_values(tree, base, [file.path for file in dialect.configurations])]
    values = [*own, *_values(tree, base, _also(tree, base, dialect, own))]

    def first(name: str, fits: Callable[[str], bool] = bool) -> str | None:
        texts = (
            said.exported(key, fits)
            if dialect.described and said not in own
            else said.text(key, fits)
            for said in values
            for key in dialect.site.get(name, ())
            if not (dialect.described and said in own and "." not in key)
        )
        # To Starlight, root is the folder of a language without one.
        return next((text for text in texts if text and text != "root"), None)

    url = first("url", _is_public) or _url_elsewhere(dialect, own, values)
    language = first("language", is_language)
    languages = {
        code
        for said in values
        for key in dialect.site.get("languages", ())
        for code in said.names(key)
    }
    if len(languages) < _SEVERAL and "folder" in dialect.spoken:
        by_folder = language_folders(tree)
        if len(by_folder) >= TELLING or (
            len(by_folder) >= _SEVERAL and not {language, "en"}.isdisjoint(by_folder)
        ):
            languages |= set(by_folder)
    if languages and (language or dialect.main_language):
        language = language or dialect.main_language
        languages |= {language} if language else set()
    of_language = f"languages.{language}."  # Hugo's, and Zola's
    name = first("name", lambda text: "{{" not in text) or _first_text(
        values, of_language + "title"
    )
    url = url or _first_text(values, of_language + "baseURL", _is_public)
    settings = dict(site_settings(values, dialect.name, tree, base))
    if dialect.name == "hugo":
        settings |= _content_by_language(tree, base, languages, settings)
    return Site(
        dialect.name,
        evidence,
        prefix,
        inside,
        name,
        url or _custom_domain(tree, base),
        language,
        tuple(sorted(languages)),
        first("timezone"),
        first("author"),
        tuple(sorted(_authors(tree, base, dialect, own).items())),
        tuple(sorted(_data_folders(tree, base))),
        tuple(sorted(settings.items())),
    )


def _content_by_language(
    tree: Tree, base: str, languages: Collection[str], settings: Mapping[str, str]
) -> Mapping[str, str]:
    """Return the folders of content by language where these are all there is, and nothing says so.

    https://gohugo.io/content-management/multilingual/#translation-by-content-directory: folders may
    be mounted by what a script writes.
    """
    if any(key.lower().endswith(".contentdir") or ".mounts." in key for key in settings):
        return {}
    content = f"{base}{settings.get('contentDir', 'content')}/"
    inside = (name.removeprefix(content) for name in tree.folders() if name.startswith(content))
    names = {name.removesuffix("/") for name in inside if name.count("/") == 1}
    codes = {code.lower(): code for code in languages}
    if len(names) < _SEVERAL or not names <= codes.keys():
        return {}
    return {f"languages.{codes[name]}.contentDir": content[len(base) :] + name for name in names}


def _first_text(
    values: Iterable[Values], key: str, fits: Callable[[str], bool] = bool
) -> str | None:
    return next(filter(None, (said.text(key, fits) for said in values)), None)


def _url_elsewhere(dialect: Dialect, own: Sequence[Values], values: Sequence[Values]) -> str | None:
    """Return the URL that a script takes from another file: ``site: SITE.website``."""
    names = (said.variable(key) for said in own for key in dialect.site.get("url", ()))
    texts = (said.text(name, _is_public) for name in names if name for said in values)
    return next(filter(None, texts), None)


def _values(tree: Tree, base: str, paths: Iterable[str]) -> Iterator[Values]:
    for path in dict.fromkeys(paths):
        if (text := tree.read(base + path)) is not None:
            yield Values(path, text)


def _also(tree: Tree, base: str, dialect: Dialect, own: Sequence[Values]) -> Iterator[str]:
    """Yield the paths of more files that a site is described by."""
    keys = dialect.site.get("languages", ())
    others = {code for said in own for key in keys for code in said.names(key)}
    for stem in dialect.also:
        if stem.endswith("/*"):
            folder = stem.removesuffix("*")
            # What is named for another language is of that alone: https://vitepress.dev/guide/i18n
            names = [name for name in tree.files(base + folder) if name.split(".")[0] not in others]
            yield from (folder + name for name in names)
        else:
            yield from (f"{stem}.{ending}" for ending in _READABLE)
    if dialect.name == "lektor":  # https://www.getlektor.com/docs/project/file/
        yield from (name for name in tree.files(base) if name.endswith(".lektorproject"))
    for folder in _data_of_eleventy(own) if dialect.name == "eleventy" else ():
        yield from (f"{folder}/{name}.{ending}" for name in SITE_DATA for ending in _READABLE)


def _data_of_eleventy(own: Sequence[Values]) -> list[str]:
    """https://www.11ty.dev/docs/config/#directory-for-global-data-files."""
    folders = ((said.word("dir.input") or ".", said.word("dir.data") or "_data") for said in own)
    return [normpath(join(*folder)) for folder in folders]


def _is_public(url: str) -> bool:
    """Tell whether a text is an address that others than the author of a site can open."""
    if url in _OF_TEMPLATES:
        return False
    host = re.match(r"(?:https?://)?(?:[\w-]++\.)+[a-z]{2,}(?=[:/]|\Z)", url, re.IGNORECASE)
    return host is not None


# What stands there until somebody changes it: https://quartz.jzhao.xyz/configuration
_OF_TEMPLATES = frozenset(["quartz.jzhao.xyz"])


def _custom_domain(tree: Tree, base: str) -> str | None:
    """Return the URL of a site that GitHub publishes below a domain of its own.

    https://docs.github.com/en/pages/configuring-a-custom-domain-for-your-github-pages-site
    """
    texts = (tree.read(f"{base}{folder}CNAME") for folder in _PUBLISHED_AS_IS)
    domain = next((text.strip() for text in texts if text), "")
    return f"https://{domain}" if _is_public(domain) and "/" not in domain else None


# Where the generators take files from that they publish as they are.
_PUBLISHED_AS_IS = ("", "static/", "public/", "source/", "src/", "content/extra/", "docs/")
_READABLE = ("toml", "yaml", "yml", "json", "js", "mjs", "cjs", "ts")


def _authors(tree: Tree, base: str, dialect: Dialect, own: Sequence[Values]) -> Mapping[str, str]:
    """Return the names of authors by the keys that documents use for them."""
    names = dict(names_of_authors(tree, base, FOLDERS)) if not dialect.vault else {}
    if dialect.name == "astro":
        # https://starlight-blog-docs.vercel.app/configuration/#authors
        for said in own:
            for key in said.names("authors"):
                if name := said.inside("authors", key).word("name"):
                    names.setdefault(key, name)
    data = _data_of_eleventy(own) if dialect.name == "eleventy" else []
    listed = [f"{folder}/authors.{ending}" for folder in data for ending in _READABLE]
    for path in (*listed, *dialect.authors, *(file.path for file in dialect.configurations)):
        names = {**names_in_file(base + path, tree.read(base + path)), **names}
    return names


def _data_folders(tree: Tree, base: str) -> Iterator[str]:
    """Yield the folders whose JSON files are documents: https://decapcms.org/docs/collection-folder/."""
    for file in BY_NAME["decap"].configurations:
        text = tree.read(base + file.path)
        for collection in Values(file.path, text).tables("collections") if text else ():
            written = collection.get("extension") or collection.get("format") or ""
            if written == "json" and isinstance(collection.get("folder"), str):
                yield collection["folder"].strip("/") + "/"


def is_configuration(path: str) -> bool:
    """Tell whether a file of an archive may say anything of a site, by its name."""
    if path.endswith(_CONFIGURATIONS) or any(part in path for part in _TELLING_PARTS):
        return True
    folder, _, name = path.rpartition("/")
    if folder.endswith("content/collections"):  # of Statamic
        return name.endswith(".yaml")
    return name == f"{folder.rpartition('/')[2]}.json"


_TELLING_PARTS = (
    ".11tydata.",
    "_includes/",
    "config/_default/",
    ".vitepress/config/",
    *(f"{name}/" for name in sorted(FOLDERS)),
)
_CONFIGURATIONS = tuple(
    sorted(
        {"CNAME", "versions.json", ".lektorproject"}
        | {file.path for dialect in DIALECTS for file in dialect.configurations}
        | {path for dialect in DIALECTS for path in dialect.authors}
        | {
            f"{stem}.{ending}"
            for dialect in DIALECTS
            for stem in dialect.also
            for ending in _READABLE
        }
    )
)


def language_folders(tree: Tree) -> tuple[str, ...]:
    """Return the names of folders that stand beside each other and are codes of languages."""
    beside: dict[str, list[str]] = {}
    for folder in tree.folders():
        parent, _, name = folder[:-1].rpartition("/")
        if is_code(name):
            beside.setdefault(parent, []).append(name)
    most = max(map(len, beside.values()), default=0)
    return next((tuple(sorted(names)) for names in beside.values() if len(names) == most), ())
