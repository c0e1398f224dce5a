"""One row a generator: by what it is recognised, and what its documents mean by names and keys.

Each row names the documentation that it was written from; what is here nowhere is a rule of the
generator, but of all documents (:mod:`storyweft.mapping`, :mod:`storyweft.reading.converters`).
"""

from collections.abc import Mapping
from types import MappingProxyType

from storyweft.reading.dialects.dialect import Configuration, Dated, Dialect


def _each(pattern: str, *endings: str, says: str = "") -> tuple[Configuration, ...]:
    return tuple(Configuration(f"{pattern}.{ending}", says) for ending in endings)


#: What the file with the title and the URL of a site is called where its author names it.
SITE_DATA = ("metadata", "site", "meta", "config")
_NAME: frozenset[Dated] = frozenset(["name"])
_NAME_OR_FOLDERS: frozenset[Dated] = frozenset(["name", "folders"])
_HEXO = r"^(?:source_dir|public_dir|new_post_name|post_asset_folder|theme_config)[ ]*:"
_SCRIPTS = ("js", "mjs", "cjs", "ts", "mts", "cts")

#: In the order in which they are tried: the more telling first.
DIALECTS: tuple[Dialect, ...] = (
    Dialect(
        "hexo",
        # https://hexo.io/docs/configuration, /docs/front-matter, /docs/writing (new_post_name)
        "https://hexo.io/docs/configuration",
        (
            *_each("_config", "yml", "yaml", says=_HEXO),
            Configuration("_config.yml", beside="source/_posts"),
            # https://hexo.io/docs/setup (package.json)
            Configuration("package.json", r"\"hexo\"[ ]*:[ ]*\{"),
        ),
        folders=("source/_posts",),
        content=("source/",),
        notes=True,
        dated=_NAME,
        spoken=frozenset(["folder"]),
        site={
            "name": ("title",),
            "url": ("url",),
            "language": ("language",),
            "languages": ("language",),
            "timezone": ("timezone",),
        },
    ),
    Dialect(
        "jekyll",
        # https://jekyllrb.com/docs/posts/, /docs/front-matter/, /docs/configuration/options/
        "https://jekyllrb.com/docs/posts/",
        _each("_config", "yml", "yaml", "toml"),
        folders=("_posts", "_layouts"),
        dated=_NAME,
        spoken=frozenset(["folder"]),
        # A string is split at spaces: https://jekyllrb.com/docs/posts/#tags-and-categories
        words=frozenset(["tags", "categories"]),
        site={
            "name": ("title", "name"),
            "url": ("url",),
            "language": ("lang", "locale", "language", "default_lang"),
            "languages": ("languages",),
            "timezone": ("timezone",),
        },
        authors=("_data/authors.yml", "_data/authors.yaml"),
    ),
    Dialect(
        "zola",
        # https://www.getzola.org/documentation/getting-started/configuration/, /content/page/,
        # /content/multilingual/
        "https://www.getzola.org/documentation/content/page/",
        (Configuration("zola.toml"), Configuration("config.toml", r"^[ \t]*base_url[ \t]*=")),
        content=("content/",),
        dated=_NAME,
        spoken=frozenset(["suffix"]),
        tables=("taxonomies", "extra"),
        paths=True,
        site={
            "name": ("title",),
            "url": ("base_url",),
            "language": ("default_language",),
            "languages": ("languages",),
        },
        # https://www.getzola.org/documentation/getting-started/configuration/ (default_language)
        main_language="en",
    ),
    Dialect(
        "hugo",
        # https://gohugo.io/configuration/introduction/, /content-management/front-matter/,
        # /content-management/multilingual/
        "https://gohugo.io/content-management/front-matter/",
        (
            *_each("hugo", "toml", "yaml", "yml"),
            Configuration("hugo.json", r"(?i)\"(?:baseurl|title|module)\""),
            *_each("config/_default/hugo", "toml", "yaml", "yml", "json"),
            *_each("config/_default/config", "toml", "yaml", "yml", "json"),
            *_each("config", "toml", "yaml", "yml", "json", says=r"(?i)^[ \t\"{]*baseurl\b"),
        ),
        folders=("archetypes",),
        content=("content/",),
        notes=True,
        spoken=frozenset(["suffix", "folder"]),
        tables=("params",),
        site={
            "name": ("title",),
            "url": ("baseURL",),
            "language": ("defaultContentLanguage", "languageCode", "locale"),
            "languages": ("languages",),
            "timezone": ("timeZone",),
        },
        # https://gohugo.io/configuration/introduction/#configuration-directory
        also=("config/_default/*",),
        # https://gohugo.io/configuration/all/#defaultcontentlanguage
        main_language="en",
    ),
    Dialect(
        "docusaurus",
        # https://docusaurus.io/docs/blog (dates of names), /docs/api/docusaurus-config,
        # /docs/i18n/introduction
        "https://docusaurus.io/docs/blog",
        _each("docusaurus.config", *_SCRIPTS),
        content=("docs/", "blog/", "i18n/", "src/pages/", "versioned_docs/", "community/"),
        notes=True,
        dated=_NAME_OR_FOLDERS,
        spoken=frozenset(["i18n"]),
        site={
            "name": ("title",),
            "url": ("url",),
            "language": ("defaultLocale",),
            "languages": ("locales",),
        },
        authors=("blog/authors.yml", "blog/authors.yaml"),
    ),
    Dialect(
        "astro",
        # https://docs.astro.build/en/guides/content-collections/,
        # https://starlight.astro.build/guides/i18n/, /reference/configuration/
        "https://docs.astro.build/en/guides/markdown-content/",
        _each("astro.config", *_SCRIPTS),
        content=("src/content/", "src/pages/", "src/data/", "content/"),
        notes=True,
        # No rule of Astro's, nor of Gatsby's: what came from Jekyll keeps its names.
        dated=_NAME,
        spoken=frozenset(["folder"]),
        site={
            "name": ("title", "SITE_TITLE"),
            "url": ("site",),
            "language": ("defaultLocale", "lang"),
            "languages": ("locales",),
        },
        also=("src/consts", "src/config", "src/site", "src/site.config", "src/site-config"),
    ),
    Dialect(
        "eleventy",
        # https://www.11ty.dev/docs/dates/ (names), /docs/data-global/, /docs/config/,
        # /docs/plugins/rss/ (metadata of the configuration)
        "https://www.11ty.dev/docs/dates/",
        (*_each(".eleventy", "js", "cjs", "mjs"), *_each("eleventy.config", *_SCRIPTS)),
        notes=True,
        dated=_NAME_OR_FOLDERS,
        spoken=frozenset(["folder"]),
        site={
            "name": ("title", "name", "siteName", "metadata.title"),
            "url": ("url", "baseUrl", "siteUrl", "host", "domain", "metadata.base"),
            "language": ("language", "lang", "locale", "metadata.language"),
        },
        also=tuple(
            f"{folder}_data/{name}"
            for folder in ("", "src/", "content/", "source/", "src/site/")
            for name in SITE_DATA
        ),
        described=True,
        # https://www.11ty.dev/docs/plugins/navigation/
        titled={"eleventyNavigation": ("title", "key")},
    ),
    Dialect(
        "pelican",
        # https://docs.getpelican.com/en/latest/settings.html (FILENAME_METADATA), /content.html
        "https://docs.getpelican.com/en/latest/content.html",
        (Configuration("pelicanconf.py"), Configuration("publishconf.py")),
        content=("content/",),
        dated=_NAME,
        site={
            "name": ("SITENAME",),
            "url": ("SITEURL",),
            "language": ("DEFAULT_LANG",),
            "timezone": ("TIMEZONE",),
            # https://docs.getpelican.com/en/latest/settings.html#basic-settings
            "author": ("AUTHOR",),
        },
    ),
    Dialect(
        "nikola",
        # https://getnikola.com/handbook.html
        "https://getnikola.com/handbook.html",
        (Configuration("conf.py", r"^BLOG_TITLE[ ]*="),),
        spoken=frozenset(["suffix"]),
        site={
            "name": ("BLOG_TITLE",),
            "url": ("SITE_URL",),
            "language": ("DEFAULT_LANG",),
            "timezone": ("TIMEZONE",),
            "author": ("BLOG_AUTHOR",),
        },
    ),
    Dialect(
        "mkdocs",
        # https://www.mkdocs.org/user-guide/configuration/, /user-guide/writing-your-docs/
        "https://www.mkdocs.org/user-guide/configuration/",
        _each("mkdocs", "yml", "yaml"),
        content=("docs/",),
        notes=True,
        site={"name": ("site_name",), "url": ("site_url",), "language": ("theme.language",)},
        # https://squidfunk.github.io/mkdocs-material/plugins/blog/#config.authors_file
        authors=("docs/blog/.authors.yml", "docs/.authors.yml"),
    ),
    Dialect(
        "vitepress",
        # https://vitepress.dev/reference/site-config
        "https://vitepress.dev/reference/site-config",
        _each(".vitepress/config", *_SCRIPTS) + _each("docs/.vitepress/config", *_SCRIPTS),
        notes=True,
        # https://vitepress.dev/guide/sitemap-generation
        site={"name": ("title",), "url": ("sitemap.hostname",), "language": ("lang",)},
    ),
    Dialect(
        "vuepress",
        # https://vuepress.vuejs.org/config/, https://v2.vuepress.vuejs.org/reference/config.html
        "https://v2.vuepress.vuejs.org/reference/config.html",
        _each(".vuepress/config", *_SCRIPTS, "yml", "toml")
        + _each("docs/.vuepress/config", *_SCRIPTS, "yml", "toml"),
        notes=True,
        dated=_NAME,
        spoken=frozenset(["folder"]),
        # https://ecosystem.vuejs.press/plugins/seo/sitemap/
        site={
            "name": ("locales./.title", "title"),
            "url": ("hostname",),
            "language": ("locales./.lang", "lang"),
        },
    ),
    Dialect(
        "gatsby",
        # https://www.gatsbyjs.com/docs/reference/config-files/gatsby-config/
        "https://www.gatsbyjs.com/docs/reference/config-files/gatsby-config/",
        _each("gatsby-config", *_SCRIPTS),
        content=("content/", "src/pages/", "blog/"),
        notes=True,
        dated=_NAME,
        site={"name": ("title",), "url": ("siteUrl",), "language": ("lang", "language")},
    ),
    Dialect(
        "quarto",
        # https://quarto.org/docs/reference/projects/websites.html
        "https://quarto.org/docs/reference/projects/websites.html",
        _each("_quarto", "yml", "yaml"),
        notes=True,
        site={
            "name": ("website.title", "book.title", "title"),
            "url": ("website.site-url", "book.site-url"),
            "language": ("lang",),
        },
    ),
    Dialect(
        "quartz",
        # https://quartz.jzhao.xyz/configuration, /authoring-content, /features/wikilinks
        "https://quartz.jzhao.xyz/authoring-content",
        _each("quartz.config", "ts", "yaml"),
        content=("content/",),
        notes=True,
        vault=True,
        named=True,
        site={"name": ("pageTitle",), "url": ("baseUrl",), "language": ("locale",)},
    ),
    Dialect(
        "obsidian",
        # https://help.obsidian.md/configuration-folder, /properties, /plugins/daily-notes,
        # https://help.obsidian.md/web-clipper/templates
        "https://help.obsidian.md/configuration-folder",
        # https://help.obsidian.md/publish/customize
        # It runs in a browser: others of that name are modules.
        (Configuration("publish.css"), Configuration("publish.js", r"(?s)\A(?!.*\bexports\b)")),
        folders=(".obsidian",),
        notes=True,
        vault=True,
        named=True,
    ),
    Dialect(
        "logseq",
        # https://docs.logseq.com/#/page/graph, /page/properties, /page/namespaces
        "https://docs.logseq.com/#/page/graph",
        (Configuration("logseq/config.edn"),),
        content=("pages/", "journals/"),
        notes=True,
        vault=True,
        named=True,
    ),
    Dialect(
        "dendron",
        # https://wiki.dendron.so/notes/ffec2853-c0e0-4165-a368-339db12c8e4b (configuration),
        # /notes/f1af56bb-db27-47ae-8406-61a98de6c78c (links: [[shown|note]])
        "https://wiki.dendron.so/",
        (Configuration("dendron.yml"),),
        notes=True,
        vault=True,
        shown_first=True,
    ),
    Dialect(
        "foam",
        # https://foambubble.github.io/foam/user/features/wikilinks, /user/features/note-properties
        "https://foambubble.github.io/foam/user/features/wikilinks",
        (Configuration(".vscode/extensions.json", r"foam\.foam-vscode"),),
        folders=(".foam",),
        notes=True,
        vault=True,
    ),
    Dialect(
        "decap",
        # https://decapcms.org/docs/configuration-options/ (slug: names start with the date),
        # /docs/collection-folder/
        "https://decapcms.org/docs/configuration-options/",
        tuple(
            Configuration(f"{folder}admin/config.yml", r"^(?:collections|backend)[ ]*:")
            for folder in ("", "static/", "public/", "src/", "src/static/", "assets/")
        ),
        notes=True,
        dated=_NAME,
        site={"url": ("site_url", "display_url"), "language": ("locale", "i18n.default_locale")},
        also=tuple(f"{folder}_data/{name}" for folder in ("", "src/") for name in ("site",)),
    ),
    Dialect(
        "translated",
        # No generator: folders are named by languages, as several of the above write them.
        "https://www.rfc-editor.org/info/bcp47",
        spoken=frozenset(["folder"]),
    ),
    Dialect(
        "dated",
        # No generator: most names start with a date, as four of the above write them.
        "https://jekyllrb.com/docs/posts/",
        dated=_NAME_OR_FOLDERS,
    ),
)

#: No generator at all: names of files mean nothing.
NO_DIALECT = Dialect("none", "")

BY_NAME: Mapping[str, Dialect] = MappingProxyType(
    {dialect.name: dialect for dialect in (*DIALECTS, NO_DIALECT)}
)
