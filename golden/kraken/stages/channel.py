"""What `requantize_channel` does: 32-bit values times a multiplier below 1, to int8."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import numpy.typing as npt

from golden.quant.fixed_point import Int64, rdpot

REGISTERS = 7
"""Of the RTL."""

MANTISSA_BITS = 31
"""Behind the point: a mantissa of 2**31 with a shift of 0 changes nothing."""

SHIFT_MAX = 31
"""Furthest shift to the right."""


class RequantRounding(IntEnum):
    """How a value times mantissa / 2**(31 + shift) becomes an integer; the values are the RTL's.

    DOUBLE is gemmlowp's: first to a multiple of 2**shift of the result's unit, halves upwards, then
    by the shift, halves away from zero. AWAY rounds once, halves away from zero. UP rounds once,
    halves upwards.
    """

    DOUBLE = 0
    AWAY = 1
    UP = 2


def scale(
    x: npt.ArrayLike, mantissa: npt.ArrayLike, shift: npt.ArrayLike, rounding: RequantRounding
) -> Int64:
    """X * mantissa / 2**(31 + shift), rounded.

    Args:
        x: -2**31 to 2**31-1.
        mantissa: 0 to 2**31, broadcast against `x`.
        shift: to the right, 0 to 31, broadcast against `x`.
        rounding: how.

    Returns:
        int64; no product exceeds 2**62, so nothing wraps.
    """
    product = np.asarray(x, np.int64) * np.asarray(mantissa, np.int64)
    shift = np.asarray(shift, np.int64)
    half = np.int64(1) << (MANTISSA_BITS - 1 + shift)
    if rounding is RequantRounding.DOUBLE:
        return rdpot((product + (1 << (MANTISSA_BITS - 1))) >> MANTISSA_BITS, shift)
    if rounding is RequantRounding.UP:
        return np.asarray((product + half) >> (MANTISSA_BITS + shift), np.int64)
    magnitude = (np.abs(product) + half) >> (MANTISSA_BITS + shift)
    return np.asarray(np.sign(product) * magnitude, np.int64)


def requantize(
    x: npt.ArrayLike,
    mantissa: npt.ArrayLike,
    shift: npt.ArrayLike,
    rounding: RequantRounding,
    zero_point: npt.ArrayLike,
    low: npt.ArrayLike,
    high: npt.ArrayLike,
) -> Int64:
    """`scale`, plus a zero point, clamped; all arguments broadcast.

    Args:
        x: see `scale`, as the next three.
        mantissa: see there.
        shift: see there.
        rounding: see there.
        zero_point: -128 to 127.
        low: least result, -128 to 127.
        high: greatest result, `low` to 127.

    Returns:
        int64 from `low` to `high`.
    """
    scaled = scale(x, mantissa, shift, rounding)
    low, high = np.asarray(low, np.int64), np.asarray(high, np.int64)
    return np.asarray(np.clip(scaled + np.asarray(zero_point, np.int64), low, high), np.int64)
