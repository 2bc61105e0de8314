"""MUL (reference kernel: tflite reference_integer_ops/mul.h)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from golden.graph import Operator
from golden.layers import checks
from golden.layers.base import Array, Int8, Layer, builds
from golden.layers.elementwise import Broadcasting
from golden.layers.lookup import look_up_pairs, pair_table
from golden.quant.output_stage import OutputStage


@dataclass(kw_only=True, eq=False)
class Multiply(Broadcasting):
    """Product of two int8 tensors.

    Attributes:
        zero_points: of the two inputs.
        requantiser: from products to output values.
    """

    zero_points: tuple[int, int]
    requantiser: OutputStage
    op: str = "MUL"

    def __post_init__(self) -> None:
        self._table = pair_table(self.exact)

    def exact(self, left: Array, right: Array) -> Int8:
        """The definition, pair by pair."""
        first, second = (
            array.astype(np.int32) - zero_point
            for array, zero_point in zip((left, right), self.zero_points, strict=True)
        )
        return self.requantiser.exact((first * second)[..., None])[..., 0]

    def forward(self, *arrays: Array) -> Int8:
        """Two int8 arrays that broadcast to one."""
        return look_up_pairs(self._table, *arrays)


@builds("MUL")
def build_multiply(operator: Operator) -> Layer:
    """The layer of a MUL operator."""
    sources, output = (operator.input(0), operator.input(1)), operator.outputs[0]
    checks.require_types(operator, (*sources, output), np.int8)
    checks.require_broadcast(operator, sources)
    # The reference kernel computes this in float32 throughout.
    with np.errstate(over="ignore", under="ignore"):
        multiplier = np.float32(sources[0].scale * sources[1].scale) / output.scale
    requantiser = operator.arithmetic.output_stage(
        checks.real_multiplier(operator, multiplier, 1),
        output.zero_point,
        *checks.output_bounds(operator),
    )
    return Multiply(
        zero_points=(sources[0].zero_point, sources[1].zero_point), requantiser=requantiser
    ).bind(operator, *sources)
