"""A pooling of equal windows over a part of an image, as one pass of the pool engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from golden.kraken.stages.pool import LEAST, Marks, PoolConfig

Ints = npt.NDArray[np.int64]
Int8 = npt.NDArray[np.int8]


@dataclass(frozen=True)
class Line:
    """Windows along one axis that are all alike.

    Attributes:
        first: index of the first output.
        count: outputs.
        start: input index under the first cell of the first window; negative in the padding.
        kernel: cells of a window.
        stride: cells between windows.
    """

    first: int
    count: int
    start: int
    kernel: int
    stride: int


@dataclass(frozen=True, eq=False)
class PoolRegion:
    """One pass over a tensor that lies in memory, and where its words belong.

    Beats go `for n, chunk of channels, block of output rows, segment of output columns, column, j`;
    those that leave `for n, chunk, block, segment, window, j`. Lane m*R + r.

    Attributes:
        config: of the pass.
        shape: [N, H, W, C] of the input.
        out_shape: [N, H_o, W_o, C] of the whole output.
        down, across: the windows.
        channels: M.
        chunks: of channels.
        blocks: of output rows.
        segments: first window of each strip of a block; the last ones may have some in common.
        tall: windows higher than a beat, whose rows lie behind one another in columns.
        fill: whether a window's cells in the padding count as -128.
    """

    config: PoolConfig
    shape: tuple[int, int, int, int]
    out_shape: tuple[int, int, int, int]
    down: Line
    across: Line
    channels: int
    chunks: int
    blocks: int
    segments: tuple[int, ...]
    tall: bool
    fill: bool

    @property
    def in_beats(self) -> int:
        """Beats that go in."""
        return self._strips * self.config.columns * self.config.rows

    @property
    def out_beats(self) -> int:
        """Beats that leave."""
        return self._strips * self.config.windows * self.config.rows

    @property
    def _strips(self) -> int:
        return self.shape[0] * self.chunks * self.blocks * len(self.segments)

    @property
    def _order(self) -> tuple[int, ...]:
        """Sizes of the axes in front of the columns, or windows."""
        return self.shape[0], self.chunks, self.blocks, len(self.segments)

    @property
    def _lanes(self) -> tuple[int, int, int]:
        """Sizes of the axes behind them."""
        return self.config.rows, self.channels, self.config.array_rows

    @property
    def _in_shape(self) -> tuple[int, ...]:
        return (*self._order, self.config.columns, *self._lanes)

    @property
    def _out_shape(self) -> tuple[int, ...]:
        return (*self._order, self.config.windows, *self._lanes)

    @cached_property
    def _channel(self) -> Ints:
        """By chunk, j and m: -1 where there is no such channel."""
        chunk, part, lane = np.ogrid[: self.chunks, : self.config.rows, : self.channels]
        channel = (chunk * self.config.rows + part) * self.channels + lane
        return np.where(channel < self.shape[3], channel, -1)

    @cached_property
    def _row(self) -> tuple[Ints, Marks]:
        """Input rows by block, column and r, and which of them a window takes."""
        c, down = self.config, self.down
        block, column, r = np.ogrid[: self.blocks, : c.columns, : c.array_rows]
        if self.tall:
            cell = column % c.kernel_w // self.across.kernel * c.array_rows + r
            taken = cell < down.kernel
            row = down.start + block * down.stride + cell
        else:
            # Rows of a beat follow each other, or those of one window do.
            laid = c.stride_h != down.stride
            window, cell = np.divmod(r, down.kernel) if laid else (0 * r, r)
            here = np.minimum(down.count - block * c.rows_out, c.rows_out)
            taken = cell < (down.kernel if laid else (here - 1) * down.stride + down.kernel)
            taken = taken & (window < here)
            row = down.start + (block * c.rows_out + window) * down.stride + cell
        shape = (self.blocks, c.columns, c.array_rows)
        return np.broadcast_to(row, shape), np.broadcast_to(taken, shape)

    @cached_property
    def _column(self) -> Ints:
        """Input columns by segment and column."""
        c, across = self.config, self.across
        segment = np.array(self.segments)[:, None]
        column = np.arange(c.columns)
        if self.tall or c.stride_w != across.stride:
            window, cell = np.divmod(column, c.kernel_w)
            return across.start + (segment + window) * across.stride + cell % across.kernel
        return across.start + segment * across.stride + column

    def _inputs(self) -> tuple[Ints, Ints, Ints, Ints, Marks]:
        """Image, row, column and channel of all input words, and which count; they broadcast."""
        row, taken = self._row
        image = np.arange(self.shape[0]).reshape(-1, 1, 1, 1, 1, 1, 1, 1)
        channel = self._channel[None, :, None, None, None, :, :, None]
        h = row[None, None, :, None, :, None, None, :]
        w = self._column[None, None, None, :, :, None, None, None]
        counts = taken[None, None, :, None, :, None, None, :] & (channel >= 0)
        return image, h, w, channel, counts

    def _outputs(self) -> tuple[Ints, Ints, Ints, Ints, Marks]:
        """Image, row, column and channel of all words that leave, and which do; they broadcast."""
        c = self.config
        image = np.arange(self.shape[0]).reshape(-1, 1, 1, 1, 1, 1, 1, 1)
        channel = self._channel[None, :, None, None, None, :, :, None]
        r = np.arange(c.array_rows)
        h = np.arange(self.blocks)[:, None] * c.rows_out + r
        there = (r < c.rows_out) & (h < self.down.count)
        w = np.array(self.segments)[:, None] + np.arange(c.windows)
        return (
            image,
            self.down.first + h[None, None, :, None, None, None, None, :],
            self.across.first + w[None, None, None, :, :, None, None, None],
            channel,
            there[None, None, :, None, None, None, None, :] & (channel >= 0),
        )

    def gather(self, x: npt.NDArray[Any]) -> tuple[Int8, Marks]:
        """The beats that go in.

        Args:
            x: int8 [N, H, W, C].

        Returns:
            int8 [beats, M*R], 0 where a word does not count, and bool [beats, M*R].
        """
        image, h, w, channel, counts = self._inputs()
        inside = (h >= 0) & (h < self.shape[1]) & (w >= 0) & (w < self.shape[2])
        values = x[
            image,
            np.clip(h, 0, self.shape[1] - 1),
            np.clip(w, 0, self.shape[2] - 1),
            np.maximum(channel, 0),
        ]
        values = np.where(inside, values, np.int8(LEAST))
        marks = np.broadcast_to(counts if self.fill else counts & inside, values.shape)
        lanes = self.channels * self.config.array_rows
        words = np.where(marks, values, np.int8(0))
        return words.reshape(-1, lanes), marks.reshape(-1, lanes)

    def scatter(self, words: npt.NDArray[Any], y: npt.NDArray[Any]) -> None:
        """Write the beats that left where they belong.

        Args:
            words: int8 [out beats, M*R].
            y: int8, contiguous, the whole output in the layer's own shape; changed.
        """
        out = y.view()
        out.shape = (-1,)
        there = self.out_index >= 0
        out[self.out_index[there]] = words[there]

    @cached_property
    def out_index(self) -> Ints:
        """Where the words that leave belong in the flattened output: int64 [out beats, M*R].

        -1 where a word does not count.
        """
        *parts, there = self._outputs()
        flat = np.zeros((), np.int64)
        for part, size in zip(parts, self.out_shape, strict=True):
            flat = flat * size + part
        index = np.broadcast_to(np.where(there, flat, -1), self._out_shape)
        return index.reshape(-1, self.channels * self.config.array_rows)

    def source(self, beat: int, lane: int) -> Mapping[str, int]:
        """Image, row, column and channel of a word that goes in.

        Row and column are missing in the padding, all where the lane carries nothing.
        """
        image, h, w, channel, counts = self._inputs()
        at = _at((beat, lane), self._in_shape)
        if not _value(counts, at):
            return {}
        found = {"image": _value(image, at), "channel": _value(channel, at)}
        row, column = _value(h, at), _value(w, at)
        if 0 <= row < self.shape[1] and 0 <= column < self.shape[2]:
            return {**found, "h": row, "w": column}
        return found if self.fill else {}

    def place(self, beat: int, lane: int) -> Mapping[str, int]:
        """Image, row, column and channel of a word that leaves; nothing where it does not count."""
        index = int(self.out_index[beat, lane])
        if index < 0:
            return {}
        at = np.unravel_index(index, self.out_shape)
        return dict(zip(("image", "h", "w", "channel"), map(int, at), strict=True))


def _at(beat_and_lane: tuple[int, int], shape: tuple[int, ...]) -> tuple[int, ...]:
    """Indices along the axes of a word."""
    beat, lane = beat_and_lane
    front = np.unravel_index(beat, shape[:-2])
    behind = np.unravel_index(lane, shape[-2:])
    return tuple(int(index) for index in (*front, *behind))


def _value(values: npt.NDArray[Any], at: tuple[int, ...]) -> int:
    """An element of an array that broadcasts."""
    shape = (1,) * (len(at) - values.ndim) + values.shape
    index = (i if size > 1 else 0 for i, size in zip(at, shape, strict=True))
    return int(values.reshape(shape)[tuple(index)])
