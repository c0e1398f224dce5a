"""Where everything stands on the map: stories as discs with their articles, topics, providers.

Forces pull stories to those that they link to and to their topics; then every disc takes the free
place nearest to where the forces put it, the largest first, so that no two overlap. Inside a disc
the articles stand like the seeds of a sunflower, the earliest in the middle.

The same graph gives the same map on every machine: no random numbers, only arithmetic that IEEE 754
defines to the last bit (sums of many terms run over integers), and whole coordinates in the end.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import ceil, cos, pi, sin, sqrt
from types import MappingProxyType

import numpy as np

from storyweft.model import Article
from storyweft.network.floor import (
    DOT,
    GAP,
    MARGIN,
    Disc,
    Floats,
    Floor,
    Integers,
)
from storyweft.stories.sparse import Rows, add_up

#: Sizes on the map, in its own units: the space that an article's dot takes, a provider's disc.
SPACING = 12.5
SATELLITE = DOT + 3

_GOLDEN = pi * (3 - sqrt(5))
_STEPS = 90
_SQUARES = 28
_UNIT = 2.0**12  # how fine whole numbers are that stand for others
_PULL = 5.0
_FEW = 60
_TOPIC = 20
_ROOM = 2.05  # how much of the map there is for each area of disc
_WIDE = 1.15  # maps are a little wider than high, as screens are
_WIDE_OF_FEW = 0.9  # their labels make them wider


@dataclass(frozen=True, slots=True)
class Layout:
    """Positions, each in the order of the arguments of :func:`arrange`; an article's is a point."""

    groups: tuple[Disc, ...]
    articles: tuple[tuple[tuple[int, int], ...], ...]
    topics: tuple[Disc, ...]
    providers: tuple[Disc, ...]


def arrange(
    groups: Sequence[Sequence[Article]],
    links: Integers,
    topics: Sequence[str],
    providers: Sequence[str],
    *,
    ties: Mapping[tuple[int, int], float] = MappingProxyType({}),
) -> Layout:
    """Return a place for every group of articles, every article, and every topic and provider.

    :param links: pairs of articles, by their numbers: one group after the other.
    :param topics: IRIs; so are ``providers``.
    :param ties: how strongly two groups, by their numbers, belong together, from 0 to 1.
    """
    radii = [_radius(len(group)) for group in groups]
    radii += [_TOPIC] * len(topics)
    springs = _springs(groups, links, topics, ties)
    targets = _pull(np.array(radii, dtype=np.float64), springs)
    floor = Floor(wide=len(radii) <= _FEW)
    bodies = floor.settle(targets, radii, _order(radii, springs, len(topics)))
    discs = bodies[: len(groups)]
    articles = tuple(
        _sunflower(disc, len(group)) for disc, group in zip(discs, groups, strict=True)
    )
    homes = _homes(groups, articles, providers)
    satellites = floor.settle(homes, [SATELLITE] * len(providers), range(len(providers)))
    return Layout(tuple(discs), articles, tuple(bodies[len(groups) :]), tuple(satellites))


def _order(radii: Sequence[int], springs: Rows, topics: int) -> list[int]:
    """Return who chooses a place first: topics, then large discs, then those with company."""
    index = np.arange(len(radii))
    company = np.diff(springs.starts)
    order = np.lexsort((index, -company, -np.array(radii), index < len(radii) - topics))
    return [int(body) for body in order]


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
    links: Integers,
    topics: Sequence[str],
    ties: Mapping[tuple[int, int], float],
) -> Rows:
    """Return how strongly two bodies pull each other, as a symmetric matrix of whole numbers.

    A link between two groups counts 4, a tie 6 times its weight, all topics of a group 2 together.
    Whole numbers add up to the same in any order, so also on any machine.
    """
    sizes = [len(group) for group in groups]
    group_of = np.repeat(np.arange(len(groups)), sizes)
    linked = group_of[links]
    linked = linked[linked[:, 0] != linked[:, 1]]
    tied = np.array(list(ties), dtype=np.int64).reshape(len(ties), 2)
    index = {iri: number for number, iri in enumerate(topics, len(groups))}
    named = [
        (number, index[topic.iri])
        for number, group in enumerate(groups)
        for article in group
        for topic in article.topics
        if topic.iri in index
    ]
    about = np.array(named, dtype=np.int64).reshape(len(named), 2)
    share = 1 / np.maximum(np.bincount(about[:, 0], minlength=len(groups)), 1)
    pairs = np.concatenate([linked, tied, about])
    weights = np.concatenate(
        [np.full(len(linked), 4.0), 6 * np.array(list(ties.values())), 2 * share[about[:, 0]]]
    )
    rows, columns = np.concatenate([pairs, pairs[:, ::-1]]).T
    both = _whole(np.concatenate([weights, weights]))
    size = len(groups) + len(topics)
    return add_up(rows, columns, both, size, size)


def _whole(values: Floats) -> Integers:
    whole: Integers = np.round(values * _UNIT).astype(np.int64)
    return whole


def _pull(radii: Floats, springs: Rows) -> Floats:
    """Let springs pull and masses push for a fixed number of steps; return all positions."""
    size = len(radii)
    mass = (radii + GAP / 2) ** 2
    reach = sqrt(float(np.cumsum(mass)[-1])) * 1.25 if size else 1.0
    positions = np.array([(x, y) for x, y in _spiral(size, 0.5)], dtype=np.float64).reshape(size, 2)
    positions = np.round(positions * (reach / sqrt(max(1, size))))
    field = _Field(mass)
    total = _sums(springs, springs.values[:, None])
    for step in range(_STEPS):
        force = field.push(positions) * (reach * 1.1)
        force -= positions * 0.9
        force += _attract(positions, springs, total)
        positions = positions + _limit(force, reach * 0.12 * (1 - step / _STEPS))
    return np.round(_spread(_fill(positions), mass))


def _fill(positions: Floats) -> Floats:
    """Stretch a long map to the shape of a screen."""
    if len(positions) < 3:
        return positions
    middle = np.cumsum(positions, axis=0)[-1] / len(positions)
    spread = np.sqrt(np.cumsum((positions - middle) ** 2, axis=0)[-1])
    ratio = (
        float(spread[0])
        / max(float(spread[1]), 1.0)
        / (_WIDE if len(positions) > _FEW else _WIDE_OF_FEW)
    )
    stretch = sqrt(min(4.0, max(0.25, ratio)))
    filled: Floats = (positions - middle) * np.array([1 / stretch, stretch])
    return filled


def _attract(positions: Floats, springs: Rows, total: Integers) -> Floats:
    """Return the pull of the springs on each body, divided by how many pull it."""
    pulls = springs.values[:, None] * _whole(positions)[springs.columns]
    stretch = _sums(springs, pulls) / _UNIT - positions * total
    share: Floats = stretch / np.maximum(total, _UNIT)
    return share * _PULL


def _sums(springs: Rows, values: Integers) -> Integers:
    """Return the sum of whole numbers for each body; there is a row of them for each spring."""
    before = np.zeros((len(values) + 1, values.shape[1]), dtype=np.int64)
    np.cumsum(values, axis=0, out=before[1:])
    return before[springs.starts[1:]] - before[springs.starts[:-1]]


def _limit(force: Floats, most: float) -> Floats:
    length = np.sqrt(force[:, 0] * force[:, 0] + force[:, 1] * force[:, 1])
    moved: Floats = force * (np.minimum(length * 0.1, most) / np.maximum(length, 1e-9))[:, None]
    return moved


def _spread(positions: Floats, mass: Floats) -> Floats:
    """Move bodies along their rays until the map is as dense in the middle as at its rim.

    Discs that must give way to each other then find a place close by.
    """
    length = np.sqrt(positions[:, 0] * positions[:, 0] + positions[:, 1] * positions[:, 1])
    if len(positions) <= _FEW:
        # Few bodies keep their figure; it only has to be large enough.
        needed = sqrt(float(np.cumsum(mass)[-1]) * _ROOM) if len(mass) else 0.0
        figure: Floats = positions * max(1.0, needed / max(float(length.max(initial=0.0)), 1.0))
        return figure
    order = np.argsort(length, kind="stable")
    reach = np.zeros(len(positions))
    reach[order] = np.sqrt(np.cumsum(mass[order]) * _ROOM)
    spread: Floats = positions * (reach / np.maximum(length, 1.0))[:, None]
    return spread


class _Field:
    """How masses push each other, over a coarse grid: its cost grows with the bodies, not pairs."""

    def __init__(self, mass: Floats) -> None:
        total = float(np.cumsum(mass)[-1]) if len(mass) else 1.0
        self._mass = mass * (2.0**20 / total)
        # Twice as wide as the grid, so that nothing is felt around its edges.
        gap = np.fft.fftfreq(2 * _SQUARES, 1 / (2 * _SQUARES))
        dx, dy = np.meshgrid(gap, gap, indexing="ij")
        square = dx * dx + dy * dy + 0.6
        self._kernels = np.fft.rfft2(np.round(np.stack([dx, dy]) / square * 2.0**20))

    def push(self, positions: Floats) -> Floats:
        """Return the push on each body."""
        low = positions.min(axis=0, initial=0.0)
        high = positions.max(axis=0, initial=0.0)
        side = float(max((high - low).max(), 1.0)) / (_SQUARES - 1.001)
        spot = (positions - low) / side
        corner = np.floor(spot).astype(np.int64)
        part = spot - corner
        corners = list(self._corners(corner, part))
        filled = np.zeros(_SQUARES * _SQUARES)
        for cell, share in corners:
            filled += np.bincount(cell, share * self._mass, _SQUARES * _SQUARES)
        pushes = self._push_squares(np.round(filled).reshape(_SQUARES, _SQUARES))
        felt = sum(pushes[:, cell] * share for cell, share in corners)
        # The kernel counts in squares: wide maps feel the same shape of field as narrow ones.
        return np.asarray(felt).T * _SQUARES * 0.5

    def _push_squares(self, whole: Floats) -> Floats:
        """Return the push on each square along both axes: a convolution, by Fourier transform.

        Masses and kernels are whole numbers, so are their convolutions, and the transform errs by
        less than a thousandth: rounded, they are the same on any machine. Sums take ten times as
        long.
        """
        size = (2 * _SQUARES, 2 * _SQUARES)
        felt = np.fft.irfft2(np.fft.rfft2(whole, size) * self._kernels, size)
        return np.round(felt[:, :_SQUARES, :_SQUARES]).reshape(2, -1) / 2.0**40

    @staticmethod
    def _corners(corner: Integers, part: Floats) -> Iterator[tuple[Integers, Floats]]:
        ends = np.minimum([corner, corner + 1], _SQUARES - 1)
        shares = np.array([1.0 - part, part])
        for right, down in product((0, 1), (0, 1)):
            cell = ends[right, :, 0] * _SQUARES + ends[down, :, 1]
            yield cell, shares[right, :, 0] * shares[down, :, 1]


def _homes(
    groups: Sequence[Sequence[Article]],
    positions: Sequence[Sequence[tuple[int, int]]],
    providers: Sequence[str],
) -> Floats:
    """Return the middle of each provider's articles."""
    index = {iri: number for number, iri in enumerate(providers)}
    sums = [[0, 0, 0] for _ in providers]
    for group, points in zip(groups, positions, strict=True):
        for article, (x, y) in zip(group, points, strict=True):
            if article.provider and article.provider.iri in index:
                home = sums[index[article.provider.iri]]
                home[0] += x
                home[1] += y
                home[2] += 1
    means = [(x / max(1, number), y / max(1, number)) for x, y, number in sums]
    return np.round(np.array(means, dtype=np.float64).reshape(len(providers), 2))
