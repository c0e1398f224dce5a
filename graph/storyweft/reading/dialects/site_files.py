"""What is no article: the files that a site is made of, told by named rules.

Each rule of :data:`RULES` says in which dialects it holds, and why it may: a page of documentation.
These rules of names decide before a file is read, those of :mod:`.site_pages` after.
"""

import re
from typing import NamedTuple

from storyweft.reading.dialects.pages import content_of
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
#: The endings of data that may be an article.
DATA = (".yaml", ".yml")
#: The rule by which such a file is none.
DATA_FILE = "data file"
_TEXTS = tuple(ending for ending in ENDINGS if ending not in DATA)
#: Dialects whose generator reads YAML as data only; elsewhere it may hold documents.
_NO_YAML = frozenset(
    "jekyll hexo hugo zola docusaurus eleventy pelican mkdocs vitepress quarto gatsby obsidian"
    " astro vuepress nikola quartz logseq dendron foam bridgetown middleman nanoc nuxt gridsome"
    " lektor grav statamic next kirby".split()
)


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
        r"|config/.*\.ya?ml\Z|(?:config|params|menus?|languages)\.ya?ml\Z"
        # https://docs.npmjs.com/cli/configuring-npm/package-json and the like
        r"|(?:.*/)?(?:package(?:-lock)?|composer|bower|[jt]sconfig[\w.-]{0,40}|manifest|deno|biome"
        r"|lerna|turbo|vercel|firebase|angular)\.json\Z",
    ),
    _rule(
        "layout",
        "https://gohugo.io/getting-started/directory-structure/,"
        " https://jekyllrb.com/docs/structure/, https://www.11ty.dev/docs/config/#directory-for-includes",
        "hugo jekyll eleventy hexo zola pelican astro docusaurus gatsby decap dated bridgetown"
        " middleman nanoc nuxt gridsome next",
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
        "layout",
        "https://getkirby.com/docs/guide/quickstart (folders)",
        "kirby",
        r"(?:kirby|site|vendor|assets|media)/",
    ),
    _rule(
        "data file",
        "https://getkirby.com/docs/guide/content/files (meta data), /guide/content/site",
        "kirby",
        r"content/site(?:\.[a-z]{2})?\.txt\Z|(?:.*/)?[^/]+\.(?:jpe?g|png|gif|webp|avif|svg|mp[34]|pdf|webm)"
        r"\.(?:[a-z]{2}\.)?txt\Z|content/(?:\d+_)?error/",
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
        "template",
        "https://getnikola.com/handbook.html#getting-started",
        "nikola",
        r"(?:templates|themes|plugins|files|galleries|listings|output|cache)/",
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
        "jekyll hugo hexo eleventy decap bridgetown middleman",
        r"(?:.*/)?_data/|data/.*\.(?:ya?ml|json|toml)\Z",
    ),
    _rule(
        "built output",
        "https://gohugo.io/getting-started/directory-structure/ (public, resources),"
        " https://jekyllrb.com/docs/structure/ (_site)",
        "hugo jekyll eleventy hexo zola docusaurus astro gatsby pelican bridgetown middleman nuxt"
        " gridsome",
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
        "docusaurus quarto astro vitepress grav",
        r"(?:.*/)?_(?!index)",
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
    if path.lower().endswith(DATA) and site.dialect in _NO_YAML and not _is_entry(path, site):
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
