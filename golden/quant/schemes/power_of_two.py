"""Symmetric formats with power-of-two scales: requantisation is a rounding right shift.

The exponent is the one, of the smallest without saturation and the three below it, that gives
the least squared error on the calibration data: with few bits, saturating a few outliers pays.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from golden.quant.schemes.base import Format, Int64, Scheme

MANTISSA_BITS = 7
"""Of multipliers that are no power of two: the slope of a leaky ReLU."""
TRIED = 4


class PowerOfTwo(Scheme):
    """Power-of-two scales, one for each tensor."""

    def activation(self, samples: npt.NDArray[Any]) -> Format:
        """Signed format without zero point for these samples."""
        return best_format(np.asarray(samples, np.float64), self.activation_bits)

    def weights(self, real: npt.NDArray[Any]) -> tuple[npt.NDArray[np.int8], npt.NDArray[Any]]:
        """Stored weights and their one scale."""
        form = best_format(np.asarray(real, np.float64), self.weight_bits)
        return form.store(real), np.array([form.scale])

    def rescale(self, values: Int64, multiplier: npt.ArrayLike) -> Int64:
        """(values * mantissa + half) >> shift, the mantissa 1 for a power of two."""
        multipliers = np.asarray(multiplier, np.float64)
        dyadics = [dyadic(m) for m in multipliers.ravel().tolist()]
        mantissas, shifts = (
            np.array(part, np.int64).reshape(multipliers.shape)
            for part in zip(*dyadics, strict=True)
        )
        products = values * mantissas << np.maximum(-shifts, 0)
        right = np.maximum(shifts, 0)
        half = np.where(right > 0, np.int64(1) << np.maximum(right - 1, 0), 0)
        return np.asarray((products + half) >> right, np.int64)


def dyadic(multiplier: float) -> tuple[int, int]:
    """Odd mantissa of at most 7 bits and right shift, nearest to a real multiplier."""
    if multiplier == 0:
        return 0, 0
    fraction, exponent = math.frexp(multiplier)
    mantissa, shift = round(fraction * 2**MANTISSA_BITS), MANTISSA_BITS - exponent
    while mantissa % 2 == 0:
        mantissa, shift = mantissa // 2, shift - 1
    return mantissa, shift


def best_format(samples: npt.NDArray[np.float64], bits: int) -> Format:
    """The signed format of `bits` with a power-of-two scale and the least squared error."""
    low, high = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
    reach = float(np.abs(samples).max(initial=0))
    largest = math.ceil(math.log2(reach / high)) if reach > 0 else 0
    formats = [Format(2.0 ** (largest - i), 0, low, high) for i in range(TRIED)]
    errors = [float(np.square(f.real(f.store(samples)) - samples).mean()) for f in formats]
    return formats[int(np.argmin(errors))]
