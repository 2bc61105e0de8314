"""What the cores of the array hold when sums move to the right, without a clock-by-clock model."""

from __future__ import annotations

import numpy as np

from tb.kraken.running_sums import running_sums
from tb.kraken.steps import Bools, Ints
from tb.kraken.timeline import Control


def array_sums(control: Control) -> tuple[Ints, Bools]:
    """Sums of all cores after each clock.

    A hand-over moves every sum one core to the right. So a sum that is in core c after h hand-overs
    stays on the diagonal c - h; there it is a plain running sum, which begins anew with a restart,
    or with 0 where it comes in at the left edge.

    Args:
        control: what the array is told.

    Returns:
        int64 [clocks, C, R], as they wrap in 64 bits, and bool [clocks, C], those that have begun.
    """
    step = control.step
    clocks, cols = control.weights.shape
    moves = step & control.hand_over
    moved = np.cumsum(moves)
    # Diagonal d is in core d - shift, and shift is as large as the moves still to come.
    shift = moved[-1] - moved
    diagonals = cols + int(moved[-1])
    clock, core = np.arange(clocks)[:, None], np.arange(cols)
    diagonal = core + shift[:, None]
    pixels = control.pixels[clock, control.buses]  # of the bus of each core
    products = np.zeros((clocks, diagonals, pixels.shape[2]), np.int64)
    opens = np.zeros((clocks, diagonals), np.bool_)
    factors = np.where(step[:, None], control.weights, 0)
    products[clock, diagonal] = factors[..., None] * pixels
    opens[clock, diagonal] = step[:, None] & (control.restart | (moves[:, None] & (core == 0)))
    sums, known = running_sums(products, opens, np.zeros_like(products))
    return sums[clock, diagonal], known[clock, diagonal]
