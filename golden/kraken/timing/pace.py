"""How fast one input column of a packet can go by, and which output columns leave with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from golden.kraken.format.shape import ConvShape
from golden.kraken.format.tiling import Tiling

NEVER = -(1 << 60)
"""A clock long before the first one."""


@dataclass(frozen=True)
class ColumnPace:
    """An input column as a row of loads, each used for the taps of its row phase.

    Attributes:
        steps: C_i*K_H.
        loads: C_i*Ph.
        gather: beats of one load: the least distance between two loads.
        row_beats: beats of one weight row.
        first_taps: steps of the first load.
        last_taps: steps of the last load.
        middle: clocks from the second load to the last one with all weights there, 0 if these are
            the same.
        weight_lag: earliest clock of the last load after that of the column's first weight row,
            when rows come in at their port's pace; NEVER if the second load is the last.
    """

    steps: int
    loads: int
    gather: int
    row_beats: int
    first_taps: int
    last_taps: int
    middle: int
    weight_lag: int


def pace(tiling: Tiling) -> ColumnPace:
    """The pace of a packet's columns."""
    shape, gather, row_beats = tiling.shape, tiling.beats_per_load, tiling.beats_per_weight_row
    taps = np.array([len(range(s, shape.kh, shape.sh)) for s in range(tiling.phases)])
    taps = np.tile(taps, tiling.ci)
    steps_before = np.concatenate([[0], np.cumsum(taps)])
    clocks_before = np.concatenate([[0], np.cumsum(np.maximum(taps, gather))])
    last = len(taps) - 1
    weight_lag = NEVER
    if last >= 2:
        # The last load waits for the rows of a load in between and for all loads after that.
        after = clocks_before[last] - clocks_before[2 : last + 1]
        weight_lag = int((steps_before[2 : last + 1] * row_beats + after).max())
    return ColumnPace(
        tiling.steps_per_column,
        len(taps),
        gather,
        row_beats,
        int(taps[0]),
        int(taps[-1]),
        int(clocks_before[last] - clocks_before[1]) if last else 0,
        weight_lag,
    )


@lru_cache
def leaving_columns(shape: ConvShape) -> tuple[int, ...]:
    """Output columns that leave with each input column of a block: [W].

    An output column leaves when its last kernel column is done; with the last input column all
    that hang over the right edge leave too.
    """
    found, left, tap = [], shape.w_o, shape.pad_left
    for w in range(shape.w):
        columns = int(tap == shape.kw - 1 and left > 0)
        if w == shape.w - 1:
            columns = left
        found.append(columns)
        left -= columns
        tap += 1 - columns * shape.sw
    return tuple(found)


def leaving_beats(tiling: Tiling, iteration: int) -> list[int]:
    """Sum beats that leave with each input column of a block in an iteration: [W]."""
    beats = tiling.column_beats(iteration)
    return [columns * beats for columns in leaving_columns(tiling.shape)]


@lru_cache
def captures(shape: ConvShape) -> tuple[tuple[int, int], ...]:
    """The captures of a block, in order.

    Returns:
        For each of them the input columns to the next one, which after the last is that of the next
        block, and the output columns that leave with it.
    """
    columns = leaving_columns(shape)
    at = [w for w, count in enumerate(columns) if count]
    following = [*at[1:], at[0] + shape.w]
    return tuple((there - w, columns[w]) for w, there in zip(at, following, strict=True))
