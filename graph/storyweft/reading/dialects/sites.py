"""Which sites the documents of a source belong to: settled before the first of them is read.

Names and configuration alone decide: those of the source, of the folders above it up to the root of
its repository, and the listing of an archive.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from posixpath import join, normpath

from storyweft.errors import InputError
from storyweft.reading.dialects.describing import (
    TELLING,
    described,
    is_configuration,
    language_folders,
)
from storyweft.reading.dialects.dialect import Dialect
from storyweft.reading.dialects.names import date_in, starts_with_date
from storyweft.reading.dialects.pages import content_of
from storyweft.reading.dialects.profiles import OF_AUTHORS, names_of_authors
from storyweft.reading.dialects.tables import BY_NAME, DIALECTS
from storyweft.reading.dialects.trees import FolderTree, ListedTree, Tree
from storyweft.settings import NO_SITE, Settings, Site
from storyweft.sources.files import MARKDOWN, is_archive, labels_of

# How far above a source its site may begin where no repository ends the search.
_ABOVE = 6


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

        names, texts = list_names(path, is_configuration)
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
            site = described(tree, "", dialect, (up + evidence,), prefix, inside)
            # A configuration beside seeds/ that speaks of docs/ says nothing of the seeds.
            if named or not dialect.content or inside.startswith(content_of(site)):
                return site
    return None


def _docusaurus_beside(tree: Tree, prefix: str, named: str | None, inside: str) -> Site | None:
    """Return the site in ``website/`` whose documents lie beside it, where a folder is in these."""
    recognised = _recognise(tree, _WEBSITE, named, only_configured=True)
    if not recognised or recognised[0].name != "docusaurus":
        return None
    site = described(tree, _WEBSITE, recognised[0], (f"../{_WEBSITE}{recognised[1]}",), prefix, "")
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
    top = described(tree, "", own[0], (own[1],), prefix, "") if own else above
    below: list[str] = [""] if top else []
    for folder in tree.folders():
        recognised = _recognise(tree, folder, named, only_configured=top is not None)
        if recognised and recognised[0].name in _INNER and folder.startswith(tuple(below)):
            continue
        if recognised:
            below.append(folder)
            site = described(
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
    languages = language_folders(tree)
    if len(languages) >= TELLING:
        evidence = f"folders by language: {', '.join(languages)}"
        return Site("translated", (evidence,), prefix, languages=languages)
    if share := _dated_share(tree.documents()):
        return Site("dated", (share,), prefix)
    if share := _titled_share(tree.documents()):
        return Site("obsidian", (share,), prefix)
    authors = names_of_authors(tree, "", OF_AUTHORS)
    return Site("none", (), prefix, authors=authors) if authors else None


def _dated_share(documents: Sequence[str]) -> str | None:
    dated = sum(starts_with_date(path) or date_in(path) is not None for path in documents)
    if dated < TELLING or dated * 2 <= len(documents):
        return None
    return f"{dated:,} of {len(documents):,} names or folders are dates"


def _titled_share(documents: Sequence[str]) -> str | None:
    """Tell of a vault without its configuration: most notes have titles for names."""
    notes = [path for path in documents if path.lower().endswith(MARKDOWN)]
    titled = sum(" " in path.rpartition("/")[2].strip() for path in notes)
    if titled < TELLING or titled * 2 <= len(notes):
        return None
    return f"{titled:,} of {len(notes):,} names have spaces, as titles"
