"""How real numbers become integers, and the names of the requantisation roundings."""

from __future__ import annotations

from enum import Enum
from typing import Any

import numpy as np
import numpy.typing as npt


class Rounding(Enum):
    """How a 32-bit sum times a multiplier is rounded.

    REAL multiplies by the float64 multiplier itself and rounds once, half away from zero: TFLite's
    fully connected layers. SINGLE rounds once as well, after multiplying by the multiplier's
    31-bit mantissa, as integer hardware does: the product is off by up to 2**-32 of itself, which
    changes about one sum of a hundred million. DOUBLE is gemmlowp's, in TFLite's convolutions:
    first the high half of the doubled product, then the right shift, so that a value close to one
    half may round up twice.
    """

    REAL = "real"
    SINGLE = "single"
    DOUBLE = "double"


def round_half_away(x: npt.ArrayLike) -> npt.NDArray[Any]:
    """C's `round`: to the nearest integer, halves away from zero. Keeps the float type.

    `trunc(x + 0.5)` would turn the largest float below one half into 1; adding the half only
    where the fraction really reaches it does not.
    """
    x = np.asarray(x)
    whole = np.trunc(x)
    away = np.abs(x - whole) >= 0.5
    return np.asarray(whole + np.copysign(away, x), dtype=x.dtype)
