"""Error pages and walls before articles are noted, and are in no story."""

from pathlib import Path

import pytest

import storyweft
from storyweft.model import Document
from storyweft.reading._junk import is_junk
from storyweft.reading.documents import parse
from storyweft.report import report

JUNK = [
    "Just a moment...",
    "Just a moment…",
    "Access Denied",
    "Access to this page has been denied.",
    "Attention Required! | Cloudflare",
    "Subscribe to read | Financial Times",
    "Subscribe to read",
    "403 Forbidden",
    "404 Not Found",
    "Error 404 (Not Found)!!1",
    "Page Not Found - The Daily",
    "404",
    "502 Bad Gateway",
    "503 Service Temporarily Unavailable",
    "Are you a robot?",
    "Sign in - The Daily",
    "410 Gone",
    "429 Too Many Requests",
    "HTTP Status 404 – Not Found",
    "403 - Forbidden: Access is denied.",
    "404 - File or directory not found.",
    "451: Unavailable due to legal reasons",
    "www.herald.example | 521: Web server is down",
    "Herald - 404 Not Found",
    "Server Error (500)",
    "Oops! Page not found",
    "Sorry, this page isn’t available.",
    "Please enable JS and disable any ad blocker",
    "Pardon Our Interruption...",
    "Before you continue to Google",
    "Verifying you are human",
    "Zugriff verweigert",
    "Seite nicht gefunden | Tagblatt",
    "Fehler 404",
    "Nur einen Moment…",
    "Page introuvable - Le Journal",
    "Erreur 404",
    "Un instant…",
    "Acceso denegado",
    "Página no encontrada",
    "Pagina non trovata",
    "Página não encontrada",
    "Pagina niet gevonden",
    "Nie znaleziono strony",
    "Страница не найдена",
    "Ошибка 404",
    "ページが見つかりません",
    "请稍候…",
]
NEWS = [
    "Access denied: how landlords keep tenants out",
    "Just a moment of glory for the mayor",
    "404 people rescued from flooded valley",
    "Police search for 500",
    "Robot checks in at hotel",
    "Please wait for the verdict, judge says",
    "No page found in archive",
    "1984",
    "Error of judgement",
    "Why the mayor said: sign in, please",
    "Access denied to UN inspectors",
    "Zugriff verweigert: Wie Behörden mauern",
    "404 days in prison",
    "Error 404: democracy not found",
    "Just a moment that changed the war",
    "Un instant d'éternité",
    "Un momento para la historia",
    "Gone",
    "Gone girl: 500 nights on stage",
    "Sorry, page three is history",
    "Sorry",
    "Oops! The minister did it again",
    "Forbidden: the book that nobody may read",
    "Too many requests for asylum, mayor says",
    "Please enable women to vote, she said",
    "Captcha ends: robots now read them better",
    "Fortune 500",
    "Unauthorized: how the company spied",
    "Page not found in the archive of the Stasi",
    "Die Seite wurde nicht gefunden, die das Buch beendet",
    "Wartungsarbeiten legen den Tunnel lahm",
]


@pytest.mark.parametrize("title", JUNK)
def test_junk_is_known_by_its_whole_title(title: str) -> None:
    assert is_junk(title)


@pytest.mark.parametrize("title", NEWS)
def test_news_is_no_junk(title: str) -> None:
    assert not is_junk(title)


def write(folder: Path, name: str, title: str, more: str = "") -> None:
    text = f"title: {title!r}\ndate: 2020-06-24\nurl: https://{name}.com/{name}\nprovider: {name}"
    excerpt = "The mayor opened the new bridge over the river on Wednesday morning"
    (folder / f"{name}.md").write_text(f"---\n{text}\nexcerpt: {excerpt}\n{more}---\n")


def test_junk_is_noted_and_in_no_story(tmp_path: Path) -> None:
    related = "related: [https://c.com/c, https://b.com/b]\n"
    write(tmp_path, "a", "Mayor opens new bridge over the river", related)
    write(tmp_path, "b", "New bridge over the river opened by mayor")
    write(tmp_path, "c", "Just a moment...", related)
    write(tmp_path, "d", "Just a moment...")
    graph = storyweft.build(tmp_path)
    assert [story.articles for story in graph.stories] == [("https://a.com/a", "https://b.com/b")]
    assert [
        pair for pair in graph.near_duplicates if {"c", "d"} & {pair.first[8], pair.second[8]}
    ] == []
    noted = [problem for problem in graph.problems if problem.code == "junk"]
    assert [(problem.path, problem.action) for problem in noted] == [
        ("c.md", "noted"),
        ("d.md", "noted"),
    ]
    assert (
        str(noted[0])
        == "c.md:2: title: a page of junk, no news: 'Just a moment...'; it is in no story"
    )
    assert report(graph)["documents"] == {
        "read": 2,
        "repaired": 0,
        "rejected": 0,
        "noted": 2,
    }


def test_an_article_that_has_a_title_elsewhere_is_news(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "---\ntitle: A\nurl: https://a.com/a\nrelated:\n- {title: Just a moment..., url: https://b.com/b}\n---\n"
    )
    (tmp_path / "b.md").write_text("---\ntitle: Bridge opened\nurl: https://b.com/b\n---\n")
    graph = storyweft.build(tmp_path)
    assert not graph.article("https://b.com/b").is_junk


@pytest.mark.parametrize("said", ["not a url", "https://", "a.example b.example", "<b>x</b>", "?"])
@pytest.mark.parametrize("key", ["domain", "url"])
def test_what_is_no_domain_is_none(key: str, said: str) -> None:
    text = f"---\ntitle: A\nprovider:\n  name: Herald\n  {key}: {said!r}\n---\n"
    document = parse(text.encode(), "a.md")
    assert isinstance(document, Document)
    assert document.record is not None
    assert document.record.provider is not None
    assert (document.record.provider.name, document.record.provider.domain) == ("Herald", "")


@pytest.mark.parametrize(
    "domain", ["herald.example", "localhost:8000", "zeitung-süd.example", "a_b.c"]
)
def test_a_domain_is_one(domain: str) -> None:
    text = f"---\ntitle: A\nprovider:\n  name: Herald\n  domain: {domain!r}\n---\n"
    document = parse(text.encode(), "a.md")
    assert isinstance(document, Document)
    assert document.record is not None
    assert document.record.provider is not None
    assert document.record.provider.domain == domain
