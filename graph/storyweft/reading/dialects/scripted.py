"""The rows of :mod:`.tables` for three generators whose configuration is a script."""

from storyweft.reading.dialects.dialect import NAME, NAME_OR_FOLDERS, Dialect, each

#: The endings of scripts.
SCRIPTS = ("js", "mjs", "cjs", "ts", "mts", "cts")
#: What the file with the title and the URL of a site is called where its author names it.
SITE_DATA = tuple("metadata site meta config settings global siteConfig siteMetadata".split())

SCRIPTED: tuple[Dialect, ...] = (
    Dialect(
        "docusaurus",
        # https://docusaurus.io/docs/blog (dates of names), /docs/api/docusaurus-config,
        # /docs/i18n/introduction
        "https://docusaurus.io/docs/blog",
        each("docusaurus.config", *SCRIPTS),
        content=("docs/", "blog/", "i18n/", "src/pages/", "versioned_docs/", "community/"),
        notes=True,
        dated=NAME_OR_FOLDERS,
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
        each("astro.config", *SCRIPTS),
        content=("src/content/", "src/pages/", "src/data/", "content/"),
        notes=True,
        # No rule of Astro's, nor of Gatsby's: what came from Jekyll keeps its names.
        dated=NAME,
        spoken=frozenset(["folder"]),
        site={
            # https://starlight.astro.build/reference/configuration/#title-required
            "name": ("starlight.title", "title", "SITE_TITLE"),
            "url": ("site",),
            "language": ("defaultLocale", "locales.root.lang", "lang"),
            "languages": ("locales",),
        },
        also=("src/consts", "src/config", "src/site", "src/site.config", "src/site-config"),
    ),
    Dialect(
        "eleventy",
        # https://www.11ty.dev/docs/dates/ (names), /docs/data-global/, /docs/config/,
        # /docs/plugins/rss/ (metadata of the configuration)
        "https://www.11ty.dev/docs/dates/",
        (*each(".eleventy", "js", "cjs", "mjs"), *each("eleventy.config", *SCRIPTS)),
        notes=True,
        dated=NAME_OR_FOLDERS,
        spoken=frozenset(["folder"]),
        site={
            "name": ("siteName", "siteTitle", "site_title", "title", "name", "metadata.title"),
            "url": (
                *("siteUrl", "siteURL", "site_url", "url", "baseUrl", "baseURL", "host", "domain"),
                *("origin", "homepage", "metadata.base"),
            ),
            "language": ("language", "lang", "locale", "siteLanguage", "metadata.language"),
        },
        also=tuple(
            f"{folder}_data/{name}"
            for folder in ("", "src/", "content/", "source/", "src/site/")
            for name in SITE_DATA
        ),
        described=True,
        authors=tuple(
            f"{folder}_data/authors.{ending}"
            for folder in ("", "src/", "content/", "source/")
            for ending in ("json", "yml", "yaml", "js", "cjs", "mjs")
        ),
        # https://www.11ty.dev/docs/plugins/navigation/
        titled={"eleventyNavigation": ("title", "key")},
    ),
)
