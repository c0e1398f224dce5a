"""How many ids of stories survive when a corpus grows.

    python -m tests.benchmarks.story_ids [--data DIR]

Builds a corpus without some of its documents, then with all, and counts the stories of the first
build that the second has under the same id. A story that goes on is one of whose articles at least
half are in one story of the second build; what is split or dissolved has no id to keep. ``new`` are
the latest documents, as news arrives; ``any`` are drawn at random, so older ones join too (mean of
20 draws). With ``previous``, the second build is told the ids of the first.
"""

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

import storyweft
from storyweft.graph import Graph
from storyweft.model import Document, Story
from storyweft.resolving.iris import Iris
from storyweft.resolving.resolution import resolve
from tests.benchmarks.stories import STORYSET
from tests.graphs import stories_of

DRAWS = 20


def graph_of(documents: Sequence[Document]) -> Graph:
    """Return the graph of documents, without stories."""
    iris = Iris("https://storyweft.example/")
    return Graph(documents, resolve(documents, iris), iris)


def kept(before: Sequence[Story], after: Sequence[Story]) -> Counter[str]:
    """Count the stories that go on, and those of them that keep their id."""
    later = {iri: story for story in after for iri in story.articles}
    counts: Counter[str] = Counter(stories=len(before))
    for story in before:
        heirs = Counter(later[iri].id for iri in story.articles if iri in later)
        heir, shared = heirs.most_common(1)[0] if heirs else ("", 0)
        goes_on = 2 * shared >= len(story.articles)
        counts["go on"] += goes_on
        counts["kept"] += goes_on and heir == story.id
        counts["same articles"] += any(set(story.articles) <= set(item.articles) for item in after)
    return counts


def split(documents: Sequence[Document], share: float, seed: int | None) -> list[Document]:
    """Return the documents without a share of them: the latest, or any."""
    order = sorted(documents, key=lambda item: (item.record.published or "", item.path))
    if seed is not None:
        Random(seed).shuffle(order)  # noqa: S311 - a benchmark is no secret
    return order[: len(order) - max(1, round(len(order) * share))]


def growth(documents: Sequence[Document], share: float, draws: Sequence[int | None]) -> list[str]:
    """Return the cells of one row."""
    after = stories_of(graph_of(documents)).stories
    plain: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for seed in draws:
        before = stories_of(graph_of(split(documents, share, seed))).stories
        previous: Mapping[str, Sequence[str]] = {story.id: story.articles for story in before}
        plain += kept(before, after)
        told += kept(before, stories_of(graph_of(documents), previous=previous).stories)
    total = plain["go on"]
    return [
        f"{plain['stories'] / len(draws):.0f}",
        f"{total / plain['stories']:.1%}",
        f"{plain['same articles'] / plain['stories']:.1%}",
        f"{plain['kept'] / total:.1%}",
        f"{told['kept'] / total:.1%}",
    ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.story_ids")
    parser.add_argument("--data", type=Path, default=STORYSET, help="a folder of documents")
    folder = parser.parse_args().data
    if not folder.is_dir():
        print(f"no documents: {folder} is not there (use --data, or set STORYWEFT_STORYSET)")
        return
    documents = storyweft.build(folder).documents
    print("| added | stories before | go on | with all articles | keep id | with previous |")
    print("|---|---|---|---|---|---|")
    for name, draws in (("new", [None]), ("any", list(range(DRAWS)))):
        for share in (0.01, 0.1):
            print(f"| {share:.0%} {name} | {' | '.join(growth(documents, share, draws))} |")


if __name__ == "__main__":
    main()
