"""What the stages of tables and sums must be told to do a layer, or None where software does it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol, cast

import numpy as np
import numpy.typing as npt

from golden.kraken.stages.adder import AdderConfig, AdderOp
from golden.kraken.stages.channel import MANTISSA_BITS, RequantRounding
from golden.quant.fixed_point import quantize_multiplier
from golden.quant.output_stage import OutputStage

Array = npt.NDArray[Any]
Int8 = npt.NDArray[np.int8]

QUANTIZE, MUL = "QUANTIZE", "MUL"

UNARY = (
    *("RELU", "RELU6", "RELU_N1_TO_1", "RELU_0_TO_1", "LEAKY_RELU", "HARD_SWISH"),
    *("LOGISTIC", "TANH", QUANTIZE),
)
"""Operators that make each output value of the one input value in its place."""

BINARY = ("ADD", "SUB", MUL)
"""Operators that the adder has."""


class AnyLayer(Protocol):
    """What is asked of every layer."""

    @property
    def op(self) -> str:
        """TFLite's name of the operator."""

    def forward(self, *arrays: Array) -> Array | tuple[Array, ...]:
        """Outputs for inputs."""


class RequantizeLayer(AnyLayer, Protocol):
    """What is asked of a QUANTIZE layer besides."""

    @property
    def input_dtype(self) -> np.dtype[Any]:
        """Type of the input."""


class PairLayer(AnyLayer, Protocol):
    """What is asked of a layer of two operands besides."""

    @property
    def zero_points(self) -> tuple[int, int]:
        """Of the inputs."""

    def exact(self, left: Array, right: Array, /) -> Int8:
        """Results of pairs of int8 values."""


class SumLayer(PairLayer, Protocol):
    """What is asked of an ADD or SUB layer besides."""

    @property
    def subtract(self) -> bool:
        """Whether the second input is subtracted."""

    @property
    def multipliers(self) -> tuple[float, float]:
        """Real ones that bring the inputs to the common scale."""

    @property
    def output_multiplier(self) -> float:
        """The real one that brings sums from the common scale to the output's."""

    @property
    def output_zero_point(self) -> int:
        """Of the output."""

    @property
    def low(self) -> int:
        """Least output value."""

    @property
    def high(self) -> int:
        """Greatest output value."""


class ProductLayer(PairLayer, Protocol):
    """What is asked of a MUL layer besides."""

    @property
    def requantiser(self) -> OutputStage:
        """From products to output values."""


def activation_table(layer: AnyLayer) -> Int8 | None:
    """The table that does the layer: its own results for all 256 values.

    Returns:
        int8 [256], indexed by the value's bits; None where the layer is no function of single int8
        values, or its results are none.
    """
    if layer.op not in UNARY:
        return None
    if layer.op == QUANTIZE and cast(RequantizeLayer, layer).input_dtype != np.int8:
        return None
    table = cast(Array, layer.forward(_values()))
    return table if table.dtype == np.int8 else None


def adder_config(layer: AnyLayer) -> AdderConfig | None:
    """The configuration that does an ADD, SUB or MUL to the last bit.

    Which rounding a layer's arithmetic has is not asked but tried: a configuration is given only
    if it agrees with the layer on all 65,536 pairs of values.

    Returns:
        The configuration; None where the layer is another one, a multiplier is above 1, which the
        stage does not have, or the layer rounds in a way of its own.
    """
    if layer.op not in BINARY:
        return None
    left, right = pairs()
    marks = np.ones(left.shape, np.bool_)
    wanted = cast(PairLayer, layer).exact(left, right)
    for config in _candidates(layer):
        found, _ = config.apply(left, marks, right)
        if np.array_equal(found, wanted):
            return config
    return None


def pairs() -> tuple[Int8, Int8]:
    """All pairs of int8 values, two int8 [65536]."""
    return np.repeat(_values(), 256), np.tile(_values(), 256)


def right_multiplier(real: float) -> tuple[int, int] | None:
    """A real multiplier as the stages have it: mantissa and shift to the right.

    Args:
        real: a finite number >= 0.

    Returns:
        The mantissa, 0 to 2**31, and the shift, 0 to 31, so that real is about
        mantissa / 2**(31 + shift); None above 1.
    """
    mantissa, left = quantize_multiplier(real)
    if left == 1 and mantissa == 1 << (MANTISSA_BITS - 1):
        return 1 << MANTISSA_BITS, 0
    return None if left > 0 else (mantissa, -left)


def _values() -> Int8:
    """All int8 values by their bits."""
    return np.arange(256, dtype=np.uint8).view(np.int8)


def _candidates(layer: AnyLayer) -> Iterator[AdderConfig]:
    """The layer's numbers with each of the roundings; nothing where a multiplier is above 1."""
    operands: list[tuple[int, int] | None]
    if layer.op == MUL:
        op, stage = AdderOp.MUL, cast(ProductLayer, layer).requantiser
        operands = [(0, 0), (0, 0)]  # a product has no use for them
        result = right_multiplier(float(stage.multipliers[0]))
        bounds = stage.zero_point, stage.low, stage.high
    else:
        sum_layer = cast(SumLayer, layer)
        op = AdderOp.SUB if sum_layer.subtract else AdderOp.ADD
        operands = [right_multiplier(part) for part in sum_layer.multipliers]
        result = right_multiplier(sum_layer.output_multiplier)
        bounds = sum_layer.output_zero_point, sum_layer.low, sum_layer.high
    first, second = operands
    if first is None or second is None or result is None:
        return
    zero_points = cast(PairLayer, layer).zero_points
    for rounding in RequantRounding:
        yield AdderConfig(op, *zero_points, *first, *second, *result, rounding, *bounds)
