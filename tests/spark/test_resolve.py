"""Resolving on Spark finds what one machine finds, whatever documents say."""

import tracemalloc
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest.mock import patch

import msgspec
import pytest

from storyweft.export import nquads, ntriples
from storyweft.graph import Graph
from storyweft.model import Article, Document, Record
from storyweft.reading.documents import parse
from storyweft.resolving.entities import Entities, Tally
from storyweft.resolving.iris import Iris
from storyweft.resolving.resolution import resolve
from storyweft.settings import Settings
from storyweft.spark import resolve as on_spark
from storyweft.spark.frames import pack, unpack
from storyweft.spark.quads import quad_lines
from storyweft.spark.results import Results, lines
from storyweft.spark.stages import in_memory
from storyweft.spark.stories import StoryTables
from storyweft.stories.near_duplicates import MAX_NEAR_DUPLICATES, find_near_duplicates
from storyweft.url_rules import ALL_RULES
from tests.benchmarks.corpus import Corpus

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

BASE = "https://base.example/"
NO_STORIES = (
    "iri string, story binary",
    "source string, target string, link binary",
    "article string, story string",
    "story string, line string, predecessor string, storyline binary",
)


class Found(NamedTuple):
    """All that resolving finds, packed, in an order that says nothing."""

    articles: list[bytes]
    links: list[bytes]
    near_duplicates: list[bytes]
    conflicts: list[bytes]
    problems: list[bytes]
    providers: list[bytes]
    topics: list[bytes]
    triples: list[str]
    quads: list[str]


def _packed(values: Iterable[object]) -> list[bytes]:
    return sorted(map(msgspec.msgpack.encode, values))


def by_one_machine(documents: Sequence[Document], rules: Collection[str]) -> Found:
    iris = Iris(BASE)
    resolved = resolve(documents, iris, rules=rules)
    graph = Graph(documents, resolved, iris)
    graph = graph.with_near_duplicates(find_near_duplicates(graph.articles))
    return Found(
        _packed(graph.articles),
        _packed(graph.links),
        _packed(graph.near_duplicates),
        _packed(graph.conflicts),
        _packed(resolved.problems),
        _packed(graph.providers),
        _packed(graph.topics),
        sorted({line.removesuffix("\n") for line in ntriples.generate(graph)}),
        sorted({line.removesuffix("\n") for line in nquads.generate(graph)}),
    )


def by_spark(
    session: "SparkSession", documents: Sequence[Document], rules: Collection[str]
) -> Found:
    rows = [(document.path, pack(document)) for document in documents]
    frame = session.createDataFrame(rows, "path string, document binary")
    found = on_spark.resolve(frame, Settings(base_iri=BASE, rules=frozenset(rules)), in_memory)
    none = [session.createDataFrame([], schema) for schema in NO_STORIES]
    said = lines(Results(found, StoryTables(*none))).localCheckpoint()
    return Found(
        _column(found.articles.select("article")),
        _column(found.links.select("link")),
        _column(found.near_duplicates.select("pair")),
        _column(found.conflicts.select("conflict")),
        _column(found.problems.select("problem")),
        _packed(found.providers),
        _packed(found.topics),
        sorted({row.line for row in said.collect()}),
        sorted(row.line for row in quad_lines(frame, found, said).collect()),
    )


def _column(frame: "DataFrame") -> list[bytes]:
    return sorted(bytes(row[0]) for row in frame.collect())


def check(
    session: "SparkSession", documents: Sequence[Document], rules: Collection[str] = ALL_RULES
) -> Found:
    expected, found = by_one_machine(documents, rules), by_spark(session, documents, rules)
    for name in Found._fields:
        assert getattr(found, name) == getattr(expected, name), name
    return found


def read(documents: dict[str, str]) -> list[Document]:
    parsed = [parse(f"---\n{text}\n---\n".encode(), path) for path, text in documents.items()]
    return [item for item in parsed if isinstance(item, Document)]


# -- the corpora ----------------------------------------------------------------------------------


def chains() -> dict[str, str]:
    """Addresses that only a chain over many documents joins, and two that stay ambiguous."""
    documents = {
        f"chain/{n:03}.md": f"title: C {n}\nurl: https://c{n}.com/x\nampUrl: https://c{n + 1}.com/x"
        for n in range(40)
    }
    for n in range(3):
        documents[f"claim/{n}.md"] = (
            f"title: Claim {n}\nurl: https://n.com/{n}\nampUrl: https://n.com/amp-of-all\n"
            f"related: [{{title: Free, url: https://n.com/r{n}, originalUrl: https://other.com/o}}]"
        )
    documents["agreed/a.md"] = "title: A\nurl: https://a.com/1\nampUrl: https://a.com/amp1"
    documents["agreed/b.md"] = "title: B\nurl: https://a.com/2\nampUrl: https://a.com/amp1"
    documents["agreed/c.md"] = "title: C\nurl: https://a.com/1\noriginalUrl: https://a.com/2"
    documents["copy/a.md"] = (
        "title: NearDuplicate\nurl: https://copy.com/a\noriginalUrl: https://n.com/1"
    )
    documents["copy/b.md"] = "title: Free\nurl: https://copy.com/b\noriginalUrl: https://gone.com/1"
    return documents


def references() -> dict[str, str]:
    return {
        "news/2020-06-24-boston-bans.md": "title: Boston bans it",
        "news/other.md": "title: Other\nurl: https://n.com/other",
        "blog/other.md": "title: Other blog\nurl: https://n.com/other-blog",
        "same/x.md": "title: X\nurl: https://n.com/x",
        "same/deep/x.md": "title: X\nurl: http://n.com/x/",
        "blog/folder/index.md": "title: 'A: folder'",
        "t/subject.yaml": "taxonomy: topic\nname: Subject",
        "blog/me.md": "title: Me\nrelated:\n"
        + "\n".join(
            f"  - '{item}'"
            for item in (
                *("boston-bans", "../news/other.md", "./other.md", "folder/", "A: folder"),
                *("[[boston-bans#heading|so]]", "nowhere", "Boston Bans It", "subject", "x"),
                *("deep/x", "https://n.com/other?utm_source=x", "me", "[so](../news/other.md)"),
            )
        ),
        "me.md": "title: Also me\nrelated: [other, other.md, '', '#x', {title: x, heat: 4}]",
    }


def kinds() -> dict[str, str]:
    return {
        "c/c.md": "title: C\ntype: collection\nitems: [courses/b, courses/a, https://n.com/v,"
        " courses/none, c]",
        "c/again.md": "title: C\nurl: https://n.com/coll\ntype: collection\nitems: [courses/a]",
        "c/more.md": "title: C\nurl: https://n.com/coll\ntype: collection\nitems:"
        " [courses/b, courses/a]\nrelated: [courses/a]",
        "courses/a.md": "title: A\ntype: course",
        "courses/b.md": "title: B\ntype: course\nurl: https://n.com/b",
        "o/bbc.yaml": "taxonomy: organization\nname: British Broadcasting Corporation\n"
        "domain: bbc.com\notherNames: [BBC]\nimages: [https://bbc.com/logo.png]\nfounded: 1922",
        "o/bbc2.yaml": "taxonomy: organization\nname: british broadcasting corporation\n"
        "domain: bbc.com\notherNames: [Auntie]",
        "t/ml.yaml": "taxonomy: topic\nname: Machine Learning\nshortname: ML\nparent: AI",
        "t/markup.yaml": "taxonomy: topic\nname: Markup\nkeywords: [ML, tags]",
        "people/ann.md": "name: Ann Lee\ntype: profile\nbio: Writes.",
        "people/more.md": "name: ann lee\ntype: profile\nheat: 3",
        "a.md": "title: A\nauthors: [Ann Lee, Bo Şen, bo şen]\ntopics: [ml, machine-learning, X Y]"
        "\nsource: {name: BBC, domain: bbc.com, logo: {url: https://bbc.com/l.png, width: 1}}",
        "b.md": "title: B\nauthor: BO ŞEN\ntopics: [ML, x-y, x y, X Y]\nsource: BBC\n"
        "image: {url: https://bbc.com/l.png, caption: c}",
        "z.md": "title: Z\ntopics: [x y, Tags]\nmood: glad\nurl: https://n.com/z\nquality: 3\n"
        "source: {name: auntie, domain: bbc.com, logo: {url: https://bbc.com/l.png, width: 2}}",
        "z2.md": "title: Z!\ntopics: [x]\nmood: sad\nplace: here\nurl: http://n.com/z/\nquality: 4"
        "\nexcerpt: e\nsource: {name: Other, domain: n.com}",
        "東京/ü.md": "title: 東京 🌊\nrelated: ['https://n.com/é|x']",
    }


def copies() -> dict[str, str]:
    """One text in many places: exact, edited, and more of them than are joined."""
    text = [f"word{n}" for n in range(30)]
    documents = {
        f"same/{n:02}.md": f"title: {' '.join(text)}\nurl: https://s{n}.com/a\nsource: S{n % 9}"
        for n in range(MAX_NEAR_DUPLICATES + 5)
    }
    for n in range(MAX_NEAR_DUPLICATES + 8):
        edited = [*text[: 29 - n % 3], f"only{n}", f"odd{n % 4}"]
        documents[f"edit/{n:02}.md"] = (
            f"title: {' '.join(edited)}\nurl: https://e{n}.com/a\nsource: P{n % 7}"
        )
    long = [f"long{n}" for n in range(120)]
    for n in range(4):
        documents[f"long/{n}.md"] = (
            f"title: T\nexcerpt: {' '.join(long[: 120 - 13 * n])}\nurl: https://l{n}.com/a"
        )
    documents["short/1.md"] = documents["short/2.md"] = "title: Daily briefing"
    return documents


# -- the tests ------------------------------------------------------------------------------------


def generated(folder: Path) -> list[Document]:
    Corpus(300).write(folder)
    paths = sorted(folder.rglob("*.md"))
    parsed = [parse(path.read_bytes(), str(path.relative_to(folder))) for path in paths]
    return [item for item in parsed if isinstance(item, Document)]


@pytest.mark.parametrize(
    ("rules", "at_once"),
    [(ALL_RULES, 10_000), (frozenset(["alias", "slash"]), 0)],
    ids=["all rules", "two rules, claims by component"],
)
def test_whatever_documents_say(
    session: "SparkSession", tmp_path: Path, rules: frozenset[str], at_once: int
) -> None:
    documents = read(chains() | references() | kinds() | copies())
    if at_once:
        documents += generated(tmp_path)
    with patch("storyweft.spark.identity.CLAIMS_A_TASK", at_once):
        found = check(session, documents, rules)
    codes = {msgspec.msgpack.decode(problem)[4] for problem in found.problems}
    assert codes >= {"ambiguous-reference", "ambiguous-topic", "unknown-reference"}
    assert "ambiguous-address" in codes
    assert found.conflicts
    assert len(found.near_duplicates) > MAX_NEAR_DUPLICATES


def test_an_article_that_is_related_everywhere_takes_a_task_no_more_than_its_paths() -> None:
    count = 20_000
    record = Record(title="Hot", excerpt="word " * 400, url="https://n.com/hot")
    rows = (
        ("//n.com/hot", None, "//n.com/own", f"{number}.md", 1, "related", pack(record))
        for number in range(count)
    )
    catalog: Any = SimpleNamespace(value=Entities(Tally(), Iris(BASE)))
    tracemalloc.start()
    try:
        merged = on_spark._merge(catalog, Iris(BASE), ALL_RULES, rows)
        _, iri, packed, conflicts, *_ = next(merged)
        assert sum(row[2] is None for row in merged) == count
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (iri, conflicts) == ("https://n.com/hot", [])
    assert len(unpack(Article, packed).documents) == count
    # The records alone, each by itself, would be 40 MB.
    assert peak < 1000 * count
