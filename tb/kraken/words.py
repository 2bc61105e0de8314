"""Signals of one bit, and the structs of `kraken_pkg` that the blocks hand to each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from golden.kraken import ArrayParams, Header, pack
from golden.kraken.format.header import FIELDS
from golden.streams.frame import Bytes
from tb.bench.packed import Packed

HEADER = Packed({name: FIELDS[name].bits for name in reversed(FIELDS)})
"""``header_t``, with the names of the golden header."""

DERIVED = Packed(
    {
        "tile_rows": 16,
        "iteration_channels": 16,
        "iteration_cores": 16,
        "first_phase": 4,
        "set_words": 16,
        "together": 1,
    }
)
"""What ``layer_t`` holds beside the header."""

LAYER = Packed({**HEADER.members, **DERIVED.members})
"""``layer_t``, with the header's members one by one."""

START_MASK = LAYER.pack(
    **{name: (1 << bits) - 1 for name, bits in LAYER.members.items() if name != "tile_rows"}
)
"""Bits of ``layer_t`` that are right with ``start``; the others are a clock later."""

PLACE = Packed(
    {
        "load_begins": 1,
        "load_last": 1,
        "col_begins": 1,
        "col_first": 1,
        "col_ends": 1,
        "col_last": 1,
        "block_last": 1,
        "image_last": 1,
        "iteration_last": 1,
        "block_ends": 1,
        "iteration_ends": 1,
        "packet_ends": 1,
    }
)
"""``place_t``."""

CAPTURE = Packed(
    {
        "columns": 4,
        "tap": 4,
        "kernel_w": 4,
        "stride_w": 4,
        "channels_valid": 16,
        "rows_valid": 8,
        "rows_from": 14,
        "packet_last": 1,
    }
)
"""``capture_t``."""


HEADER_STATES = dict(enumerate(("HEADER", "CHECK", "JUDGE", "BODY", "WORK", "FAULTY")))
CONFIG_STATES = dict(enumerate(("HEADER", "BODY", "READY")))
"""States of the readers of packets' and of configurations' headers."""


def together(header: Header, array: ArrayParams) -> bool:
    """Whether the sets of a load lie behind one another: no word of theirs is shifted."""
    return header.kh <= header.sh and header.sets * array.rows <= array.set_words


def set_words(header: Header, array: ArrayParams) -> int:
    """Words that the pixels' first gatherer collects: of a set, or of all sets that are together.

    A set has a word for each of the array's rows and one for each time it is shifted.
    """
    if together(header, array):
        return header.sets * array.rows
    return array.rows + -(-header.kh // header.sh) - 1


def layer_word(header: Header, array: ArrayParams) -> int:
    """``layer_t`` of a legal header: the header and what follows from it."""
    h = header
    group = h.kw + h.sw - 1
    derived = DERIVED.pack(
        tile_rows=h.sw * h.ci * h.kh,
        iteration_channels=array.cols // group * h.sw,
        iteration_cores=array.cols // group * group,
        first_phase=h.pad_left % h.sw,
        set_words=set_words(h, array),
        together=int(together(h, array)),
    )
    return pack(header) << DERIVED.width | derived


def bits(marks: NDArray[np.bool_]) -> Bytes:
    """A signal of one bit from bool [beats]."""
    return marks.astype(np.uint8)[:, None]
