"""Fields of Nikola and Lektor, which stand between no fences."""

from pathlib import Path

import pytest

from storyweft import build
from tests.folders import write

NIKOLA = ".. title: The quay opens\n.. slug: quay\n.. date: 2024-05-01 08:00:00 UTC+02:00\n.. tags: ports, sea\n.. author: Ann Example\n.. link: \n"  # noqa: E501
CONF = (
    'BLOG_TITLE = "Harbour"\nSITE_URL = "https://harbour.example/"\nDEFAULT_LANG = "en"\n'
    'POSTS = (\n    ("posts/*.rst", "blog", "post.tmpl"),\n'
    '    ("posts/*.md", "blog", "post.tmpl"),\n)\n'
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("posts/2024/a.rst", f"{NIKOLA}\nIt opens.\n"),
        ("posts/2024/a.md", f"<!--\n{NIKOLA}-->\n\nIt opens.\n"),
    ],
)
def test_the_metadata_of_nikola(name: str, text: str, tmp_path: Path) -> None:
    graph = build(write(tmp_path, {"conf.py": CONF, name: text}))
    (article,) = graph.articles
    assert article.iri == "https://harbour.example/blog/2024/quay/"
    assert (article.title, article.published) == ("The quay opens", "2024-05-01T06:00:00Z")
    assert article.authors == ("Ann Example",)
    assert [topic.name for topic in graph.topics] == ["ports", "sea"]


def test_a_comment_that_is_no_metadata_stays_text(tmp_path: Path) -> None:
    text = "<!--\n.. a note: to the editor\n-->\n\nIt opens.\n"
    graph = build(write(tmp_path, {"conf.py": CONF, "posts/a.md": text, "posts/b.rst": NIKOLA}))
    assert [item.title for item in graph.articles] == ["The quay opens"]


def test_the_contents_of_lektor(tmp_path: Path) -> None:
    post = (
        "title: The quay opens\n---\nauthor: ann\n---\npub_date: 2024-05-01\n---\n"
        "tags:\n\nports\nsea\n---\nbody:\n\nIt opens.\n----\nSee [home](../).\n"
    )
    files = {
        "Site.lektorproject": "[project]\nname = Harbour\nurl = https://harbour.example/\n",
        "content/contents.lr": "title: Home\n---\nbody: All news.\n",
        "content/authors/ann/contents.lr": "_model: author\n---\nname: Ann Example\n",
        "content/blog/quay/contents.lr": post,
    }
    graph = build(write(tmp_path, files))
    article = graph.article("https://harbour.example/blog/quay/")
    assert (article.title, article.published) == ("The quay opens", "2024-05-01T00:00:00Z")
    assert article.authors == ("Ann Example",)
    assert [topic.name for topic in graph.topics] == ["ports", "sea"]
    assert graph.article("https://harbour.example/authors/ann/").type == "person"
    assert {item.provider.name for item in graph.articles if item.provider} == {"Harbour"}


def test_an_export_of_notion(tmp_path: Path) -> None:
    name = "The quay opens 1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d.md"
    page = (
        "# The quay opens\n\nURL: https://n.example/a\nPublished: May 1, 2024\nTags: ports, sea\n"
    )
    graph = build(write(tmp_path, {name: f"{page}\nText: it opens.\n"}))
    (article,) = graph.articles
    assert (article.iri, article.title) == ("https://n.example/a", "The quay opens")
    assert article.published == "2024-05-01T00:00:00Z"
    assert [topic.name for topic in graph.topics] == ["ports", "sea"]


def test_tags_of_logseq(tmp_path: Path) -> None:
    text = "title:: The quay opens\ntags:: #ports, #[[sea, far out]]\n\n- Text\n"
    (article,) = build(write(tmp_path, {"pages/a.md": text})).articles
    assert {topic.name for topic in article.topics} == {"ports", "sea, far out"}


def test_the_header_of_asciidoc(tmp_path: Path) -> None:
    text = (
        "= The quay opens\nAnn Example <ann@n.example>; Bob Other\nv1.0, 2024-05-01\n:toc:\n"
        ":jbake-type: post\n:jbake-tags: ports, sea\n:description: D\n\nIt opens.\n"
    )
    files = {"a.adoc": text, "b.adoc": "= A title alone\n\nText.\n"}
    graph = build(write(tmp_path, files))
    (article,) = graph.articles
    assert (article.title, article.published) == ("The quay opens", "2024-05-01T00:00:00Z")
    assert article.authors == ("Ann Example", "Bob Other")
    assert (article.type, article.excerpt) == ("post", "D")
    assert [topic.name for topic in graph.topics] == ["ports", "sea"]
    assert [problem.code for problem in graph.problems] == ["no-front-matter"]
