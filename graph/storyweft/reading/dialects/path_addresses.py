"""Addresses that follow the folders of the documents: all generators without placeholders."""

import re
from fnmatch import fnmatchcase
from posixpath import basename, dirname, join

from storyweft.reading.dialects.pages import DATED, INDEX, SitePage, below, day_of
from storyweft.reading.dialects.slugs import ascii_slug, eleventy_slug, github_slug, material_slug


def stated(page: SitePage) -> str | None:
    """Return the path that a document states by itself, whoever makes its site."""
    path = page.text("permalink", "url", "path")
    return path if path and path.startswith("/") and not path.startswith("//") else None


def zola(page: SitePage) -> str | None:
    """https://www.getzola.org/documentation/content/page/, /content/multilingual/."""
    inside = below(page, "content/")
    if inside is None:
        return None
    language = ""
    ending = basename(inside).rpartition(".")[2]
    if "." in basename(inside) and ending in page.site.languages:
        inside = inside.rpartition(".")[0]
        language = f"{ending}/" if ending != page.site.language else ""
    if stated := page.text("path"):  # with the language in it, where its author wants it
        return f"{stated.strip('/')}/"
    folders, name = dirname(inside), basename(inside)
    if name == "index":
        folders, name = dirname(folders), basename(folders)
    name = page.text("slug") or DATED.sub("", name, count=1)
    parts = [*(part for part in folders.split("/") if part), name]
    if page.set("slugify.paths", "on") == "on":
        slugs = [ascii_slug(part) for part in parts if part]
        if None in slugs:
            return None
        parts = [slug for slug in slugs if slug]
    path = "/".join(parts)
    return f"{language}{path}/" if path else language


def astro(page: SitePage) -> str | None:
    """https://docs.astro.build/en/guides/routing/, https://starlight.astro.build/guides/pages/."""
    inside = below(page, "src/pages/")
    if inside is not None:
        if any(part.startswith(("_", "[")) for part in inside.split("/")):
            return None
    elif (content := below(page, "src/content/", "content/")) is not None:
        collection, _, rest = content.partition("/")
        route = "" if collection == "docs" else page.set(f"route.{collection}", "\0")
        if route == "\0":
            return None
        own = page.text("slug")
        ids = own.strip("/") if own else "/".join(map(github_slug, rest.split("/")))
        inside = f"{route}/{ids}".lstrip("/")
    else:
        return None
    if basename(inside) == "index":
        inside = dirname(inside)
    if page.set("build.format") == "file" and inside:
        return f"{inside}.html"
    slash = "" if page.set("trailingslash") == "never" or not inside else "/"
    return f"{inside}{slash}"


def eleventy(page: SitePage) -> str | None:
    """https://www.11ty.dev/docs/permalinks/, /docs/data-eleventy-supplied/ (filePathStem)."""
    folder = page.set("dir.input").strip("./")
    inside = below(page, f"{folder}/" if folder else "")
    own = page.fields.get("permalink", _of_folders(page, "permalink"))
    if own is None and (layout := page.text("layout") or _of_folders(page, "layout")):
        own = page.set(f"layout.{basename(layout).partition('.')[0]}.permalink") or None
    if inside is None or own is False or own == "false":
        return None
    name = DATED.sub("", basename(inside), count=1) or basename(inside)
    stem = join(dirname(inside), name)
    if isinstance(own, str) and own:
        return _of_template(page, own, stem)
    path = dirname(stem) if _is_eleventy_index(stem) else stem
    return f"{path}/" if path else ""


def _of_folders(page: SitePage, key: str) -> str | None:
    """Return what the nearest folder gives: https://www.11ty.dev/docs/data-cascade/."""
    folder = dirname(page.path)
    while folder:
        if stated := page.set(f"data.{folder}.{key}"):
            return stated
        folder = dirname(folder)
    return None


def _is_eleventy_index(stem: str) -> bool:
    name = basename(stem)
    return name == "index" or name == basename(dirname(stem))


_VARIABLE = re.compile(r"\{\{-?\s*+([\w.]++)\s*+(?:\|([^{}|]++)|-)?\}\}")
# Of Liquid and of Eleventy: https://shopify.github.io/liquid/filters/date/,
# https://www.11ty.dev/docs/filters/slugify/
_DATE_FILTER = re.compile(r"date(?::\s*|\()[\"']([%\w/.-]+)[\"']\)?")


def _of_template(page: SitePage, template: str, stem: str) -> str:
    """Return a permalink with its variables, as far as they are known; others stay in it."""
    day = day_of(page)
    values = {
        "page.fileSlug": basename(dirname(stem)) if basename(stem) == "index" else basename(stem),
        "page.filePathStem": f"/{stem}",
        "title": page.title or "",
        "slug": page.text("slug") or "",
        "page.date": day.isoformat() if day else "",
    }

    def value_of(match: re.Match[str]) -> str:
        name, by = match[1], (match[2] or "").strip().removesuffix("-").strip()
        value = values.get(name) or (page.text(name.lower()) if "." not in name else None)
        if (format_ := _DATE_FILTER.fullmatch(by)) and name in ("page.date", "date") and day:
            return day.strftime(format_[1])
        if by in ("slugify", "slug"):
            value = eleventy_slug(value) if value else None
        elif by:
            value = None
        return value or match[0]

    return _VARIABLE.sub(value_of, template)


def mkdocs(page: SitePage) -> str | None:
    """https://www.mkdocs.org/user-guide/writing-your-docs/, /configuration/#use_directory_urls."""
    inside = below(page, page.set("docs_dir", "docs").strip("./") + "/")
    if inside is not None and (plugin := _blog_plugin(page)):
        inside = _mkdocs_post(page, inside, plugin)
    if inside is None:
        return None
    if basename(inside).lower() in INDEX:
        inside = dirname(inside)
        return f"{inside}/" if inside else ""
    return f"{inside}.html" if page.set("use_directory_urls") == "false" else f"{inside}/"


def _blog_plugin(page: SitePage) -> str | None:
    """Return the path of the settings of Material's blog plugin, if a site has it.

    https://squidfunk.github.io/mkdocs-material/plugins/blog/#configuration
    """
    if "material" not in (page.set("theme"), page.set("theme.name")):
        return None
    for key, value in page.site.configuration:
        if match := _BLOG_PLUGIN.match(f"{key}: {value}"):
            return match[1] if match[2] else f"{key}.blog"
    return None


_BLOG_PLUGIN = re.compile(
    r"(plugins(?:\.\d+)?(\.(?:material/)?blog)?)(?(2)\.|: (?:material/)?blog\Z)"
)


def _mkdocs_post(page: SitePage, inside: str, plugin: str) -> str | None:
    """Return where a post goes; what is no post stays where it is.

    https://squidfunk.github.io/mkdocs-material/plugins/blog/#config.post_url_format
    """
    blog = page.set(f"{plugin}.blog_dir", "blog").strip("./")
    posts = page.set(f"{plugin}.post_dir", "{blog}/posts").replace("{blog}", blog).strip("/")
    if not inside.startswith(f"{posts}/"):
        return inside
    day, title = day_of(page), page.text("slug") or material_slug(page.title or "")
    form = page.set(f"{plugin}.post_url_date_format", "yyyy/MM/dd")
    form = form.replace("yyyy", "%Y").replace("MM", "%m").replace("dd", "%d")
    path = page.set(f"{plugin}.post_url_format", "{date}/{slug}").replace("{slug}", title)
    if not title or day is None or re.search("[a-zA-Z]", re.sub("%[Ymd]", "", form)):
        return None
    return join(blog, path.replace("{date}", day.strftime(form)))


_NUMBERED = re.compile(r"\A\d+\.\s?")


def nuxt(page: SitePage) -> str | None:
    """https://content.nuxt.com/docs/collections/types#page-type (path)."""
    inside = below(page, "content/")
    parts = [_NUMBERED.sub("", part) for part in (inside or "").split("/")]
    # A folder of a language may or may not be a part of the path.
    if inside is None or parts[0] in page.site.languages or any(map(_is_hidden, parts)):
        return None
    if own := page.text("path"):
        return own if own.startswith("/") else None
    return "/".join([*parts[:-1], github_slug(parts[-1])] if parts[-1] != "index" else parts[:-1])


def _is_hidden(part: str) -> bool:
    return part.startswith((".", "_"))


def grav(page: SitePage) -> str | None:
    """https://learn.getgrav.org/17/content/content-pages#folders, /headers#slug."""
    inside = below(page, "user/pages/", "pages/")
    if inside is None:
        return None
    parts = [_NUMBERED.sub("", part) for part in dirname(inside).split("/") if part]
    if any(map(_is_hidden, parts)):  # modular content: a part of the page above
        return None
    if parts == [page.set("home.alias", "/home").strip("/")]:
        return ""
    return "/".join([*parts[:-1], page.text("slug") or parts[-1]]) if parts else None


def kirby(page: SitePage) -> str | None:
    """https://getkirby.com/docs/guide/content/folders, /docs/guide/urls."""
    inside = below(page, "content/")
    folders = dirname(inside or "")
    if not folders or "." in page.name:  # of other languages, whose prefix is free
        return None
    parts = [_PLACED.sub("", part) for part in folders.split("/")]
    if any(map(_is_hidden, parts)):
        return None
    return "" if parts == ["home"] else "/".join(parts)


_PLACED = re.compile(r"\A\d+_")


def nikola(page: SitePage) -> str | None:
    """https://getnikola.com/handbook.html#the-folders-your-posts-and-pages-are-in."""
    rows = [value.split("\n") for key, value in page.site.configuration if key.startswith("posts.")]
    fitting = [(source, to) for source, to in rows if fnmatchcase(page.path, source)]
    if not fitting or (page.language and page.language != page.site.language):
        return None
    source, to = fitting[0]
    inside = dirname(page.path).removeprefix(source.partition("*")[0].rstrip("/")).strip("/")
    stem = join(to, inside, page.text("slug") or page.name)
    if page.set("PRETTY_URLS", "true") == "false":
        return f"{stem}.html"
    return f"{dirname(stem)}/" if basename(stem) == "index" else f"{stem}/"


def lektor(page: SitePage) -> str | None:
    """https://www.getlektor.com/docs/content/urls/."""
    inside = below(page, "content/")
    if inside is None or "+" in basename(inside):  # of other languages, whose prefix is free
        return None
    folder, own = dirname(inside), page.text("_slug")
    if own:
        return f"{join(dirname(folder), own)}/"
    return None if page.set("slug_format") and folder else f"{folder}/"


def vitepress(page: SitePage) -> str | None:
    """https://vitepress.dev/guide/routing, /reference/site-config#cleanurls."""
    inside = below(page, "docs/", "")
    folder = page.set("srcdir").strip("./")
    if inside is None or (folder and not inside.startswith(f"{folder}/")):
        return None
    inside = inside.removeprefix(f"{folder}/") if folder else inside
    if basename(inside) == "index":
        inside = dirname(inside)
        return f"{inside}/" if inside else ""
    return inside if page.set("cleanurls") == "true" else f"{inside}.html"


def vuepress(page: SitePage) -> str | None:
    """https://v2.vuepress.vuejs.org/guide/page.html#routing."""
    if own := stated(page):
        return None if ":" in own else own
    inside = below(page, "docs/", "") or ""
    if basename(inside).lower() in INDEX:
        inside = dirname(inside)
        return f"{inside}/" if inside else ""
    return f"{inside}.html"


def quarto(page: SitePage) -> str | None:
    """https://quarto.org/docs/websites/."""
    return f"{page.stem}.html"


def quartz(page: SitePage) -> str | None:
    """https://quartz.jzhao.xyz/authoring-content; slugs as quartz/util/path.ts makes them."""
    inside = below(page, "content/")
    if inside is None:
        return None
    if basename(inside) in ("index", "_index"):
        inside = f"{dirname(inside)}/"
    for character, written in _QUARTZ:
        inside = inside.replace(character, written)
    return inside.lstrip("/")


_QUARTZ = ((" ", "-"), ("&", "-and-"), ("%", "-percent"), ("?", ""), ("#", ""))
