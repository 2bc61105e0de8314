"""Scales chosen so that results lie a hair beside one half.

There, a multiplier computed in float32 instead of float64, or rounded to 31 bits where TFLite does
not, gives another integer. Random scales meet such a case once in a million values.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden import Dense, Requantiser, Rounding
from tests.golden.minting import Case, T, constant, options
from tests.golden.strategies import SEEDS, all_values

Scales = tuple[np.float32, np.float32]
CHANNELS = 64


@st.composite
def tie_scales(draw: st.DrawFn) -> Scales:
    """Input and output scale for which some int8 value times their quotient is nearly k + 1/2."""
    output = np.float32(2.0 ** draw(st.floats(-8, 2)))
    value = draw(st.integers(1, 255))
    k = draw(st.integers(0, min(126, 4 * value)))
    source = np.float32(np.float64(output) * (k + 0.5) / value)
    towards = draw(st.sampled_from([np.float32(0), np.float32(10), source]))
    return np.nextafter(source, towards), output


def unary(op: str, kind: str | None = None, **fields: Any) -> Callable[[Scales, int, int], Case]:
    """A case of an operator on all 256 values."""

    def case(scales: Scales, zero_x: int, zero_y: int) -> Case:
        opts = options(kind, **fields) if kind else None
        tensors = [T((1, 256), scales[0], zero_x)], [T((1, 256), scales[1], zero_y)]
        return Case(op, *tensors, opts, (all_values(),), 2)

    return case


def leaky(scales: Scales, zero_x: int, zero_y: int) -> Case:
    """LEAKY_RELU whose slope, not its identity, is near ties."""
    alpha = np.float32(0.3)
    source = T((1, 256), np.float32(scales[0] / alpha), 127)
    opts = options("LeakyReluOptions", alpha=alpha)
    return Case("LEAKY_RELU", [source], [T((1, 256), scales[1], zero_y)], opts, (all_values(),), 2)


def mean(scales: Scales, zero_x: int, zero_y: int) -> Case:
    """MEAN of seven equal values."""
    return Case(
        "MEAN",
        [T((1, 7, 256), scales[0], zero_x), constant([1])],
        [T((1, 256), scales[1], zero_y)],
        options("ReducerOptions"),
        (np.repeat(all_values()[:, None], 7, axis=1),),
        2,
    )


def multiply(scales: Scales, zero_x: int, zero_y: int) -> Case:
    """MUL by one step of a second tensor."""
    second = np.float32(0.0375)
    return Case(
        "MUL",
        [T((1, 256), np.float32(scales[0] / second), zero_x), T((1, 256), second)],
        [T((1, 256), scales[1], zero_y)],
        options("MulOptions"),
        (all_values(), np.ones((1, 256), np.int8)),
        2,
    )


def prelu(scales: Scales, zero_x: int, zero_y: int) -> Case:
    """PRELU with a slope of one step."""
    second = np.float32(0.0375)
    return Case(
        "PRELU",
        [
            T((1, 256), np.float32(scales[0] / second), 127),
            T((1, 256), second, data=np.ones((1, 256), np.int8)),
        ],
        [T((1, 256), scales[1], zero_y)],
        None,
        (all_values(),),
    )


@pytest.mark.parametrize(
    "make",
    [
        unary("RELU"),
        unary("QUANTIZE", "QuantizeOptions"),
        unary("LEAKY_RELU", "LeakyReluOptions", alpha=0.1),
        leaky,
        mean,
        multiply,
        prelu,
    ],
)
@given(scales=tie_scales(), zero_x=st.sampled_from([-128, 127]), middle=st.booleans())
def test_values(
    make: Callable[[Scales, int, int], Case], scales: Scales, zero_x: int, middle: bool
) -> None:
    # At these zero points every distance up to 255 occurs, and its result is not clamped.
    make(scales, zero_x, 0 if middle else zero_x).check()


@given(seed=SEEDS)
def test_add(seed: int) -> None:
    rng = np.random.default_rng(seed)
    first, second = (np.float32(2.0**e) for e in rng.uniform(-6, 1, 2))
    a, b = (int(n) for n in rng.integers(1, 120, 2))
    total = a * np.float64(first) + b * np.float64(second)
    k = np.floor(total / max(first, second) / 2.0 ** rng.uniform(-0.5, 3))
    x, y = np.meshgrid(np.arange(a - 8, a + 8), np.arange(b - 8, b + 8))
    shape = (1, x.size)
    Case(
        "ADD",
        [T(shape, first), T(shape, second)],
        [T(shape, np.float32(total / (k + 0.5)))],
        options("AddOptions"),
        (x.reshape(shape).astype(np.int8), y.reshape(shape).astype(np.int8)),
        2,
    ).check()


def near_tie_biases(
    rng: np.random.Generator, per_channel: bool
) -> tuple[np.float32, np.ndarray, np.float32, np.ndarray]:
    """Scales of a layer, and 32-bit biases that lie within two of a half when requantised."""
    s_x, s_k = (np.float32(2.0**e) for e in rng.uniform(-8, 0, 2))
    s_y = np.float32(np.float64(s_x) * np.float64(s_k) / 2.0 ** rng.uniform(-24.5, -12))
    kernel = np.array([s_k])
    if per_channel:
        kernel = (s_k * 2.0 ** rng.uniform(-1, 1, CHANNELS)).astype(np.float32)
    multipliers = np.float64(s_x) * kernel / np.float64(s_y)
    halves = rng.integers(0, 127, CHANNELS) + 0.5
    reach = np.round(halves / multipliers + rng.integers(-2, 3, CHANNELS)).clip(0, 2**31 - 1)
    bias = reach.astype(np.int32) * rng.choice([-1, 1], CHANNELS).astype(np.int32)
    return s_x, kernel, s_y, bias


WINDOW = {"padding": 0, "strideH": 1, "strideW": 1}
LAYERS = {
    "CONV_2D": ((CHANNELS, 1, 1, 1), (1, 1, 1, 1), 0, options("Conv2DOptions", **WINDOW)),
    "DEPTHWISE_CONV_2D": (
        (1, 1, 1, CHANNELS),
        (1, 1, 1, CHANNELS),
        3,
        options("DepthwiseConv2DOptions", depthMultiplier=1, **WINDOW),
    ),
    "FULLY_CONNECTED": ((CHANNELS, 1), (1, 1), 0, options("FullyConnectedOptions")),
}


@pytest.mark.parametrize("op", LAYERS)
@given(seed=SEEDS, per_channel=st.booleans())
def test_sums(op: str, seed: int, per_channel: bool) -> None:
    kernel_shape, shape, axis, opts = LAYERS[op]
    s_x, s_k, s_y, bias = near_tie_biases(np.random.default_rng(seed), per_channel)
    Case(
        op,
        [
            T(shape, s_x),
            T(kernel_shape, s_k, data=np.ones(kernel_shape, np.int8), axis=axis),
            T((CHANNELS,), s_x * s_k[0], data=bias, dtype=np.int32),
        ],
        [T((*shape[:-1], CHANNELS), s_y)],
        opts,
        (np.zeros(shape, np.int8),),
        5 if op == "FULLY_CONNECTED" else 3,
    ).check()


def test_fully_connected_tells_the_roundings_apart() -> None:
    """The same sums under all three roundings: only REAL is what the property above accepts."""
    rng = np.random.default_rng(0)
    differing = dict.fromkeys(Rounding, 0)
    for _ in range(50):
        s_x, s_k, s_y, bias = near_tie_biases(rng, per_channel=False)
        multiplier = np.float64(s_x) * s_k.astype(np.float64) / np.float64(s_y)
        exact = [Requantiser(multiplier, 0, rounding=r)(bias[:, None]) for r in Rounding]
        for rounding, result in zip(Rounding, exact, strict=True):
            differing[rounding] += int((result != exact[0]).sum())
    assert differing[Rounding.REAL] == 0
    assert differing[Rounding.SINGLE] > 0
    assert differing[Rounding.DOUBLE] > differing[Rounding.SINGLE]


def test_dense_takes_its_rounding_by_name() -> None:
    single, double = (
        Dense(
            kernel=np.ones((1, 1), np.int8),
            requantiser=Requantiser(np.array([0.0123]), 0, rounding=rounding),
        )
        for rounding in (Rounding.SINGLE, Rounding.DOUBLE)
    )
    sums = np.arange(-4000, 4000, dtype=np.int32)[:, None]
    assert np.array_equal(single.requantise(sums), single.requantiser.exact(sums))
    assert np.array_equal(double.requantise(sums), double.requantiser.exact(sums))
