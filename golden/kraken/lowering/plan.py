"""The packets of one layer and how their sums come together again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from golden.kraken.errors import PacketError
from golden.kraken.format.packet import Packet


@dataclass(frozen=True, eq=False)
class Piece:
    """A packet and the part of the layer's outputs that its sums belong to.

    Attributes:
        packet: the packet.
        rows: output rows; all of them where the packet's shape has images and columns of its own.
        channels: output channels.
    """

    packet: Packet
    rows: slice
    channels: slice

    def knowing(self, whole: npt.NDArray[Any]) -> Piece:
        """The same, its packet told its part of the layer's sums [N, H_o, W_o, C_o]."""
        if self.packet.hold:
            return self
        part = whole[:, self.rows, :, self.channels]
        return replace(self, packet=replace(self.packet, known=part))


@dataclass(frozen=True, eq=False)
class Plan:
    """One layer on the array.

    Attributes:
        name: of the layer.
        op: TFLite's name of its operator.
        text: its shape, for people.
        way: how it is lowered, in a few words.
        pieces: its packets in order.
        grid: N, H_o, W_o, C_o as the packets see them; a matrix product has its rows as H_o.
        output_shape: shape of the layer's sums.
        macs_valid: products that do not involve padding.
    """

    name: str
    op: str
    text: str
    way: str
    pieces: tuple[Piece, ...]
    grid: tuple[int, int, int, int]
    output_shape: tuple[int, ...]
    macs_valid: int

    @property
    def packets(self) -> list[Packet]:
        """All packets in order."""
        return [piece.packet for piece in self.pieces]

    @property
    def sending(self) -> list[Packet]:
        """The packets that send sums, in order: all but those that hold them."""
        return [packet for packet in self.packets if not packet.hold]

    @property
    def q(self) -> int:
        """Clocks of computing of all packets."""
        return sum(packet.tiling.q for packet in self.packets)

    @property
    def adds_parts(self) -> bool:
        """Whether several packets send sums of the same outputs, which software adds up."""
        return sum(prod(packet.accumulators_shape) for packet in self.sending) != prod(self.grid)

    def knowing(self, sums: npt.NDArray[Any]) -> Plan:
        """The same, its packets told their part of the layer's sums, to save computing them.

        What a packet is told is what its beats are held against. Packets whose sums are parts of
        the layer's compute them themselves.

        Args:
            sums: the layer's, before the bias, of `output_shape`.
        """
        if self.adds_parts:
            return self
        whole = sums.reshape(self.grid)
        return replace(self, pieces=tuple(piece.knowing(whole) for piece in self.pieces))

    def combine(self, decoded: Sequence[npt.NDArray[Any]]) -> npt.NDArray[np.int32]:
        """The layer's sums from those of its packets.

        Args:
            decoded: what `Packet.decode` gave for each packet of `sending`, in that order.

        Returns:
            int32 of `output_shape`, wrapping as TFLite's accumulator does.

        Raises:
            PacketError: the number or a shape of the arrays is not that of the packets.
        """
        pieces = [piece for piece in self.pieces if not piece.packet.hold]
        if len(decoded) != len(pieces):
            raise PacketError(
                f"'{self.name}' needs the sums of {len(pieces)} packets, not {len(decoded)}"
            )
        total = np.zeros(self.grid, np.int64)
        for piece, sums in zip(pieces, decoded, strict=True):
            part = total[:, piece.rows, :, piece.channels]
            if sums.shape != part.shape:
                raise PacketError(
                    f"sums of '{piece.packet.name}' have shape {list(sums.shape)}, "
                    f"not {list(part.shape)}"
                )
            part += sums
        return total.astype(np.int32).reshape(self.output_shape)
