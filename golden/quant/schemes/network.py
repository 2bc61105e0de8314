"""A network in another quantisation scheme, made from an int8 TFLite model and sample inputs.

The int8 model says what the network is: its dequantised weights are the real ones, and its
dequantised tensors on the samples are what the scheme's formats are calibrated with.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from golden.errors import UnsupportedModelError
from golden.layers import Conv2D, Dense, DepthwiseConv2D, Layer
from golden.layers.add import Add
from golden.layers.leaky_relu import LeakyReLU
from golden.layers.softmax import Softmax
from golden.model import Model
from golden.quant.requantise import Requantiser
from golden.quant.schemes.base import Format, Int64, Scheme

Array = npt.NDArray[Any]
COPYING = (
    "CONCATENATION", "MAX_POOL_2D", "PAD", "RESHAPE", "SPACE_TO_DEPTH", "DEPTH_TO_SPACE",
    "SQUEEZE", "EXPAND_DIMS", "TRANSPOSE", "SLICE", "STRIDED_SLICE",
)  # fmt: skip
"""Operators whose inputs and outputs share one format, so that stored values are copied."""

UNUSED = Requantiser(np.ones(1), 0)
"""Layers here only accumulate; the scheme requantises."""


class SchemeModel:
    """The network of `model` in `scheme`.

    Args:
        model: int8, with one input and one output.
        scheme: which quantisation to use.
        samples: inputs of the int8 model [N, ...] to calibrate with.

    Attributes:
        formats: of every tensor that is stored in the scheme, by name.

    Raises:
        UnsupportedModelError: an operator that is not done in schemes.
    """

    def __init__(self, model: Model, scheme: Scheme, samples: Array) -> None:
        self._model = model
        self._scheme = scheme
        traced = model.trace(samples)
        real = {name: model.tensors[name].dequantise(array) for name, array in traced.items()}
        self.formats = self._calibrate(real)
        self._steps = [(layer, self._step(layer)) for layer in model.layers]

    def trace(self, x: npt.ArrayLike) -> dict[str, Array]:
        """Stored values of every tensor for real inputs [N, ...]; a softmax gives real ones."""
        name = self._model.inputs[0]
        found: dict[str, Array] = {name: self.formats[name].store(x)}
        for layer, step in self._steps:
            found[layer.outputs[0]] = step(*(found[name] for name in layer.inputs))
        return found

    def predict(self, x: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Real outputs for real inputs [N, ...]."""
        name = self._model.outputs[0]
        stored = self.trace(x)[name]
        return self.formats[name].real(stored) if name in self.formats else stored

    def _calibrate(self, real: dict[str, Array]) -> dict[str, Format]:
        """A format for each tensor, the same for all that copies connect."""
        group = {name: name for name in real}

        def root(name: str) -> str:
            while group[name] != name:
                name = group[name]
            return name

        for layer in self._model.layers:
            if layer.op in COPYING:
                for name in (*layer.inputs, *layer.outputs[1:]):
                    group[root(name)] = root(layer.outputs[0])
        softmax = {x.outputs[0] for x in self._model.layers if isinstance(x, Softmax)}
        members: dict[str, list[str]] = {}
        for name in real:
            if name not in softmax:
                members.setdefault(root(name), []).append(name)
        formats = {
            key: self._scheme.activation(np.concatenate([real[name].ravel() for name in names]))
            for key, names in members.items()
        }
        return {name: formats[key] for key, names in members.items() for name in names}

    def _step(self, layer: Layer) -> Callable[..., Array]:
        if layer.op in COPYING:
            return self._copy(layer)
        if isinstance(layer, Conv2D | DepthwiseConv2D | Dense):
            return self._weighted(layer)
        if isinstance(layer, LeakyReLU):
            return self._leaky_relu(layer)
        if isinstance(layer, Add):
            return self._add(layer)
        if isinstance(layer, Softmax):
            return self._softmax(layer)
        raise UnsupportedModelError(
            f"'{layer.name}' ({layer.op}) is not done in quantisation schemes; these are: "
            f"{', '.join((*COPYING, 'CONV_2D, DEPTHWISE_CONV_2D, FULLY_CONNECTED'))}, "
            "LEAKY_RELU, ADD, SOFTMAX"
        )

    def _copy(self, layer: Layer) -> Callable[..., Array]:
        def step(*arrays: Array) -> Array:
            result = layer.forward(*arrays)
            return result[0] if isinstance(result, tuple) else result

        return step

    def _weighted(self, layer: Conv2D | DepthwiseConv2D | Dense) -> Callable[..., Array]:
        source, target = self.formats[layer.inputs[0]], self.formats[layer.outputs[0]]
        operator = next(
            o for o in self._model.graph.operators if o.outputs[0].name in layer.outputs
        )
        scales = operator.input(1).scales.astype(np.float64)
        shape = layer.kernel.shape
        if isinstance(layer, DepthwiseConv2D) and len(scales) > 1:
            scales = scales.reshape(shape[2:])
        kernel, kernel_scales = self._scheme.weights(layer.kernel * scales)
        sum_scales = source.scale * np.ravel(kernel_scales)
        bias: Int64 = np.zeros(1, np.int64)
        if layer.bias is not None:
            real = layer.bias * np.float64(operator.input(0).scale) * np.ravel(scales)
            bias = np.rint(real / sum_scales).astype(np.int64)
        twin = replace(
            layer,
            kernel=kernel,
            bias=None,
            input_zero_point=source.zero_point,
            requantiser=UNUSED,
        )
        low, high = self._bounds(layer, target)

        def step(x: Array) -> Array:
            sums = twin.accumulate(x).astype(np.int64) + bias
            return self._finish(sums, sum_scales / target.scale, target, low, high)

        return step

    def _bounds(self, layer: Conv2D | DepthwiseConv2D | Dense, target: Format) -> tuple[int, int]:
        """The fused activation's bounds: int8 bounds that do not cut stay open."""
        tensor, step = self._model.tensors[layer.outputs[0]], layer.requantiser
        low, high = target.low, target.high
        if step.low > -128:
            low = max(low, int(target.store(tensor.dequantise(step.low))))
        if step.high < 127:
            high = min(high, int(target.store(tensor.dequantise(step.high))))
        return low, high

    def _leaky_relu(self, layer: LeakyReLU) -> Callable[..., Array]:
        source, target = self.formats[layer.inputs[0]], self.formats[layer.outputs[0]]
        ratio = source.scale / target.scale
        slope = layer.leak / layer.identity

        def step(x: Array) -> Array:
            centred = x.astype(np.int64) - source.zero_point
            scaled = np.where(
                centred >= 0,
                self._scheme.rescale(centred, ratio),
                self._scheme.rescale(centred, slope * ratio),
            )
            return self._store(scaled, target, target.low, target.high)

        return step

    def _add(self, layer: Add) -> Callable[..., Array]:
        sources, target = (
            [self.formats[name] for name in layer.inputs],
            self.formats[layer.outputs[0]],
        )
        finest = min(source.scale for source in sources)
        signs = (1, -1 if layer.subtract else 1)

        def step(*arrays: Array) -> Array:
            total = sum(
                sign * self._scheme.rescale(x.astype(np.int64) - f.zero_point, f.scale / finest)
                for sign, x, f in zip(signs, arrays, sources, strict=True)
            )
            return self._finish(
                np.asarray(total), finest / target.scale, target, target.low, target.high
            )

        return step

    def _softmax(self, layer: Softmax) -> Callable[..., Array]:
        source = self.formats[layer.inputs[0]]

        def step(x: Array) -> Array:
            real = layer.beta * source.real(x)
            powers = np.exp(real - real.max(axis=-1, keepdims=True))
            return np.asarray(powers / powers.sum(axis=-1, keepdims=True))

        return step

    def _finish(
        self, sums: Int64, multiplier: npt.ArrayLike, target: Format, low: int, high: int
    ) -> Array:
        return self._store(self._scheme.rescale(sums, multiplier), target, low, high)

    @staticmethod
    def _store(scaled: Int64, target: Format, low: int, high: int) -> Array:
        return np.clip(scaled + target.zero_point, low, high).astype(np.int8)
