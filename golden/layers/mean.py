"""MEAN (reference kernel: tflite reference/reduce.h, quantised mean)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from golden.errors import CorruptModelError
from golden.graph import Operator
from golden.layers import checks
from golden.layers.base import Array, Int8, Layer, builds
from golden.layers.concatenate import normal_axis
from golden.quant.fixed_point import mbqm, mean_multiplier


@dataclass(kw_only=True, eq=False)
class Mean(Layer):
    """Mean over some axes; the division is part of the requantisation's multiplier.

    Attributes:
        axes: reduced, counted from 0.
        keep_dims: reduced axes stay with length 1.
        multiplier: input scale / output scale.
        input_zero_point: of the input.
        output_zero_point: of the output.
        low: least output value.
        high: greatest output value.
    """

    axes: tuple[int, ...]
    keep_dims: bool
    multiplier: float
    input_zero_point: int
    output_zero_point: int
    low: int = -128
    high: int = 127
    op: str = "MEAN"

    def forward(self, *arrays: Array) -> Int8:
        """int8 of any shape to int8 with the axes reduced."""
        (x,) = arrays
        cells = checks.elements(x.shape[axis] for axis in self.axes)
        sums = x.sum(axis=self.axes, keepdims=self.keep_dims, dtype=np.int64)
        multiplier = mean_multiplier(self.multiplier, cells)
        scaled = mbqm(sums - cells * self.input_zero_point, *multiplier)
        return np.clip(scaled + self.output_zero_point, self.low, self.high).astype(np.int8)


@builds("MEAN")
def build_mean(operator: Operator) -> Layer:
    """The layer of a MEAN operator with constant axes."""
    source, output = operator.input(0), operator.outputs[0]
    checks.require_types(operator, (source, output), np.int8)
    rank = len(source.shape)
    axes = tuple(
        sorted({normal_axis(operator, int(a), rank) for a in operator.constant(1).ravel()})
    )
    if not axes:
        raise CorruptModelError(f"{operator.where} reduces no axis")
    keep = bool(operator.option("keep_dims"))
    kept = [1 if i in axes else n for i, n in enumerate(source.shape) if keep or i not in axes]
    checks.require_shape(operator, output, kept)
    multiplier = checks.real_multiplier(operator, source.scale, output.scale)
    return Mean(
        axes=axes,
        keep_dims=keep,
        multiplier=float(multiplier),
        input_zero_point=source.zero_point,
        output_zero_point=output.zero_point,
        low=output.words[0],
        high=output.words[1],
        batchable=0 not in axes,
    ).bind(operator, source)
