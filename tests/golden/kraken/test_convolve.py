"""Sums through BLAS equal those in Python's integers, at the edges of each float's mantissa too."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden.kraken import ConvShape
from golden.kraken.convolve import convolve
from golden.layers.definition import convolution_sums


@settings(max_examples=40, deadline=None)
@given(data=st.data(), seed=st.integers(0, 2**32 - 1))
def test_sums_are_those_of_the_definition(data: st.DataObject, seed: int) -> None:
    rng = np.random.default_rng(seed)
    kh, kw = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 3))
    groups = data.draw(st.integers(1, 2))
    depth, per_group = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 3))
    top, bottom, left, right = (int(rng.integers(0, k)) for k in (kh, kh, kw, kw))
    pads = top, bottom, left, right
    strides = data.draw(st.integers(1, 2)), data.draw(st.integers(1, 2))
    ends = (groups * depth, groups * per_group)
    shape = ConvShape(1, 4, 5, *ends, kh, kw, *strides, *pads, groups)
    x = rng.integers(-128, 128, (1, 4, 5, groups * depth), np.int8)
    kernel = rng.integers(-128, 128, (kh, kw, depth, groups * per_group), np.int8)
    zero_point = int(rng.integers(-128, 128))
    due = convolution_sums(
        x, kernel, zero_point=zero_point, stride=strides, groups=groups, pads=pads
    )
    np.testing.assert_array_equal(convolve(shape, x, kernel, zero_point), due)


@pytest.mark.parametrize("bits", [8, 12, 16, 22, 24])
@pytest.mark.parametrize("taps", [1, 3])
def test_no_sum_is_rounded(bits: int, taps: int) -> None:
    """Odd products of the greatest words: a float that is too narrow loses the last bit."""
    depth = 301
    shape = ConvShape(1, taps, 1, depth, 1, taps)
    x = np.full((1, taps, 1, depth), (1 << (bits - 1)) - 1, np.int32)
    kernel = np.full((taps, 1, depth, 1), (1 << (bits - 1)) - 1, np.int32)
    zero_point = -(1 << (bits - 1))
    due = taps * depth * (int(x[0, 0, 0, 0]) - zero_point) * int(kernel[0, 0, 0, 0])
    assert abs(due) < 1 << 62
    assert convolve(shape, x, kernel, zero_point).tolist() == [[[[due]]]]
