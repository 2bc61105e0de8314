"""What the property tests draw from: scales, zero points, shapes, data."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

ACTIVATIONS = st.sampled_from([0, 1, 2, 3])
"""NONE, RELU, RELU_N1_TO_1, RELU6."""

SEEDS = st.integers(0, 2**32 - 1)

zero_points = st.one_of(st.sampled_from([-128, -127, -1, 0, 1, 126, 127]), st.integers(-128, 127))


@st.composite
def scales(draw: st.DrawFn, low: float = -10, high: float = 2) -> float:
    """A float32 scale between 2**low and 2**high; often a power of two, where ties abound."""
    if draw(st.booleans()):
        return float(2.0 ** draw(st.integers(int(low), int(high))))
    return float(np.float32(2.0 ** draw(st.floats(low, high))))


def data(seed: int, shape: tuple[int, ...], extreme: bool = False) -> npt.NDArray[np.int8]:
    """int8 values over the whole range, or only -128 and 127."""
    rng = np.random.default_rng(seed)
    if extreme:
        return rng.choice(np.array([-128, 127], np.int8), shape)
    return rng.integers(-128, 128, shape, np.int8)


def channel_scales(seed: int, channels: int, around: float) -> npt.NDArray[np.float32]:
    """A scale for each channel, within a factor of four of `around`."""
    rng = np.random.default_rng(seed)
    return np.asarray(around * 2.0 ** rng.uniform(-2, 2, channels), np.float32)


def bias(seed: int, channels: int, reach: int) -> npt.NDArray[np.int32]:
    """Biases up to `reach` in magnitude."""
    return np.random.default_rng(seed).integers(-reach, reach + 1, channels, np.int32)


def output_scale(draw: Any, product: float, taps: int) -> float:
    """A scale that puts sums of `taps` products somewhere between one step and saturation."""
    spread = product * 5000 * max(taps, 1) ** 0.5
    if draw(st.booleans()):
        return float(2.0 ** round(np.log2(spread / 128) + draw(st.integers(-3, 8))))
    return float(np.float32(spread / 128 * 2.0 ** draw(st.floats(-3, 8))))


shapes = st.lists(st.integers(1, 6), min_size=1, max_size=4).map(tuple)
"""Shapes of one to four dimensions."""


def all_values(shape: tuple[int, ...] = (1, 256)) -> npt.NDArray[np.int8]:
    """Every int8 value once, for element-wise operators."""
    return np.arange(-128, 128).astype(np.int8).reshape(shape)


def value_pairs(seed: int, count: int = 4096) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int8]]:
    """Pairs of int8 values [1, count], drawn from all 65,536 without repetition."""
    picked = np.random.default_rng(seed).permutation(1 << 16)[:count]
    left, right = (picked >> 8).astype(np.uint8), (picked & 255).astype(np.uint8)
    return left.view(np.int8)[None], right.view(np.int8)[None]


@st.composite
def _broadcast_shapes(draw: st.DrawFn) -> tuple[tuple[int, ...], ...]:
    shape = draw(shapes)
    ones = draw(st.lists(st.booleans(), min_size=len(shape), max_size=len(shape)))
    second = tuple(1 if one else n for one, n in zip(ones, shape, strict=True))
    if draw(st.booleans()):
        second = second[draw(st.integers(0, len(second) - 1)) :]
    return shape, second, shape


broadcast_shapes = _broadcast_shapes()
"""Shapes of two operands, the second of which may have to be stretched, and of the result."""
