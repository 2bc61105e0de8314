"""Words of a beat's field as numbers, for reports and guesses."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from golden.streams.words import unpack_words
from tb.bench.ports import Field

MOST_BITS = 64
"""A word wider than this is shown as a whole, in hexadecimal."""


def has_lanes(field: Field, width: int) -> bool:
    """Whether the field's words can be told one by one.

    Args:
        field: what the bench says of it.
        width: bits of its signal.
    """
    return 0 < (field.word or width) <= MOST_BITS


def lanes_of(field: Field, value: int, width: int) -> NDArray[np.int64]:
    """The words of a field: int64 [lanes]; those of 64 bits without a sign keep their bits.

    Args:
        field: what the bench says of it; it must have lanes.
        value: the signal as an unsigned number.
        width: its bits.
    """
    word = field.word or width
    lanes = -(-width // word)
    size = -(-lanes * word // 8)
    data = np.frombuffer(value.to_bytes(size, "little"), np.uint8)[None]
    words = unpack_words(data, lanes, word)[0]
    if not field.signed and word < MOST_BITS:
        words = words & ((1 << word) - 1)
    return words


def shown(value: int, width: int) -> str:
    """A field as text: decimal for a bit, binary up to 32 bits, else hexadecimal."""
    if width <= 1:
        return str(value)
    return format(value, f"0{width}b") if width <= 32 else f"0x{value:0{-(-width // 4)}x}"
