"""What is no article though its name could be one's: told by named rules of what stands in it."""

import re
from collections.abc import Callable, Mapping
from posixpath import basename

from storyweft.mapping import DEFAULT_MAPPING, FieldMapping
from storyweft.reading.dialects.names import starts_with_date
from storyweft.reading.dialects.site_files import DATA, DATA_FILE, RULES
from storyweft.reading.dialects.tables import BY_NAME
from storyweft.settings import Site

WITHOUT_TEXT = "page without a text"

# Logseq joins by underscores: https://docs.logseq.com/#/page/journal
_DAY = re.compile(r"\d{4}[-_]\d{2}[-_]\d{2}")
# What a template leaves open: braces of Go, Jinja and Liquid, of Templater and Hexo, of scripts.
_OPEN = re.compile(r"\{\{.*?\}\}|<%.*?%>|\{%.*?%\}|\$\{[^{}]*\}")
_LIST_LAYOUTS = frozenset(
    "tag tags category categories archive archives taxonomy search sitemap 404 home feed tag_page"
    " category_page tagpage categorypage blog_index taxonomies".split()
)


def rule_of_fields(
    path: str,
    site: Site,
    fields: Mapping[str, object],
    body: str,
    mapping: FieldMapping = DEFAULT_MAPPING,
) -> str | None:
    """Return the rule by which a file is no article, told by what stands in it.

    >>> rule_of_fields("a.yaml", Site("none"), {"apiVersion": "v1", "kind": "Service"}, "")
    'manifest'
    """
    for name, holds in _FIELD_RULES:
        if holds(path, site, fields, body):
            return name
    if _is_data(path, fields, mapping):
        return DATA_FILE
    return WITHOUT_TEXT if _is_empty(path, site, fields, body, mapping) else None


def _is_manifest(path: str, site: Site, fields: Mapping[str, object], body: str) -> bool:
    """https://kubernetes.io/docs/concepts/overview/working-with-objects/."""
    return "apiVersion" in fields and "kind" in fields


def _is_template(path: str, site: Site, fields: Mapping[str, object], body: str) -> bool:
    title = fields.get("title", fields.get("Title"))
    if not isinstance(title, str) or _OPEN.fullmatch(title.strip()) is None:
        return False
    # With a date or an address of its own it is a document whose title was never filled in.
    others = (value.strip() for value in fields.values() if isinstance(value, str))
    return not any(re.match(r"https?://|\d{4}-\d{2}", other) for other in others)


# Layouts that list articles, of which pages without a text are made; "archive-taxonomy" and the
# like: https://mmistakes.github.io/minimal-mistakes/docs/layouts/#layout-archive-taxonomy
_LISTING = re.compile(
    r"blog|posts|news|articles|(?:blog|posts?|news|articles?)[-_](?:index|list)"
    r"|archives?[-_][a-z]+|[a-z]+[-_]archives?"
)


def _is_list(path: str, site: Site, fields: Mapping[str, object], body: str) -> bool:
    """https://www.11ty.dev/docs/pagination/, https://jekyllrb.com/docs/pagination/."""
    if site.dialect in ("jekyll", "hexo", "eleventy", "decap"):
        layout = fields.get("layout", "")
        stem = basename(layout).rpartition(".")[0] or layout if isinstance(layout, str) else ""
        kind = fields.get("type") if site.dialect == "hexo" else None
        if stem in _LIST_LAYOUTS or kind in ("tags", "categories", "archives", "tag", "category"):
            return True
        if _LISTING.fullmatch(stem) and not _has_text(body):
            return True
    if site.dialect in ("gatsby", "decap") and not _has_text(body):
        # As Decap's templates for Gatsby have it: https://decapcms.org/docs/gatsby/
        key = fields.get("templateKey")
        return isinstance(key, str) and _LISTING.fullmatch(key.removesuffix("-page")) is not None
    if site.dialect == "quarto":  # https://quarto.org/docs/websites/website-listings.html
        return bool(fields.get("listing")) and not _has_text(body)
    return isinstance(fields.get("pagination"), dict) and site.dialect in ("eleventy", "jekyll")


def _is_daily(path: str, site: Site, fields: Mapping[str, object], body: str) -> bool:
    """https://help.obsidian.md/plugins/daily-notes: a day for a name, and no other."""
    name = basename(path).rpartition(".")[0]
    has_name = any(key.lower() in ("title", "headline", "name", "url", "source") for key in fields)
    has_heading = re.search(r"^# +\S", body[:4096], re.MULTILINE) is not None
    return (
        BY_NAME[site.dialect].vault
        and _DAY.fullmatch(name) is not None
        and not has_name
        and not has_heading
    )


# [[Journal.base]] embedded, or a block of Dataview: https://help.obsidian.md/bases/create-base,
# https://blacksmithgu.github.io/obsidian-dataview/queries/structure/
_EMBEDDED = re.compile(
    r"!\[\[[^\[\]\n#|]*\.base(?:[#|][^\[\]\n]*+)?\]\]|```(?:dataview|base)\w*\n.*?```", re.S
)


def _is_query(path: str, site: Site, fields: Mapping[str, object], body: str) -> bool:
    """https://help.obsidian.md/bases: a note of nothing but lists that a program makes.

    Headings above them are no text.
    """
    if not BY_NAME[site.dialect].vault or not body.strip():
        return False
    return (
        _EMBEDDED.search(body) is not None and not _HEADING.sub("", _EMBEDDED.sub("", body)).strip()
    )


_HEADING = re.compile(r"^#{1,6} [^\n]*$", re.M)


def _is_drawing(path: str, site: Site, fields: Mapping[str, object], body: str) -> bool:
    """https://github.com/zsviczian/obsidian-excalidraw-plugin, /mgmeyers/obsidian-kanban."""
    return BY_NAME[site.dialect].vault and not _DRAWN.isdisjoint(fields)


_DRAWN = frozenset(["excalidraw-plugin", "kanban-plugin"])


def _is_of_joplin(path: str, site: Site, fields: Mapping[str, object], body: str) -> bool:
    """https://joplinapp.org/help/api/references/rest_api#item-type-ids: a folder, a tag, a file."""
    return fields.get("type_") not in (None, "1") and _JOPLIN.fullmatch(basename(path)) is not None


_JOPLIN = re.compile(r"[0-9a-f]{32}\.md")


def _is_redirect(path: str, site: Site, fields: Mapping[str, object], body: str) -> bool:
    """https://github.com/jekyll/jekyll-redirect-from#redirect-to."""
    return bool(fields.get("redirect_to")) and site.dialect in ("jekyll", "eleventy", "decap")


# What of a body shows no text: tags of templates, comments, elements of HTML, imports of MDX.
_NO_TEXT = re.compile(
    r"\{%(?:(?!\{%|%\}).)*+%\}|\{\{(?:(?!\{\{|\}\}).)*+\}\}|\{#(?:(?!\{#|#\}).)*+#\}"
    r"|<!--(?:(?!<!--|-->).)*+-->|<[^<>]*+>|^(?:import|export)\b[^\n]*$",
    re.S | re.M,
)
# What an article says of itself, if nothing else.
_SAID = frozenset("title excerpt published updated web original authors topics".split())


def _is_headless(path: str, site: Site, fields: Mapping[str, object], body: str) -> bool:
    """https://gohugo.io/content-management/build-options/, /page-bundles/#headless-bundle."""
    if (
        site.dialect == "eleventy"
    ):  # https://www.11ty.dev/docs/permalinks/#skip-writing-to-the-file-system
        return fields.get("permalink") is False or fields.get("permalink") == "false"
    if site.dialect != "hugo":
        return False
    options = fields.get("build", fields.get("_build"))
    is_written = options.get("render", "always") if isinstance(options, dict) else "always"
    return str(fields.get("headless")).lower() == "true" or str(is_written).lower() in _NEVER


_NEVER = frozenset(["never", "link", "false"])


def _is_empty(
    path: str, site: Site, fields: Mapping[str, object], body: str, mapping: FieldMapping
) -> bool:
    """Tell whether only a layout writes a page: https://jekyllrb.com/docs/layouts/."""
    has_no_layouts = site.dialect in ("none", "dated", "translated") or BY_NAME[site.dialect].vault
    if has_no_layouts or starts_with_date(path):
        return False
    meant = {said[0] for key in fields if (said := mapping.field_of(key))}
    return not meant & _SAID and not _has_text(body)


def _has_text(body: str) -> bool:
    return bool(_NO_TEXT.sub("", body[:_SEARCHED]).strip())


#: How much of a body is searched for a text.
_SEARCHED = 16 * 1024


def _is_data(path: str, fields: Mapping[str, object], mapping: FieldMapping) -> bool:
    """Tell whether a file of nothing but fields says nothing that an article has."""
    if not path.lower().endswith(DATA):
        return False
    meant = {said[0] for key in fields if (said := mapping.field_of(key))}
    keys = {key.lower() for key in fields}
    if "taxonomy" in keys or meant & _TELLING:
        return False
    return "title" not in meant or bool(keys & _OF_PROGRAMS)


_TELLING = frozenset("excerpt published web original".split())
# Keys at the top of OpenAPI, Compose, GitHub's and GitLab's workflows, pre-commit, conda, Ansible.
_OF_PROGRAMS = frozenset(
    "openapi swagger services jobs repos channels stages asyncapi pipelines".split()
)

_Holds = Callable[[str, Site, Mapping[str, object], str], bool]
_FIELD_RULES: tuple[tuple[str, _Holds], ...] = (
    ("manifest", _is_manifest),
    ("template", _is_template),
    ("list page", _is_list),
    ("drawing or board", _is_drawing),
    ("redirect", _is_redirect),
    (DATA_FILE, _is_of_joplin),
    ("daily note", _is_daily),
    ("list page", _is_query),
    ("part of a page", _is_headless),
)
#: The names of all rules.
NAMES = tuple(
    dict.fromkeys(
        [rule.name for rule in RULES] + [name for name, _ in _FIELD_RULES] + [WITHOUT_TEXT]
    )
)
