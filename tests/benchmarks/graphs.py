"""Graphs of any size without any file: the same for the same number, as the page would meet them.

Stories of about seven articles with a long tail, providers by Zipf's law, a topic or two a story,
links inside stories and a few between neighbouring ones, storylines of up to nine stories.
"""

from random import Random

from storyweft.graph import Graph
from storyweft.model import (
    Article,
    Image,
    Link,
    Provider,
    Story,
    Storyline,
    StoryLink,
    Topic,
    Witness,
)
from storyweft.resolving.iris import Iris
from storyweft.resolving.resolution import Resolution
from storyweft.vocabulary import DEFAULT_BASE_IRI

_SYLLABLES = (
    "ba co di fen gor hal ist jun kem lor mar nel oz pra qui ron sel tur ung ver wil yor".split()
)
_PER_STORY = 7


def make_graph(size: int, seed: int = 1) -> Graph:
    """Return a graph of so many articles."""
    random = Random(seed)  # noqa: S311 - no secret
    iris = Iris(DEFAULT_BASE_IRI)
    words = ["".join(random.choices(_SYLLABLES, k=random.randint(1, 3))) for _ in range(4000)]
    providers = _providers(iris, max(3, size // 50), words, random)
    topics = _topics(iris, min(300, max(3, size // 100)), words, random)
    groups = _groups(size, providers, topics, words, random)
    articles = sorted((a for group in groups for a in group), key=lambda article: article.iri)
    stories = sorted(
        (_story(iris, group) for group in groups), key=lambda s: (-len(s.articles), s.id)
    )
    resolved = Resolution(articles, providers, topics, _links(groups, random))
    lines = _storylines(iris, stories, random)
    return Graph(
        [],
        resolved,
        iris,
        stories=stories,
        story_links=sorted(
            (link for line in lines for link in _follows(line)), key=lambda link: link.source
        ),
        storylines=lines,
    )


def _providers(iris: Iris, number: int, words: list[str], random: Random) -> list[Provider]:
    names = [
        f"{random.choice(words).title()} {random.choice(words).title()}" for _ in range(number)
    ]
    domains = [f"{name.replace(' ', '').lower()}{index}.com" for index, name in enumerate(names)]
    plain = [Provider(name, domain) for name, domain in zip(names, domains, strict=True)]
    full = [Provider(one.name, one.domain, (), iris.provider(one)) for one in plain]
    return sorted(full, key=lambda provider: provider.iri)


def _topics(iris: Iris, number: int, words: list[str], random: Random) -> list[Topic]:
    names = {f"{random.choice(words).title()} {index}" for index in range(number)}
    return sorted((Topic(iris.topic(name), name) for name in names), key=lambda topic: topic.iri)


def _groups(
    size: int,
    providers: list[Provider],
    topics: list[Topic],
    words: list[str],
    random: Random,
) -> list[list[Article]]:
    weights = [1 / rank for rank in range(1, len(providers) + 1)]
    shares = [1 / rank**0.7 for rank in range(1, len(topics) + 1)]
    groups: list[list[Article]] = []
    made = 0
    while made < size:
        number = min(size - made, max(1, int(random.paretovariate(1.2) * _PER_STORY / 2.6)), 400)
        about = tuple(dict.fromkeys(random.choices(topics, shares, k=random.randint(1, 2))))
        day = random.randrange(1500)
        reporting = random.choices(providers, weights, k=number)
        articles = [
            _article(made + i, reporting[i], about, day, words, random) for i in range(number)
        ]
        groups.append(sorted(articles, key=lambda article: (article.published or "", article.iri)))
        made += number
    return groups


def _article(
    index: int,
    provider: Provider,
    topics: tuple[Topic, ...],
    day: int,
    words: list[str],
    random: Random,
) -> Article:
    title = " ".join(random.choices(words, k=8)).capitalize()
    day += random.randrange(6)
    year, month, date = 2017 + day // 336, day % 336 // 28 + 1, day % 28 + 1
    url = (
        f"https://www.{provider.domain}/{year}/{month:02}/{'-'.join(title.lower().split())}-{index}"
    )
    return Article(
        iri=url,
        url=url,
        title=title,
        excerpt=" ".join(random.choices(words, k=32)).capitalize() + ".",
        published=f"{year}-{month:02}-{date:02}T{random.randrange(24):02}:{random.randrange(60):02}:00Z",
        type="article" if random.random() < 0.95 else "video",
        quality=random.randrange(100),
        is_published=random.random() < 0.8,
        images=(Image(f"https://img.{provider.domain}/{index}.jpg", 1200, 630),),
        provider=provider,
        topics=topics,
        documents=(f"{index // 1000}/{index}.txt",),
    )


def _story(iris: Iris, articles: list[Article]) -> Story:
    name = f"{int.from_bytes(articles[0].iri.encode()) % (1 << 61):016x}"
    return Story(
        id=name,
        iri=iris.story(name),
        label=articles[0].title or "",
        first=articles[0].published,
        last=articles[-1].published,
        articles=tuple(article.iri for article in articles),
    )


def _links(groups: list[list[Article]], random: Random) -> list[Link]:
    pairs: set[tuple[str, str]] = set()
    for number, group in enumerate(groups):
        for article in group[1:]:
            pairs.add((group[random.randrange(len(group))].iri, article.iri))
        if random.random() < 0.35:
            other = groups[max(0, number - random.randint(1, 40))]
            pairs.add((random.choice(group).iri, random.choice(other).iri))
    return [
        Link(source, target, (Witness(f"{index}.txt", 1 + index % 5),))
        for index, (source, target) in enumerate(sorted(pairs))
        if source != target
    ]


def _storylines(iris: Iris, stories: list[Story], random: Random) -> list[Storyline]:
    """Chain stories that follow each other; every third of them stands alone."""
    rest = sorted(stories, key=lambda story: (story.first or "", story.id))
    lines = []
    while rest:
        size = random.choice([1, 1, 1, 2, 3, 4, 6, 9])
        part, rest = rest[:size], rest[size:]
        if len(part) > 1:
            lines.append(_storyline(iris, part))
    return lines


def _storyline(iris: Iris, stories: list[Story]) -> Storyline:
    first = stories[0]
    names = [story.iri for story in stories]
    return Storyline(
        id=first.id,
        iri=iris.storyline(first.id),
        name=" ".join(first.label.split()[:2]).title(),
        first=first.first,
        last=max(story.last or "" for story in stories),
        stories=tuple(names),
        predecessors=(None, *names[:-1]),
    )


def _follows(line: Storyline) -> list[StoryLink]:
    pairs = zip(line.stories, line.predecessors, strict=True)
    return [StoryLink(story, before, "follows", 0.5) for story, before in pairs if before]
