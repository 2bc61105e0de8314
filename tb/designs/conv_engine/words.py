"""The structs of `kraken_pkg` that the engine's blocks hand to each other."""

from __future__ import annotations

from golden.kraken import Packet, pack
from golden.kraken.format.header import FIELDS
from tb.bench.packed import Packed

HEADER = Packed({name: FIELDS[name].bits for name in reversed(FIELDS)})
"""``header_t``, with the names of the golden header."""

LAYER = Packed(
    {
        "header": HEADER.width,
        "tile_rows": 16,
        "iteration_channels": 16,
        "first_phase": 4,
        "shifts": 4,
    }
)
"""``layer_t``."""

CAPTURE = Packed(
    {
        "columns": 4,
        "tap": 4,
        "kernel_w": 4,
        "stride_w": 4,
        "iteration_channels": 16,
        "channels_valid": 16,
        "rows_valid": 8,
        "packet_last": 1,
    }
)
"""``capture_t``."""


def layer_word(packet: Packet) -> int:
    """``layer_t`` of a packet: its header and what follows from it."""
    tiling = packet.tiling
    return LAYER.pack(
        header=pack(packet.header),
        tile_rows=tiling.tile_rows,
        iteration_channels=tiling.channels,
        first_phase=packet.shape.pad_left % packet.shape.sw,
        shifts=tiling.f,
    )
