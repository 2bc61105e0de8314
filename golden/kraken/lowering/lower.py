"""From a golden layer to the packets that compute it.

Every legal layer is done. `choice` picks the packets; kernels, strides, dilations or groups of
cores beyond the array are done as a matrix product of patches. Parts along C_i are added by the
plan.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Protocol, cast

import numpy.typing as npt

from golden.kraken.errors import LayerError
from golden.kraken.format.params import ArrayParams
from golden.kraken.format.shape import ConvShape, valid_taps
from golden.kraken.format.sharing import Sharing
from golden.kraken.lowering.choice import Choice, choose, single
from golden.kraken.lowering.parts import Operands
from golden.kraken.lowering.patches import patches
from golden.kraken.lowering.plan import Plan

Array = npt.NDArray[Any]

COMPUTED = ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED")
"""Operators that run on the array."""


class WeightLayer(Protocol):
    """What lowering needs of every layer."""

    @property
    def name(self) -> str:
        """Unique within the model."""

    @property
    def op(self) -> str:
        """TFLite's name of the operator."""

    @property
    def kernel(self) -> Any:
        """int8 [K_H, K_W, C_i / groups, C_o], depthwise [K_H, K_W, C_i, mult], dense [C_i, C_o]."""

    @property
    def input_zero_point(self) -> int:
        """Subtracted from every input."""


class ConvolutionLayer(WeightLayer, Protocol):
    """What it needs of a convolution besides."""

    @property
    def stride(self) -> tuple[int, int]:
        """S_H and S_W."""

    @property
    def dilation(self) -> tuple[int, int]:
        """D_H and D_W."""

    @property
    def groups(self) -> int:
        """Groups of input channels."""

    def padding(self, height: int, width: int, /) -> tuple[int, int, int, int]:
        """Top, bottom, left, right."""


def lower(
    layer: WeightLayer, x: Array, params: ArrayParams, sharing: Sharing | None = None
) -> Plan:
    """Plan a layer.

    Args:
        layer: a Conv2D, DepthwiseConv2D or Dense layer.
        x: its input, int8 [N, H, W, C_i]; for Dense any shape that divides into rows of C_i.
        params: the array.
        sharing: None for what takes the fewest clocks; else the layer is one packet whose cores
            share the buses so.

    Returns:
        Packets to send one after another, and what to make of their sums.

    Raises:
        LayerError: the layer has no weights, or x is no input of it.
        ShapeError: there is nothing to compute, or the array cannot do it in the one packet.
    """
    if layer.op not in COMPUTED:
        raise LayerError(
            f"'{layer.name}' is a {layer.op}: only convolutions and dense layers run on the array"
        )
    if layer.op == "FULLY_CONNECTED":
        return _dense(layer, x, params, sharing)
    return _convolution(cast(ConvolutionLayer, layer), x, params, sharing)


def _dense(layer: WeightLayer, x: Array, params: ArrayParams, sharing: Sharing | None) -> Plan:
    """A matrix product."""
    ci, co = layer.kernel.shape
    if x.size == 0 or x.size % ci:
        raise LayerError(f"'{layer.name}' takes rows of {ci}, not {list(x.shape)}")
    matrix = x.reshape(-1, ci)
    shape = ConvShape.dense(len(matrix), ci, co)
    choice = _matrix(shape, params) if sharing is None else single(shape, params, sharing)
    image, kernel = matrix[None, :, None], layer.kernel[None, None]
    operands = Operands(shape, params, image, kernel, layer.input_zero_point, layer.name)
    return Plan(
        layer.name,
        layer.op,
        f"{len(matrix)}x{ci} -> {len(matrix)}x{co}",
        choice.way(shape),
        tuple(operands.pieces(choice.parts)),
        (1, len(matrix), 1, co),
        (len(matrix), co),
        shape.macs_valid,
    )


def _matrix(shape: ConvShape, params: ArrayParams) -> Choice:
    """The packets of a matrix product, which every array can do."""
    choice = choose(shape, params)
    assert choice is not None
    return choice


def _convolution(
    layer: ConvolutionLayer, x: Array, params: ArrayParams, sharing: Sharing | None
) -> Plan:
    """A convolution."""
    if layer.op == "CONV_2D":
        groups, kernel = layer.groups, layer.kernel
    else:
        groups, multiplier = layer.kernel.shape[2:]
        kernel = layer.kernel.reshape(*layer.kernel.shape[:2], 1, groups * multiplier)
    kh, kw, depth, co = kernel.shape
    if x.ndim != 4 or x.shape[3] != depth * groups:
        raise LayerError(f"'{layer.name}' takes [N, H, W, {depth * groups}], not {list(x.shape)}")
    (sh, sw), (dh, dw) = layer.stride, layer.dilation
    pads = layer.padding(*x.shape[1:3])
    n, h, w, ci = x.shape
    extent = ((kh - 1) * dh + 1, (kw - 1) * dw + 1)
    whole = ConvShape(n, h, w, ci, co, *extent, sh, sw, *pads, groups)
    choice = choose(whole, params) if extent == (kh, kw) else None
    if sharing is not None:
        choice = single(whole, params, sharing)
    if choice is None:
        zero_point = layer.input_zero_point
        rows = patches(x, (kh, kw), (sh, sw), (dh, dw), pads, zero_point, groups)
        operands = Operands(
            ConvShape(1, len(rows), 1, rows.shape[1], co, groups=groups),
            params,
            rows[None, :, None],
            kernel.reshape(1, 1, -1, co),
            zero_point,
            layer.name,
        )
        choice = _matrix(operands.shape, params)
        way = f"patches, {choice.way(operands.shape)}"
    else:
        operands = Operands(choice.shape, params, x, kernel, layer.input_zero_point, layer.name)
        way = choice.way(whole)
        if choice.shape != whole:
            operands = replace(operands, x=x[:, ::sh, ::sw].reshape(1, -1, 1, ci))
    rows_valid = valid_taps(h, whole.h_o, kh, sh, pads[0], dh)
    columns_valid = valid_taps(w, whole.w_o, kw, sw, pads[2], dw)
    shape = operands.shape
    return Plan(
        layer.name,
        layer.op,
        _describe(whole, (kh, kw), (dh, dw)),
        way,
        tuple(operands.pieces(choice.parts)),
        (shape.n, shape.h_o, shape.w_o, co),
        (n, whole.h_o, whole.w_o, co),
        n * depth * co * rows_valid * columns_valid,
    )


def _describe(whole: ConvShape, kernel: tuple[int, int], dilation: tuple[int, int]) -> str:
    """The shape of a layer, for people."""
    text = str(replace(whole, groups=1))
    text = text.replace(f"kernel {whole.kh}x{whole.kw}", f"kernel {kernel[0]}x{kernel[1]}")
    if dilation != (1, 1):
        text += f", dilation {dilation[0]}x{dilation[1]}"
    return text if whole.groups == 1 else f"{text}, {whole.groups} groups"
