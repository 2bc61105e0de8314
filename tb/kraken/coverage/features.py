"""Features: what is counted of a thing, with the function that finds its bin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Generic, TypeVar

import numpy as np

from tb.coverage.model import Cross, Group, Point, Sample, Values
from tb.kraken.steps import Bools, Ints

T = TypeVar("T")
Found = str | Mapping[str, Bools] | None
"""A bin, or which of many words are in which bin, or none; the first bin of a word counts."""
NONE = -1
"""Index of the bin of a word that is in none."""


@dataclass(frozen=True, eq=False)
class Feature(Generic[T]):
    """A point, and how its bin is found.

    Attributes:
        name: of the point.
        meaning: one line for people.
        bins: of the point.
        of: the bin of a thing, or those of its words; masks broadcast to [words].
    """

    name: str
    meaning: str
    bins: tuple[str, ...]
    of: Callable[[T], Found]

    @property
    def point(self) -> Point:
        """What is counted."""
        return Point(self.name, self.bins, self.meaning)


def number(
    name: str, meaning: str, of: Callable[[T], int], most: int, least: int = 1
) -> Feature[T]:
    """A count with a bin for each value, and one for `most` and all above.

    Args:
        name: of the point.
        meaning: one line for people.
        of: the count of a thing.
        most: where the values are no longer told apart.
        least: the least value that there is.
    """
    bins = (*map(str, range(least, most)), f"{most} and more")
    return Feature(name, meaning, bins, lambda thing: bins[min(of(thing), most) - least])


def crossing(
    features: Sequence[Feature[T]],
    name: str,
    points: Sequence[str],
    meaning: str,
    never: Callable[..., bool] = lambda *bins: False,
) -> Cross:
    """A cross of features.

    Args:
        features: the group's.
        name: of the cross.
        points: names of the features.
        meaning: why the combinations matter.
        never: whether a combination, given as a bin for each point, cannot be.
    """
    bins = {feature.name: feature.bins for feature in features}
    every = product(*(bins[point] for point in points))
    return Cross(name, tuple(points), meaning, tuple(found for found in every if never(*found)))


def chosen(
    features: Sequence[Feature[T]], crosses: Sequence[Cross], names: Sequence[str]
) -> tuple[tuple[Feature[T], ...], tuple[Cross, ...]]:
    """The features and crosses of these names."""
    return (
        tuple(feature for feature in features if feature.name in names),
        tuple(cross for cross in crosses if cross.name in names),
    )


def group_of(
    name: str,
    meaning: str,
    features: Sequence[Feature[T]],
    things: Callable[[Any, Any, Values], Iterable[T]],
    crosses: Sequence[Cross] = (),
) -> Group:
    """A group that is sampled when a case has passed.

    Args:
        name: of the group.
        meaning: one line for people.
        features: its points.
        things: what there is to count in (the case, the one before or None, parameters).
        crosses: of the points.
    """

    def of_case(case: Any, before: Any, values: Values) -> Iterator[Sample]:
        for thing in things(case, before, values):
            yield from samples(features, crosses, thing)

    points = [feature.point for feature in features]
    return Group(name, meaning, points, crosses, of_case)


def samples(features: Sequence[Feature[T]], crosses: Sequence[Cross], thing: T) -> Iterator[Sample]:
    """What is counted of one thing.

    A thing without words gives one sample. Of words each combination of crossed bins gives one, and
    so does each point, with all its bins that there are.
    """
    single: dict[str, str] = {}
    many: dict[str, Ints] = {}
    for feature in features:
        found = feature.of(thing)
        if isinstance(found, str):
            single[feature.name] = found
        elif found is not None:
            many[feature.name] = _indices(feature.bins, found)
    bins = {feature.name: feature.bins for feature in features}
    for cross in crosses:
        points = set(cross.points)
        if points <= single.keys() | many.keys() and points & many.keys():
            words = {name: many[name] for name in cross.points if name in many}
            fixed = {name: single[name] for name in cross.points if name in single}
            for row in _combinations(list(words.values())):
                chosen = {name: bins[name][i] for name, i in zip(words, row, strict=True)}
                yield {**fixed, **chosen}
    if single:
        yield single
    for name, index in many.items():
        yield {name: tuple(bins[name][i] for i in np.unique(index) if i != NONE)}


def _indices(bins: Sequence[str], found: Mapping[str, Bools]) -> Ints:
    """The bin of each word, as its index."""
    index = np.asarray(NONE, np.int64)
    for name, mask in reversed(list(found.items())):
        index = np.where(mask, bins.index(name), index)
    return index


def _combinations(indices: Sequence[Ints]) -> Iterator[tuple[int, ...]]:
    """The different rows of bins, without those in which a word is in no bin."""
    rows = np.stack([part.ravel() for part in np.broadcast_arrays(*indices)])
    rows = rows[:, (rows != NONE).all(axis=0)]
    sizes = tuple(int(row.max(initial=0)) + 1 for row in rows)
    codes = np.unique(np.ravel_multi_index(tuple(rows), sizes))
    yield from zip(*(part.tolist() for part in np.unravel_index(codes, sizes)), strict=True)
