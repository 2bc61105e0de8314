"""What functional coverage counts, as data: groups of points with bins, and crosses of points."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Values = Mapping[str, int]
"""Elaboration parameters by name."""
Sample = Mapping[str, Any]
"""What was seen, by point: the name of a bin, or several of them; a point may be left out."""


@dataclass(frozen=True)
class Point:
    """Something that is counted by kind.

    Attributes:
        name: unique in its group.
        bins: the kinds, by name. They do not depend on a run's parameters: what one array cannot
            do, another can.
        meaning: one line for people.
    """

    name: str
    bins: tuple[str, ...]
    meaning: str


@dataclass(frozen=True)
class Cross:
    """Combinations of kinds.

    Attributes:
        name: unique in its group.
        points: names of at least two points of the group.
        meaning: why the combinations matter.
        never: combinations that cannot be, in the order of `points`; they are not counted.
    """

    name: str
    points: tuple[str, ...]
    meaning: str
    never: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Group:
    """Points that are sampled together.

    Attributes:
        name: unique in the design.
        meaning: one line for people.
        points: at least one.
        crosses: of those points.
        of_case: samples of a case that has passed: (the case, the one before it in the same
            simulation or None, parameters); None where a test samples by itself.
    """

    name: str
    meaning: str
    points: Sequence[Point]
    crosses: Sequence[Cross] = ()
    of_case: Callable[[Any, Any, Values], Iterable[Sample]] | None = None
