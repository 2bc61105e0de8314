"""The stages' scaling against TFLite's functions, a scheme's shift, and exact fractions."""

from __future__ import annotations

from fractions import Fraction
from math import floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden.kraken.stages.channel import RequantRounding, requantize, scale
from golden.quant.fixed_point import Int64, mbqm, mbqm_single
from golden.schemes.power_of_two import shifted

VALUES = 1_000_000
DOUBLE, AWAY, UP = RequantRounding

int32 = st.integers(-(2**31), 2**31 - 1)
mantissas = st.one_of(st.integers(0, 2**31), st.sampled_from([0, 1, 2**30, 2**31 - 1, 2**31]))
shifts = st.integers(0, 31)
int8 = st.integers(-128, 127)


def drawn(seed: int) -> tuple[Int64, Int64, Int64]:
    """Values, mantissas below 2**31 and shifts: half of the products are close to a half."""
    rng = np.random.default_rng(seed)
    mantissa = rng.integers(2**30, 2**31, VALUES)
    corners = rng.choice(np.array([2**30, 2**30 + 1, 2**31 - 1, 3 << 29]), VALUES)
    mantissa = np.where(rng.random(VALUES) < 0.2, corners, mantissa)
    shift = rng.integers(0, 32, VALUES)
    halves = (2 * rng.integers(-200, 200, VALUES) + 1) * 2.0**30 * 2.0**shift / mantissa
    near = np.clip(np.rint(halves), -(2**31) + 4, 2**31 - 5).astype(np.int64)
    near += rng.integers(-2, 3, VALUES)
    anything = rng.integers(-(2**31), 2**31, VALUES)
    ends = rng.choice(np.array([-(2**31), 2**31 - 1, 0, -1, 1]), VALUES)
    kind = rng.integers(0, 10, VALUES)
    return np.select([kind < 6, kind < 9], [near, anything], ends), mantissa, shift


@pytest.mark.parametrize("seed", range(3))
def test_double_is_gemmlowps(seed: int) -> None:
    x, mantissa, shift = drawn(seed)
    assert np.array_equal(scale(x, mantissa, shift, DOUBLE), mbqm(x, mantissa, -shift))


@pytest.mark.parametrize("seed", range(3))
def test_away_is_the_single_rounding(seed: int) -> None:
    x, mantissa, shift = drawn(seed)
    assert np.array_equal(scale(x, mantissa, shift, AWAY), mbqm_single(x, mantissa, -shift))


@pytest.mark.parametrize("seed", range(3))
def test_up_is_a_shift_with_halves_upwards(seed: int) -> None:
    """A mantissa of few bits, moved to the top: what the power-of-two scheme's stage does."""
    rng = np.random.default_rng(seed)
    small = rng.integers(0, 128, VALUES)
    right = rng.integers(0, 32, VALUES)
    values = rng.integers(-(2**31), 2**31, VALUES)
    values = np.where(rng.random(VALUES) < 0.5, rng.integers(-(2**12), 2**12, VALUES), values)
    wanted = shifted(values, small, right)
    # The same product with 2**24 more in the mantissa and in the divisor.
    moved = right >= 7
    got = scale(values[moved], small[moved] << 24, right[moved] - 7, UP)
    assert np.array_equal(got, wanted[moved])


def test_the_roundings_differ() -> None:
    """The first rounding of DOUBLE makes a half of what is less; a half below 0 tells UP."""
    x, mantissa, shift = drawn(9)
    double, away, up = (scale(x, mantissa, shift, rounding) for rounding in RequantRounding)
    assert np.count_nonzero(double != away) > 1000
    assert np.count_nonzero(away != up) > 100
    assert np.max(np.abs(double - away)) == 1
    assert np.all(up - away <= 1)
    assert np.all((up == away) | (x < 0))


@given(int32, mantissas, shifts)
def test_every_rounding_is_what_it_says(x: int, mantissa: int, shift: int) -> None:
    exact = Fraction(x * mantissa, 2 ** (31 + shift))
    half = Fraction(1, 2)

    def away(value: Fraction) -> int:
        return floor(value + half) if value >= 0 else -floor(half - value)

    assert scale(x, mantissa, shift, AWAY) == away(exact)
    assert scale(x, mantissa, shift, UP) == floor(exact + half)
    first = floor(exact * 2**shift + half)
    assert scale(x, mantissa, shift, DOUBLE) == away(Fraction(first, 2**shift))


@given(int32, mantissas, shifts, st.sampled_from(RequantRounding), int8, st.tuples(int8, int8))
def test_nothing_wraps_before_the_bounds(
    x: int,
    mantissa: int,
    shift: int,
    rounding: RequantRounding,
    zero_point: int,
    ends: tuple[int, int],
) -> None:
    low, high = sorted(ends)
    result = int(requantize(x, mantissa, shift, rounding, zero_point, low, high))
    scaled = int(scale(x, mantissa, shift, rounding)) + zero_point
    assert result == max(low, min(high, scaled))


@pytest.mark.parametrize("rounding", RequantRounding)
def test_a_mantissa_of_one_changes_nothing(rounding: RequantRounding) -> None:
    x = np.array([-(2**31), -129, -128, -1, 0, 1, 127, 128, 2**31 - 1])
    assert np.array_equal(scale(x, 2**31, 0, rounding), x)
    assert np.array_equal(requantize(x, 2**31, 0, rounding, 0, -128, 127), np.clip(x, -128, 127))


def test_arguments_broadcast() -> None:
    x = np.arange(-6, 6).reshape(3, 4)
    mantissa, shift = np.array([2**31, 2**30, 2**29]), np.array([0, 1, 0])
    got = requantize(x, mantissa[:, None], shift[:, None], UP, np.int64(3), [[0]] * 3, 7)
    wanted = [np.clip((row + m - 1) // m + 3, 0, 7) for row, m in zip(x, (1, 4, 4), strict=True)]
    assert got.shape == x.shape
    assert np.abs(got - np.array(wanted)).max() <= 1
    assert got[0].tolist() == np.clip(x[0] + 3, 0, 7).tolist()
