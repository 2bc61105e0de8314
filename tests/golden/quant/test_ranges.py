"""Scales and zero points for ranges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden.quant.ranges import affine, symmetric

FINITE = st.floats(-1e6, 1e6, width=32)


@given(FINITE, FINITE)
def test_a_range_fits_the_words_and_zero_is_one_of_them(a: float, b: float) -> None:
    low, high = min(a, b), max(a, b)
    scale, zero_point = affine(low, high)
    assert -128 <= zero_point <= 127
    step = float(scale)
    assert step > 0
    assert (-128 - zero_point) * step <= low + step or low >= 0
    assert (127 - zero_point) * step >= high - step or high <= 0


@pytest.mark.parametrize(
    ("low", "high", "zero_point"), [(0, 6, -128), (-6, 0, 127), (-128, 127, 0), (0, 0, -128)]
)
def test_known_ranges(low: float, high: float, zero_point: int) -> None:
    assert affine(low, high)[1] == zero_point


def test_weights_use_all_words_of_each_output() -> None:
    rng = np.random.default_rng(3)
    weights = rng.standard_normal((5, 3, 3, 4)).astype(np.float32) * np.float32(2.0) ** 7
    weights[2] = 0
    stored, scales = symmetric(weights)
    assert stored.dtype == np.int8
    assert scales.dtype == np.float32
    greatest = np.abs(stored.astype(int)).max(axis=(1, 2, 3))
    assert greatest.tolist() == [127, 127, 0, 127, 127]
    real = stored * scales[:, None, None, None]
    assert (np.abs(real - weights) <= scales[:, None, None, None] * 0.5001).all()
