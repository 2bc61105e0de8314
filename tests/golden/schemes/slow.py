"""A second definition of models in the power-of-two scheme: Python integers, one value at a time.

It reads the graph alone (scales, words, constants, options) and knows nothing of layers. Every
scale is a power of two, so a multiplier is an exact fraction, and requantisation is
floor(sum * multiplier + 1/2), clamped to the words.

Operators whose TFLite arithmetic the scheme keeps go through TFLite's own kernels, minted with the
scheme's scales; their results are clamped to the words, which lie within TFLite's.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from golden.graph import Operator, Tensor
from golden.model import Model
from golden.reference import ReferenceModel
from tests.golden.minting import T, constant, mint, options

Array = npt.NDArray[Any]
Slow = Callable[[Operator, list[Array]], list[Array]]

BOUNDS: dict[Any, tuple[float | None, float | None]] = {
    0: (None, None), 1: (0, None), 2: (-1, 1), 3: (0, 6),
    "RELU": (0, None), "RELU6": (0, 6), "RELU_N1_TO_1": (-1, 1), "RELU_0_TO_1": (0, 1),
}  # fmt: skip
"""Of fused activations by their codes, and of stand-alone ones by their names."""


def unit(tensor: Tensor) -> Fraction:
    """The tensor's one scale, which must be a power of two."""
    (scale,) = tensor.scales.tolist()
    found = Fraction(scale)
    assert found.numerator == 1 or found.denominator == 1
    assert (found.numerator * found.denominator).bit_count() == 1
    return found


def seven_bits(multiplier: Fraction) -> Fraction:
    """The nearest fraction with a mantissa of seven bits; a power of two stays itself."""
    if multiplier == 0:
        return multiplier
    power = Fraction(1)
    while abs(multiplier) * power >= 128:
        power /= 2
    while abs(multiplier) * power < 64:
        power *= 2
    return Fraction(round(multiplier * power)) / power


def nearest(value: Fraction) -> int:
    """Halves upwards."""
    return math.floor(value + Fraction(1, 2))


def clamp(value: int, output: Tensor, activation: Any = 0) -> int:
    """To the output's words and the activation's bounds."""
    low, high = output.words
    floor, ceiling = BOUNDS[activation]
    if floor is not None:
        low = max(low, away(Fraction(floor) / unit(output)))
    if ceiling is not None:
        high = min(high, away(Fraction(ceiling) / unit(output)))
    return min(max(value, low), high)


def away(value: Fraction) -> int:
    """Halves away from zero."""
    return int(math.copysign(math.floor(abs(value) + Fraction(1, 2)), value))


def requantised(total: Any, source: Fraction, operator: Operator) -> int:
    """A sum in units of `source` as a word of the operator's output."""
    output = operator.outputs[0]
    activation = operator.options.get("fused_activation_function", 0)
    return clamp(nearest(total * source / unit(output)), output, activation)


def pads(operator: Operator, size: int, kernel: int, stride: int, dilation: int) -> int:
    """Rows (or columns) in front of the image."""
    if operator.options["padding"] == 1:
        return 0
    outputs = -(-size // stride)
    return max((outputs - 1) * stride + (kernel - 1) * dilation + 1 - size, 0) // 2


def taps(operator: Operator, x: Array, kernel: tuple[int, int], h: int, w: int
         ) -> Iterator[tuple[int, int, int, int]]:  # fmt: skip
    """Cells of a window that lie on the image: row and column in the kernel, in the image."""
    s_h, s_w = operator.options["stride_h"], operator.options["stride_w"]
    d_h = operator.options.get("dilation_h_factor", 1)
    d_w = operator.options.get("dilation_w_factor", 1)
    top = pads(operator, x.shape[1], kernel[0], s_h, d_h)
    left = pads(operator, x.shape[2], kernel[1], s_w, d_w)
    for i in range(kernel[0]):
        for j in range(kernel[1]):
            row, column = h * s_h + i * d_h - top, w * s_w + j * d_w - left
            if 0 <= row < x.shape[1] and 0 <= column < x.shape[2]:
                yield i, j, row, column


def conv(operator: Operator, inputs: list[Array]) -> list[Array]:
    (x,), kernel = inputs, operator.constant(1)
    bias = None if operator.optional_input(2) is None else operator.constant(2).ravel().tolist()
    channels, k_h, k_w, depth = kernel.shape
    per_group = channels // (x.shape[3] // depth)
    y = np.zeros((len(x), *operator.outputs[0].shape[1:]), np.int64)
    source = unit(operator.input(0)) * unit(operator.input(1))
    pixels, weights = x.tolist(), kernel.tolist()
    for n, h, w in np.ndindex(*y.shape[:3]):
        places = list(taps(operator, x, (k_h, k_w), h, w))
        for co in range(channels):
            first = co // per_group * depth
            total = 0 if bias is None else bias[co]
            for i, j, row, column in places:
                own = pixels[n][row][column][first : first + depth]
                total += sum(a * b for a, b in zip(own, weights[co][i][j], strict=True))
            y[n, h, w, co] = requantised(total, source, operator)
    return [y]


def depthwise(operator: Operator, inputs: list[Array]) -> list[Array]:
    (x,), kernel = inputs, operator.constant(1)[0]
    bias = None if operator.optional_input(2) is None else operator.constant(2).ravel()
    multiplier = kernel.shape[2] // x.shape[3]
    y = np.zeros((len(x), *operator.outputs[0].shape[1:]), np.int64)
    source = unit(operator.input(0)) * unit(operator.input(1))
    for n, h, w, co in np.ndindex(*y.shape):
        total = 0 if bias is None else int(bias[co])
        for i, j, row, column in taps(operator, x, kernel.shape[:2], h, w):
            total += int(x[n, row, column, co // multiplier]) * int(kernel[i, j, co])
        y[n, h, w, co] = requantised(total, source, operator)
    return [y]


def dense(operator: Operator, inputs: list[Array]) -> list[Array]:
    (x,), kernel = inputs, operator.constant(1)
    bias = None if operator.optional_input(2) is None else operator.constant(2).ravel().tolist()
    rows, weights = x.reshape(-1, kernel.shape[1]).tolist(), kernel.tolist()
    source = unit(operator.input(0)) * unit(operator.input(1))
    y = np.zeros((len(rows), len(weights)), np.int64)
    for m, co in np.ndindex(*y.shape):
        total = sum(a * b for a, b in zip(rows[m], weights[co], strict=True))
        y[m, co] = requantised(total + (0 if bias is None else bias[co]), source, operator)
    return [y.reshape(-1, *operator.outputs[0].shape[1:])]


def batch_matmul(operator: Operator, inputs: list[Array]) -> list[Array]:
    left, right = (
        np.swapaxes(a, -1, -2) if operator.options[name] else a
        for a, name in zip(inputs, ("adj_x", "adj_y"), strict=True)
    )
    source = unit(operator.input(0)) * unit(operator.input(1))
    y = np.zeros(operator.outputs[0].shape, np.int64)
    left = np.broadcast_to(left, (*y.shape[:-2], *left.shape[-2:]))
    right = np.broadcast_to(right, (*y.shape[:-2], *right.shape[-2:]))
    for *outer, m, co in np.ndindex(*y.shape):
        pairs = zip(left[(*outer, m)], right[(*outer, slice(None), co)], strict=True)
        y[(*outer, m, co)] = requantised(sum(int(a) * int(b) for a, b in pairs), source, operator)
    return [y]


def pairs(operator: Operator, inputs: list[Array]) -> list[Array]:
    first, second = unit(operator.input(0)), unit(operator.input(1))
    left, right = np.broadcast_arrays(*inputs)
    y = np.zeros(left.shape, np.int64)
    for place in np.ndindex(*y.shape):
        a, b = int(left[place]), int(right[place])
        if operator.op == "MUL":
            y[place] = requantised(a * b, first * second, operator)
        elif operator.op == "PRELU":
            y[place] = requantised(a if a >= 0 else a * b * second, first, operator)
        else:
            sign = -1 if operator.op == "SUB" else 1
            y[place] = requantised(a * first + sign * b * second, Fraction(1), operator)
    return [y]


def singles(operator: Operator, inputs: list[Array]) -> list[Array]:
    (x,), output = inputs, operator.outputs[0]
    ratio = unit(operator.input(0)) / unit(output)
    slope = seven_bits(Fraction(operator.options.get("alpha", 1)) * ratio)
    activation = operator.op if operator.op in BOUNDS else 0
    y = np.zeros(x.shape, np.int64)
    for place in np.ndindex(*y.shape):
        value = int(x[place])
        y[place] = clamp(nearest(value * (ratio if value >= 0 else slope)), output, activation)
    return [y]


def function(operator: Operator, inputs: list[Array]) -> list[Array]:
    (x,), output = inputs, operator.outputs[0]
    y = np.zeros(x.shape, np.int64)
    for place in np.ndindex(*y.shape):
        real = float(int(x[place]) * unit(operator.input(0)))
        value = math.tanh(real) if operator.op == "TANH" else (1 + math.tanh(real / 2)) / 2
        y[place] = clamp(away(Fraction(value) / unit(output)), output)
    return [y]


def quantize(operator: Operator, inputs: list[Array]) -> list[Array]:
    (x,), output = inputs, operator.outputs[0]
    if operator.op == "DEQUANTIZE":
        return [(x * float(unit(operator.input(0)))).astype(np.float32)]
    if x.dtype != np.float32:
        return singles(operator, inputs)
    steps = [clamp(away(Fraction(float(v)) / unit(output)), output) for v in x.ravel()]
    return [np.array(steps).reshape(x.shape)]


def softmax(operator: Operator, inputs: list[Array]) -> list[Array]:
    """TFLite's kernel with a 16-bit output, whose shares the scheme brings to its own scale."""
    (x,), output = inputs, operator.outputs[0]
    source = T(x.shape, float(unit(operator.input(0))))
    opts = options("SoftmaxOptions", beta=operator.options["beta"])
    fine = T(x.shape, 1 / 65536, -32768, dtype=np.int16)
    (shares,) = ReferenceModel(mint("SOFTMAX", [source], [fine], opts, 2)).run(x)
    y = [clamp(nearest(Fraction(int(s) + 32768, 65536) / unit(output)), output)
         for s in shares.ravel()]  # fmt: skip
    return [np.array(y).reshape(x.shape)]


KEPT: dict[str, str] = {
    "AVERAGE_POOL_2D": "Pool2DOptions",
    "HARD_SWISH": "HardSwishOptions",
    "MAX_POOL_2D": "Pool2DOptions",
    "MEAN": "ReducerOptions",
    "RESIZE_BILINEAR": "ResizeBilinearOptions",
    "RESIZE_NEAREST_NEIGHBOR": "ResizeNearestNeighborOptions",
}
"""Operators that TFLite's own kernels compute in the scheme's scales, and their option tables."""


def kept(operator: Operator, inputs: list[Array]) -> list[Array]:
    def camel(name: str) -> str:
        first, *others = name.split("_")
        return first + "".join(part.capitalize() for part in others)

    batch = len(inputs[0])
    given: list[T | None] = [
        T((batch, *t.shape[1:]), float(unit(t))) if t.data is None else constant(t.data)
        for t in operator.inputs
        if t is not None
    ]
    output = operator.outputs[0]
    opts = options(KEPT[operator.op], **{camel(k): v for k, v in operator.options.items()})
    shape = (batch, *output.shape[1:]) if output.shape[0] == operator.input(0).shape[0] else (
        output.shape)  # fmt: skip
    version = 1 if operator.op == "HARD_SWISH" else 2
    model = mint(operator.op, given, [T(shape, float(unit(output)))], opts, version)
    (y,) = ReferenceModel(model).run(*inputs)
    return [np.clip(y, *output.words)]


def slow_copy(function: Callable[..., Any]) -> Slow:
    def copy(operator: Operator, inputs: list[Array]) -> list[Array]:
        result = function(operator, *inputs)
        return list(result) if isinstance(result, list | tuple) else [result]

    return copy


def index_of(operator: Operator, x: Array) -> Array:
    begin = operator.constant(1).tolist()
    if operator.op == "SLICE":
        size = operator.constant(2).tolist()
        return x[tuple(slice(b, None if s == -1 else b + s)
                       for b, s in zip(begin, size, strict=True))]  # fmt: skip
    end, stride = operator.constant(2).tolist(), operator.constant(3).tolist()
    masks = [operator.options[f"{name}_mask"] for name in ("begin", "end", "shrink_axis")]
    index: list[slice | int] = []
    for axis, (b, e, s) in enumerate(zip(begin, end, stride, strict=True)):
        if masks[2] >> axis & 1:
            index.append(b)
        else:
            index.append(slice(None if masks[0] >> axis & 1 else b,
                               None if masks[1] >> axis & 1 else e, s))  # fmt: skip
    return x[tuple(index)]


def padded(operator: Operator, x: Array) -> Array:
    widths = operator.constant(1).tolist()
    if operator.op == "MIRROR_PAD":
        return np.pad(x, widths, mode=("reflect", "symmetric")[operator.options["mode"]])
    fill = operator.constant(2).item() if operator.op == "PADV2" else 0
    return np.pad(x, widths, constant_values=fill)


def blocks(operator: Operator, x: Array) -> Array:
    b, output = operator.options["block_size"], operator.outputs[0]
    y = np.zeros(output.shape, x.dtype)
    for n, h, w, c in np.ndindex(*y.shape):
        if operator.op == "SPACE_TO_DEPTH":
            cell, channel = divmod(c, x.shape[3])
            y[n, h, w, c] = x[n, h * b + cell // b, w * b + cell % b, channel]
        else:
            y[n, h, w, c] = x[n, h // b, w // b, (h % b * b + w % b) * y.shape[3] + c]
    return y


def parts(operator: Operator, x: Array) -> list[Array]:
    axis = operator.constant(0 if operator.op == "SPLIT" else 2).item()
    lengths = [output.shape[axis] for output in operator.outputs]
    return np.split(x, np.cumsum(lengths)[:-1], axis)


SLOW: dict[str, Slow] = {
    "CONV_2D": conv,
    "DEPTHWISE_CONV_2D": depthwise,
    "FULLY_CONNECTED": dense,
    "BATCH_MATMUL": batch_matmul,
    "SOFTMAX": softmax,
    **dict.fromkeys(("ADD", "SUB", "MUL", "PRELU"), pairs),
    **dict.fromkeys(("RELU", "RELU6", "RELU_N1_TO_1", "RELU_0_TO_1", "LEAKY_RELU"), singles),
    **dict.fromkeys(("LOGISTIC", "TANH"), function),
    **dict.fromkeys(("QUANTIZE", "DEQUANTIZE"), quantize),
    **dict.fromkeys(KEPT, kept),
    "CONCATENATION": slow_copy(lambda o, *x: np.concatenate(x, o.options["axis"])),
    "MAXIMUM": slow_copy(lambda o, a, b: np.maximum(a, b)),
    "MINIMUM": slow_copy(lambda o, a, b: np.minimum(a, b)),
    **dict.fromkeys(("SLICE", "STRIDED_SLICE"), slow_copy(index_of)),
    **dict.fromkeys(("PAD", "PADV2", "MIRROR_PAD"), slow_copy(padded)),
    **dict.fromkeys(("SPACE_TO_DEPTH", "DEPTH_TO_SPACE"), slow_copy(blocks)),
    **dict.fromkeys(("SPLIT", "SPLIT_V"), slow_copy(parts)),
    "PACK": slow_copy(lambda o, *x: np.stack(x, o.options["axis"])),
    "UNPACK": slow_copy(lambda o, x: list(np.moveaxis(x, o.options["axis"], 0))),
    "TRANSPOSE": slow_copy(lambda o, x: x.transpose(o.constant(1).tolist())),
    "SHAPE": slow_copy(lambda o, x: np.array(x.shape, o.outputs[0].dtype)),
    **dict.fromkeys(
        ("RESHAPE", "SQUEEZE", "EXPAND_DIMS"),
        slow_copy(lambda o, x: x.reshape(-1, *o.outputs[0].shape[1:])),
    ),
}
"""From TFLite's operator name to its second definition."""


def slow_trace(model: Model, *inputs: Array) -> dict[str, Array]:
    """Every computed tensor by name, for inputs of the model's own batch size."""
    found = dict(zip(model.inputs, inputs, strict=True))
    for operator, layer in zip(model.graph.operators, model.layers, strict=True):
        arrays = [
            found[n] if n in found else np.asarray(model.tensors[n].data) for n in layer.inputs
        ]
        results = SLOW[operator.op](operator, arrays)
        for tensor, result in zip(operator.outputs, results, strict=True):
            found[tensor.name] = np.asarray(result, tensor.dtype)
    return found
