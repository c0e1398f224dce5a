"""Which sites the documents of a source belong to: settled before the first of them is read.

Names and configuration alone decide: those of the source, of the folders above it up to the root of
its repository, and the listing of an archive.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from posixpath import join, normpath

from storyweft.errors import InputError
from storyweft.reading.dialects.configuration import Values
from storyweft.reading.dialects.dialect import Dialect
from storyweft.reading.dialects.names import date_in, starts_with_date
from storyweft.reading.dialects.pages import content_of
from storyweft.reading.dialects.profiles import (
    FOLDERS,
    OF_AUTHORS,
    names_in_file,
    names_of_authors,
)
from storyweft.reading.dialects.scripted import SITE_DATA
from storyweft.reading.dialects.site_settings import site_settings
from storyweft.reading.dialects.tables import BY_NAME, DIALECTS
from storyweft.reading.dialects.trees import FolderTree, ListedTree, Tree
from storyweft.reading.languages import is_code, is_language
from storyweft.settings import NO_SITE, Settings, Site
from storyweft.sources.files import MARKDOWN, is_archive, labels_of

# How far above a source its site may begin where no repository ends the search.
_ABOVE = 6
# How many names a folder needs to tell anything by their form.
_TELLING = 3
_SEVERAL = 2


def settle(settings: Settings, *sources: str | Path, dialect: str | None = None) -> Settings:
    """Return the settings with the sites that the sources belong to.

    :param dialect: what the documents are, whatever their folders say; by default as the mapping
        file says, or else as it is recognised.
    :raises InputError: if there is no dialect of this name.
    """
    named = dialect or settings.mapping.dialect
    if named is not None and named not in BY_NAME:
        raise InputError(f"dialect {named!r}: use one of {', '.join(sorted(BY_NAME))}")
    paths = [Path(source) for source in sources]
    sites = [
        site
        for path, label in zip(paths, labels_of(paths), strict=True)
        for site in _sites(path, f"{label}/" if label else "", named)
    ]
    if named is not None and not paths:  # far away: their folders tell nothing
        sites.append(Site(named, (f"--dialect {named}",)))
    if settings.site_url is not None:
        sites = [replace(site, url=settings.site_url, is_url_whole=True) for site in sites]
        if not any(not site.prefix for site in sites):
            sites.append(replace(NO_SITE, url=settings.site_url, is_url_whole=True))
    # The longest prefix first: a site in a folder of another.
    sites.sort(key=lambda site: (-len(site.prefix), site.prefix))
    return replace(settings, sites=tuple(sites))


def _sites(path: Path, prefix: str, named: str | None) -> Iterator[Site]:
    if is_archive(path.name) and path.is_file():
        from storyweft.sources.archives import list_names

        names, texts = list_names(path, _is_configuration)
        yield from _sites_in(ListedTree(names, texts), prefix, named)
        return
    folder = path if path.is_dir() else path.parent
    tree = FolderTree(folder)
    # A configuration tells more than the name of a folder that is nearer: source/_posts is Hexo's.
    above = _site_above(folder, prefix, named, only_configured=True)
    if above is None and _recognise(tree, "", named) is None:
        above = _site_above(folder, prefix, named, only_configured=False)
    yield from _sites_in(tree, prefix, named, above)


def _site_above(
    folder: Path, prefix: str, named: str | None, *, only_configured: bool
) -> Site | None:
    """Return the nearest site that a folder is in, if that is not the folder itself."""
    folder = folder.resolve()
    for root in _above(folder):
        inside = f"{folder.relative_to(root).as_posix()}/"
        tree = FolderTree(root)
        if beside := _docusaurus_beside(tree, prefix, named, inside):
            return beside
        if recognised := _recognise(tree, "", named, only_configured=only_configured):
            dialect, evidence = recognised
            up = "../" * inside.count("/")
            site = _described(tree, "", dialect, (up + evidence,), prefix, inside)
            # A configuration beside seeds/ that speaks of docs/ says nothing of the seeds.
            if named or not dialect.content or inside.startswith(content_of(site)):
                return site
    return None


def _docusaurus_beside(tree: Tree, prefix: str, named: str | None, inside: str) -> Site | None:
    """Return the site in ``website/`` whose documents lie beside it, where a folder is in these."""
    recognised = _recognise(tree, _WEBSITE, named, only_configured=True)
    if not recognised or recognised[0].name != "docusaurus":
        return None
    site = _described(tree, _WEBSITE, recognised[0], (f"../{_WEBSITE}{recognised[1]}",), prefix, "")
    paths = (f"{path.removeprefix('../')}/" for path in _paths_beside(site))
    is_there = any(inside.startswith(path) for path in paths)
    return replace(site, inside=f"../{inside}") if is_there else None


_WEBSITE = "website/"


def _paths_beside(site: Site) -> list[str]:
    """Return where documents of a site lie that are not below its configuration: ``../docs``.

    https://docusaurus.io/docs/api/plugins/@docusaurus/plugin-content-docs (path)
    """
    return [
        value.strip("/")
        for key, value in site.configuration
        if key in ("docs.path", "blog.path") and value.startswith("../")
    ]


def _above(folder: Path) -> Iterator[Path]:
    above = list(folder.parents)
    repository = next((path for path in (folder, *above) if (path / ".git").exists()), None)
    if repository is not None:
        yield from (path for path in above if path.is_relative_to(repository))
    else:
        home = Path.home()
        yield from (path for path in above[:_ABOVE] if path not in (home, Path(home.anchor)))


def _sites_in(
    tree: Tree, prefix: str, named: str | None, above: Site | None = None
) -> Iterator[Site]:
    """Yield the site at the root of a tree, and those in its folders."""
    own = _recognise(tree, "", named, only_configured=above is not None)
    if own is None and named is not None and above is None:
        own = BY_NAME[named], f"--dialect {named}"
    top = _described(tree, "", own[0], (own[1],), prefix, "") if own else above
    below: list[str] = [""] if top else []
    for folder in tree.folders():
        recognised = _recognise(tree, folder, named, only_configured=top is not None)
        if recognised and recognised[0].name in _INNER and folder.startswith(tuple(below)):
            continue
        if recognised:
            below.append(folder)
            site = _described(
                tree, folder, recognised[0], (folder + recognised[1],), prefix + folder, ""
            )
            yield site
            for path in _paths_beside(site) if recognised[0].name == "docusaurus" else ():
                start = normpath(join(folder, path))
                if not start.startswith(".."):
                    yield replace(site, prefix=f"{prefix}{start}/", inside=f"{path}/")
    if top is None and not below:
        top = _by_names(tree, prefix)
    if top:
        yield top


# What tells of no site in another: Decap edits what another publishes, Lektor's folders are alike.
_INNER = frozenset(["decap", "lektor"])


def _recognise(
    tree: Tree, base: str, named: str | None, *, only_configured: bool = False
) -> tuple[Dialect, str] | None:
    """Return the dialect of a folder, and what tells it."""
    dialects = DIALECTS if named is None else (BY_NAME[named],)
    for dialect in dialects:
        for file in dialect.configurations:
            path = base + file.path
            if not tree.has(path) or (file.beside and not tree.has(base + file.beside)):
                continue
            if file.fits(tree.read(path) or ""):
                return dialect, file.path
    for dialect in dialects:
        # .obsidian and .foam hold the configuration of a vault.
        for folder in dialect.folders if not only_configured or dialect.vault else ():
            if tree.has(base + folder):
                return dialect, f"{folder}/"
    return None


def _by_names(tree: Tree, prefix: str) -> Site | None:
    """Return the site that names alone make of a folder: of its documents, or its folders."""
    languages = _language_folders(tree)
    if len(languages) >= _TELLING:
        evidence = f"folders by language: {', '.join(languages)}"
        return Site("translated", (evidence,), prefix, languages=languages)
    if share := _dated_share(tree.documents()):
        return Site("dated", (share,), prefix)
    if share := _titled_share(tree.documents()):
        return Site("obsidian", (share,), prefix)
    authors = names_of_authors(tree, "", OF_AUTHORS)
    return Site("none", (), prefix, authors=authors) if authors else None


def _language_folders(tree: Tree) -> tuple[str, ...]:
    """Return the names of folders that stand beside each other and are codes of languages."""
    beside: dict[str, list[str]] = {}
    for folder in tree.folders():
        parent, _, name = folder[:-1].rpartition("/")
        if is_code(name):
            beside.setdefault(parent, []).append(name)
    most = max(map(len, beside.values()), default=0)
    return next((tuple(sorted(names)) for names in beside.values() if len(names) == most), ())


def _dated_share(documents: Sequence[str]) -> str | None:
    dated = sum(starts_with_date(path) or date_in(path) is not None for path in documents)
    if dated < _TELLING or dated * 2 <= len(documents):
        return None
    return f"{dated:,} of {len(documents):,} names or folders are dates"


def _titled_share(documents: Sequence[str]) -> str | None:
    """Tell of a vault without its configuration: most notes have titles for names."""
    notes = [path for path in documents if path.lower().endswith(MARKDOWN)]
    titled = sum(" " in path.rpartition("/")[2].strip() for path in notes)
    if titled < _TELLING or titled * 2 <= len(notes):
        return None
    return f"{titled:,} of {len(notes):,} names have spaces, as titles"


# -- what a site says of itself -------------------------------------------------------------------


def _described(
    tree: Tree, base: str, dialect: Dialect, evidence: tuple[str, ...], prefix: str, inside: str
) -> Site:
    own = [*_values(tree, base, [file.path for file in dialect.configurations])]
    values = [*own, *_values(tree, base, _also(tree, base, dialect, own))]

    def first(name: str, fits: Callable[[str], bool] = bool) -> str | None:
        texts = (
            said.text(key, fits)
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
        by_folder = _language_folders(tree)
        if len(by_folder) >= _TELLING or (
            len(by_folder) >= _SEVERAL and not {language, "en"}.isdisjoint(by_folder)
        ):
            languages |= set(by_folder)
    if languages and (language or dialect.main_language):
        language = language or dialect.main_language
        languages |= {language} if language else set()
    name = first("name", lambda text: "{{" not in text) or next(
        (text for said in values if (text := said.text(f"languages.{language}.title"))), None
    )
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
        tuple(sorted(_authors(tree, base, dialect).items())),
        tuple(sorted(_data_folders(tree, base))),
        site_settings(values, dialect.name, tree, base),
    )


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
    for stem in dialect.also:
        if stem.endswith("/*"):
            folder = stem.removesuffix("*")
            yield from (folder + name for name in tree.files(base + folder))
        else:
            yield from (f"{stem}.{ending}" for ending in _READABLE)
    if dialect.name == "lektor":  # https://www.getlektor.com/docs/project/file/
        yield from (name for name in tree.files(base) if name.endswith(".lektorproject"))
    if (
        dialect.name == "eleventy"
    ):  # https://www.11ty.dev/docs/config/#directory-for-global-data-files
        for said in own:
            below = said.word("dir.input") or ".", said.word("dir.data") or "_data"
            folder = normpath(join(*below))
            yield from (f"{folder}/{name}.{ending}" for name in SITE_DATA for ending in _READABLE)


def _is_public(url: str) -> bool:
    """Tell whether a text is an address that others than the author of a site can open."""
    if url in _OF_TEMPLATES:
        return False
    host = re.match(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?=[:/]|\Z)", url, re.IGNORECASE)
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


def _authors(tree: Tree, base: str, dialect: Dialect) -> Mapping[str, str]:
    """Return the names of authors by the keys that documents use for them."""
    names = dict(names_of_authors(tree, base, FOLDERS)) if not dialect.vault else {}
    if dialect.name == "astro":
        # https://starlight-blog-docs.vercel.app/configuration/#authors
        for said in _values(tree, base, [file.path for file in dialect.configurations]):
            for key in said.names("authors"):
                if name := said.inside("authors", key).word("name"):
                    names.setdefault(key, name)
    for path in (*dialect.authors, *(file.path for file in dialect.configurations)):
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


def _is_configuration(path: str) -> bool:
    """Tell whether a file of an archive may say anything of a site, by its name."""
    if path.endswith(_CONFIGURATIONS) or any(part in path for part in _TELLING_PARTS):
        return True
    folder, _, name = path.rpartition("/")
    return name == f"{folder.rpartition('/')[2]}.json"


_TELLING_PARTS = (
    ".11tydata.",
    "_includes/",
    "config/_default/",
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
