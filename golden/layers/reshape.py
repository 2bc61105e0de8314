"""RESHAPE and its relatives, which give the same values another shape."""

from __future__ import annotations

from dataclasses import dataclass

from golden.graph import Operator
from golden.layers import checks
from golden.layers.base import Array, Layer, builds
from golden.layers.slicing import copy_of


@dataclass(kw_only=True, eq=False)
class Reshape(Layer):
    """The values of [N, ...] as `shape`, whose first dimension grows with the batch.

    Attributes:
        source_shape: the model's own input shape.
        shape: the model's own output shape.
    """

    source_shape: tuple[int, ...]
    shape: tuple[int, ...]
    op: str = "RESHAPE"
    one_format = True

    def forward(self, *arrays: Array) -> Array:
        """Any shape to `shape`, times as many first entries as there are more values."""
        (x,) = arrays
        if x.shape == self.source_shape:
            return x.reshape(self.shape)
        return x.reshape(-1, *self.shape[1:])


@builds("RESHAPE", "SQUEEZE", "EXPAND_DIMS")
def build_reshape(operator: Operator) -> Layer:
    """The layer of an operator that reshapes; the output's own shape says what it becomes."""
    source, output = operator.input(0), operator.outputs[0]
    copy_of(operator, source)
    flat = (checks.elements(source.shape),)
    if checks.elements(output.shape) != flat[0]:
        checks.require_shape(operator, output, flat)
    batchable = bool(source.shape) and bool(output.shape) and source.shape[0] == output.shape[0]
    return Reshape(source_shape=source.shape, shape=output.shape, batchable=batchable).bind(
        operator, source
    )
