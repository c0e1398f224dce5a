"""The command line as a user meets it: what is printed, where, and the exit code."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Run = Callable[..., Result]


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder with one good document and one that is broken."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "good.md").write_text("---\ntitle: Good news\nurl: https://example.com/1\n---\n")
    (folder / "bad.md").write_text("---\ntitle: [one\n---\n")
    return folder


def test_build_writes_and_tells(run: Run, seeds: Path, tmp_path: Path) -> None:
    result = run("build", seeds, "--out", tmp_path / "out", "--format", "ttl", "--format", "nt")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0].startswith("5 documents (3 repaired) → 26 articles")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        ".storyweft",
        "graph.nt",
        "graph.ttl",
        "report.json",
    ]
    assert "001_6c103c40a26b9168.txt:52: related[1].excerpt: read as" in result.stderr


def test_a_site_and_what_it_tells_of_other_sites_are_counted_apart(
    run: Run, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    (site / "_posts").mkdir(parents=True)
    (site / "_config.yml").write_text("title: Docks\nurl: https://docks.example\n")
    (site / "_posts" / "2024-05-01-quay.md").write_text("---\ntitle: A quay\n---\nText\n")
    (site / "_posts" / "2024-05-02-pier.md").write_text("---\ntitle: Pier\ntype: site\n---\nText\n")
    arguments = ("build", site, "--out", tmp_path / "out", "--format", "nt")
    result = run(*arguments)
    assert result.exit_code == 0
    assert "→ 1 article, 1 site, 1 provider" in result.stdout.splitlines()[0]
    told = json.loads(run(*arguments, "--json").stdout)
    assert told["sites"] == 1
    assert [item["name"] for item in told["dialects"]] == ["Docks"]
    assert told == json.loads((tmp_path / "out" / "report.json").read_text())


def test_json_is_the_report_and_nothing_else(run: Run, seeds: Path, tmp_path: Path) -> None:
    result = run("build", seeds, "--out", tmp_path, "--format", "ttl", "--json")
    assert json.loads(result.stdout) == json.loads((tmp_path / "report.json").read_text())
    assert json.loads(result.stdout)["links"] == 21


def test_a_page_for_each_topic(run: Run, seeds: Path, tmp_path: Path) -> None:
    run("build", seeds, "--out", tmp_path, "--format", "html", "--split", "topic")
    pages = sorted(path.name for path in tmp_path.glob("graph.topic-*.html"))
    names = ["ai", "aws-ai", "computer-vision", "natural-language-processing"]
    assert pages == [f"graph.topic-{name}.html" for name in names]
    page = (tmp_path / "graph.topic-aws-ai.html").read_text(encoding="utf-8")
    assert "The Technology 202" in page
    assert "Minneapolis becomes" not in page


def overview(path: Path) -> dict[str, Any]:
    """Return what a page says of itself."""
    text = (path / "graph.html").read_text(encoding="utf-8")
    content = re.search(r'id="overview">(.*?)</script>', text)
    assert content
    told: dict[str, Any] = json.loads(content[1])
    return told


def test_a_page_has_the_name_of_its_folder_or_the_one_that_is_asked_for(
    run: Run, seeds: Path, tmp_path: Path
) -> None:
    run("build", seeds, "--out", tmp_path, "--format", "html")
    assert (overview(tmp_path)["title"], overview(tmp_path)["view"]) == ("Seeds", "threads")
    options = ("--title", "Faces", "--view", "network")
    run("build", seeds, "--out", tmp_path, "--format", "html", *options)
    assert (overview(tmp_path)["title"], overview(tmp_path)["view"]) == ("Faces", "network")


def test_a_mapping_file_names_the_page(run: Run, seeds: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "storyweft.toml"
    mapping.write_text('title = "Council news"\n', encoding="utf-8")
    run("build", seeds, "--out", tmp_path / "out", "--format", "html", "--mapping", mapping)
    assert overview(tmp_path / "out")["title"] == "Council news"
    mapping.write_text("title = 7\n", encoding="utf-8")
    assert run("build", seeds, "--out", tmp_path, "--mapping", mapping).exit_code != 0


def test_a_page_tells_what_is_new_since(run: Run, seeds: Path, tmp_path: Path) -> None:
    source, out = tmp_path / "source", tmp_path / "out"
    source.mkdir()
    files = sorted(seeds.iterdir())
    for path in files[:-1]:
        shutil.copy(path, source)
    # Nothing is there yet that it could be compared with.
    run("build", source, "--out", out, "--compare", out)
    assert overview(out)["since"] is None
    clean = (out / "graph.html").read_bytes()
    shutil.copy(files[-1], source)
    run("build", source, "--out", out, "--compare", out)
    assert overview(out)["since"]["articles"]
    # Compared with how it stands now, nothing is new; without a comparison it is a clean build.
    run("build", source, "--out", out, "--compare", out)
    assert overview(out)["since"]["articles"] == []
    shutil.rmtree(out)
    (source / files[-1].name).unlink()
    run("build", source, "--out", out)
    assert (out / "graph.html").read_bytes() == clean


@pytest.mark.parametrize(
    ("images", "sources"), [("none", "data:"), ("click", "data: http: https:")]
)
def test_a_page_loads_pictures_from_where_it_may(
    run: Run, seeds: Path, tmp_path: Path, images: str, sources: str
) -> None:
    run("build", seeds, "--out", tmp_path, "--format", "html", "--images", images)
    assert f"img-src {sources};" in (tmp_path / "graph.html").read_text(encoding="utf-8")


def test_a_broken_file_is_named_and_the_rest_goes_on(
    run: Run, articles: Path, tmp_path: Path
) -> None:
    result = run("build", articles, "--out", tmp_path / "out", "--format", "ttl")
    assert result.exit_code == 0
    assert result.stdout.startswith("2 documents (1 rejected) → 1 article, 0 providers")
    assert result.stderr.startswith("rejected: bad.md:2: not valid YAML:")


def test_strict_stops_and_leaves_what_was_there(run: Run, articles: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "graph.ttl").write_text("the last good file")
    result = run("build", articles, "--out", out, "--strict")
    assert result.exit_code == 1
    assert result.stderr.startswith("storyweft: bad.md:2: not valid YAML:")
    assert [path.name for path in out.iterdir()] == ["graph.ttl"]
    assert (out / "graph.ttl").read_text() == "the last good file"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("missing", "no such file or folder"),
        ("empty", "no files found; expected .md .markdown .txt .html .yaml .yml"),
        ("broken", "none of 1 files could be read; the first: bad.md:1: no front matter"),
    ],
)
def test_nothing_to_read(run: Run, tmp_path: Path, source: str, message: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "bad.md").write_text("just text")
    result = run("build", tmp_path / source, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert message in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["build"], "Missing argument 'SOURCE...'"),
        (["build", "seeds"], "nothing to do: expected --out DIR, --store DIR, or both"),
        (["build", "seeds", "--out", "x", "--format", "xml"], "'xml' is not one of"),
        (["build", "seeds", "--out", "x", "--jobs", "0"], "0 is not in the range x>=1"),
        (["bild"], "No such command 'bild'"),
    ],
)
def test_wrong_usage(run: Run, arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_base_iri_that_is_none(run: Run, seeds: Path, tmp_path: Path) -> None:
    result = run("build", seeds, "--out", tmp_path, "--base-iri", "my graph")
    assert result.exit_code == 1
    assert "base IRI: expected an http(s) URL, got a relative address: 'my graph'" in result.stderr


def test_the_base_iri_is_where_our_iris_start(run: Run, seeds: Path, tmp_path: Path) -> None:
    base = "https://news.example.org/kg"
    run("build", seeds, "--out", tmp_path, "--format", "nt", "--base-iri", base)
    text = (tmp_path / "graph.nt").read_text(encoding="utf-8")
    assert f"<{base}/id/topic/ai>" in text
    assert "storyweft.example" not in text


def test_an_output_that_cannot_be_written(run: Run, seeds: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = run("build", seeds, "--out", tmp_path / "file" / "out", "--format", "ttl")
    assert result.exit_code == 1
    assert "cannot be written: Not a directory" in result.stderr


def test_check_groups_problems_and_writes_nothing(run: Run, articles: Path) -> None:
    before = sorted(articles.parent.rglob("*"))
    result = run("check", articles)
    assert result.exit_code == 0
    assert result.stdout.startswith(
        "2 documents (1 rejected)\n"
        "\n"
        "1 × syntax (rejected): not valid YAML, TOML or JSON\n"
        "  → correct the line; most often quotes are missing\n"
        "  bad.md:2"
    )
    assert sorted(articles.parent.rglob("*")) == before


def test_check_as_json(run: Run, articles: Path) -> None:
    told = json.loads(run("check", articles, "--json").stdout)
    assert told["documents"] == {"read": 1, "repaired": 0, "rejected": 1}
    assert [(group["code"], group["count"]) for group in told["codes"]] == [("syntax", 1)]
    assert told["problems"][0]["path"] == "bad.md"


def test_what_is_printed_cannot_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a\x1b[2J.md").write_text("---\n- no\n- fields\n---\n")
    result = run("check", tmp_path)
    assert "\x1b" not in result.stdout
    assert "a\\x1b[2J.md:2: expected fields (key: value), got a list" in result.stdout


def test_json_cannot_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    turned = "Bridge \u202egnp.exe \ufeff"
    (tmp_path / "a.md").write_text(
        f"---\ntitle: {turned}\nurl: https://n.com/a\n'k\u2028\x85': x\n---\n"
    )
    for command in ("check",), ("show", "https://n.com/a"):
        result = run(command[0], tmp_path, *command[1:], "--json")
        assert not set("\x85\u2028\u202e\ufeff") & set(result.stdout)
    assert "\u202egnp.exe" in json.loads(result.stdout)["title"]


def test_a_folder_cannot_steer_the_terminal(run: Run, articles: Path, tmp_path: Path) -> None:
    result = run("build", articles, "--out", tmp_path / "o\x07")
    assert "\x07" not in result.stdout
    assert "o\\x07/graph.ttl" in result.stdout


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("command", ["check {}", "query {} counts", "build {} --out {}/../out"])
def test_a_closed_stream_is_no_error(articles: Path, command: str, closed: str) -> None:
    called = f"{sys.executable} -m storyweft {command.format(articles, articles)} {closed}"
    result = subprocess.run(["sh", "-c", called], check=False, capture_output=True, text=True)
    assert result.returncode == 0
    assert "Traceback" not in result.stderr


def test_build_opens_the_page(
    run: Run, articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    has_browser = True

    def start(url: str) -> bool:
        opened.append(url)
        return has_browser

    monkeypatch.setattr("webbrowser.open", start)
    command = ("build", articles, "--out", tmp_path / "#1 out", "--format", "html", "--open")
    assert "browser" not in run(*command).stderr
    assert opened.pop() == (tmp_path / "#1 out" / "graph.html").as_uri()
    has_browser = False
    assert f"open {tmp_path / '#1 out' / 'graph.html'} in one" in run(*command).stderr
    opened.clear()
    result = run("build", articles, "--out", tmp_path / "out", "--format", "ttl", "--open")
    assert result.exit_code == 2
    assert "no page to open" in result.stderr
    assert not opened


def test_shells_complete_commands() -> None:
    told = {"_STORYWEFT_COMPLETE": "zsh_complete", "COMP_WORDS": "storyweft pu", "COMP_CWORD": "1"}
    code = "from storyweft.cli.main import main; main(prog_name='storyweft')"
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | told,
    )
    assert result.stdout.splitlines()[:2] == ["plain", "push"], result.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["build", "{}", "--out", "o"], 1),
        (["build", "good.md", "--out", "{}"], 1),
        (["build", "good.md", "--out", "o", "--store", "{}"], 1),
        (["build", "good.md", "--out", "o", "--compare", "{}"], 1),
        (["check", "{}"], 1),
        (["show", "{}", "x"], 1),
        (["query", "{}", "counts"], 1),
        (["diff", "good.md", "{}"], 1),
        (["diff", "good.md", "{}", "--exit-code"], 2),
    ],
)
def test_a_name_that_no_file_can_have_is_told(
    run: Run, articles: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int
) -> None:
    monkeypatch.chdir(articles)
    name = "a" * 300
    result = run(*(argument.format(name) for argument in arguments))
    assert (result.exit_code, result.stderr.count("\n")) == (code, 1)
    assert re.search(f"{name}: cannot be (used|read|written): File name too long", result.stderr)
