"""Where the beats of a pass of the pool engine stand: place in the column, windows, slots."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from golden.kraken.stages.pool import PoolConfig
from tb.kraken.steps import Bools, Ints


@dataclass(frozen=True, eq=False)
class Walk:
    """The beats of a pass one after another.

    Attributes:
        row: int64 [beats], place in the column.
        strip, column: int64 [beats].
        begins, ends: bool [beats, slots], slots whose window begins or ends with the column.
    """

    row: Ints
    strip: Ints
    column: Ints
    begins: Bools
    ends: Bools


def walk(config: PoolConfig, beats: int, slots: int) -> Walk:
    """The first `beats` beats of a pass; window k of a strip takes slot k mod `slots`."""
    places: list[tuple[int, int, int]] = []
    strip = 0
    while len(places) < beats:
        rows = config.rows if strip < config.strips else config.rows_last
        places += [(j, strip, column) for column in range(config.columns) for j in range(rows)]
        strip += 1
    row, of_strip, column = np.array(places[:beats], np.int64).reshape(-1, 3).T
    begins, ends = np.zeros((2, beats, slots), np.bool_)
    for window in range(config.columns // config.stride_w + 1):
        first = window * config.stride_w
        begins[:, window % slots] |= column == first
        ends[:, window % slots] |= column == first + config.kernel_w - 1
    return Walk(row, of_strip, column, begins, ends)
