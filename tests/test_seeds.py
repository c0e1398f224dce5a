"""The main job on the real documents: what is in them is in the graph and in the exports."""

import json
import random
from importlib import import_module
from pathlib import Path

import pytest

import storyweft
from storyweft.export.formats import DEFAULT_FORMATS
from storyweft.model import Article, Image
from storyweft.reading.documents import read
from storyweft.report import report
from storyweft.sources.files import Also, SourceFile, find_files

ROOT = Path(__file__).parent.parent
BOSTON = (
    "https://www.businessinsider.com/"
    "boston-bans-government-use-of-facial-recognition-technology-2020-6"
)


def test_counts(seeds_graph: storyweft.Graph) -> None:
    told = report(seeds_graph)
    assert told["documents"] == {"read": 2, "repaired": 3, "rejected": 0}
    counts = {name: told[name] for name in ("articles", "providers", "topics", "links")}
    assert counts == {"articles": 26, "providers": 25, "topics": 4, "links": 21}


def test_an_own_article_has_all_that_its_document_says(seeds_graph: storyweft.Graph) -> None:
    article = seeds_graph.article(BOSTON)
    assert article.title is not None
    assert article.title.startswith("Boston just became the latest city")
    assert article.excerpt is not None
    assert article.excerpt.endswith("carry out facial recognition on their behalf.")
    assert article.published == "2020-06-24T17:51:00Z"
    assert article.categories == ("news",)
    assert article.type == "article"
    assert (article.quality, article.heat, article.is_published) == (87, 117, True)
    assert [topic.name for topic in article.topics] == [
        "Natural Language Processing",
        "AI",
        "Computer Vision",
    ]
    assert article.images == (
        Image(
            "https://i.insider.com/5ef38a255af6cc5dd8746d84?width=1200&format=jpeg",
            1200,
            600,
            article.title,
            True,
        ),
    )
    assert article.own_documents == ("001_6c103c40a26b9168.txt",)
    assert not article.is_stub
    assert article.properties == ()  # secured is left out, and nothing else is unknown


def test_a_provider_has_its_domain_and_logo(seeds_graph: storyweft.Graph) -> None:
    provider = seeds_graph.article(BOSTON).provider
    assert provider is not None
    assert (provider.name, provider.domain) == ("Business Insider", "businessinsider.com")
    (logo,) = provider.images
    assert logo.url.endswith("/organizations/businessinsider.com-50x50.jpg")
    assert (logo.width, logo.height) == (50, 50)
    assert provider is seeds_graph.provider(provider.iri)


def test_a_related_article_has_all_that_its_stub_says(seeds_graph: storyweft.Graph) -> None:
    article = seeds_graph.article("https://www.bbc.com/news/business-53015468")
    assert article.is_stub
    assert article.title == "George Floyd: Microsoft bars facial recognition sales to police"
    assert article.published == "2020-06-12T00:34:00Z"
    assert article.quality == 89
    assert article.provider is not None
    assert article.provider.name == "BBC"
    assert [(address.kind, address.url) for address in article.addresses] == [
        ("amp", "https://www.bbc.com/news/amp/business-53015468"),
        (
            "amp-cache",
            "https://www-bbc-com.cdn.ampproject.org/c/s/www.bbc.com/news/amp/business-53015468",
        ),
    ]


@pytest.mark.parametrize(
    "name", sorted(path.name for path in (ROOT / "seeds").iterdir() if path.is_file())
)
def test_every_generation_of_keys_gives_an_address(seeds_graph: storyweft.Graph, name: str) -> None:
    own = [article for article in seeds_graph.articles if name in article.own_documents]
    assert [article.iri.startswith("https://") for article in own] == [True]


def test_links_keep_their_rank(seeds_graph: storyweft.Graph) -> None:
    links = seeds_graph.links_from(BOSTON)
    assert [link.rank for link in links] == [1, 2, 3]
    targets = [seeds_graph.article(link.target) for link in links]
    assert [article.provider.name for article in targets if article.provider] == [
        "Mashable",
        "Los Angeles Daily News",
        "Wisconsin Gazette",
    ]
    assert seeds_graph.links_to(targets[0].iri) == [links[0]]


def test_damage_is_repaired(seeds_graph: storyweft.Graph) -> None:
    def find(words: str) -> Article:
        return next(item for item in seeds_graph.articles if words in (item.title or ""))

    assert "Rose Bowl’s facial" in (find("Rose Bowl officials").excerpt or "")
    assert "ABC Kcrg 9" in [provider.name for provider in seeds_graph.providers]
    assert find("until there’s ‘a national law").images[0].url.endswith("?w=1200&strip=all")


def test_exports_are_what_the_repository_holds(
    seeds_graph: storyweft.Graph, tmp_path: Path
) -> None:
    storyweft.write(seeds_graph, tmp_path, title="Seeds")
    for name in (*(f"graph.{name}" for name in DEFAULT_FORMATS), "report.json"):
        written, held = tmp_path / name, ROOT / "exports" / name
        assert written.read_bytes() == held.read_bytes(), "run: python -m tests.regenerate"


def test_order_of_files_and_number_of_processes_change_nothing(
    seeds: Path, seeds_graph: storyweft.Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shuffled(*sources: str | Path, also: Also) -> list[SourceFile]:
        files = find_files(*sources, also=also)
        random.Random(7).shuffle(files)  # noqa: S311
        return files

    monkeypatch.setattr(import_module("storyweft.pipeline"), "find_files", shuffled)
    graph = storyweft.build(seeds, jobs=2)
    assert report(graph) == report(seeds_graph)
    storyweft.write(seeds_graph, tmp_path / "one")
    storyweft.write(graph, tmp_path / "other")
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "other" / path.name).read_bytes()


def test_reading_is_a_function_of_the_file(seeds: Path) -> None:
    files = find_files(seeds)
    assert [read(file) for file in files] == [read(file) for file in files]


def test_the_report_is_json_that_names_every_problem(seeds_graph: storyweft.Graph) -> None:
    told = json.loads(json.dumps(report(seeds_graph)))
    assert {"path", "line", "field", "code", "message", "action"} <= set(told["problems"][0])
    assert [problem["code"] for problem in told["problems"]] == ["text", "spaces", "url"]
