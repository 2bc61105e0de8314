"""MAX_POOL_2D (reference kernel: tflite reference_integer_ops/pooling.h)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from golden.graph import Operator
from golden.layers import checks
from golden.layers.base import Array, Int8, Layer, builds
from golden.layers.geometry import Pads, Window


@dataclass(kw_only=True, eq=False)
class MaxPool2D(Layer):
    """Greatest value of each window; padding never takes part.

    Attributes:
        window: kernel, stride and padding.
        low: least output value.
        high: greatest output value.
    """

    window: Window
    low: int = -128
    high: int = 127
    op: str = "MAX_POOL_2D"
    one_format = True

    def padding(self, height: int, width: int) -> Pads:
        """Padding of an input of this size: top, bottom, left, right."""
        return self.window.pads(height, width)

    def forward(self, *arrays: Array) -> Int8:
        """int8 [N, H, W, C] to int8 [N, H_o, W_o, C]."""
        (x,) = arrays
        rows, columns = self.window.output_size(*x.shape[1:3])
        greatest = np.full((len(x), rows, columns, x.shape[3]), -128, np.int8)
        for taps in framed_taps(self.window, x, -128):
            np.maximum(greatest, taps, out=greatest)
        return np.clip(greatest, self.low, self.high)


def framed_taps(window: Window, x: Array, fill: int) -> Iterator[Array]:
    """For each cell of the window, the values [N, H_o, W_o, C] that lie under it; `fill` off x."""
    n, height, width, channels = x.shape
    top, bottom, left, right = window.pads(height, width)
    framed = np.full((n, height + top + bottom, width + left + right, channels), fill, x.dtype)
    framed[:, top : top + height, left : left + width] = x
    rows, columns = window.output_size(height, width)
    (k_h, k_w), (s_h, s_w) = window.kernel, window.stride
    for i in range(k_h):
        for j in range(k_w):
            yield framed[
                :, i : i + (rows - 1) * s_h + 1 : s_h, j : j + (columns - 1) * s_w + 1 : s_w
            ]


def pool_window(operator: Operator) -> Window:
    """The checked window of a pooling operator."""
    source, output = operator.input(0), operator.outputs[0]
    checks.require_types(operator, (source, output), np.int8)
    checks.require_rank(operator, source, 4)
    checks.require_same_quantization(operator, (source, output))
    window = Window(
        checks.positive_pair(operator, "filter_height", "filter_width"),
        checks.positive_pair(operator, "stride_h", "stride_w"),
        padding=checks.padding_scheme(operator),
    )
    n, height, width, channels = source.shape
    framed = (height + window.kernel[0], width + window.kernel[1], channels)
    checks.require_size(operator, checks.elements(framed))
    checks.require_shape(operator, output, (n, *window.output_size(height, width), channels))
    checks.require_work(operator, checks.elements([*output.shape, *window.kernel]))
    return window


@builds("MAX_POOL_2D")
def build_max_pool(operator: Operator) -> Layer:
    """The layer of a MAX_POOL_2D operator."""
    window = pool_window(operator)
    low, high = checks.output_bounds(operator)
    return MaxPool2D(window=window, low=low, high=high).bind(operator, operator.input(0))
