"""How the cost of finding stories grows: CPU time and memory for 1k, 10k and 100k articles.

    python -m tests.benchmarks.stories_growth [SIZE …]

The corpus is made up: words follow Zipf's law over 60,000, each theme has words of its own, each
story names of its own; story sizes follow a power law up to 500, half a story's articles come on
its first day; 300 articles a day; three related links for each article, half of them to articles of
other stories of the theme. Each size runs in a process of its own.
"""

import resource
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from time import process_time

from storyweft.graph import Graph
from storyweft.model import Article, Link, Provider, Witness
from storyweft.resolving.iris import Iris
from storyweft.resolving.resolution import Resolution
from tests.benchmarks.stories import score
from tests.graphs import stories_of

VOCABULARY = 60_000
ARTICLES_A_DAY = 300
THEMES = 400
START = datetime(2020, 1, 1, tzinfo=UTC)


def corpus(size: int, seed: int = 1) -> tuple[Graph, dict[str, int]]:
    """Make a corpus; returns its graph without stories, and article → story."""
    random = Random(seed)  # noqa: S311 - a benchmark is no secret
    pool = _zipf(random)
    themes = [[_word(random) for _ in range(30)] for _ in range(THEMES)]
    providers = [Provider(f"Paper {n}", f"paper{n}.example", (), f"p:{n}") for n in range(300)]
    days = max(1, size // ARTICLES_A_DAY)
    articles: list[Article] = []
    stories: dict[str, int] = {}
    by_theme: dict[int, list[str]] = {}
    links: list[Link] = []
    story = 0
    while len(articles) < size:
        theme = random.randrange(THEMES)
        own = [_word(random).capitalize() for _ in range(6)] + [_word(random) for _ in range(10)]
        start = START + timedelta(days=random.random() * days)
        members: list[str] = []
        for _ in range(min(size - len(articles), int(random.paretovariate(1.1)), 500)):
            iri = f"https://news.example/{random.getrandbits(64):016x}"
            text = list(_text(random, pool, themes[theme], own))
            time = start + timedelta(days=random.expovariate(1.4))
            article = Article(
                iri=iri,
                title=_sentence(text[:10]),
                excerpt=_sentence(text[10:]) + ".",
                published=time.strftime("%Y-%m-%dT%H:%M:%SZ"),
                provider=random.choice(providers),
            )
            articles.append(article)
            members.append(iri)
            stories[iri] = story
        near = by_theme.setdefault(theme, [])
        for iri in members:
            for rank in range(3):
                target = random.choice(members if random.random() < 0.5 or not near else near[-50:])
                if target != iri:
                    links.append(Link(iri, target, (Witness("d", rank),)))
        near += members
        story += 1
    articles.sort(key=lambda item: item.iri)
    resolved = Resolution(articles, providers, [], links)
    return Graph([], resolved, Iris("https://storyweft.example/")), stories


def _text(random: Random, pool: list[str], theme: list[str], own: list[str]) -> Iterator[str]:
    for _ in range(40):
        kind = random.random()
        if kind < 0.35:
            yield random.choice(own)
        elif kind < 0.5:
            yield random.choice(theme)
        else:
            yield random.choice(pool)


def _sentence(words: list[str]) -> str:
    return " ".join([words[0].capitalize(), *words[1:]])


def _zipf(random: Random) -> list[str]:
    """Return words, each as often as it is to be drawn."""
    words = [_word(random) for _ in range(VOCABULARY)]
    return [
        word for rank, word in enumerate(words, 1) for _ in range(max(1, VOCABULARY // (4 * rank)))
    ]


def _word(random: Random) -> str:
    return "".join(
        random.choice("bdfgklmnprstvz") + random.choice("aeiou")
        for _ in range(random.randint(2, 4))
    )


def run(size: int) -> None:
    """Find the stories of one corpus, and print a line of the table."""
    graph, truth = corpus(size)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = process_time()
    found = stories_of(graph)
    seconds = process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    story_of = {iri: story.id for story in found.stories for iri in story.articles}
    scores = score([story_of.get(iri, iri) for iri in truth], list(truth.values()))
    print(
        f"| {size:,} | {len(graph.links):,} | {len(found.stories):,} | {len(found.links):,}"
        f" | {seconds:.1f} | {before / 1024:.0f} | {peak / 1024:.0f} | {scores.f1:.3f} |",
        flush=True,
    )


def main() -> None:
    """Print the table, one process for each size."""
    if sys.argv[1:2] == ["--one"]:
        run(int(sys.argv[2]))
        return
    sizes = [int(size) for size in sys.argv[1:]] or [1_000, 10_000, 100_000]
    print("| articles | links | stories | story links | CPU s | MiB before | MiB peak | B³ F1 |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    for size in sizes:
        command = [sys.executable, "-m", "tests.benchmarks.stories_growth", "--one", str(size)]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
