"""What is done with rows, without Spark."""

import tracemalloc
from collections import Counter, defaultdict
from operator import itemgetter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import storyweft
from storyweft.graph import Graph
from storyweft.model import Article, Record, Story
from storyweft.resolving.entities import Entities, Tally
from storyweft.resolving.iris import Iris
from storyweft.spark import resolve, stories
from storyweft.spark.frames import pack, unpack
from storyweft.urls import Identifier
from tests.benchmarks.corpus import Corpus
from tests.benchmarks.stories import score

BASE = "https://base.example/"


def test_an_article_that_is_related_everywhere_takes_a_task_no_more_than_its_paths() -> None:
    count = 5_000
    record = Record(title="Hot", excerpt="word " * 400, url="https://n.com/hot")
    rows = (
        ("//n.com/hot", None, "//n.com/own", f"{number}.md", 1, "related", pack(record), None)
        for number in range(count)
    )
    entities: Any = SimpleNamespace(value=Entities(Tally(), Iris(BASE)))
    tracemalloc.start()
    try:
        merged = resolve._merge(entities, Iris(BASE), Identifier(), rows)
        _, iri, packed, conflicts, *_ = next(merged)
        assert sum(row[5] is not None for row in merged) == count
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (iri, conflicts) == ("https://n.com/hot", [])
    assert len(unpack(Article, packed).documents) == count
    # The records alone, each by itself, would be 40 MB.
    assert peak < 1000 * count


def test_what_is_counted_of_articles_adds_up() -> None:
    counts = Counter(resolve.what_counts(Article(iri="https://n.com/1")))
    assert resolve.counted(counts, "hour") == {None: 1}
    day = "2020-06-24T00:00:00+00:00"
    video = Article(iri="https://n.com/2", type="video", published=day, precision="day")
    counts.update(resolve.what_counts(video))
    assert sum(resolve.counted(counts, "hour").values()) == 2
    assert resolve.counted(counts, "type") == {None: 1, "video": 1}
    assert resolve.counted(counts, "column") == {"precision": 1}


def test_stories_found_view_by_view_are_nearly_those_of_one_machine(tmp_path: Path) -> None:
    Corpus(300).write(tmp_path)
    graph = storyweft.build(tmp_path)
    slim = [*stories._slim(True, ((pack(article),) for article in graph.articles))]
    views = stories.plan_views(Counter(hour for _, hour, _ in slim), 75)
    assert len(views) > 2
    locate = stories._ViewFinder(views, 0, 75, everywhere=True).of
    rows = [(view, 0, own, value) for _, view, own, value in stories._viewed(locate, iter(slim))]
    held = {iri: [view for view, _ in locate(hour, "")] for iri, hour, _ in slim}
    for link in graph.links:
        views_of_both = {*held[link.source]} & {*held[link.target]}
        rows += [(view, 1, False, pack(link)) for view in views_of_both]
    rows_of_views = stories._in_views(graph.iris, iter(sorted(rows, key=itemgetter(0, 1, 2))))
    joined = [*stories._join(graph.iris, rows_of_views)]
    there = {iri: whole for kind, iri, whole, _ in joined if kind == "part"}
    parts = [iri for kind, iri, _, _ in joined if kind == "part"]
    assert len(parts) == len(there)  # nowhere twice
    here = {iri: story.iri for story in graph.stories for iri in story.articles}
    iris = [article.iri for article in graph.articles]
    likeness = score([there.get(iri, iri) for iri in iris], [here.get(iri, iri) for iri in iris])
    assert likeness.f1 > 0.97


def test_stories_found_in_one_view_are_those_of_one_machine(seeds_graph: Graph) -> None:
    graph = seeds_graph
    rows = [(0, 0, True, pack(article)) for article in graph.articles]
    rows += [(0, 1, False, pack(link)) for link in graph.links]
    joined = [*stories._join(graph.iris, stories._in_views(graph.iris, iter(rows)))]
    values = defaultdict(list)
    for kind, *_, value in joined:
        values[kind].append(value)
    by_iri = sorted(graph.stories, key=lambda story: story.iri)
    assert [unpack(Story, value) for value in values["story"]] == by_iri
