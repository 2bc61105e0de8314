"""How real numbers become integers, and the names of the two requantisation roundings."""

from __future__ import annotations

from enum import Enum
from typing import Any

import numpy as np
import numpy.typing as npt


class Rounding(Enum):
    """How a 32-bit sum times a fixed-point multiplier is rounded.

    SINGLE rounds once, half away from zero. DOUBLE is gemmlowp's: first the high half of the
    doubled product, then the right shift, so that a value close to one half may round up twice.
    """

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
