"""gemmlowp's fixed-point transcendental functions, as TFLite's reference softmax uses them.

A number with i integer bits is an int32 whose unit is 2**(i - 31). All arrays are int64 that
hold 32-bit values. Constants are those of gemmlowp's fixedpoint.h.
"""

from __future__ import annotations

import numpy as np

from golden.quant.fixed_point import Int64, rdpot, srdhm, wrap32

ONE = 2**31 - 1
"""One with no integer bits: the nearest below it."""

EXP_MINUS_EIGHTH = 1895147668
ONE_THIRD = 715827883
EXP_MINUS_POWERS = (1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242)
"""exp(-1/4), exp(-1/2), exp(-1), ..., exp(-16), no integer bits."""

FORTY_EIGHT_SEVENTEENTHS = 1515870810
MINUS_THIRTY_TWO_SEVENTEENTHS = -1010580540
DIFF_INTEGER_BITS = 5
DIFF_FRACTION_BITS = 31 - DIFF_INTEGER_BITS


def shift_left_saturating(x: Int64, bits: int) -> Int64:
    """Multiply by 2**bits, clamped to 32 bits."""
    return np.clip(x << bits, -(2**31), 2**31 - 1)


def exp_small(a: Int64) -> Int64:
    """exp(a) for -1/4 <= a < 0; argument and result without integer bits."""
    x = a + (1 << 28)  # around -1/8
    x2 = srdhm(x, x)
    x3 = srdhm(x2, x)
    x4_over_4 = rdpot(srdhm(x2, x2), 2)
    tail = rdpot(srdhm(x4_over_4 + x3, ONE_THIRD) + x2, 1)
    return wrap32(EXP_MINUS_EIGHTH + srdhm(np.int64(EXP_MINUS_EIGHTH), x + tail))


def exp_on_negative_values(a: Int64) -> Int64:
    """exp(a) for a <= 0 with 5 integer bits; the result has none."""
    quarter = 1 << (DIFF_FRACTION_BITS - 2)
    below = (a & (quarter - 1)) - quarter
    result = exp_small(shift_left_saturating(below, DIFF_INTEGER_BITS))
    remainder = below - a
    for exponent, factor in enumerate(EXP_MINUS_POWERS, start=-2):
        bit = 1 << (DIFF_FRACTION_BITS + exponent)
        result = np.where(remainder & bit, srdhm(result, factor), result)
    return np.where(a == 0, ONE, result)


def reciprocal(x: Int64, integer_bits: int) -> tuple[Int64, Int64]:
    """1 / x of positive x with `integer_bits`: its mantissa, and the bits x has over one."""
    # frexp's exponent is the number of significant bits; x < 2**31 is exact in a double.
    leading_zeros = 32 - np.frexp(x.astype(np.float64))[1].astype(np.int64)
    fraction = wrap32((x << leading_zeros) - (1 << 31))
    return one_over_one_plus(fraction), integer_bits - leading_zeros


def one_over_one_plus(a: Int64) -> Int64:
    """1 / (1 + a) for 0 <= a < 1, no integer bits: three Newton-Raphson steps."""
    half_denominator = (a + ONE + 1) >> 1
    one = 1 << 29  # x has two integer bits
    x = FORTY_EIGHT_SEVENTEENTHS + srdhm(half_denominator, MINUS_THIRTY_TWO_SEVENTEENTHS)
    for _ in range(3):
        error = one - srdhm(half_denominator, x)
        x = x + shift_left_saturating(srdhm(x, error), 2)
    return shift_left_saturating(x, 1)
