"""RESIZE_NEAREST_NEIGHBOR and RESIZE_BILINEAR (tflite reference/resize_*.h, integer versions)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from golden.errors import CorruptModelError
from golden.graph import Operator
from golden.layers import checks
from golden.layers.base import Array, Int8, Layer, builds
from golden.quant.fixed_point import Int64
from golden.quant.rounding import round_half_away

FRACTION_BITS = 10


@dataclass(kw_only=True, eq=False)
class ResizeNearest(Layer):
    """Each output pixel is one input pixel.

    Attributes:
        size: output rows and columns.
        align_corners: the corner pixels' centres coincide.
        half_pixel: pixels are squares rather than points.
    """

    size: tuple[int, int]
    align_corners: bool = False
    half_pixel: bool = False
    op: str = "RESIZE_NEAREST_NEIGHBOR"
    one_format = True

    def forward(self, *arrays: Array) -> Array:
        """[N, H, W, C] to [N, *size, C]."""
        (x,) = arrays
        rows, columns = (
            self._sources(n, out) for n, out in zip(x.shape[1:3], self.size, strict=True)
        )
        return x[:, rows[:, None], columns]

    def _sources(self, n: int, out: int) -> Int64:
        """Input index of each output index along one axis; float32 as in the reference kernel."""
        corners = self.align_corners and out > 1
        scale = np.float32(n - 1 if corners else n) / np.float32(out - 1 if corners else out)
        place = (np.arange(out).astype(np.float32) + np.float32(0.5 * self.half_pixel)) * scale
        index = round_half_away(place) if self.align_corners else np.floor(place)
        return np.clip(index.astype(np.int64), 0, n - 1)


@dataclass(kw_only=True, eq=False)
class ResizeBilinear(Layer):
    """Each output pixel is a mean of four, weighted in steps of 1/1024.

    Attributes:
        size: output rows and columns.
        align_corners: the corner pixels' centres coincide.
        half_pixel: pixels are squares rather than points.
    """

    size: tuple[int, int]
    align_corners: bool = False
    half_pixel: bool = False
    op: str = "RESIZE_BILINEAR"
    one_format = True

    def forward(self, *arrays: Array) -> Int8:
        """int8 [N, H, W, C] to int8 [N, *size, C]."""
        (x,) = arrays
        (y0, y1, y_part), (x0, x1, x_part) = (
            self._sources(n, out) for n, out in zip(x.shape[1:3], self.size, strict=True)
        )
        wide = x.astype(np.int64)
        one = 1 << FRACTION_BITS
        below = y_part[:, None, None]
        right = x_part[:, None]
        upper = wide[:, y0[:, None], x0] * (one - right) + wide[:, y0[:, None], x1] * right
        lower = wide[:, y1[:, None], x0] * (one - right) + wide[:, y1[:, None], x1] * right
        total = upper * (one - below) + lower * below
        magnitude = (np.abs(total) + (1 << (2 * FRACTION_BITS - 1))) >> (2 * FRACTION_BITS)
        return (np.sign(total) * magnitude).astype(np.int8)

    def _sources(self, n: int, out: int) -> tuple[Int64, Int64, Int64]:
        """Both neighbours of each output index along one axis, and 1024 * the second's weight."""
        if self.align_corners and out > 1:
            step = (((n - 1) << FRACTION_BITS) + (out - 1) // 2) // (out - 1)
        else:
            step = ((n << FRACTION_BITS) + out // 2) // out
        place = np.arange(out, dtype=np.int64) * step
        if self.half_pixel:
            place += step // 2 - (1 << (FRACTION_BITS - 1))
        # C truncates towards zero, which matters for the one place before the first pixel.
        first = np.maximum(place, 0) >> FRACTION_BITS
        above = place + (1 << FRACTION_BITS) - 1
        second = np.minimum(above >> FRACTION_BITS, n - 1)
        return np.minimum(first, n - 1), second, place - (first << FRACTION_BITS)


@builds("RESIZE_NEAREST_NEIGHBOR", "RESIZE_BILINEAR")
def build_resize(operator: Operator) -> Layer:
    """The layer of a resizing operator with a constant size."""
    source, output = operator.input(0), operator.outputs[0]
    checks.require_types(operator, (source, output), np.int8)
    checks.require_rank(operator, source, 4)
    checks.require_same_quantization(operator, (source, output))
    target = operator.constant(1)
    if target.shape != (2,) or (target < 1).any():
        raise CorruptModelError(f"{operator.where} has no output size of rows and columns")
    size = int(target[0]), int(target[1])
    checks.require_shape(operator, output, (source.shape[0], *size, source.shape[3]))
    kind = ResizeBilinear if operator.op == "RESIZE_BILINEAR" else ResizeNearest
    return kind(
        size=size,
        align_corners=bool(operator.option("align_corners")),
        half_pixel=bool(operator.option("half_pixel_centers")),
    ).bind(operator, source)
