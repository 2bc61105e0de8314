"""Where windows lie on an image: output sizes and padding of convolutions and pools."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Pads = tuple[int, int, int, int]
"""Rows and columns added: top, bottom, left, right."""

Padding = Literal["SAME", "VALID"] | Pads


def extent(kernel: int, dilation: int) -> int:
    """Input cells between the first and last tap of a dilated kernel, both included."""
    return (kernel - 1) * dilation + 1


def same_padding(size: int, kernel: int, stride: int, dilation: int = 1) -> tuple[int, int]:
    """TFLite's SAME padding along one axis: before and after, the odd cell after."""
    outputs = -(-size // stride)
    total = max((outputs - 1) * stride + extent(kernel, dilation) - size, 0)
    return total // 2, total - total // 2


@dataclass(frozen=True)
class Window:
    """A sliding window; every pair is (height, width)."""

    kernel: tuple[int, int]
    stride: tuple[int, int] = (1, 1)
    dilation: tuple[int, int] = (1, 1)
    padding: Padding = "VALID"

    def pads(self, height: int, width: int) -> Pads:
        """Padding of an image of this size: top, bottom, left, right."""
        if self.padding == "VALID":
            return 0, 0, 0, 0
        if self.padding == "SAME":
            rows, columns = (
                same_padding(size, k, s, d)
                for size, k, s, d in zip(
                    (height, width), self.kernel, self.stride, self.dilation, strict=True
                )
            )
            return *rows, *columns
        return self.padding

    def output_size(self, height: int, width: int) -> tuple[int, int]:
        """Output rows and columns; 0 when the window does not fit."""
        top, bottom, left, right = self.pads(height, width)
        rows, columns = (
            max((size - extent(k, d)) // s + 1, 0)
            for size, k, s, d in zip(
                (height + top + bottom, width + left + right),
                self.kernel,
                self.stride,
                self.dilation,
                strict=True,
            )
        )
        return rows, columns
