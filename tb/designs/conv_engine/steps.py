"""The steps of a packet, one a clock, which all blocks between the streams and the sums follow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from golden.kraken import ArrayParams, Packet, lower
from tb.designs.conv_engine.spec import LayerSpec

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Steps:
    """All steps of one packet, for t, n, l, w, ci, s, kh: int64 [Q] each, indices from 0.

    Attributes:
        packet: whose steps they are.
    """

    packet: Packet

    @cached_property
    def _indices(self) -> tuple[Ints, ...]:
        s, t = self.packet.shape, self.packet.tiling
        grid = np.indices((t.t, s.n, t.l, s.w, s.ci, s.kh))
        return tuple(axis.reshape(-1) for axis in grid)

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
        """l, the block of output rows."""
        return self._indices[2]

    @property
    def w(self) -> Ints:
        """w, the input column."""
        return self._indices[3]

    @property
    def input_channel(self) -> Ints:
        """ci, the input channel."""
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
    def begins_phase(self) -> NDArray[np.bool_]:
        """Whether a row phase begins: kh is the phase itself."""
        return self.kh < self.packet.shape.sh

    @property
    def ends_block(self) -> NDArray[np.bool_]:
        """Whether it is the last of its block of output rows."""
        size = self.packet.shape.w * self.packet.tiling.steps_per_column
        return np.arange(self.count) % size == size - 1

    @property
    def ends_iteration(self) -> NDArray[np.bool_]:
        """Whether it is the last of its iteration, and so of its weight tile."""
        size = self.count // self.packet.tiling.t
        return np.arange(self.count) % size == size - 1

    def named(self, step: int) -> dict[str, int]:
        """Coordinates of one step by their names in reports."""
        return {
            "iteration": int(self.iteration[step]),
            "image": int(self.image[step]),
            "block": int(self.block[step]),
            "w": int(self.w[step]),
            "input_channel": int(self.input_channel[step]),
            "kh": int(self.kh[step]),
        }


def packets_of(rng: np.random.Generator, array: ArrayParams, spec: LayerSpec) -> list[Packet]:
    """The packets of a layer with random tensors.

    Where the array's words are wider than the 8 bits of a layer's operands, those of the packets
    are drawn again from all that their words hold.
    """
    packets = lower(*spec.draw(rng, array), array).packets
    if max(array.x_width, array.k_width) <= 8:
        return packets
    wide: list[Packet] = []
    for packet in packets:
        after = wide[-1] if packet.after is not None else None
        # All passes of held sums have one zero point, as all packets of a layer do.
        x_zp = wide[0].x_zp if wide else int(_words(rng, (), array.x_width))
        x = _words(rng, packet.x.shape, array.x_width)
        kernel = _words(rng, packet.kernel.shape, array.k_width)
        wide.append(replace(packet, x=x, kernel=kernel, x_zp=x_zp, after=after))
    return wide


def _words(rng: np.random.Generator, shape: tuple[int, ...], width: int) -> NDArray[np.int16]:
    half = 1 << (width - 1)
    return rng.integers(-half, half, shape).astype(np.int16)
