"""What a quantisation scheme has to decide. A new scheme is one file with one subclass."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Int64 = npt.NDArray[np.int64]


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


class Scheme(ABC):
    """Formats of activations and weights, and how sums are brought from one scale to another.

    Args:
        activation_bits: width of stored activations, 2 to 8.
        weight_bits: width of stored weights, 2 to 8.

    Raises:
        ValueError: a width out of range.
    """

    def __init__(self, activation_bits: int = 8, weight_bits: int = 8) -> None:
        for what, bits in (("activation", activation_bits), ("weight", weight_bits)):
            if not 2 <= bits <= 8:
                raise ValueError(f"{what} width is {bits} bits, but it must lie from 2 to 8")
        self.activation_bits = activation_bits
        self.weight_bits = weight_bits

    @abstractmethod
    def activation(self, samples: npt.NDArray[Any]) -> Format:
        """Format of an activation whose real values look like `samples`."""

    @abstractmethod
    def weights(self, real: npt.NDArray[Any]) -> tuple[npt.NDArray[np.int8], npt.NDArray[Any]]:
        """Stored weights (zero point 0) of `real` [..., C], and their scales, [1] or [C]."""

    @abstractmethod
    def rescale(self, values: Int64, multiplier: npt.ArrayLike) -> Int64:
        """Integers nearest to values [..., C] times a real multiplier, scalar or [C]."""
