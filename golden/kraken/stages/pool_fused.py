"""Pooling that runs behind the convolution engine, in the engine's own order of beats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from golden.kraken.errors import StageError
from golden.kraken.format.axes import BeatOrder
from golden.kraken.format.mapping import dealt
from golden.kraken.format.tiling import Tiling
from golden.kraken.stages.pool import ACC_WIDTH, DEPTH, OPEN_WINDOWS, Marks, PoolConfig
from golden.kraken.stages.pool_finish import finish_of
from golden.kraken.stages.pool_layer import AnyLayer
from golden.kraken.stages.pool_of_layers import Pooling, pooling_of

POOLED = "pooled"
"""What the order of the beats that leave is called."""


@dataclass(frozen=True, eq=False)
class FusedPool:
    """A pooling of what a packet's sums have become.

    Beats leave `for t, n, l, wo, j`; where a window is all blocks of an image, there is one l.

    Attributes:
        config: of the pass.
        tiling: of the packet.
        size: rows and columns of the pooled image.
        over_blocks: whether a window is all columns of all blocks of an image.
    """

    config: PoolConfig
    tiling: Tiling
    size: tuple[int, int]
    over_blocks: bool

    @cached_property
    def order(self) -> BeatOrder:
        """The beats that leave."""
        t = self.tiling
        sizes = {
            "iteration": t.t,
            "image": t.shape.n,
            "block": 1 if self.over_blocks else t.l,
            "w": self.size[1],
            "part": t.column_beats(0),
        }
        last = t.column_beats(t.t - 1)
        return BeatOrder(POOLED, 0, sizes, last if last < sizes["part"] else None)

    @cached_property
    def _rows(self) -> tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]:
        """By [T, L, 1, B, M, R]: pooled row, channel, and which words count."""
        t, m, r = self.tiling, self.tiling.params.out_channels, self.config.array_rows
        beats = t.column_beats(0)
        block, channel = dealt(t, np.arange(t.t)[:, None], np.arange(beats * m))
        block, channel = (part.reshape(t.t, 1, 1, beats, m, 1) for part in (block, channel))
        stack = np.arange(self.order.sizes["block"]).reshape(-1, 1, 1, 1, 1) * t.v
        row = (stack + block) * self.config.rows_out + np.arange(r)
        counts = (channel >= 0) & (np.arange(r) < self.config.rows_out) & (row < self.size[0])
        return row, np.broadcast_to(channel, row.shape), counts

    def cut(self, pooled: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], Marks]:
        """The beats that leave, from the layer's own result.

        Args:
            pooled: [N, H_p, W_p, C_o], the part of the pooled tensor that is the packet's.

        Returns:
            Words [beats, M*R], 0 where one does not count, and bool [beats, M*R].
        """
        row, channel, counts = (part[:, None] for part in self._rows)
        image = np.arange(self.tiling.shape.n).reshape(1, -1, 1, 1, 1, 1, 1)
        column = np.arange(self.size[1]).reshape(1, 1, 1, -1, 1, 1, 1)
        words = pooled[image, np.where(counts, row, 0), column, np.where(counts, channel, 0)]
        marks = np.broadcast_to(counts, words.shape)
        lanes = self.tiling.params.sum_lanes
        words = np.where(marks, words, 0).astype(pooled.dtype)
        return (
            self.order.flatten(words).reshape(-1, lanes),
            self.order.flatten(marks).reshape(-1, lanes),
        )

    def place(self, beat: int, lane: int) -> Mapping[str, int]:
        """Image, pooled row and column, channel, iteration and part of a word that leaves.

        Row and channel are missing where the lane carries nothing.
        """
        at = self.order.split(beat)
        row, channel, counts = self._rows
        slot, r = divmod(lane, self.config.array_rows)
        index = (at["iteration"], at["block"], 0, at["part"], slot, r)
        found = {name: int(at[name]) for name in ("iteration", "image", "w", "part")}
        if not counts[index]:
            return found
        return {**found, "h": int(row[index]), "channel": int(channel[index])}


def fusable(
    layer: AnyLayer,
    tiling: Tiling,
    depth: int = DEPTH,
    open_windows: int = OPEN_WINDOWS,
    acc_width: int = ACC_WIDTH,
) -> FusedPool | None:
    """How a pooling layer runs behind a packet; None where it cannot.

    Either every window lies in one block of rows, or one window is a whole image.

    Args:
        layer: MAX_POOL_2D, AVERAGE_POOL_2D or MEAN over the packet's outputs.
        tiling: of the packet.
        depth: most beats of a column.
        open_windows: most windows that share a column.
        acc_width: bits of a sum.
    """
    shape = tiling.shape
    pooling = pooling_of(layer, (shape.n, shape.h_o, shape.w_o, shape.co))
    if pooling is None or any(pooling.pads):
        return None
    finish = finish_of(layer, pooling.kernel[0] * pooling.kernel[1], acc_width)
    over_blocks = tiling.blocks > 1 and pooling.kernel == (shape.h_o, shape.w_o)
    windows = _over_image(tiling) if over_blocks else _in_block(pooling, tiling)
    if finish is None or windows is None:
        return None
    try:
        config = PoolConfig(
            array_rows=tiling.params.rows,
            **windows,
            rows=tiling.column_beats(0),
            rows_last=tiling.column_beats(tiling.t - 1),
            strips=(tiling.t - 1) * shape.n * (1 if over_blocks else tiling.l),
            **asdict(finish),
        )
        config.check(depth, open_windows, acc_width)
    except StageError:
        return None
    return FusedPool(config, tiling, pooling.size, over_blocks) if config.ends_well else None


def _in_block(pooling: Pooling, tiling: Tiling) -> dict[str, Any] | None:
    """Windows that lie in a block each, over strips of the packet's columns."""
    rows = tiling.params.rows
    (kernel_h, kernel_w), (stride_h, stride_w) = pooling.kernel, pooling.stride
    height, width = pooling.size
    if tiling.blocks > 1 and (kernel_h > stride_h or rows % stride_h):
        return None
    return {
        "whole": True,
        "kernel_h": kernel_h,
        "stride_h": stride_h if tiling.blocks > 1 or height > 1 else 1,
        "rows_out": rows // stride_h if tiling.blocks > 1 else height,
        "kernel_w": kernel_w,
        "stride_w": stride_w if width > 1 else tiling.shape.w_o,
        "columns": tiling.shape.w_o,
    }


def _over_image(tiling: Tiling) -> dict[str, Any] | None:
    """One window over all columns of all blocks of an image."""
    if tiling.v > 1:
        return None
    columns = tiling.l * tiling.shape.w_o
    return {
        "whole": False,
        "kernel_h": tiling.params.rows,
        "stride_h": 1,
        "rows_out": 1,
        "kernel_w": columns,
        "stride_w": columns,
        "columns": columns,
    }
