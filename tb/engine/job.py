"""A packet of the engine as frames for the bench's ports."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from golden.kraken import Packet, Stream
from tb.transport.frame import Frame

PIXEL, WEIGHT, SUM = "pixel", "weight", "sum"
"""Names of the engine's ports in `tb.bindings.CONV_ENGINE`."""


@dataclass(frozen=True, eq=False)
class Job:
    """One packet of the engine.

    Attributes:
        packet: what is computed.
        frames: beats by port; a packet that holds its sums has none on ``sum``.
        edges: by port, indices of the beats that belong to the last column of a block of rows.
    """

    packet: Packet
    frames: dict[str, Frame]
    edges: dict[str, NDArray[np.int64]]

    @classmethod
    def of(cls, packet: Packet) -> Job:
        """The frames of `packet`."""
        frames = {
            PIXEL: _frame(packet, PIXEL, packet.pixel, keep=True),
            WEIGHT: _frame(packet, WEIGHT, packet.weight, keep=False),
        }
        if not packet.hold:
            frames[SUM] = _frame(packet, SUM, packet.sums, keep=True)
        return cls(packet, frames, _edges(packet))


def _frame(packet: Packet, port: str, stream: Stream, keep: bool) -> Frame:
    return Frame(
        f"{packet.name or 'packet'}/{port}",
        stream.header,
        stream.body,
        stream.body_keep if keep else None,
        stream.repeat,
    )


def _edges(packet: Packet) -> dict[str, NDArray[np.int64]]:
    """Beats of the last input column, of the last output column, and of the last tile phase."""
    tiling, shape = packet.tiling, packet.shape
    per_column = tiling.beats_per_load * tiling.phases * shape.ci
    per_phase = tiling.beats_per_weight_row * shape.ci * shape.kh
    return {
        PIXEL: _last_of(packet.pixel, shape.w, per_column),
        WEIGHT: _last_of(packet.weight, shape.sw, per_phase),
        SUM: _last_of(packet.sums, shape.w_o, tiling.beats_per_column),
    }


def _last_of(stream: Stream, count: int, beats: int) -> NDArray[np.int64]:
    """Indices of the beats in the last of every `count` groups of `beats` beats."""
    inner = np.arange(stream.beats - stream.header_beats)
    return stream.header_beats + inner[inner // beats % count == count - 1]
