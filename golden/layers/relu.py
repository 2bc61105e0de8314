"""RELU and its relatives as operators of their own (tflite reference/reference_ops.h, ReluX)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from golden.graph import Operator
from golden.layers import checks
from golden.layers.base import Array, Int8, Layer, builds
from golden.layers.lookup import look_up, lookup_table
from golden.quant.activation import Activation
from golden.quant.arithmetic import TFLITE, Arithmetic

ACTIVATIONS = {
    "RELU": Activation.RELU,
    "RELU6": Activation.RELU6,
    "RELU_N1_TO_1": Activation.RELU_N1_TO_1,
    "RELU_0_TO_1": Activation.RELU_0_TO_1,
}


@dataclass(kw_only=True, eq=False)
class Relu(Layer):
    """Requantisation to another scale, clamped to the activation's bounds.

    Attributes:
        multiplier: input scale / output scale.
        input_zero_point: of the input.
        output_zero_point: of the output.
        low: least output value.
        high: greatest output value.
        arithmetic: brings values to the output's scale.
    """

    multiplier: float
    input_zero_point: int
    output_zero_point: int
    low: int
    high: int
    arithmetic: Arithmetic = TFLITE

    def __post_init__(self) -> None:
        self._table = lookup_table(self.exact)

    def exact(self, x: Array) -> Int8:
        """The definition, element by element."""
        centred = x.astype(np.int64) - self.input_zero_point
        scaled = self.arithmetic.rescale(centred, self.multiplier) + self.output_zero_point
        return np.clip(scaled, self.low, self.high).astype(np.int8)

    def forward(self, *arrays: Array) -> Int8:
        """int8 of any shape to int8 of the same shape."""
        (x,) = arrays
        return look_up(self._table, x)


@builds(*ACTIVATIONS)
def build_relu(operator: Operator) -> Layer:
    """The layer of a stand-alone activation that clamps."""
    source, output = operator.input(0), operator.outputs[0]
    checks.require_types(operator, (source, output), np.int8)
    checks.require_shape(operator, output, source.shape)
    low, high = ACTIVATIONS[operator.op].bounds(output.scale, output.zero_point, *output.words)
    with np.errstate(over="ignore"):
        multiplier = np.float32(source.scale / output.scale)
    return Relu(
        multiplier=float(checks.real_multiplier(operator, multiplier, 1)),
        input_zero_point=source.zero_point,
        output_zero_point=output.zero_point,
        low=low,
        high=high,
        arithmetic=operator.arithmetic,
    ).bind(operator, source)
