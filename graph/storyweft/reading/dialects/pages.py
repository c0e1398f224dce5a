"""A document as its address is made of it: its path, its fields, and its site."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from posixpath import basename, dirname, normpath
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urlsplit

from storyweft.reading.dialects.tables import BY_NAME
from storyweft.settings import Site

#: What is read of configurations that are scripts, and of tables with lists in them.
KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "docusaurus": (
            *("baseUrl", "trailingSlash", "docs.routeBasePath", "docs.path"),
            *("blog.routeBasePath", "blog.path", "docs.lastVersion"),
        ),
        "astro": ("base", "trailingSlash", "build.format"),
        "eleventy": ("dir.input", "pathPrefix"),
        "pelican": (
            *("ARTICLE_URL", "ARTICLE_LANG_URL", "PAGE_URL", "PAGE_LANG_URL", "PATH"),
            *("USE_FOLDER_AS_CATEGORY", "DEFAULT_CATEGORY"),
        ),
        "vitepress": ("base", "cleanUrls", "srcDir"),
        "vuepress": ("base",),
        "gatsby": ("pathPrefix",),
        "gridsome": ("pathPrefix", "permalinks.trailingSlash"),
        "next": ("basePath", "trailingSlash"),
        "nikola": ("PRETTY_URLS",),
        "middleman": ("prefix", "permalink", "sources", "directory_indexes", "blog"),
        "bridgetown": ("permalink", "base_path"),
    }
)

_ENDING = re.compile(r"\.[A-Za-z]{2,9}\Z")
#: A date at the start of the name of a file.
DATED = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})[-_ ]?")
#: Files that stand for their folder.
INDEX = ("index", "readme")


class SitePage(NamedTuple):
    """A document, as far as its address is made of it.

    ``path`` is that below the root of its site; ``fields`` have their keys in lower case.
    """

    path: str
    site: Site
    fields: Mapping[str, object]
    title: str | None = None
    day: str | None = None
    language: str | None = None

    def text(self, *keys: str) -> str | None:
        """Return the first field of these that is a text."""
        for key in keys:
            value = self.fields.get(key)
            if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
                return str(value).strip()
        return None

    def texts(self, *keys: str) -> list[str]:
        """Return the texts of fields, each of which is one or a list."""
        values = [self.fields.get(key) for key in keys]
        items = [
            item for value in values for item in (value if isinstance(value, list) else [value])
        ]
        return [item.strip() for item in items if isinstance(item, str) and item.strip()]

    def set(self, key: str, default: str = "") -> str:
        """Return what the configuration of the site says."""
        return settings_of(self.site).get(key.lower(), default)

    @property
    def stem(self) -> str:
        """The path without its ending."""
        return _ENDING.sub("", self.path)

    @property
    def name(self) -> str:
        """The name of the file without its ending."""
        return basename(self.stem)


@lru_cache(maxsize=256)
def settings_of(site: Site) -> Mapping[str, str]:
    """Return the configuration of a site by the paths of its keys, in lower case."""
    return MappingProxyType({key.lower(): value for key, value in site.configuration})


@lru_cache(maxsize=256)
def root_of(site: Site, language: str | None = None) -> str | None:
    """Return the URL that the addresses of a site start with, without a slash; None if unknown.

    A language of Hugo may have one of its own: https://gohugo.io/configuration/languages/ (baseURL)
    """
    url = _url_of_language(site, language) or site.url
    if not url:
        return None
    url = url if "://" in url else f"https://{url}"
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or "$" in url or "{" in url:
        return None
    base = base_of(site)
    path = parts.path.rstrip("/")
    return f"{parts.scheme}://{parts.netloc}{path if path.endswith(base) else path + base}"


def _url_of_language(site: Site, language: str | None) -> str | None:
    is_told = site.dialect == "hugo" and language and not site.is_url_whole
    return settings_of(site).get(f"languages.{language}.baseurl".lower()) if is_told else None


def name_of(site: Site, language: str | None) -> str | None:
    """Return what a site is called in a language, or at all.

    https://gohugo.io/content-management/multilingual/, and Zola's table of the same name
    """
    own = settings_of(site).get(f"languages.{language}.title".lower()) if language else None
    return own or site.name


def base_of(site: Site) -> str:
    """Return the path that all addresses of a site start with, ``/blog``; empty if none."""
    key = _BASES.get(site.dialect)
    value = settings_of(site).get(key, "") if key and not site.is_url_whole else ""
    return f"/{value.strip('/')}" if value.strip("/") else ""


# https://jekyllrb.com/docs/configuration/options/, https://hexo.io/docs/configuration (root),
# https://docusaurus.io/docs/api/docusaurus-config#baseUrl, https://vitepress.dev/reference/site-config
_BASES: Mapping[str, str] = MappingProxyType(
    {
        "jekyll": "baseurl",
        "hexo": "root",
        "docusaurus": "baseurl",
        "astro": "base",
        "vitepress": "base",
        "vuepress": "base",
        "eleventy": "pathprefix",
        "gatsby": "pathprefix",
        "gridsome": "pathprefix",
        "next": "basepath",
        "bridgetown": "base_path",
    }
)


@lru_cache(maxsize=256)
def content_of(site: Site) -> tuple[str, ...]:
    """Return the folders that the documents of a site lie in; nothing if they lie anywhere."""
    said = (settings_of(site).get(key, "") for key in _CONTENT.get(site.dialect, ()))
    if site.dialect == "docusaurus":  # of all instances of its plugins
        said = (path for key, path in site.configuration if key.endswith(".path"))
    folders = tuple(f"{normpath(path)}/" for path in said if path.strip("./"))
    return (*folders, *BY_NAME[site.dialect].content)


# https://www.11ty.dev/docs/config/#input-directory, https://hexo.io/docs/configuration,
# https://gohugo.io/configuration/all/#contentdir,
# https://www.mkdocs.org/user-guide/configuration/#docs_dir,
# https://docs.getpelican.com/en/latest/settings.html (PATH),
# https://docusaurus.io/docs/api/plugins (path)
_CONTENT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "eleventy": ("dir.input",),
        "hexo": ("source_dir",),
        "hugo": ("contentdir",),
        "mkdocs": ("docs_dir",),
        "pelican": ("path",),
        "bridgetown": ("source",),
    }
)


def page_name(site: Site, path: str) -> str:
    """Return what a page of a site without a URL is called: its path below the site's folder."""
    base = base_of(site)
    inside = path.removeprefix(base) if base and path.startswith(f"{base}/") else path
    return f"/{site.prefix}{inside.strip('/').removesuffix('.html')}".rstrip("/")


def below(page: SitePage, *folders: str) -> str | None:
    """Return the path below the folder of content that a document is in, without its ending."""
    for folder in folders:
        if page.stem.startswith(folder):
            return page.stem.removeprefix(folder)
    return None


def folded(stem: str) -> str:
    """Return a path without ``index`` at its end."""
    folder, name = dirname(stem), basename(stem)
    return folder if name.lower() in INDEX else stem


def day_of(page: SitePage) -> date | None:
    """Return the day of a document, from its date or its name."""
    match = DATED.match(page.day or "") or DATED.match(page.name)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def filled(pattern: str, values: Mapping[str, str | None], day: date | None) -> str | None:
    """Return a pattern with the values of its placeholders; None if one of them is unknown."""
    missing = False

    def value_of(match: re.Match[str]) -> str:
        nonlocal missing
        name = match[1]
        value = values.get(name)
        if value is None and day is not None and name in _DAYS:
            value = _DAYS[name](day)
        if value is None:
            missing = True
        return value or ""

    path = re.sub(r":(\w+)", value_of, pattern)
    return None if missing else path


def formatted(page: SitePage, pattern: str, values: Mapping[str, str | None]) -> str | None:
    """Return a pattern with values for ``{name}``; what it asks for beside stays as it is."""
    day = day_of(page)

    def value_of(match: re.Match[str]) -> str:
        if match[1] == "date" and match[2] and day is not None:
            return day.strftime(match[2])
        return (values.get(match[1]) if not match[2] else None) or match[0]

    return re.sub(r"\{(\w+)(?::([^{}]*))?\}", value_of, pattern)


_DAYS: Mapping[str, Callable[[date], str]] = MappingProxyType(
    {
        "year": lambda day: f"{day.year:04}",
        "month": lambda day: f"{day.month:02}",
        "day": lambda day: f"{day.day:02}",
        "i_month": lambda day: str(day.month),
        "i_day": lambda day: str(day.day),
        "short_year": lambda day: f"{day.year % 100:02}",
        "y_day": lambda day: f"{day.timetuple().tm_yday:03}",
        "yearday": lambda day: str(day.timetuple().tm_yday),
        "monthname": lambda day: day.strftime("%B"),
        "weekday": lambda day: str(day.isoweekday() % 7),
        "weekdayname": lambda day: day.strftime("%A"),
        "short_month": lambda day: day.strftime("%b"),
        "long_month": lambda day: day.strftime("%B"),
        "short_day": lambda day: day.strftime("%a"),
        "long_day": lambda day: day.strftime("%A"),
        "w_year": lambda day: str(day.isocalendar().year),
        "week": lambda day: f"{day.isocalendar().week:02}",
        # Go's, https://pkg.go.dev/time#pkg-constants
        "2006": lambda day: f"{day.year:04}",
        "06": lambda day: f"{day.year % 100:02}",
        "01": lambda day: f"{day.month:02}",
        "1": lambda day: str(day.month),
        "02": lambda day: f"{day.day:02}",
        "2": lambda day: str(day.day),
    }
)
