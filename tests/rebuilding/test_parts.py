"""A change in an archive of many documents: the bytes of a clean build, by less work."""

import re
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyweft import pipeline
from storyweft.graph import Graph
from storyweft.model import Article
from storyweft.rdf import triples
from storyweft.rdf.terms import Resource, Terms
from storyweft.rebuilding.updating import update
from storyweft.stories.find import Stories, find_stories
from tests.benchmarks.corpus import Corpus
from tests.rebuilding.test_killed import contents

FORMATS = ["ttl", "nt", "graphml"]


def archive(folder: Path, size: int = 120) -> Path:
    Corpus(size).write(folder)
    return folder


def change(pattern: str, replacement: str) -> Callable[[Path, Path], None]:
    def edit(path: Path, _: Path) -> None:
        path.write_text(re.sub(pattern, replacement, path.read_text(), count=1))

    return edit


def copy(path: Path, other: Path) -> None:
    other.with_suffix(".txt").write_bytes(path.read_bytes())


EDITS: dict[str, Callable[[Path, Path], object]] = {
    "title": change(r"(?m)^(title: .)", r"\1Nova "),
    "text": change(r"(?m)^(excerpt: .)", r"\1Nova "),
    "date": change(r"(publishedDateTime: 20\d\d)", r"\1-11-11 #"),
    "field": change("(?m)^(category: )", r"mood: grim\n\1"),
    "provider": change(r"(?m)^(  name: )", r"\1New "),
    "address": change(r"(?m)^((?:source|web)Url: .*)", r"\1-new"),
    "delete": lambda path, _: path.unlink(),
    "rename": lambda path, _: path.rename(path.with_suffix(".txt")),
    "exchange": lambda path, other: path.replace(other),
    "copy": copy,
}
rounds = st.lists(
    st.tuples(st.lists(st.sampled_from(sorted(EDITS)), max_size=3), st.sampled_from([1, 2])),
    min_size=2,
    max_size=4,
)


@settings(max_examples=4)
@given(rounds, st.randoms(use_true_random=False))
def test_after_any_edits_it_is_what_a_clean_build_writes(
    builds: list[tuple[list[str], int]], random: Random
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source, out = archive(Path(folder, "source")), Path(folder, "out")
        update(source, out=out, formats=FORMATS)
        for kinds, jobs in builds:
            for kind in kinds:
                EDITS[kind](*random.sample(sorted(source.rglob("*.*")), 2))
            update(source, out=out, formats=FORMATS, jobs=jobs)
            update(source, out=Path(folder, "clean"), formats=FORMATS, cache=False)
            assert contents(out) == contents(Path(folder, "clean"))


def test_what_did_not_change_is_not_described_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, out = archive(tmp_path / "source", 400), tmp_path / "out"
    described: list[str] = []
    describe = triples.describe_linked_article

    def noted(graph: Graph, article: Article, terms: Terms) -> Resource:
        described.append(article.iri)
        return describe(graph, article, terms)

    monkeypatch.setattr(triples, "describe_linked_article", noted)
    update(source, out=out, formats=["ttl"])
    everything = len(described)
    described.clear()
    EDITS["title"](min(source.rglob("*.md")), source)
    update(source, out=out, formats=["ttl"])
    assert 0 < len(described) < everything


@pytest.mark.parametrize(
    ("kind", "is_found_again"),
    [("field", False), ("rename", False), ("title", True), ("date", True), ("provider", True)],
)
def test_stories_are_found_again_if_what_they_are_found_by_changed(
    kind: str, is_found_again: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, out = archive(tmp_path / "source", 40), tmp_path / "out"
    update(source, out=out, formats=["ttl"])
    found: list[int] = []

    def noted(articles: Sequence[Article], *others: Any) -> Stories:  # noqa: ANN401
        found.append(len(articles))
        return find_stories(articles, *others)

    monkeypatch.setattr(pipeline, "find_stories", noted)
    EDITS[kind](min(source.rglob("*.md")), source)
    assert update(source, out=out, formats=["ttl"]).is_new
    assert bool(found) == is_found_again
