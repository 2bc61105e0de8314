"""The weight tiles of packets: which rows come in, and which row each step needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from golden.kraken import Packet
from tb.designs.conv_engine.steps import Ints, Steps


@dataclass(frozen=True, eq=False)
class Tile:
    """One tile.

    Attributes:
        of: the steps of the packet whose weights they are.
        iteration: which of its tiles.
    """

    of: Steps
    iteration: int

    @property
    def packet(self) -> Packet:
        """Whose weights they are."""
        return self.of.packet

    @property
    def rows(self) -> int:
        """Rows that come in."""
        return self.packet.tiling.tile_rows

    @property
    def ends_packet(self) -> bool:
        """Whether it is the packet's last."""
        return self.iteration == self.packet.tiling.t - 1

    @cached_property
    def reads(self) -> Ints:
        """The row that each of its steps needs: int64 [N*L*W*C_i*K_H]."""
        return rows_needed(self.of).reshape(self.packet.tiling.t, -1)[self.iteration]


def tiles_of(packets: Sequence[Steps]) -> list[Tile]:
    """All tiles of packets, in order."""
    return [Tile(steps, t) for steps in packets for t in range(steps.packet.tiling.t)]


def rows_needed(steps: Steps) -> Ints:
    """The row of the tile that each step of a packet needs, for q = w mod S_W: int64 [Q]."""
    s = steps.packet.shape
    return (steps.w % s.sw * s.ci + steps.input_channel) * s.kh + steps.tap


def weights_needed(steps: Steps) -> NDArray[np.int64]:
    """The weight of each core at each step, 0 where it has none: int64 [Q, C]."""
    packet = steps.packet
    q = steps.w % packet.shape.sw
    cores = packet.cores
    channel = steps.iteration[:, None] * packet.tiling.channels + cores.channel[q]
    used = cores.used[q] & (channel < packet.shape.co)
    weights = packet.kernel[
        steps.kh[:, None],
        np.where(used, cores.kernel_column[q], 0),
        steps.input_channel[:, None],
        np.where(used, channel, 0),
    ]
    return np.where(used, weights, 0).astype(np.int64)
