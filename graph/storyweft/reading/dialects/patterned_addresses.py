"""Addresses that are made by a pattern with placeholders: Jekyll, Hexo, Hugo and Pelican."""

import re
from collections.abc import Mapping
from posixpath import basename, dirname, splitext
from types import MappingProxyType

from storyweft.reading.dialects.inherited import default_permalink
from storyweft.reading.dialects.pages import (
    DATED,
    SitePage,
    below,
    day_of,
    filled,
    formatted,
    settings_of,
)
from storyweft.reading.dialects.slugs import hugo_path, jekyll_slug, pelican_slug

# https://jekyllrb.com/docs/permalinks/#built-in-formats
_JEKYLL_FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "date": "/:categories/:year/:month/:day/:title:output_ext",
        "pretty": "/:categories/:year/:month/:day/:title/",
        "ordinal": "/:categories/:year/:y_day/:title:output_ext",
        "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
        "none": "/:categories/:title:output_ext",
    }
)


def jekyll(page: SitePage) -> str | None:
    """https://jekyllrb.com/docs/permalinks/, /docs/configuration/front-matter-defaults/."""
    stated = page.text("permalink") or default_permalink(page.path, page.site)
    # https://jekyllrb.com/docs/collections/#setup (collections_dir)
    collections = page.set("collections_dir").strip("/")
    if collections and page.path.startswith(f"{collections}/_"):
        page = page._replace(path=page.path.removeprefix(f"{collections}/"))
    folders = page.path.split("/")[:-1]
    is_post = "_posts" in folders
    collection = folders[0].removeprefix("_") if folders and folders[0].startswith("_") else None
    style = page.set("permalink", "date")
    if is_post:
        return _filled_jekyll(page, stated or style, folders)
    if collection and collection != "drafts":
        own = stated or page.set(f"collections.{collection}.permalink")
        if not own and page.set(f"collections.{collection}.output") != "true":
            return None  # not written at all
        return _filled_jekyll(page, own or _COLLECTION, folders)
    if stated:
        return _filled_jekyll(page, stated, folders) if ":" in stated else stated
    if any(folder.startswith("_") for folder in folders):
        return None
    ending = "/" if style == "pretty" or style.endswith("/") else ".html"
    return _folded_name(page, ending)


_COLLECTION = "/:collection/:path:output_ext"


def _folded_name(page: SitePage, ending: str) -> str:
    if page.name == "index":
        folder = dirname(page.stem)
        return f"{folder}/" if folder else ""
    return page.stem + ending


def _filled_jekyll(page: SitePage, pattern: str, folders: list[str]) -> str | None:
    pattern = _JEKYLL_FORMATS.get(pattern, pattern)
    # Of all collections: https://jekyllrb.com/docs/collections/#documents
    name = DATED.sub("", page.name, count=1) or page.name
    above = folders[: folders.index("_posts")] if "_posts" in folders else []
    own = page.fields.get("categories", page.fields.get("category"))
    stated = own.split() if isinstance(own, str) else own if isinstance(own, list) else []
    if "categories" not in page.fields and isinstance(own, str):
        stated = [own]  # category: one, with its spaces
    categories = [item.lower() for item in (*above, *stated) if isinstance(item, str)]
    slug = page.text("slug")
    collection = folders[0].removeprefix("_") if folders else ""
    inside = "/".join((*folders[1:], page.name))
    values = {
        "title": slug or name,
        "slug": jekyll_slug(slug or name),
        "name": name if "_posts" in folders else jekyll_slug(page.name),
        "categories": "/".join(dict.fromkeys(categories)),
        "slugified_categories": "/".join(dict.fromkeys(map(jekyll_slug, categories))),
        "output_ext": ".html",
        "collection": collection,
        "path": inside if collection else page.stem,
        "basename": page.name,
    }
    return filled(pattern, values, day_of(page))


def hexo(page: SitePage) -> str | None:
    """https://hexo.io/docs/permalinks, /docs/front-matter (permalink)."""
    inside = below(page, page.set("source_dir", "source").strip("/") + "/")
    if inside is None:
        return None
    language = page.text("lang", "language") or page.set("language.0") or page.set("language")
    if not inside.startswith("_posts/"):
        if stated := page.text("permalink"):
            return stated
        if page.name == "index":
            return inside.removesuffix("index")
        # https://hexo.io/docs/configuration (pretty_urls)
        return inside if page.set("pretty_urls.trailing_html") == "false" else f"{inside}.html"
    if stated := page.text("permalink"):
        return stated if stated.endswith(("/", ".html")) else f"{stated}/"
    name = _hexo_name(page, inside.removeprefix("_posts/"))
    categories = page.texts("categories", "category")
    values = {
        "title": name,
        "name": basename(name),
        "post_title": jekyll_slug(page.title or name),
        "category": "/".join(map(jekyll_slug, categories)) or page.set("default_category"),
        "lang": language,
        "id": None,
        "hash": None,
    }
    pattern = page.set("permalink", ":year/:month/:day/:title/")
    day = day_of(page) if page.day or _is_dated_by_name(page) else None
    path = filled(pattern, values, day)
    if path is not None and page.set("pretty_urls.trailing_index") != "false":
        return path
    return path and path.removesuffix("index.html")


def _hexo_name(page: SitePage, name: str) -> str:
    """Return the title of a file, whose name is made by ``new_post_name``."""
    if _is_dated_by_name(page):
        return dirname(name) + "/" * bool(dirname(name)) + DATED.sub("", basename(name), count=1)
    return name


def _is_dated_by_name(page: SitePage) -> bool:
    """https://hexo.io/docs/writing#Filename."""
    return ":year" in page.set("new_post_name", ":title.md")


def hugo(page: SitePage) -> str | None:
    """https://gohugo.io/content-management/urls/, /configuration/permalinks/."""
    translated = _hugo_language(page)
    if translated is None:
        return None
    inside, language = translated
    lower = page.set("disablepathtolower") != "true"
    if stated := page.text("url"):
        whole = stated if stated.startswith("/") else language + stated
        # https://gohugo.io/content-management/urls/#file-extensions
        return whole if splitext(whole)[1] or whole.endswith("/") else f"{whole}/"
    sections = [hugo_path(part, lower=lower) for part in dirname(inside).split("/") if part]
    name = basename(inside)
    if name.lower() == "index":
        name = sections.pop() if sections else ""
    name = hugo_path(name, lower=lower)
    slug = page.text("slug")
    end = hugo_path(slug, lower=lower) if slug else name
    pattern = _hugo_pattern(page, sections[0] if sections else "/", language.strip("/"))
    if pattern is None:
        path = "/".join((*sections, end))
    else:
        title = hugo_path(page.title, lower=lower) if page.title else None
        values = {
            "section": sections[0] if sections else "",
            "sections": "/".join(sections),
            "title": title,
            "slug": hugo_path(slug, lower=lower) if slug else title or name,
            "slugorfilename": end,
            "slugorcontentbasename": end,
            "filename": name,
            "contentbasename": name,
        }
        pattern = _SLICE.sub(lambda match: "/".join(_sliced(sections, match[1])), pattern)
        made = filled(pattern, values, day_of(page))
        if made is None or "[" in made:
            return None
        path = made.strip("/")
    # https://gohugo.io/configuration/ugly-urls/
    section = sections[0] if sections else ""
    if "true" in (page.set("uglyurls"), page.set(f"uglyurls.{section}")):
        return f"{language}{path}.html" if path else language
    return f"{language}{path}/" if path else language


def _hugo_pattern(page: SitePage, section: str, language: str) -> str | None:
    """Return the pattern for a section: https://gohugo.io/configuration/permalinks/."""
    spoken = language or page.set("defaultcontentlanguage") or "en"
    for table in (f"languages.{spoken}.permalinks", "permalinks"):
        for key in (f"{table}.page.{section}", f"{table}.{section}"):
            if pattern := page.set(key):
                return pattern
    # The list form: what targets nothing is for all pages, and of other targets nobody knows here.
    if pattern := page.set("permalinks.0.pattern"):
        is_for_all = not any(
            key.startswith("permalinks.0.target") for key in settings_of(page.site)
        )
        return pattern if is_for_all else _UNKNOWN
    return None


_UNKNOWN = ":unknown"
# https://gohugo.io/configuration/permalinks/#tokens
_SLICE = re.compile(r":sections\[([^\[\]]*)\]")


def _sliced(sections: list[str], told: str) -> list[str]:
    """Return some sections: ``1:`` all but the first, ``:last`` all but the last, ``last``."""
    first, colon, end = told.partition(":")
    last = len(sections) - 1
    start = last if first == "last" else int(first) if first.isdecimal() else 0
    if not colon:
        return sections[start : start + 1]
    stop = last if end == "last" else int(end) if end.isdecimal() else len(sections)
    return sections[start:stop]


def _hugo_language(page: SitePage) -> tuple[str, str] | None:
    """Return the path below the content of its language, and what of an address stands for that.

    https://gohugo.io/content-management/multilingual/
    """
    languages = {code.lower(): code for code in page.site.languages}
    main = (page.set("defaultcontentlanguage") or "en").lower()
    folders = {page.set(f"languages.{code}.contentdir").strip("/"): code for code in languages}
    folders |= _mounts(page, main)
    spoken = next(
        (code for folder, code in folders.items() if folder and page.stem.startswith(f"{folder}/")),
        main,
    )
    own = page.set(f"languages.{spoken}.contentdir") or page.set("contentdir", "content")
    inside = below(page, *(f"{folder}/" for folder in (*_mounts(page, main), own.strip("/"))))
    if inside is None:
        return None
    if basename(inside).rpartition(".")[2].lower() in languages and "." in basename(inside):
        inside, _, suffix = inside.rpartition(".")
        spoken = suffix.lower()
    is_plain = spoken == main and page.set("defaultcontentlanguageinsubdir") != "true"
    # https://gohugo.io/configuration/languages/ (baseURL): on a host of its own it has no folder.
    is_plain = is_plain or bool(page.set(f"languages.{spoken}.baseurl"))
    return inside, "" if is_plain else f"{spoken}/"


def _mounts(page: SitePage, main: str) -> dict[str, str]:
    """Return the folders that are mounted as content, with their languages.

    https://gohugo.io/configuration/module/#mounts
    """
    folders = {}
    number = 0
    while source := page.set(f"module.mounts.{number}.source"):
        if page.set(f"module.mounts.{number}.target").strip("/") == "content":
            lang = page.set(f"module.mounts.{number}.lang")
            lang = lang or page.set(f"module.mounts.{number}.sites.matrix.languages.0")
            folders[source.strip("/")] = lang.lower() or main
        number += 1
    return folders


def hugo_prefix(page: SitePage) -> str:
    """Return the part of the addresses of a page that stands for its language: ``de/``."""
    translated = _hugo_language(page)
    return translated[1] if translated else ""


def pelican(page: SitePage) -> str | None:
    """https://docs.getpelican.com/en/latest/settings.html#url-settings, /content.html."""
    inside = below(page, page.set("PATH", "content").strip("/") + "/")
    if inside is None:
        return None
    if stated := page.text("url"):
        return stated
    slug = page.text("slug") or (pelican_slug(page.title) if page.title else None)
    if slug is None:
        return None
    kind = "PAGE" if _is_pelican_page(page, inside) else "ARTICLE"
    language = page.text("lang")
    is_main = language is None or language == page.site.language
    key = f"{kind}_URL" if is_main else f"{kind}_LANG_URL"
    prefix = "pages/" if kind == "PAGE" else ""
    default = f"{prefix}{{slug}}.html" if is_main else f"{prefix}{{slug}}-{{lang}}.html"
    category = page.text("category") or pelican_folder(page) or page.set("DEFAULT_CATEGORY", "misc")
    values = {"slug": slug, "lang": language or "", "category": pelican_slug(category)}
    return formatted(page, page.set(key, default), values)


def pelican_folder(page: SitePage) -> str | None:
    """Return the folder of an article where that is its category.

    https://docs.getpelican.com/en/latest/settings.html (USE_FOLDER_AS_CATEGORY)
    """
    inside = below(page, page.set("PATH", "content").strip("/") + "/")
    is_used = page.set("USE_FOLDER_AS_CATEGORY") != "false"
    if inside is None or not is_used or _is_pelican_page(page, inside):
        return None
    return basename(dirname(inside)) or None


def _is_pelican_page(page: SitePage, inside: str) -> bool:
    articles = page.set("article_paths").split("\n")
    pages = page.set("page_paths", "pages").split("\n")
    is_article = any(articles) and _is_below(inside, articles)
    return not is_article and (_is_below(inside, pages) or any(articles))


def _is_below(path: str, folders: list[str]) -> bool:
    return any(path.startswith(f"{folder.strip('/')}/") for folder in folders if folder)
