"""`/amp/` in a path marks the AMP page of an article only where a site shows that it does."""

from pathlib import Path

import storyweft
import storyweft.url_rules


def articles(folder: Path, **documents: str) -> list[str]:
    """Return the IRIs of the articles of documents, given as their fields."""
    for name, fields in documents.items():
        (folder / f"{name}.md").write_text(f"---\ntitle: A page\n{fields}\n---\n")
    return [article.iri for article in storyweft.build(folder).articles]


def test_a_page_about_amplifiers_is_a_page(tmp_path: Path) -> None:
    assert articles(
        tmp_path,
        all="url: https://guitar.com/gear/fender",
        amps="url: https://guitar.com/gear/amp/fender",
        products="url: https://shop.com/products",
        product="url: https://shop.com/products/amp",
        user="url: https://github.com/amp/cli",
        other="url: https://github.com/cli",
    ) == [
        "https://github.com/amp/cli",
        "https://github.com/cli",
        "https://guitar.com/gear/amp/fender",
        "https://guitar.com/gear/fender",
        "https://shop.com/products",
        "https://shop.com/products/amp",
    ]


def test_what_a_document_states_holds_for_its_site(tmp_path: Path) -> None:
    assert articles(
        tmp_path,
        stating="url: https://n.com/a/\nampUrl: https://n.com/a/amp/",
        page="url: https://n.com/b/",
        amp="url: https://n.com/b/amp/",
        elsewhere="url: https://m.com/b/amp/",
        inside="url: https://n.com/amp/b",
    ) == [
        "https://m.com/b/amp/",
        "https://n.com/a/",
        "https://n.com/amp/b",
        "https://n.com/b/",
    ]


def test_what_is_in_an_amp_cache_is_an_amp_page(tmp_path: Path) -> None:
    assert articles(
        tmp_path,
        cached="url: https://n-com.cdn.ampproject.org/c/s/n.com/amp/a",
        page="url: https://n.com/a",
        amp="url: https://n.com/amp/b",
        other="url: https://n.com/b",
    ) == ["https://n.com/a", "https://n.com/b"]


def test_two_pairs_show_the_scheme_of_a_site(tmp_path: Path) -> None:
    one = {"a": "url: https://n.com/news/a", "a_amp": "url: https://n.com/news/amp/a"}
    assert len(articles(tmp_path, **one)) == 2
    two = {"b": "url: https://n.com/news/b", "b_amp": "url: https://n.com/news/amp/b"}
    assert articles(tmp_path, **one, **two) == ["https://n.com/news/a", "https://n.com/news/b"]


def test_the_rule_can_be_switched_off(tmp_path: Path) -> None:
    articles(
        tmp_path,
        stating="url: https://n.com/a/\nampUrl: https://n.com/a/amp/",
        amp="url: https://n.com/b/amp/",
        page="url: https://n.com/b/",
    )
    rules = storyweft.url_rules.ALL_RULES - {"amp-path"}
    assert len(storyweft.build(tmp_path, rules=rules).articles) == 3
    graph = storyweft.build(tmp_path)
    (merge,) = graph.merges("https://n.com/b/")
    assert merge.rules == ("amp-path",)
