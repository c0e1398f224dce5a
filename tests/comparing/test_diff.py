"""What changed between two builds: from whatever a user has at hand, told as it is meant."""

import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

import storyweft
from storyweft import diff
from storyweft.comparing.changes import Diff, compare
from storyweft.comparing.snapshot import Snapshot, StoryState, take_snapshot
from storyweft.errors import SourceError
from storyweft.rdf.ontology import ontology
from tests.benchmarks.graphs import make_graph
from tests.rich import write_documents

Run = Callable[..., Result]


@pytest.fixture
def documents(tmp_path: Path) -> Callable[..., Path]:
    """Make a folder of documents, each of the lines of its front matter."""

    def make(folder: str, **matters: str) -> Path:
        for name, matter in matters.items():
            path = tmp_path / folder / f"{name}.md"
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"---\n{matter.strip()}\n---\n", encoding="utf-8")
        return tmp_path / folder

    return make


def iri(letter: str) -> str:
    return f"https://example.com/{letter}"


def snapshot(
    stories: Mapping[str, str] | None = None,
    articles: str = "abcdefghij",
    links: Collection[str] = (),
    addresses: Mapping[str, str] | None = None,
) -> Snapshot:
    """Return a build of articles that are letters; a story is an id and its letters."""
    given = addresses or {}
    return Snapshot(
        {
            iri(letter): {"addresses": tuple(iri(other) for other in given.get(letter, ""))}
            for letter in articles
        },
        frozenset((iri(link[0]), iri(link[1])) for link in links),
        {
            name: StoryState(name, iri(name), f"Story {name}", frozenset(map(iri, letters)))
            for name, letters in (stories or {}).items()
        },
        frozenset(["a.md"]),
        {iri(letter): letter for letter in articles},
    )


def told(changes: Diff) -> list[tuple[str, str, str, str, str]]:
    """Return what became of stories: kind, ids before and after, articles that joined and left."""
    return [
        (
            change.kind,
            " ".join(story.id for story in change.old),
            " ".join(story.id for story in change.new),
            "".join(article.label for article in change.joined),
            "".join(article.label for article in change.left),
        )
        for change in changes.stories
    ]


def told_articles(changes: Diff) -> list[tuple[str, str, str]]:
    return [
        (
            change.kind,
            "".join(article.label for article in change.old),
            "".join(article.label for article in change.new),
        )
        for change in changes.articles
    ]


# -- what a build left ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ttl", "nt", "nq", "trig", "jsonld"])
@pytest.mark.parametrize("compress", [False, True])
def test_every_rdf_format_gives_the_same_snapshot(
    tmp_path: Path, name: str, compress: bool
) -> None:
    documents = write_documents(tmp_path / "documents")
    graph = storyweft.build(documents)
    expected = take_snapshot(graph)
    file, _ = storyweft.write(graph, tmp_path / "out", [name], compress=compress)
    assert take_snapshot(file) == take_snapshot(tmp_path / "out") == expected
    assert take_snapshot(documents) == expected


def test_a_store_gives_the_same_snapshot(seeds_graph: storyweft.Graph, tmp_path: Path) -> None:
    store = storyweft.save(seeds_graph, tmp_path / "store")
    assert take_snapshot(store) == take_snapshot(seeds_graph)


def test_an_archive_gives_the_same_snapshot_as_the_folder(seeds: Path, tmp_path: Path) -> None:
    archive = shutil.make_archive(str(tmp_path / "seeds"), "zip", seeds)
    assert not diff(archive, seeds)


def test_a_snapshot_has_what_the_graph_has(seeds_graph: storyweft.Graph) -> None:
    found = take_snapshot(seeds_graph)
    assert set(found.articles) == {article.iri for article in seeds_graph.articles}
    assert found.links == {(link.source, link.target) for link in seeds_graph.links}
    assert {story.id: set(story.articles) for story in found.stories.values()} == {
        story.id: set(story.articles) for story in seeds_graph.stories
    }
    assert len(found.documents) == 5


def test_of_several_files_in_a_folder_the_newest_counts(
    seeds_graph: storyweft.Graph, tmp_path: Path
) -> None:
    storyweft.write(storyweft.build(write_documents(tmp_path / "d")), tmp_path / "out", ["ttl"])
    os.utime(tmp_path / "out" / "graph.ttl", (0, 0))
    storyweft.write(seeds_graph, tmp_path / "out", ["nq", "html"])
    assert not diff(tmp_path / "out", seeds_graph)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("blank.ttl", b"", "no graph of storyweft in it"),
        ("other.ttl", ontology().encode(), "no graph of storyweft in it"),
        ("other.nt", b"<a:a> <a:b> <<( <a:a> <a:b> _:c )>> .", "no graph of storyweft in it"),
        ("broken.ttl", b"<a", "broken.ttl: cannot be read: .*line 1"),
        ("no.nt.gz", b"no gzip", "no.nt.gz: cannot be read: Not a gzipped file"),
        (
            "cut.nt.gz",
            gzip.compress(b"<a:a> <a:b> <a:c> .\n" * 99, mtime=0)[:-9],
            "cut.nt.gz: cannot be",
        ),
        ("damaged.nt.gz", b"\x1f\x8b\x08\0\0\0\0\0\0\0\xff\xff\xff", "damaged.nt.gz: cannot be"),
        ("missing.ttl", None, "missing.ttl: no such file or folder"),
        ("missing", None, "missing: no such file or folder"),
        ("graph.graphml", b"<graphml/>", "graph.graphml: expected a file of RDF \\(.ttl, .nt"),
    ],
)
def test_what_is_no_build(tmp_path: Path, name: str, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError, match=message):
        diff(tmp_path / name, "seeds")


def test_exports_without_rdf(run: Run, seeds: Path, tmp_path: Path) -> None:
    run("build", seeds, "--out", tmp_path / "out", "--format", "html")
    result = run("diff", tmp_path / "out", seeds)
    assert result.exit_code == 1
    assert "exports without RDF (.ttl, .nt, .nq" in result.stderr
    assert "build once more with --format ttl" in result.stderr


# -- articles and links ---------------------------------------------------------------------------


def test_nothing_changed(run: Run, seeds: Path, tmp_path: Path) -> None:
    run("build", seeds, "--out", tmp_path / "out")
    run("build", seeds, "--store", tmp_path / "store")
    result = run("diff", tmp_path / "out", tmp_path / "store", "--exit-code")
    assert (result.exit_code, result.stdout) == (
        0,
        "nothing changed: 26 articles, 21 links, 5 stories\n",
    )


FLOOD = """
title: Flood reaches Old Town
date: 2024-01-05
url: https://example.com/flood
source: {name: The Daily, domain: daily.example}
tags: [Floods]
related:
  - {title: Dam was old, url: https://other.example/dam}
  - {title: Rain goes on, url: https://other.example/rain}
"""


def test_articles_and_links_come_go_and_change(documents: Callable[..., Path], run: Run) -> None:
    old = documents("old", flood=FLOOD)
    later = FLOOD.replace("Old Town", "Harbour").replace("[Floods]", "[Floods, Dams]")
    later = later.replace("Rain goes on", "Sun").replace("/rain", "/sun").replace("the Daily", "X")
    result = run("diff", old, documents("new", flood=f"{later}\nquality: 74"))
    assert result.stdout == (
        "documents  1 → 1\n"
        "articles   3 → 3  1 appeared, 1 changed, 1 vanished\n"
        "links      2 → 2  1 appeared, 1 vanished\n"
        "stories    0 → 0\n"
        "\n"
        "1 article appeared\n"
        "  Sun\n"
        "    https://other.example/sun\n"
        "\n"
        "1 article changed\n"
        "  Flood reaches Harbour\n"
        "    https://example.com/flood\n"
        "    title: Flood reaches Old Town → Flood reaches Harbour\n"
        "    quality: + 74\n"
        "    topics: + Dams\n"
        "\n"
        "1 article vanished\n"
        "  Rain goes on\n"
        "    https://other.example/rain\n"
        "\n"
        "1 link appeared\n"
        "  Flood reaches Harbour\n"
        "    → Sun\n"
        "\n"
        "1 link vanished\n"
        "  Flood reaches Old Town\n"
        "    → Rain goes on\n"
    )


def test_providers_are_told_by_name_where_that_tells_a_difference(
    documents: Callable[..., Path],
) -> None:
    old = documents("old", flood=FLOOD)
    renamed = documents("renamed", flood=FLOOD.replace("The Daily", "The Weekly"))
    moved = documents("moved", flood=FLOOD.replace("daily.example", "daily.com"))
    (change,) = diff(old, renamed).articles
    assert [(field.old, field.new) for field in change.fields] == [
        (("The Daily",), ("The Weekly",))
    ]
    (change,) = diff(old, moved).articles
    assert [(field.old[0][-23:], field.new[0][-19:]) for field in change.fields] == [
        ("daily.example/the-daily", "daily.com/the-daily")
    ]


def test_a_long_text_is_shown_where_it_changed(documents: Callable[..., Path], run: Run) -> None:
    words = " ".join(f"word{number}" for number in range(100))
    old = documents("old", a=f"title: A\nurl: {iri('a')}\nexcerpt: {words} the old end")
    new = documents("new", a=f"title: A\nurl: {iri('a')}\nexcerpt: {words} the new end")
    line = run("diff", old, new).stdout.splitlines()[-1]
    assert line == "    excerpt: …7 word98 word99 the old end → …7 word98 word99 the new end"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "url: https://example.com/a",
            "url: https://example.com/b\noriginalUrl: https://example.com/a",
        ),
        ("url: http://example.com/a", "url: https://example.com/a"),
        ("url: https://example.com/a/", "url: https://example.com/a"),
        (
            "url: https://example.com/a\nampUrl: https://example.com/x",
            "url: https://example.com/b\nampUrl: https://example.com/x",
        ),
    ],
)
def test_an_article_with_a_new_address_is_renamed(
    documents: Callable[..., Path], before: str, after: str
) -> None:
    related = "related: [{title: Hub, url: https://example.com/hub}]"
    old = documents("old", a=f"title: One\n{before}\n{related}")
    new = documents("new", a=f"title: One\n{after}\n{related}")
    changes = diff(old, new)
    assert [change.kind for change in changes.articles] == ["renamed"]
    assert changes.articles[0].old != changes.articles[0].new
    assert not changes.links


def test_another_article_at_another_address_is_not_renamed() -> None:
    changes = compare(snapshot(articles="ab"), snapshot(articles="ac"))
    assert told_articles(changes) == [("appeared", "", "c"), ("vanished", "b", "")]


def test_articles_that_turn_out_to_be_one() -> None:
    apart = snapshot({"s": "bc"}, articles="abc", links=["cb", "ca", "ab"])
    joined = snapshot({"s": "ac"}, articles="ac", links=["ca"], addresses={"a": "b"})
    changes = compare(apart, joined)
    assert told_articles(changes) == [("merged", "ab", "a")]
    assert not changes.links
    assert not changes.stories
    assert told_articles(compare(joined, apart)) == [("split", "a", "ab")]


def test_articles_of_one_address_on_both_sides_are_regrouped() -> None:
    old = snapshot(articles="abcd", addresses=dict.fromkeys("abc", "s"))
    new = snapshot(articles="xyzd", addresses=dict.fromkeys("xyz", "s"))
    assert told_articles(compare(old, new)) == [("regrouped", "abc", "xyz")]


# -- stories --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {"s": "abc"}, ("appeared", "", "s", "abc", "")),
        ({"s": "abc"}, {}, ("vanished", "s", "", "", "abc")),
        ({"s": "ab"}, {"s": "abcd"}, ("grew", "s", "s", "cd", "")),
        ({"s": "abcd"}, {"s": "ab"}, ("shrank", "s", "s", "", "cd")),
        ({"s": "abc"}, {"s": "bcd"}, ("changed", "s", "s", "d", "a")),
        # Another id: the same story as long as more than half of the smaller stays together.
        ({"s": "abc"}, {"t": "abc"}, ("renamed", "s", "t", "", "")),
        ({"s": "abc"}, {"t": "bcdefg"}, ("changed", "s", "t", "defg", "a")),
        ({"s": "ab", "t": "cde"}, {"u": "abcdef"}, ("merged", "s t", "u", "f", "")),
        ({"s": "ab", "t": "cde"}, {"t": "abcde"}, ("merged", "t s", "t", "", "")),
        ({"s": "abcdef"}, {"t": "ab", "u": "cde"}, ("split", "s", "t u", "", "f")),
        ({"s": "abcdef"}, {"s": "ab", "u": "cdef"}, ("split", "s", "s u", "", "")),
        ({"s": "abcde", "t": "fg"}, {"s": "abfg", "u": "cde"}, ("regrouped", "s t", "s u", "", "")),
    ],
)
def test_what_becomes_of_a_story(
    before: dict[str, str], after: dict[str, str], expected: tuple[str, ...]
) -> None:
    assert told(compare(snapshot(before), snapshot(after))) == [expected]


def test_one_article_that_moves_is_no_merger() -> None:
    changes = compare(snapshot({"s": "abcd", "t": "efgh"}), snapshot({"s": "abc", "t": "defgh"}))
    assert told(changes) == [("grew", "t", "t", "d", ""), ("shrank", "s", "s", "", "d")]


def test_a_story_whose_articles_got_new_addresses_is_the_same() -> None:
    old = snapshot({"s": "abc"}, articles="abc")
    new = snapshot({"s": "xyz"}, articles="xyz", addresses={"x": "a", "y": "b", "z": "c"})
    changes = compare(old, new)
    assert [kind for kind, _, _ in told_articles(changes)] == ["renamed"] * 3
    assert not changes.stories


MERGED = [
    "Council of Springfield votes on new bridge over river",
    "New bridge over river: council of Springfield votes",
    "Springfield council votes for new bridge over the river",
    "Bridge over river: Springfield council to vote on new one",
]


def test_stories_that_merge_in_real_documents(documents: Callable[..., Path], run: Run) -> None:
    def matters(gap: int) -> dict[str, str]:
        days = [1, 1, 1 + gap, 1 + gap]
        return {
            f"n{number}": f"title: '{title}'\nurl: {iri(str(number))}\ndate: 2024-03-{day:02}"
            for number, (title, day) in enumerate(zip(MERGED, days, strict=True))
        }

    old, new = documents("old", **matters(gap=20)), documents("new", **matters(gap=0))
    assert [len(story.articles) for story in storyweft.build(old).stories] == [2, 2]
    (change,) = diff(old, new).stories
    assert (change.kind, len(change.old), len(change.new)) == ("merged", 2, 1)
    lines = run("diff", old, new).stdout.splitlines()
    start = lines.index("1 story merged")
    assert [line[:4] for line in lines[start + 1 :]] == ["  - ", "  - ", "  + "]
    assert lines[-1].endswith("(4 articles)")


STORIES = st.lists(st.integers(0, 3), min_size=10, max_size=10).map(
    lambda numbers: {
        f"s{number}": "".join(
            letter for letter, other in zip("abcdefghij", numbers, strict=True) if other == number
        )
        for number in set(numbers)
    }
)
ARTICLES = st.sets(st.sampled_from("abcdefghij"), min_size=1).map(
    lambda found: "".join(sorted(found))
)
ADDRESSES = st.dictionaries(st.sampled_from("abcdefghij"), st.sampled_from("abcdefghijxyz"))
MIRRORED = {
    "appeared": "vanished",
    "grew": "shrank",
    "merged": "split",
    "changed": "changed",
    "renamed": "renamed",
    "regrouped": "regrouped",
}
MIRRORED |= {other: kind for kind, other in MIRRORED.items()}


@given(STORIES, STORIES)
def test_stories_on_the_way_back_mirror_those_on_the_way_there(
    before: dict[str, str], after: dict[str, str]
) -> None:
    old, new = snapshot(before), snapshot(after)
    assert not compare(old, old)
    assert {
        (MIRRORED[kind], later, earlier, left, joined)
        for kind, earlier, later, joined, left in told(compare(old, new))
    } == set(told(compare(new, old)))


@given(ARTICLES, ARTICLES, ADDRESSES, ADDRESSES)
def test_articles_on_the_way_back_mirror_those_on_the_way_there(
    before: str, after: str, some: dict[str, str], others: dict[str, str]
) -> None:
    old = snapshot(articles=before, links=["ab", "cd"], addresses=some)
    new = snapshot(articles=after, links=["ab", "ef"], addresses=others)
    assert not compare(old, old)
    assert {
        (MIRRORED[kind], later, earlier)
        for kind, earlier, later in told_articles(compare(old, new))
    } == set(told_articles(compare(new, old)))


@given(STORIES, STORIES)
def test_every_story_is_told_once_or_is_the_same(
    before: dict[str, str], after: dict[str, str]
) -> None:
    changes = told(compare(snapshot(before), snapshot(after)))
    for stories, place, other in (before, 1, after), (after, 2, before):
        named = [name for change in changes for name in change[place].split()]
        assert len(named) == len(set(named))
        assert all(stories[name] == other[name] for name in set(stories) - set(named))


# -- on the command line --------------------------------------------------------------------------


def test_the_exit_status(run: Run, seeds: Path, documents: Callable[..., Path]) -> None:
    other, missing = documents("old", flood=FLOOD), seeds / "missing"
    assert run("diff", seeds, other).exit_code == 0
    assert run("diff", seeds, other, "--exit-code").exit_code == 1
    assert run("diff", seeds, other, "--exit-code", "--json").exit_code == 1
    assert run("diff", seeds, seeds, "--exit-code").exit_code == 0
    assert run("diff", seeds, missing).exit_code == 1
    assert run("diff", seeds, missing, "--exit-code").exit_code == 2
    assert "no such file or folder" in run("diff", missing, seeds, "--json").stderr


def test_json_is_complete_and_the_lists_are_not(
    run: Run, seeds: Path, documents: Callable[..., Path]
) -> None:
    other = documents("old", flood=FLOOD)
    found = json.loads(run("diff", other, seeds, "--json").stdout)
    assert found["old"] == {"documents": 1, "articles": 3, "links": 2, "stories": 0}
    assert [change["kind"] for change in found["articles"]] == ["appeared"] * 26 + ["vanished"] * 3
    assert [change["kind"] for change in found["links"]] == ["appeared"] * 21 + ["vanished"] * 2
    assert [len(change["joined"]) for change in found["stories"]] == [7, 3, 2, 2, 2]
    assert found["stories"][0]["new"][0]["articles"] == 7
    assert found["articles"][-1] == {
        "kind": "vanished",
        "old": [{"iri": "https://other.example/rain", "label": "Rain goes on"}],
        "new": [],
        "fields": [],
    }
    assert found["links"][-1]["target"]["label"] == "Rain goes on"
    short, whole = run("diff", other, seeds).stdout, run("diff", other, seeds, "--all").stdout
    assert "  … and 16 more (--all)\n" in short
    assert "more (--all)" not in whole
    assert whole.count("\n    http") == 29
    assert run("diff", other, seeds, "--top", 0).stdout == "".join(whole.splitlines(True)[:4])


def test_what_is_told_does_not_depend_on_the_run(seeds: Path, tmp_path: Path) -> None:
    outputs = set()
    for seed in "12":
        command = [sys.executable, "-c", "from storyweft.cli.main import main; main()", "diff"]
        arguments = [str(write_documents(tmp_path / "documents")), str(seeds), "--json"]
        environment = os.environ | {"PYTHONHASHSEED": seed}
        outputs.add(subprocess.check_output(command + arguments, env=environment))
    assert len(outputs) == 1


def test_titles_cannot_steer_the_terminal(documents: Callable[..., Path], run: Run) -> None:
    # Only an export that somebody else changed holds such a title.
    old, new = documents("old", flood=FLOOD), documents("new", flood=FLOOD)
    (path, *_) = storyweft.write(storyweft.build(new), new / "out", ["ttl"])
    text = path.read_text(encoding="utf-8").replace("Old Town", "\\u001B[2J")
    path.write_text(text, encoding="utf-8")
    printed = run("diff", old, path).stdout
    assert "Flood reaches \\x1b[2J" in printed
    assert "\x1b" not in printed


# -- many -----------------------------------------------------------------------------------------


def test_ten_thousand_articles() -> None:
    graph = make_graph(10_000)
    gone = graph.stories[0]
    kept = [article.iri for article in graph.articles if article.iri not in gone.articles]
    changes = diff(graph, graph.part(kept))
    assert [change.kind for change in changes.articles] == ["vanished"] * len(gone.articles)
    assert {change.old[0].iri for change in changes.articles} == set(gone.articles)
    assert told(changes)[0][:3] == ("vanished", gone.id, "")
    lost = [link for link in graph.links if {link.source, link.target} & set(gone.articles)]
    assert [change.kind for change in changes.links] == ["vanished"] * len(lost)


def test_references_and_translations_are_compared(tmp_path: Path) -> None:
    def built(name: str, body: str, **files: str) -> storyweft.Graph:
        folder = tmp_path / name
        (folder / "en").mkdir(parents=True)
        (folder / "de").mkdir()
        (folder / "en" / "a.md").write_text(f"---\ntitle: A\n---\n{body}", encoding="utf-8")
        (folder / "en" / "b.md").write_text("---\ntitle: B\n---\n", encoding="utf-8")
        for file in files.values():
            (folder / file).write_text("---\ntitle: C\n---\n", encoding="utf-8")
        return storyweft.build(folder)

    old, new = built("old", "Text"), built("new", "[b](b.md)", more="de/a.md")
    fields = {
        (change.new[0].label, field.field): (field.old, field.new)
        for change in diff(old, new).articles
        for field in change.fields
    }
    assert fields == {
        ("A", "references"): ((), ("B",)),
        ("A", "translations"): ((), ("C",)),
    }
