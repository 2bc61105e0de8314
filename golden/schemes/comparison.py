"""The words of a model in a scheme against the same network in real numbers.

TFLite has no kernels for such a model. What takes their place is `golden.schemes.real`: each layer
is fed with the real values of the words that the layers before it gave, and its own words must be
those nearest to the real result. A layer that TFLite defines by an approximation (softmax, a slope
with seven bits, a mean by a rounded reciprocal, ...) may be one word off.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from golden.comparison import Difference, TensorComparison
from golden.errors import InputError
from golden.graph import Operator, Tensor
from golden.layers import checks
from golden.layers.base import Array, Layer
from golden.model import Model
from golden.schemes.base import Scheme
from golden.schemes.real import APPROXIMATE, Real, evaluate, real_tensor

FUSED = ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED", "ADD", "SUB", "MUL",
         "MAX_POOL_2D", "AVERAGE_POOL_2D")  # fmt: skip
"""Operators that may have a fused activation, which bounds their words."""


@dataclass(eq=False)
class RealComparison(TensorComparison):
    """One computed tensor over all samples; `alone` counts words that are not the nearest.

    Attributes:
        allowed: how many words off this layer may be.
        signal: mean square of the freely running network's real values, summed over samples.
        noise: mean square of what the words differ from them.
    """

    allowed: int = 0
    signal: float = 0.0
    noise: float = 0.0

    @property
    def decibels(self) -> float:
        """Signal to noise ratio of the words against the freely running real network."""
        if self.noise == 0:
            return math.inf
        return 10 * math.log10(self.signal / self.noise) if self.signal else -math.inf

    @property
    def wrong(self) -> bool:
        """Whether a word is further off than the layer allows."""
        return self.largest > self.allowed


def compare_real(
    model: Model,
    inputs: tuple[Array, ...],
    progress: Callable[[int], None] = lambda samples: None,
) -> list[RealComparison]:
    """Run a model in a scheme and its network in real numbers.

    Args:
        model: in a scheme.
        inputs: one array [N, ...] for each of the model's inputs; N is a multiple of the model's
            own batch size.
        progress: called with the number of samples done so far.

    Returns:
        One entry for each computed tensor, in execution order.

    Raises:
        InputError: the model is in no scheme.
    """
    scheme = model.graph.arithmetic
    if not isinstance(scheme, Scheme):
        raise InputError("the model is TFLite's own: compare it with TFLite's kernels")
    own = model.batch
    samples = len(inputs[0]) if inputs[0].ndim else 1
    found = {
        name: RealComparison(layer, name, allowed=allowed(layer, scheme))
        for layer in model.layers
        for name in layer.outputs
    }
    for start in range(0, samples, own):
        part = tuple(x[start : start + own] if x.ndim else x for x in inputs)
        ours = model.trace(*part)
        free = {name: real_tensor(model.tensors[name], ours[name]) for name in model.inputs}
        for operator, layer in zip(model.graph.operators, model.layers, strict=True):
            _check(model, operator, layer, ours, found, start)
            _run_free(model, operator, layer, free)
            for name in layer.outputs:
                entry, real = found[name], free[name]
                apart = real_tensor(model.tensors[name], ours[name]) - real
                entry.signal += float(np.square(real).mean())
                entry.noise += float(np.square(apart).mean())
        progress(start + own)
    return list(found.values())


def allowed(layer: Layer, scheme: Scheme) -> int:
    """How many words a layer may be off the nearest one."""
    return int(layer.op in APPROXIMATE or not (layer.one_format or scheme.rounds_up))


def nearest(operator: Operator, tensor: Tensor, real: Real) -> npt.NDArray[np.int64]:
    """The words nearest to real values, halves upwards, within the fused activation's bounds."""
    low, high = tensor.words
    if operator.op in FUSED:
        low, high = checks.output_bounds(operator)
    steps = np.floor(real / np.float64(tensor.scale) + tensor.zero_point + 0.5)
    return np.clip(steps, low, high).astype(np.int64)


def _real_inputs(model: Model, layer: Layer, arrays: dict[str, Real]) -> list[Real]:
    return [
        arrays[name] if name in arrays else _constant(model.tensors[name]) for name in layer.inputs
    ]


def _constant(tensor: Tensor) -> Real:
    return real_tensor(tensor, np.asarray(tensor.data))


def _run_free(model: Model, operator: Operator, layer: Layer, free: dict[str, Real]) -> None:
    """Real outputs from the real inputs that the network in real numbers has."""
    results = evaluate(operator, layer, _real_inputs(model, layer, free))
    for name, real in zip(layer.outputs, results, strict=True):
        if operator.op in FUSED:
            floor, ceiling = checks.fused_activation(operator).value
            real = real if floor is None and ceiling is None else np.clip(real, floor, ceiling)
        free[name] = real


def _check(
    model: Model,
    operator: Operator,
    layer: Layer,
    ours: dict[str, Array],
    found: dict[str, RealComparison],
    start: int,
) -> None:
    """Count the words that are not the nearest to the real result of the layer's own inputs."""
    arrays = {
        name: real_tensor(model.tensors[name], ours[name]) for name in layer.inputs if name in ours
    }
    results = evaluate(operator, layer, _real_inputs(model, layer, arrays))
    for name, real in zip(layer.outputs, results, strict=True):
        entry, tensor, actual = found[name], model.tensors[name], ours[name]
        if tensor.quantization is None:
            expected = real.astype(tensor.dtype)
            apart = (actual != expected).astype(np.float64)
        else:
            expected = nearest(operator, tensor, real)
            apart = np.abs(actual.astype(np.float64) - expected)
        entry.values += actual.size
        entry.alone += int(np.count_nonzero(apart))
        entry.largest = max(entry.largest, float(apart.max(initial=0)))
        if entry.first is None and entry.wrong:
            where = tuple(int(i) for i in np.argwhere(apart > entry.allowed)[0])
            entry.first = Difference(
                where=(where[0] + start, *where[1:]) if where else (),
                sample=start,
                expected=expected[where].item(),
                actual=actual[where].item(),
                inputs=tuple(
                    ours[n] if n in ours else np.asarray(model.tensors[n].data)
                    for n in layer.inputs
                ),
                shape=actual.shape,
            )
