"""Coverage of pooling layers: windows at the edges of an image, and the cells that count there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from golden.kraken.accelerator.pooling import PoolStep
from golden.kraken.stages.pool_layer import AVERAGE, MAX, MEAN
from golden.kraken.stages.pool_of_layers import Pooling, pooling_of
from golden.kraken.stages.pool_region import Line, PoolRegion
from tb.bench import Values
from tb.kraken.coverage.features import Feature, crossing, group_of, number
from tb.kraken.coverage.kinds import STRIDE, against

OPERATORS = (MAX, AVERAGE, MEAN)
PADDING = ("none", "after", "before and after")
"""TFLite's SAME has the odd cell after."""
CUT = ("none", "before", "after", "on both sides")
"""Where a window that counts only cells of the image loses some."""


@dataclass(frozen=True, eq=False)
class Pooled:
    """One pass of a pooling layer.

    Attributes:
        op: of the layer.
        pooling: its windows.
        region: those of the pass.
    """

    op: str
    pooling: Pooling
    region: PoolRegion

    def padding(self, axis: int) -> str:
        """Padding along rows (0) or columns (1), of `PADDING`."""
        before, after = self.pooling.pads[2 * axis : 2 * axis + 2]
        return PADDING[2] if before else PADDING[1] if after else PADDING[0]

    def cut(self, axis: int) -> str:
        """Where the windows of the pass are cut, of `CUT`."""
        line: Line = (self.region.down, self.region.across)[axis]
        kernel, stride = self.pooling.kernel[axis], self.pooling.stride[axis]
        lost = kernel - line.kernel
        before = line.start - (line.first * stride - self.pooling.pads[2 * axis])
        if not lost:
            return CUT[0]
        return CUT[1] if before == lost else CUT[3] if before else CUT[2]

    def step(self, axis: int) -> str:
        """Stride against kernel, of `STRIDE`."""
        return against(self.pooling.stride[axis], self.pooling.kernel[axis], STRIDE)


def _channels(p: Pooled) -> str:
    places = p.region.chunks * p.region.config.rows * p.region.channels
    return "whole" if places == p.region.shape[3] else "in part"


def _rows(p: Pooled) -> str:
    return "in part" if p.region.down.count % p.region.config.rows_out else "whole"


def _laid(p: Pooled) -> str:
    if p.region.tall:
        return "higher than a beat"
    other = p.region.config.stride_w != p.region.across.stride and p.region.across.count > 1
    return "one by one" if other else "as they lie"


FEATURES: tuple[Feature[Pooled], ...] = (
    Feature("operator", "of the layer", OPERATORS, lambda p: p.op),
    Feature("padding_h", "rows of padding", PADDING, lambda p: p.padding(0)),
    Feature("padding_w", "columns of padding", PADDING, lambda p: p.padding(1)),
    Feature("cut_h", "rows that windows of the pass lack", CUT, lambda p: p.cut(0)),
    Feature("cut_w", "columns that windows of the pass lack", CUT, lambda p: p.cut(1)),
    Feature("step_h", "row stride against kernel", STRIDE, lambda p: p.step(0)),
    Feature("step_w", "column stride against kernel", STRIDE, lambda p: p.step(1)),
    Feature(
        "laid",
        "how windows lie in strips",
        ("as they lie", "one by one", "higher than a beat"),
        _laid,
    ),
    Feature("channels", "of the last beat of a column", ("whole", "in part"), _channels),
    Feature("rows", "output rows of the last block", ("whole", "in part"), _rows),
    number("blocks", "of output rows", lambda p: p.region.blocks, 2),
    number("chunks", "of channels", lambda p: p.region.chunks, 2),
)
CROSSES = (
    crossing(
        FEATURES,
        "edges",
        ("operator", "padding_h", "padding_w"),
        "windows that lie in the padding in part",
        lambda op, rows, columns: op == MEAN and (rows, columns) != ("none", "none"),
    ),
    crossing(
        FEATURES, "corners", ("cut_h", "cut_w"), "averages over the cells that are left at a corner"
    ),
)


def _pooled(case: Any, before: Any, values: Values) -> Iterator[Pooled]:
    if case.work is None or not isinstance(case.work.step, PoolStep):
        return
    step = case.work.step
    layer: Any = step.layers[0]
    pooling = pooling_of(layer, step.shapes[step.inputs[0]])
    assert pooling is not None
    for region in step.regions:
        yield Pooled(layer.op, pooling, region)


POOLING = group_of("pooling", "pooling layers on their stage alone", FEATURES, _pooled, CROSSES)
