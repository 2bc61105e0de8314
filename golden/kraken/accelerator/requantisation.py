"""The requantisation of a model's layers on the accelerator."""

from __future__ import annotations

from typing import Any

from golden.kraken.lowering.lower import COMPUTED
from golden.kraken.stages.proof import Proof, prove, weight_reach
from golden.layers.base import Layer
from golden.model import Model


def proof_of(model: Model, layer: Layer) -> Proof:
    """The requantizer's parameters for a convolution or dense layer, proved or with the reason.

    Args:
        model: whose layer it is.
        layer: one of `COMPUTED`.
    """
    assert layer.op in COMPUTED
    weights: Any = layer
    kernel = weights.kernel
    if layer.op == "DEPTHWISE_CONV_2D":
        kernel = kernel.reshape(*kernel.shape[:2], 1, -1)
    words = model.tensors[layer.inputs[0]].words
    reach = weight_reach(kernel, weights.bias, weights.input_zero_point, words)
    return prove(weights.requantiser, weights.bias, kernel.shape[-1], reach)
