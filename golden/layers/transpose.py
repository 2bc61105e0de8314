"""TRANSPOSE."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from golden.errors import CorruptModelError
from golden.graph import Operator
from golden.layers import checks
from golden.layers.base import Array, Layer, builds
from golden.layers.slicing import copy_of, vector


@dataclass(kw_only=True, eq=False)
class Transpose(Layer):
    """Output axis i is input axis `order[i]`."""

    order: tuple[int, ...]
    op: str = "TRANSPOSE"
    one_format = True

    def forward(self, *arrays: Array) -> Array:
        """Any array to the same values in another order."""
        (x,) = arrays
        return np.ascontiguousarray(x.transpose(self.order))


@builds("TRANSPOSE")
def build_transpose(operator: Operator) -> Layer:
    """The layer of a TRANSPOSE operator with a constant order."""
    source, output = operator.input(0), operator.outputs[0]
    copy_of(operator, source)
    rank = len(source.shape)
    order = tuple(a % rank if -rank <= a < 0 else a for a in vector(operator, 1, rank))
    if sorted(order) != list(range(rank)):
        raise CorruptModelError(f"{operator.where} has {list(order)}, no order of {rank} axes")
    checks.require_shape(operator, output, (source.shape[a] for a in order))
    return Transpose(order=order, batchable=order[:1] == (0,)).bind(operator, source)
