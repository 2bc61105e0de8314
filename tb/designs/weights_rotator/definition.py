"""Which rows come in and which each step needs, and when if nobody holds them back.

The clocks follow from what the block promises: a row is taken in each clock in which a buffer is
free, it can be read from the next clock on, the last read of a tile waits until the tile is whole,
and the buffer is free from the clock after that. What is said of the header of the tile to be read
is a clock old. Clocks are counted from 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from golden.kraken import Packet
from tb.kraken.steps import Bools, Ints, Steps


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
    s, t = steps.packet.shape, steps.packet.tiling
    return (steps.w % s.sw * t.ci + steps.input_channel) * s.kh + steps.tap


@dataclass(frozen=True, eq=False)
class Timeline:
    """The clocks of some tiles.

    Attributes:
        tiles: the tiles in order.
        written: by tile, the clock that takes each row.
        read: by tile, the clock of each read.
    """

    tiles: Sequence[Tile]
    written: Sequence[Ints]
    read: Sequence[Ints]

    @property
    def end(self) -> int:
        """The clock of the last read."""
        return int(self.read[-1][-1])

    def ready(self, clocks: Ints) -> Bools:
        """Whether a row would be taken."""
        whole = [rows[-1] for rows in self.written]
        turn = np.searchsorted(whole, clocks)
        # The tile whose turn it is gets the buffer of the one but one before.
        freed = np.array([0, 0, *(reads[-1] for reads in self.read)])
        return freed[turn] < clocks

    def known(self, clocks: Ints) -> Bools:
        """Whether some row of the tile to be read had come in a clock earlier."""
        first = np.array([*(rows[0] for rows in self.written), self._never])
        return first[self._turn(clocks - 1)] < clocks - 1

    def asked(self, clocks: Ints) -> Ints:
        """Number of the tile whose header was compared a clock earlier; too great behind all."""
        return self._turn(clocks - 1)

    def row_ready(self, clocks: Ints) -> Bools:
        """Whether the next read could be made."""
        reads = np.concatenate(self.read)
        turn = np.searchsorted(reads, clocks)
        needed = np.concatenate(
            [_needs(tile, rows) for tile, rows in zip(self.tiles, self.written, strict=True)]
        )
        return np.append(needed, self._never)[turn] < clocks

    def packet_whole(self, clocks: Ints) -> Bools:
        """Whether the tile to be read and the rest of its packet have come in."""
        last = len(self.tiles) - 1
        whole = np.array([*(rows[-1] for rows in self.written), self._never, self._never])
        ends = np.array([*(tile.ends_packet for tile in self.tiles), False, False])
        turn = self._turn(clocks)
        here, following = whole[turn] < clocks, whole[turn + 1] < clocks
        return here & (ends[turn] | (following & ends[turn + 1])) & (turn <= last)

    def _turn(self, clocks: Ints) -> Ints:
        """The tile to be read; one past the last when all are through."""
        return np.searchsorted([reads[-1] for reads in self.read], clocks)

    @property
    def _never(self) -> int:
        return np.iinfo(np.int64).max


def timeline(tiles: Sequence[Tile]) -> Timeline:
    """The clocks of these tiles, from an empty block on."""
    written: list[Ints] = []
    read: list[Ints] = []
    for tile in tiles:
        free = read[-2][-1] if len(read) > 1 else 0
        start = int(max(written[-1][-1] if written else 0, free))
        written.append(start + 1 + np.arange(tile.rows))
        at = int(read[-1][-1]) if read else 0
        clocks = []
        for needed in _needs(tile, written[-1]).tolist():
            at = max(at, needed) + 1
            clocks.append(at)
        read.append(np.array(clocks))
    return Timeline(tiles, written, read)


def _needs(tile: Tile, written: Ints) -> Ints:
    """The clock that takes the row that each read waits for."""
    needed = written[tile.reads]
    needed[-1] = written[-1]
    return needed
