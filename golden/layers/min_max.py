"""MAXIMUM and MINIMUM: stored values are compared, for all tensors share one quantisation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from golden.graph import Operator
from golden.layers import checks
from golden.layers.base import Array, Layer, builds
from golden.layers.elementwise import Broadcasting


@dataclass(kw_only=True, eq=False)
class Extremum(Broadcasting):
    """The greater (or lesser) of two elements."""

    greater: bool
    one_format = True

    def forward(self, *arrays: Array) -> Array:
        """Two arrays that broadcast to one."""
        left, right = arrays
        return np.maximum(left, right) if self.greater else np.minimum(left, right)


@builds("MAXIMUM", "MINIMUM")
def build_extremum(operator: Operator) -> Layer:
    """The layer of a MAXIMUM or MINIMUM operator."""
    sources, output = (operator.input(0), operator.input(1)), operator.outputs[0]
    checks.require_types(operator, (*sources, output), np.int8)
    checks.require_broadcast(operator, sources)
    checks.require_same_quantization(operator, (output, *sources))
    return Extremum(greater=operator.op == "MAXIMUM").bind(operator, *sources)
