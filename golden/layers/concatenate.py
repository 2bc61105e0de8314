"""CONCATENATION: a copy, for TFLite gives all inputs the output's scale and zero point."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from golden.errors import CorruptModelError, UnsupportedModelError
from golden.graph import Operator, Tensor
from golden.layers import checks
from golden.layers.base import Array, Layer, builds
from golden.quant.activation import Activation


@dataclass(kw_only=True, eq=False)
class Concatenate(Layer):
    """Inputs one after the other along `axis` (counted from 0)."""

    axis: int
    op: str = "CONCATENATION"
    one_format = True

    def forward(self, *arrays: Array) -> Array:
        """Arrays that agree in every other dimension to one."""
        return np.concatenate(arrays, axis=self.axis)


def normal_axis(operator: Operator, axis: int, rank: int) -> int:
    """`axis` counted from 0, whether given from the front or (negative) from the back."""
    if not -rank <= axis < rank:
        raise CorruptModelError(f"{operator.where} has axis {axis} of {rank} dimensions")
    return axis % rank


@builds("CONCATENATION")
def build_concatenate(operator: Operator) -> Layer:
    """The layer of a CONCATENATION operator."""
    output = operator.outputs[0]
    sources: list[Tensor] = [operator.input(i) for i in range(len(operator.inputs))]
    if not sources:
        raise CorruptModelError(f"{operator.where} has no inputs")
    if checks.fused_activation(operator) is not Activation.NONE:
        raise UnsupportedModelError(
            f"{operator.where} has a fused activation; convert it to an operator of its own"
        )
    checks.require_types(operator, sources, output.dtype)
    if output.quantization is not None and output.dtype in (np.int8, np.uint8):
        checks.require_same_quantization(operator, (output, *sources))
    rank = len(output.shape)
    axis = normal_axis(operator, operator.option("axis"), rank)
    for source in sources:
        checks.require_rank(operator, source, rank)
    joined = sum(source.shape[axis] for source in sources)
    for source in sources:
        shape = (*source.shape[:axis], joined, *source.shape[axis + 1 :])
        checks.require_shape(operator, output, shape)
    return Concatenate(axis=axis, batchable=axis != 0).bind(operator, *sources)
