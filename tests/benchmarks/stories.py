"""How well stories are found: B-cubed and pairwise scores against labels, next to baselines.

    python -m tests.benchmarks.stories [--data DIR] [--labels FILE]

Without options: the seeds, a made-up corpus of recurring themes and those of ``corpora`` (all in
this repository), and the development sets beside $STORYWEFT_STORYSET (else
../shared/data/storyset): that one by labels made by hand (three days of it) and by the labels that
came with it (noisy; each day by itself), ``basil`` and ``giveme5w1h`` by theirs. The labels of the
last are storylines.

With ``--data`` and ``--labels``: any folder of documents, and a JSON file that maps the path of a
document, or a URL of an article, to the name of its story, or a name to a list of these. What has
no label is not counted.
"""

import argparse
import csv
import json
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from datetime import datetime
from math import inf, nan
from pathlib import Path
from typing import NamedTuple

import storyweft
from storyweft.graph import Graph
from storyweft.model import Document, Provider, Record
from storyweft.resolving.iris import Iris
from storyweft.resolving.resolution import resolve
from storyweft.stories.near_duplicates import find_near_duplicates
from tests.benchmarks import corpora
from tests.graphs import stories_of, storylines_of

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
LABELS = HERE / "labels"
STORYSET = Path(os.environ.get("STORYWEFT_STORYSET", ROOT / "../shared/data/storyset"))

Grouping = Mapping[str, Hashable]


class Task(NamedTuple):
    """A graph, and the story of each of its labelled articles or documents."""

    graph: Graph
    labels: Mapping[str, str]


class Scores(NamedTuple):
    """Precision, recall and F1, by B-cubed and by pairs."""

    precision: float
    recall: float
    f1: float
    pair_precision: float
    pair_recall: float
    pair_f1: float


# -- scores ---------------------------------------------------------------------------------------


def score(found: Sequence[Hashable], labels: Sequence[Hashable]) -> Scores:
    """Compare two groupings of the same items.

    B-cubed (Bagga and Baldwin, 1998): for each item the share of its group that has its label, and
    of its label that is in its group; the mean over items.
    """
    both = Counter(zip(found, labels, strict=True))
    groups, names = Counter(found), Counter(labels)
    items = list(zip(found, labels, strict=True))
    precision = sum(both[item] / groups[item[0]] for item in items) / len(items)
    recall = sum(both[item] / names[item[1]] for item in items) / len(items)
    shared = sum(map(_pairs, both.values()))
    pair_precision = _share(shared, sum(map(_pairs, groups.values())))
    pair_recall = _share(shared, sum(map(_pairs, names.values())))
    return Scores(
        precision,
        recall,
        _harmonic(precision, recall),
        pair_precision,
        pair_recall,
        _harmonic(pair_precision, pair_recall),
    )


def _pairs(count: int) -> int:
    return count * (count - 1) // 2


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 1.0


def _harmonic(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0


# -- methods --------------------------------------------------------------------------------------


def storyweft_stories(graph: Graph) -> Grouping:
    """Return what this package finds."""
    return {iri: story.id for story in stories_of(graph).stories for iri in story.articles}


def storyweft_storylines(graph: Graph) -> Grouping:
    """Return the storyline of each article of which there is one, else its story."""
    found = stories_of(graph)
    told = graph.with_stories(found.stories, found.links)
    line_of = {iri: line.id for line in storylines_of(told) for iri in line.stories}
    return {
        article: line_of.get(story.iri, story.id)
        for story in found.stories
        for article in story.articles
    }


def link_components(graph: Graph) -> Grouping:
    """Return the connected components over related links."""
    import networkx

    network = networkx.Graph([(link.source, link.target) for link in graph.links])
    return _numbered(networkx.connected_components(network))


def link_louvain(graph: Graph) -> Grouping:
    """Return the Louvain communities over related links."""
    import networkx

    network = networkx.Graph([(link.source, link.target) for link in graph.links])
    return _numbered(networkx.community.louvain_communities(network, seed=1))


def alone(graph: Graph) -> Grouping:
    """Return each article by itself: what grouping nothing would score."""
    return {item.iri: item.iri for item in graph.articles}


def text_at(threshold: float, *, days: float = inf) -> Callable[[Graph], Grouping]:
    """Return a method: components over pairs with a TF-IDF cosine of at least so much.

    With ``days`` the cosine fades with the time between two articles, to a third in so many.
    """

    def method(graph: Graph) -> Grouping:
        import numpy as np
        from scipy.sparse.csgraph import connected_components
        from sklearn.feature_extraction.text import TfidfVectorizer

        texts = [f"{item.title or ''} {item.excerpt or ''}" for item in graph.articles]
        rows = TfidfVectorizer(stop_words="english", sublinear_tf=True).fit_transform(texts)
        times = np.array([_days(item.published) for item in graph.articles])
        alike = (rows @ rows.T).tocoo()
        apart = np.nan_to_num(np.abs(times[alike.row] - times[alike.col]))
        alike.data *= alike.data * np.exp(-apart / days) >= threshold
        alike = alike.tocsr()
        alike.eliminate_zeros()
        _, component = connected_components(alike, directed=False)
        return {
            item.iri: f"text {number}"
            for item, number in zip(graph.articles, component, strict=True)
        }

    return method


def _days(time: str | None) -> float:
    return datetime.fromisoformat(time).timestamp() / 86_400 if time else nan


def _numbered(groups: Iterator[set[str]] | list[set[str]]) -> Grouping:
    return {iri: number for number, group in enumerate(groups) for iri in group}


THRESHOLDS = [step / 100 for step in range(10, 70, 5)]


def rows(tasks: Sequence[Task]) -> Iterator[tuple[str, Scores]]:
    """Yield (method, scores); text alone gets the threshold that suits it best on these labels."""
    yield "each article alone", measure(tasks, alone)
    yield "components over links", measure(tasks, link_components)
    yield "Louvain over links", measure(tasks, link_louvain)
    for name, days in (("TF-IDF alone", inf), ("TF-IDF and time", 3.0)):
        by_threshold = {at: measure(tasks, text_at(at, days=days)) for at in THRESHOLDS}
        best = max(by_threshold, key=lambda at: by_threshold[at].f1)
        yield f"{name}, best threshold ({best:.2f})", by_threshold[best]
    yield "storyweft, storylines", measure(tasks, storyweft_storylines)
    yield "storyweft", measure(tasks, storyweft_stories)


def measure(tasks: Sequence[Task], method: Callable[[Graph], Grouping]) -> Scores:
    """Score a method over all tasks; what it leaves out is a group of its own."""
    found: list[Hashable] = []
    labels: list[Hashable] = []
    for number, (graph, names) in enumerate(tasks):
        groups = method(graph)
        for iri, label in labelled_articles(graph, names).items():
            found.append((number, groups.get(iri, iri)))
            labels.append((number, label))
    return score(found, labels)


def labelled_articles(graph: Graph, names: Mapping[str, str]) -> dict[str, str]:
    """Return IRI → label: an article counts once, however many documents are about it."""
    paths = {document.path for document in graph.documents}
    return {_iri(graph, paths, name): label for name, label in sorted(names.items())}


def _iri(graph: Graph, paths: Collection[str], name: str) -> str:
    if name in paths:
        return graph.articles_in(name)[0]
    article = graph.find(name) if graph.documents else None
    return article.iri if article else name


# -- corpora --------------------------------------------------------------------------------------


def recurring() -> Task:
    """Return a corpus written for this test: few themes, many events of each, close in time."""
    with (HERE.parent / "fixtures" / "recurring.tsv").open(encoding="utf-8", newline="") as lines:
        table = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    documents, labels = [], {}
    for number, (label, time, provider, title, excerpt) in enumerate(table):
        path = f"{number:03}.md"
        record = Record(
            title=title,
            excerpt=excerpt,
            published=f"{time}:00Z",
            url=f"https://news.example/{number}",
            provider=Provider(provider, f"{provider.lower().replace(' ', '-')}.example"),
        )
        documents.append(Document(path, record))
        labels[path] = label
    iris = Iris("https://storyweft.example/")
    return Task(Graph(documents, resolve(documents, iris), iris), labels)


def seeds() -> Task:
    """Return the five documents of this repository."""
    return Task(storyweft.build(ROOT / "seeds"), read_labels(LABELS / "seeds.json"))


def by_day(folder: Path, labels: Mapping[str, str]) -> Iterator[Task]:
    """Yield each day of the development set as a corpus of its own, as its labels are made."""
    days: dict[str, dict[str, str]] = defaultdict(dict)
    for path, label in labels.items():
        day, _, name = path.partition("/")
        days[day][name] = label
    for day in sorted(days):
        yield Task(storyweft.build(folder / day), days[day])


def read_labels(path: Path) -> dict[str, str]:
    """Return path or URL → name of the story."""
    labels: dict[str, str | list[str]] = json.loads(path.read_text(encoding="utf-8"))
    names: dict[str, str] = {}
    for name, value in labels.items():
        names |= dict.fromkeys(value, name) if isinstance(value, list) else {name: value}
    return names


def made_up() -> dict[str, corpora.Corpus]:
    """Return corpora of the kinds that break rules made for news of one newsroom."""
    return {
        "reports of robots": corpora.templated(2_000),
        "news of 150 words": corpora.small_vocabulary(1_000),
        "undated pages of one site": corpora.undated(300),
        "60 pages in five languages": corpora.translated(60),
    }


# -- the table ------------------------------------------------------------------------------------


def print_table(name: str, tasks: Sequence[Task]) -> None:
    """Print the scores of all methods on one corpus, as Markdown."""
    labels = [labelled_articles(*task) for task in tasks]
    stories = sum(len(set(one.values())) for one in labels)
    print(f"\n{name}: {sum(map(len, labels))} labelled articles, {stories} stories\n")
    print("| method | B³ precision | recall | F1 | pair precision | recall | F1 |")
    print("|---|---|---|---|---|---|---|")
    for method, scores in rows(tasks):
        print(f"| {method} | {' | '.join(f'{value:.3f}' for value in scores)} |")


def print_near_duplicates(corpus: corpora.Corpus) -> None:
    """Print how many of the pairs found are right, and how many of the right ones are found."""
    pairs = {(pair.first, pair.second) for pair in find_near_duplicates(corpus.graph.articles)}
    right = len(pairs & corpus.near_duplicates)
    precision, recall = _share(right, len(pairs)), _share(right, len(corpus.near_duplicates))
    print(f"\nnear-duplicates: {len(pairs)}, precision {precision:.3f}, recall {recall:.3f}")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.stories")
    parser.add_argument("--data", type=Path, help="a folder of documents")
    parser.add_argument("--labels", type=Path, help="JSON: path or IRI → name of the story")
    given = parser.parse_args()
    if (given.data is None) != (given.labels is None):
        parser.error("--data and --labels go together")
    if given.data:
        task = Task(storyweft.build(given.data), read_labels(given.labels))
        print_table(str(given.data), [task])
        return
    print_table("seeds, labelled by hand", [seeds()])
    print_table("recurring themes, made up", [recurring()])
    for name, corpus in made_up().items():
        print_table(name, [Task(*corpus[:2])])
        print_near_duplicates(corpus)
    if not STORYSET.is_dir():
        print(f"\nno development set: {STORYSET} is not there (set STORYWEFT_STORYSET)")
        return
    whole = storyweft.build(STORYSET)
    by_hand = Task(whole, read_labels(LABELS / "storyset.json"))
    print_table("development set, three days labelled by hand", [by_hand])
    machine = read_labels(STORYSET / "labels.json")
    print_table("development set, its own noisy labels by day", list(by_day(STORYSET, machine)))
    for name in ("basil", "giveme5w1h"):
        folder = STORYSET.parent / name
        if folder.is_dir():
            graph = storyweft.build(folder / "docs")
            print_table(name, [Task(graph, read_labels(folder / "labels.json"))])


if __name__ == "__main__":
    main()
