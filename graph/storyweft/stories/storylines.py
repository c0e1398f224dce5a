"""Stories and the links between them → storylines: what goes on over days and weeks, and its name.

A storyline is a community of stories (Leiden, by the weight of the links between them), split
again as long as it has too many: components do not serve, as a third of all stories or more hangs
together in one.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from math import log
from typing import NamedTuple

from storyweft.model import Article, Story, Storyline, StoryLink
from storyweft.resolving.iris import Iris
from storyweft.stories.headlines import headlines
from storyweft.stories.words import FUNCTION_WORDS

#: A storyline with more stories is split again, by so much finer a resolution each time.
MAX_STORIES = 14
FINER = 1.6
FINEST = 40.0
#: Stories further apart (in days, from the end of one to the start of the other) are two affairs,
#: as are the elections of two years.
GAP = 300

#: A name has at most so many words.
NAME_WORDS = 3
#: A longer phrase says it better if so many of the articles that say the shorter say it.
LONGER = 0.55
#: What so many of all titles say names nothing, in a corpus of so many titles.
USUAL = 0.1
MANY_TITLES = 60

# Any constant: it makes two runs the same.
_SEED = 1


def find_storylines(
    articles: Sequence[Article], stories: Sequence[Story], links: Sequence[StoryLink], iris: Iris
) -> list[Storyline]:
    """Find the storylines of stories, those of most stories first.

    The id of a storyline is that of its earliest story, so it stays while later stories join.
    """
    by_iri = {story.iri: story for story in stories}
    near = [link for link in links if _days_apart(by_iri[link.source], by_iri[link.target]) <= GAP]
    lines = [
        sorted((by_iri[iri] for iri in line), key=story_by_time)
        for line in _communities(sorted(stories, key=story_by_time), near)
    ]
    names = _names(articles, lines)
    follows = _follows_within(lines, near)
    storylines = [
        _storyline(line, inside, name, iris)
        for line, inside, name in zip(lines, follows, names, strict=True)
    ]
    return sorted(storylines, key=lambda line: (-len(line.stories), line.id))


def story_by_time(story: Story) -> tuple[str, str]:
    """Sort by the first article, stories without a time last."""
    return story.first or "9999", story.id


def _days_apart(one: Story, other: Story) -> float:
    """Return how long nothing was reported between two stories; 0 if they overlap, or undated."""
    if not (one.first and one.last and other.first and other.last):
        return 0.0
    start, end = max(one.first, other.first), min(one.last, other.last)
    return (datetime.fromisoformat(start) - datetime.fromisoformat(end)).total_seconds() / 86_400


def _communities(stories: Sequence[Story], links: Sequence[StoryLink]) -> Iterator[list[str]]:
    """Yield the IRIs of the stories of each community that has several."""
    number = {story.iri: position for position, story in enumerate(stories)}
    ends = [(number[link.source], number[link.target], link.weight) for link in links]
    edges = [
        (min(one, other), max(one, other), weight) for one, other, weight in ends if weight > 0
    ]
    for part in _split(sorted(edges), 1.0):
        if len(part) > 1:
            yield [stories[position].iri for position in part]


def _split(edges: list[tuple[int, int, float]], resolution: float) -> Iterator[list[int]]:
    """Yield the communities of a network, each of at most ``MAX_STORIES`` if it can be split."""
    if not edges:
        return
    from graspologic_native import leiden

    _, community = leiden(
        edges=[(str(one), str(other), weight) for one, other, weight in edges],
        starting_communities=None,
        resolution=resolution,
        randomness=0.001,
        iterations=10,
        use_modularity=True,
        seed=_SEED,
        trials=1,
    )
    parts: defaultdict[int, list[int]] = defaultdict(list)
    for name in sorted(map(int, community)):
        parts[community[str(name)]].append(name)
    inside: defaultdict[int, list[tuple[int, int, float]]] = defaultdict(list)
    for edge in edges:
        if community[str(edge[0])] == community[str(edge[1])]:
            inside[community[str(edge[0])]].append(edge)
    for label, part in sorted(parts.items(), key=lambda item: item[1]):
        if len(part) > MAX_STORIES and resolution < FINEST:
            yield from _split(inside[label], resolution * FINER)
        else:
            yield part


def _follows_within(
    lines: Iterable[Sequence[Story]], links: Iterable[StoryLink]
) -> Iterable[list[StoryLink]]:
    """Return for each line which of its stories follows which."""
    line_of = {story.iri: number for number, line in enumerate(lines) for story in line}
    within: dict[int, list[StoryLink]] = {number: [] for number in line_of.values()}
    for link in links:
        number = line_of.get(link.source)
        if link.kind == "follows" and number is not None and number == line_of.get(link.target):
            within[number].append(link)
    return within.values()


def _storyline(
    stories: Sequence[Story], follows: Iterable[StoryLink], name: str | None, iris: Iris
) -> Storyline:
    """Make a storyline of its stories, which are in order of time."""
    largest = min(stories, key=lambda story: (-len(story.articles), story_by_time(story)))
    # A story follows the one that it is most like.
    earlier: dict[str, StoryLink] = {}
    for link in follows:
        best = earlier.get(link.source, link)
        earlier[link.source] = max(best, link, key=lambda one: (one.weight, one.links, one.target))
    return Storyline(
        id=stories[0].id,
        iri=iris.storyline(stories[0].id),
        name=name or largest.label,
        first=min((story.first for story in stories if story.first), default=None),
        last=max((story.last for story in stories if story.last), default=None),
        stories=tuple(story.iri for story in stories),
        predecessors=tuple(
            earlier[story.iri].target if story.iri in earlier else None for story in stories
        ),
    )


# -- names ----------------------------------------------------------------------------------------

_WORD = re.compile(r"[^\W_]++(?:[-'’.&][^\W_]++)*+")
# What headlines say of reports, and not of what they report.
_NO_NAMES = FUNCTION_WORDS | frozenset(
    "say says said new watch video exclusive report reports breaking opinion live update".split()
)


class _Phrase(NamedTuple):
    """A phrase as most titles write it, and how many titles and stories of a line have it."""

    form: str
    titles: int
    stories: int


class _Title(NamedTuple):
    """The words of a title: which of them own something, as it writes them, in small letters."""

    owns: list[bool]
    forms: list[str]
    words: list[str]

    @classmethod
    def of(cls, text: str) -> "_Title":
        words = _WORD.findall(text)
        owns = [word.endswith(("'s", "’s")) for word in words]
        forms = [word[:-2] if owner else word for word, owner in zip(words, owns, strict=True)]
        return cls(owns, forms, [form.casefold() for form in forms])


def _phrases(title: _Title, among: Container[str] | None = None) -> dict[str, str]:
    """Return the phrases of a title that may be names, in small letters, and how it writes each.

    :param among: leave out phrases with words that are not among these.

    >>> _phrases(_Title.of("North Korea’s offer"))
    {'north': 'North', 'north korea': 'North Korea', 'korea': 'Korea', 'offer': 'offer'}
    >>> _phrases(_Title.of("Gulf of Aden"))
    {'gulf': 'Gulf', 'gulf of aden': 'Gulf of Aden', 'aden': 'Aden'}
    """
    owns, forms, words = title
    telling = [
        word not in _NO_NAMES
        and (among is None or word in among)
        and (len(word) > 1 or not word.isascii())
        and not word.isdigit()
        for word in words
    ]
    phrases: dict[str, str] = {}
    for start in range(len(words)):
        if not telling[start]:
            continue
        for end in range(start + 1, min(start + NAME_WORDS, len(words)) + 1):
            if telling[end - 1]:
                phrases.setdefault(" ".join(words[start:end]), " ".join(forms[start:end]))
            elif words[end - 1] != "of":
                break
            if owns[end - 1]:
                break
    return phrases


def _names(articles: Sequence[Article], lines: Sequence[Sequence[Story]]) -> list[str | None]:
    """Return for each line of stories the phrase that most of its titles say and others do not."""
    in_lines = {iri for line in lines for story in line for iri in story.articles}
    articles = [article for article in articles if article.iri in in_lines]
    title = {
        article.iri: _Title.of(text)
        for article, text in zip(articles, headlines(articles), strict=True)
    }
    shared = [
        _shared_phrases([[title[iri] for iri in story.articles] for story in line])
        for line in lines
    ]
    # Only what several stories of a line say is counted: nearly all phrases come once.
    wanted = set().union(*shared)
    words = {word for phrase in wanted for word in phrase.split()}
    everywhere = Counter(
        phrase for said in title.values() for phrase in _phrases(said, words) if phrase in wanted
    )
    sizes = [sum(len(story.articles) for story in line) for line in lines]
    return [
        _name(phrases, titles, len(line), everywhere, len(title))
        for line, phrases, titles in zip(lines, shared, sizes, strict=True)
    ]


def _shared_phrases(titles: Collection[Collection[_Title]]) -> dict[str, _Phrase]:
    """Return the phrases that titles of several stories have; the titles come story by story."""
    # Few words are said by several stories, and only of these are the phrases that are.
    spread = Counter(
        word for story in titles for word in {word for title in story for word in title.words}
    )
    among = {word for word, count in spread.items() if count > 1}
    stories: Counter[str] = Counter()
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for story in titles:
        said: set[str] = set()
        for title in story:
            for phrase, form in _phrases(title, among).items():
                forms[phrase][form] += 1
                said.add(phrase)
        stories.update(said)
    return {
        phrase: _Phrase(
            min(forms[phrase], key=lambda form: (-forms[phrase][form], form)),
            forms[phrase].total(),
            count,
        )
        for phrase, count in stories.items()
        if count > 1
    }


def _name(
    phrases: Mapping[str, _Phrase],
    titles: int,
    stories: int,
    everywhere: Mapping[str, int],
    total: int,
) -> str | None:
    def worth(name: str) -> float:
        # Rarer elsewhere, in more of its articles and stories, written as a name, and longer.
        phrase = phrases[name]
        elsewhere = everywhere[name] - phrase.titles
        rare = log((total + 1) / (elsewhere + 1)) / log(total + 1)
        words = phrase.form.split()
        capital = sum(word[:1].isupper() for word in words) / len(words)
        share: float = (phrase.titles / titles) ** 0.75
        wide = 0.3 + 0.7 * phrase.stories / stories
        longer = 1 + 0.25 * (len(words) - 1)
        return round(share * rare**2 * (0.5 + 0.5 * capital) * wide * longer, 9)

    fit = [
        phrase for phrase in phrases if total < MANY_TITLES or everywhere[phrase] <= USUAL * total
    ]
    if not fit:
        return None
    name = min(fit, key=lambda phrase: (-worth(phrase), phrase))
    longer = [
        phrase
        for phrase in fit
        if f" {name} " in f" {phrase} " and phrases[phrase].titles >= LONGER * phrases[name].titles
    ]
    form = phrases[max(longer, key=lambda phrase: (worth(phrase), phrase))].form
    return form[:1].upper() + form[1:] if form[1:2].islower() else form
