"""AVERAGE_POOL_2D (reference kernel: tflite reference_integer_ops/pooling.h)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from golden.graph import Operator
from golden.layers import checks
from golden.layers.base import Array, Int8, Layer, builds
from golden.layers.geometry import Window
from golden.layers.max_pool import framed_taps, pool_window
from golden.quant.fixed_point import divide_half_away


@dataclass(kw_only=True, eq=False)
class AveragePool2D(Layer):
    """Mean of each window's cells that lie on the image, halves away from zero.

    Attributes:
        window: kernel, stride and padding.
        low: least output value.
        high: greatest output value.
    """

    window: Window
    low: int = -128
    high: int = 127
    op: str = "AVERAGE_POOL_2D"
    one_format = True

    def forward(self, *arrays: Array) -> Int8:
        """int8 [N, H, W, C] to int8 [N, H_o, W_o, C]."""
        (x,) = arrays
        rows, columns = self.window.output_size(*x.shape[1:3])
        sums = np.zeros((len(x), rows, columns, x.shape[3]), np.int32)
        for taps in framed_taps(self.window, x, 0):
            sums += taps
        cells = np.zeros((1, rows, columns, 1), np.int32)
        for taps in framed_taps(self.window, np.ones((1, *x.shape[1:3], 1), np.int8), 0):
            cells += taps
        return np.clip(divide_half_away(sums, cells), self.low, self.high).astype(np.int8)


@builds("AVERAGE_POOL_2D")
def build_average_pool(operator: Operator) -> Layer:
    """The layer of an AVERAGE_POOL_2D operator."""
    window = pool_window(operator)
    low, high = checks.output_bounds(operator)
    return AveragePool2D(window=window, low=low, high=high).bind(operator, operator.input(0))
