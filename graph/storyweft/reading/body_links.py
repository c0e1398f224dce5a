"""Links in the body of a document → what each may mean, the most exact first.

A meaning is a kind and a text: the path of a document (``path:``; ``note:`` where no index stands
for its folder), the end of one (``end:``), the name of a post (``post:``), a page of a site without
a URL (``page:``), another name of a note (``alias:``), or a URL (``url:``). A folder and ``//``
before the text say that only documents in it are meant. Which document is meant is told when all
of them are known.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from posixpath import dirname, join, normpath
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from storyweft.reading.dialects.pages import content_of, page_name, root_of
from storyweft.reading.dialects.tables import BY_NAME
from storyweft.reading.other_links import other_targets
from storyweft.reading.own_pages import dated_name, host_of, origin_of, spelled_otherwise
from storyweft.reading.prose import prose, without_indented
from storyweft.settings import Site
from storyweft.sources.files import ENDINGS, MARKDOWN
from storyweft.urls import is_plain, parse_url

# Links by the character that each starts with: one of these alone is searched for in a twentieth of
# the time that a choice of all takes, and most texts have one or two of them.
_LINKS = {
    "[": re.compile(
        # [[note#heading|shown]], and what is embedded by !
        r"\[(?:(?<!\\\[)\[(?P<wiki>[^\[\]\n]{1,1000}+)\]\]"
        # [id]: target "title", at the start of a line
        r"|(?<![^\n ]\[)(?:(?<=^\[)|(?<=^ \[)|(?<=^ {2}\[)|(?<=^ {3}\[))"
        r"(?P<id>[^\[\]\n]{1,200}+)\]:[ \t]*+(?:<(?P<bracketed>[^<>\n]*+)>|(?P<defined>\S++)))",
        re.MULTILINE,
    ),
    # [shown](<target with spaces> "title"), [shown](target (with) parentheses)
    "]": re.compile(
        r"\]\((?<!\\\]\()\s*+(?:<(?P<angle>[^<>\n]*+)>"
        r"|(?P<inline>[^()\n{]*+"
        r"(?:(?:\{\{[^{}\]\n]*+\}\}|\{%(?:[^{}%\]\n]|%(?!\}))*+%\}|\{|\([^()\n]*+\))[^()\n{]*+)*+))\)"
    ),
    # <a href="target">
    "<": re.compile(
        r"<(?i:a\s[^<>]{0,2000}?href)\s*=\s*"
        r"(?:\"(?P<double>[^\"<>]*+)\"|'(?P<single>[^'<>]*+)')"
    ),
    # {{< ref "target" >}}, {{% relref "target" %}}; {% post_url name %}, {% link path %}
    "{": re.compile(
        r"\{(?:\{[<%]\s*(?i:(?:rel)?ref\s+(?:path\s*=\s*)?)[\"'`]?(?P<ref>[^\"'`<>%\n\s]++)"
        r"|%-?\s*(?P<tag>(?i:post_url|post_link|post_path|link))\s+[\"']?(?P<post>[^\"'\s%]++))"
    ),
    # A bare address
    ":": re.compile(
        r"://(?:(?<=[hH][tT]{2}[pP]://)|(?<=[hH][tT]{2}[pP][sS]://))(?P<bare>[^\s<>\"'`\[\]|)\\]++)"
    ),
}
_TITLE = re.compile(r"(?<!\s)\s++(?:\"[^\"]*\"|'[^']*'|\([^()]*\))\s*\Z")
_SHORTCODE = re.compile(
    r"\{\{[<%]\s*(?:rel)?ref\s+(?:\.\s+)?(?:path\s*=\s*)?[\"'`]?(?P<ref>[^\"'`<>%\n\s]+)"
    r"|\{%-?\s*(?P<tag>post_url|post_link|post_path|link)\s+[\"']?(?P<post>[^\"'\s%]+)"
)
# {{ site.baseurl }}/x, {{ "/x" | relative_url }}
_BASE = re.compile(r"\{\{-?\s*site\.(?:base)?url\s*-?\}\}|\$\{?baseurl\}?", re.IGNORECASE)
_FILTERED = re.compile(
    r"\{\{-?\s*[\"']([^\"'{}]+)[\"']\s*\|\s*(?:relative_url|absolute_url|url|relURL|absURL)\b[^{}]*\}\}"
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,31}:")
_PICTURE = re.compile(
    r"\.(?:png|jpe?g|gif|svg|webp|avif|bmp|ico|mp[34]|webm|mov|pdf|zip|gz|css|js|json|xml|csv|excalidraw"
    r"|canvas|base|docx?|xlsx?|pptx?)\Z",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(
    rf"(?:{'|'.join(re.escape(ending) for ending in ENDINGS)}|\.ipynb)\Z", re.IGNORECASE
)


class Context(NamedTuple):
    """Where links are read: the name of the document, its site, and where it is published."""

    name: str
    site: Site
    page: str | None = None


def body_links(body: str, context: Context) -> tuple[tuple[str, ...], ...]:
    """Return what the links of a body may mean, each once, in order.

    >>> body_links("See [[Quay]] and [that](b.md).", Context("a.md", Site("none")))
    (('path:Quay', 'end:Quay', 'alias:Quay'), ('path:b.md',))
    """
    name, site, page = context
    links = [*targets(body, name)]
    if not links:
        return ()
    # Of a document only its folder tells what a link means, and that of few: the same come again.
    here = _remembered(site, name[: name.rfind("/") + 1], page and page[: page.rfind("/") + 1])
    everywhere = _remembered(site, None, page and (origin_of(page) if "://" in page else "/"))
    own = (host_of(site) or "").removeprefix("www.")
    meanings: dict[tuple[str, ...], None] = {}
    for link in links:
        kind, target = link
        is_absolute = kind == "link" and target.startswith(_ABSOLUTE)
        if is_absolute and _is_elsewhere(target, own):
            meanings[(f"url:{target}",)] = None
            continue
        remembered = everywhere if is_absolute else here
        if (meaning := remembered.get(link)) is None:
            if len(remembered) >= _REMEMBERED:
                remembered.clear()
            meaning = remembered[link] = meanings_of(kind, target, context)
        if meaning:
            meanings[meaning] = None
    return tuple(meanings)


@lru_cache(16)
def _remembered(
    site: Site, folder: str | None = None, page: str | None = None
) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return what links of a site, or of a folder in it, may mean: filled as they are met."""
    return {}


_ABSOLUTE = ("http://", "https://", "/")
_REMEMBERED = 1 << 12


def targets(body: str, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield what links lead to, as written, with their kinds; what starts in another is none."""
    text = prose(body)
    if name.lower().endswith(MARKDOWN):
        text = without_indented(text)
    used: frozenset[str] | None = None
    done = 0
    patterns = [pattern for first, pattern in _LINKS.items() if first in text]
    matches = [match for pattern in patterns for match in pattern.finditer(text)]
    for match in sorted(matches, key=re.Match.start):
        if match.start() < done:
            continue
        done = match.end()
        kind = match.lastgroup or ""
        target = match[kind].strip()
        if kind == "inline":
            yield _inline(target) if "{" in target else ("link", _untitled(target))
        elif kind == "bare":
            scheme = match.start() - (5 if text[match.start() - 1] in "sS" else 4)
            yield "link", text[scheme:done].rstrip(".,;:!?*_")
        elif kind in ("bracketed", "defined"):
            used = _used(text) if used is None else used
            if match["id"].lower() in used:
                yield "link", target
        elif kind == "post":
            yield _tag_kind(match["tag"]), target
        else:
            yield kind if kind in ("wiki", "ref") else "link", target
    yield from other_targets(body, text, name)


def _inline(text: str) -> tuple[str, str]:
    if match := _SHORTCODE.search(text):
        return ("ref", match["ref"]) if match["ref"] else (_tag_kind(match["tag"]), match["post"])
    return "link", _untitled(text)


def _untitled(text: str) -> str:
    return _TITLE.sub("", text) if text.endswith(('"', "'", ")")) else text


def _tag_kind(tag: str) -> str:
    return "root" if tag.lower() == "link" else "post"


def _used(text: str) -> frozenset[str]:
    """Return what a text refers to by ``[shown][id]``, ``[id][]`` or ``[id]``; no footnotes."""
    return frozenset(id_.lower() for id_ in _USED.findall(text))


_USED = re.compile(r"\[((?!\^)[^\[\]\n]{1,200}+)\](?!:)")


# -- what a link may mean -------------------------------------------------------------------------


def meanings_of(kind: str, target: str, context: Context) -> tuple[str, ...]:
    """Return what a link may mean, the most exact first; nothing if it leads to no document."""
    if kind == "wiki":
        return tuple(_of_wiki(target, context))
    if "{" in target or "$" in target:
        target = _FILTERED.sub(lambda match: match[1], target)
        target = _BASE.sub("", target).strip()
    if not target or target.startswith("#") or len(target) > _LONGEST:
        return ()
    if kind == "label":
        return (f"alias:{target}",)
    if target.startswith(":/"):  # https://joplinapp.org/help/apps/markdown#links-to-other-notes
        return (f"end:{target.removeprefix(':/').split('#', 1)[0]}",)
    if kind in ("post", "root", "ref"):
        return tuple(dict.fromkeys(_of_name(kind, target, context)))
    return tuple(dict.fromkeys(_of_link(target, context)))


def _is_elsewhere(target: str, own: str) -> bool:
    """Tell, fast, that a target is an address in need of no repair, and not of the own host."""
    is_whole = is_plain(target) and "$" not in target and len(target) <= _LONGEST
    return is_whole and not (own and own in target)


_LONGEST = 2000


def _of_wiki(target: str, context: Context) -> Iterator[str]:
    """Yield a path from the vault, or the end of one: https://help.obsidian.md/links."""
    dialect = BY_NAME[context.site.dialect]
    shown, mark, behind = target.partition("|")
    note = behind if mark and dialect.shown_first else shown
    if dialect.name == "dendron":
        note = _OF_DENDRON.sub("", note)
    note = note.rstrip("\\").split("#", 1)[0].split("^", 1)[0].strip()
    note = unquote(note).strip("/ ") if "%" in note else note.strip("/ ")
    if not note or _PICTURE.search(note) or _SCHEME.match(note):
        return
    if note.startswith("."):
        yield f"path:{_joined(context.name, note)}"
        return
    # In a vault an index is a note as any other, and none that its folder stands for.
    kind = "note" if dialect.vault and dialect.name != "quartz" else "path"
    yield f"{kind}:{context.site.name_of(note)}"
    # No vault knows of another beside it.
    within = f"{context.site.prefix}/" if context.site.prefix else ""
    yield f"end:{within}{note}"
    if "/" not in note:
        yield f"alias:{within}{note}"


# https://wiki.dendron.so/notes/r2mHJXOhVx8bJCVOgs2zN (cross vault links)
_OF_DENDRON = re.compile(r"\A\s*dendron://[^/]*/")


def _of_name(kind: str, target: str, context: Context) -> Iterator[str]:
    """Yield what the shortcodes and tags of Hugo, Jekyll and Hexo name.

    https://gohugo.io/content-management/cross-references/,
    https://jekyllrb.com/docs/liquid/tags/#links, https://hexo.io/docs/tag-plugins#Include-Posts
    """
    path = unquote(target.split("#", 1)[0]).strip()
    if kind == "post":
        yield f"post:{path.strip('/')}"
        return
    if kind == "root":
        yield f"path:{context.site.name_of(path.lstrip('/'))}"
        return
    if not path:
        return
    if not path.startswith("/"):
        yield f"path:{_joined(context.name, path)}"
    for folder in _content(context.site):
        yield f"path:{context.site.name_of(folder + path.lstrip('/'))}"
    if not path.startswith(("/", ".")):
        yield f"end:{path}"


def _of_link(target: str, context: Context) -> Iterator[str]:
    site = context.site
    if target.lower().startswith(("http://", "https://", "//")):
        url = _url(f"https:{target}" if target.startswith("//") else target)
        if url:
            yield f"url:{url}"
            yield from _of_own_host(url, context)
        return
    # https://www.getzola.org/documentation/content/linking/,
    # https://docs.getpelican.com/en/latest/content.html#linking-to-internal-content,
    # https://docusaurus.io/docs/markdown-features/links
    for mark, folders in (("@/", _content(site)), ("@site/", ("",))):
        if target.startswith(mark):
            path = unquote(target.removeprefix(mark).split("#", 1)[0])
            yield from (f"path:{site.name_of(folder + path)}" for folder in folders)
            return
    if special := _OF_PELICAN.match(target):
        path = unquote(target[special.end() :].split("#", 1)[0])
        if "filename" in special[0]:
            folders = _content(site) if path.startswith("/") else ()
            yield from (f"path:{site.name_of(folder + path.lstrip('/'))}" for folder in folders)
            if not path.startswith("/"):
                yield f"path:{_joined(context.name, path)}"
        return
    if _SCHEME.match(target) or "{{" in target or "{%" in target:
        return
    plain = target.split("#", 1)[0].split("?", 1)[0]
    path = unquote(plain).strip()
    if path and not _PICTURE.search(path):
        yield from _of_path(path, plain, context)


def _of_own_host(url: str, context: Context) -> Iterator[str]:
    """Yield an address of the own site that is written otherwise than the site has it."""
    site = context.site
    own = host_of(site)
    if own is None or own.removeprefix("www.") not in url:
        return
    host = urlsplit(url).netloc
    if host.removeprefix("www.") == own.removeprefix("www."):
        if host != own:
            url = url.replace(host, own, 1)
            yield f"url:{url}"
        yield from spelled_otherwise(url, site)
        path = unquote(urlsplit(url).path)
        yield from dated_name(path, site)
        yield from _of_folders(path, context)


_OF_PELICAN = re.compile(r"[{|](?:filename|author|category|tag|index|attach|static)[}|]")


def _of_path(path: str, plain: str, context: Context) -> Iterator[str]:
    """Yield what a link without a host may mean: a file, by its ending, or a page."""
    site = context.site
    is_file = _DOCUMENT.search(path) is not None and not path.lower().endswith((".html", ".htm"))
    if path.startswith("/"):
        yield from _of_page(plain, context)
        yield f"path:{site.name_of(path.lstrip('/'))}"
        yield from (f"path:{site.name_of(folder + path.lstrip('/'))}" for folder in _content(site))
        yield from dated_name(path, site)
        return
    if is_file:
        yield f"path:{_joined(context.name, path)}"
        if site.dialect == "eleventy" and not path.startswith("."):
            yield from (f"path:{site.name_of(folder + path)}" for folder in _content(site))
    elif context.page is not None:
        yield from _of_page(_resolved(context.page, plain), context)
        yield f"path:{_joined(context.name, path)}"
    else:
        yield f"path:{_joined(context.name, path)}"
    if BY_NAME[site.dialect].vault and not path.startswith("."):
        yield f"path:{site.name_of(path)}"
        yield f"end:{path}"


def _of_page(path: str, context: Context) -> Iterator[str]:
    if path.lower().startswith(("http://", "https://")):
        if url := _url(path):
            yield f"url:{url}"
            yield from spelled_otherwise(url, context.site)
        return
    root = root_of(context.site)
    if root is None:
        yield f"page:{page_name(context.site, unquote(path))}"
    else:
        # From the root of the host; many write it from that of the site.
        is_rooted = path.startswith("/") and "/." not in path and not path.startswith("//")
        host = origin_of(context.page if context.page and "://" in context.page else root)
        wholes = (host + path if is_rooted else _resolved(root, path), root + path)
        urls = [url for whole in dict.fromkeys(wholes) if (url := _url(whole))]
        yield from (f"url:{url}" for url in urls)
        yield from spelled_otherwise(urls[0], context.site) if urls else ()
    yield from _of_folders(unquote(path), context)


def _of_folders(path: str, context: Context) -> Iterator[str]:
    """Yield the end of the path of a page where nobody knows what its site makes of that.

    Folders are most of an address.
    """
    inner = path.strip("/").removesuffix(".html")
    is_unknown = context.page is None or context.site.dialect in ("none", "dated", "translated")
    if is_unknown and _TELLING.search(inner):
        yield f"end:{inner}"
        yield f"end:{inner}/index"
        yield f"end:{inner}/readme"


# A folder in it, or a name of several words.
_TELLING = re.compile(r"/|-[^-]+-")


def _url(text: str) -> str | None:
    try:
        return parse_url(text)
    except ValueError:
        return None


def _resolved(base: str, path: str) -> str:
    """Return where a path leads from an address; the path if it is none (``s://[a``)."""
    try:
        return urljoin(base, path)
    except ValueError:
        return path


def _joined(name: str, path: str) -> str:
    joined = normpath(join(dirname(name), path))
    return "" if joined.startswith("..") else joined


def _content(site: Site) -> tuple[str, ...]:
    return content_of(site) or ("",)
