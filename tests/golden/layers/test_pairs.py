"""MUL, MAXIMUM, MINIMUM and PRELU against TFLite's reference kernels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.golden.minting import Case, T, options
from tests.golden.strategies import (
    ACTIVATIONS,
    SEEDS,
    broadcast_shapes,
    data,
    scales,
    value_pairs,
    zero_points,
)

three_zero_points = st.tuples(zero_points, zero_points, zero_points)


@given(SEEDS, scales(-6, 2), scales(-6, 2), scales(-3, 8), three_zero_points, ACTIVATIONS)
def test_mul(
    seed: int,
    first: float,
    second: float,
    ratio: float,
    zeros: tuple[int, int, int],
    activation: int,
) -> None:
    left, right = value_pairs(seed)
    Case(
        "MUL",
        [T(left.shape, first, zeros[0]), T(right.shape, second, zeros[1])],
        [T(left.shape, first * second * ratio * 16, zeros[2])],
        options("MulOptions", fusedActivationFunction=activation),
        arrays=(left, right),
        version=2,
    ).check()


@given(SEEDS, broadcast_shapes)
def test_mul_broadcasts(seed: int, shapes: tuple[tuple[int, ...], ...]) -> None:
    first, second, output = shapes
    Case(
        "MUL",
        [T(first, 0.5, 3), T(second, 0.25, -3, data=data(seed, second))],
        [T(output, 20.0, 1)],
        options("MulOptions"),
        arrays=(data(seed + 1, first),),
        version=2,
    ).check()


@pytest.mark.parametrize("op", ["MAXIMUM", "MINIMUM"])
@given(seed=SEEDS, shapes=broadcast_shapes, zero_point=zero_points)
def test_extrema(op: str, seed: int, shapes: tuple[tuple[int, ...], ...], zero_point: int) -> None:
    first, second, output = shapes
    Case(
        op,
        [T(first, 0.5, zero_point), T(second, 0.5, zero_point)],
        [T(output, 0.5, zero_point)],
        options("MaximumMinimumOptions"),
        arrays=(data(seed, first), data(seed + 1, second)),
        version=2,
    ).check()


@given(SEEDS, scales(-6, 2), scales(-6, 2), scales(-4, 4), three_zero_points, st.booleans())
def test_prelu(
    seed: int,
    scale: float,
    alpha_scale: float,
    ratio: float,
    zeros: tuple[int, int, int],
    per_channel: bool,
) -> None:
    left, right = value_pairs(seed)
    shape = (1, 16, 16, 16)
    x = left.reshape(shape)
    alpha = right.reshape(shape)[0, :1, :1] if per_channel else right.reshape(shape)
    Case(
        "PRELU",
        [T(shape, scale, zeros[0]), T(alpha.shape, alpha_scale, zeros[1], data=alpha)],
        [T(shape, float(np.float32(scale * ratio)), zeros[2])],
        None,
        arrays=(x,),
    ).check()
