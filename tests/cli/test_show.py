"""storyweft show tells why an article is one: its merges, what was refused, and who says so."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from storyweft.cli.main import main

SITE = {
    "hugo.toml": 'baseURL = "https://docks.example/"\n[languages.en]\n[languages.de]\n',
    "content/posts/quay.md": "---\ntitle: Quay\nslug: the-quay\n---\nSee [pier](pier.md).\n",
    "content/posts/quay.de.md": "---\ntitle: Kai\n---\n",
    "content/posts/pier.md": "---\ntitle: Pier\ncanonicalUrl: https://times.example/\n---\n",
    "content/posts/crane.md": "---\ntitle: Crane at work\ncanonicalUrl: https://times.example/\n---\n",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name, text in SITE.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def shown(site: Path, url: str) -> dict[str, Any]:
    result = CliRunner().invoke(main, ["show", str(site), url, "--json"])
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def lines(site: Path, url: str) -> str:
    return CliRunner().invoke(main, ["show", str(site), url]).output


def test_an_address_names_the_rule_that_made_it(site: Path) -> None:
    url = "https://docks.example/posts/the-quay/"
    assert "its address: as hugo makes it of hugo.toml, its slug (https://gohugo.io/" in lines(
        site, url
    )
    (witness,) = shown(site, url)["witnesses"]
    assert witness["address_by"].startswith("as hugo makes it")


def test_a_reference_names_the_document_that_has_it(site: Path) -> None:
    quay, pier = "https://docks.example/posts/the-quay/", "https://docks.example/posts/pier/"
    document = ["content/posts/quay.md"]
    assert shown(site, quay)["references"] == [{"target": pier, "documents": document}]
    assert shown(site, pier)["referenced_by"] == [{"source": quay, "documents": document}]
    assert f"references\n  {pier} (in the body of content/posts/quay.md)\n" in lines(site, quay)


def test_translations_are_shown(site: Path) -> None:
    told = shown(site, "https://docks.example/de/posts/quay/")
    original = "https://docks.example/posts/the-quay/"
    assert (told["original"], told["translations"]) == (original, [original])


def test_what_was_refused_is_told(site: Path) -> None:
    told = shown(site, "https://docks.example/posts/pier/")
    (refusal,) = told["refusals"]
    assert (refusal["url"], refusal["document"]) == (
        "https://times.example/",
        "content/posts/pier.md",
    )
    assert "content/posts/crane.md" in refusal["reason"]
    assert told["merges"] == []
    assert "refused: https://times.example/\n" in lines(site, "https://docks.example/posts/pier/")
