"""Words of a beat's field as numbers, for reports and guesses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from golden.streams.frame import KEEP, USER, Frame
from golden.streams.words import unpack_words
from tb.bench.ports import Field
from tb.transport.fault import SeenBeat

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


@dataclass(frozen=True, eq=False)
class Compared:
    """The words of a beat that was due beside those of the beat that came.

    Attributes:
        expected, actual: int64 [lanes]. In a word of which only some bits count the others are
            taken as expected; a word that does not count at all is as it came.
        unknown: bool [lanes], words with X or Z in bits that count, or in any where none does.
        counts: bool [lanes], words of which at least one bit counts.
    """

    expected: NDArray[np.int64]
    actual: NDArray[np.int64]
    unknown: NDArray[np.bool_]
    counts: NDArray[np.bool_]

    @property
    def wrong(self) -> NDArray[np.bool_]:
        """Words that count and differ or are undefined."""
        return ((self.expected != self.actual) | self.unknown) & self.counts


def compared(field: Field, width: int, frame: Frame, beat: int, seen: SeenBeat) -> Compared:
    """The words of a field that has lanes.

    Args:
        field: what the bench says of it.
        width: bits of its signal.
        frame: the packet that was due; it has the field.
        beat: index of the beat in it.
        seen: the beat that came.
    """
    due, value = frame.value(field.name, beat), seen.values[field.name]
    counts, unknown = frame.counts(field.name, beat), seen.unknown.get(field.name, 0)
    word = field.word or width
    ones = (1 << word) - 1
    counted = np.ones(-(-width // word), np.bool_)
    if counts is not None:
        mask = 0
        for lane in range(len(counted)):
            bits = counts >> lane * word & ones
            counted[lane] = bits != 0
            mask |= (bits or ones) << lane * word
        value, unknown = (value & mask) | (due & ~mask), unknown & mask
    return Compared(
        lanes_of(field, due, width),
        lanes_of(field, value, width),
        lanes_of(field, unknown, width) != 0,
        counted,
    )


def mark_fields(widths: Mapping[str, int], lanes: int) -> tuple[str, str]:
    """Fields that mark what a beat carries: that with a bit a lane, and that with a bit a byte.

    ``user`` marks lanes only beside a ``keep`` that marks bytes.

    Args:
        widths: bits of the port's signals by field.
        lanes: words of a beat.

    Returns:
        Both names; empty where there is none.
    """
    if widths.get(KEEP) == lanes:
        return KEEP, ""
    if KEEP in widths and widths.get(USER) == lanes:
        return USER, KEEP
    return "", KEEP


def shown(value: int, width: int) -> str:
    """A field as text: decimal for a bit, binary up to 32 bits, else hexadecimal."""
    if width <= 1:
        return str(value)
    return format(value, f"0{width}b") if width <= 32 else f"0x{value:0{-(-width // 4)}x}"
