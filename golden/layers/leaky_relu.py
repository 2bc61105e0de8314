"""LEAKY_RELU (reference kernel: tflite reference/leaky_relu.h, QuantizeLeakyRelu)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from golden.graph import Operator
from golden.layers import checks
from golden.layers.base import Array, Int8, Layer, builds
from golden.layers.lookup import look_up, lookup_table
from golden.quant.arithmetic import TFLITE, Arithmetic


@dataclass(kw_only=True, eq=False)
class LeakyReLU(Layer):
    """Two multipliers, one for each sign of the centred input; it never fuses into a convolution.

    Attributes:
        input_zero_point: of the input.
        output_zero_point: of the output.
        identity: real multiplier of values >= 0, input scale / output scale.
        leak: real multiplier of values < 0, alpha * input scale / output scale.
        low: least output value.
        high: greatest output value.
        arithmetic: brings values to the output's scale.
    """

    input_zero_point: int
    output_zero_point: int
    identity: float
    leak: float
    low: int = -128
    high: int = 127
    arithmetic: Arithmetic = TFLITE
    op: str = "LEAKY_RELU"

    def __post_init__(self) -> None:
        self._table = lookup_table(self.exact)

    def exact(self, x: Array) -> Int8:
        """The definition, element by element."""
        centred = x.astype(np.int64) - self.input_zero_point
        # A negative slope multiplies by its magnitude and negates what was rounded.
        leaked = self.arithmetic.rescale(centred, abs(self.leak))
        scaled = np.where(
            centred >= 0,
            self.arithmetic.rescale(centred, self.identity),
            -leaked if self.leak < 0 else leaked,
        )
        return np.clip(scaled + self.output_zero_point, self.low, self.high).astype(np.int8)

    def forward(self, *arrays: Array) -> Int8:
        """int8 of any shape to int8 of the same shape."""
        (x,) = arrays
        return look_up(self._table, x)


@builds("LEAKY_RELU")
def build_leaky_relu(operator: Operator) -> Layer:
    """The layer of a LEAKY_RELU operator."""
    source, output = operator.input(0), operator.outputs[0]
    checks.require_types(operator, (source, output), np.int8)
    checks.require_shape(operator, output, source.shape)
    with np.errstate(over="ignore", invalid="ignore"):
        alpha = np.float32(operator.option("alpha"))
        # Both quotients are float32 in the reference kernel.
        identity = np.float32(source.scale / output.scale)
        leak = np.float32(source.scale * alpha) / output.scale
    checks.real_multiplier(operator, [identity, abs(leak)], 1)
    return LeakyReLU(
        input_zero_point=source.zero_point,
        output_zero_point=output.zero_point,
        identity=float(identity),
        leak=float(leak),
        low=output.words[0],
        high=output.words[1],
        arithmetic=operator.arithmetic,
    ).bind(operator, source)
