"""What follows a window's value: a scaling that is proved to give the layer's own result."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import numpy as np

from golden.kraken.stages.channel import MANTISSA_BITS, RequantRounding, scale
from golden.kraken.stages.pool import ACC_WIDTH, HEADER, PoolOp
from golden.kraken.stages.pool_layer import AVERAGE, MAX, MEAN, AnyLayer, Clamped, MeanLayer
from golden.quant.fixed_point import Int64, divide_half_away, mbqm, mean_multiplier

BLOCK = 1 << 20
"""Sums that are compared at a time."""

LEAST, GREATEST = -128, 127
"""Of a word."""


@dataclass(frozen=True)
class Finish:
    """From a window's value to what leaves: fields of a `PoolConfig`.

    Attributes:
        op: what is made of the window.
        bias, mantissa, shift, rounding, zero_point, low, high: of the scaling.
    """

    op: PoolOp
    bias: int = 0
    mantissa: int = 1 << MANTISSA_BITS
    shift: int = 0
    rounding: RequantRounding = RequantRounding.AWAY
    zero_point: int = 0
    low: int = LEAST
    high: int = GREATEST


def finish_of(layer: AnyLayer, cells: int, acc_width: int = ACC_WIDTH) -> Finish | None:
    """How a layer ends windows of `cells` words; None where the engine cannot do the same.

    Args:
        layer: MAX_POOL_2D, AVERAGE_POOL_2D or MEAN.
        cells: words of a window.
        acc_width: bits of a sum.
    """
    if layer.op == MAX:
        clamped = cast(Clamped, layer)
        return Finish(PoolOp.MAX, low=clamped.low, high=clamped.high)
    if layer.op == AVERAGE:
        clamped = cast(Clamped, layer)
        return _average(cells, clamped.low, clamped.high, acc_width)
    if layer.op == MEAN:
        return _mean(cast(MeanLayer, layer), cells, acc_width)
    return None


def _average(cells: int, low: int, high: int, acc_width: int) -> Finish | None:
    """Sums over `cells`, halves away from zero: times a reciprocal that is a hair too great."""
    if not 0 < cells <= (1 << (acc_width - 1)) // 128:
        return None
    shift = cells.bit_length() - 1
    mantissa = -(-(1 << (MANTISSA_BITS + shift)) // cells)
    if not average_is_exact(cells, mantissa, shift):
        return None
    return Finish(PoolOp.SUM, 0, mantissa, shift, RequantRounding.AWAY, 0, low, high)


@lru_cache(maxsize=1 << 10)
def average_is_exact(cells: int, mantissa: int, shift: int) -> bool:
    """Whether the scaling rounds every sum of `cells` words as AVERAGE_POOL_2D does."""
    return _equal(
        cells,
        lambda sums: divide_half_away(sums, cells),
        lambda sums: scale(sums, mantissa, shift, RequantRounding.AWAY),
    )


def _mean(layer: MeanLayer, cells: int, acc_width: int) -> Finish | None:
    """The layer's own mantissa and shift; a shift to the left only if the mantissa has room."""
    bias = -cells * layer.input_zero_point
    if not HEADER["bias"].least <= bias <= HEADER["bias"].greatest:
        return None
    if 256 * cells >= 1 << (acc_width - 1):
        return None
    mantissa, shift = mean_multiplier(layer.multiplier, cells)
    left, right = max(shift, 0), max(-shift, 0)
    scaled = mantissa << left
    if scaled > 1 << MANTISSA_BITS or not _mean_is_exact(
        cells, bias, (mantissa, shift), (scaled, right)
    ):
        return None
    return Finish(
        PoolOp.SUM,
        bias,
        scaled,
        right,
        RequantRounding.DOUBLE,
        layer.output_zero_point,
        layer.low,
        layer.high,
    )


@lru_cache(maxsize=1 << 10)
def _mean_is_exact(cells: int, bias: int, own: tuple[int, int], engine: tuple[int, int]) -> bool:
    """Whether every sum of `cells` words comes out as the layer has it."""
    return _equal(
        cells,
        lambda sums: mbqm(sums + bias, *own),
        lambda sums: scale(sums + bias, *engine, RequantRounding.DOUBLE),
    )


def _equal(cells: int, layer: Callable[[Int64], Int64], engine: Callable[[Int64], Int64]) -> bool:
    """Whether both agree on every sum of `cells` words."""
    return all(np.array_equal(layer(sums), engine(sums)) for sums in _sums(cells))


def _sums(cells: int) -> Iterator[Int64]:
    """All sums that `cells` words can have, block by block."""
    end = GREATEST * cells + 1
    for start in range(LEAST * cells, end, BLOCK):
        yield np.arange(start, min(start + BLOCK, end), dtype=np.int64)
