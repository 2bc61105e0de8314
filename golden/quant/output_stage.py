"""What follows the sums of a layer: the interface that every scheme's requantisation has."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import numpy as np
import numpy.typing as npt

Channels = slice | npt.NDArray[np.intp]
"""A choice of channels, in any order."""


class OutputStage(ABC):
    """From 32-bit sums, whose last axis is the channel, to stored words.

    Attributes:
        multipliers: float64 [channels] or [1], what a sum is multiplied by before it is rounded.
        zero_point: of the output.
        low: least stored output value: of the word, or the fused activation's lower bound.
        high: greatest stored output value.
    """

    multipliers: npt.NDArray[np.float64]
    zero_point: int
    low: int
    high: int

    @abstractmethod
    def exact(self, sums: npt.NDArray[np.int32]) -> npt.NDArray[np.int8]:
        """The definition: int32 [..., channels] (bias included) to int8."""

    @property
    @abstractmethod
    def early_rounding(self) -> float | None:
        """How far from sum * multiplier the value lies that the definition rounds to an integer.

        None where it may lie so far that rounding sum * multiplier itself tells little.
        """

    @abstractmethod
    def of_channels(self, channels: Channels) -> OutputStage:
        """The same for a choice of the channels."""

    @abstractmethod
    def steps(self, channel: int) -> str:
        """How a sum of this channel is scaled and rounded, for people."""

    def __call__(
        self, sums: npt.NDArray[np.int32], bias: npt.NDArray[np.int32] | None = None
    ) -> npt.NDArray[np.int8]:
        """int32 [..., channels] plus `bias` [channels] to int8, equal to `exact`."""
        return self.exact(sums if bias is None else sums + bias)

    def exact_at(
        self, sums: npt.NDArray[Any], channels: npt.NDArray[np.intp]
    ) -> npt.NDArray[np.int8]:
        """`exact` of single sums [n] (integers of any type) of the given channels [n]."""
        chosen = self if len(self.multipliers) == 1 else self.of_channels(channels)
        return chosen.exact(sums.astype(np.int32))
