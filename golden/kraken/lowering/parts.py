"""The part of a convolution that one packet does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy.typing as npt

from golden.kraken.format.packet import Packet
from golden.kraken.format.params import ArrayParams
from golden.kraken.format.shape import ConvShape
from golden.kraken.format.sharing import ALONE, Sharing
from golden.kraken.format.tiling import Tiling
from golden.kraken.lowering.plan import Piece


@dataclass(frozen=True)
class Part:
    """What one packet does of a convolution.

    Attributes:
        rows: output rows.
        channels: output channels.
        inputs: input channels.
        groups: groups of channels among them.
        sharing: how the cores share the buses.
        hold: whether the sums stay in the array for the next part.
        goes_on: whether it goes on from the sums of the part before.
        label: which part it is, for people.
    """

    rows: range
    channels: range
    inputs: range
    groups: int = 1
    sharing: Sharing = ALONE
    hold: bool = False
    goes_on: bool = False
    label: str = ""

    @classmethod
    def whole(cls, shape: ConvShape, sharing: Sharing = ALONE) -> Part:
        """All of a convolution."""
        rows, channels, inputs = range(shape.h_o), range(shape.co), range(shape.ci)
        return cls(rows, channels, inputs, shape.groups, sharing)

    def labelled(self, label: str) -> Part:
        """The same with more said of it."""
        return replace(self, label=f"{label} {self.label}".strip())

    def shape(self, shape: ConvShape) -> ConvShape:
        """The part of that convolution as one of its own.

        Raises:
            ShapeError: its rows see nothing but padding.
        """
        rows = shape.of_rows(self.rows)
        return replace(rows, ci=len(self.inputs), co=len(self.channels), groups=self.groups)

    def tiling(self, shape: ConvShape, params: ArrayParams) -> Tiling:
        """How the array works through it.

        Raises:
            ShapeError: it cannot in one packet.
        """
        return Tiling(self.shape(shape), params, self.sharing)


@dataclass(frozen=True, eq=False)
class Operands:
    """One convolution without dilation, with its tensors.

    Attributes:
        shape: the convolution.
        params: the array.
        x: int8 [N, H, W, C_i].
        kernel: int8 [K_H, K_W, C_i / groups, C_o].
        x_zp: zero point of x.
        name: what its packets are called.
    """

    shape: ConvShape
    params: ArrayParams
    x: npt.NDArray[Any]
    kernel: npt.NDArray[Any]
    x_zp: int
    name: str

    def pieces(self, parts: Iterable[Part]) -> Iterator[Piece]:
        """The packets of the parts, in order."""
        before: Packet | None = None
        for part in parts:
            packet = self._packet(part, before if part.goes_on else None)
            yield Piece(packet, _slice(part.rows), _slice(part.channels))
            before = packet

    def _packet(self, part: Part, after: Packet | None) -> Packet:
        s, shape = self.shape, part.shape(self.shape)
        x = self.x[:, _slice(s.rows_seen(part.rows)), :, _slice(part.inputs)]
        # The kernel has the input channels of a group only.
        first = part.inputs.start % s.depth if part.groups == 1 else 0
        kernel = self.kernel[:, :, first : first + shape.depth, _slice(part.channels)]
        name = f"{self.name} {part.label}" if part.label else self.name
        return Packet(
            shape, self.params, x, kernel, self.x_zp, name, part.hold, after, part.sharing
        )


def _slice(indices: range) -> slice:
    return slice(indices.start, indices.stop)
