"""Fields of Nikola, Lektor, Kirby and Joplin, which stand between no fences."""

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


def test_readwise_in_logseq_has_the_full_title_apart(tmp_path: Path) -> None:
    text = """title:: Quay #1 opens (highlights)
author:: [[n.example]]
full-title:: "Quay \\#1 opens"
category:: #articles
url:: https://n.example/quay

- Highlights first synced by [[Readwise]]
"""
    (article,) = build(write(tmp_path, {"pages/Quay.md": text})).articles
    assert (article.title, article.authors) == ("Quay #1 opens", ())
    assert article.url == "https://n.example/quay"


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


def test_the_content_of_kirby(tmp_path: Path) -> None:
    """https://getkirby.com/docs/guide/content/files."""
    blocks = (
        '[{"content": {"text": "<p>See <a href=\\"/pier\\">the pier</a>.</p>"}, "type": "text"}]'
    )
    note = (
        "Title: The quay opens\n\n----\n\nDate: 2024-05-01 08:00\n\n----\n\nTags: ports, sea\n\n"
        "----\n\nAuthor: - 'user://abc'\n\n----\n\nIntro: One\n\\----\ntwo\n\n----\n\nText: "
    )
    files = {
        "content/site.txt": "Title: Harbour\n",
        "content/1_news/20240501_quay/article.txt": f"{note}{blocks}\n",
        "content/1_news/20240501_quay/a.jpg.txt": "Alt: A ship\n\n----\n\nTitle: A\n",
        "content/2_pier/page.txt": "Title: The pier\n\n----\n\nText: Old.\n",
        "content/error/error.txt": "Title: Error\n\n----\n\nText: None\n",
    }
    graph = build(write(tmp_path, files), site_url="https://harbour.example")
    (pier, quay) = sorted(graph.articles, key=lambda item: item.iri, reverse=True)
    assert (quay.iri, pier.iri) == (
        "https://harbour.example/news/quay",
        "https://harbour.example/pier",
    )
    assert (quay.title, quay.published, quay.authors) == (
        "The quay opens",
        "2024-05-01T08:00:00Z",
        (),
    )
    assert dict(quay.properties)["intro"] == "One\n----\ntwo"
    assert [topic.name for topic in graph.topics] == ["ports", "sea"]
    assert [item.target for item in graph.references] == [pier.iri]
    assert {item.provider.name for item in graph.articles if item.provider} == {"Harbour"}


def test_quotes_around_a_value_of_a_header_line_are_none_of_it(tmp_path: Path) -> None:
    text = "Title: 'Tis the quay's\nDate: '2024-05-01T08:00:00+00:00'\n\nIt opens.\n"
    (article,) = build(write(tmp_path, {"a.md": text})).articles
    assert (article.title, article.published) == ("'Tis the quay's", "2024-05-01T08:00:00Z")


def test_a_raw_export_of_joplin(tmp_path: Path) -> None:
    """https://joplinapp.org/help/apps/import_export/, /help/api/references/rest_api."""

    def item(number: int, text: str, **more: str | int) -> str:
        lines = "".join(f"{key}: {value}\n" for key, value in more.items() if key != "type_")
        return f"{text}\n\nid: {number:032x}\n{lines}type_: {more['type_']}"

    link = f"The quay\n\nSee [the pier](:/{2:032x}#top).\n\nid: of nobody"
    note = item(
        1, link, user_updated_time="2024-05-01T08:00:00.000Z", author="Ann Example", type_=1
    )
    files = {
        f"{1:032x}.md": note,
        f"{2:032x}.md": item(2, "The pier", author="", type_=1),
        f"{3:032x}.md": item(3, "Notebook", type_=2),
    }
    graph = build(write(tmp_path, files))
    assert sorted(str(article.title) for article in graph.articles) == ["The pier", "The quay"]
    (quay,) = (article for article in graph.articles if article.title == "The quay")
    assert (quay.updated, quay.authors) == ("2024-05-01T08:00:00Z", ("Ann Example",))
    assert len(graph.references) == 1
