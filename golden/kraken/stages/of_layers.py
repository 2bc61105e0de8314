"""What the stages of tables and sums must be told to do a layer, or None where software does it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from golden.kraken.stages.adder import AdderConfig, AdderOp
from golden.kraken.stages.channel import MANTISSA_BITS, SHIFT_MAX, RequantRounding
from golden.layers.add import Add
from golden.layers.base import Layer
from golden.layers.hard_swish import HardSwish
from golden.layers.leaky_relu import LeakyReLU
from golden.layers.lookup import lookup_table, pair_table
from golden.layers.multiply import Multiply
from golden.layers.quantize import Requantize
from golden.layers.relu import Relu
from golden.layers.sigmoid import TableFunction
from golden.quant.fixed_point import quantize_multiplier

UNARY = (HardSwish, LeakyReLU, Relu, Requantize, TableFunction)
"""Layers that make each output value of the one input value in its place."""


def activation_table(layer: Layer) -> npt.NDArray[np.int8] | None:
    """The table that does the layer: its own results for all 256 values.

    Returns:
        int8 [256], indexed by the value's bits; None where the layer is no function of single int8
        values, or its results are none.
    """
    if not isinstance(layer, UNARY):
        return None
    if isinstance(layer, Requantize) and not layer.input_dtype == layer.dtype == np.int8:
        return None
    return lookup_table(lambda x: np.asarray(layer.forward(x)))


def adder_config(layer: Layer) -> AdderConfig | None:
    """The configuration that does an ADD, SUB or MUL to the last bit.

    Which rounding a layer's arithmetic has is not asked but tried: a configuration is given only
    if it agrees with the layer on all 65,536 pairs of values.

    Returns:
        The configuration; None where the layer is another one, a multiplier is above what the stage
        has without a shift to the left, or the layer rounds in a way of its own.
    """
    if not isinstance(layer, Add | Multiply):
        return None
    wanted = pair_table(layer.exact)
    left, right = (values.reshape(256, 256) for values in pairs())
    marks = np.ones(left.shape, np.bool_)
    for config in _candidates(layer):
        found, _ = config.apply(left, marks, right)
        if np.array_equal(found.reshape(-1), wanted):
            return config
    return None


def pairs() -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int8]]:
    """All pairs of int8 values, in the order of `pair_table`: two int8 [65536]."""
    values = np.arange(256, dtype=np.uint8).view(np.int8)
    return np.repeat(values, 256), np.tile(values, 256)


def right_multiplier(real: float) -> tuple[int, int] | None:
    """A real multiplier as the stages have it: mantissa and shift to the right.

    Args:
        real: a finite number >= 0.

    Returns:
        The mantissa, 0 to 2**31, and the shift, so that real is mantissa / 2**(31 + shift); None
        above 1.
    """
    mantissa, left = quantize_multiplier(real)
    if left == 1 and mantissa == 1 << (MANTISSA_BITS - 1):
        return 1 << MANTISSA_BITS, 0
    if left > 0:
        return None
    assert -left <= SHIFT_MAX
    return mantissa, -left


def _candidates(layer: Add | Multiply) -> Iterator[AdderConfig]:
    """The layer's numbers with each of the roundings."""
    if isinstance(layer, Add):
        op = AdderOp.SUB if layer.subtract else AdderOp.ADD
        operands = [right_multiplier(part) for part in layer.multipliers]
        result = right_multiplier(layer.output_multiplier)
        zero_point, low, high = layer.output_zero_point, layer.low, layer.high
    else:
        stage = layer.requantiser
        op = AdderOp.MUL
        operands = [(0, 0), (0, 0)]  # a product has no use for them
        result = right_multiplier(float(stage.multipliers[0]))
        zero_point, low, high = stage.zero_point, stage.low, stage.high
    first, second = operands
    if first is None or second is None or result is None:
        return
    for rounding in RequantRounding:
        yield AdderConfig(
            op,
            *layer.zero_points,
            *first,
            *second,
            *result,
            rounding,
            zero_point,
            low,
            high,
        )
