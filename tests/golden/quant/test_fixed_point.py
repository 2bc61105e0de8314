"""The fixed-point steps against definitions in Python's own integers and fractions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden.quant import Activation, Requantiser, Rounding
from golden.quant.fixed_point import (
    mbqm,
    mbqm_single,
    quantize_multiplier,
    quantize_multipliers,
    rdpot,
    srdhm,
)
from golden.quant.rounding import round_half_away

int32 = st.integers(-(2**31), 2**31 - 1)
multipliers = st.floats(2.0**-25, 4.0)


def half_away(x: Fraction) -> int:
    """Nearest integer, halves away from zero."""
    whole = int(abs(x) + Fraction(1, 2))
    return whole if x >= 0 else -whole


@given(int32, int32)
def test_srdhm(a: int, b: int) -> None:
    product = a * b
    nudge = 2**30 if product >= 0 else 1 - 2**30
    # C's division truncates towards zero.
    quotient = abs(product + nudge) // 2**31
    wanted = quotient if product + nudge >= 0 else -quotient
    assert srdhm(a, b) == min(wanted, 2**31 - 1)


def test_srdhm_saturates() -> None:
    assert srdhm(-(2**31), -(2**31)) == 2**31 - 1


@given(int32, st.integers(0, 31))
def test_rdpot_rounds_halves_away(x: int, exponent: int) -> None:
    assert rdpot(x, exponent) == half_away(Fraction(x, 2**exponent))


@given(st.floats(0, 2.0**30))
def test_quantize_multiplier_is_the_nearest(real: float) -> None:
    mantissa, shift = quantize_multiplier(real)
    if mantissa == 0:
        assert real < 2.0**-31
    else:
        assert 2**30 <= mantissa < 2**31
        unit = Fraction(2) ** (shift - 31)
        assert abs(mantissa * unit - Fraction(real)) <= unit / 2


@pytest.mark.parametrize("real", [-1.0, float("nan"), float("inf")])
def test_quantize_multiplier_refuses(real: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        quantize_multiplier(real)


def test_quantize_multipliers_keeps_the_shape() -> None:
    reals = np.array([[0.5, 0.25], [1.0, 1 - 2.0**-40]])
    mantissas, shifts = quantize_multipliers(reals)
    assert mantissas.tolist() == [[2**30] * 2] * 2
    assert shifts.tolist() == [[0, -1], [1, 1]]


@given(st.integers(-(2**24), 2**24), multipliers)
def test_single_rounding_is_the_rounded_product(x: int, real: float) -> None:
    mantissa, shift = quantize_multiplier(real)
    exact = Fraction(x * mantissa) * Fraction(2) ** (shift - 31)
    assert mbqm_single(x, mantissa, shift) == half_away(exact)


@given(st.integers(-(2**24), 2**24), multipliers)
def test_double_rounding_stays_within_one(x: int, real: float) -> None:
    mantissa, shift = quantize_multiplier(real)
    exact = Fraction(x * mantissa) * Fraction(2) ** (shift - 31)
    assert abs(int(mbqm(x, mantissa, shift)) - exact) <= Fraction(3, 4)


@given(
    seed=st.integers(0, 2**32 - 1),
    reach=st.sampled_from([100, 2**15, 2**21 - 1, 2**21, 2**26, 2**31 - 1]),
    reals=st.lists(st.one_of(multipliers, st.sampled_from([0.5, 0.25, 2.0**-9])), min_size=1),
    zero_point=st.integers(-128, 127),
    rounding=st.sampled_from(Rounding),
)
def test_fast_requantisation_equals_the_definition(
    seed: int, reach: int, reals: list[float], zero_point: int, rounding: Rounding
) -> None:
    rng = np.random.default_rng(seed)
    sums = rng.integers(-reach, reach + 1, (37, len(reals))).astype(np.int32)
    requantiser = Requantiser(np.array(reals), zero_point, -100, 100, rounding)
    assert np.array_equal(requantiser(sums), requantiser.exact(sums))


@pytest.mark.parametrize("rounding", Rounding)
@pytest.mark.parametrize("real", [2.0**-n for n in range(12)])
def test_fast_requantisation_on_every_tie(real: float, rounding: Rounding) -> None:
    sums = np.arange(-(2**17), 2**17, dtype=np.int32)[:, None]
    requantiser = Requantiser(np.array([real]), 1, rounding=rounding)
    assert np.array_equal(requantiser(sums), requantiser.exact(sums))


def test_bias_is_added_per_channel() -> None:
    requantiser = Requantiser(np.array([1.0, 0.5]), 0)
    sums = np.array([[1, 2], [3, 4]], np.int32)
    assert requantiser(sums, np.array([10, -2], np.int32)).tolist() == [[11, 0], [13, 1]]


@given(st.floats(-1e6, 1e6, width=32))
def test_round_half_away_is_c_round(x: float) -> None:
    rounded = round_half_away(np.float32(x))
    assert rounded.dtype == np.float32
    assert int(rounded) == half_away(Fraction(float(np.float32(x))))


def test_round_half_away_below_one_half() -> None:
    assert round_half_away(np.nextafter(np.float32(0.5), np.float32(0))) == 0
    assert round_half_away(0.49999999999999994) == 0


@pytest.mark.parametrize(
    ("activation", "bounds"),
    [
        (Activation.NONE, (-128, 127)),
        (Activation.RELU, (-28, 127)),
        (Activation.RELU_N1_TO_1, (-38, -18)),
        (Activation.RELU6, (-28, 32)),
    ],
)
def test_activation_bounds(activation: Activation, bounds: tuple[int, int]) -> None:
    assert activation.bounds(np.float32(0.1), -28) == bounds


def test_multipliers_below_the_last_shift_are_nothing() -> None:
    """As in TFLite's QuantizeMultiplier: a right shift of 31 is the last one."""
    assert quantize_multiplier(2.0**-32) == (1 << 30, -31)
    assert quantize_multiplier(float(np.nextafter(2.0**-31, 0))) == (1 << 30, -30)
    assert quantize_multiplier(float(np.nextafter(2.0**-32, 0))) == (1 << 30, -31)
    assert quantize_multiplier(2.0**-33) == (0, 0)
    assert quantize_multiplier(0.0) == (0, 0)
