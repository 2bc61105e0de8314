"""What a processing element holds, from sums of products rather than clock by clock."""

from __future__ import annotations

import numpy as np

from tb.designs.conv_engine.array_columns import Bools, Ints


def running_sums(products: Ints, opens: Bools, start: Ints) -> tuple[Ints, Bools]:
    """Sums of all products since the last opening, that of its own clock included.

    Args:
        products: int64 [clocks, sums, R], 0 in clocks without a step.
        opens: bool [clocks, sums], clocks in which a sum begins anew.
        start: int64 [clocks, sums, R], what it then begins with.

    Returns:
        The sums after each clock, as they wrap in 64 bits, and bool [clocks, sums], which of them
        have been opened by then: the others are undefined.
    """
    clock = np.arange(len(opens))[:, None]
    opened = np.maximum.accumulate(np.where(opens, clock, -1), axis=0)
    total = np.cumsum(products, axis=0)
    base = start - (total - products)
    at = np.maximum(opened, 0)[..., None]
    return total + np.take_along_axis(base, at, axis=0), opened >= 0


def captured(sums: Ints, known: Bools, capture: Bools) -> tuple[Ints, Bools]:
    """What was copied aside last, after each clock: sums as they were before that clock.

    Args:
        sums: int64 [clocks, sums, R], after each clock.
        known: bool [clocks, sums], those that are defined.
        capture: bool [clocks].

    Returns:
        The copies after each clock, and which of them are defined.
    """
    clock = np.arange(len(capture))
    # The sums before clock 0 belong to nobody.
    source = np.maximum.accumulate(np.where(capture, clock, 0)) - 1
    return sums[source], known[source] & (source >= 0)[:, None]
