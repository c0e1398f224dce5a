"""Vaults, gardens and clippings: what their programs write, and where their links lead."""

from pathlib import Path

import pytest
from msgspec import structs

from storyweft.graph import Graph
from storyweft.pipeline import build, check
from tests.folders import write


def references(graph: Graph) -> list[str]:
    """Return the references between documents, by their names."""
    paths = {article.iri: article.own_documents[0] for article in graph.articles}
    return sorted(f"{paths[item.source]} → {paths[item.target]}" for item in graph.references)


@pytest.mark.parametrize(
    ("configuration", "dialect"),
    [
        ("quartz.config.ts", "quartz"),
        ("logseq/config.edn", "logseq"),
        ("dendron.yml", "dendron"),
        (".foam/templates/new.md", "foam"),
        (".obsidian/app.json", "obsidian"),
    ],
)
def test_a_vault_is_told_by_its_configuration(
    tmp_path: Path, configuration: str, dialect: str
) -> None:
    folder = "content" if dialect == "quartz" else "pages"
    files = {configuration: "x: {}", f"{folder}/a.md": "# A\n\nText"}
    checked = check(write(tmp_path, files))
    assert [site.dialect for site in checked.sites] == [dialect]
    assert [document.record.title for document in checked.documents] == ["A"]


def test_names_with_spaces_tell_a_vault_whose_configuration_is_not_there(tmp_path: Path) -> None:
    notes = {f"Notes/{name}.md": "Text" for name in ("The quay", "The sea", "A ferry", "Boats")}
    checked = check(write(tmp_path, notes))
    assert [site.evidence for site in checked.sites] == [("3 of 4 names have spaces, as titles",)]
    titles = [document.record.title for document in checked.documents]
    assert titles == ["A ferry", "Boats", "The quay", "The sea"]


def test_slugs_tell_no_vault(tmp_path: Path) -> None:
    notes = {f"{name}.md": "---\ntitle: A\n---\n" for name in ("a-quay", "a-sea", "a ferry", "b")}
    assert check(write(tmp_path, notes)).sites == ()


QUARTZ = """const config: QuartzConfig = {
  configuration: { pageTitle: "The Quay", locale: "it-IT", baseUrl: "quay.example/garden" }
}
"""


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("index.md", "/"),
        ("Notes/The quay.md", "/Notes/The-quay"),
        ("Notes/index.md", "/Notes/"),
        ("Q&A.md", "/Q-and-A"),
        ("100%?.md", "/100-percent"),
    ],
)
def test_the_addresses_of_quartz(tmp_path: Path, name: str, address: str) -> None:
    files = {"quartz.config.ts": QUARTZ, f"content/{name}": "Text", "docs/x.md": "# X\n"}
    documents = {
        document.path: document.record for document in check(write(tmp_path, files)).documents
    }
    record = documents[f"content/{name}"]
    assert record.url == f"https://quay.example/garden{address}"
    assert (record.locale, record.provider and record.provider.name) == ("it-IT", "The Quay")


def test_the_address_of_a_template_is_that_of_no_garden(tmp_path: Path) -> None:
    template = QUARTZ.replace("quay.example/garden", "quartz.jzhao.xyz")
    files = {"quartz.config.ts": template, "content/A.md": "Text"}
    (document,) = check(write(tmp_path, files)).documents
    assert document.record.url is None


def test_dendron_shows_first_and_leads_behind(tmp_path: Path) -> None:
    files = {
        "dendron.yml": "version: 5",
        "notes/area.quay.md": "---\ntitle: Quay\nupdated: 1593021060000\ndesc: A quay\n---\n",
        "notes/sea.md": "---\ntitle: Sea\n---\n",
        "notes/a.md": "---\ntitle: A\n---\n[[sea|area.quay]] [[dendron://own/area.quay#top]]",
    }
    graph = build(write(tmp_path, files))
    assert references(graph) == ["notes/a.md → notes/area.quay.md"]
    quay = next(article for article in graph.articles if article.title == "Quay")
    assert (quay.updated, quay.excerpt, quay.published) == ("2020-06-24T17:51:00Z", "A quay", None)


def test_logseq_has_properties_namespaces_and_journals(tmp_path: Path) -> None:
    files = {
        "logseq/config.edn": "{}",
        "pages/Ports___Quay.md": "type:: Place\ntags:: [[Sea]], [[Ports]]\n\n- text",
        "pages/b.md": "- see [[Ports/Quay]]",
        "journals/2024_05_01.md": "- a day",
    }
    graph = build(write(tmp_path, files))
    assert references(graph) == ["pages/b.md → pages/Ports___Quay.md"]
    quay = next(item for item in graph.articles if item.title == "Ports/Quay")
    assert ([topic.name for topic in quay.topics], quay.type) == (["Sea", "Ports"], "Place")
    assert len(graph.articles) == 2


NOTES = {
    ".obsidian/app.json": "{}",
    "A/Same.md": "x",
    "B/Same.md": "x",
    "A/Index.md": "x",
    "People/Ann Example.md": "x",
    "Amazon.md": "x",
    "Old name.md": "---\ntitle: Renamed\naliases: [Alias One]\n---\nx",
}


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("[[Same]]", None),
        ("[[A/Same|shown]]", "A/Same.md"),
        ("| [[A/Same\\|shown]] |", "A/Same.md"),
        ("[[ann example#Heading]]", "People/Ann Example.md"),
        ("![[Ann Example#^block]]", "People/Ann Example.md"),
        ("[[Ann Example.md]]", "People/Ann Example.md"),
        ("[[Amazon.com]]", None),
        ("[[alias one]]", "Old name.md"),
        ("[[Renamed]]", None),
        ("[[A]]", None),
        ("[[Index]]", "A/Index.md"),
        ("[[Wrong/Index]]", None),
        ("\\[[Amazon]]", None),
        ("`[[Amazon]]` %% [[Amazon]] %% <!-- [[Amazon]] -->", None),
        ("~~~\n[[Amazon]]\n~~~", None),
        ("[x](People/Ann%20Example.md#h)", "People/Ann Example.md"),
        ("[x](People/Ann.md)", None),
    ],
)
def test_links_lead_to_the_note_they_name_or_nowhere(
    tmp_path: Path, link: str, target: str | None
) -> None:
    graph = build(write(tmp_path, {**NOTES, "x.md": f"{link}\n"}))
    assert references(graph) == ([f"x.md → {target}"] if target else [])


def test_links_in_properties_are_references_and_related_ones_are_links(tmp_path: Path) -> None:
    fields = 'up: [[Amazon]]\nsee:\n  - "[[Ann Example|her]]"\nrelated: "[[Alias One]]"'
    graph = build(write(tmp_path, {**NOTES, "x.md": f"---\n{fields}\n---\nx"}))
    assert references(graph) == ["x.md → Amazon.md", "x.md → People/Ann Example.md"]
    assert [link.target.rpartition("/")[2] for link in graph.links] == ["Old%20name.md"]


def test_a_renamed_note_leads_nowhere(tmp_path: Path) -> None:
    for name in [name for name in NOTES if name.endswith(".md")]:
        folder = tmp_path / name.replace("/", "-")
        stem = name.rpartition("/")[2].removesuffix(".md")
        files = {
            **NOTES,
            "x.md": f"[[{name.removesuffix('.md')}]] [[{name}]] [[./{name}]] [a](<{name}>)",
        }
        del files[name]
        files["Elsewhere/New.md"] = f"---\ntitle: {stem}\n---\n# {stem}\n"
        assert references(build(write(folder, files))) == []


READWISE = """# Harbour Opens

![rw-book-cover](https://assets.example/a.png)

## Metadata
- Author: [[Ann Example]]
- Full Title: Harbour Opens at Last
- Category: #articles
- Document Tags: #ports #sea
- URL: https://n.example/harbour

## Highlights
- The quay opened
"""
OMNIVORE = """---
id: 12ab
title: >
  Harbour opens
author: >
  Ann Example
date_saved: 2024-06-01 10:00:00
date_published: 2024-05-01 10:00:00
---
# Harbour opens

[Read on Omnivore](https://omnivore.app/me/harbour)
[Read Original](https://n.example/harbour)
"""
MDNOTES = """# Harbour opens

## Metadata

* Item Type: [[Article]]
* Authors: [[Ann Example]]
* Date: [[2024-05-01]]
* URL: [https://n.example/harbour](https://n.example/harbour)
* Topics: [[ports]], [[sea]]
"""
MARKDOWNLOAD = """---
created: 2024-06-01T10:00:00 (UTC +02:00)
tags: [ports,sea]
source: https://n.example/harbour
author: Ann Example
---

# Harbour opens
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            READWISE,
            {
                "title": "Harbour Opens at Last",
                "categories": ("articles",),
                "topics": ("ports", "sea"),
            },
        ),
        (OMNIVORE, {"title": "Harbour opens", "published": "2024-05-01T10:00:00Z"}),
        (
            MDNOTES,
            {
                "title": "Harbour opens",
                "topics": ("ports", "sea"),
                "published": "2024-05-01T00:00:00Z",
                "precision": "day",
            },
        ),
        (MARKDOWNLOAD, {"title": "Harbour opens", "topics": ("ports", "sea")}),
    ],
)
def test_clippings_as_their_programs_write_them(
    tmp_path: Path, text: str, said: dict[str, object]
) -> None:
    files = {".obsidian/app.json": "{}", "Clippings/harbour.md": text}
    (document,) = check(write(tmp_path, files)).documents
    record = structs.asdict(document.record)
    assert document.record.provider is not None
    assert document.record.provider.name == "n.example"
    for name in ("provider", "body", "properties", "addresses", "images"):
        del record[name]
    known = {"url": "https://n.example/harbour", "authors": ("Ann Example",)}
    assert {key: value for key, value in record.items() if value} == known | said


@pytest.mark.parametrize("title", ["Harbour opens", ">\n  Harbour opens"])
def test_a_note_of_omnivore_outside_a_vault(tmp_path: Path, title: str) -> None:
    links = OMNIVORE[OMNIVORE.index("[Read on Omnivore]") :]
    original = links[links.index("[Read Original]") :]
    files = {
        "a.md": f"---\ntitle: {title}\n---\n{links}",
        "b.md": f"---\ntitle: {title}\n---\n{original}",
    }
    note, other = check(write(tmp_path, files)).documents
    assert (note.record.url, other.record.url) == ("https://n.example/harbour", None)


def test_drawings_and_boards_are_no_articles(tmp_path: Path) -> None:
    files = {
        ".obsidian/app.json": "{}",
        "a.md": "---\nexcalidraw-plugin: parsed\n---\n# Text Elements\n",
        "b.md": "---\nkanban-plugin: board\n---\n## To do\n",
        "c.md": "# C",
    }
    checked = check(write(tmp_path, files))
    assert [document.path for document in checked.documents] == ["c.md"]
    assert [problem.seen for problem in checked.problems] == ["obsidian: drawing or board"] * 2


def test_a_note_cites_by_source_and_a_clipping_comes_from_there(tmp_path: Path) -> None:
    files = {
        ".obsidian/app.json": "{}",
        "a.md": "---\nsource: Ann, Bob & Co 2019\n---\nx",
        "b.md": "---\nsource: The Quay, Inc.\nurl: https://n.example/b\n---\nx",
    }
    cited, clipped = (item.record for item in check(write(tmp_path, files)).documents)
    assert (cited.provider, cited.properties) == (None, (("source", "Ann, Bob & Co 2019"),))
    assert clipped.provider is not None
    assert clipped.provider.name == "The Quay, Inc."


def test_notes_that_cite_one_page_are_no_article_of_it(tmp_path: Path) -> None:
    cited = "---\nsource: https://n.example/pagination\n---\nx"
    files = {".obsidian/app.json": "{}"}
    files |= {f"{name}.md": cited for name in ("Cursor Pagination", "Keyset Pagination")}
    graph = build(write(tmp_path / "two", files))
    assert [article.url for article in graph.articles] == [None, None]
    assert {problem.code for problem in graph.problems} == {"ambiguous-address"}
    clip = "---\ntitle: Harbour opens\nsource: https://n.example/harbour\n---\nx"
    twice = {".obsidian/app.json": "{}", "Harbour opens.md": clip, "Harbour opens 1.md": clip}
    (article,) = build(write(tmp_path / "twice", twice)).articles
    assert len(article.own_documents) == 2
