"""`storyweft check` and `storyweft show`: the whole of what a user sees."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from storyweft.reading.problem_codes import CODES, table

Run = Callable[..., Result]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    documents = {
        "a.md": "title: A  B\nwebUrl: https://n.com/a\nampUrl: https://amp.n.com/1\nquality: 3",
        "b.md": "title: C: D\nwebUrl: https://n.com/b\nrelated:\n"
        "- {title: Stub  x, webUrl: 'http://n.com/a?utm_source=x', quality: 5}",
        "c.md": "title: E  F\nwebUrl: https://amp.n.com/1?utm_source=y\nrelated: [nowhere]",
        "d.md": "- list",
        "e.md": "title: fine",
    }
    for name, text in documents.items():
        (folder / name).write_text(f"---\n{text}\n---\n")
    return folder


def test_check_groups_by_code_most_frequent_first(run: Run, source: Path) -> None:
    result = run("check", source)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert result.stdout == (
        "5 documents (3 repaired, 1 rejected)\n"
        "\n"
        "3 × spaces (repaired): runs of spaces or line breaks in a title or name\n"
        "  → write single spaces\n"
        "  a.md:2: title: read as 'A B'\n"
        "  b.md:5: related[0].title: read as 'Stub x'\n"
        "  c.md:2: title: read as 'E F'\n"
        "\n"
        "1 × not-fields (rejected): a front matter that is a list or one value\n"
        "  → write it as key: value\n"
        "  d.md:2: expected fields (key: value), got a list\n"
        "\n"
        "1 × unknown-reference (skipped): a related article that no document stands for\n"
        "  → give its URL, or the path of its document\n"
        "  c.md:4: related[0]: no document has this path, slug or title: give its URL\n"
        "\n"
        "1 × unquoted-text (repaired): text that YAML takes for something else\n"
        "  → put it in quotes\n"
        "  b.md:2: text that needs quotes: read as 'C: D'\n"
        "\n"
        "Understood\n"
        "  no dialect: names of files and folders mean nothing (--dialect sets one)\n"
        "  title           4 of 4\n"
        "  date            0 of 4\n"
        "  url             3 of 4\n"
        "  provider        0 of 4\n"
        "  topics          0 of 4\n"
        "  authors         0 of 4\n"
        "  language        0 of 4\n"
        "  links           2 of 4\n"
    )
    assert sorted(path.name for path in source.parent.iterdir()) == ["source"]


def test_check_tells_the_dialect_what_is_no_document_and_unread_keys(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "_config.yml").write_text("title: Harbour News\n")
    (tmp_path / "_posts").mkdir()
    for day in range(1, 4):
        (tmp_path / "_posts" / f"2024-05-0{day}-a.md").write_text(
            "---\nposted_on: 2024-06-01\n---\n"
        )
    (tmp_path / "notes.rst").write_text("Text\n")
    told = run("check", tmp_path).stdout
    assert "  jekyll (_config.yml), Harbour News, no URL (--site-url gives one)\n" in told
    assert "  no articles: 1 configuration (--everything reads them)\n" in told
    assert "  no documents: 1 .rst (--plain reads texts without front matter)\n" in told
    assert "Unread keys (--suggest-mapping writes a mapping file)\n        3 × posted_on" in told
    told = run("check", tmp_path, "--site-url", "https://harbour.example").stdout
    assert "  jekyll (_config.yml), Harbour News, https://harbour.example\n" in told
    mapping = run("check", tmp_path, "--suggest-mapping").stdout
    assert 'dialect = "jekyll"' in mapping
    path = tmp_path / "storyweft.toml"
    path.write_text(mapping)
    assert run("check", tmp_path).exit_code == 0


def test_check_as_json(run: Run, source: Path) -> None:
    told = json.loads(run("check", source, "--json").stdout)
    assert told["documents"] == {"read": 1, "repaired": 3, "rejected": 1}
    assert [(group["code"], group["count"]) for group in told["codes"]] == [
        ("spaces", 3),
        ("not-fields", 1),
        ("unknown-reference", 1),
        ("unquoted-text", 1),
    ]
    for group in told["codes"]:
        assert group["advice"] == CODES[group["code"]].advice
    first = told["problems"][0]
    assert {"path", "line", "field", "code", "message", "action"} <= first.keys()
    assert sum(group["count"] for group in told["codes"]) == len(told["problems"])


def test_check_says_what_a_build_reports(run: Run, source: Path, tmp_path: Path) -> None:
    checked = json.loads(run("check", source, "--json").stdout)
    run("build", source, "--out", tmp_path / "out")
    built = json.loads((tmp_path / "out" / "report.json").read_text())
    assert checked["documents"] == built["documents"]
    key = json.dumps
    assert sorted(checked["problems"], key=key) == sorted(built["problems"], key=key)


def test_the_report_keeps_what_documents_disagree_on(
    run: Run, source: Path, tmp_path: Path
) -> None:
    run("build", source, "--out", tmp_path / "out")
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert (
        report["conflicts"]
        == [
            {
                "article": "https://n.com/a",
                "field": "title",
                "won": "A B",
                "values": [
                    {"value": "A B", "documents": ["a.md"]},
                    {"value": "E F", "documents": ["c.md"]},
                    {"value": "Stub x", "documents": ["b.md"]},
                ],
            },
            {
                "article": "https://n.com/a",
                "field": "quality",
                "won": "3",
                "values": [
                    {"value": "3", "documents": ["a.md"]},
                    {"value": "5", "documents": ["b.md"]},
                ],
            },
        ][::-1]
    )


def test_show_an_article_with_witnesses_addresses_and_merges(run: Run, source: Path) -> None:
    result = run("show", source, "http://amp.n.com/1/")
    assert result.exit_code == 0
    assert result.stdout == (
        "A B\n"
        "  https://n.com/a\n"
        "  quality: 3\n"
        "witnesses\n"
        "  a.md: its own article\n"
        "  b.md: related[0]\n"
        "  c.md: its own article\n"
        "addresses\n"
        "  amp: https://amp.n.com/1\n"
        "    the same by alias: given by a.md\n"
        "  web: http://n.com/a?utm_source=x\n"
        "    the same by tracking: the same URL with and without parameters that count clicks"
        " (utm_*, fbclid, …)\n"
        "    the same by scheme: the same URL with http and https\n"
        "  web: https://amp.n.com/1?utm_source=y\n"
        "    the same by alias: given by c.md\n"
        "conflict: quality\n"
        "  kept: 3 (a.md)\n"
        "  not: 5 (b.md)\n"
        "conflict: title\n"
        "  kept: A B (a.md)\n"
        "  not: E F (c.md)\n"
        "  not: Stub x (b.md)\n"
    )


def test_show_as_json(run: Run, source: Path) -> None:
    told = json.loads(run("show", source, "https://n.com/b", "--json").stdout)
    assert told["iri"] == "https://n.com/b"
    assert told["title"] == "C: D"
    assert told["related"] == ["https://n.com/a"]
    assert told["merges"] == []
    assert told["witnesses"] == [
        {
            "document": "b.md",
            "as": "its own article",
            "url": "https://n.com/b",
            "address_by": None,
        }
    ]


def test_rules_can_be_switched_off_from_the_command_line(run: Run, source: Path) -> None:
    options = ["--no-merge", "alias", "--no-merge", "tracking"]
    told = json.loads(run("show", source, "https://n.com/a", "--json", *options).stdout)
    assert [witness["document"] for witness in told["witnesses"]] == ["a.md"]
    assert run("show", source, "https://n.com/a", "--no-merge", "x").exit_code == 2


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("https://n.com/none", "https://n.com/none: no document speaks of this article"),
        ("a.md", "a.md: expected a URL of an article, got a relative address"),
    ],
)
def test_show_says_what_it_cannot_find(run: Run, source: Path, url: str, message: str) -> None:
    result = run("show", source, url)
    assert result.exit_code == 1
    assert result.stderr == f"storyweft: {message}\n"


def test_every_code_says_what_to_do() -> None:
    for code in CODES.values():
        assert code.meaning
        assert code.advice
        assert not code.advice.endswith(".")


def test_the_documentation_has_the_table_of_codes() -> None:
    page = Path(__file__).parent.parent.parent / "graph" / "README.md"
    assert table() in page.read_text(encoding="utf-8")
