"""A small site of each generator, written from its documentation: every field comes out right."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from storyweft.model import Article
from storyweft.pipeline import build
from storyweft.report import report

SITES = Path(__file__).parent.parent / "fixtures" / "sites"


def outcome(site: Path) -> dict[str, Any]:
    """Return what a site comes to: what each document says, and what was said of it."""
    graph = build(site)
    told = report(graph)
    return {
        "documents": told["documents"],
        "unread": told.get("unread", {}),
        "site_files": told.get("site_files", {}),
        "articles": {
            article.own_documents[0]: said(article)
            for article in sorted(graph.articles, key=lambda article: article.own_documents)
        },
        "references": sorted(
            f"{graph.article(item.source).own_documents[0]}"
            f" → {graph.article(item.target).own_documents[0]}"
            for item in graph.references
        ),
        "problems": [
            f"{problem['action']} {problem['path']}: {problem['code']}: {problem['message']}"
            for problem in told["problems"]
        ],
    }


def said(article: Article) -> dict[str, Any]:
    provider = article.provider
    values = {
        "title": article.title,
        "published": article.published,
        "precision": article.precision,
        "updated": article.updated,
        "excerpt": article.excerpt,
        "authors": list(article.authors),
        "topics": [topic.name for topic in article.topics],
        "categories": list(article.categories),
        "provider": f"{provider.name} ({provider.domain})" if provider else None,
        "locale": article.locale,
        "type": article.type,
        "is_published": article.is_published,
        "url": article.url,
        "original": article.original,
        "translations": list(article.translations),
        "addresses": [address.url for address in article.addresses],
        "properties": dict(article.properties),
    }
    return {name: value for name, value in values.items() if value not in (None, [], {})}


@pytest.mark.parametrize(
    "site", sorted(filter(Path.is_dir, SITES.iterdir())), ids=lambda site: site.name
)
def test_every_field_of_a_site_is_as_its_generator_means_it(site: Path) -> None:
    expected = json.loads(site.with_name(f"{site.name}.json").read_text(encoding="utf-8"))
    assert outcome(site) == expected


def test_there_is_a_site_of_each_generator() -> None:
    assert len(list(SITES.iterdir())) >= 12


@pytest.mark.parametrize("text", ["a." * 100_000 + "b = 1", "a = " + "[" * 100_000])
def test_a_configuration_that_takes_too_long_is_none(text: str, tmp_path: Path) -> None:
    (tmp_path / "hugo.toml").write_text(text)
    (tmp_path / "a.md").write_text("---\ntitle: A\n---\n")
    assert len(build(tmp_path).documents) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes of POSIX")
def test_a_configuration_that_is_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "_config.yml")
    (tmp_path / "a.md").write_text("---\ntitle: A\n---\n")
    assert len(build(tmp_path).documents) == 1
