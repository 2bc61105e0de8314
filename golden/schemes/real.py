"""Every operator in real numbers (float64): what the words of a scheme are compared with.

These are the operators' definitions, from the graph alone, without any scale, word or rounding.
With power-of-two scales all sums and products here are exact: they are integers below 2**53 times
a power of two.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from golden.graph import Operator, Tensor
from golden.layers import Layer
from golden.layers.geometry import Window
from golden.quant.activation import Activation

Real = npt.NDArray[np.float64]
Definition = Callable[[Operator, Layer, list[Real]], Real]

DEFINITIONS: dict[str, Definition] = {}
"""From TFLite's operator name to its definition; an operator that only copies needs none."""

APPROXIMATE = (
    "AVERAGE_POOL_2D", "HARD_SWISH", "LEAKY_RELU", "LOGISTIC", "MEAN", "QUANTIZE",
    "RESIZE_BILINEAR", "SOFTMAX", "TANH",
)  # fmt: skip
"""Operators whose layers approximate the definition before they round; the others round once."""


def defines(*ops: str) -> Callable[[Definition], Definition]:
    """Register the decorated function as definition of the operators named."""

    def register(definition: Definition) -> Definition:
        DEFINITIONS.update(dict.fromkeys(ops, definition))
        return definition

    return register


def real_tensor(tensor: Tensor, stored: npt.ArrayLike, axis: int | None = None) -> Real:
    """Real values of a tensor's stored ones, in float64; its scales run along `axis`."""
    array = np.asarray(stored)
    if tensor.quantization is None:
        return array.astype(np.float64)
    scales = tensor.scales.astype(np.float64)
    if axis is not None and len(scales) > 1:
        scales = scales.reshape([-1 if i == axis % array.ndim else 1 for i in range(array.ndim)])
    return (array.astype(np.float64) - tensor.zero_point) * scales


def evaluate(operator: Operator, layer: Layer, inputs: list[Real]) -> tuple[Real, ...]:
    """Real outputs of an operator for the real inputs that its layer takes."""
    if operator.op in DEFINITIONS:
        return (DEFINITIONS[operator.op](operator, layer, inputs),)
    # What is left moves values about, whatever their type.
    result = layer.forward(*inputs)
    return result if isinstance(result, tuple) else (result,)


def _bias(operator: Operator) -> Real | float:
    bias = operator.optional_input(2)
    return 0.0 if bias is None else real_tensor(bias, operator.constant(2).ravel(), 0)


def _kernel(operator: Operator, axis: int) -> Real:
    return real_tensor(operator.input(1), operator.constant(1), axis)


def _taps(window: Window, x: Real, fill: float) -> list[tuple[int, int, Real]]:
    """For each cell of the window, its row and column, and what lies under it at every place."""
    top, bottom, left, right = window.pads(*x.shape[1:3])
    framed = np.pad(x, ((0, 0), (top, bottom), (left, right), (0, 0)), constant_values=fill)
    rows, columns = window.output_size(*x.shape[1:3])
    (s_h, s_w), (d_h, d_w) = window.stride, window.dilation
    ys, xs = np.arange(rows) * s_h, np.arange(columns) * s_w
    k_h, k_w = window.kernel
    return [
        (i, j, framed[:, (ys + i * d_h)[:, None], xs + j * d_w])
        for i in range(k_h)
        for j in range(k_w)
    ]


@defines("CONV_2D")
def conv(operator: Operator, layer: Any, inputs: list[Real]) -> Real:
    """[N, H, W, C_i] with a kernel [C_o, K_H, K_W, C_i / groups]."""
    kernel = _kernel(operator, 0)
    channels, _, _, depth = kernel.shape
    groups = inputs[0].shape[3] // depth
    per_group = channels // groups
    parts = []
    for g in range(groups):
        own = kernel[g * per_group : (g + 1) * per_group]
        source = inputs[0][..., g * depth : (g + 1) * depth]
        parts.append(sum(x @ own[:, i, j].T for i, j, x in _taps(layer.window, source, 0)))
    return np.concatenate(parts, axis=-1) + _bias(operator)


@defines("DEPTHWISE_CONV_2D")
def depthwise(operator: Operator, layer: Any, inputs: list[Real]) -> Real:
    """[N, H, W, C_i] with a kernel [1, K_H, K_W, C_o]: each channel on its own."""
    kernel = _kernel(operator, 3)[0]
    wide = np.repeat(inputs[0], kernel.shape[2] // inputs[0].shape[3], axis=3)
    return sum(x * kernel[i, j] for i, j, x in _taps(layer.window, wide, 0)) + _bias(operator)


@defines("FULLY_CONNECTED")
def dense(operator: Operator, layer: Any, inputs: list[Real]) -> Real:
    """Rows of C_i with a kernel [C_o, C_i]."""
    kernel = _kernel(operator, 0)
    rows = inputs[0].reshape(-1, kernel.shape[1]) @ kernel.T + _bias(operator)
    return rows.reshape(*inputs[0].shape[:-1], -1) if layer.keep_dims else rows


@defines("BATCH_MATMUL")
def batch_matmul(operator: Operator, layer: Any, inputs: list[Real]) -> Real:
    """Products over the last two axes."""
    left, right = (
        np.swapaxes(x, -1, -2) if operator.options.get(name) else x
        for x, name in zip(inputs, ("adj_x", "adj_y"), strict=True)
    )
    return np.asarray(left @ right)


@defines("ADD", "SUB", "MUL")
def arithmetic(operator: Operator, layer: Any, inputs: list[Real]) -> Real:
    """Sum, difference or product of two tensors."""
    function = {"ADD": np.add, "SUB": np.subtract, "MUL": np.multiply}[operator.op]
    return np.asarray(function(*inputs))


@defines("RELU", "RELU6", "RELU_N1_TO_1", "RELU_0_TO_1")
def relu(operator: Operator, layer: Any, inputs: list[Real]) -> Real:
    """The layer's words end where the activation does."""
    floor, ceiling = Activation[operator.op].value
    return np.asarray(np.clip(inputs[0], floor, ceiling))


@defines("PRELU")
def prelu(operator: Operator, layer: Any, inputs: list[Real]) -> Real:
    """Negative values times a slope that is a tensor."""
    x, slope = inputs
    return np.where(x >= 0, x, x * slope)


@defines("LEAKY_RELU")
def leaky_relu(operator: Operator, layer: Any, inputs: list[Real]) -> Real:
    """Negative values times a slope."""
    (x,) = inputs
    return np.where(x >= 0, x, x * operator.option("alpha"))


@defines("HARD_SWISH")
def hard_swish(operator: Operator, layer: Any, inputs: list[Real]) -> Real:
    """The input times relu6(input + 3) / 6."""
    (x,) = inputs
    return np.asarray(x * np.clip(x + 3, 0, 6) / 6)


@defines("LOGISTIC")
def logistic(operator: Operator, layer: Any, inputs: list[Real]) -> Real:
    """1 / (1 + exp(-x)), without overflow."""
    return (1 + np.tanh(inputs[0] / 2)) / 2


@defines("TANH")
def tanh(operator: Operator, layer: Any, inputs: list[Real]) -> Real:
    """The hyperbolic tangent."""
    return np.tanh(inputs[0])


@defines("SOFTMAX")
def softmax(operator: Operator, layer: Any, inputs: list[Real]) -> Real:
    """Along the last axis."""
    x = operator.option("beta") * inputs[0]
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


@defines("MEAN")
def mean(operator: Operator, layer: Any, inputs: list[Real]) -> Real:
    """Over some axes."""
    return np.asarray(inputs[0].mean(axis=layer.axes, keepdims=layer.keep_dims))


@defines("MAX_POOL_2D")
def max_pool(operator: Operator, layer: Any, inputs: list[Real]) -> Real:
    """The greatest under the window."""
    return np.maximum.reduce([x for _, _, x in _taps(layer.window, inputs[0], -np.inf)])


@defines("AVERAGE_POOL_2D")
def average_pool(operator: Operator, layer: Any, inputs: list[Real]) -> Real:
    """The mean of what is under the window and on the image."""
    total = sum(x for _, _, x in _taps(layer.window, inputs[0], 0))
    cells = sum(x for _, _, x in _taps(layer.window, np.ones_like(inputs[0]), 0))
    return np.asarray(total / cells)


@defines("PAD", "PADV2", "MIRROR_PAD")
def pad(operator: Operator, layer: Any, inputs: list[Real]) -> Real:
    """More cells; what they hold is stored like the input."""
    if layer.mode != "constant":
        return np.pad(inputs[0], layer.widths, mode=layer.mode)
    fill = real_tensor(operator.input(0), layer.fill)
    return np.pad(inputs[0], layer.widths, constant_values=fill)


@defines("RESIZE_BILINEAR")
def resize_bilinear(operator: Operator, layer: Any, inputs: list[Real]) -> Real:
    """Means of four pixels, weighted by distance."""
    found = inputs[0]
    for axis, size in zip((1, 2), layer.size, strict=True):
        n = found.shape[axis]
        place = np.arange(size) * (n / size)
        if layer.align_corners and size > 1:
            place = np.arange(size) * ((n - 1) / (size - 1))
        if layer.half_pixel:
            place = np.maximum((np.arange(size) + 0.5) * (n / size) - 0.5, 0)
        first = np.minimum(np.floor(place).astype(np.int64), n - 1)
        weight = np.expand_dims(place - first, [i for i in range(4) if i != axis])
        second = np.minimum(first + 1, n - 1)
        found = found.take(first, axis) * (1 - weight) + found.take(second, axis) * weight
    return found


@defines("QUANTIZE", "DEQUANTIZE")
def same(operator: Operator, layer: Any, inputs: list[Real]) -> Real:
    """The number stays what it is."""
    return inputs[0]
