"""ADD and SUB against TFLite's reference kernels."""

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

OPTIONS = {"ADD": "AddOptions", "SUB": "SubOptions"}


@pytest.mark.parametrize("op", OPTIONS)
@given(
    seed=SEEDS,
    first=scales(-6, 2),
    ratio=scales(-6, 6),
    output=scales(-4, 6),
    zeros=st.tuples(zero_points, zero_points, zero_points),
    activation=ACTIVATIONS,
)
def test_equals_reference_kernel(
    op: str,
    seed: int,
    first: float,
    ratio: float,
    output: float,
    zeros: tuple[int, int, int],
    activation: int,
) -> None:
    second = float(np.float32(first * ratio))
    left, right = value_pairs(seed)
    Case(
        op,
        [T(left.shape, first, zeros[0]), T(right.shape, second, zeros[1])],
        [T(left.shape, max(first, second) * output, zeros[2])],
        options(OPTIONS[op], fusedActivationFunction=activation),
        arrays=(left, right),
        version=2,
    ).check()


@pytest.mark.parametrize("op", OPTIONS)
@given(seed=SEEDS, shapes=broadcast_shapes)
def test_broadcasts(op: str, seed: int, shapes: tuple[tuple[int, ...], ...]) -> None:
    first, second, output = shapes
    Case(
        op,
        [T(first, 0.5, 3), T(second, 0.25, -3, data=data(seed, second))],
        [T(output, 0.5, 1)],
        options(OPTIONS[op]),
        arrays=(data(seed + 1, first),),
        version=2,
    ).check()
