"""Makes an int8 network of an architecture, layer by layer, with seeded weights.

No float network stands behind it. Each operator gets weights from the seed, quantised as TFLite's
converter does; its output gets the scale and zero point that fit what the golden layer gives on
photographs, and that is what the next operator sees. The weights' scales are chosen so that sums
reach about as far in every layer, as if it were normalised.

The same seed gives the same bytes: ranges come from exact integers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from golden.graph import Graph, Operator, Quantization, Tensor
from golden.layers import Conv2D, Dense, DepthwiseConv2D, build_layer
from golden.layers.checks import ACTIVATION_NAMES, PADDING_NAMES
from golden.networks.architecture import Node
from golden.parallel import one_blas_thread
from golden.quant.ranges import affine, symmetric
from golden.tflite.repair import WEIGHTED

Array = npt.NDArray[Any]
Int8 = npt.NDArray[np.int8]
Range = tuple[float, float]
"""Least and greatest real value."""

IMAGE = Quantization(np.array([1 / 255], np.float32), np.array([-128]))
"""Of photographs, whose values run from 0 to 1."""
SHARES = Quantization(np.array([1 / 256], np.float32), np.array([-128]))
"""Of a softmax, as TFLite defines it."""
UNKNOWN = Quantization(np.ones(1, np.float32), np.array([0]))
"""Of an output whose range is not known yet."""

REACH = 8.0
"""Greatest magnitude of a layer's sums in real numbers before the bias; ReLU6 bites."""
SCORES = 12.0
"""That of scores: far enough apart that a softmax of a thousand of them is defined."""
BIAS = 0.25
"""Standard deviation of biases."""
SLOPE = 0.1
"""Of a leaky ReLU below 0."""
DRAWN = 1 << 22
"""Weights that are drawn at a time, unless one output has more."""

COPYING = ("CONCATENATION", "MAX_POOL_2D", "RESHAPE", "SPACE_TO_DEPTH")
"""Operators whose output has the format of their inputs."""


def mint(nodes: Sequence[Node], photos: npt.NDArray[np.uint8], seed: int) -> Graph:
    """The network as a graph.

    Args:
        nodes: its operators in order; the first one reads the image.
        photos: uint8 [N, H, W, 3].
        seed: of the weights.
    """
    maker = _Maker(nodes, as_words(photos), seed)
    with one_blas_thread():
        for index, node in enumerate(nodes):
            maker.make(node, index)
    return maker.graph()


def as_words(photos: npt.NDArray[np.uint8]) -> Int8:
    """Photographs in words of the format `IMAGE`."""
    return (photos ^ np.uint8(128)).view(np.int8)


class _Maker:
    """A graph that grows, and what its tensors hold for the photographs."""

    def __init__(self, nodes: Sequence[Node], images: Int8, seed: int) -> None:
        self._seed = seed
        self._tensors: list[Tensor] = []
        self._operators: list[Operator] = []
        self._uses = Counter(source for node in nodes for source in node.inputs)
        self._scores = {s for node in nodes if node.op == "SOFTMAX" for s in node.inputs}
        self._like = dict(_alike(nodes))
        (image,) = nodes[0].inputs
        self._outputs = {image: self._tensor(image.name, image.shape, IMAGE)}
        self._values = {image: images}

    def graph(self) -> Graph:
        """What has been made."""
        first, last = self._operators[0].input(0), self._operators[-1].outputs[0]
        return Graph(tuple(self._tensors), tuple(self._operators), (first,), (last,))

    def make(self, node: Node, index: int) -> None:
        """Add the operator of a node, and let it work on the photographs."""
        sources = [self._values[source] for source in node.inputs]
        inputs = tuple(self._outputs[source] for source in node.inputs)
        unknown = Tensor(-1, node.name, node.shape, np.dtype(np.int8), UNKNOWN)
        operator = Operator(index, node.op, inputs, (unknown,), _options(node))
        if node.op in WEIGHTED:
            rng = np.random.default_rng((self._seed, index))
            operator, reached = self._weighted(node, operator, sources[0], rng)
        else:
            operator = self._with_constant(node, operator)
            reached = _reached(operator, sources)
        output = self._tensor(node.name, node.shape, self._format(node, inputs, reached))
        operator = replace(operator, outputs=(output,))
        result = build_layer(operator).forward(*sources)
        assert isinstance(result, np.ndarray)
        self._operators.append(operator)
        self._outputs[node], self._values[node] = output, result
        self._uses.subtract(node.inputs)
        for source in node.inputs:
            if not self._uses[source]:
                self._values.pop(source, None)

    def _weighted(
        self, node: Node, operator: Operator, x: Int8, rng: np.random.Generator
    ) -> tuple[Operator, Range]:
        """The operator with a kernel and a bias, and the range of its sums with the bias."""
        kernel, scales, axis = _weights(node, rng)
        source = operator.input(0)
        drawn = Tensor(-1, "", kernel.shape, kernel.dtype, _quantization(scales, axis), kernel)
        layer = build_layer(replace(operator, inputs=(source, drawn)))
        assert isinstance(layer, Conv2D | DepthwiseConv2D | Dense)
        sums = layer.accumulate(x).reshape(-1, node.shape[-1])
        low, high = sums.min(axis=0).astype(np.int64), sums.max(axis=0).astype(np.int64)
        units = np.float64(source.scale) * scales
        farthest = max(float(-(low * units).min()), float((high * units).max()))
        wanted = SCORES if node in self._scores else REACH
        scales = (scales * (wanted / farthest if farthest > 0 else 1.0)).astype(np.float32)
        units = np.float64(source.scale) * scales
        bias = np.rint(rng.normal(0, BIAS, len(units)) / units).astype(np.int32)
        inputs = (
            source,
            self._tensor(f"{node.name}/kernel", kernel.shape, _quantization(scales, axis), kernel),
            self._tensor(f"{node.name}/bias", bias.shape, _quantization(units), bias),
        )
        reached = float(((low + bias) * units).min()), float(((high + bias) * units).max())
        return replace(operator, inputs=inputs), reached

    def _with_constant(self, node: Node, operator: Operator) -> Operator:
        """The operator with its axes or its shape, if it takes one."""
        if node.op == "MEAN":
            data = np.array([1, 2], np.int32)
        elif node.op == "RESHAPE":
            data = np.array([-1, *node.shape[1:]], np.int32)
        else:
            return operator
        constant = self._tensor(f"{node.name}/{node.op.lower()}", data.shape, None, data)
        return replace(operator, inputs=(*operator.inputs, constant))

    def _format(self, node: Node, inputs: Sequence[Tensor], reached: Range) -> Quantization | None:
        """Of the output."""
        if node.op == "SOFTMAX":
            return SHARES
        if node.op in COPYING:
            return inputs[0].quantization
        if node in self._like:
            return self._outputs[self._like[node]].quantization
        floor, ceiling = node.activation.value
        low, high = reached
        low = low if floor is None else max(low, floor)
        high = high if ceiling is None else min(high, ceiling)
        scale, zero_point = affine(low, high)
        return Quantization(np.array([scale]), np.array([zero_point]))

    def _tensor(
        self,
        name: str,
        shape: tuple[int, ...],
        quantization: Quantization | None,
        data: Array | None = None,
    ) -> Tensor:
        """A new tensor of the graph; int8 unless it has data of another type."""
        dtype = np.dtype(np.int8) if data is None else data.dtype
        tensor = Tensor(len(self._tensors), name, shape, dtype, quantization, data)
        self._tensors.append(tensor)
        return tensor


def _alike(nodes: Sequence[Node]) -> Iterator[tuple[Node, Node]]:
    """Operators whose output must have the format of an earlier one's, since both are joined."""
    for node in nodes:
        if node.op == "CONCATENATION":
            makers = {_maker(part) for part in node.inputs}
            first, *others = sorted(makers, key=nodes.index)
            yield from ((other, first) for other in others)


def _maker(node: Node) -> Node:
    """The operator that gives a tensor its format."""
    return _maker(node.inputs[0]) if node.op in COPYING else node


def _weights(node: Node, rng: np.random.Generator) -> tuple[Int8, npt.NDArray[np.float32], int]:
    """A kernel as TFLite has it, a scale for each output, and the axis that these run along."""
    x, channels = node.inputs[0], node.shape[-1]
    if node.op == "FULLY_CONNECTED":
        shape: tuple[int, ...] = (channels, x.shape[-1])
    else:
        assert node.window is not None
        shape = (channels, *node.window.kernel, x.shape[3] // node.groups)
    kernel, scales = np.empty(shape, np.int8), np.empty(channels, np.float32)
    step = max(DRAWN // prod(shape[1:]), 1)
    for first in range(0, channels, step):
        some = slice(first, min(first + step, channels))
        drawn = rng.standard_normal((some.stop - first, *shape[1:]), np.float32)
        kernel[some], scales[some] = symmetric(drawn)
    if node.op != "DEPTHWISE_CONV_2D":
        return kernel, scales, 0
    return np.ascontiguousarray(np.moveaxis(kernel, 0, 3).reshape(1, *shape[1:3], -1)), scales, 3


def _quantization(scales: Array, axis: int = 0) -> Quantization:
    """Symmetric, a scale for each channel."""
    return Quantization(scales.astype(np.float32), np.zeros(len(scales), np.int64), axis)


def _reached(operator: Operator, sources: Sequence[Int8]) -> Range:
    """The range of what an operator without weights gives, before an activation."""
    tensors = [operator.input(i) for i in range(len(sources))]
    ends = [
        [float(tensor.scale) * (int(end) - tensor.zero_point) for end in (x.min(), x.max())]
        for tensor, x in zip(tensors, sources, strict=True)
    ]
    if operator.op == "ADD":
        left, right = (
            np.float64(tensor.scale) * (x.astype(np.int16) - tensor.zero_point)
            for tensor, x in zip(tensors, sources, strict=True)
        )
        total = left + right
        return float(total.min()), float(total.max())
    low, high = ends[0]
    return (low * SLOPE if operator.op == "LEAKY_RELU" and low < 0 else low), high


def _options(node: Node) -> dict[str, Any]:
    """The options of the operator, by the names that the reader gives them."""
    activation = ACTIVATION_NAMES.index(node.activation.name)
    fused = {"fused_activation_function": activation}
    windowed: dict[str, Any] = {}
    if node.window is not None:
        rows, columns = node.window.stride
        padding = PADDING_NAMES.index(node.window.padding)
        windowed = {"padding": padding, "stride_h": rows, "stride_w": columns, **fused}
    undilated = {"dilation_h_factor": 1, "dilation_w_factor": 1}
    match node.op:
        case "CONV_2D":
            return {**windowed, **undilated}
        case "DEPTHWISE_CONV_2D":
            return {**windowed, **undilated, "depth_multiplier": 1}
        case "MAX_POOL_2D":
            assert node.window is not None
            rows, columns = node.window.kernel
            return {**windowed, "filter_height": rows, "filter_width": columns}
        case "FULLY_CONNECTED" | "ADD":
            return fused
        case "CONCATENATION":
            return {**fused, "axis": len(node.shape) - 1}
        case "LEAKY_RELU":
            return {"alpha": SLOPE}
        case "MEAN":
            return {"keep_dims": False}
        case "SOFTMAX":
            return {"beta": 1.0}
        case "SPACE_TO_DEPTH":
            return {"block_size": node.block}
    return {}
