"""Made-up corpora of the kinds that break rules made for news of one newsroom.

Each is a graph without stories and the truth: which articles are one story, which pairs are
near-duplicates. Always the same for the same size.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import NamedTuple

from storyweft.graph import Graph
from storyweft.model import Article, Link, Provider, Witness
from storyweft.resolving.iris import Iris
from storyweft.resolving.resolution import Resolution

START = datetime(2024, 1, 1, tzinfo=UTC)
DAYS = "Monday Tuesday Wednesday Thursday Friday".split()
SYLLABLES = (
    "ba co de fi gu ha jo ka li mo nu pe ra si to vu we ya zo chi dra fel gor lan mer".split()
)


class Corpus(NamedTuple):
    """A graph, the story of each article by IRI, and the near-duplicates of different providers."""

    graph: Graph
    labels: dict[str, str]
    near_duplicates: set[tuple[str, str]]


class _Report(NamedTuple):
    """What an article will say: those of one ``text`` are near-duplicates."""

    title: str
    excerpt: str
    published: datetime | None
    provider: str
    story: str
    text: str
    locale: str | None = None


def _corpus(reports: Sequence[_Report], links: Sequence[tuple[int, int]] = ()) -> Corpus:
    providers = {
        name: Provider(name, f"{name.lower().replace(' ', '')}.example", iri=f"urn:provider:{name}")
        for name in sorted({report.provider for report in reports})
    }
    articles = [
        Article(
            iri=f"https://news.example/{number:07}",
            title=report.title,
            excerpt=report.excerpt or None,
            published=f"{report.published:%Y-%m-%dT%H:%M:%SZ}" if report.published else None,
            provider=providers[report.provider],
            locale=report.locale,
        )
        for number, report in enumerate(reports)
    ]
    by_text: dict[str, list[int]] = {}
    for number, report in enumerate(reports):
        by_text.setdefault(report.text, []).append(number)
    pairs = {
        (articles[one].iri, articles[other].iri)
        for same in by_text.values()
        for position, one in enumerate(same)
        for other in same[position + 1 :]
        if reports[one].provider != reports[other].provider
    }
    related = [
        Link(articles[one].iri, articles[other].iri, (Witness("d", 1),))
        for one, other in sorted(set(links))
    ]
    resolution = Resolution(articles, list(providers.values()), [], related)
    labels = {article.iri: report.story for article, report in zip(articles, reports, strict=True)}
    return Corpus(Graph([], resolution, Iris("https://storyweft.example/")), labels, pairs)


def _name(random: Random, syllables: int) -> str:
    return "".join(random.choices(SYLLABLES, k=syllables)).title()


# -- reports that robots write --------------------------------------------------------------------


def templated(size: int, seed: int = 1) -> Corpus:
    """Stocks, insider sales, weather, quakes, scores; one in twenty is printed again elsewhere."""
    random = Random(seed)  # noqa: S311 - a benchmark is no secret
    robots = _Robots(random)
    reports: list[_Report] = []
    for number in range(size):
        minute = number * 60 * 24 * 150 // size + random.randrange(600)
        time = START + timedelta(minutes=minute)
        provider = f"Site {random.randrange(200)}"
        if reports and random.random() < 0.05:
            first = random.choice(reports[-100:])
            excerpt = first.excerpt
            if random.random() < 0.5:
                excerpt = excerpt.replace(" the ", " ", 1)
            reports.append(first._replace(excerpt=excerpt, published=time, provider=provider))
        else:
            title, excerpt = random.choice(robots.templates)()
            story = f"{number}"
            reports.append(_Report(title, excerpt, time, provider, story, story))
    return _corpus(reports)


class _Robots:
    """Writers of one template each, with names of their own."""

    def __init__(self, random: Random) -> None:
        self._random = random
        kinds = ["Inc", "Corp", "Holdings", "Group", "Plc"]
        self._companies = [f"{_name(random, 3)} {random.choice(kinds)}" for _ in range(2000)]
        self._towns = [_name(random, 3) for _ in range(1500)]
        self._teams = [
            f"{_name(random, 2)} {random.choice(['United', 'Rovers', 'Bears'])}" for _ in range(300)
        ]
        self._people = [f"{_name(random, 2)} {_name(random, 3)}" for _ in range(2000)]
        self.templates: list[Callable[[], tuple[str, str]]] = [
            self._stock, self._stock, self._insider, self._insider,
            self._weather, self._weather, self._quake, self._score, self._free,
        ]  # fmt: skip

    def _stock(self) -> tuple[str, str]:
        r = self._random
        company, percent = r.choice(self._companies), round(r.uniform(0.1, 19), 1)
        why = r.choice(["strong earnings", "weak guidance", "an upgrade", "merger talks"])
        up = r.random() < 0.5
        return (
            f"{company} shares {'rise' if up else 'fall'} {percent}% on {why}",
            f"Shares of {company} {'rose' if up else 'fell'} {percent}% in early trading on"
            f" {r.choice(DAYS)} on {why}. The stock opened at ${r.uniform(1, 900):.2f} and has a"
            f" 50-day moving average price of ${r.uniform(1, 900):.2f}, a market capitalization of"
            f" ${r.uniform(0.1, 90):.2f} billion and a PE ratio of {r.uniform(3, 60):.2f}.",
        )

    def _insider(self) -> tuple[str, str]:
        r = self._random
        company, who = r.choice(self._companies), r.choice(self._people)
        role, count = r.choice(["Director", "CFO", "CEO", "Insider"]), r.randrange(500, 90_000)
        return (
            f"{company} {role} {who} sells {count:,} shares of stock",
            f"{company} {role} {who} sold {count:,} shares of the business's stock in a transaction"
            f" dated {r.choice(DAYS)}. The stock was sold at an average price of"
            f" ${r.uniform(2, 400):.2f}, for a total value of ${r.randrange(9_000, 9_000_000):,}."
            " The transaction was disclosed in a filing with the SEC.",
        )

    def _weather(self) -> tuple[str, str]:
        r = self._random
        town, day = r.choice(self._towns), r.choice(DAYS)
        sky = r.choice(["mostly sunny", "partly cloudy", "light rain", "heavy snow"])
        return (
            f"{town} weather forecast for {day}: {sky}",
            f"The forecast for {town} on {day} calls for {sky} with a high of {r.randrange(-5, 40)}"
            f" and a low of {r.randrange(-15, 25)} degrees, wind at {r.randrange(2, 60)} km/h and a"
            f" {r.randrange(0, 100, 5)} percent chance of precipitation.",
        )

    def _quake(self) -> tuple[str, str]:
        r = self._random
        town, size = r.choice(self._towns), round(r.uniform(2, 7), 1)
        return (
            f"Magnitude {size} earthquake shakes {town}",
            f"A magnitude {size} earthquake struck {r.randrange(1, 200)} km from {town} on"
            f" {r.choice(DAYS)} at a depth of {r.randrange(1, 300)} km, the geological survey said."
            " There were no immediate reports of damage or injuries.",
        )

    def _score(self) -> tuple[str, str]:
        r = self._random
        one, other = r.sample(self._teams, 2)
        goals = f"{r.randrange(3, 7)}-{r.randrange(3)}"
        return (
            f"{one} beat {other} {goals}",
            f"{one} beat {other} {goals} on {r.choice(DAYS)} night as {r.choice(self._people)}"
            f" scored in the {r.randrange(1, 91)}th minute in front of a crowd of"
            f" {r.randrange(2000, 60_000):,} to move up to place {r.randrange(1, 21)}.",
        )

    def _free(self) -> tuple[str, str]:
        words = [_name(self._random, self._random.choice([2, 3, 4])).lower() for _ in range(40)]
        return " ".join(words[:8]).capitalize(), " ".join(words[8:]).capitalize() + "."


# -- news of few words ----------------------------------------------------------------------------


def small_vocabulary(size: int, seed: int = 1) -> Corpus:
    """Reports of words drawn from 150, with related links to what stands near: no story at all."""
    random = Random(seed)  # noqa: S311 - a benchmark is no secret
    words = [_name(random, random.choice([1, 2, 3])).lower() for _ in range(150)]
    reports, links = [], []
    for number in range(size):
        title = " ".join(random.choices(words, k=8)).capitalize()
        excerpt = " ".join(random.choices(words, k=25)).capitalize() + "."
        time = START + timedelta(minutes=number * 60 * 24 * 700 // size)
        provider = f"Site {random.randrange(100)}"
        reports.append(_Report(title, excerpt, time, provider, f"{number}", f"{number}"))
        for _ in range(2):
            other = number + random.choice([-1, 1]) * random.randint(1, 40)
            if 0 <= other < size and other != number:
                links.append((number, other))
    return _corpus(reports, links)


# -- pages that are no news -----------------------------------------------------------------------


def undated(size: int, seed: int = 1) -> Corpus:
    """Undated pages of one project: releases, case studies, awards, guides. No story among them."""
    random = Random(seed)  # noqa: S311 - a benchmark is no secret
    tools = ["Harbor", "Lattice", "Quill", "Drift"]
    things = "storage network security build release cluster cloud edge data scale team".split()
    verbs = "moves runs scales secures rebuilds simplifies automates".split()
    pages: list[tuple[str, str]] = []
    for number in range(size):
        tool, company = random.choice(tools), _name(random, 3)
        one, two, three, four = random.sample(things, 4)
        person = f"{_name(random, 2)} {_name(random, 3)}"
        version = f"{random.randrange(1, 4)}.{number}"
        kinds = [
            (
                f"{tool} {version} released",
                f"We are happy to announce {tool} {version}. It has better {one} and {two}, and"
                f" fixes {random.randrange(3, 90)} bugs. Thanks to all contributors.",
            ),
            (
                f"{company} {random.choice(verbs)} {one} with {tool}",
                f"How {company} uses {tool} for {one} and {two}: a case study of {three} there.",
            ),
            (
                f"{tool} community award: {person}",
                f"{person} receives the {tool} award for work on {one} and {two}.",
            ),
            (
                f"How to configure {one} {two} in {tool}",
                f"This guide shows how {tool} is configured for {one}, step by step: {two},"
                f" {three} and {four}.",
            ),
            (
                f"{company} joins the {tool} foundation",
                f"The {tool} foundation welcomes {company} as a member. {company} builds {one}.",
            ),
        ]
        pages.append(kinds[number % len(kinds)])
    # A title that came twice by chance is left out: a site has one page of it.
    return _corpus(
        [
            _Report(title, excerpt, None, "Project", f"{number}", f"{number}")
            for number, (title, excerpt) in enumerate(dict(pages).items())
        ]
    )


def translated(size: int, seed: int = 1) -> Corpus:
    """Pages of a site in five languages, names left as they are. No story among them."""
    random = Random(seed)  # noqa: S311 - a benchmark is no secret
    tongues = {
        tongue: [_name(random, random.choice([1, 2, 3])).lower() for _ in range(300)]
        for tongue in ("en", "de", "fr", "pt-br", "zh_CN")
    }
    reports = []
    for number in range(size):
        names = [_name(random, 3) for _ in range(3)]
        time = START + timedelta(days=number)
        for tongue, words in tongues.items():
            title = [*names[:2], *random.choices(words, k=4)]
            excerpt = [*names, *random.choices(words, k=12)]
            random.shuffle(title)
            story = f"{number} {tongue}"
            reports.append(
                _Report(" ".join(title), " ".join(excerpt), time, "Site", story, story, tongue)
            )
    return _corpus(reports)
