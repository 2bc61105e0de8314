"""What the lowering of pooling asks of a golden layer."""

from __future__ import annotations

from typing import Protocol

MAX, AVERAGE, MEAN = "MAX_POOL_2D", "AVERAGE_POOL_2D", "MEAN"
"""Operators that the pool engine does."""


class AnyLayer(Protocol):
    """Any layer."""

    @property
    def op(self) -> str:
        """TFLite's name of the operator."""


class Sliding(Protocol):
    """Windows that slide over an image; pairs are (height, width)."""

    @property
    def kernel(self) -> tuple[int, int]:
        """Cells of a window."""

    @property
    def stride(self) -> tuple[int, int]:
        """Cells between windows."""

    @property
    def dilation(self) -> tuple[int, int]:
        """Cells between cells of a window."""

    def pads(self, height: int, width: int, /) -> tuple[int, int, int, int]:
        """Top, bottom, left, right."""

    def output_size(self, height: int, width: int, /) -> tuple[int, int]:
        """Output rows and columns."""


class Clamped(AnyLayer, Protocol):
    """A layer whose output has bounds."""

    @property
    def low(self) -> int:
        """Least output value."""

    @property
    def high(self) -> int:
        """Greatest output value."""


class WindowLayer(Clamped, Protocol):
    """MAX_POOL_2D or AVERAGE_POOL_2D."""

    @property
    def window(self) -> Sliding:
        """Kernel, stride and padding."""


class MeanLayer(Clamped, Protocol):
    """MEAN."""

    @property
    def axes(self) -> tuple[int, ...]:
        """Reduced, counted from 0."""

    @property
    def multiplier(self) -> float:
        """Input scale / output scale."""

    @property
    def input_zero_point(self) -> int:
        """Of the input."""

    @property
    def output_zero_point(self) -> int:
        """Of the output."""
