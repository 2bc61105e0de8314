"""Beats of words with marks, and values that find the faults of a scaling to int8."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from golden.kraken.stages.channel import MANTISSA_BITS, SHIFT_MAX, RequantRounding
from golden.streams.frame import DATA, USER, Frame
from golden.streams.words import pack_marks, pack_words
from tb.kraken.steps import Bools, Ints

CORNERS = 8
"""One draw of so many is an extreme."""


def words_frame(
    name: str, words: Ints, marks: Bools, width: int, last_at: Sequence[int] | None = None
) -> Frame:
    """Words and marks [beats, lanes] as a packet; only an input's unmarked words may be not 0."""
    body = {DATA: pack_words(words, width), USER: pack_marks(marks)}
    return Frame(name, body, last_at=None if last_at is None else tuple(last_at))


def draw_marks(rng: np.random.Generator, beats: int, channels: int, rows: int) -> Bools:
    """Marks [beats, lanes]: all, a block of fewer rows, fewer channels at the end, or any."""
    marks = np.ones((beats, channels, rows), np.bool_)
    kind = int(rng.integers(4))
    if kind == 1:
        marks[:, :, int(rng.integers(rows)) + 1 :] = False
    if kind == 2:
        marks[-1, int(rng.integers(channels)) :] = False
    if kind == 3:
        marks = rng.random(marks.shape) < 0.7
    return marks.reshape(beats, channels * rows)


@dataclass(frozen=True, eq=False)
class Scaling:
    """How values become int8; arrays of one shape.

    Attributes:
        mantissa: 0 to 2**31.
        shift: to the right, 0 to 31.
        zero_point, low, high: -128 to 127.
    """

    mantissa: Ints
    shift: Ints
    zero_point: Ints
    low: Ints
    high: Ints


def draw_multipliers(rng: np.random.Generator, shape: tuple[int, ...]) -> tuple[Ints, Ints]:
    """Mantissas and shifts to the right: as TFLite has them, powers of two, and any at all."""
    kind = rng.integers(0, 6, shape)
    usual = rng.integers(2**30, 2**31, shape)
    powers = np.int64(1) << rng.integers(0, MANTISSA_BITS + 1, shape)
    ends = rng.choice(np.array([0, 1, 2**30, 2**31 - 1, 2**31]), shape)
    few = rng.integers(0, 256, shape) << (8 * rng.integers(0, 3, shape))
    anything = rng.integers(0, 2**31, shape, endpoint=True)
    mantissa = np.select(
        [kind < 2, kind == 2, kind == 3, kind == 4], [usual, powers, ends, few], anything
    )
    shift = rng.integers(0, SHIFT_MAX + 1, shape)
    # Small shifts are the usual ones, and leave most to see.
    shift = np.where(rng.random(shape) < 0.5, rng.integers(0, 12, shape), shift)
    return mantissa.astype(np.int64), shift


def draw_bounds(rng: np.random.Generator, shape: tuple[int, ...]) -> tuple[Ints, Ints, Ints]:
    """Zero points and bounds: wide ones, those of ReLU, narrow ones, and such that cut the top."""
    zero_point = _corners(rng, rng.integers(-128, 128, shape), (-128, -1, 0, 127))
    two = np.sort(rng.integers(-128, 128, (2, *shape)), axis=0)
    kind = rng.integers(0, 5, shape)
    whole = (kind < 2) | (kind == 4)
    low = np.select([whole, kind == 2], [np.full(shape, -128), zero_point], two[0])
    high = np.where(kind < 3, 127, two[1])
    return zero_point, low, high


def draw_scaling(rng: np.random.Generator, shape: tuple[int, ...]) -> Scaling:
    """Multipliers, zero points and bounds, all drawn anew for each place."""
    return Scaling(*draw_multipliers(rng, shape), *draw_bounds(rng, shape))


def draw_rounding(rng: np.random.Generator) -> RequantRounding:
    """One of the roundings."""
    return RequantRounding(int(rng.integers(len(RequantRounding))))


def critical_values(
    rng: np.random.Generator, scaling: Scaling, width: int, shape: tuple[int, ...]
) -> Ints:
    """Values that a scaling may get wrong.

    Half of them lie around a step of the result: where the product is a half, and one to two beside
    it, which is also where the first of two roundings makes a half. The others are extremes, small
    numbers, multiples of powers of two, whose products are exact halves, and any.

    Args:
        rng: draws them.
        scaling: broadcast to `shape`.
        width: bits of a value.
        shape: of the result.
    """
    mantissa, shift, zero_point = (
        np.broadcast_to(part, shape)
        for part in (scaling.mantissa, scaling.shift, scaling.zero_point)
    )
    low, high = -(1 << (width - 1)), (1 << (width - 1)) - 1
    doubled = 2 * (rng.integers(-130, 130, shape) - zero_point) + 1
    # doubled / 2 * 2**(31 + shift) / mantissa, in float64: what it is off by is part of the draw.
    step = doubled * 2.0 ** (MANTISSA_BITS - 1) * 2.0**shift / np.maximum(mantissa, 1)
    near = np.rint(np.clip(step, low, high)).astype(np.int64) + rng.integers(-2, 3, shape)
    odd = 2 * rng.integers(-256, 256, shape) + 1
    exact = odd << rng.integers(0, max(width - 9, 1), shape)
    ends = rng.choice(np.array([low, low + 1, -1, 0, 1, high - 1, high]), shape)
    small = rng.integers(-300, 300, shape)
    anything = rng.integers(low, high, shape, endpoint=True)
    kind = rng.integers(0, 10, shape)
    values = np.select(
        [kind < 5, kind < 7, kind == 7, kind == 8], [near, exact, ends, small], anything
    )
    return np.clip(values, low, high)


def _corners(rng: np.random.Generator, values: Ints, corners: Sequence[int]) -> NDArray[np.int64]:
    chosen = rng.choice(np.array(corners, np.int64), values.shape)
    return np.where(rng.integers(0, CORNERS, values.shape) == 0, chosen, values)
