"""TEMP."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from golden.kraken.stages.channel import RequantRounding, requantize
from golden.kraken.stages.fields import config_frame, layout, pack_fields
from golden.quant.fixed_point import wrap32

HEADER = layout(
    signed=("zero_point", "low", "high"),
    tiles=16,
    rows=16,
    rows_last=16,
    columns=32,
    rounding=2,
    zero_point=8,
    low=8,
    high=8,
)


@dataclass(frozen=True, eq=False)
class RequantizerConfig:
    rounding: RequantRounding
    zero_point: int
    low: int
    high: int
    columns: int
    tiles: tuple

    def frame(self, name, config_width):
        h = pack_fields(
            HEADER,
            dict(
                tiles=len(self.tiles),
                rows=len(self.tiles[0]),
                rows_last=len(self.tiles[-1]),
                columns=self.columns,
                rounding=int(self.rounding),
                zero_point=self.zero_point,
                low=self.low,
                high=self.high,
            ),
        )
        rows = []
        for tile in self.tiles:
            for beat in tile:
                v = 0
                for m, (b, ma, s) in enumerate(beat.tolist()):
                    v |= ((b & 0xFFFFFFFF) | (ma << 32) | ((s & 255) << 64)) << 72 * m
                rows.append(v)
        return config_frame(name, h, rows, config_width)

    def apply(self, sums, marks):
        out = []
        at = 0
        lanes = sums.shape[1]
        for tile in self.tiles:
            n = len(tile) * self.columns
            part = (
                sums[at : at + n]
                .reshape(self.columns, len(tile), tile.shape[1], -1)
                .astype(np.int64)
            )
            at += n
            b, m, s = (tile[None, :, :, i, None] for i in range(3))
            x = wrap32(wrap32(part + b) << np.maximum(s, 0))
            out.append(
                requantize(
                    x, m, np.maximum(-s, 0), self.rounding, self.zero_point, self.low, self.high
                ).reshape(-1, lanes)
            )
        assert at == len(sums)
        return np.where(marks, np.concatenate(out), 0).astype(np.int8), marks
