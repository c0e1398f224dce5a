"""Two builds → what changed from one to the other.

    changes = storyweft.diff("exports-of-monday", "exports-of-tuesday")
    for story in changes.stories:
        print(story.kind, [state.label for state in story.new or story.old])

What is the same in both is found first. An article is the same if it has the same IRI; one whose
IRI is only in one of the builds is the same as whichever shares an address with it. A story is the
same if it has the same id, or if more than half the articles of the smaller are in the other. That
may bring together several on either side: they merged, or split.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, Literal, cast, get_args

import msgspec
from msgspec import Struct

from storyweft.comparing.snapshot import FIELDS, Fields, Snapshot, StoryState, take_snapshot
from storyweft.graph import Graph
from storyweft.pipeline import build
from storyweft.reading.pool import without_collector
from storyweft.sparql.opening import BuildGraph, Source
from storyweft.urls import identity

ArticleKind = Literal["appeared", "changed", "renamed", "merged", "split", "regrouped", "vanished"]
LinkKind = Literal["appeared", "vanished"]
StoryKind = Literal[
    "appeared",
    "grew",
    "changed",
    "renamed",
    "merged",
    "split",
    "regrouped",
    "shrank",
    "vanished",
]

#: All kinds of change, in the order in which they are told.
KINDS = get_args(StoryKind)


class Counts(Struct, frozen=True):
    """How much there is in a build."""

    documents: int
    articles: int
    links: int
    stories: int


class Named(Struct, frozen=True):
    """An article by its IRI, and the line that stands for it."""

    iri: str
    label: str


class FieldChange(Struct, frozen=True):
    """The values of a field, before and after; providers, topics and authors by name.

    Their IRIs stand there if the names alone would not tell a difference.
    """

    field: str
    old: tuple[str, ...]
    new: tuple[str, ...]


class ArticleChange(Struct, frozen=True):
    """What became of an article: ``old`` and ``new`` hold one each, or none, or several.

    ``fields`` compares the first of both.
    """

    kind: ArticleKind
    old: tuple[Named, ...]
    new: tuple[Named, ...]
    fields: tuple[FieldChange, ...] = ()


class LinkChange(Struct, frozen=True):
    """A related link that only one of the builds has; a new IRI of its ends makes it no other."""

    kind: LinkKind
    source: Named
    target: Named


class StoryName(Struct, frozen=True):
    """A story of one of the builds, and how many articles it has there."""

    id: str
    iri: str
    label: str
    articles: int


class StoryChange(Struct, frozen=True):
    """What became of a story, and the articles that joined or left; see :class:`ArticleChange`.

    ``changed`` is one that some joined and some left, ``renamed`` one with the same articles and
    another id or label.
    """

    kind: StoryKind
    old: tuple[StoryName, ...]
    new: tuple[StoryName, ...]
    joined: tuple[Named, ...]
    left: tuple[Named, ...]


class Diff(Struct, frozen=True):
    """Everything that changed, in order of kind, size (stories) and IRI."""

    old: Counts
    new: Counts
    articles: tuple[ArticleChange, ...]
    links: tuple[LinkChange, ...]
    stories: tuple[StoryChange, ...]

    def __bool__(self) -> bool:
        return bool(self.articles or self.links or self.stories)

    def __repr__(self) -> str:
        counts = ", ".join(
            f"{len(changes)} {what}"
            for what in ("articles", "links", "stories")
            if (changes := getattr(self, what))
        )
        return f"<Diff: {counts or 'nothing changed'}>"


@without_collector()
def diff(
    old: Graph | Source | str | Path,
    new: Graph | Source | str | Path,
    *,
    build_graph: BuildGraph = build,
) -> Diff:
    """Return what changed between two builds; see :func:`.snapshot.take_snapshot`.

    :raises SourceError: if one of them cannot be read.

    >>> diff("seeds", "seeds")
    <Diff: nothing changed>
    """
    before, after = (take_snapshot(source, build_graph=build_graph) for source in (old, new))
    return compare(before, after)


def compare(old: Snapshot, new: Snapshot) -> Diff:
    """Return what changed between two snapshots."""
    same = list(_connected(old.articles, new.articles, _same_articles(old, new)))
    renamed = dict(chain.from_iterable(_successors(*group) for group in same))
    return Diff(
        _counts(old),
        _counts(new),
        tuple(sorted(_article_changes(old, new, same), key=_article_order)),
        tuple(_link_changes(old, new, renamed)),
        tuple(sorted(_story_changes(old, new, renamed), key=_story_order)),
    )


def to_json(diff: Diff) -> Any:  # noqa: ANN401 - whatever JSON has
    """Return all of it as dictionaries and lists."""
    return msgspec.to_builtins(diff)


def _counts(build: Snapshot) -> Counts:
    return Counts(len(build.documents), len(build.articles), len(build.links), len(build.stories))


# -- what is the same -----------------------------------------------------------------------------

Pairs = set[tuple[str, str]]
Group = tuple[list[str], list[str]]


def _connected(old: Iterable[str], new: Iterable[str], pairs: Pairs) -> Iterator[Group]:
    """Yield what pairs connect, directly or through others: old and new ones, each once.

    Those that are there before and after come first, then in order of name.
    """
    beside: dict[tuple[int, str], list[tuple[int, str]]] = {}
    for one, other in sorted(pairs):
        beside.setdefault((0, one), []).append((1, other))
        beside.setdefault((1, other), []).append((0, one))
    seen: set[tuple[int, str]] = set()
    for start in [*((0, name) for name in old), *((1, name) for name in new)]:
        if start in seen:
            continue
        seen.add(start)
        group = [start]
        for node in group:
            group += (fresh := [other for other in beside.get(node, ()) if other not in seen])
            seen.update(fresh)
        earlier, later = ({name for side, name in group if side == wanted} for wanted in (0, 1))
        both = earlier & later
        yield (
            sorted(earlier, key=lambda name: (name not in both, name)),
            sorted(later, key=lambda name: (name not in both, name)),
        )


def _kind(earlier: list[Any], later: list[Any]) -> str | None:
    """Return what became of the old ones; None if one of each leaves that to be seen."""
    if not earlier or not later:
        return "appeared" if later else "vanished"
    if len(earlier) == len(later) == 1:
        return None
    if len(later) == 1:
        return "merged"
    return "split" if len(earlier) == 1 else "regrouped"


# -- articles -------------------------------------------------------------------------------------


def _same_articles(old: Snapshot, new: Snapshot) -> Pairs:
    pairs = {(iri, iri) for iri in old.articles.keys() & new.articles.keys()}
    gone, come = old.articles.keys() - new.articles, new.articles.keys() - old.articles
    pairs |= {(iri, other) for iri, other in _sharing(old, gone, new)}
    pairs |= {(other, iri) for iri, other in _sharing(new, come, old)}
    return pairs


def _sharing(
    build: Snapshot, articles: Iterable[str], other: Snapshot
) -> Iterator[tuple[str, str]]:
    """Yield pairs that connect some articles with those of another build of an address of theirs.

    Not each with each: the first of one address stands for all.
    """
    by_key: dict[str, list[str]] = {}
    for iri in articles:
        for key in _keys(iri, build):
            by_key.setdefault(key, []).append(iri)
    if by_key:
        met: set[str] = set()
        for iri in other.articles:
            for key in _keys(iri, other) & by_key.keys():
                yield from ((one, iri) for one in by_key[key][: 1 if key in met else None])
                met.add(key)


def _keys(iri: str, build: Snapshot) -> set[str]:
    return {_key(url) for url in (iri, *build.articles[iri].get("addresses", ()))}


def _key(address: str) -> str:
    try:
        return identity(address).key
    except ValueError:
        return address  # in RDF that others changed


def _successors(earlier: list[str], later: list[str]) -> Iterator[tuple[str, str]]:
    if later:
        same = set(later)
        yield from ((iri, iri if iri in same else later[0]) for iri in earlier)


def _article_changes(old: Snapshot, new: Snapshot, same: list[Group]) -> Iterator[ArticleChange]:
    for earlier, later in same:
        kind = _kind(earlier, later)
        fields: tuple[FieldChange, ...] = ()
        if earlier and later:
            fields = tuple(_field_changes(old, new, earlier[0], later[0]))
        if kind is None and earlier != later:
            kind = "renamed"
        if kind or fields:
            yield ArticleChange(
                cast("ArticleKind", kind or "changed"),
                tuple(_named(iri, old) for iri in earlier),
                tuple(_named(iri, new) for iri in later),
                fields,
            )


def _article_order(change: ArticleChange) -> tuple[int, str]:
    return KINDS.index(change.kind), (change.new or change.old)[0].iri


def _field_changes(old: Snapshot, new: Snapshot, iri: str, later: str) -> Iterator[FieldChange]:
    before, after = old.articles[iri], new.articles[later]
    if before == after:
        return
    for name in _field_names(before, after):
        values = before.get(name, ()), after.get(name, ())
        if values[0] != values[1]:
            named = _labels(values[0], old), _labels(values[1], new)
            yield FieldChange(name, *(named if named[0] != named[1] else values))


def _field_names(before: Fields, after: Fields) -> list[str]:
    ordered = dict.fromkeys(FIELDS.values())
    names = before.keys() | after.keys()
    return [*(name for name in ordered if name in names), *sorted(names - ordered.keys())]


def _labels(values: tuple[str, ...], build: Snapshot) -> tuple[str, ...]:
    return tuple(build.labels.get(value, value) for value in values)


def _named(iri: str, build: Snapshot) -> Named:
    return Named(iri, build.labels.get(iri, iri))


# -- links ----------------------------------------------------------------------------------------


def _link_changes(old: Snapshot, new: Snapshot, renamed: Mapping[str, str]) -> Iterator[LinkChange]:
    def now(iri: str) -> str:
        return renamed.get(iri, iri)

    before = {(now(source), now(target)): (source, target) for source, target in sorted(old.links)}
    for source, target in sorted(new.links - before.keys()):
        yield LinkChange("appeared", _named(source, new), _named(target, new))
    for pair in sorted(before.keys() - new.links):
        source, target = before[pair]
        if pair[0] != pair[1]:  # else both ends are one article now
            yield LinkChange("vanished", _named(source, old), _named(target, old))


# -- stories --------------------------------------------------------------------------------------


def _story_changes(
    old: Snapshot, new: Snapshot, renamed: Mapping[str, str]
) -> Iterator[StoryChange]:
    before = {
        name: frozenset(renamed.get(iri, iri) for iri in story.articles)
        for name, story in old.stories.items()
    }
    after = {name: story.articles for name, story in new.stories.items()}
    for earlier, later in _connected(before, after, _same_stories(before, after)):
        joined = _union(after, later) - _union(before, earlier)
        left = _union(before, earlier) - _union(after, later)
        kind = _kind(earlier, later)
        if kind is None:
            kind = _story_kind(old.stories[earlier[0]], new.stories[later[0]], joined, left)
        if kind:
            yield StoryChange(
                cast("StoryKind", kind),
                tuple(_story_name(old.stories[name]) for name in earlier),
                tuple(_story_name(new.stories[name]) for name in later),
                tuple(_named(iri, new) for iri in sorted(joined)),
                tuple(_named(iri, new if iri in new.articles else old) for iri in sorted(left)),
            )


def _same_stories(
    before: Mapping[str, frozenset[str]], after: Mapping[str, frozenset[str]]
) -> Pairs:
    story_of = {iri: name for name, articles in before.items() for iri in articles}
    shared = Counter(
        (story_of[iri], name)
        for name, articles in after.items()
        for iri in articles
        if iri in story_of
    )
    pairs = {
        (one, other)
        for (one, other), number in shared.items()
        if 2 * number > min(len(before[one]), len(after[other]))
    }
    return pairs | {(name, name) for name in before.keys() & after.keys()}


def _story_kind(
    old: StoryState, new: StoryState, joined: frozenset[str], left: frozenset[str]
) -> str | None:
    if joined and left:
        return "changed"
    if joined or left:
        return "grew" if joined else "shrank"
    return "renamed" if (old.id, old.label) != (new.id, new.label) else None


def _union(articles: Mapping[str, frozenset[str]], names: list[str]) -> frozenset[str]:
    return frozenset().union(*(articles[name] for name in names))


def _story_name(story: StoryState) -> StoryName:
    return StoryName(story.id, story.iri, story.label, len(story.articles))


def _story_order(change: StoryChange) -> tuple[int, int, str]:
    states = change.new or change.old
    return KINDS.index(change.kind), -sum(state.articles for state in states), states[0].id
