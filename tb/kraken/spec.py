"""A layer to run, told by its sizes, and the random tensors that go with it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from golden.kraken import ALONE, ArrayParams, ConvShape, Plan, ShapeError, Sharing, Tiling, lower
from golden.layers.conv import Conv2D
from golden.layers.dense import Dense
from golden.layers.depthwise import DepthwiseConv2D
from golden.layers.geometry import Padding, Window
from golden.quant.requantise import Requantiser

ComputeLayer = Conv2D | DepthwiseConv2D | Dense

Array = NDArray[np.int8]


@dataclass(frozen=True)
class LayerSpec:
    """One convolution or dense layer.

    Attributes:
        name: what reports call it.
        n, h, w: images, rows and columns; a dense layer has h rows.
        ci, co: channels of input and output.
        kernel, stride, dilation: (vertical, horizontal).
        pad: 'SAME', 'VALID', or top, bottom, left, right.
        groups: of channels; equal to ci and with `depthwise` it is that operator.
        dense: a matrix product of h rows.
        depthwise: each input channel by itself; co is a multiple of ci.
        x_zp: zero point of the input.
        extreme: operands are only the least and the greatest value.
        sharing: how the cores share the buses in one packet; None leaves it to the lowering.
    """

    name: str
    h: int
    w: int
    ci: int
    co: int
    kernel: tuple[int, int] = (1, 1)
    stride: tuple[int, int] = (1, 1)
    dilation: tuple[int, int] = (1, 1)
    pad: Padding = "VALID"
    groups: int = 1
    n: int = 1
    dense: bool = False
    depthwise: bool = False
    x_zp: int = 3
    extreme: bool = False
    sharing: Sharing | None = None

    @classmethod
    def matrix(cls, name: str, rows: int, ci: int, co: int, x_zp: int = -7) -> LayerSpec:
        """A dense layer of `rows` samples."""
        return cls(name, rows, 1, ci, co, dense=True, x_zp=x_zp)

    @property
    def shape(self) -> ConvShape:
        """Its shape, for a kernel without dilation."""
        if self.dense:
            return ConvShape.dense(self.h, self.ci, self.co)
        pads = Window(self.kernel, self.stride, padding=self.pad).pads(self.h, self.w)
        groups = self.ci if self.depthwise else self.groups
        channels = (self.ci, self.co)
        return ConvShape(
            self.n, self.h, self.w, *channels, *self.kernel, *self.stride, *pads, groups
        )

    def fits(self, array: ArrayParams) -> bool:
        """Whether the array can do it in one packet with its `sharing`."""
        try:
            Tiling(self.shape, array, self.sharing or ALONE)
        except ShapeError:
            return False
        return True

    def plan(
        self, rng: np.random.Generator, array: ArrayParams
    ) -> tuple[ComputeLayer, Array, Plan]:
        """The layer and the input that `draw` gives, and its packets."""
        layer, x = self.draw(rng, array)
        return layer, x, lower(layer, x, array, self.sharing)

    def named(self, name: str) -> LayerSpec:
        """The same under another name."""
        return replace(self, name=name)

    def draw(self, rng: np.random.Generator, array: ArrayParams) -> tuple[ComputeLayer, Array]:
        """The golden layer with random weights, and a random input for it.

        Operands have at most 8 bits, and fewer where the array's words are narrower.
        """
        x_bits, k_bits = min(array.x_width, 8), min(array.k_width, 8)
        limit = 1 << (x_bits - 1)
        zero_point = max(-limit, min(self.x_zp, limit - 1))
        scale = Requantiser(np.array([2.0**-10]), 0)
        if self.dense:
            kernel = self._operands(rng, (self.ci, self.co), k_bits)
            layer: ComputeLayer = Dense(
                name=self.name, kernel=kernel, input_zero_point=zero_point, requantiser=scale
            )
            return layer, self._operands(rng, (self.h, self.ci), x_bits)
        x = self._operands(rng, (self.n, self.h, self.w, self.ci), x_bits)
        if self.depthwise:
            kernel = self._operands(rng, (*self.kernel, self.ci, self.co // self.ci), k_bits)
            layer = DepthwiseConv2D(
                name=self.name,
                kernel=kernel,
                stride=self.stride,
                dilation=self.dilation,
                pad=self.pad,
                input_zero_point=zero_point,
                requantiser=scale,
            )
            return layer, x
        kernel = self._operands(rng, (*self.kernel, self.ci // self.groups, self.co), k_bits)
        layer = Conv2D(
            name=self.name,
            kernel=kernel,
            stride=self.stride,
            dilation=self.dilation,
            groups=self.groups,
            pad=self.pad,
            input_zero_point=zero_point,
            requantiser=scale,
        )
        return layer, x

    def _operands(self, rng: np.random.Generator, shape: tuple[int, ...], bits: int) -> Array:
        low, high = -(1 << (bits - 1)), (1 << (bits - 1)) - 1
        if self.extreme:
            return rng.choice(np.array([low, high], np.int8), shape)
        return rng.integers(low, high, shape, np.int8, endpoint=True)
