"""Random words for a stimulus."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

CORNERS = 8
"""One word of so many is an extreme: the least, the greatest, 0, 1 or all ones."""


def random_words(
    rng: np.random.Generator, beats: int, words: int, bits: int, *, signed: bool = True
) -> NDArray[Any]:
    """Words from the whole range, extremes more often than chance would have them.

    Args:
        rng: the stimulus's generator.
        beats: of the packet.
        words: of a beat.
        bits: of a word.
        signed: whether words are two's complement numbers.

    Returns:
        Integers [beats, words]: int64, uint64 for 64 bits without a sign, Python's own above.
    """
    low = -(1 << (bits - 1)) if signed else 0
    high = low + (1 << bits) - 1
    extremes = sorted({low, high, 0, min(1, high), -1 if signed else high})
    shape = (beats, words)
    drawn: NDArray[Any]
    if bits > 64:
        numbers = [int.from_bytes(rng.bytes(-(-bits // 8)), "little") for _ in range(beats * words)]
        drawn = np.array([low + number % (1 << bits) for number in numbers], object).reshape(shape)
    else:
        kind = np.int64 if signed or bits < 64 else np.uint64
        drawn = rng.integers(low, high, shape, kind, endpoint=True)
    corners = rng.integers(0, CORNERS, shape) == 0
    drawn[corners] = np.array(extremes, drawn.dtype)[rng.integers(0, len(extremes), corners.sum())]
    return drawn
