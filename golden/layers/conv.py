"""CONV_2D, with groups and dilation (reference kernel: tflite reference_integer_ops/conv.h).

`golden.layers.definition` says in plain loops what is computed. Here each group's sums are one
matrix product: a row of the left operand is the patch of the image that an output sees, gathered
block by block; a column of the right one is a kernel.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

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
from golden.layers.matmul import ExactMatmul
from golden.parallel import for_each
from golden.quant.fast import FastRequantiser
from golden.quant.output_stage import OutputStage

PATCH_ELEMENTS = 1 << 19
"""Float32 patch values gathered at a time (2 MB), to stay in the cache."""


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
    requantiser: OutputStage
    op: str = "CONV_2D"
    window: Window = field(init=False)

    def __post_init__(self) -> None:
        height, width, self._depth, channels = self.kernel.shape
        self.window = Window((height, width), self.stride, self.dilation, self.pad)
        self._per_group = channels // self.groups
        self._products = [
            ExactMatmul(
                self.kernel[..., outputs].reshape(-1, self._per_group), self.input_zero_point
            )
            for outputs in self._group_outputs()
        ]
        self._finish = [
            FastRequantiser.of_group(
                self.requantiser, outputs, -product.offset, self.bias, product.reach
            )
            for outputs, product in zip(self._group_outputs(), self._products, strict=True)
        ]

    def padding(self, height: int, width: int) -> Pads:
        """Padding of an input of this size: top, bottom, left, right."""
        return self.window.pads(height, width)

    def accumulate(self, x: Array) -> Int32:
        """The reference kernel's sums before the bias.

        Args:
            x: int8 [N, H, W, C_i].

        Returns:
            int32 [N, H_o, W_o, C_o], exact (`golden.layers.matmul` has the proof):
            those of `convolution_sums`.

        Raises:
            InputError: x has another shape.
            AccumulatorOverflowError: a sum does not fit 32 bits.
        """
        sums = np.empty(self._output_shape(x), np.int32)

        def block(patches: Array, group: int, region: Region, outputs: slice) -> None:
            target = sums[(*region, slice(None), outputs)]
            target[...] = self._products[group](patches, self.name).reshape(target.shape)

        self._for_blocks(x, sums.shape, block)
        return sums

    def requantise(self, sums: Int32) -> Int8:
        """Add the bias, requantise and clamp: int32 [..., C_o] to int8."""
        return self.requantiser(sums, self.bias)

    def forward(self, *arrays: Array) -> Int8:
        """int8 [N, H, W, C_i] to int8 [N, H_o, W_o, C_o]: `requantise(accumulate(x))`, faster."""
        (x,) = arrays
        if max(product.reach for product in self._products) >= 2**31:
            return self.requantise(self.accumulate(x))
        y = np.empty(self._output_shape(x), np.int8)

        def block(patches: Array, group: int, region: Region, outputs: slice) -> None:
            finish = self._finish[group]
            values = np.empty((len(patches), self._per_group), np.int8)
            finish(self._products[group].stored(patches, finish.dtype), values)
            target = y[(*region, slice(None), outputs)]
            target[...] = values.reshape(target.shape)

        self._for_blocks(x, y.shape, block)
        return y

    def _group_outputs(self) -> list[slice]:
        size = self._per_group
        return [slice(g * size, (g + 1) * size) for g in range(self.groups)]

    def _output_shape(self, x: Array) -> tuple[int, int, int, int]:
        inputs = self._depth * self.groups
        if x.ndim != 4 or x.shape[3] != inputs:
            raise InputError(f"'{self.name}' takes [N, H, W, {inputs}], not {list(x.shape)}")
        return (len(x), *self.window.output_size(*x.shape[1:3]), self.kernel.shape[3])

    def _for_blocks(
        self,
        x: Array,
        shape: tuple[int, ...],
        function: Callable[[Array, int, Region, slice], None],
    ) -> None:
        """Call `function` on patches [M, K_H * K_W * C] of all outputs, block by block."""
        _, rows, columns, _ = shape
        if 0 in shape:
            return
        taps = self.kernel.size // self.kernel.shape[3]
        frame = x[0].size + FRAME_ELEMENTS // 64
        images = max(FRAME_ELEMENTS // frame, 1)
        for start in range(0, len(x), images):
            framed = padded(
                x[start : start + images], self.padding(*x.shape[1:3]), self.input_zero_point
            )

            def block(item: tuple[int, Region], framed: Array = framed, start: int = start) -> None:
                group, (some, rows) = item
                part = framed[some, ..., group * self._depth : (group + 1) * self._depth]
                patches = self._patches(part, rows, columns).reshape(-1, taps)
                region = slice(some.start + start, some.stop + start), rows
                function(patches, group, region, self._group_outputs()[group])

            for_each(
                block,
                [
                    (group, region)
                    for group in range(self.groups)
                    for region in regions(len(framed), rows, columns * taps, PATCH_ELEMENTS)
                ],
            )

    def _patches(self, framed: Array, rows: slice, columns: int) -> Array:
        """View [N, rows, columns, K_H, K_W, C] of framed images."""
        (k_h, k_w), (s_h, s_w), (d_h, d_w) = (
            self.window.kernel,
            self.window.stride,
            self.window.dilation,
        )
        step_n, step_h, step_w, step_c = framed.strides
        return np.lib.stride_tricks.as_strided(
            framed[:, rows.start * s_h :],
            (len(framed), rows.stop - rows.start, columns, k_h, k_w, framed.shape[3]),
            (step_n, s_h * step_h, s_w * step_w, d_h * step_h, d_w * step_w, step_c),
            writeable=False,
        )


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
