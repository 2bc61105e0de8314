"""Configurations of the adder that find its faults: usual ones, those with halves, extremes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from golden.kraken.stages.adder import AdderConfig, AdderOp
from golden.kraken.stages.channel import RequantRounding
from tb.kraken.stage_words import draw_bounds, draw_multipliers

Multipliers = tuple[tuple[int, int], tuple[int, int], tuple[int, int]]
"""Mantissa and shift of the first operand, of the second one and of the result."""

ONE, HALF = 1 << 31, 1 << 30


def draw_config(
    rng: np.random.Generator, op: AdderOp, rounding: RequantRounding, kind: str
) -> AdderConfig:
    """A configuration.

    Args:
        rng: draws its numbers.
        op: what becomes of the words; where they pass, the other fields must not matter.
        rounding: of the result.
        kind: of `KINDS`.
    """
    first, second, result = KINDS[kind](rng, op)
    zero_point, low, high = (int(part) for part in draw_bounds(rng, ()))
    zero_point_1, zero_point_2 = (int(v) for v in rng.integers(-128, 128, 2))
    if rng.random() < 0.3:
        zero_point_1, zero_point_2 = (int(v) for v in rng.choice([-128, 0, 127], 2))
    return AdderConfig(
        op,
        zero_point_1,
        zero_point_2,
        *first,
        *second,
        *result,
        rounding,
        zero_point,
        low,
        high,
    )


def _usual(rng: np.random.Generator, op: AdderOp) -> Multipliers:
    """Scales that differ by up to 16, and a result that mostly fits 8 bits."""
    first, second, result = (int(m) for m in rng.integers(HALF, ONE, 3))
    shifts = int(rng.integers(5)), 0
    if rng.random() < 0.5:
        shifts = shifts[1], shifts[0]
    near = 8 if op is AdderOp.MUL else 19
    return (first, shifts[0]), (second, shifts[1]), (result, near + int(rng.integers(-2, 3)))


def _powers(rng: np.random.Generator, op: AdderOp) -> Multipliers:
    """Powers of two, so that many results are exact halves."""
    first, second = int(rng.integers(5)), int(rng.integers(5))
    near = 7 if op is AdderOp.MUL else 19
    return (HALF, first), (ONE, second), (ONE, near + int(rng.integers(-3, 3)))


def _late_halves(rng: np.random.Generator, op: AdderOp) -> Multipliers:
    """Halves where an operand is shifted; of its sum all bits are seen."""
    if op is AdderOp.MUL:
        return _powers(rng, op)
    first, second = (int(s) for s in rng.integers(19, 26, 2))
    return (ONE, first), (HALF, second), (ONE, int(rng.integers(2)))


def _early_halves(rng: np.random.Generator, op: AdderOp) -> Multipliers:
    """Halves where an operand is multiplied; of its sum all bits are seen."""
    if op is AdderOp.MUL:
        return _powers(rng, op)
    first, second = (2 * int(v) + 1 << 10 for v in rng.integers(3, size=2))
    return (first, int(rng.integers(2))), (second, 0), (ONE, int(rng.integers(2)))


def _extreme(rng: np.random.Generator, op: AdderOp) -> Multipliers:
    """Nothing, one, and the furthest shifts."""
    mantissas = rng.choice(np.array([0, 1, ONE - 1, ONE]), 3)
    shifts = rng.choice([0, 1, 30, 31], 3)
    first, second, result = zip(mantissas.tolist(), shifts.tolist(), strict=True)
    return first, second, result


def _any(rng: np.random.Generator, op: AdderOp) -> Multipliers:
    """Whatever the fields hold."""
    mantissas, shifts = draw_multipliers(rng, (3,))
    first, second, result = zip(mantissas.tolist(), shifts.tolist(), strict=True)
    return first, second, result


KINDS: dict[str, Callable[[np.random.Generator, AdderOp], Multipliers]] = {
    "usual": _usual,
    "powers of two": _powers,
    "late halves": _late_halves,
    "early halves": _early_halves,
    "extreme": _extreme,
    "any": _any,
}
"""Sorts of multipliers by name."""
