"""The structs of `kraken_pkg` that the engine's blocks hand to each other."""

from __future__ import annotations

from golden.kraken import ArrayParams, ConvShape, Header, Tiling, pack
from golden.kraken.format.header import FIELDS
from tb.bench.packed import Packed

HEADER = Packed({name: FIELDS[name].bits for name in reversed(FIELDS)})
"""``header_t``, with the names of the golden header."""

DERIVED = Packed({"tile_rows": 16, "iteration_channels": 16, "first_phase": 4, "shifts": 4})
"""What ``layer_t`` holds beside the header."""

LAYER = Packed({**HEADER.members, **DERIVED.members})
"""``layer_t``, with the header's members one by one."""

HEADER_MASK = ((1 << HEADER.width) - 1) << DERIVED.width
"""Bits of ``layer_t`` that are the header."""

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


def layer_word(header: Header, array: ArrayParams) -> int:
    """``layer_t`` of a legal header: the header and what follows from it."""
    h = header
    # The smallest layer with this kernel: height, width and channels of the output change nothing.
    width = max(h.kw - h.pad_left, 1)
    shape = ConvShape(1, h.kh, width, h.ci, 1, h.kh, h.kw, h.sh, h.sw, pad_left=h.pad_left)
    tiling = Tiling(shape, array)
    derived = DERIVED.pack(
        tile_rows=tiling.tile_rows,
        iteration_channels=tiling.channels,
        first_phase=h.pad_left % h.sw,
        shifts=tiling.f,
    )
    return pack(header) << DERIVED.width | derived
