"""BATCH_MATMUL: a matrix product of two computed tensors (tflite reference/batch_matmul.h)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from golden.errors import CorruptModelError
from golden.graph import Operator
from golden.layers import checks
from golden.layers.base import Array, Int8, Int32, Layer, builds
from golden.layers.matmul import to_int32
from golden.quant.output_stage import OutputStage


@dataclass(kw_only=True, eq=False)
class BatchMatmul(Layer):
    """Matrix products over the last two axes; the axes before them broadcast.

    Attributes:
        zero_points: of the two inputs.
        transposed: for each input, whether its last two axes come swapped.
        requantiser: from sums to output values.
    """

    zero_points: tuple[int, int]
    transposed: tuple[bool, bool] = (False, False)
    requantiser: OutputStage
    op: str = "BATCH_MATMUL"

    def accumulate(self, *arrays: Array) -> Int32:
        """int32 sums [..., M, C_o] of int8 [..., M, C_i] and [..., C_i, C_o].

        A product of centred values is below 2**16 in magnitude, so float64 sums of up to 2**37
        of them are exact.
        """
        left, right = (
            np.swapaxes(array, -1, -2) if swapped else array
            for array, swapped in zip(arrays, self.transposed, strict=True)
        )
        sums = (left.astype(np.float64) - self.zero_points[0]) @ (
            right.astype(np.float64) - self.zero_points[1]
        )
        return to_int32(sums.astype(np.int64), self.name)

    def requantise(self, sums: Int32) -> Int8:
        """Requantise and clamp: int32 to int8 of the same shape."""
        return self.requantiser(sums)

    def forward(self, *arrays: Array) -> Int8:
        """Two int8 arrays to their product."""
        return self.requantise(self.accumulate(*arrays))

    def runs_batches(self, carrying: Sequence[bool], shapes: Sequence[tuple[int, ...]]) -> bool:
        """The samples must be on an axis before the matrices, or stay rows of the left one."""
        if all(carrying):
            return min(len(shape) for shape in shapes) > 2
        left_only = carrying[0] and not self.transposed[0]
        return left_only and (len(shapes[1]) < len(shapes[0]) or shapes[1][0] == 1)


@builds("BATCH_MATMUL")
def build_batch_matmul(operator: Operator) -> Layer:
    """The layer of a BATCH_MATMUL operator."""
    sources, output = (operator.input(0), operator.input(1)), operator.outputs[0]
    checks.require_types(operator, (*sources, output), np.int8)
    for source in sources:
        checks.require_rank(operator, source, 2, 3, 4, 5)
    transposed = bool(operator.option("adj_x")), bool(operator.option("adj_y"))
    shapes = [
        (*s.shape[:-2], s.shape[-1], s.shape[-2]) if swapped else s.shape
        for s, swapped in zip(sources, transposed, strict=True)
    ]
    try:
        outer = np.broadcast_shapes(*(shape[:-2] for shape in shapes))
    except ValueError:
        outer = (-1,)
    if shapes[0][-1] != shapes[1][-2] or outer == (-1,):
        raise CorruptModelError(
            f"{operator.where} cannot multiply {list(shapes[0])} by {list(shapes[1])}"
        )
    checks.require_shape(operator, output, (*outer, shapes[0][-2], shapes[1][-1]))
    checks.require_work(operator, checks.elements([*output.shape, shapes[0][-1]]))
    # The product of the scales is a float32 in the reference kernel.
    multiplier = checks.real_multiplier(
        operator, np.float32(sources[0].scale * sources[1].scale), output.scale
    )
    return BatchMatmul(
        zero_points=(sources[0].zero_point, sources[1].zero_point),
        transposed=transposed,
        requantiser=operator.arithmetic.output_stage(multiplier, output.zero_point, *output.words),
    ).bind(operator, *sources)
