"""SHAPE: the dimensions of a tensor, as a tensor."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from golden.graph import Operator
from golden.layers import checks
from golden.layers.base import Array, Layer, builds


@dataclass(kw_only=True, eq=False)
class Shape(Layer):
    """Dimensions as int32 or int64 (`dtype`)."""

    dtype: np.dtype[np.signedinteger]
    op: str = "SHAPE"

    def forward(self, *arrays: Array) -> Array:
        """Any array to [its number of dimensions]."""
        (x,) = arrays
        return np.array(x.shape, self.dtype)


@builds("SHAPE")
def build_shape(operator: Operator) -> Layer:
    """The layer of a SHAPE operator."""
    source, output = operator.input(0), operator.outputs[0]
    checks.require_types(operator, [output], np.int32, np.int64)
    checks.require_shape(operator, output, (len(source.shape),))
    return Shape(dtype=output.dtype).bind(operator, source)
