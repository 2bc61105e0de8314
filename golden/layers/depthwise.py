"""DEPTHWISE_CONV_2D (reference kernel: tflite reference_integer_ops/depthwise_conv.h)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from golden.errors import CorruptModelError, InputError
from golden.graph import Operator
from golden.layers.base import Array, Int8, Int32, Layer, builds
from golden.layers.convolution import convolution_parameters, padded
from golden.layers.geometry import Padding, Pads, Window
from golden.layers.matmul import exact_chunks
from golden.quant.requantise import Requantiser

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
    requantiser: Requantiser
    op: str = "DEPTHWISE_CONV_2D"
    window: Window = field(init=False)

    def __post_init__(self) -> None:
        k_h, k_w, depth, multiplier = self.kernel.shape
        self.window = Window((k_h, k_w), self.stride, self.dilation, self.pad)
        taps = self.kernel.reshape(k_h * k_w, depth * multiplier)
        self._chunks = exact_chunks(taps)
        self._taps = taps.astype(np.float32)
        self._offset = self.input_zero_point * taps.sum(axis=0, dtype=np.int64)

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
        """
        depth, multiplier = self.kernel.shape[2:]
        if x.ndim != 4 or x.shape[3] != depth:
            raise InputError(f"'{self.name}' takes [N, H, W, {depth}], not {list(x.shape)}")
        rows, columns = self.window.output_size(x.shape[1], x.shape[2])
        sums = np.empty((len(x), rows, columns, depth * multiplier), np.int32)
        if sums.size == 0:
            return sums
        height = max(1, BLOCK_ELEMENTS // (columns * depth * multiplier))
        for image, source in zip(sums, x, strict=True):
            framed = padded(source, self.padding(*source.shape[:2]), self.input_zero_point)
            if multiplier > 1:
                framed = np.repeat(framed, multiplier, axis=2)
            for top in range(0, rows, height):
                self._accumulate_rows(framed, image[top : top + height], top)
        return sums

    def requantise(self, sums: Int32) -> Int8:
        """Add the bias, requantise and clamp: int32 [..., C_i * multiplier] to int8."""
        return self.requantiser(sums, self.bias)

    def forward(self, *arrays: Array) -> Int8:
        """int8 [N, H, W, C_i] to int8 [N, H_o, W_o, C_i * multiplier]."""
        (x,) = arrays
        return self.requantise(self.accumulate(x))

    def _accumulate_rows(self, framed: Array, out: Int32, top: int) -> None:
        """Sums of the output rows from `top` on, as many as `out` has."""
        (_, k_w), (s_h, s_w), (d_h, d_w) = (
            self.window.kernel,
            self.window.stride,
            self.window.dilation,
        )
        rows, columns, _ = out.shape
        out[...] = -self._offset
        term = np.empty(out.shape, np.float32)
        for chunk in self._chunks:
            partial = np.zeros(out.shape, np.float32)
            for tap in range(chunk.start, chunk.stop):
                i, j = divmod(tap, k_w)
                first, left = top * s_h + i * d_h, j * d_w
                cells = framed[
                    first : first + (rows - 1) * s_h + 1 : s_h,
                    left : left + (columns - 1) * s_w + 1 : s_w,
                ]
                np.multiply(cells, self._taps[tap], out=term)
                partial += term
            np.add(out, partial, out=out, casting="unsafe")


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
