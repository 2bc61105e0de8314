"""An int8 TFLite model in another quantisation scheme: an ordinary model, with ordinary layers.

The int8 model says what the network is: its dequantised weights are the real ones, and the formats
of its tensors follow from the values that they take on the samples. The result is a graph with the
scheme's scales, words and arithmetic, from which the same layers are built as from TFLite's.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from golden.errors import InputError, UnsupportedModelError
from golden.graph import Graph, Operator, Quantization, Tensor
from golden.layers.base import Array
from golden.model import Model
from golden.quant.arithmetic import TFLITE
from golden.schemes.format import Format, float32_scales

if TYPE_CHECKING:
    from golden.schemes.base import Scheme

CHANNEL_AXES = {"CONV_2D": 0, "DEPTHWISE_CONV_2D": 3, "FULLY_CONNECTED": 0}
"""Operators with weights, and the axis of the output channels in their kernels."""
KERNEL, BIAS = 1, 2
"""Their inputs."""

BYTES = (np.int8, np.uint8)
SAMPLES_TOGETHER = 16
INT32 = np.iinfo(np.int32)

Counts = npt.NDArray[np.int64]


def is_stored(tensor: Tensor) -> bool:
    """Whether the tensor holds words of a quantisation: those get the scheme's."""
    return tensor.quantization is not None and tensor.dtype in BYTES


def real_values(tensor: Tensor, array: Array) -> npt.NDArray[np.float64]:
    """What an array of this tensor says in real numbers."""
    return (tensor.dequantise(array) if is_stored(tensor) else array).astype(np.float64)


def translated(source: Model, target: Model, inputs: tuple[Array, ...]) -> tuple[Array, ...]:
    """Inputs of one model as the nearest ones of the same network in another scheme."""
    found = []
    for name, x in zip(source.inputs, inputs, strict=True):
        tensor, other = source.tensors[name], target.tensors[name]
        found.append(other.quantise(tensor.dequantise(x)) if is_stored(tensor) else x)
    return tuple(found)


def convert(scheme: Scheme, model: Model, samples: tuple[Array, ...]) -> Model:
    """What `Scheme.convert` says."""
    if model.graph.arithmetic is not TFLITE:
        raise InputError(f"the model is in a scheme already ({model.graph.arithmetic})")
    formats = _calibrate(scheme, model, _observe(model, samples))
    return Model(_Rewriter(scheme, model.graph, formats).graph())


def _observe(model: Model, samples: tuple[Array, ...]) -> dict[str, Counts]:
    """How often each stored tensor takes each of its 256 words; constants count once."""
    kernels, others = set[str](), set[str]()
    for operator in model.graph.operators:
        for position, used in enumerate(operator.inputs):
            if used is not None:
                weights = operator.op in CHANNEL_AXES and position == KERNEL
                (kernels if weights else others).add(used.name)
    counts = {}
    for name, tensor in model.tensors.items():
        if is_stored(tensor) and (name not in kernels or name in others):
            counts[name] = _count(tensor, np.empty(0) if tensor.data is None else tensor.data)
    own = model.batch
    step = own * max(SAMPLES_TOGETHER // own, 1)
    number = max((len(x) for x in samples if x.ndim), default=1)
    if not number:
        raise InputError("a scheme needs at least one sample to choose its formats by")
    for start in range(0, number, step):
        part = tuple(x[start : start + step] if x.ndim else x for x in samples)
        for name, array in model.trace(*part).items():
            if name in counts:
                counts[name] += _count(model.tensors[name], array)
    return counts


def _count(tensor: Tensor, array: Array) -> Counts:
    least = int(np.iinfo(tensor.dtype).min)
    return np.bincount(array.ravel().astype(np.int64) - least, minlength=256)


def _calibrate(scheme: Scheme, model: Model, counts: dict[str, Counts]) -> dict[str, Format]:
    """A format for each stored tensor, the same for all that copies connect."""
    group = {name: name for name in counts}

    def root(name: str) -> str:
        while group[name] != name:
            name = group[name]
        return name

    for layer, operator in zip(model.layers, model.graph.operators, strict=True):
        if layer.one_format:
            ends = [t.name for t in (*operator.inputs, *operator.outputs) if t is not None]
            first, *others = [name for name in ends if name in counts] or [""]
            for name in others:
                group[root(name)] = root(first)
    members: dict[str, list[str]] = {}
    for name in counts:
        members.setdefault(root(name), []).append(name)
    formats = {}
    for names in members.values():
        values, times = zip(*(_values(model.tensors[n], counts[n]) for n in names), strict=True)
        form = scheme.activation(np.concatenate(values), np.concatenate(times))
        formats.update(dict.fromkeys(names, form))
    return formats


def _values(tensor: Tensor, counts: Counts) -> tuple[npt.NDArray[np.float64], Counts]:
    """Real values that occurred, and how often."""
    taken = np.flatnonzero(counts)
    stored = (taken + np.iinfo(tensor.dtype).min).astype(tensor.dtype)
    return real_values(tensor, stored), counts[taken]


class _Rewriter:
    """The graph with other scales, words and constants; names, shapes and order stay."""

    def __init__(self, scheme: Scheme, graph: Graph, formats: dict[str, Format]) -> None:
        self._scheme = scheme
        self._old = graph
        self._formats = formats
        self._tensors = [self._stored(tensor) for tensor in graph.tensors]
        # How often each tensor is used, less the weights that are done.
        self._uses = Counter(t.index for o in graph.operators for t in o.inputs if t is not None)

    def graph(self) -> Graph:
        operators = tuple(self._operator(operator) for operator in self._old.operators)
        inputs, outputs = (
            tuple(self._tensors[tensor.index] for tensor in ends)
            for ends in (self._old.inputs, self._old.outputs)
        )
        return Graph(tuple(self._tensors), operators, inputs, outputs)

    def _stored(self, tensor: Tensor) -> Tensor:
        form = self._formats.get(tensor.name)
        if form is None:
            return tensor
        return replace(
            tensor,
            dtype=np.dtype(np.int8),
            quantization=form.quantization(f"tensor '{tensor.name}'"),
            data=None if tensor.data is None else form.store(real_values(tensor, tensor.data)),
        )

    def _operator(self, operator: Operator) -> Operator:
        inputs = [None if t is None else self._tensors[t.index] for t in operator.inputs]
        if operator.op in CHANNEL_AXES:
            inputs[KERNEL : BIAS + 1] = self._weights(operator)
        elif operator.op == "PADV2" and len(inputs) > 2:
            inputs[2] = self._fill(operator)
        return replace(
            operator,
            inputs=tuple(inputs),
            outputs=tuple(self._tensors[t.index] for t in operator.outputs),
            options={k: v for k, v in operator.options.items() if isinstance(v, int | float)},
            arithmetic=self._scheme,
        )

    def _weights(self, operator: Operator) -> list[Tensor | None]:
        """Kernel and bias of an operator, for this operator alone."""
        source, kernel = operator.input(0), operator.input(KERNEL)
        axis = CHANNEL_AXES[operator.op]
        scales = kernel.scales.astype(np.float64)
        # The channels last, where scales broadcast.
        real = np.moveaxis(operator.constant(KERNEL), axis, -1) * scales
        stored, kernel_scales = self._scheme.weights(real)
        what = f"{operator.where}, kernel '{kernel.name}',"
        found: list[Tensor | None] = [
            self._constant(
                operator,
                kernel,
                np.moveaxis(stored, -1, axis),
                self._symmetric(kernel_scales, what, axis, self._scheme.weight_words),
            )
        ]
        bias = operator.optional_input(BIAS)
        if bias is not None:
            units = self._formats[source.name].scale * kernel_scales
            offsets = operator.constant(BIAS).ravel() * (np.float64(source.scale) * scales)
            steps = np.rint(offsets / units)
            if np.abs(steps).max(initial=0) > INT32.max:
                raise UnsupportedModelError(
                    f"{operator.where} has a bias of {np.abs(offsets).max():.3g}, which at the "
                    f"scale {units.min():.3g} of the scheme's sums does not fit 32 bits"
                )
            data = steps.astype(np.int32).reshape(bias.shape)
            found.append(
                self._constant(operator, bias, data, self._symmetric(units, what, 0, None))
            )
        elif len(operator.inputs) > BIAS:
            found.append(None)
        return found

    def _fill(self, operator: Operator) -> Tensor | None:
        """What PADV2 pads with, stored as its input is even where the file says no scale for it."""
        fill = operator.optional_input(2)
        form = self._formats.get(operator.input(0).name)
        if fill is None or form is None or fill.name in self._formats:
            return None if fill is None else self._tensors[fill.index]
        data = form.store(real_values(operator.input(0), operator.constant(2)))
        return self._constant(operator, fill, data, form.quantization(operator.where))

    @staticmethod
    def _symmetric(
        scales: npt.NDArray[np.float64], what: str, axis: int, words: tuple[int, int] | None
    ) -> Quantization:
        points = np.zeros(len(scales), np.int64)
        return Quantization(float32_scales(scales, what), points, axis, words)

    def _constant(
        self, operator: Operator, old: Tensor, data: npt.NDArray[Any], quantization: Quantization
    ) -> Tensor:
        """Put a constant in the place of `old`, or beside it where others use that too."""
        shared = self._uses[old.index] > 1
        self._uses[old.index] -= 1
        names = {tensor.name for tensor in self._tensors}
        name = f"{old.name}#{operator.index}" if shared else old.name
        while shared and name in names:
            name += "#"
        index = len(self._tensors) if shared else old.index
        tensor = Tensor(index, name, data.shape, data.dtype, quantization, data)
        if shared:
            self._tensors.append(tensor)
        else:
            self._tensors[index] = tensor
        return tensor
