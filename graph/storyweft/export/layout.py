"""Where everything stands on the map: stories as discs with their articles, topics, providers.

Forces pull stories to those that they link to and to their topics; then every disc takes the free
place nearest to where the forces put it, the largest first, so that no two overlap. Inside a disc
the articles stand like the seeds of a sunflower, the earliest in the middle.

The same graph gives the same map on every machine: no random numbers, only arithmetic that IEEE 754
defines to the last bit (sums of many terms run over integers), and whole coordinates in the end.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from math import ceil, cos, pi, sin, sqrt
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from storyweft.model import Article, Link

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

#: Sizes on the map, in its own units: an article's dot, the space it takes, the margin of a disc.
DOT = 6
SPACING = 12.5
MARGIN = 12
SATELLITE = DOT + 3
GAP = 14

_GOLDEN = pi * (3 - sqrt(5))
_STEPS = 90
_CELLS = 28
_PULL = 5.0
_FEW = 60
_TOPIC = 20
_BLOCK = 300
_NEAR = 80
_ROOM = 2.05  # how much of the map there is for each area of disc
_WIDE = 1.15  # maps are a little wider than high, as screens are
_WIDE_OF_FEW = 0.9  # their labels make them wider


class Disc(NamedTuple):
    """A circle on the map."""

    x: int
    y: int
    r: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Places, each in the order of what was given to :func:`arrange`; an article's is a point."""

    groups: tuple[Disc, ...]
    articles: tuple[tuple[tuple[int, int], ...], ...]
    topics: tuple[Disc, ...]
    providers: tuple[Disc, ...]


def arrange(
    groups: Sequence[Sequence[Article]],
    links: Iterable[Link],
    topics: Sequence[str],
    providers: Sequence[str],
    *,
    ties: Mapping[tuple[int, int], float] = MappingProxyType({}),
) -> Layout:
    """Return a place for every group of articles, every article, and every topic and provider.

    :param topics: IRIs; so are ``providers``.
    :param ties: how strongly two groups, by their numbers, belong together, from 0 to 1.
    """
    topic_index = {iri: index for index, iri in enumerate(topics, len(groups))}
    springs = _springs(groups, links, topic_index, ties)
    radii = [_radius(len(group)) for group in groups]
    radii += [_TOPIC] * len(topics)
    targets = _pull(np.array(radii, dtype=np.float64), springs)
    floor = _Floor(wide=len(radii) <= _FEW)
    bodies = floor.settle(targets, radii, _order(radii, springs, range(len(groups), len(radii))))
    discs = bodies[: len(groups)]
    articles = tuple(
        _sunflower(disc, len(group)) for disc, group in zip(discs, groups, strict=True)
    )
    homes = _homes(groups, articles, providers)
    satellites = floor.settle(homes, [SATELLITE] * len(providers), range(len(providers)))
    return Layout(tuple(discs), articles, tuple(bodies[len(groups) :]), tuple(satellites))


def _order(
    radii: Sequence[int], springs: Mapping[tuple[int, int], float], first: range
) -> list[int]:
    """Return who chooses a place first: topics, then large discs, then those with company."""
    company = Counter(index for pair in springs for index in pair)
    rest = [index for index in range(len(radii)) if index not in first]
    return [*first, *sorted(rest, key=lambda index: (-radii[index], -company[index], index))]


def _radius(size: int) -> int:
    return ceil(SPACING * sqrt(size)) + MARGIN if size > 1 else DOT + MARGIN


def _sunflower(disc: Disc, size: int) -> tuple[tuple[int, int], ...]:
    if size == 1:
        return ((disc.x, disc.y),)
    return tuple(
        (round(disc.x + SPACING * x), round(disc.y + SPACING * y)) for x, y in _spiral(size, 0.5)
    )


def _spiral(size: int, start: float) -> Iterator[tuple[float, float]]:
    """Yield points of Vogel's spiral: about one for each area of pi."""
    for index in range(size):
        reach = sqrt(index + start)
        yield reach * cos(index * _GOLDEN), reach * sin(index * _GOLDEN)


def _springs(
    groups: Sequence[Sequence[Article]],
    links: Iterable[Link],
    topic_index: Mapping[str, int],
    ties: Mapping[tuple[int, int], float],
) -> dict[tuple[int, int], float]:
    """Return how strongly two bodies pull each other: links between groups, and topics."""
    group_of = {article.iri: index for index, group in enumerate(groups) for article in group}
    springs: dict[tuple[int, int], float] = defaultdict(float)
    for link in links:
        pair = group_of.get(link.source, -1), group_of.get(link.target, -1)
        if pair[0] != pair[1] and min(pair) >= 0:
            springs[min(pair), max(pair)] += 4
    for (one, other), weight in ties.items():
        springs[min(one, other), max(one, other)] += 6 * weight
    for index, group in enumerate(groups):
        about = Counter(topic.iri for article in group for topic in article.topics)
        total = sum(about.values())
        for iri, number in about.items():
            if iri in topic_index:
                springs[index, topic_index[iri]] = 2 * number / total
    return springs


def _pull(radii: Floats, springs: Mapping[tuple[int, int], float]) -> Floats:
    """Let springs pull and masses push for a fixed number of steps; return all places."""
    size = len(radii)
    mass = (radii + GAP / 2) ** 2
    reach = sqrt(float(np.cumsum(mass)[-1])) * 1.25 if size else 1.0
    place = np.array([(x, y) for x, y in _spiral(size, 0.5)], dtype=np.float64).reshape(size, 2)
    place = np.round(place * (reach / sqrt(max(1, size))))
    pairs = np.array(sorted(springs), dtype=np.int64).reshape(len(springs), 2)
    weights = np.array([springs[pair] for pair in sorted(springs)], dtype=np.float64)
    field = _Field(mass)
    for step in range(_STEPS):
        force = field.push(place) * (reach * 1.1)
        force -= place * 0.9
        force += _attract(place, pairs, weights)
        place = place + _limit(force, reach * 0.12 * (1 - step / _STEPS))
    return np.round(_spread(_fill(place), mass))


def _fill(place: Floats) -> Floats:
    """Stretch a long map to the shape of a screen."""
    if len(place) < 3:
        return place
    middle = np.cumsum(place, axis=0)[-1] / len(place)
    spread = np.sqrt(np.cumsum((place - middle) ** 2, axis=0)[-1])
    ratio = (
        float(spread[0])
        / max(float(spread[1]), 1.0)
        / (_WIDE if len(place) > _FEW else _WIDE_OF_FEW)
    )
    stretch = sqrt(min(4.0, max(0.25, ratio)))
    filled: Floats = (place - middle) * np.array([1 / stretch, stretch])
    return filled


def _attract(place: Floats, pairs: Integers, weights: Floats) -> Floats:
    """Return the pull of the springs on each body, divided by how many pull it."""
    if not len(pairs):
        return np.zeros_like(place)
    size = len(place)
    one, other = pairs[:, 0], pairs[:, 1]
    stretch = (place[other] - place[one]) * weights[:, None]
    total = np.bincount(one, weights, size) + np.bincount(other, weights, size)
    pull = [
        np.bincount(one, stretch[:, axis], size) - np.bincount(other, stretch[:, axis], size)
        for axis in (0, 1)
    ]
    share: Floats = np.stack(pull, axis=1) / (np.maximum(total, 1.0)[:, None])
    return share * _PULL


def _limit(force: Floats, most: float) -> Floats:
    length = np.sqrt(force[:, 0] * force[:, 0] + force[:, 1] * force[:, 1])
    moved: Floats = force * (np.minimum(length * 0.1, most) / np.maximum(length, 1e-9))[:, None]
    return moved


def _spread(place: Floats, mass: Floats) -> Floats:
    """Move bodies along their rays until the map is as dense in the middle as at its rim.

    Discs that must give way to each other then find a place close by.
    """
    length = np.sqrt(place[:, 0] * place[:, 0] + place[:, 1] * place[:, 1])
    if len(place) <= _FEW:
        # Few bodies keep their figure; it only has to be large enough.
        needed = sqrt(float(np.cumsum(mass)[-1]) * _ROOM) if len(mass) else 0.0
        figure: Floats = place * max(1.0, needed / max(float(length.max(initial=0.0)), 1.0))
        return figure
    order = np.argsort(length, kind="stable")
    reach = np.zeros(len(place))
    reach[order] = np.sqrt(np.cumsum(mass[order]) * _ROOM)
    spread: Floats = place * (reach / np.maximum(length, 1.0))[:, None]
    return spread


class _Field:
    """How masses push each other, over a coarse grid: its cost grows with the bodies, not pairs."""

    def __init__(self, mass: Floats) -> None:
        total = float(np.cumsum(mass)[-1]) if len(mass) else 1.0
        self._mass = mass * (2.0**20 / total)
        line = np.arange(_CELLS, dtype=np.float64)
        gap = line[:, None] - line[None, :]
        dx = gap[:, None, :, None] + np.zeros((1, _CELLS, 1, _CELLS))
        dy = gap[None, :, None, :] + np.zeros((_CELLS, 1, _CELLS, 1))
        square = dx * dx + dy * dy + 0.6
        cells = _CELLS * _CELLS
        # Whole numbers add up to the same in any order, so also on any machine.
        self._kernel = [
            np.round(axis / square * 2.0**20).astype(np.int64).reshape(cells, cells)
            for axis in (dx, dy)
        ]

    def push(self, place: Floats) -> Floats:
        low = place.min(axis=0, initial=0.0)
        high = place.max(axis=0, initial=0.0)
        side = float(max((high - low).max(), 1.0)) / (_CELLS - 1.001)
        spot = (place - low) / side
        corner = np.floor(spot).astype(np.int64)
        part = spot - corner
        corners = list(self._corners(corner, part))
        filled = np.zeros(_CELLS * _CELLS)
        for cell, share in corners:
            filled += np.bincount(cell, share * self._mass, _CELLS * _CELLS)
        whole = np.round(filled).astype(np.int64)
        pushes = [(kernel * whole).sum(axis=1) / 2.0**40 for kernel in self._kernel]
        felt = [sum(push[cell] * share for cell, share in corners) for push in pushes]
        # The kernel counts in cells: wide maps feel the same shape of field as narrow ones.
        return np.stack([np.asarray(axis) for axis in felt], axis=1) * _CELLS * 0.5

    @staticmethod
    def _corners(corner: Integers, part: Floats) -> Iterator[tuple[Integers, Floats]]:
        for right in (0, 1):
            for down in (0, 1):
                x = np.minimum(corner[:, 0] + right, _CELLS - 1)
                y = np.minimum(corner[:, 1] + down, _CELLS - 1)
                along = part[:, 0] if right else 1.0 - part[:, 0]
                across = part[:, 1] if down else 1.0 - part[:, 1]
                yield x * _CELLS + y, along * across


def _homes(
    groups: Sequence[Sequence[Article]],
    places: Sequence[Sequence[tuple[int, int]]],
    providers: Sequence[str],
) -> Floats:
    """Return the middle of each provider's articles."""
    index = {iri: number for number, iri in enumerate(providers)}
    sums = [[0, 0, 0] for _ in providers]
    for group, points in zip(groups, places, strict=True):
        for article, (x, y) in zip(group, points, strict=True):
            if article.provider and article.provider.iri in index:
                home = sums[index[article.provider.iri]]
                home[0] += x
                home[1] += y
                home[2] += 1
    means = [(x / max(1, number), y / max(1, number)) for x, y, number in sums]
    return np.round(np.array(means, dtype=np.float64).reshape(len(providers), 2))


class _Floor:
    """Discs that have their place, found by the squares that they touch."""

    _square = 40

    def __init__(self, *, wide: bool) -> None:
        """Take discs; a wide floor leaves more space between them, and some for their names."""
        self._wide = wide
        self._gap = 2 * GAP if wide else GAP
        self._discs: dict[tuple[int, int], list[Disc]] = {}
        self._crowds: dict[tuple[int, int], float] = {}
        self._offsets: list[tuple[float, float]] = []

    def settle(self, targets: Floats, radii: Sequence[int], order: Iterable[int]) -> list[Disc]:
        """Give each disc, in this order, the free place nearest to its target."""
        goals = targets.tolist()
        settled = {index: self._place(goals[index], radii[index]) for index in order}
        return [settled[index] for index in range(len(radii))]

    def _place(self, goal: Sequence[float], radius: int) -> Disc:
        x, y = goal
        step = 0.55 * (radius + self._gap / 2)
        # Discs come largest first: where a crowd has filled the places around a target, later ones
        # go on with the search at its rim.
        block = round(x) // _BLOCK, round(y) // _BLOCK
        rim = max(0.0, self._crowds.get(block, 0.0) - 3 * radius) / step
        for index in chain(range(_NEAR), count(max(_NEAR, int(rim * rim)))):
            dx, dy = self._offset(index)
            disc = Disc(round(x + dx * step), round(y + dy * step), radius)
            name = self._room_for_name(disc)
            if self._is_free(disc) and all(map(self._is_free, name)):
                if index >= _NEAR:
                    self._crowds[block] = sqrt(dx * dx + dy * dy) * step
                for taken in (disc, *name):
                    self._add(taken)
                return disc
        raise AssertionError("a plane has room for one more disc")

    def _room_for_name(self, disc: Disc) -> list[Disc]:
        """Return what to keep free below a story or topic where there is room for its name."""
        if not self._wide or disc.r <= DOT + MARGIN:
            return []
        return [Disc(disc.x + aside, disc.y + disc.r + 24, 1) for aside in (-60, -20, 20, 60)]

    def _offset(self, index: int) -> tuple[float, float]:
        while index >= len(self._offsets):
            self._offsets = list(_spiral(2 * len(self._offsets) + 256, 0.0))
        return self._offsets[index]

    def _is_free(self, disc: Disc) -> bool:
        x, y, radius = disc
        get = self._discs.get
        for square in self._squares(disc):
            for near in get(square, ()):
                dx, dy, apart = x - near.x, y - near.y, radius + near.r + self._gap
                if dx * dx + dy * dy < apart * apart:
                    return False
        return True

    def _add(self, disc: Disc) -> None:
        for square in self._squares(disc):
            self._discs.setdefault(square, []).append(disc)

    def _squares(self, disc: Disc) -> Iterator[tuple[int, int]]:
        reach = disc.r + self._gap // 2 + 1
        side = self._square
        for column in range((disc.x - reach) // side, (disc.x + reach) // side + 1):
            for row in range((disc.y - reach) // side, (disc.y + reach) // side + 1):
                yield column, row
