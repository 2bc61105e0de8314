"""The steps of a packet, one a clock, which all blocks between the streams and the sums follow."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from golden.kraken import PIXEL, Packet, axes
from golden.kraken.format.axes import BeatOrder

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

COLUMN = ("iteration", "image", "block", "w")
"""Indices that make an input column."""


@dataclass(frozen=True, eq=False)
class Steps:
    """All steps of one packet, for t, n, l, w, ci, s, kh: int64 [Q] each, indices from 0.

    Attributes:
        packet: whose steps they are.
    """

    packet: Packet

    @cached_property
    def order(self) -> BeatOrder:
        """The steps as beats: those of a column for each input channel and each kernel row."""
        sizes = axes(self.packet.tiling, PIXEL).sizes
        outer = {name: sizes[name] for name in (*COLUMN, "input_channel")}
        return BeatOrder("step", 0, {**outer, "tap": self.packet.shape.kh})

    @cached_property
    def loads(self) -> BeatOrder:
        """The loads of pixels as beats: one for each input channel and each row phase."""
        sizes = axes(self.packet.tiling, PIXEL).sizes
        return BeatOrder("load", 0, {name: size for name, size in sizes.items() if name != "part"})

    @cached_property
    def columns(self) -> BeatOrder:
        """The input columns as beats."""
        sizes = axes(self.packet.tiling, PIXEL).sizes
        return BeatOrder("column", 0, {name: sizes[name] for name in COLUMN})

    @cached_property
    def _indices(self) -> tuple[Ints, ...]:
        return tuple(axis.reshape(-1) for axis in np.indices(self.order.shape))

    @property
    def count(self) -> int:
        """Q, how many there are."""
        return self.packet.tiling.q

    @property
    def iteration(self) -> Ints:
        """t, the iteration over output channels."""
        return self._indices[0]

    @property
    def image(self) -> Ints:
        """n, the image."""
        return self._indices[1]

    @property
    def block(self) -> Ints:
        """l, the block of output rows, or the stack of them."""
        return self._indices[2]

    @property
    def w(self) -> Ints:
        """w, the input column."""
        return self._indices[3]

    @property
    def input_channel(self) -> Ints:
        """ci, the number of the load: the input channel where there is one set."""
        return self._indices[4]

    @property
    def tap(self) -> Ints:
        """Place of the kernel row in the order of use."""
        return self._indices[5]

    @property
    def kh(self) -> Ints:
        """The kernel row."""
        return np.array(self.packet.tiling.tap_rows)[self.tap]

    @property
    def begins_phase(self) -> Bools:
        """Whether a row phase begins: kh is the phase itself."""
        return self.kh < self.packet.shape.sh

    @property
    def ends_block(self) -> Bools:
        """Whether it is the last of its block of output rows."""
        size = self.order.stride("block")
        return np.arange(self.count) % size == size - 1

    @property
    def ends_iteration(self) -> Bools:
        """Whether it is the last of its iteration, and so of its weight tile."""
        size = self.order.stride("iteration")
        return np.arange(self.count) % size == size - 1

    def named(self, step: int) -> dict[str, int]:
        """Coordinates of one step by their names in reports."""
        at = self.order.split(step)
        kh = self.packet.tiling.tap_rows[at.pop("tap")]
        return {**at, "kh": kh}
