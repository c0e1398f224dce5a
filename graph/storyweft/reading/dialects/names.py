"""What the path of a document says: its date, its language, a name that a person reads."""

import re
from posixpath import basename
from urllib.parse import unquote

from storyweft.reading.dialects.dialect import Dialect
from storyweft.reading.dialects.pages import settings_of
from storyweft.settings import NO_SITE, Site

_DATE = r"(\d{4})-(\d{1,2})-(\d{1,2})"
# 2024-05-01-title.md; Zola also has 2024-05-01_title, Pelican nothing but a date at the start.
_DATED_NAME = re.compile(rf"{_DATE}(?=[-_ .T]|\Z)")
_DATED_FOLDERS = re.compile(r"(?:\A|/)(\d{4})/(\d{1,2})/(\d{1,2})(?:/|-|\Z)")
_ENDING = re.compile(r"\.[A-Za-z]{2,9}\Z")
_SLUG = re.compile(r"[a-z0-9._-]+")
#: Files that stand for the folder that they are in.
_INDEX = frozenset(["index", "_index", "readme"])


def starts_with_date(path: str) -> bool:
    """Tell whether the name of a file, or of the folder it is the index of, starts with a date."""
    return _DATED_NAME.match(_named(path)) is not None


def dated_name(path: str) -> tuple[str, str] | None:
    """Return the day that a name starts with and what follows it; None if it does not.

    >>> dated_name("posts/2024-05-01-harbour/index.md")
    ('2024-05-01', 'harbour')
    """
    named = _named(path)
    match = _DATED_NAME.match(named)
    return (_day(match), named[match.end() :].lstrip("-_ .")) if match else None


def date_of(path: str, dialect: Dialect, site: Site = NO_SITE) -> str | None:
    """Return the day that the path of a document says, where its dialect says so.

    Hexo's names have one if ``new_post_name`` says so: https://hexo.io/docs/writing#Filename.

    >>> from storyweft.reading.dialects.tables import BY_NAME
    >>> date_of("_posts/2024-05-01-harbour.md", BY_NAME["jekyll"])
    '2024-05-01'
    >>> date_of("content/2024-05-01-harbour.md", BY_NAME["hugo"]) is None
    True
    """
    if dialect.name == "hexo" and ":year" not in settings_of(site).get("new_post_name", ":year"):
        return None
    if "name" in dialect.dated and (dated := dated_name(path)):
        return dated[0]
    return date_in(path) if "folders" in dialect.dated else None


def date_in(path: str) -> str | None:
    """Return the day that folders of a path say, as in ``2024/05/01/harbour``."""
    match = _DATED_FOLDERS.search(path)
    return _day(match) if match else None


def _day(match: re.Match[str]) -> str:
    return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"


def title_of(path: str) -> str:
    """Return the name of a document as a person reads it.

    >>> title_of("posts/2024-05-01-the-harbour-opens.md"), title_of("guides/first%20steps/index.md")
    ('the harbour opens', 'first steps')
    """
    named = _named(path)
    bare = unquote(_DATED_NAME.sub("", named, count=1).lstrip("-_ "))
    if not bare:
        return unquote(named)
    return bare if " " in bare else bare.replace("-", " ").replace("_", " ").strip()


def name_as_title(path: str, dialect: Dialect) -> str | None:
    """Return the name of a note as it is where that is its title: ``Sci-fi``.

    https://help.obsidian.md/plugins/note-composer; a name of small letters and hyphens is the slug
    of one.

    >>> from storyweft.reading.dialects.tables import BY_NAME
    >>> vault = BY_NAME["obsidian"]
    >>> [name_as_title(name, vault) for name in ("Sci-fi.md", "什么是对象.md", "a-quay.md")]
    ['Sci-fi', '什么是对象', None]
    """
    name = _named(path)
    is_title = dialect.named and not (_SLUG.fullmatch(name) or _DATED_NAME.match(name))
    if dialect.name == "logseq":  # https://docs.logseq.com/#/page/namespaces
        name = unquote(name).replace("___", "/")
    return name if is_title else None


def language_of(path: str, dialect: Dialect, site: Site) -> str | None:
    """Return the language that the path of a document says, of those that its site has."""
    if "i18n" in dialect.spoken and (match := re.match(r"i18n/([\w-]+)/", path)):
        return match[1]
    languages = {code.lower(): code for code in site.languages if code != "root"}
    if "suffix" in dialect.spoken:
        stem = _ENDING.sub("", basename(path))
        suffix = re.split(r"[.+]", stem)[-1].lower()  # x.de.md, contents+de.lr
        if suffix in languages:
            return languages[suffix]
    if "folder" in dialect.spoken:
        folders = path.lower().split("/")[:-1]
        return next((languages[name] for name in folders if name in languages), None)
    return None


def _named(path: str) -> str:
    """Return the last name of a path that is not ``index``, without its ending."""
    parts = path.split("/")
    name = _ENDING.sub("", parts[-1])
    if parts[-1].endswith(".lr"):  # https://www.getlektor.com/docs/content/
        name = "index"
    if name.lower() in _INDEX and len(parts) > 1:
        return parts[-2]
    return name
