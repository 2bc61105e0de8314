"""What a model consists of: operators, shapes, weights, multiplications, and the engine's work."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from golden.kraken import ArrayParams, KrakenError, LayerCost, cost, lower
from golden.layers import Conv2D, Dense, DepthwiseConv2D, Layer
from golden.layers.batch_matmul import BatchMatmul
from golden.layers.checks import elements
from golden.model import Model


@dataclass(frozen=True)
class LayerSummary:
    """One layer for the model's own batch size.

    Attributes:
        layer: what it is about.
        input_shape: of its first input.
        output_shape: of its first output.
        macs: multiplications of values and weights, padding included.
        weights: stored weights and biases.
        cost: the engine's work on it, or None where it has none.
        obstacle: why the engine cannot do it, where it should.
    """

    layer: Layer
    input_shape: tuple[int, ...]
    output_shape: tuple[int, ...]
    macs: int = 0
    weights: int = 0
    cost: LayerCost | None = None
    obstacle: str = ""


def summarise(model: Model, params: ArrayParams) -> list[LayerSummary]:
    """A summary of every layer, with the engine's work on an array of `params`."""
    return [_summarise(model, layer, params) for layer in model.layers]


def _summarise(model: Model, layer: Layer, params: ArrayParams) -> LayerSummary:
    source = model.tensors[layer.inputs[0]].shape if layer.inputs else ()
    output = model.tensors[layer.outputs[0]].shape
    if isinstance(layer, BatchMatmul):
        depth = source[-2] if layer.transposed[0] else source[-1]
        return LayerSummary(layer, source, output, macs=elements(output) * depth)
    if not isinstance(layer, Conv2D | DepthwiseConv2D | Dense):
        return LayerSummary(layer, source, output)
    if isinstance(layer, DepthwiseConv2D):
        taps = elements(layer.kernel.shape[:2])
    else:
        taps = elements(layer.kernel.shape[:-1])
    weights = layer.kernel.size + (0 if layer.bias is None else layer.bias.size)
    found, obstacle = None, ""
    try:
        found = cost(lower(layer, np.zeros(source, np.int8), params))
    except KrakenError as fault:
        obstacle = str(fault)
    return LayerSummary(layer, source, output, elements(output) * taps, weights, found, obstacle)
