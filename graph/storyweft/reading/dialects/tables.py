"""One row a generator: by what it is recognised, and what its documents mean by names and keys.

Each row names the documentation that it was written from; what is here nowhere is a rule of the
generator, but of all documents (:mod:`storyweft.mapping`, :mod:`storyweft.reading.converters`).
"""

from collections.abc import Mapping
from types import MappingProxyType

from storyweft.reading.dialects.dialect import NAME, NAME_OR_FOLDERS, Configuration, Dialect, each
from storyweft.reading.dialects.scripted import SCRIPTED, SCRIPTS
from storyweft.reading.dialects.vaults import VAULTS

_HEXO = r"^(?:source_dir|public_dir|new_post_name|post_asset_folder|theme_config)[ ]*:"

#: In the order in which they are tried: the more telling first.
DIALECTS: tuple[Dialect, ...] = (
    Dialect(
        "hexo",
        # https://hexo.io/docs/configuration, /docs/front-matter, /docs/writing (new_post_name)
        "https://hexo.io/docs/configuration",
        (
            *each("_config", "yml", "yaml", says=_HEXO),
            Configuration("_config.yml", beside="source/_posts"),
            # https://hexo.io/docs/setup (package.json)
            Configuration("package.json", r"\"hexo\"[ ]*:[ ]*\{"),
        ),
        folders=("source/_posts",),
        content=("source/",),
        notes=True,
        dated=NAME,
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
        "bridgetown",
        # https://www.bridgetownrb.com/docs/configuration, /docs/content/front-matter,
        # /docs/datafiles (site_metadata)
        "https://www.bridgetownrb.com/docs/resources",
        (
            *each("bridgetown.config", "yml", "yaml"),
            Configuration("config/initializers.rb", r"^Bridgetown\.configure"),
        ),
        content=("src/",),
        dated=NAME,
        spoken=frozenset(["folder"]),
        words=frozenset(["tags", "categories"]),
        site={
            "name": ("title",),
            "url": ("url",),
            "language": ("default_locale",),
            "languages": ("available_locales",),
            "timezone": ("timezone",),
        },
        also=("src/_data/site_metadata",),
        authors=("src/_data/authors.yml",),
    ),
    Dialect(
        "jekyll",
        # https://jekyllrb.com/docs/posts/, /docs/front-matter/, /docs/configuration/options/
        "https://jekyllrb.com/docs/posts/",
        each("_config", "yml", "yaml", "toml"),
        folders=("_posts", "_layouts"),
        dated=NAME,
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
        dated=NAME,
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
            *each("hugo", "toml", "yaml", "yml"),
            Configuration("hugo.json", r"(?i)\"(?:baseurl|title|module)\""),
            *each("config/_default/hugo", "toml", "yaml", "yml", "json"),
            *each("config/_default/config", "toml", "yaml", "yml", "json"),
            *each("config", "toml", "yaml", "yml", "json", says=r"(?i)^[ \t\"{]*baseurl\b"),
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
    *SCRIPTED,
    Dialect(
        "pelican",
        # https://docs.getpelican.com/en/latest/settings.html (FILENAME_METADATA), /content.html
        "https://docs.getpelican.com/en/latest/content.html",
        (Configuration("pelicanconf.py"), Configuration("publishconf.py")),
        content=("content/",),
        dated=NAME,
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
        "middleman",
        # https://middlemanapp.com/basics/blogging/, /advanced/pretty-urls/
        "https://middlemanapp.com/basics/blogging/",
        (Configuration("config.rb", r"^[ ]*activate[ (]+:"),),
        content=("source/",),
        dated=NAME,
        # https://github.com/Aupajo/middleman-search_engine_sitemap
        site={"url": ("url_root",)},
    ),
    Dialect(
        "nanoc",
        # https://nanoc.app/doc/reference/config/, /doc/reference/helpers/#blogging
        "https://nanoc.app/doc/reference/helpers/#blogging",
        (Configuration("nanoc.yaml"), Configuration("config.yaml", r"^text_extensions[ ]*:")),
        content=("content/",),
        site={"name": ("title",), "url": ("base_url",), "author": ("author_name",)},
    ),
    Dialect(
        "lektor",
        # https://www.getlektor.com/docs/content/, /docs/project/file/, /docs/content/alts/
        "https://www.getlektor.com/docs/content/",
        (Configuration("content/contents.lr"), Configuration("content/contents+en.lr")),
        content=("content/",),
        spoken=frozenset(["suffix"]),
        site={
            "name": ("project.name",),
            "url": ("project.url",),
            "language": ("project.locale",),
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
            "languages": ("TRANSLATIONS",),
            "timezone": ("TIMEZONE",),
            "author": ("BLOG_AUTHOR",),
        },
    ),
    Dialect(
        "mkdocs",
        # https://www.mkdocs.org/user-guide/configuration/, /user-guide/writing-your-docs/
        "https://www.mkdocs.org/user-guide/configuration/",
        # ProperDocs goes on with it: https://properdocs.org/user-guide/configuration/
        each("mkdocs", "yml", "yaml") + each("properdocs", "yml", "yaml"),
        content=("docs/",),
        notes=True,
        site={"name": ("site_name",), "url": ("site_url",), "language": ("theme.language",)},
        # https://squidfunk.github.io/mkdocs-material/plugins/blog/#config.authors_file
        authors=("docs/blog/.authors.yml", "docs/.authors.yml", "blog/.authors.yml"),
    ),
    Dialect(
        "vitepress",
        # https://vitepress.dev/reference/site-config, /guide/i18n
        "https://vitepress.dev/reference/site-config",
        tuple(
            configuration
            for folder in ("", "docs/")
            for name in ("config", "config/index")
            for configuration in each(f"{folder}.vitepress/{name}", *SCRIPTS)
        ),
        notes=True,
        spoken=frozenset(["folder"]),
        # https://vitepress.dev/guide/sitemap-generation
        site={
            "name": ("locales.root.title", "title"),
            "url": ("sitemap.hostname",),
            "language": ("locales.root.lang", "lang"),
            "languages": ("locales",),
        },
        also=(".vitepress/config/*", "docs/.vitepress/config/*"),
    ),
    Dialect(
        "vuepress",
        # https://vuepress.vuejs.org/config/, https://v2.vuepress.vuejs.org/reference/config.html
        "https://v2.vuepress.vuejs.org/reference/config.html",
        each(".vuepress/config", *SCRIPTS, "yml", "toml")
        + each("docs/.vuepress/config", *SCRIPTS, "yml", "toml"),
        notes=True,
        dated=NAME,
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
        each("gatsby-config", *SCRIPTS),
        content=("content/", "src/pages/", "blog/"),
        notes=True,
        dated=NAME,
        site={
            "name": ("siteMetadata.title", "title"),
            "url": ("siteMetadata.siteUrl", "siteUrl"),
            "language": ("siteMetadata.lang", "siteMetadata.language", "siteLanguage"),
        },
    ),
    Dialect(
        "nuxt",
        # https://content.nuxt.com/docs/collections/types#page-type,
        # https://nuxtseo.com/docs/site-config/getting-started/introduction
        "https://content.nuxt.com/docs/collections/types#page-type",
        each("nuxt.config", *SCRIPTS),
        content=("content/",),
        notes=True,
        spoken=frozenset(["folder"]),
        site={
            "name": ("site.name", "site_name"),
            "url": ("site.url", "hostname", "siteUrl"),
            "language": ("site.defaultLocale", "defaultLocale"),
        },
    ),
    Dialect(
        "gridsome",
        # https://gridsome.org/docs/config/
        "https://gridsome.org/docs/config/",
        each("gridsome.config", "js"),
        content=("content/", "blog/", "docs/"),
        notes=True,
        dated=NAME,
        site={"name": ("siteName",), "url": ("siteUrl",)},
    ),
    Dialect(
        "grav",
        # https://learn.getgrav.org/17/basics/grav-configuration, /content/content-pages,
        # /content/taxonomy
        "https://learn.getgrav.org/17/content/content-pages",
        (
            *each("user/config/site", "yaml"),
            Configuration("config/site.yaml", r"^taxonomies[ ]*:"),
        ),
        content=("user/pages/", "pages/"),
        spoken=frozenset(["suffix"]),
        tables=("taxonomy",),
        site={"name": ("title",), "language": ("default_lang",)},
    ),
    Dialect(
        "statamic",
        # https://statamic.dev/collections#dates, /multi-site
        "https://statamic.dev/collections#dates",
        (Configuration("please", r"(?i)statamic"),),
        folders=("content/collections",),
        content=("content/",),
        dated=NAME,
        site={
            "name": ("default.name",),
            "url": ("default.url",),
            "language": ("default.lang", "default.locale"),
        },
        also=("resources/sites",),
    ),
    Dialect(
        "kirby",
        # https://getkirby.com/docs/guide/content/files, /guide/content/folders
        "https://getkirby.com/docs/guide/content/files",
        (Configuration("content/site.txt", r"^Title:"), Configuration("site/config/config.php")),
        folders=("site/blueprints",),
        content=("content/",),
        site={"name": ("title",)},
    ),
    Dialect(
        "quarto",
        # https://quarto.org/docs/reference/projects/websites.html
        "https://quarto.org/docs/reference/projects/websites.html",
        each("_quarto", "yml", "yaml"),
        notes=True,
        site={
            "name": ("website.title", "book.title", "title"),
            "url": ("website.site-url", "book.site-url"),
            "language": ("lang",),
        },
    ),
    *VAULTS,
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
        dated=NAME,
        site={"url": ("site_url", "display_url"), "language": ("locale", "i18n.default_locale")},
        also=tuple(f"{folder}_data/{name}" for folder in ("", "src/") for name in ("site",)),
    ),
    Dialect(
        "next",
        # https://nextjs.org/docs/app/guides/mdx; what is read beside it is that of
        # https://github.com/timlrx/tailwind-nextjs-starter-blog#customization and
        # https://github.com/iamvishnusankar/next-sitemap#configuration-options
        "https://nextjs.org/docs/app/guides/mdx",
        each("next.config", *SCRIPTS),
        dated=NAME,
        site={
            "name": ("title", "siteName", "siteTitle"),
            "url": ("siteUrl", "siteURL", "baseUrl"),
            "language": ("language", "locale"),
        },
        also=(
            *("data/siteMetadata", "siteMetadata", "site.config", "next-sitemap.config"),
            *("config/site", "src/config/site", "lib/config", "src/lib/config"),
        ),
        described=True,
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
        dated=NAME_OR_FOLDERS,
    ),
)

#: No generator at all: names of files mean nothing.
NO_DIALECT = Dialect("none", "")

BY_NAME: Mapping[str, Dialect] = MappingProxyType(
    {dialect.name: dialect for dialect in (*DIALECTS, NO_DIALECT)}
)
