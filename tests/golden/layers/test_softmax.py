"""SOFTMAX against TFLite's reference kernel."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden.errors import InputError, UnsupportedModelError
from golden.layers.softmax import Softmax
from golden.quant.gemmlowp import exp_on_negative_values, one_over_one_plus
from tests.golden.minting import Case, T, mint, model_of, options
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


def softmax(classes: int, scale: float) -> Softmax:
    content = mint(
        "SOFTMAX",
        [T((1, classes), scale)],
        [T((1, classes), 1 / 256, -128)],
        options("SoftmaxOptions", beta=1.0),
    )
    (layer,) = model_of(content).layers
    assert isinstance(layer, Softmax)
    return layer


def test_what_aborts_the_kernel_is_told_row_by_row() -> None:
    """The exponentials of one row, at most 1 each, must stay below 512 together."""
    layer = softmax(600, 10.0)
    single = np.full((2, 600), -128, np.int8)
    single[:, 7] = 127
    layer.require_defined(single)
    for row in range(2):
        flat = single.copy()
        flat[row] = 5
        with pytest.raises(InputError, match="600 values so close together"):
            layer.require_defined(flat)
    layer.require_defined(np.concatenate([single, single[:, ::-1]]))


def test_as_many_as_the_kernel_takes() -> None:
    """511 equal values are computed, 512 abort."""
    softmax(511, 1.0).require_defined(np.zeros((1, 511), np.int8))
    with pytest.raises(InputError):
        softmax(512, 1.0).require_defined(np.zeros((1, 512), np.int8))


def test_a_scale_must_be_above_what_a_difference_resolves() -> None:
    """A difference has 26 bits behind the point, so the input's scale is above 2**-26."""
    with pytest.raises(UnsupportedModelError, match="must be above"):
        softmax(4, 2.0**-26)
    softmax(4, float(np.nextafter(np.float32(2.0**-26), np.float32(1))))
