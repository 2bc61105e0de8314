"""CONV_2D, with groups and dilation (reference kernel: tflite reference_integer_ops/conv.h)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from golden.errors import CorruptModelError, InputError
from golden.graph import Operator
from golden.layers.base import Array, Int8, Int32, Layer, builds
from golden.layers.convolution import convolution_parameters, padded
from golden.layers.geometry import Padding, Pads, Window
from golden.layers.matmul import ExactMatmul
from golden.quant.requantise import Requantiser

PATCH_ELEMENTS = 1 << 20
"""Float32 patch values gathered at a time (4 MB): small enough for the cache."""


@dataclass(kw_only=True, eq=False)
class Conv2D(Layer):
    """int8 convolution of NHWC images.

    Attributes:
        kernel: int8 [K_H, K_W, C_i / groups, C_o].
        bias: int32 [C_o], or None.
        stride: (S_H, S_W).
        dilation: (D_H, D_W).
        groups: group g's C_o / groups outputs see only its C_i / groups inputs.
        pad: 'SAME', 'VALID', or rows and columns (top, bottom, left, right).
        input_zero_point: what padding is filled with, and subtracted from every input.
        requantiser: from sums to output values.
    """

    kernel: Int8
    bias: Int32 | None = None
    stride: tuple[int, int] = (1, 1)
    dilation: tuple[int, int] = (1, 1)
    groups: int = 1
    pad: Padding = "VALID"
    input_zero_point: int = 0
    requantiser: Requantiser
    op: str = "CONV_2D"
    window: Window = field(init=False)

    def __post_init__(self) -> None:
        height, width, depth, channels = self.kernel.shape
        self.window = Window((height, width), self.stride, self.dilation, self.pad)
        per_group = channels // self.groups
        self._products = [
            ExactMatmul(
                self.kernel[..., g * per_group : (g + 1) * per_group].reshape(-1, per_group),
                self.input_zero_point,
            )
            for g in range(self.groups)
        ]
        self._depth = depth

    def padding(self, height: int, width: int) -> Pads:
        """Padding of an input of this size: top, bottom, left, right."""
        return self.window.pads(height, width)

    def accumulate(self, x: Array) -> Int32:
        """The reference kernel's sums before the bias.

        Args:
            x: int8 [N, H, W, C_i].

        Returns:
            int32 [N, H_o, W_o, C_o], exact: see `golden.layers.matmul` for the proof.

        Raises:
            InputError: x has another shape.
            AccumulatorOverflowError: a sum does not fit 32 bits.
        """
        if x.ndim != 4 or x.shape[3] != self._depth * self.groups:
            raise InputError(
                f"'{self.name}' takes [N, H, W, {self._depth * self.groups}], not {list(x.shape)}"
            )
        rows, columns = self.window.output_size(x.shape[1], x.shape[2])
        channels = self.kernel.shape[3]
        sums = np.empty((len(x), rows, columns, channels), np.int32)
        if sums.size == 0:
            return sums
        per_group = channels // self.groups
        for image, source in zip(sums, x, strict=True):
            framed = padded(source, self.padding(*source.shape[:2]), self.input_zero_point)
            for g, product in enumerate(self._products):
                part = framed[..., g * self._depth : (g + 1) * self._depth]
                outputs = slice(g * per_group, (g + 1) * per_group)
                for top, patches in self._patches(part, rows, columns):
                    height = len(patches) // columns
                    block = np.empty((len(patches), per_group), np.int32)
                    product(patches, self.name, block)
                    image[top : top + height, :, outputs] = block.reshape(height, columns, -1)
        return sums

    def requantise(self, sums: Int32) -> Int8:
        """Add the bias, requantise and clamp: int32 [..., C_o] to int8."""
        return self.requantiser(sums, self.bias)

    def forward(self, *arrays: Array) -> Int8:
        """int8 [N, H, W, C_i] to int8 [N, H_o, W_o, C_o]."""
        (x,) = arrays
        return self.requantise(self.accumulate(x))

    def _patches(self, framed: Array, rows: int, columns: int) -> Iterator[tuple[int, Array]]:
        """First output row and patches [rows * columns, K_H * K_W * C], a few rows at a time."""
        (k_h, k_w), (s_h, s_w), (d_h, d_w) = (
            self.window.kernel,
            self.window.stride,
            self.window.dilation,
        )
        step_h, step_w, step_c = framed.strides
        windows = np.lib.stride_tricks.as_strided(
            framed,
            (rows, columns, k_h, k_w, framed.shape[2]),
            (s_h * step_h, s_w * step_w, d_h * step_h, d_w * step_w, step_c),
            writeable=False,
        )
        taps = k_h * k_w * framed.shape[2]
        height = max(1, PATCH_ELEMENTS // (columns * taps))
        for top in range(0, rows, height):
            yield top, windows[top : top + height].reshape(-1, taps)


@builds("CONV_2D")
def build_conv(operator: Operator) -> Layer:
    """The layer of a CONV_2D operator; its kernel comes as [C_o, K_H, K_W, C_i / groups]."""
    p = convolution_parameters(operator)
    kernel = p.kernel.transpose(1, 2, 3, 0)
    depth, channels = kernel.shape[2:]
    if p.input.shape[3] % depth or channels % (p.input.shape[3] // depth):
        raise CorruptModelError(
            f"{operator.where} has {p.input.shape[3]} input and {channels} output channels, "
            f"which kernels of depth {depth} do not divide into groups"
        )
    return Conv2D(
        kernel=np.ascontiguousarray(kernel),
        bias=p.bias,
        stride=p.stride,
        dilation=p.dilation,
        groups=p.input.shape[3] // depth,
        pad=p.pad,
        input_zero_point=p.input.zero_point,
        requantiser=p.requantiser,
    ).bind(operator, p.input)
