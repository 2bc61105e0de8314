"""The integer arithmetic of TFLite's reference kernels, one function for each named step.

Everything is int64 inside, so that no intermediate overflows; this is the definition that the
faster paths are checked against.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

Int64 = npt.NDArray[np.int64]


def quantize_multiplier(real: float) -> tuple[int, int]:
    """Split a real multiplier into a 31-bit mantissa and a shift: real = mantissa * 2**(shift-31).

    Args:
        real: a finite number >= 0.

    Returns:
        The mantissa, 0 or in 2**30..2**31-1, and the shift (positive is to the left).
    """
    if not (math.isfinite(real) and real >= 0):
        raise ValueError(f"a multiplier must be finite and not negative, not {real}")
    fraction, shift = math.frexp(real)
    mantissa = math.floor(fraction * 2**31 + 0.5)
    if mantissa == 2**31:
        mantissa, shift = mantissa // 2, shift + 1
    if shift < -31:
        return 0, 0
    return mantissa, shift


def quantize_multipliers(reals: npt.ArrayLike) -> tuple[Int64, Int64]:
    """`quantize_multiplier` of each element: mantissas and shifts, int64 of the same shape."""
    reals = np.asarray(reals, np.float64)
    pairs = [quantize_multiplier(real) for real in reals.ravel().tolist()]
    mantissas, shifts = np.array(pairs, np.int64).reshape(-1, 2).T
    return mantissas.reshape(reals.shape), shifts.reshape(reals.shape)


def mean_multiplier(real: float, cells: int) -> tuple[int, int]:
    """`quantize_multiplier` of real / cells, as the reference kernel of MEAN divides.

    As many bits as the count has are gained before dividing the mantissa by it.
    """
    mantissa, shift = quantize_multiplier(real)
    gained = min(cells.bit_length() - 1, 32, 31 + shift)
    return (mantissa << gained) // cells, shift - gained


def divide_half_away(sums: npt.ArrayLike, counts: npt.ArrayLike) -> Int64:
    """Quotients of integers by positive ones to nearest, halves away from zero."""
    sums, counts = np.asarray(sums, np.int64), np.asarray(counts, np.int64)
    magnitude = (np.abs(sums) + counts // 2) // counts
    return np.where(sums > 0, magnitude, -magnitude)


def wrap32(x: npt.ArrayLike) -> Int64:
    """The two's complement 32-bit value of `x`, as a C int32 would hold it."""
    return np.asarray(x, np.int64).astype(np.int32).astype(np.int64)


def srdhm(a: npt.ArrayLike, b: npt.ArrayLike) -> Int64:
    """Saturating rounding doubling high multiplication of int32 values (gemmlowp).

    The high 32 bits of 2*a*b, rounded to nearest, halves upwards; -2**31 squared saturates.
    """
    product = np.asarray(a, np.int64) * np.asarray(b, np.int64)
    # C truncates (product + nudge) / 2**31, with a nudge one smaller for negative products:
    # that is floor(product / 2**31 + 1/2) for either sign.
    return np.minimum((product + (1 << 30)) >> 31, 2**31 - 1)


def rdpot(x: npt.ArrayLike, exponent: npt.ArrayLike) -> Int64:
    """Rounding division by a power of two, halves away from zero (gemmlowp)."""
    x, exponent = np.asarray(x, np.int64), np.asarray(exponent, np.int64)
    mask = (np.int64(1) << exponent) - 1
    threshold = (mask >> 1) + (x < 0)
    return np.asarray((x >> exponent) + ((x & mask) > threshold), np.int64)


def mbqm(x: npt.ArrayLike, mantissa: npt.ArrayLike, shift: npt.ArrayLike) -> Int64:
    """Multiply by a quantised multiplier with gemmlowp's double rounding.

    Args:
        x: int32 values of any integer type.
        mantissa: of `quantize_multiplier`, broadcast against `x`.
        shift: of `quantize_multiplier`, broadcast against `x`.
    """
    shift = np.asarray(shift, np.int64)
    shifted = wrap32(np.asarray(x, np.int64) << np.maximum(shift, 0))
    return rdpot(srdhm(shifted, mantissa), np.maximum(-shift, 0))


def mbqm_single(x: npt.ArrayLike, mantissa: npt.ArrayLike, shift: npt.ArrayLike) -> Int64:
    """Multiply by a quantised multiplier with one rounding, halves away from zero."""
    product = np.asarray(x, np.int64) * np.asarray(mantissa, np.int64)
    right = 31 - np.asarray(shift, np.int64)
    half = np.int64(1) << (right - 1)
    return np.asarray(np.sign(product) * ((np.abs(product) + half) >> right), np.int64)


def saturate(x: npt.ArrayLike, low: int, high: int, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """Clamp to `low`..`high` and store as `dtype`."""
    return np.clip(x, low, high).astype(dtype)
