"""What a layer did to come by one value: for the first value that differs."""

from __future__ import annotations

from collections.abc import Iterator

from golden.comparison import TensorComparison
from golden.layers import Conv2D, Dense, DepthwiseConv2D
from golden.model import Model


def explain(model: Model, entry: TensorComparison, reference: str = "TFLite") -> Iterator[str]:
    """Lines on the first difference of a tensor, down to the accumulator; none without one.

    `reference` is what the other value comes from.
    """
    first = entry.first
    if first is None:
        return
    place = ", ".join(map(str, first.where))
    tensor = model.tensors[entry.name]
    yield f"first difference: {entry.layer.name} ({entry.layer.op}), tensor '{entry.name}'"
    yield f"  at [{place}]: {reference} {first.expected}, ours {first.actual}"
    for name in entry.layer.inputs:
        yield f"  input '{name}': {_quantization(model, name)}"
    yield f"  output: {_quantization(model, tensor.name)}"
    layer = entry.layer
    if not isinstance(layer, Conv2D | DepthwiseConv2D | Dense):
        return
    sums = layer.accumulate(first.inputs[0]).reshape(first.shape)
    where = (first.where[0] - first.sample, *first.where[1:])
    channel = where[-1]
    total, bias = int(sums[where]), 0 if layer.bias is None else int(layer.bias[channel])
    step = layer.requantiser
    c = channel % len(step.multipliers)
    yield f"  accumulator {total} + bias {bias} = {total + bias}"
    yield f"  {step.steps(channel)}"
    yield (
        f"  {total + bias} * {step.multipliers[c]:.10g} + {step.zero_point} = "
        f"{(total + bias) * step.multipliers[c] + step.zero_point:.6f}, "
        f"clamped to {step.low}..{step.high}"
    )


def _quantization(model: Model, name: str) -> str:
    quantization = model.tensors[name].quantization
    if quantization is None:
        return f"{model.tensors[name].dtype}"
    scale, zero_point = quantization.scales[0], quantization.zero_points[0]
    return f"scale {scale:.9g}, zero point {zero_point}"
