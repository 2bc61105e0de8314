"""The control word ``layer_t`` of `kraken_pkg`: a legal header and what follows from it."""

from __future__ import annotations

from golden.kraken import ArrayParams, ConvShape, Header, Tiling, pack
from golden.kraken.format.header import FIELDS
from golden.kraken.format.params import HEADER_BITS

DERIVED: dict[str, int] = {
    "shifts": 4,
    "first_phase": 4,
    "iteration_channels": 16,
    "tile_rows": 16,
}
"""Bits of what follows from a header, the lowest member first."""

DERIVED_BITS = sum(DERIVED.values())
LAYER_BITS = DERIVED_BITS + HEADER_BITS
HEADER_MASK = ((1 << HEADER_BITS) - 1) << DERIVED_BITS
"""Bits of the word that are the header."""


def layer_parts() -> dict[str, tuple[int, int]]:
    """Lowest bit and number of bits of each member, those of the header one by one."""
    parts, low = {}, 0
    for name, bits in DERIVED.items():
        parts[name] = (low, bits)
        low += bits
    return parts | {name: (low + f.low, f.bits) for name, f in FIELDS.items()}


def derived(header: Header, array: ArrayParams) -> dict[str, int]:
    """What follows from a legal header, by member of the word."""
    h = header
    # The smallest layer with this kernel: height, width and channels of the output change nothing.
    width = max(h.kw - h.pad_left, 1)
    shape = ConvShape(1, h.kh, width, h.ci, 1, h.kh, h.kw, h.sh, h.sw, pad_left=h.pad_left)
    tiling = Tiling(shape, array)
    return {
        "shifts": tiling.f,
        "first_phase": h.pad_left % h.sw,
        "iteration_channels": tiling.channels,
        "tile_rows": tiling.tile_rows,
    }


def layer_word(header: Header, array: ArrayParams) -> int:
    """The word for a legal header, as an unsigned number of `LAYER_BITS` bits."""
    values = derived(header, array)
    word = pack(header) << DERIVED_BITS
    for name, (low, _) in layer_parts().items():
        if name in DERIVED:
            word |= values[name] << low
    return word
