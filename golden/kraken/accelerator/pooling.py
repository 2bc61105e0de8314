"""Pooling layers: behind a layer of the engine in its passes, or alone."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from golden.kraken.accelerator.beats import PassBuilder, Stages
from golden.kraken.accelerator.layout import NOWHERE, Layout, of_words
from golden.kraken.accelerator.params import AcceleratorParams
from golden.kraken.accelerator.passes import POOLED
from golden.kraken.accelerator.step import Array, PlacedWork, Step, Work
from golden.kraken.lowering.plan import Piece, Plan
from golden.kraken.stages.pool import PoolConfig
from golden.kraken.stages.pool_fused import FusedPool, fusable
from golden.kraken.stages.pool_of_layers import pool_passes, pooling_of
from golden.kraken.stages.pool_region import PoolRegion
from golden.layers.base import Layer


def regions_of(
    layer: Layer, shape: tuple[int, ...], params: AcceleratorParams
) -> list[PoolRegion] | None:
    """The passes that do a pooling layer alone; None where the stage cannot.

    Args:
        layer: any.
        shape: of its input.
        params: the accelerator.
    """
    array = params.array
    found = pool_passes(layer, shape, array.rows, array.out_channels, params.depth)
    # Windows of a single word only leave words out, and the stage takes that for no work.
    return None if found is None or not all(region.config.works for region in found) else found


@dataclass(frozen=True, eq=False)
class PoolBehind:
    """A pooling layer of what leaves the engine.

    Attributes:
        layer: the layer.
        params: the accelerator.
        shape: of its output.
        size: rows and columns of its output.
        stride: rows between windows.
    """

    layer: Layer
    params: AcceleratorParams
    shape: tuple[int, ...]
    size: tuple[int, int]
    stride: int

    @classmethod
    def of(
        cls, layer: Layer, plan: Plan, params: AcceleratorParams, shape: tuple[int, ...]
    ) -> PoolBehind | None:
        """The layer behind one that is planned so; None where it cannot follow at once.

        Every packet must be pooled by itself: no window may lie in two of them.

        Args:
            layer: any.
            plan: of the layer on the engine; what comes between does not change its shape.
            params: the accelerator.
            shape: of the pooling layer's output.
        """
        pooling = pooling_of(layer, plan.output_shape)
        # A matrix product has no rows and columns of an image.
        if pooling is None or any(pooling.pads) or plan.grid != plan.output_shape:
            return None
        found = cls(layer, params, shape, pooling.size, pooling.stride[0])
        rows: dict[tuple[int, int], int] = {}
        for piece in plan.pieces:
            fused = found._fused(piece)
            aligned = piece.rows.start % found.stride == 0
            if fused is None or not fused.config.works or not aligned:
                return None
            rows[piece.rows.start, piece.rows.stop] = fused.size[0]
        # Rows that the last window of a packet leaves over would be missing.
        return found if sum(rows.values()) == pooling.size[0] else None

    def of_piece(self, plan: Plan, piece: Piece) -> tuple[PoolConfig, Layout]:
        """The configuration for one packet, and where what leaves lies in the layer's output."""
        fused = self._fused(piece)
        assert fused is not None
        n, _, _, channels = plan.grid
        count = n * self.size[0] * self.size[1] * channels
        numbers = np.arange(1, count + 1).reshape(n, *self.size, channels)
        first = piece.rows.start // self.stride
        part = numbers[:, first : first + fused.size[0], :, piece.channels]
        words, _ = fused.cut(part)
        return fused.config, Layout(words.astype(np.int64) - 1, self.shape)

    def _fused(self, piece: Piece) -> FusedPool | None:
        return fusable(self.layer, piece.packet.tiling, self.params.depth)


@dataclass(frozen=True, eq=False, kw_only=True)
class PoolStep(Step):
    """A pooling layer on its stage alone.

    Attributes:
        stages: configurations of the stages, of which the pool's differs from pass to pass.
        regions: its passes.
    """

    stages: Stages
    regions: tuple[PoolRegion, ...]

    @property
    def where(self) -> str:
        """See `Step.where`."""
        return "pool"

    def run_on(self, *arrays: Array) -> Work:
        """See `Step.run_on`."""
        (output,) = self.golden(*arrays)
        (x,) = arrays
        passes, layouts = [], []
        for i, region in enumerate(self.regions):
            name = self.name if len(self.regions) == 1 else f"{self.name} {i + 1}"
            builder = PassBuilder(name, self.params, replace(self.stages, pool=region.config))
            leaving = Layout(region.out_index, output.shape)
            assert (leaving.index >= NOWHERE).all()
            taps = {POOLED: (leaving, output)}
            passes.append(builder.sent(taps, source=of_words(*region.gather(x), region.source)))
            layouts.append(leaving)
        return PlacedWork(
            step=self,
            tensors={self.outputs[0]: output},
            text=f"{'x'.join(map(str, x.shape))} -> {'x'.join(map(str, output.shape))}",
            way="strips of columns",
            passes=tuple(passes),
            layouts=tuple(layouts),
        )
