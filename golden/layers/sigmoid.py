"""LOGISTIC and TANH: tables of float32 results, as tflite's reference kernels build them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from golden.errors import UnsupportedModelError
from golden.graph import Operator
from golden.layers import checks
from golden.layers.base import Array, Int8, Layer, builds
from golden.layers.lookup import look_up, lookup_table
from golden.quant.arithmetic import TFLITE
from golden.quant.rounding import round_half_away

Function = Callable[[Array], Array]


def logistic(x: Array) -> Array:
    """1 / (1 + exp(-x)) in float32."""
    with np.errstate(over="ignore"):
        return np.asarray(np.float32(1) / (np.float32(1) + np.exp(-x, dtype=np.float32)))


FUNCTIONS: dict[str, tuple[Function, float, int]] = {
    "LOGISTIC": (logistic, 1 / 256, -128),
    "TANH": (np.tanh, 1 / 128, 0),
}
"""Function, and the output scale and zero point that TFLite defines for it."""


@dataclass(kw_only=True, eq=False)
class TableFunction(Layer):
    """A float32 function of the real value, looked up.

    Attributes:
        function: of float32 arrays.
        input_scale: of the input.
        output_scale: of the output.
        input_zero_point: of the input.
        output_zero_point: of the output.
        low: least output value.
        high: greatest output value.
    """

    function: Function
    input_scale: np.float32
    output_scale: np.float32
    input_zero_point: int
    output_zero_point: int
    low: int = -128
    high: int = 127

    def __post_init__(self) -> None:
        self._table = lookup_table(self.exact)

    def exact(self, x: Array) -> Int8:
        """The definition, element by element."""
        real = self.input_scale * (x.astype(np.int32) - self.input_zero_point).astype(np.float32)
        steps = round_half_away(self.function(real) / self.output_scale)
        return np.clip(steps + self.output_zero_point, self.low, self.high).astype(np.int8)

    def forward(self, *arrays: Array) -> Int8:
        """int8 of any shape to int8 of the same shape."""
        (x,) = arrays
        return look_up(self._table, x)


@builds(*FUNCTIONS)
def build_table_function(operator: Operator) -> Layer:
    """The layer of a LOGISTIC or TANH operator."""
    source, output = operator.input(0), operator.outputs[0]
    checks.require_types(operator, (source, output), np.int8)
    checks.require_shape(operator, output, source.shape)
    function, scale, zero_point = FUNCTIONS[operator.op]
    as_defined = output.scale == np.float32(scale) and output.zero_point == zero_point
    if operator.arithmetic is TFLITE and not as_defined:
        raise UnsupportedModelError(
            f"{operator.where} has output scale {output.scale} and zero point "
            f"{output.zero_point}, where TFLite defines {scale} and {zero_point}"
        )
    return TableFunction(
        function=function,
        input_scale=source.scale,
        output_scale=output.scale,
        input_zero_point=source.zero_point,
        output_zero_point=output.zero_point,
        low=output.words[0],
        high=output.words[1],
    ).bind(operator, source)
