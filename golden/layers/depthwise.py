"""DEPTHWISE_CONV_2D (reference kernel: tflite reference_integer_ops/depthwise_conv.h).

The convolution of `golden.layers.definition` with a group for each input channel. Here every tap
is multiplied with all the pixels that it meets, and the products are added up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from golden.errors import CorruptModelError, InputError
from golden.graph import Operator
from golden.layers.base import Array, Int8, Int32, Layer, builds
from golden.layers.convolution import (
    FRAME_ELEMENTS,
    Region,
    convolution_parameters,
    padded,
    regions,
)
from golden.layers.geometry import Padding, Pads, Window
from golden.layers.matmul import INT32, exact_chunks, greatest_sum, to_int32
from golden.parallel import for_each
from golden.quant.fast import FastRequantiser
from golden.quant.output_stage import OutputStage

BLOCK_ELEMENTS = 1 << 16
"""Sums kept in the cache while all taps are added to them."""


@dataclass(kw_only=True, eq=False)
class DepthwiseConv2D(Layer):
    """int8 convolution of each channel on its own; output channel = c_i * multiplier + m.

    Attributes:
        kernel: int8 [K_H, K_W, C_i, multiplier].
        bias: int32 [C_i * multiplier], or None.
        stride: (S_H, S_W).
        dilation: (D_H, D_W).
        pad: 'SAME', 'VALID', or rows and columns (top, bottom, left, right).
        input_zero_point: what padding is filled with, and subtracted from every input.
        requantiser: from sums to output values.
    """

    kernel: Int8
    bias: Int32 | None = None
    stride: tuple[int, int] = (1, 1)
    dilation: tuple[int, int] = (1, 1)
    pad: Padding = "VALID"
    input_zero_point: int = 0
    requantiser: OutputStage
    op: str = "DEPTHWISE_CONV_2D"
    window: Window = field(init=False)

    def __post_init__(self) -> None:
        k_h, k_w, depth, multiplier = self.kernel.shape
        self.window = Window((k_h, k_w), self.stride, self.dilation, self.pad)
        taps = self.kernel.reshape(k_h * k_w, depth * multiplier)
        self._chunks = exact_chunks(taps)
        self._taps = taps.astype(np.float32)
        self._offset = self.input_zero_point * taps.sum(axis=0, dtype=np.int64)
        self._reach = greatest_sum(taps, self.input_zero_point)
        self._finish = FastRequantiser.of_group(
            self.requantiser, slice(None), -self._offset, self.bias, self._reach
        )

    @property
    def groups(self) -> int:
        """One group per input channel."""
        return self.kernel.shape[2]

    def padding(self, height: int, width: int) -> Pads:
        """Padding of an input of this size: top, bottom, left, right."""
        return self.window.pads(height, width)

    def accumulate(self, x: Array) -> Int32:
        """The reference kernel's sums before the bias.

        Args:
            x: int8 [N, H, W, C_i].

        Returns:
            int32 [N, H_o, W_o, C_i * multiplier], exact: within a chunk of taps the magnitudes
            sum to at most 2**24, so float32 additions lose nothing.

        Raises:
            InputError: x has another shape.
            AccumulatorOverflowError: a sum does not fit 32 bits.
        """
        sums = np.empty(self._output_shape(x), np.int32)

        def block(stored: Array, region: Region) -> None:
            stored -= self._offset
            fits = self._reach <= INT32.max
            sums[region] = stored if fits else to_int32(stored, self.name)

        self._for_blocks(x, sums.shape, np.dtype(np.float64), block)
        return sums

    def requantise(self, sums: Int32) -> Int8:
        """Add the bias, requantise and clamp: int32 [..., C_i * multiplier] to int8."""
        return self.requantiser(sums, self.bias)

    def forward(self, *arrays: Array) -> Int8:
        """int8 [N, H, W, C_i] to int8 [N, H_o, W_o, C_i * multiplier]."""
        (x,) = arrays
        if self._reach > INT32.max:
            return self.requantise(self.accumulate(x))
        y = np.empty(self._output_shape(x), np.int8)

        def block(stored: Array, region: Region) -> None:
            target = y[region]
            values = np.empty((target.size // y.shape[3], y.shape[3]), np.int8)
            self._finish(stored.reshape(values.shape), values)
            target[...] = values.reshape(target.shape)

        self._for_blocks(x, y.shape, self._finish.dtype, block)
        return y

    def _output_shape(self, x: Array) -> tuple[int, int, int, int]:
        depth, multiplier = self.kernel.shape[2:]
        if x.ndim != 4 or x.shape[3] != depth:
            raise InputError(f"'{self.name}' takes [N, H, W, {depth}], not {list(x.shape)}")
        return (len(x), *self.window.output_size(*x.shape[1:3]), depth * multiplier)

    def _for_blocks(
        self,
        x: Array,
        shape: tuple[int, ...],
        dtype: np.dtype[Any],
        function: Callable[[Array, Region], None],
    ) -> None:
        """Call `function` on sums of stored values, of `dtype`, for all outputs block by block."""
        _, rows, columns, channels = shape
        if 0 in shape:
            return
        multiplier = self.kernel.shape[3]
        images = max(FRAME_ELEMENTS // (x[0].size * multiplier + FRAME_ELEMENTS // 64), 1)
        for start in range(0, len(x), images):
            framed = padded(
                x[start : start + images], self.padding(*x.shape[1:3]), self.input_zero_point
            )
            if multiplier > 1:
                framed = np.repeat(framed, multiplier, axis=3)

            def block(region: Region, framed: Array = framed, start: int = start) -> None:
                some, rows = region
                stored = self._sums(framed[some], rows, columns, dtype)
                function(stored, (slice(some.start + start, some.stop + start), rows))

            for_each(block, list(regions(len(framed), rows, columns * channels, BLOCK_ELEMENTS)))

    def _sums(self, framed: Array, rows: slice, columns: int, dtype: np.dtype[Any]) -> Array:
        """Exact sums [N, rows, columns, C_i * multiplier] of stored values."""
        (_, k_w), (s_h, s_w), (d_h, d_w) = (
            self.window.kernel,
            self.window.stride,
            self.window.dilation,
        )
        height = rows.stop - rows.start
        shape = (len(framed), height, columns, framed.shape[3])
        total = np.zeros(shape, dtype)
        term = np.empty(shape, np.float32)
        for chunk in self._chunks:
            # A first chunk in float32 needs no total of its own.
            alone = len(self._chunks) == 1 and dtype == np.float32
            partial = total if alone else np.zeros(shape, np.float32)
            for tap in range(chunk.start, chunk.stop):
                i, j = divmod(tap, k_w)
                first, left = rows.start * s_h + i * d_h, j * d_w
                cells = framed[
                    :,
                    first : first + (height - 1) * s_h + 1 : s_h,
                    left : left + (columns - 1) * s_w + 1 : s_w,
                ]
                np.multiply(cells, self._taps[tap], out=term)
                partial += term
            if not alone:
                total += partial
        return total


@builds("DEPTHWISE_CONV_2D")
def build_depthwise(operator: Operator) -> Layer:
    """The layer of a DEPTHWISE_CONV_2D operator; its kernel comes as [1, K_H, K_W, C_o]."""
    p = convolution_parameters(operator)
    depth, channels = p.input.shape[3], p.kernel.shape[3]
    if channels % depth or p.kernel.shape[0] != 1:
        raise CorruptModelError(
            f"{operator.where} has a kernel of shape {list(p.kernel.shape)} "
            f"for {depth} input channels"
        )
    return DepthwiseConv2D(
        kernel=np.ascontiguousarray(p.kernel[0].reshape(*p.kernel.shape[1:3], depth, -1)),
        bias=p.bias,
        stride=p.stride,
        dilation=p.dilation,
        pad=p.pad,
        input_zero_point=p.input.zero_point,
        requantiser=p.requantiser,
    ).bind(operator, p.input)
