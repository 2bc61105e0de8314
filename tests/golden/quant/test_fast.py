"""Requantisation in floats against its definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden import Conv2D
from golden.quant import Requantiser, Rounding
from golden.quant.fast import FastRequantiser
from tests.golden.strategies import SEEDS, bias, data, zero_points

reals = st.one_of(st.floats(2.0**-24, 1.5), st.integers(-24, 0).map(lambda e: 2.0**e))


@given(
    seed=SEEDS,
    reach=st.sampled_from([1000, 2**18, 2**24, 2**24 + 1, 2**30, 2**31 - 1]),
    multipliers=st.lists(reals, min_size=1, max_size=5),
    one_scale=st.booleans(),
    zero_point=zero_points,
    rounding=st.sampled_from(Rounding),
)
def test_equals_the_definition(
    seed: int,
    reach: int,
    multipliers: list[float],
    one_scale: bool,
    zero_point: int,
    rounding: Rounding,
) -> None:
    rng = np.random.default_rng(seed)
    channels = len(multipliers)
    scales = np.array(multipliers[:1] if one_scale else multipliers)
    requantiser = Requantiser(scales, zero_point, -120, 119, rounding)
    # Half of the sums are at, or one beside, what gives a half.
    halves = (rng.integers(-140, 140, (40, channels)) + 0.5) / scales + rng.integers(-1, 2)
    sums = np.concatenate([np.rint(halves), rng.integers(-reach, reach + 1, (40, channels))])
    constants = rng.integers(-99, 100, channels)
    sums = sums.clip(-reach + 99, reach - 99) - constants
    fast = FastRequantiser(requantiser, constants, reach)
    assert fast.dtype == (np.float32 if reach <= 2**24 else np.float64)
    out = np.empty(sums.shape, np.int8)
    fast(sums.astype(fast.dtype), out)
    assert np.array_equal(out, requantiser.exact((sums + constants).astype(np.int32)))


@pytest.mark.parametrize("rounding", Rounding)
@pytest.mark.parametrize("exponent", range(-12, 1))
def test_every_tie(rounding: Rounding, exponent: int) -> None:
    requantiser = Requantiser(np.array([2.0**exponent]), 1, rounding=rounding)
    sums = np.arange(-(2**17), 2**17)[:, None]
    out = np.empty(sums.shape, np.int8)
    FastRequantiser(requantiser, np.zeros(1, np.int64), 2**18)(sums.astype(np.float32), out)
    assert np.array_equal(out, requantiser.exact(sums.astype(np.int32)))


@given(seed=SEEDS, groups=st.sampled_from([1, 2, 3]), zero_point=zero_points, exponent=reals)
def test_forward_is_requantise_of_accumulate(
    seed: int, groups: int, zero_point: int, exponent: float
) -> None:
    channels = 3 * groups
    layer = Conv2D(
        kernel=data(seed, (3, 2, 4, channels)),
        bias=bias(seed, channels, 2**20),
        groups=groups,
        pad="SAME",
        input_zero_point=zero_point,
        requantiser=Requantiser(np.full(channels, exponent / 64), zero_point),
    )
    x = data(seed + 1, (2, 9, 8, 4 * groups))
    assert np.array_equal(layer.forward(x), layer.requantise(layer.accumulate(x)))


def test_large_images_in_many_blocks() -> None:
    """More than one block of rows, and of images, on every path."""
    layer = Conv2D(
        kernel=data(1, (3, 3, 16, 8)),
        stride=(2, 1),
        pad="SAME",
        input_zero_point=-5,
        requantiser=Requantiser(np.full(8, 0.0004), 3),
    )
    large = data(2, (2, 130, 120, 16))
    small = data(3, (40, 9, 10, 16))
    for x in (large, small):
        whole = layer.forward(x)
        assert np.array_equal(whole, layer.requantise(layer.accumulate(x)))
        rows = layer.forward(x[-1:])
        assert np.array_equal(whole[-1:], rows)
