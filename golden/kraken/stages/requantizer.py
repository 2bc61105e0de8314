"""What `requantizer` does: sums to int8, with a bias, a multiplier and a shift for each channel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from golden.kraken.errors import StageError
from golden.kraken.stages.channel import REGISTERS as CHANNEL_REGISTERS
from golden.kraken.stages.channel import SHIFT_MAX, RequantRounding, requantize
from golden.kraken.stages.fields import CONFIG_WIDTH, config_frame, layout, pack_fields
from golden.quant.fixed_point import Int64, wrap32
from golden.streams.frame import Frame

REGISTERS = CHANNEL_REGISTERS + 2
"""Of the pipeline: the beat beside its row, the bias and the left shift, and the scaling."""

LATENCY = REGISTERS + 1
"""Clocks from a beat in to that beat out."""

ENTRY_BITS = 72
"""Of a channel: bias 32, mantissa 32, shift 8."""

FIELDS = layout(
    ("zero_point", "low", "high"),
    tiles=16,
    rows=16,
    rows_last=16,
    columns=32,
    rounding=2,
    zero_point=8,
    low=8,
    high=8,
)
"""The header."""

Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class TileSums:
    """The sums of a tile, and how they are scaled.

    Attributes:
        sums: int64 [columns, B, M, R].
        bias, mantissa, shift: int64 [B, M, 1].
    """

    sums: Int64
    bias: Int64
    mantissa: Int64
    shift: Int64

    @property
    def biased(self) -> Int64:
        """Sums with their bias, which wrap."""
        return wrap32(self.sums + self.bias)

    @property
    def scaled(self) -> Int64:
        """The same shifted to the left, which wraps too."""
        return wrap32(self.biased << np.maximum(self.shift, 0))

    @property
    def right(self) -> Int64:
        """Shift to the right."""
        return np.maximum(-self.shift, 0)


@dataclass(frozen=True, eq=False)
class RequantizerConfig:
    """One packet's configuration.

    Attributes:
        rounding: how products become integers.
        zero_point: added after that, -128 to 127.
        low: least result.
        high: greatest result.
        columns: of each tile.
        tiles: for each tile int64 [B, M, 3]: bias, mantissa (0 to 2**31) and shift (positive to the
            left, -31 to 31) of channel j*M + m; B beats a column, in the last tile maybe fewer.

    Raises:
        StageError: tiles that do not go together, or a number out of range.
    """

    rounding: RequantRounding
    zero_point: int
    low: int
    high: int
    columns: int
    tiles: tuple[Int64, ...]

    def __post_init__(self) -> None:
        if not self.tiles or self.columns < 1:
            raise StageError("a requantizer needs a tile of a column at least")
        shapes = {tile.shape for tile in self.tiles[:-1]} or {self.tiles[-1].shape}
        first, last = self.tiles[0].shape, self.tiles[-1].shape
        if any(tile.ndim != 3 or tile.shape[2] != 3 or 0 in tile.shape for tile in self.tiles):
            raise StageError(
                f"a requantizer's tile is [{', '.join(map(str, first))}], not [B, M, 3]"
            )
        if len(shapes) > 1 or last[1] != first[1] or last[0] > first[0]:
            raise StageError(
                "tiles of a requantizer have one shape; only the last may have fewer beats"
            )
        if not -128 <= self.low <= self.high <= 127 or not -128 <= self.zero_point <= 127:
            raise StageError(
                f"zero point {self.zero_point} and bounds {self.low} to {self.high} are not int8"
            )
        for tile in self.tiles:
            bias, mantissa, shift = np.moveaxis(tile, 2, 0)
            if bias.min() < -(2**31) or bias.max() >= 2**31:
                raise StageError("a bias of the requantizer exceeds 32 bits")
            if mantissa.min() < 0 or mantissa.max() > 2**31:
                raise StageError("a mantissa of the requantizer is not within 0 to 2**31")
            if np.abs(shift).max() > SHIFT_MAX:
                raise StageError(f"a shift of the requantizer exceeds {SHIFT_MAX} bits")

    @property
    def beats(self) -> int:
        """Beats of sums that it is for."""
        return self.columns * sum(len(tile) for tile in self.tiles)

    @property
    def header(self) -> int:
        """The header's bits."""
        return pack_fields(
            FIELDS,
            {
                "tiles": len(self.tiles),
                "rows": len(self.tiles[0]),
                "rows_last": len(self.tiles[-1]),
                "columns": self.columns,
                "rounding": int(self.rounding),
                "zero_point": self.zero_point,
                "low": self.low,
                "high": self.high,
            },
        )

    def rows(self) -> list[int]:
        """The body: entry m of beat j of each tile in bits 72*m and up."""
        return [_row(row) for tile in self.tiles for row in tile.tolist()]

    def frame(self, name: str, config_width: int = CONFIG_WIDTH) -> Frame:
        """The configuration packet.

        Raises:
            HeaderError: a count or a row is too wide.
        """
        return config_frame(name, self.header, self.rows(), config_width)

    def apply(
        self, sums: npt.ArrayLike, marks: npt.ArrayLike
    ) -> tuple[npt.NDArray[np.int8], Marks]:
        """What becomes of a packet's sums.

        Args:
            sums: 32-bit integers [beats, M*R]: tiles, columns, beats of a column; lane m*R + r.
            marks: bool of that shape: the word counts.

        Returns:
            int8 words and marks; words that do not count are 0.

        Raises:
            StageError: the beats are not those that the configuration is for.
        """
        sums, marks = np.asarray(sums, np.int64), np.asarray(marks, np.bool_)
        channels = self.tiles[0].shape[1]
        if len(sums) != self.beats or sums.shape[1] % channels or marks.shape != sums.shape:
            raise StageError(
                f"{list(sums.shape)} sums and {list(marks.shape)} marks; the requantizer is set "
                f"for {self.beats} beats of {channels} channels"
            )
        words = [
            requantize(
                part.scaled,
                part.mantissa,
                part.right,
                self.rounding,
                self.zero_point,
                self.low,
                self.high,
            ).reshape(-1, sums.shape[1])
            for part in self.parts(sums)
        ]
        return np.where(marks, np.concatenate(words), 0).astype(np.int8), marks

    def parts(self, sums: Int64) -> Iterator[TileSums]:
        """A packet's sums, int64 [beats, M*R], tile by tile."""
        start = 0
        for tile in self.tiles:
            end = start + self.columns * len(tile)
            part = sums[start:end].reshape(self.columns, len(tile), tile.shape[1], -1)
            yield TileSums(part, *(tile[..., i, None] for i in range(tile.shape[2])))
            start = end


def _row(entries: list[list[int]]) -> int:
    packed = 0
    for m, (bias, mantissa, shift) in enumerate(entries):
        entry = (bias % 2**32) | mantissa << 32 | (shift % 2**8) << 64
        packed |= entry << m * ENTRY_BITS
    return packed
