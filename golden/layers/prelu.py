"""PRELU (reference kernel: tflite reference/prelu.h)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from golden.graph import Operator
from golden.layers import checks
from golden.layers.base import Array, Int8, Layer, builds
from golden.layers.elementwise import Broadcasting
from golden.layers.lookup import look_up_pairs, pair_table
from golden.quant.arithmetic import TFLITE, Arithmetic


@dataclass(kw_only=True, eq=False)
class PRelu(Broadcasting):
    """Leaky ReLU whose slope is a tensor that broadcasts to the input.

    Attributes:
        input_zero_point: of the input.
        alpha_zero_point: of the slope.
        output_zero_point: of the output.
        identity: real multiplier of values >= 0, input scale / output scale.
        leak: real multiplier of value * slope, input scale * slope scale / output scale.
        low: least output value.
        high: greatest output value.
        arithmetic: brings values to the output's scale.
    """

    input_zero_point: int
    alpha_zero_point: int
    output_zero_point: int
    identity: float
    leak: float
    low: int = -128
    high: int = 127
    arithmetic: Arithmetic = TFLITE
    op: str = "PRELU"

    def __post_init__(self) -> None:
        self._table = pair_table(self.exact)

    def exact(self, x: Array, alpha: Array) -> Int8:
        """The definition, pair by pair."""
        centred = x.astype(np.int64) - self.input_zero_point
        slope = alpha.astype(np.int64) - self.alpha_zero_point
        scaled = np.where(
            centred >= 0,
            self.arithmetic.rescale(centred, self.identity),
            self.arithmetic.rescale(centred * slope, self.leak),
        )
        return np.clip(scaled + self.output_zero_point, self.low, self.high).astype(np.int8)

    def forward(self, *arrays: Array) -> Int8:
        """int8 input and int8 slope to int8 of the input's shape."""
        return look_up_pairs(self._table, *arrays)


@builds("PRELU")
def build_prelu(operator: Operator) -> Layer:
    """The layer of a PRELU operator."""
    source, alpha, output = operator.input(0), operator.input(1), operator.outputs[0]
    checks.require_types(operator, (source, alpha, output), np.int8)
    checks.require_broadcast(operator, (source, alpha))
    checks.require_shape(operator, output, source.shape)
    with np.errstate(over="ignore"):
        identity = np.float32(source.scale / output.scale)
        leak = np.float32(source.scale * alpha.scale) / output.scale
    checks.real_multiplier(operator, [identity, leak], 1)
    return PRelu(
        input_zero_point=source.zero_point,
        alpha_zero_point=alpha.zero_point,
        output_zero_point=output.zero_point,
        identity=float(identity),
        leak=float(leak),
        low=output.words[0],
        high=output.words[1],
        arithmetic=operator.arithmetic,
    ).bind(operator, source, alpha)
