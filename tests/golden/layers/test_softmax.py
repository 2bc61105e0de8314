"""SOFTMAX against TFLite's reference kernel."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from golden.quant.gemmlowp import exp_on_negative_values, one_over_one_plus
from tests.golden.minting import Case, T, options
from tests.golden.strategies import SEEDS, data, scales, zero_points


@given(
    seed=SEEDS,
    rows=st.integers(1, 4),
    columns=st.integers(1, 200),
    scale=scales(-18, 6),
    zero_point=zero_points,
    beta=st.sampled_from([1.0, 1.0, 0.5, 3.0]),
    extreme=st.booleans(),
)
def test_equals_reference_kernel(
    seed: int,
    rows: int,
    columns: int,
    scale: float,
    zero_point: int,
    beta: float,
    extreme: bool,
) -> None:
    Case(
        "SOFTMAX",
        [T((rows, columns), scale, zero_point)],
        [T((rows, columns), 1 / 256, -128)],
        options("SoftmaxOptions", beta=beta),
        arrays=(data(seed, (rows, columns), extreme),),
        version=2,
    ).check()


def test_the_exponential_is_one() -> None:
    a = -np.arange(0, 2**31, 99_991, dtype=np.int64)
    error = exp_on_negative_values(a) / 2.0**31 - np.exp(a / 2.0**26)
    assert np.abs(error).max() < 2e-6


def test_the_reciprocal_is_one() -> None:
    a = np.arange(0, 2**31, 99_991, dtype=np.int64)
    error = one_over_one_plus(a) / 2.0**31 - 1 / (1 + a / 2.0**31)
    assert np.abs(error).max() < 1e-7
