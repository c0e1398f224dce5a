"""What is no article: the files that a site is made of, told by named rules.

Each rule of :data:`RULES` says in which dialects it holds, and why it may: a page of documentation.
Rules of names decide before a file is read, those of fields after.
"""

import re
from collections.abc import Callable, Mapping
from posixpath import basename
from typing import NamedTuple

from storyweft.mapping import DEFAULT_MAPPING, FieldMapping
from storyweft.reading.dialects.names import starts_with_date
from storyweft.reading.dialects.pages import content_of
from storyweft.reading.dialects.tables import BY_NAME
from storyweft.settings import Site
from storyweft.sources.files import ENDINGS

_ANY: frozenset[str] = frozenset()
_LISTS = r"(?:tags?|categor(?:y|ies)|archives?|search|sitemap|404|feed|rss|atom|robots)"
# Where what stands beside the posts lies, and languages.
_BESIDE = r"(?:(?:src|source|content|pages|site)/)*(?:_?pages?/)?"
_ROOT_PAPERS = (
    "readme contributing contributors license licence copying changelog changes history authors"
    " agents claude gemini llms humans robots"
    " code_of_conduct code-of-conduct codeofconduct security governance maintainers support funding"
    " pull_request_template issue_template notice todo install roadmap third_party_notices"
).split()
_DATA = (".yaml", ".yml")
_TEXTS = tuple(ending for ending in ENDINGS if ending not in _DATA)
#: Dialects whose generator reads YAML as data only; elsewhere it may hold documents.
_NO_YAML = frozenset(
    "jekyll hexo hugo zola docusaurus eleventy pelican mkdocs vitepress quarto gatsby obsidian"
    " astro vuepress nikola quartz logseq dendron foam".split()
)


DATA_FILE = "data file"
WITHOUT_TEXT = "page without a text"


class Rule(NamedTuple):
    """A rule of names: in which dialects (in all, if empty) paths that match are no articles."""

    name: str
    documentation: str
    dialects: frozenset[str]
    pattern: re.Pattern[str]


def _rule(name: str, documentation: str, dialects: str, pattern: str) -> Rule:
    return Rule(
        name, documentation, frozenset(dialects.split()), re.compile(pattern, re.IGNORECASE)
    )


#: The rules of names, the first that holds counts; paths are those below the root of the site.
RULES: tuple[Rule, ...] = (
    _rule(
        "configuration",
        "https://jekyllrb.com/docs/configuration/ and the pages of reading.dialects.tables",
        "",
        r"(?:.*/)?(?:_config(?:[._-][\w.-]+)?|hugo|mkdocs|_quarto|netlify|docker-compose[\w.-]*"
        r"|pnpm-(?:lock|workspace)|_metadata|theme|crowdin|codecov|action|renovate|mkdocs[\w.-]*"
        r"|azure-pipelines|bitrise|buf|cloudbuild|environment)\.ya?ml\Z"
        r"|(?:.*/)?admin/(?:config\.ya?ml|index\.html)\Z|_config\.[\w-]+\.ya?ml\Z"
        r"|config/.*\.ya?ml\Z|(?:config|params|menus?|languages)\.ya?ml\Z",
    ),
    _rule(
        "layout",
        "https://gohugo.io/getting-started/directory-structure/,"
        " https://jekyllrb.com/docs/structure/, https://www.11ty.dev/docs/config/#directory-for-includes",
        "hugo jekyll eleventy hexo zola pelican astro docusaurus gatsby decap dated",
        r"(?:.*/)?(?:_layouts|_includes|_sass)/"
        # Below the content a folder of such a name holds articles about them.
        r"|(?!(?:.*/)?(?:content|docs|blog|posts|source/_posts|_posts|pages)/)"
        r"(?:.*/)?(?:layouts|partials|shortcodes|includes)/",
    ),
    _rule(
        "theme",
        "https://gohugo.io/hugo-modules/theme-components/, https://hexo.io/docs/themes",
        "hugo hexo zola pelican jekyll",
        r"themes/",
    ),
    _rule(
        "archetype",
        "https://gohugo.io/content-management/archetypes/",
        "hugo",
        r"archetypes/|themes/[^/]+/archetypes/",
    ),
    _rule("scaffold", "https://hexo.io/docs/writing#Scaffolds", "hexo", r"scaffolds/"),
    _rule(
        "template",
        "https://www.getzola.org/documentation/templates/overview/,"
        " https://help.obsidian.md/plugins/templates, https://docs.getpelican.com/en/latest/themes.html",
        "obsidian quartz foam",
        r"(?:.*/)?(?:_templates?|templates?|\d*[ _-]*templates?|vorlagen)/",
    ),
    _rule(
        "template",
        "https://www.getzola.org/documentation/getting-started/directory-structure/,"
        " https://docs.getpelican.com/en/latest/themes.html",
        "zola pelican hugo",
        r"(?!content/)(?:.*/)?templates/",
    ),
    _rule(
        "translation table",
        "https://gohugo.io/functions/lang/translate/, https://hexo.io/docs/internationalization",
        "",
        r"(?:.*/)?(?:i18n|_i18n|locales?|languages|translations|lang)/[^/]*\.(?:ya?ml|json|toml)\Z"
        r"|i18n/[\w-]+/[^/]+\.json\Z",
    ),
    _rule(
        "data file",
        "https://jekyllrb.com/docs/datafiles/, https://gohugo.io/content-management/data-sources/,"
        " https://hexo.io/docs/data-files, https://www.11ty.dev/docs/data-global/",
        "jekyll hugo hexo eleventy decap",
        r"(?:.*/)?_data/|data/.*\.(?:ya?ml|json|toml)\Z",
    ),
    _rule(
        "built output",
        "https://gohugo.io/getting-started/directory-structure/ (public, resources),"
        " https://jekyllrb.com/docs/structure/ (_site)",
        "hugo jekyll eleventy hexo zola docusaurus astro gatsby pelican",
        r"(?:_site|public|resources|static|assets|node_modules|vendor|dist|build|output|\.?cache"
        r"|target)/|(?:.*/)?node_modules/",
    ),
    _rule(
        "list page",
        "https://gohugo.io/content-management/page-bundles/ (branch bundles),"
        " https://www.getzola.org/documentation/content/section/",
        "hugo zola",
        r"(?:.*/)?_index(?:\.[\w-]+)?\.[a-z]+\Z",
    ),
    _rule(
        "list page",
        "https://jekyllrb.com/docs/pagination/, https://hexo.io/docs/writing",
        "jekyll eleventy hexo hugo pelican gatsby",
        rf"{_BESIDE}(?:[a-z]{{2}}(?:-[a-z]{{2,4}})?/)?{_LISTS}(?:/index)?\.[a-z]+\Z",
    ),
    _rule(
        "list page",
        "https://starlight.astro.build/guides/pages/, https://docs.astro.build/en/basics/astro-pages/"
        " (404)",
        "astro docusaurus zola vitepress vuepress mkdocs quarto",
        r"(?:.*/)?404\.[a-z]+\Z",
    ),
    _rule(
        "list page",
        "https://jekyllrb.com/docs/pagination/",
        "jekyll eleventy",
        r"(?:.*/)?(?:tags?|categor(?:y|ies)|archives?)/[^/]+\.(?:html|md)\Z|(?:.*/)?index\.html?\Z"
        rf"|(?:.*/)?{_LISTS}\.html?\Z",
    ),
    _rule(
        "repository paper",
        "https://docs.github.com/en/communities/setting-up-your-project-for-healthy-contributions",
        "",
        rf"(?:docs/|\.github/)?(?:{'|'.join(_ROOT_PAPERS)})(?:[._-][\w-]+)?"
        rf"(?:{'|'.join(map(re.escape, _TEXTS))})\Z",
    ),
    _rule(
        "repository paper",
        "https://quarto.org/docs/projects/quarto-projects.html#render-targets",
        "quarto",
        r"(?:.*/)?readme\.(?:q?md|rmd)\Z",
    ),
    _rule(
        "part of a page",
        "https://docusaurus.io/docs/markdown-features/react#importing-markdown,"
        " https://quarto.org/docs/authoring/includes.html",
        "docusaurus quarto astro vitepress",
        r"(?:.*/)?_(?!index)[^/]*(?:/.*)?\Z",
    ),
)


def rule_of_name(path: str, site: Site) -> str | None:
    """Return the rule by which a file is no article, told by its path below the root of its site.

    >>> rule_of_name("content/posts/_index.md", Site("hugo"))
    'list page'
    """
    for rule in RULES:
        if (not rule.dialects or site.dialect in rule.dialects) and rule.pattern.match(path):
            if rule.name == "repository paper" and _is_page(path, site):
                continue
            return rule.name
    if path.lower().endswith(_DATA) and site.dialect in _NO_YAML and not _is_entry(path, site):
        return DATA_FILE
    return None


def _is_page(path: str, site: Site) -> bool:
    """Tell whether a README is the index of its folder: https://docusaurus.io/docs/create-doc.

    What lies among the documents of a site is no paper of its repository.
    """
    inside = content_of(site) or (("docs/readme.",) if site.dialect == "vitepress" else ())
    if site.dialect == "none":
        return not path.lower().startswith(_SURE_PAPERS)
    return path.lower().startswith(inside) if inside else False


_SURE_PAPERS = ("readme.", "contributing.", "agents.", "claude.")


def _is_entry(path: str, site: Site) -> bool:
    return bool(site.data_folders) and path.startswith(site.data_folders)


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


# Layouts that list articles, of which pages without a text are made.
_LISTING = re.compile(r"blog|posts|news|articles|(?:blog|posts?|news|articles?)[-_](?:index|list)")


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
    is_told = site.dialect in ("none", "dated", "translated") or BY_NAME[site.dialect].vault
    if is_told or starts_with_date(path):
        return False
    meant = {said[0] for key in fields if (said := mapping.field_of(key))}
    return not meant & _SAID and not _has_text(body)


def _has_text(body: str) -> bool:
    return bool(_NO_TEXT.sub("", body[:_SEARCHED]).strip())


#: How much of a body is searched for a text.
_SEARCHED = 16 * 1024


def _is_data(path: str, fields: Mapping[str, object], mapping: FieldMapping) -> bool:
    """Tell whether a file of nothing but fields says nothing that an article has."""
    if not path.lower().endswith(_DATA):
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
