"""What is known about a bad beat when its cause is guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from golden.streams.frame import KEEP

Grid = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Candidate:
    """What the beat would be if one particular thing had gone wrong.

    Attributes:
        cause: short name of it.
        text: a sentence.
        values: int64, the beat's lanes in the evidence's grid.
    """

    cause: str
    text: str
    values: Grid


@dataclass(frozen=True, eq=False)
class Term:
    """A part of the sums, for the guess that it was left out, counted twice or subtracted.

    Attributes:
        text: what the part is.
        values: int64, its share of each lane in the evidence's grid.
    """

    text: str
    values: Grid


@dataclass(frozen=True, eq=False)
class Evidence:
    """A bad beat as a grid of lanes.

    Attributes:
        expected: int64 [slots, rows].
        actual: int64 [slots, rows], undefined bits as 0.
        unknown: bool [slots, rows], lanes with undefined bits.
        carries: bool [slots, rows], lanes that should carry something.
        width: bits of a lane.
        fields: which fields differ.
        marks: the field that marks lanes and the one that marks bytes, as `mark_fields` gives them.
        last_expected: whether ``tlast`` was due.
        slot: what a slot of the grid is called (a core, a channel).
        candidates: what the beat would be under other hypotheses, the most telling first.
        terms: parts of the sums, the largest parts first.
    """

    expected: Grid
    actual: Grid
    unknown: NDArray[np.bool_]
    carries: NDArray[np.bool_]
    width: int
    fields: tuple[str, ...]
    last_expected: bool
    marks: tuple[str, str] = (KEEP, "")
    slot: str = "slot"
    candidates: Sequence[Candidate] = ()
    terms: Sequence[Term] = ()

    def spot(self, slot: int, row: int) -> str:
        """A lane of the grid in words."""
        return (
            f"{self.slot} {slot} row {row}" if self.expected.shape[1] > 1 else f"{self.slot} {slot}"
        )

    @property
    def wrong(self) -> NDArray[np.bool_]:
        """Lanes that differ or are undefined."""
        differs: NDArray[np.bool_] = (self.expected != self.actual) | self.unknown
        return differs
