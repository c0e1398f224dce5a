"""Stories and the links between them → storylines: what goes on over days and weeks, and its name.

A storyline is a community of stories (Leiden, by the weight of the links between them), split
again as long as it has too many: components do not serve, as a third of all stories or more hangs
together in one.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from math import log

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
    storylines = [
        _storyline(line, near, name, iris) for line, name in zip(lines, names, strict=True)
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


def _storyline(
    stories: Sequence[Story], links: Iterable[StoryLink], name: str | None, iris: Iris
) -> Storyline:
    """Make a storyline of its stories, which are in order of time."""
    largest = min(stories, key=lambda story: (-len(story.articles), story_by_time(story)))
    return Storyline(
        id=stories[0].id,
        iri=iris.storyline(stories[0].id),
        name=name or largest.label,
        first=min((story.first for story in stories if story.first), default=None),
        last=max((story.last for story in stories if story.last), default=None),
        stories=tuple(story.iri for story in stories),
        predecessors=tuple(_predecessors(stories, links)),
    )


def _predecessors(stories: Sequence[Story], links: Iterable[StoryLink]) -> Iterator[str | None]:
    """Yield for each story the one of the same line that it follows most closely."""
    inside = {story.iri for story in stories}
    earlier: dict[str, StoryLink] = {}
    for link in links:
        if link.kind == "follows" and {link.source, link.target} <= inside:
            best = earlier.get(link.source, link)
            earlier[link.source] = max(
                best, link, key=lambda one: (one.weight, one.links, one.target)
            )
    return (earlier[story.iri].target if story.iri in earlier else None for story in stories)


# -- names ----------------------------------------------------------------------------------------

_WORD = re.compile(r"[^\W_]+(?:[-'’.&][^\W_]+)*")
_OWNER = re.compile(r"[’']s$")
# What headlines say of reports, and not of what they report.
_NO_NAMES = FUNCTION_WORDS | frozenset(
    "say says said new watch video exclusive report reports breaking opinion live update".split()
)


def _phrases(title: str) -> dict[str, str]:
    """Return the phrases of a title, in small letters, and how it writes each.

    >>> _phrases("Seoul: North Korea’s offer")
    {'seoul': 'Seoul', 'north': 'North', 'korea': 'Korea', 'offer': 'offer', \
'north korea': 'North Korea'}
    """
    forms = [_OWNER.sub("", word) for word in _WORD.findall(title)]
    owns = [bool(_OWNER.search(word)) for word in _WORD.findall(title)]
    words = [form.casefold() for form in forms]
    phrases: dict[str, str] = {}
    for size in range(1, NAME_WORDS + 1):
        for start in range(len(words) - size + 1):
            piece = slice(start, start + size)
            if not any(owns[start : start + size - 1]) and _may_name(words[piece]):
                phrases.setdefault(" ".join(words[piece]), " ".join(forms[piece]))
    return phrases


def _may_name(words: Sequence[str]) -> bool:
    """Tell whether words may be a name: none of duty but an "of" within, none of one letter."""
    return all(
        (word not in _NO_NAMES or (word == "of" and 0 < place < len(words) - 1))
        and (len(word) > 1 or not word.isascii())
        and not word.isdigit()
        for place, word in enumerate(words)
    )


def _names(articles: Sequence[Article], lines: Sequence[Sequence[Story]]) -> list[str | None]:
    """Return for each line of stories the phrase that most of its titles say and others do not."""
    told = {iri for line in lines for story in line for iri in story.articles}
    articles = [article for article in articles if article.iri in told]
    of = {article.iri: title for article, title in zip(articles, headlines(articles), strict=True)}
    said = [[[_phrases(of[iri]) for iri in story.articles] for story in line] for line in lines]
    wanted = {phrase for line in said for story in line for title in story for phrase in title}
    everywhere = Counter(
        phrase for title in of.values() for phrase in _phrases(title) if phrase in wanted
    )
    return [_name(line, everywhere, len(of)) for line in said]


def _name(
    stories: Sequence[Sequence[Mapping[str, str]]], everywhere: Mapping[str, int], total: int
) -> str | None:
    titles = [title for story in stories for title in story]
    count = Counter(phrase for title in titles for phrase in title)
    spread = Counter(
        phrase for story in stories for phrase in {name for title in story for name in title}
    )
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for title in titles:
        for phrase, form in title.items():
            forms[phrase][form] += 1
    best_form = {
        phrase: min(seen, key=lambda form: (-seen[form], form)) for phrase, seen in forms.items()
    }

    def worth(phrase: str) -> float:
        # Rarer elsewhere, in more of its articles and stories, written as a name, and longer.
        elsewhere = everywhere[phrase] - count[phrase]
        rare = log((total + 1) / (elsewhere + 1)) / log(total + 1)
        words = best_form[phrase].split()
        capital = sum(word[:1].isupper() for word in words) / len(words)
        share: float = (count[phrase] / len(titles)) ** 0.75
        wide = 0.3 + 0.7 * spread[phrase] / len(stories)
        longer = 1 + 0.25 * (len(words) - 1)
        return round(share * rare**2 * (0.5 + 0.5 * capital) * wide * longer, 9)

    fit = [
        phrase
        for phrase in count
        if spread[phrase] > 1 and (total < MANY_TITLES or everywhere[phrase] <= USUAL * total)
    ]
    if not fit:
        return None
    name = min(fit, key=lambda phrase: (-worth(phrase), phrase))
    longer = [
        phrase
        for phrase in fit
        if f" {name} " in f" {phrase} " and count[phrase] >= LONGER * count[name]
    ]
    form = best_form[max(longer, key=lambda phrase: (worth(phrase), phrase))]
    return form[:1].upper() + form[1:] if form[1:2].islower() else form
