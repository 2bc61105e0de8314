"""The pool engine: sums or greatest values of windows over strips of columns, scaled to int8."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from golden.kraken.errors import StageError
from golden.kraken.stages import channel
from golden.kraken.stages.channel import MANTISSA_BITS, RequantRounding, requantize
from golden.kraken.stages.fields import CONFIG_WIDTH, config_frame, layout, pack_fields
from golden.quant.fixed_point import Int64
from golden.streams.frame import Frame
from golden.streams.words import wrap

Words = npt.NDArray[Any]
Marks = npt.NDArray[np.bool_]

DROPS_AFTER = 3
"""Registers from the input that every beat passes; the others only see those that leave."""

REGISTERS = DROPS_AFTER + 1 + channel.REGISTERS
"""Of the RTL, without the register slice behind them."""

LATENCY = REGISTERS + 1
"""Clocks from a beat's way in to its offer on the port."""

DEPTH = 48
"""Beats of a column that the RTL has room for unless told otherwise."""

OPEN_WINDOWS = 3
"""Windows that may share a column unless told otherwise."""

ACC_WIDTH = 24
"""Bits of a sum unless told otherwise."""

LEAST = -128
"""What a word that does not count is to a greatest value."""

HEADER = layout(
    signed=("bias", "zero_point", "low", "high"),
    op=1,
    whole=1,
    kernel_h=8,
    stride_h=8,
    rows_out=8,
    kernel_w=16,
    stride_w=16,
    columns=16,
    rows=16,
    rows_last=16,
    strips=24,
    bias=24,
    mantissa=32,
    shift=6,
    rounding=2,
    zero_point=8,
    low=8,
    high=8,
)
"""The header of a configuration; it has no body."""


class PoolOp(IntEnum):
    """What is made of a window; the values are the RTL's."""

    MAX = 0
    SUM = 1


@dataclass(frozen=True)
class PoolConfig:
    """One pass of the pool engine.

    Its input are strips of `columns` columns of B beats, lane m*R + r of a beat row r of channel m.
    Row i that leaves takes rows i*stride_h .. i*stride_h+kernel_h-1, window wo columns
    wo*stride_w .. wo*stride_w+kernel_w-1 of its strip. A window leaves with its last column; those
    that a strip does not complete never do.

    Attributes:
        array_rows: R, words of a channel in a beat; the only one that the header does not hold.
        op: greatest value or sum of the words of a window that count.
        whole: a word that leaves counts if all words of its window do; else if any does.
        kernel_h, kernel_w: of a window.
        stride_h, stride_w: between windows.
        rows_out: rows that leave; the others of a channel never count.
        columns: W, of a strip.
        rows: B, beats of a column in the first strips.
        rows_last: B in those behind them.
        strips: how many are the first.
        bias: added to a window's value.
        mantissa, shift, rounding: see `channel.requantize`.
        zero_point: added after the scaling.
        low, high: bounds of what leaves.

    Raises:
        StageError: no pass can be like that.
    """

    array_rows: int
    op: PoolOp = PoolOp.MAX
    whole: bool = True
    kernel_h: int = 1
    stride_h: int = 1
    rows_out: int = 1
    kernel_w: int = 1
    stride_w: int = 1
    columns: int = 1
    rows: int = 1
    rows_last: int = 1
    strips: int = 0
    bias: int = 0
    mantissa: int = 1 << MANTISSA_BITS
    shift: int = 0
    rounding: RequantRounding = RequantRounding.AWAY
    zero_point: int = 0
    low: int = -128
    high: int = 127

    def __post_init__(self) -> None:
        for name in ("kernel_h", "stride_h", "rows_out", "kernel_w", "stride_w", "rows"):
            if getattr(self, name) < 1:
                raise StageError(f"{name} of a pooling is {getattr(self, name)}, not at least 1")
        if self.rows_last < 1 or self.strips < 0:
            raise StageError(f"{self.strips} strips and then {self.rows_last} beats make no sense")
        needed = (self.rows_out - 1) * self.stride_h + self.kernel_h
        if needed > self.array_rows:
            raise StageError(
                f"{self.rows_out} windows of {self.kernel_h} rows, {self.stride_h} apart, need "
                f"{needed} rows of a beat, which has {self.array_rows}"
            )
        if self.kernel_w > self.columns:
            raise StageError(
                f"no window of {self.kernel_w} columns fits into a strip of {self.columns}"
            )

    @classmethod
    def bypass(cls, rows: int, beats: int = 1) -> PoolConfig:
        """The configuration that lets every beat through as it is.

        Args:
            rows: R.
            beats: of a column; one does for any packet.
        """
        return cls(rows, rows_out=rows, rows=beats, rows_last=beats)

    @property
    def works(self) -> bool:
        """Whether the pass pools at all, as the RTL tells it beside each beat."""
        return self.op is PoolOp.SUM or self.kernel_h != 1 or self.kernel_w != 1

    @property
    def windows(self) -> int:
        """Windows of a strip that leave, side by side."""
        return (self.columns - self.kernel_w) // self.stride_w + 1

    @property
    def ends_well(self) -> bool:
        """Whether the last column of a strip completes a window, so that `tlast` leaves."""
        return (self.columns - self.kernel_w) % self.stride_w == 0

    def check(
        self, depth: int = DEPTH, open_windows: int = OPEN_WINDOWS, acc_width: int = ACC_WIDTH
    ) -> None:
        """Refuse what an engine with these parameters cannot do.

        Raises:
            StageError: the sentence says what.
        """
        for name, field in HEADER.items():
            if not field.least <= getattr(self, name) <= field.greatest:
                raise StageError(f"{name} of a pooling is {getattr(self, name)}: it does not fit")
        if max(self.rows, self.rows_last) > depth:
            raise StageError(
                f"columns of {max(self.rows, self.rows_last)} beats do not fit a depth of {depth}"
            )
        if self.kernel_w > open_windows * self.stride_w:
            raise StageError(
                f"windows of {self.kernel_w} columns, {self.stride_w} apart, would have more than "
                f"{open_windows} open at once"
            )
        cells = self.kernel_h * self.kernel_w
        most = 128 * (cells if self.op is PoolOp.SUM else 1)
        if most + abs(self.bias) >= 1 << (acc_width - 1):
            raise StageError(
                f"sums of {cells} words with a bias of {self.bias} may not fit {acc_width} bits"
            )

    def frame(self, name: str, config_width: int = CONFIG_WIDTH) -> Frame:
        """The configuration packet.

        Args:
            name: of the packet.
            config_width: bits of the port.

        Raises:
            HeaderError: a value does not fit its field.
        """
        values = {f.name: int(getattr(self, f.name)) for f in fields(self) if f.name in HEADER}
        return config_frame(name, pack_fields(HEADER, values), [], config_width)

    def leaving(self, beats: int) -> Marks:
        """Which beats of a pass make one leave: those of columns with which a window ends.

        Args:
            beats: of the pass.

        Returns:
            bool [beats].
        """
        column = np.arange(self.columns) - (self.kernel_w - 1)
        ends = (column >= 0) & (column % self.stride_w == 0)
        first = np.repeat(ends, self.rows)
        whole = min(self.strips, -(-beats // len(first)))
        tail = np.repeat(ends, self.rows_last)
        others = max(-(-(beats - whole * len(first)) // len(tail)), 0)
        return np.concatenate([np.tile(first, whole), np.tile(tail, others)])[:beats]

    def apply(
        self, words: Words, marks: Marks, acc_width: int = ACC_WIDTH
    ) -> tuple[npt.NDArray[np.int8], Marks, Marks]:
        """What the stage does to the words of a pass.

        Args:
            words: int8 values [beats, M*R].
            marks: bool [beats, M*R], those that count.
            acc_width: bits of a sum, which wraps.

        Returns:
            int8 [out beats, M*R], 0 where a word does not count; bool [out beats, M*R], the words
            that count; bool [beats], the beats in whose place one leaves.

        Raises:
            StageError: the beats are not those of whole strips.
        """
        total, counts = self.totals(words, marks, acc_width)
        scaled = requantize(
            total, self.mantissa, self.shift, self.rounding, self.zero_point, self.low, self.high
        )
        return np.where(counts, scaled, 0).astype(np.int8), counts, self.leaving(len(words))

    def totals(self, words: Words, marks: Marks, acc_width: int = ACC_WIDTH) -> tuple[Int64, Marks]:
        """What windows come to before the scaling; arguments as `apply` has them.

        Returns:
            int64 [out beats, M*R] and bool [out beats, M*R], the words that count.

        Raises:
            StageError: the beats are not those of whole strips.
        """
        beats, lanes = words.shape
        if lanes % self.array_rows or marks.shape != words.shape:
            raise StageError(
                f"words {list(words.shape)} with marks {list(marks.shape)} are no beats of "
                f"channels of {self.array_rows} rows"
            )
        first = min(self.strips * self.columns * self.rows, beats)
        parts = [
            self._strips(words[part], marks[part], rows, acc_width)
            for part, rows in (
                (slice(0, first), self.rows),
                (slice(first, beats), self.rows_last),
            )
        ]
        total, counts = (np.concatenate(found) for found in zip(*parts, strict=True))
        return total, counts

    def _strips(self, words: Words, marks: Marks, rows: int, acc_width: int) -> tuple[Int64, Marks]:
        """Strips of one length of columns."""
        strip = self.columns * rows
        if len(words) % strip:
            raise StageError(
                f"{len(words)} beats are no whole strips of {self.columns} columns of {rows} beats"
            )
        lanes = words.shape[1]
        channels = (lanes // self.array_rows, self.array_rows)
        counts = marks.reshape(len(words) // strip, self.columns, rows, *channels)
        x = np.where(counts, words.reshape(counts.shape), 0 if self.op else LEAST).astype(np.int64)
        reduce = np.add.reduce if self.op is PoolOp.SUM else np.maximum.reduce
        agree = np.logical_and.reduce if self.whole else np.logical_or.reduce
        column, column_marks = np.zeros_like(x), np.zeros_like(counts)
        for i in range(self.rows_out):
            taken = np.s_[..., i * self.stride_h : i * self.stride_h + self.kernel_h]
            column[..., i] = reduce(x[taken], axis=-1)
            column_marks[..., i] = agree(counts[taken], axis=-1)
        shape = (len(x), self.windows, *x.shape[2:])
        value, out_marks = np.zeros(shape, np.int64), np.zeros(shape, np.bool_)
        for wo in range(self.windows):
            end = wo * self.stride_w + self.kernel_w
            value[:, wo] = reduce(column[:, end - self.kernel_w : end], axis=1)
            out_marks[:, wo] = agree(column_marks[:, end - self.kernel_w : end], axis=1)
        total = wrap(wrap(value, acc_width) + self.bias, acc_width)
        return total.reshape(-1, lanes), out_marks.reshape(-1, lanes)
