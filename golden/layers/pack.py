"""PACK and UNPACK: arrays of one shape along a new axis, and back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from golden.errors import CorruptModelError
from golden.graph import Operator
from golden.layers import checks
from golden.layers.base import Array, Layer, builds
from golden.layers.concatenate import normal_axis
from golden.layers.slicing import copy_of


@dataclass(kw_only=True, eq=False)
class Pack(Layer):
    """The inputs along the new axis `axis` (counted from 0)."""

    axis: int
    op: str = "PACK"
    one_format = True

    def forward(self, *arrays: Array) -> Array:
        """Arrays of one shape to one array with one more axis."""
        return np.stack(arrays, axis=self.axis)


@dataclass(kw_only=True, eq=False)
class Unpack(Layer):
    """The entries along `axis` (counted from 0), which is dropped."""

    axis: int
    op: str = "UNPACK"
    one_format = True

    def forward(self, *arrays: Array) -> tuple[Array, ...]:
        """One array to as many as the axis has entries."""
        (x,) = arrays
        return tuple(np.ascontiguousarray(part) for part in np.moveaxis(x, self.axis, 0))


@builds("PACK")
def build_pack(operator: Operator) -> Layer:
    """The layer of a PACK operator."""
    sources = [operator.input(i) for i in range(len(operator.inputs))]
    if not sources:
        raise CorruptModelError(f"{operator.where} has no inputs")
    output = operator.outputs[0]
    for source in sources:
        copy_of(operator, source)
        checks.require_shape(operator, source, sources[0].shape)
    axis = normal_axis(operator, operator.option("axis"), len(output.shape))
    shape = sources[0].shape
    checks.require_shape(operator, output, (*shape[:axis], len(sources), *shape[axis:]))
    return Pack(axis=axis, batchable=axis != 0).bind(operator, *sources)


@builds("UNPACK")
def build_unpack(operator: Operator) -> Layer:
    """The layer of an UNPACK operator."""
    source = operator.input(0)
    copy_of(operator, source)
    axis = normal_axis(operator, operator.option("axis"), len(source.shape))
    if len(operator.outputs) != source.shape[axis]:
        raise CorruptModelError(
            f"{operator.where} unpacks {source.shape[axis]} entries to "
            f"{len(operator.outputs)} outputs"
        )
    for output in operator.outputs:
        checks.require_shape(operator, output, (*source.shape[:axis], *source.shape[axis + 1 :]))
    return Unpack(axis=axis, batchable=axis != 0).bind(operator, source)
