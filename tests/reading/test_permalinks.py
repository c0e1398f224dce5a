"""Documented addresses of each generator: a document of a site comes to the public URL it gets.

Most rows are examples of the documentation that the rule names; see ``path_addresses`` and
``patterned_addresses``.
"""
# ruff: noqa: E501 - a case is a line

from typing import Any

import pytest

from storyweft.model import Document
from storyweft.reading.dialects.pages import SitePage
from storyweft.reading.dialects.permalinks import RULES, others_of, path_of
from storyweft.reading.dialects.tables import BY_NAME
from storyweft.reading.documents import parse
from storyweft.settings import Settings, Site

DAY = "2024-05-01"

# dialect, configuration, path, fields, what its address is
CASES: list[tuple[str, dict[str, str], str, dict[str, Any], str | None]] = [
    # https://jekyllrb.com/docs/permalinks/
    ("jekyll", {}, "_posts/2024-05-01-quay.md", {}, "/2024/05/01/quay.html"),
    ("jekyll", {}, "news/_posts/2024-05-01-quay.md", {}, "/news/2024/05/01/quay.html"),
    ("jekyll", {"permalink": "pretty"}, "_posts/2024-05-01-Quay.md", {}, "/2024/05/01/Quay/"),
    ("jekyll", {"permalink": "ordinal"}, "_posts/2024-05-01-quay.md", {}, "/2024/122/quay.html"),
    ("jekyll", {"permalink": "none"}, "_posts/2024-05-01-a.md", {"categories": "x y"}, "/x/y/a.html"),
    ("jekyll", {"permalink": "/:slug/"}, "_posts/2024-05-01-A_b.md", {}, "/a-b/"),
    ("jekyll", {"permalink": "/:year/:i_month/:title"}, "_posts/2024-05-01-a.md", {}, "/2024/5/a"),
    ("jekyll", {}, "_posts/2024-05-01-a.md", {"slug": "b"}, "/2024/05/01/b.html"),
    ("jekyll", {}, "_posts/2024-05-01-a.md", {"permalink": "/own/"}, "/own/"),
    ("jekyll", {}, "_posts/2024-05-01-a.md", {"category": "one two"}, "/one%20two/2024/05/01/a.html"),
    ("jekyll", {}, "about.md", {}, "/about.html"),
    ("jekyll", {"permalink": "pretty"}, "about.md", {}, "/about/"),
    ("jekyll", {}, "docs/index.md", {}, "/docs/"),
    ("jekyll", {}, "_docs/a/b.md", {}, None),
    ("jekyll", {"collections.docs.output": "true"}, "_docs/a/b.md", {}, "/docs/a/b.html"),
    ("jekyll", {"collections.docs.permalink": "/:collection/:name/"}, "_docs/b.md", {}, "/docs/b/"),
    (
        "jekyll",
        {"defaults.0.scope.path": "", "defaults.0.scope.type": "posts",
         "defaults.0.values.permalink": "/blog/:title/"},
        "_posts/2024-05-01-a.md",
        {},
        "/blog/a/",
    ),
    (
        "jekyll",
        {"collections.news.permalink": "/:year/:title/"},
        "_news/2024-05-01-quay.md",
        {},
        "/2024/quay/",
    ),
    ("jekyll", {"collections_dir": "all"}, "all/_posts/2024-05-01-a.md", {}, "/2024/05/01/a.html"),
    (
        "jekyll",
        {"collections_dir": "all", "collections.docs.permalink": "/d/:title.html"},
        "all/_docs/b.md",
        {},
        "/d/b.html",
    ),
    # https://www.bridgetownrb.com/docs/content/permalinks
    ("bridgetown", {}, "src/_posts/2024-05-01-the-quay.md", {}, "/2024/05/01/the-quay/"),
    ("bridgetown", {"permalink": "simple"}, "src/_posts/2024-05-01-a.md", {"categories": ["x"]}, "/x/a/"),
    ("bridgetown", {}, "src/_pages/this/is/great.md", {}, "/this/is/great/"),
    ("bridgetown", {}, "src/_docs/a.md", {}, None),
    ("bridgetown", {"collections.docs.output": "true"}, "src/_docs/x/a.md", {}, "/docs/x/a/"),
    # https://middlemanapp.com/basics/blogging/
    ("middleman", {"blog": "true"}, "source/2024-05-01-quay.html.md", {}, "/2024/05/01/quay.html"),
    (
        "middleman",
        {"blog": "true", "prefix": "blog", "permalink": "{year}/{title}.html", "directory_indexes": "true"},
        "source/blog/2024-05-01-quay.html.markdown",
        {"slug": "new-quay"},
        "/blog/2024/new-quay/",
    ),
    ("middleman", {"blog": "true"}, "source/about.html.md", {}, "/about.html"),
    ("middleman", {}, "source/localizable/a.de.html.md", {}, None),
    # https://content.nuxt.com/docs/collections/types#page-type
    ("nuxt", {}, "content/1.guide/2.first-steps.md", {}, "/guide/first-steps"),
    ("nuxt", {}, "content/1.guide/index.md", {}, "/guide"),
    ("nuxt", {}, "content/blog/to-v1.2-from-1.1/index.md", {}, "/blog/to-v1.2-from-1.1"),
    ("nuxt", {}, "content/de/a.md", {}, None),
    ("nuxt", {}, "content/_drafts/a.md", {}, None),
    # https://learn.getgrav.org/17/content/content-pages#folders
    ("grav", {}, "user/pages/01.home/default.md", {}, "/"),
    ("grav", {}, "user/pages/02.blog/my-post/item.md", {}, "/blog/my-post"),
    ("grav", {}, "pages/02.blog/my-post/item.de.md", {"slug": "mein-post"}, "/blog/mein-post"),
    ("grav", {}, "user/pages/02.blog/_part/text.md", {}, None),
    # https://getnikola.com/handbook.html
    ("nikola", {"posts.000": "posts/*.md\nblog"}, "posts/2024/05/a.md", {"slug": "quay"}, "/blog/2024/05/quay/"),
    ("nikola", {"posts.000": "pages/*.rst\n", "PRETTY_URLS": "false"}, "pages/a.rst", {}, "/a.html"),
    ("nikola", {}, "posts/a.md", {}, None),
    # https://www.getlektor.com/docs/content/urls/
    ("lektor", {}, "content/blog/quay/contents.lr", {}, "/blog/quay/"),
    ("lektor", {"slug_format": "own"}, "content/blog/quay/contents.lr", {}, None),
    ("lektor", {}, "content/blog/quay/contents.lr", {"_slug": "new"}, "/blog/new/"),
    # https://hexo.io/docs/permalinks
    ("hexo", {}, "source/_posts/quay.md", {}, "/2024/05/01/quay/"),
    ("hexo", {"permalink": ":year/:month/:day/:name/"}, "source/_posts/a/b.md", {}, "/2024/05/01/b/"),
    ("hexo", {"permalink": ":category/:title/"}, "source/_posts/b.md", {"categories": "c"}, "/c/b/"),
    ("hexo", {"permalink": ":lang/:title/"}, "source/_posts/b.md", {"lang": "de"}, "/de/b/"),
    ("hexo", {}, "source/about/index.md", {}, "/about/"),
    ("hexo", {}, "source/links.md", {}, "/links.html"),
    ("hexo", {"pretty_urls.trailing_html": "false"}, "source/links.md", {}, "/links"),
    ("hexo", {"source_dir": "src"}, "src/about/index.md", {}, "/about/"),
    ("hexo", {"permalink": ":hash/"}, "source/_posts/b.md", {}, None),
    # https://gohugo.io/content-management/urls/, /configuration/permalinks/
    ("hugo", {}, "content/posts/post-1.md", {}, "/posts/post-1/"),
    ("hugo", {}, "content/posts/post-1.md", {"slug": "my-first-post"}, "/posts/my-first-post/"),
    ("hugo", {}, "content/posts/post-1.md", {"url": "articles/a"}, "/articles/a/"),
    ("hugo", {}, "content/posts/post-1.md", {"url": "articles/a.html"}, "/articles/a.html"),
    ("hugo", {}, "content/a.de.md", {"url": "about"}, "/de/about/"),
    ("hugo", {}, "content/a.de.md", {"url": "/about"}, "/about/"),
    ("hugo", {}, "content/posts/post-1.md", {"url": "/articles/a/"}, "/articles/a/"),
    ("hugo", {}, "content/about/index.md", {}, "/about/"),
    ("hugo", {}, "content/A Post/The Quay.md", {}, "/a-post/the-quay/"),
    ("hugo", {"disablePathToLower": "true"}, "content/The Quay.md", {}, "/The-Quay/"),
    ("hugo", {"uglyURLs": "true"}, "content/posts/a.md", {}, "/posts/a.html"),
    (
        "hugo",
        {"permalinks.page.posts": "/articles/:year/:month/:slug/"},
        "content/posts/bash.md",
        {"slug": "bash-in-slow-motion"},
        "/articles/2024/05/bash-in-slow-motion/",
    ),
    ("hugo", {"permalinks.posts": "/:section/:contentbasename/"}, "content/posts/x/a.md", {}, "/posts/a/"),
    ("hugo", {"permalinks.posts": "/:sections[1:]/:slug/"}, "content/posts/x/a.md", {}, "/x/the-quay/"),
    ("hugo", {"permalinks.posts": "/:sections[last]/:slug/"}, "content/posts/x/y/a.md", {}, "/y/the-quay/"),
    ("hugo", {"permalinks.posts": "/:sections[:last]/:slug/"}, "content/posts/x/y/a.md", {}, "/posts/x/the-quay/"),
    ("hugo", {"permalinks.posts": "/:06/:1/:2/:title/"}, "content/posts/a.md", {}, "/24/5/1/the-quay/"),
    (
        "hugo",
        {"languages.de.permalinks.page.articles": "/artikel/:year/:slug/"},
        "content/articles/a.de.md",
        {},
        "/de/artikel/2024/the-quay/",
    ),
    ("hugo", {"permalinks.0.pattern": "/:section/:slug/"}, "content/posts/x/a.md", {}, "/posts/the-quay/"),
    (
        "hugo",
        {"permalinks.0.pattern": "/x/:slug/", "permalinks.0.target.path": "{/articles/**}"},
        "content/articles/a.md",
        {},
        None,
    ),
    ("hugo", {}, "content/posts/a.de.md", {}, "/de/posts/a/"),
    ("hugo", {"defaultContentLanguage": "de"}, "content/posts/a.de.md", {}, "/posts/a/"),
    ("hugo", {"languages.de.contentDir": "content/de"}, "content/de/posts/a.md", {}, "/de/posts/a/"),
    (
        "hugo",
        {"contentDir": "content/en", "languages.de.contentDir": "content/de"},
        "content/de/posts/a.md",
        {},
        "/de/posts/a/",
    ),
    ("hugo", {"contentDir": "content/en"}, "content/en/a.md", {}, "/a/"),
    # https://gohugo.io/configuration/module/#mounts
    (
        "hugo",
        {"module.mounts.0.source": "content/de", "module.mounts.0.target": "content",
         "module.mounts.0.lang": "de"},
        "content/de/a.md",
        {},
        "/de/a/",
    ),
    ("hugo", {"contentDir": "content/en"}, "content/fa/a.md", {}, None),
    # https://gohugo.io/configuration/ugly-urls/
    ("hugo", {"uglyURLs.posts": "true"}, "content/posts/a.md", {}, "/posts/a.html"),
    ("hugo", {"uglyURLs.books": "true"}, "content/posts/a.md", {}, "/posts/a/"),
    ("hugo", {}, "archetypes/default.md", {}, None),
    # https://www.getzola.org/documentation/content/page/
    ("zola", {}, "content/hello-world.md", {}, "/hello-world/"),
    ("zola", {}, "content/blog/2018-10-10-hello.md", {}, "/blog/hello/"),
    ("zola", {}, "content/blog/hello/index.md", {}, "/blog/hello/"),
    ("zola", {}, "content/blog/a.md", {"slug": "femmes-libres"}, "/blog/femmes-libres/"),
    ("zola", {}, "content/blog/a.md", {"path": "wiki/b"}, "/wiki/b/"),
    ("zola", {}, "content/An Été.md", {}, "/an-ete/"),
    ("zola", {}, "content/港.md", {}, None),
    ("zola", {}, "content/blog/a.de.md", {}, "/de/blog/a/"),
    ("zola", {}, "content/blog/a.de.md", {"path": "de/wiki/b"}, "/de/wiki/b/"),
    # https://docusaurus.io/docs/create-doc, /docs/blog, /docs/i18n/introduction
    ("docusaurus", {}, "docs/hello.md", {}, "/docs/hello"),
    ("docusaurus", {}, "docs/guide/hello.md", {"slug": "/bonjour"}, "/docs/bonjour"),
    ("docusaurus", {}, "docs/guide/hello.md", {"slug": "../bonjour"}, "/docs/bonjour"),
    ("docusaurus", {}, "docs/01-Guides/02-hello.md", {}, "/docs/Guides/hello"),
    ("docusaurus", {}, "docs/release-1-notes.md", {}, "/docs/release-1-notes"),
    ("docusaurus", {}, "docs/Guides/index.md", {}, "/docs/Guides"),
    ("docusaurus", {}, "docs/Guides/README.md", {}, "/docs/Guides"),
    ("docusaurus", {}, "docs/Guides/Guides.md", {}, "/docs/Guides"),
    ("docusaurus", {"docs.routeBasePath": "/"}, "docs/hello.md", {}, "/hello"),
    ("docusaurus", {"trailingSlash": "true"}, "docs/hello.md", {}, "/docs/hello/"),
    ("docusaurus", {}, "blog/2019-09-05-hello.md", {}, "/blog/2019/09/05/hello"),
    ("docusaurus", {}, "blog/2019-09-05-hello.md", {"slug": "hi"}, "/blog/hi"),
    ("docusaurus", {}, "blog/2019/09/05/hello/index.mdx", {}, "/blog/2019/09/05/hello"),
    ("docusaurus", {}, "src/pages/help.md", {}, "/help"),
    ("docusaurus", {}, "i18n/de/docusaurus-plugin-content-docs/current/a.md", {}, "/de/docs/a"),
    # https://docusaurus.io/docs/versioning
    ("docusaurus", {"docs-sea.path": "sea", "docs-sea.routeBasePath": "/"}, "sea/tide.md", {}, "/tide"),
    ("docusaurus", {"docs-sea.path": "sea"}, "i18n/de/docusaurus-plugin-content-docs-sea/current/a.md",
     {}, "/de/docs/a"),
    ("docusaurus", {"docs.versions.3.path": "v3"}, "versioned_docs/version-3/a.md", {}, "/docs/v3/a"),
    ("docusaurus", {"docs.versions.3.path": "v3"}, "i18n/de/docusaurus-plugin-content-docs/version-3/a.md",
     {}, "/de/docs/v3/a"),
    ("docusaurus", {}, "sea_versioned_docs/version-2/a.md", {}, "/docs/2/a"),
    ("docusaurus", {"docs.released.0": "1.1.0"}, "versioned_docs/version-1.1.0/hello.md", {}, "/docs/hello"),
    ("docusaurus", {"docs.released.0": "1.1.0"}, "versioned_docs/version-1.0.0/hello.md", {}, "/docs/1.0.0/hello"),
    ("docusaurus", {"docs.released.0": "1.1.0"}, "docs/hello.md", {}, "/docs/next/hello"),
    (
        "docusaurus",
        {"docs.released.0": "1.1.0", "docs.lastVersion": "current"},
        "docs/hello.md",
        {},
        "/docs/hello",
    ),
    ("docusaurus", {"docs.path": "../docs"}, "../docs/hello.md", {}, "/docs/hello"),
    # https://docs.astro.build/en/guides/routing/, https://starlight.astro.build/guides/pages/
    ("astro", {}, "src/pages/posts/one.md", {}, "/posts/one/"),
    ("astro", {}, "src/pages/index.md", {}, "/"),
    ("astro", {}, "src/content/docs/guides/Intro One.md", {}, "/guides/intro-one/"),
    ("astro", {}, "src/content/docs/de/index.mdx", {}, "/de/"),
    ("astro", {}, "src/content/blog/one.md", {}, None),
    ("astro", {"route.blog": "blog"}, "src/content/blog/one.md", {}, "/blog/one/"),
    ("astro", {"route.blog": "blog"}, "src/content/blog/one.md", {"slug": "two"}, "/blog/two/"),
    ("astro", {"route.blog": "blog"}, "content/blog/one.md", {}, "/blog/one/"),
    ("astro", {"build.format": "file"}, "src/pages/posts/one.md", {}, "/posts/one.html"),
    # https://www.11ty.dev/docs/permalinks/
    ("eleventy", {}, "index.md", {}, "/"),
    ("eleventy", {}, "template.md", {}, "/template/"),
    ("eleventy", {}, "subdir/template.md", {}, "/subdir/template/"),
    ("eleventy", {}, "subdir/template/template.md", {}, "/subdir/template/"),
    ("eleventy", {}, "posts/2020-01-01-my-file.md", {}, "/posts/my-file/"),
    ("eleventy", {"dir.input": "./src"}, "src/posts/a.md", {}, "/posts/a/"),
    ("eleventy", {}, "a.md", {"permalink": "subdir/own/"}, "/subdir/own/"),
    ("eleventy", {}, "a.md", {"permalink": "own/index.html"}, "/own/"),
    ("eleventy", {}, "posts/a.md", {"permalink": "/x/{{ page.fileSlug }}/"}, "/x/a/"),
    ("eleventy", {}, "posts/a.md", {"permalink": "/{{ year }}/{{ page.fileSlug }}/"}, None),
    ("eleventy", {}, "a.md", {"permalink": False}, None),
    # https://www.11ty.dev/docs/data-template-dir/
    (
        "eleventy",
        {"data.posts.permalink": "/x/{{ page.fileSlug }}/"},
        "posts/2020/a.md",
        {},
        "/x/a/",
    ),
    ("eleventy", {"data.posts.permalink": "/x/"}, "posts/a.md", {"permalink": "/y/"}, "/y/"),
    ("eleventy", {"data.posts.permalink": "{?}"}, "posts/a.md", {}, None),
    # https://www.11ty.dev/docs/permalinks/ with filters: https://shopify.github.io/liquid/filters/date/
    ("eleventy", {}, "a.md", {"permalink": "/{{ page.date | date: '%Y/%m' }}/a/"}, "/2024/05/a/"),
    ("eleventy", {}, "a.md", {"permalink": "/{{ title | slugify }}/"}, "/the-quay/"),
    ("eleventy", {}, "a.md", {"permalink": "/{{ page.date | ourDate }}/a/"}, None),
    # https://docs.getpelican.com/en/latest/settings.html#url-settings
    ("pelican", {}, "content/a.md", {"slug": "my-post"}, "/my-post.html"),
    ("pelican", {}, "content/a.md", {}, "/the-quay.html"),
    ("pelican", {}, "content/pages/a.md", {"slug": "about"}, "/pages/about.html"),
    ("pelican", {}, "content/a.md", {"slug": "a", "lang": "fr"}, "/a-fr.html"),
    (
        "pelican",
        {"ARTICLE_URL": "posts/{date:%Y}/{date:%b}/{date:%d}/{slug}/"},
        "content/a.md",
        {"slug": "a"},
        "/posts/2024/May/01/a/",
    ),
    ("pelican", {"ARTICLE_URL": "{category}/{slug}"}, "content/x/Y/a.md", {}, "/y/the-quay"),
    ("pelican", {"ARTICLE_URL": "{author}/{slug}/"}, "content/a.md", {"slug": "a"}, None),
    # https://www.mkdocs.org/user-guide/writing-your-docs/
    ("mkdocs", {}, "docs/about.md", {}, "/about/"),
    ("mkdocs", {}, "docs/index.md", {}, "/"),
    ("mkdocs", {}, "docs/user/README.md", {}, "/user/"),
    ("mkdocs", {"use_directory_urls": "false"}, "docs/about.md", {}, "/about.html"),
    # https://squidfunk.github.io/mkdocs-material/plugins/blog/#config.post_url_format
    ("mkdocs", {"theme.name": "material", "plugins.0": "blog"}, "docs/blog/posts/a.md", {},
     "/blog/2024/05/01/the-quay/"),
    ("mkdocs", {"theme": "material", "plugins.1.blog.post_url_format": "{slug}",
                "plugins.1.blog.blog_dir": "news"}, "docs/news/posts/a.md", {"slug": "s"}, "/news/s/"),
    ("mkdocs", {"theme.name": "material", "plugins.0": "blog"}, "docs/blog/index.md", {}, "/blog/"),
    ("mkdocs", {"plugins.0": "blog"}, "docs/blog/posts/a.md", {}, "/blog/posts/a/"),
    # https://vitepress.dev/guide/routing
    ("vitepress", {}, "guide/getting-started.md", {}, "/guide/getting-started.html"),
    ("vitepress", {"cleanUrls": "true"}, "guide/a.md", {}, "/guide/a"),
    ("vitepress", {"srcDir": "./src"}, "src/index.md", {}, "/"),
    ("quarto", {}, "posts/one/index.qmd", {}, "/posts/one/"),
    ("quarto", {}, "about.qmd", {}, "/about.html"),
    ("vuepress", {}, "docs/guide/README.md", {}, "/guide/"),
    ("vuepress", {"base": "/docks/"}, "guide/index.md", {}, "/guide/"),
    ("vuepress", {}, "guide/quay.md", {}, "/guide/quay.html"),
    ("vuepress", {}, "guide/quay.md", {"permalink": "/quay/"}, "/quay/"),
    # Without a generator a document itself says it, or nobody does.
    # https://getkirby.com/docs/guide/content/folders
    ("kirby", {}, "content/1_news/20240501_quay/article.txt", {}, "/news/quay"),
    ("kirby", {}, "content/home/home.txt", {}, "/"),
    ("kirby", {}, "content/1_news/_drafts/quay/article.txt", {}, None),
    ("kirby", {}, "content/1_news/quay/article.de.txt", {}, None),
    # https://nextjs.org/docs/app/guides/mdx, /docs/app/api-reference/file-conventions/dynamic-routes
    ("next", {}, "app/(site)/about/page.mdx", {}, "/about"),
    ("next", {}, "app/[lang]/about/page.mdx", {}, None),
    ("next", {}, "src/pages/docs/index.mdx", {}, "/docs"),
    ("next", {"trailingSlash": "true"}, "pages/docs/a.mdx", {}, "/docs/a/"),
    ("next", {"route.blog": "blog"}, "data/blog/deep/a.mdx", {}, "/blog/deep/a"),
    ("next", {"route.posts": "news/posts"}, "_posts/a.md", {}, "/news/posts/a"),
    ("next", {"route.posts": "posts"}, "posts/2024-05-01-a.md", {}, None),
    ("next", {"route.posts": "posts"}, "posts/2024-05-01-a.md", {"slug": "a"}, "/posts/a"),
    ("next", {"route.": ""}, "src/content/learn/index.md", {}, "/learn"),
    ("next", {"route.posts": "posts"}, "notes/a.md", {}, None),
    # https://gridsome.org/docs/templates/, /plugins/@gridsome/vue-remark
    ("gridsome", {"source.000": "blog/*.md\n/blog/:year/:month/:day/:slug\n\0"},
     "blog/a.md", {"slug": "a"}, "/blog/2024/05/01/a/"),
    ("gridsome", {"source.000": "posts/**/*.md\n/:title\n\0", "permalinks.trailingSlash": "false"},
     "posts/a.md", {}, "/the-quay"),
    ("gridsome", {"source.000": "docs/**/*\n\n/docs"}, "docs/deep/A b.md", {}, "/docs/deep/a-b/"),
    ("gridsome", {"source.000": "blog/*.md\n/:slug\n\0"}, "blog/a.md", {}, None),
    ("gridsome", {"source.000": "blog/*.md\n/:slug\n\0"}, "team/a.md", {"slug": "a"}, None),
    # https://statamic.dev/collections#routing
    ("statamic", {"route.news": "/news/{year}/{slug}"},
     "content/collections/news/2024-05-01.quay.md", {}, "/news/2024/quay"),
    ("statamic", {"route.news": "{{ parent_uri }}/{{ slug }}"},
     "content/collections/news/quay.md", {}, None),
    ("statamic", {}, "content/collections/news/quay.md", {}, None),
    ("none", {}, "a.md", {"permalink": "/own/"}, "/own/"),
    # https://quartz.jzhao.xyz/authoring-content
    ("quartz", {}, "content/Harbour & Quay/What is new?.md", {}, "/Harbour--and--Quay/What-is-new"),
    ("quartz", {}, "content/notes/index.md", {}, "/notes/"),
    ("quartz", {}, "README.md", {}, None),
    ("none", {}, "a.md", {}, None),
    ("obsidian", {}, "a.md", {}, None),
]  # fmt: skip


def site(dialect: str, configuration: dict[str, str], **more: Any) -> Site:  # noqa: ANN401
    return Site(
        dialect,
        language="en",
        languages=("de", "en"),
        configuration=tuple(sorted(configuration.items())),
        **more,
    )


@pytest.mark.parametrize(("dialect", "configuration", "path", "fields", "expected"), CASES)
def test_an_address_is_as_its_generator_makes_it(
    dialect: str,
    configuration: dict[str, str],
    path: str,
    fields: dict[str, Any],
    expected: str | None,
) -> None:
    page = SitePage(path, site(dialect, configuration), fields, "The Quay", DAY)
    assert path_of(page) == expected


def test_every_rule_has_its_cases_and_is_of_a_dialect() -> None:
    assert set(RULES) <= {dialect for dialect, *_ in CASES}
    assert set(RULES) <= set(BY_NAME)
    assert all(rule.__doc__ and rule.__doc__.startswith("https://") for rule in RULES.values())


@pytest.mark.parametrize(
    ("dialect", "fields", "expected"),
    [
        # https://gohugo.io/content-management/urls/#aliases
        ("hugo", {"aliases": ["/old/", "older", "../x"]}, ["/old/", "/posts/older/", "/x/"]),
        ("zola", {"aliases": ["old"]}, ["/old"]),
        ("jekyll", {"redirect_from": ["/old/", "https://old.example/a"]},
         ["/old/", "https://old.example/a"]),
        ("obsidian", {"aliases": ["Another name"]}, []),
    ],
)  # fmt: skip
def test_aliases_and_redirects_lead_there_too(
    dialect: str, fields: dict[str, Any], expected: list[str]
) -> None:
    page = SitePage("content/posts/a.md", site(dialect, {}), fields)
    assert others_of(page, path_of(page)) == expected


def document(name: str, front_matter: str, settings: Settings) -> Document:
    result = parse(f"---\n{front_matter}\n---\n".encode(), name, settings)
    assert isinstance(result, Document)
    return result


def addresses(name: str, front_matter: str, settings: Settings) -> tuple[str | None, list[str]]:
    record = document(name, front_matter, settings).record
    return record.url, [address.url for address in record.addresses]


@pytest.mark.parametrize(
    "sources", ["{title}-{title}.html", "{1}.html", "{a}{b}.html", "{a}-{b}-{c}.html", "(.html"]
)
def test_a_pattern_of_sources_that_tells_no_parts_makes_no_article(sources: str) -> None:
    site = Site("middleman", configuration=(("blog", "true"), ("sources", sources)))
    assert path_of(SitePage("source/2024-05-01-a.html.md", site, {})) == "/2024-05-01-a.html"


def test_an_address_starts_with_that_of_its_site() -> None:
    under = {"baseurl": "/blog", "permalink": "/:title/"}
    settings = Settings(sites=(site("jekyll", under, url="https://harbour.example"),))
    name = "_posts/2024-05-01-a.md"
    assert addresses(name, "title: A", settings) == ("https://harbour.example/blog/a/", [])
    moved = "title: A\nredirect_from: /old/"
    assert addresses(name, moved, settings) == (
        "https://harbour.example/blog/a/",
        ["https://harbour.example/blog/old/"],
    )


def test_a_stated_url_leads_and_that_of_the_site_is_another() -> None:
    settings = Settings(sites=(site("hugo", {}, url="https://docks.example/"),))
    stated = "title: A\ncanonical_url: https://times.example/a"
    assert addresses("content/a.md", stated, settings) == (
        "https://times.example/a",
        ["https://docks.example/a/"],
    )


def test_a_relative_url_resolves_against_the_site_or_stays_as_it_is() -> None:
    relative = "title: A\nurl: /own/a/"
    settings = Settings(sites=(site("none", {}, url="https://docks.example"),))
    assert addresses("a.md", relative, settings) == ("https://docks.example/own/a/", [])
    alone = document("a.md", relative, Settings(sites=(site("none", {}),)))
    assert alone.record.url is None
    assert alone.record.properties == (("url", "/own/a/"),)
    assert alone.pages == ("/own/a",)
    assert [problem.action for problem in alone.problems] == ["noted"]


def test_an_address_that_a_document_of_hugo_states_ends_as_hugo_ends_it() -> None:
    settings = Settings(sites=(site("hugo", {}, url="https://docks.example/"),))
    assert addresses("content/a.md", "title: A\nurl: /own", settings) == (
        "https://docks.example/own/",
        [],
    )


def test_a_language_of_hugo_may_have_a_host_of_its_own() -> None:
    """https://gohugo.io/configuration/languages/ (baseURL)."""
    hosts = {f"languages.{code}.baseURL": f"https://{code}.docks.example" for code in ("de", "en")}
    settings = Settings(sites=(site("hugo", hosts, url="https://en.docks.example"),))
    assert addresses("content/a.md", "title: A", settings)[0] == "https://en.docks.example/a/"
    assert addresses("content/a.de.md", "title: A", settings)[0] == "https://de.docks.example/a/"


def test_the_day_of_an_address_is_that_of_the_site() -> None:
    settings = Settings(
        sites=(site("jekyll", {}, url="https://h.example", timezone="Europe/Berlin"),)
    )
    late = "title: A\ndate: 2024-05-07 23:30:00 -0500"
    assert addresses("_posts/2024-05-07-a.md", late, settings)[0] == (
        "https://h.example/2024/05/08/a.html"
    )
