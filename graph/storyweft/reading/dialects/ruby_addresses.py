"""Addresses that Bridgetown and Middleman make by patterns with placeholders."""

import re
from collections.abc import Mapping
from itertools import chain, zip_longest
from posixpath import basename, dirname
from types import MappingProxyType

from storyweft.reading.dialects.pages import DATED, SitePage, below, day_of, filled, formatted
from storyweft.reading.dialects.slugs import jekyll_slug

# https://www.bridgetownrb.com/docs/content/permalinks
_BRIDGETOWN_FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "pretty": "/:categories/:year/:month/:day/:slug/",
        "pretty_ext": "/:categories/:year/:month/:day/:slug.*",
        "simple": "/:categories/:slug/",
        "simple_ext": "/:categories/:slug.*",
    }
)


def bridgetown(page: SitePage) -> str | None:
    """https://www.bridgetownrb.com/docs/content/permalinks."""
    inside = below(page, page.set("source", "src").strip("/") + "/")
    if inside is None:
        return None
    first, _, rest = inside.partition("/")
    style = page.set("permalink", "pretty")
    if first not in ("_posts", "_pages") and first.startswith("_"):
        pattern = page.set(f"collections.{first[1:]}.permalink", "/:collection/:path/")
        is_written = page.set(f"collections.{first[1:]}.output") == "true"
        if not is_written and not page.text("permalink"):
            return None
    elif first == "_posts":
        pattern = style
    else:
        rest = rest if first == "_pages" else inside
        ending = ".html" if style.endswith("_ext") else "/"
        pattern = f"/{dirname(rest) if basename(rest) == 'index' else rest}{ending}"
    pattern = page.text("permalink") or pattern
    pattern = _BRIDGETOWN_FORMATS.get(pattern, pattern).replace("/[locale]", "")
    name = DATED.sub("", basename(rest), count=1)
    if page.language and page.language != page.site.language and page.site.languages:
        return None  # below a folder, or not, as its permalink has it
    values = {
        "slug": page.text("slug") or jekyll_slug(name),
        "title": page.text("slug") or (jekyll_slug(page.title) if page.title else None),
        "name": name,
        "path": rest,
        "collection": first.removeprefix("_"),
        "categories": "/".join(map(jekyll_slug, page.texts("categories", "category"))),
    }
    path = filled(pattern, values, day_of(page))
    return path and re.sub(r"\.\*\Z", ".html", path)


def middleman(page: SitePage) -> str | None:
    """https://middlemanapp.com/basics/blogging/, /advanced/pretty-urls/."""
    inside = below(page, "source/")
    if inside is None or inside.startswith("localizable/"):
        return None
    inside = inside.removesuffix(".html")
    prefix = page.set("prefix").strip("/")
    article = inside.removeprefix(f"{prefix}/") if prefix else inside
    sources = page.set("sources", "{year}-{month}-{day}-{title}.html").removesuffix(".html")
    match = _in_source(sources, article)
    is_article = page.set("blog") and match and (not prefix or article != inside)
    if is_article and match:
        day, parts = day_of(page), match.groupdict()
        values = {
            **parts,
            **({key: day.strftime(form) for key, form in _DAYS_OF_RUBY} if day else {}),
        }
        slug = page.text("slug") or parts.get("title")
        values = values | {"title": slug} | {key: page.text(key) for key in ("category", "lang")}
        pattern = page.set("permalink", "/{year}/{month}/{day}/{title}.html")
        inside = formatted(page, f"{prefix}/{pattern}".replace("//", "/"), values) or ""
    if basename(inside) == "index":
        return dirname(inside) + "/"
    stem = inside.removesuffix(".html")
    is_folder = page.set("directory_indexes") == "true"
    return f"{stem}/" if is_folder else f"{stem}.html" if stem else ""


_DAYS_OF_RUBY = (("year", "%Y"), ("month", "%m"), ("day", "%d"))


# What may be anything within a folder costs a search for its end: of two, one in the other.
_MOST_FREE = 2
_DIGITS: Mapping[str, str] = MappingProxyType(
    {"year": r"\d{4}", "month": r"\d{2}", "day": r"\d{2}"}
)


def _in_source(sources: str, article: str) -> re.Match[str] | None:
    """Return the parts of an article's path; None if it is none, or nobody can tell them apart."""
    pieces = re.split(r"\{([a-z_]+)\}", sources)
    literals, names = pieces[::2], pieces[1::2]
    is_clear = len(set(names)) == len(names) and all(literals[1:-1])
    if not is_clear or len(names) - len(_DIGITS.keys() & names) > _MOST_FREE:
        return None
    groups = [f"(?P<{name}>{_DIGITS.get(name, '[^/]+')})" for name in names]
    pattern = zip_longest(map(re.escape, literals), groups, fillvalue="")
    return re.fullmatch("".join(chain.from_iterable(pattern)), article)
