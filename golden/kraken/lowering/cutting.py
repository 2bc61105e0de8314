"""Cutting a convolution into packets that the array can do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy.typing as npt

from golden.kraken.errors import ShapeError
from golden.kraken.format.packet import Packet
from golden.kraken.format.params import ArrayParams
from golden.kraken.format.shape import ConvShape
from golden.kraken.format.tiling import FIELD_MAX, Tiling
from golden.kraken.lowering.plan import Piece

Array = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Convolution:
    """One convolution without groups or dilation, and its operands.

    Attributes:
        shape: the convolution.
        params: the array.
        x: int8 [N, H, W, C_i].
        kernel: int8 [K_H, K_W, C_i, C_o].
        x_zp: zero point of x.
        name: what its packets are called.
        first_row: output row of the layer that its first one is.
        first_channel: output channel of the layer that its first one is.
    """

    shape: ConvShape
    params: ArrayParams
    x: Array
    kernel: Array
    x_zp: int
    name: str
    first_row: int = 0
    first_channel: int = 0

    @classmethod
    def matrix(
        cls, x: Array, kernel: Array, params: ArrayParams, x_zp: int, name: str, first_channel: int
    ) -> Convolution:
        """The matrix product [M, C_i] x [C_i, C_o]: a 1x1 convolution with M rows of one column."""
        shape = ConvShape.dense(len(x), *kernel.shape)
        image = x[None, :, None, :]
        return cls(shape, params, image, kernel[None, None], x_zp, name, 0, first_channel)

    @property
    def depth(self) -> int:
        """Input channels whose weights fit a weight buffer."""
        return self.params.weight_depth // (self.shape.sw * self.shape.kh)

    @property
    def fits(self) -> bool:
        """Whether the array can do it in packets of at most `depth` input channels each."""
        if self.depth == 0:
            return False
        try:
            Tiling(self.inputs(0, self.depth).shape, self.params)
        except ShapeError:
            return False
        return True

    def inputs(self, first: int, count: int) -> Convolution:
        """The same with at most `count` input channels from `first` on."""
        part = slice(first, min(first + count, self.shape.ci))
        return replace(
            self,
            shape=replace(self.shape, ci=part.stop - first),
            x=self.x[..., part],
            kernel=self.kernel[:, :, part],
        )

    def outputs(self, first: int, count: int) -> Convolution:
        """The same with at most `count` output channels from `first` on."""
        part = slice(first, min(first + count, self.shape.co))
        return replace(
            self,
            shape=replace(self.shape, co=part.stop - first),
            kernel=self.kernel[..., part],
            first_channel=self.first_channel + first,
        )

    def matrix_rows(self, first: int, count: int) -> Convolution:
        """The same with at most `count` rows of a matrix from `first` on."""
        part = slice(first, min(first + count, self.shape.h))
        return replace(
            self,
            shape=replace(self.shape, h=part.stop - first),
            x=self.x[:, part],
            first_row=self.first_row + first,
        )

    def piece(self, part: str = "", hold: bool = False, after: Packet | None = None) -> Piece:
        """The convolution as one packet."""
        name = f"{self.name} {part}" if part else self.name
        packet = Packet(self.shape, self.params, self.x, self.kernel, self.x_zp, name, hold, after)
        return Piece(
            packet,
            slice(self.first_row, self.first_row + self.shape.h_o),
            slice(self.first_channel, self.first_channel + self.shape.co),
        )


def cut(convolution: Convolution) -> Iterator[Piece]:
    """Packets of a convolution that `fits`: one, or several along C_i for deeper weights."""
    s = convolution.shape
    parts = -(-s.ci // convolution.depth)
    if parts == 1:
        yield convolution.piece()
        return
    tiling = Tiling(convolution.inputs(0, convolution.depth).shape, convolution.params)
    if s.n == tiling.l == s.w == 1:
        for first in range(0, s.co, tiling.channels):
            yield from _passes(convolution.outputs(first, tiling.channels), parts)
        return
    for part in range(parts):
        chunk = convolution.inputs(part * convolution.depth, convolution.depth)
        yield chunk.piece(f"part {part + 1} of {parts}")


def _passes(convolution: Convolution, parts: int) -> Iterator[Piece]:
    """Packets whose sums stay in the array: one block of one input column and one iteration."""
    after: Packet | None = None
    for part in range(parts):
        chunk = convolution.inputs(part * convolution.depth, convolution.depth)
        text = f"channel {convolution.first_channel} pass {part + 1} of {parts}"
        piece = chunk.piece(text, hold=part + 1 < parts, after=after)
        after = piece.packet
        yield piece


def cut_matrix(convolution: Convolution) -> Iterator[Piece]:
    """Packets of a matrix product of any size."""
    rows, channels = FIELD_MAX * convolution.params.rows, FIELD_MAX * convolution.params.cols
    for row in range(0, convolution.shape.h, rows):
        for channel in range(0, convolution.shape.co, channels):
            yield from cut(convolution.matrix_rows(row, rows).outputs(channel, channels))
