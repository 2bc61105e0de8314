"""What the cores of the array hold when sums move to the right, without a clock-by-clock model."""

from __future__ import annotations

import numpy as np

from tb.designs.conv_engine.array_columns import Bools, Ints
from tb.designs.pe_core.definition import running_sums


def array_sums(
    step: Bools, restart: Bools, hand_over: Bools, pixels: Ints, weights: Ints
) -> tuple[Ints, Bools]:
    """Sums of all cores after each clock.

    A hand-over moves every sum one core to the right. So a sum that is in core c after h hand-overs
    stays on the diagonal c - h; there it is a plain running sum, which begins anew with a restart,
    or with 0 where it comes in at the left edge.

    Args:
        step: bool [clocks].
        restart: bool [clocks, C].
        hand_over: bool [clocks].
        pixels: int64 [clocks, R].
        weights: int64 [clocks, C].

    Returns:
        int64 [clocks, C, R], as they wrap in 64 bits, and bool [clocks, C], those that have begun.
    """
    clocks, cols = weights.shape
    moves = step & hand_over
    moved = np.cumsum(moves)
    # Diagonal d is in core d - shift, and shift is as large as the moves still to come.
    shift = moved[-1] - moved
    diagonals = cols + int(moved[-1])
    clock, core = np.arange(clocks)[:, None], np.arange(cols)
    diagonal = core + shift[:, None]
    products = np.zeros((clocks, diagonals, pixels.shape[1]), np.int64)
    opens = np.zeros((clocks, diagonals), np.bool_)
    factors = np.where(step[:, None], weights, 0)
    products[clock, diagonal] = factors[..., None] * pixels[:, None]
    opens[clock, diagonal] = step[:, None] & (restart | (moves[:, None] & (core == 0)))
    sums, known = running_sums(products, opens, np.zeros_like(products))
    return sums[clock, diagonal], known[clock, diagonal]
