"""The public address of a document, as the generator of its site makes it.

A rule stands in :data:`RULES` for each generator, with the page of its documentation. What cannot
be told from the configuration and the front matter (a function of a script, a title in letters that
need a transliteration) has no address: a wrong one is worse than none.
"""

import re
from collections.abc import Callable, Mapping
from posixpath import dirname, splitext
from types import MappingProxyType
from urllib.parse import urljoin

from storyweft.reading.dialects.docusaurus import docusaurus
from storyweft.reading.dialects.pages import SitePage
from storyweft.reading.dialects.path_addresses import (
    astro,
    eleventy,
    grav,
    kirby,
    lektor,
    mkdocs,
    nikola,
    nuxt,
    quarto,
    quartz,
    stated,
    vitepress,
    vuepress,
    zola,
)
from storyweft.reading.dialects.patterned_addresses import hexo, hugo, hugo_prefix, jekyll, pelican
from storyweft.reading.dialects.routed_addresses import gridsome, next_js, statamic
from storyweft.reading.dialects.ruby_addresses import bridgetown, middleman
from storyweft.reading.dialects.slugs import escaped

#: Dialect → how its addresses are made; of all others only what a document states counts.
RULES: Mapping[str, Callable[[SitePage], str | None]] = MappingProxyType(
    {
        "astro": astro,
        "bridgetown": bridgetown,
        "docusaurus": docusaurus,
        "eleventy": eleventy,
        "grav": grav,
        "gridsome": gridsome,
        "hexo": hexo,
        "hugo": hugo,
        "jekyll": jekyll,
        "kirby": kirby,
        "lektor": lektor,
        "middleman": middleman,
        "mkdocs": mkdocs,
        "next": next_js,
        "nikola": nikola,
        "nuxt": nuxt,
        "pelican": pelican,
        "quarto": quarto,
        "quartz": quartz,
        "statamic": statamic,
        "vitepress": vitepress,
        "vuepress": vuepress,
        "zola": zola,
    }
)


#: Dialects whose aliases are addresses; elsewhere they are other names of a note.
ALIASED = frozenset(["hugo", "zola", "hexo", "quarto", "middleman"])


def path_of(page: SitePage) -> str | None:
    """Return the path of a document below the root of its site, ``/2024/harbour/``, if it has one.

    >>> from storyweft.settings import Site
    >>> path_of(SitePage("content/posts/a.md", Site("hugo"), {}))
    '/posts/a/'
    """
    rule = RULES.get(page.site.dialect, stated)
    path = rule(page)
    if path is None or "{" in path or "<" in path or "://" in path:
        return None
    path = "/" + path.strip().lstrip("/")
    path = re.sub(r"/{2,}", "/", path)
    if path.endswith("/index.html"):
        path = path.removesuffix("index.html")
    return escaped(path)


def others_of(page: SitePage, path: str | None) -> list[str]:
    """Return the paths or URLs that lead to a document, too: aliases and redirects.

    :param path: its own; some are relative to it.

    https://gohugo.io/content-management/urls/#aliases,
    https://www.getzola.org/documentation/content/page/ (aliases),
    https://github.com/jekyll/jekyll-redirect-from (redirect_from),
    https://quarto.org/docs/websites/website-navigation.html#redirects,
    https://github.com/fredjean/middleman-alias (alias).
    """
    keys = ["redirect_from", "redirectfrom"]
    if page.site.dialect in ALIASED:
        keys += ["aliases", "alias"]
    folder = path or "/"
    others = []
    for text in page.texts(*keys):
        if "://" in text:
            others.append(text)
        elif page.site.dialect == "hugo":
            others.append(_hugo_alias(page, folder, text))
        elif page.site.dialect == "quarto":
            others.append(escaped(urljoin(folder, text)))
        else:
            others.append(escaped("/" + text.lstrip("/")))
    return others


def _hugo_alias(page: SitePage, folder: str, alias: str) -> str:
    """Return where an alias leads from: below the language, or relative to the page.

    https://gohugo.io/content-management/urls/#defining-aliases
    """
    language = f"/{prefix}" if (prefix := hugo_prefix(page)) else "/"
    base = language if alias.startswith("/") else dirname(folder.rstrip("/")) + "/"
    path = urljoin(base, alias.lstrip("/"))
    return escaped(path if splitext(path)[1] or path.endswith("/") else f"{path}/")
