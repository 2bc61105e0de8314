"""ADD against TFLite's reference kernel."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.golden.minting import Case, T, options
from tests.golden.strategies import ACTIVATIONS, SEEDS, data, scales, shapes, zero_points


@given(
    seed=SEEDS,
    first=scales(-6, 2),
    ratio=scales(-6, 6),
    output=scales(-4, 6),
    zeros=st.tuples(zero_points, zero_points, zero_points),
    activation=ACTIVATIONS,
)
def test_equals_reference_kernel(
    seed: int,
    first: float,
    ratio: float,
    output: float,
    zeros: tuple[int, int, int],
    activation: int,
) -> None:
    second = first * ratio
    every = np.arange(-128, 128).astype(np.int8)
    left, right = np.meshgrid(every, every)
    order = np.random.default_rng(seed).permutation(left.size)[:8192]
    Case(
        "ADD",
        [T((1, 8192), first, zeros[0]), T((1, 8192), second, zeros[1])],
        [T((1, 8192), max(first, second) * output, zeros[2])],
        options("AddOptions", fusedActivationFunction=activation),
        arrays=(left.ravel()[order][None], right.ravel()[order][None]),
        version=2,
    ).check()


@given(seed=SEEDS, shape=shapes)
def test_broadcasts(seed: int, shape: tuple[int, ...]) -> None:
    small = tuple(1 if (seed >> i) & 1 else n for i, n in enumerate(shape))
    Case(
        "ADD",
        [T(shape, 0.5, 3), T(small, 0.25, -3, data=data(seed, small))],
        [T(shape, 0.5, 1)],
        options("AddOptions"),
        arrays=(data(seed + 1, shape),),
        version=2,
    ).check()
