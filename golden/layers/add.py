"""ADD and SUB (reference kernels: tflite reference_integer_ops/add.h, reference/sub.h)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from golden.graph import Operator
from golden.layers import checks
from golden.layers.base import Array, Int8, Layer, builds
from golden.layers.elementwise import Broadcasting
from golden.layers.lookup import look_up_pairs, pair_table
from golden.quant.arithmetic import TFLITE, Arithmetic

LEFT_SHIFT = 20


@dataclass(kw_only=True, eq=False)
class Add(Broadcasting):
    """Sum or difference of int8 tensors of different scales, at a common one with 20 more bits.

    Attributes:
        scales: of the two inputs.
        zero_points: of the two inputs.
        output_scale: of the output.
        output_zero_point: of the output.
        low: least output value.
        high: greatest output value.
        subtract: the second input is subtracted.
        arithmetic: brings inputs to the common scale, and sums to the output's.
        multipliers: real ones that bring the inputs to the common scale, at most 1/2.
        output_multiplier: the real one that brings sums from the common scale to the output's.
    """

    scales: tuple[float, float]
    zero_points: tuple[int, int]
    output_scale: float
    output_zero_point: int
    low: int = -128
    high: int = 127
    subtract: bool = False
    arithmetic: Arithmetic = TFLITE
    op: str = "ADD"
    multipliers: tuple[float, float] = field(init=False)
    output_multiplier: float = field(init=False)

    def __post_init__(self) -> None:
        common = 2 * max(self.scales)
        first, second = self.scales
        self.multipliers = first / common, second / common
        self.output_multiplier = common / (self.output_scale * 2**LEFT_SHIFT)
        self._table = pair_table(self.exact)

    def exact(self, left: Array, right: Array) -> Int8:
        """The definition, pair by pair."""
        first, second = (
            self.arithmetic.rescale((array.astype(np.int64) - zero_point) << LEFT_SHIFT, multiplier)
            for array, zero_point, multiplier in zip(
                (left, right), self.zero_points, self.multipliers, strict=True
            )
        )
        total = first - second if self.subtract else first + second
        scaled = self.arithmetic.rescale(total, self.output_multiplier) + self.output_zero_point
        return np.clip(scaled, self.low, self.high).astype(np.int8)

    def forward(self, *arrays: Array) -> Int8:
        """Two int8 arrays that broadcast to one."""
        return look_up_pairs(self._table, *arrays)


@builds("ADD", "SUB")
def build_add(operator: Operator) -> Layer:
    """The layer of an ADD or SUB operator."""
    sources, output = (operator.input(0), operator.input(1)), operator.outputs[0]
    checks.require_types(operator, (*sources, output), np.int8)
    checks.require_broadcast(operator, sources)
    low, high = checks.output_bounds(operator)
    first, second = (float(source.scale) for source in sources)
    checks.real_multiplier(operator, 2 * max(first, second), float(output.scale) * 2**LEFT_SHIFT)
    return Add(
        scales=(first, second),
        zero_points=(sources[0].zero_point, sources[1].zero_point),
        output_scale=float(output.scale),
        output_zero_point=output.zero_point,
        low=low,
        high=high,
        subtract=operator.op == "SUB",
        arithmetic=operator.arithmetic,
    ).bind(operator, *sources)
