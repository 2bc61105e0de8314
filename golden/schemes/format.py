"""How a tensor is stored: scale, zero point and the range of its words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from golden.errors import UnsupportedModelError
from golden.graph import Quantization

Words = tuple[int, int]
"""Least and greatest stored value."""


def signed_words(bits: int) -> Words:
    """All two's complement numbers of `bits`."""
    return -(1 << (bits - 1)), (1 << (bits - 1)) - 1


@dataclass(frozen=True)
class Format:
    """How a tensor is stored: real = scale * (stored - zero point), `low` <= stored <= `high`."""

    scale: float
    zero_point: int
    low: int
    high: int

    def store(self, real: npt.ArrayLike) -> npt.NDArray[np.int8]:
        """Nearest stored values, halves to even."""
        steps = np.rint(np.asarray(real, np.float64) / self.scale) + self.zero_point
        return np.clip(steps, self.low, self.high).astype(np.int8)

    def real(self, stored: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Real values of stored ones."""
        return (np.asarray(stored, np.float64) - self.zero_point) * self.scale

    def quantization(self, what: str) -> Quantization:
        """The same as the graph says it; `what` names the tensor."""
        points = np.array([self.zero_point], np.int64)
        return Quantization(float32_scales(self.scale, what), points, 0, (self.low, self.high))


def float32_scales(scales: npt.ArrayLike, what: str) -> npt.NDArray[np.float32]:
    """Scales as the graph holds them.

    Raises:
        UnsupportedModelError: one of them is no float32 above 0.
    """
    with np.errstate(over="ignore", under="ignore"):
        found = np.atleast_1d(np.asarray(scales, np.float64)).astype(np.float32)
    if not (np.isfinite(found).all() and (found > 0).all()):
        raise UnsupportedModelError(
            f"{what} would have the scale {np.ravel(scales)[0]:.3g}, which is no float32 above 0"
        )
    return found
