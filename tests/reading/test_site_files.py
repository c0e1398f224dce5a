"""What a site is made of is no article: told by named rules, counted, and read on request."""

from pathlib import Path

import pytest

from storyweft.pipeline import build
from storyweft.reading.dialects.site_files import rule_of_name
from storyweft.reading.dialects.site_pages import NAMES, rule_of_fields
from storyweft.report import report
from storyweft.settings import Site

# dialect, path, the rule by which it is no article
NAMED: list[tuple[str, str, str | None]] = [
    ("jekyll", "_config.yml", "configuration"),
    ("none", "sub/_config.dev.yml", "configuration"),
    ("decap", "admin/config.yml", "configuration"),
    ("none", "package.json", "configuration"),
    ("none", "web/tsconfig.base.json", "configuration"),
    ("jekyll", "_layouts/post.html", "layout"),
    ("jekyll", "_includes/nav.html", "layout"),
    ("hugo", "layouts/_default/single.html", "layout"),
    ("hugo", "themes/mine/exampleSite/content/a.md", "theme"),
    ("hugo", "archetypes/default.md", "archetype"),
    ("hexo", "scaffolds/post.md", "scaffold"),
    ("zola", "templates/index.html", "template"),
    ("obsidian", "Templates/Note.md", "template"),
    ("hugo", "i18n/de.yaml", "translation table"),
    ("none", "locales/de.yml", "translation table"),
    ("jekyll", "_data/authors.yml", "data file"),
    ("hugo", "data/people.toml", "data file"),
    ("docusaurus", "blog/authors.yml", "data file"),
    ("jekyll", "_site/a/index.html", "built output"),
    ("next", "public/a-quay/index.md", None),
    ("nikola", "plugins/search/example.html", "template"),
    ("hugo", "content/posts/_index.md", "list page"),
    ("hugo", "content/_index.de.md", "list page"),
    ("zola", "content/_index.md", "list page"),
    ("jekyll", "tags.html", "list page"),
    ("jekyll", "tag/harbour.md", "list page"),
    ("jekyll", "404.md", "list page"),
    ("hexo", "source/tags/index.md", "list page"),
    ("none", "README.md", "repository paper"),
    ("jekyll", "CONTRIBUTING.md", "repository paper"),
    ("jekyll", "LICENSE.htm", "repository paper"),
    ("hugo", "LICENSE.md", "repository paper"),
    ("docusaurus", "docs/_partial.mdx", "part of a page"),
    ("pelican", "theme/templates/base.html", "template"),
    ("hugo", "content/de/search.md", "list page"),
    ("astro", "src/content/docs/de/404.md", "list page"),
    ("none", "AGENTS.md", "repository paper"),
    ("eleventy", "src/layouts/post.html", "layout"),
    # What looks like one, and is an article.
    ("hugo", "content/posts/layouts-of-ships.md", None),
    ("hugo", "content/tags-and-quays.md", None),
    ("hugo", "content/docs/layouts/ships.md", None),
    ("zola", "content/documentation/templates/overview.md", None),
    ("docusaurus", "docs/README.md", None),
    ("docusaurus", "docs/support.md", None),
    ("mkdocs", "docs/readme.md", None),
    ("none", "notes/readme.md", None),
    ("none", "a.yaml", None),
    ("none", "news/packages.json", None),
    ("none", "templates/a.md", None),
    ("none", "security.md", None),
    ("obsidian", "2024-05-01.md", None),
    ("jekyll", "_posts/2024-05-01-categories.md", None),
    ("jekyll", "_drafts/a.md", None),
]


@pytest.mark.parametrize(("dialect", "path", "rule"), NAMED)
def test_a_name_tells_what_is_no_article(dialect: str, path: str, rule: str | None) -> None:
    assert rule_of_name(path, Site(dialect)) == rule


FIELDS: list[tuple[str, str, dict[str, object], str, str | None]] = [
    ("none", "a.yaml", {"apiVersion": "v1", "kind": "Service", "title": "A"}, "", "manifest"),
    ("hugo", "content/a.md", {"title": "{{ .Name }}", "date": "{{ .Date }}"}, "", "template"),
    ("obsidian", "x.md", {"title": "<% tp.file.title %>"}, "", "template"),
    ("hexo", "source/x/index.md", {"type": "tags", "title": "Tags"}, "", "list page"),
    ("jekyll", "x.html", {"layout": "category", "title": "X"}, "", "list page"),
    ("eleventy", "x.html", {"pagination": {"data": "collections.all"}}, "", "list page"),
    ("jekyll", "years/2019.md", {"layout": "archive-years", "title": "2019"}, "", "list page"),
    ("jekyll", "2019.md", {"layout": "archive-years", "title": "2019"}, "Review", None),
    ("jekyll", "de/blog.md", {"layout": "blog", "title": "Blog"}, "{% include x %}", "list page"),
    (
        "gatsby",
        "src/pages/blog/index.md",
        {"templateKey": "blog-page", "title": "B"},
        "",
        "list page",
    ),
    ("eleventy", "people/ann.md", {"title": "Ann", "permalink": False}, "Text", "part of a page"),
    ("docusaurus", "tools/a.md", {"title": "${title}"}, "", "template"),
    ("quarto", "blog/index.qmd", {"title": "Blog", "listing": "posts"}, "", "list page"),
    ("obsidian", "Daily/2024-05-01.md", {}, "- woke up", "daily note"),
    ("logseq", "journals/2024_05_01.md", {}, "- woke up", "daily note"),
    ("obsidian", "A.excalidraw.md", {"excalidraw-plugin": "parsed"}, "x", "drawing or board"),
    ("none", "a.md", {"excalidraw-plugin": "parsed"}, "x", None),
    ("obsidian", "Daily/2024-05-01.md", {}, "## Notes\n\n![[Daily.base]]", "daily note"),
    ("obsidian", "Daily/2024-05-01.md", {}, "## Notes\n\n- woke up", "daily note"),
    ("obsidian", "Categories/Books.md", {"tags": ["x"]}, "![[Books.base]]\n", "list page"),
    ("obsidian", "Books.md", {}, "# Books\n\n## Here\n\n![[Books.base]]\n", "list page"),
    ("jekyll", "old.md", {"title": "A", "redirect_to": "/b/"}, "", "redirect"),
    ("jekyll", "index_de.html", {"layout": "index", "lang": "de"}, "\n", "page without a text"),
    ("hugo", "content/de/a.md", {"slug": "a"}, "{{< x >}}", "page without a text"),
    ("hugo", "content/inc/a.md", {"title": "A", "headless": True}, "Text", "part of a page"),
    ("hugo", "content/a.md", {"build": {"render": "never"}}, "Text", "part of a page"),
    ("none", "a.yaml", {"retries": "3"}, "", "data file"),
    ("none", "compose.yaml", {"name": "x", "services": {}}, "", "data file"),
    # What looks like one, and is an article.
    ("obsidian", "Daily/2024-05-01.md", {}, "# The day the quay opened\n", None),
    ("obsidian", "Daily/2024-05-01.md", {"title": "A day"}, "", None),
    ("hexo", "source/_posts/a.md", {"title": "{% raw %}", "date": "2024-05-06"}, "", None),
    ("jekyll", "_posts/2024-05-01-a.md", {"layout": "post", "title": "Tags"}, "", None),
    ("none", "a.yaml", {"title": "A", "kind": "essay"}, "", None),
    ("jekyll", "a.md", {"layout": "blog", "title": "A"}, "Text", None),
    ("gatsby", "a.md", {"templateKey": "blog-post", "title": "A"}, "", None),
    ("quarto", "index.qmd", {"title": "A", "listing": "posts"}, "Text", None),
    ("none", "a.yaml", {"webUrl": "https://a.example/1"}, "", None),
    ("none", "a.md", {"mood": "fine"}, "", None),
    ("jekyll", "_posts/2024-05-01-a.md", {"layout": "post"}, "", None),
    ("jekyll", "a.html", {"layout": "index", "title": "A"}, "", None),
    ("obsidian", "Books.md", {}, "My books:\n\n![[Books.base]]\n", None),
    ("obsidian", "Stub.md", {}, "", None),
    ("docusaurus", "docs/a.md", {}, "import A from 'a';\n\n# The quay\n\nText.", None),
]


@pytest.mark.parametrize(("dialect", "path", "fields", "body", "rule"), FIELDS)
def test_fields_tell_what_is_no_article(
    dialect: str, path: str, fields: dict[str, object], body: str, rule: str | None
) -> None:
    assert rule_of_fields(path, Site(dialect), fields, body) == rule


def test_every_rule_has_a_case() -> None:
    assert {rule for *_, rule in NAMED} | {rule for *_, rule in FIELDS} == {*NAMES, None}


def test_what_is_passed_over_is_counted_and_read_on_request(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "hugo.yaml").write_text("title: Docks\n", encoding="utf-8")
    (tmp_path / "README.md").write_text("---\ntitle: Read me\n---\n", encoding="utf-8")
    for name in ("_index", "a"):
        path = tmp_path / "content" / f"{name}.md"
        path.write_text(f"---\ntitle: {name}\n---\n", encoding="utf-8")
    told = report(build(tmp_path))
    assert told["articles"] == 1
    assert told["site_files"] == {
        "hugo": {"configuration": 1, "list page": 1, "repository paper": 1}
    }
    assert told["documents"] == {"read": 1, "repaired": 0, "rejected": 0, "unread": 3}
    everything = report(build(tmp_path, everything=True))
    assert everything["articles"] == 4
    assert "site_files" not in everything
