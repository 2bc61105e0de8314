"""Words of any width in beats of bytes, both ways: word i of a beat is bits [i*width +: width]."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[Any]


def beat_bytes(lanes: int, width: int) -> int:
    """Bytes that hold `lanes` words of `width` bits."""
    return -(-lanes * width // 8)


def pack_words(words: Words, width: int) -> Bytes:
    """Lay words into beats.

    Args:
        words: integers [beats, lanes]; only their lowest `width` bits are used.
        width: bits of a word, 1..64.

    Returns:
        uint8 [beats, ceil(lanes * width / 8)]; bits past the last word are 0.
    """
    beats, lanes = words.shape
    if width in (8, 16, 32, 64):
        narrow = np.ascontiguousarray(words.astype(f"<i{width // 8}", copy=False))
        return narrow.view(np.uint8).reshape(beats, lanes * width // 8)
    octets = words.astype("<i8").reshape(-1).view(np.uint8).reshape(-1, 8)
    bits = np.unpackbits(octets, axis=1, bitorder="little")[:, :width]
    return np.packbits(bits.reshape(beats, lanes * width), axis=1, bitorder="little")


def unpack_words(data: Bytes, lanes: int, width: int) -> npt.NDArray[np.int64]:
    """Take beats apart into signed words.

    Args:
        data: uint8 [beats, ceil(lanes * width / 8)].
        lanes: words of a beat.
        width: bits of a word, 1..64.

    Returns:
        int64 [beats, lanes], sign extended.
    """
    beats = len(data)
    if width in (8, 16, 32, 64):
        narrow = np.ascontiguousarray(data).view(f"<i{width // 8}")
        return narrow.reshape(beats, lanes).astype(np.int64)
    bits = np.unpackbits(data, axis=1, bitorder="little")[:, : lanes * width]
    bits = bits.reshape(-1, width)
    sign = np.broadcast_to(bits[:, -1:], (len(bits), 64 - width))
    octets = np.packbits(np.concatenate([bits, sign], axis=1), axis=1, bitorder="little")
    return octets.view("<i8").reshape(beats, lanes).astype(np.int64)


def wrap(values: npt.NDArray[np.int64], width: int) -> npt.NDArray[np.int64]:
    """The values as two's complement numbers of `width` bits hold them."""
    if width == 64:
        return values
    half, mask = np.int64(1 << (width - 1)), np.int64((1 << width) - 1)
    return ((values + half) & mask) - half


def pack_marks(marks: npt.NDArray[np.bool_]) -> Bytes:
    """Lay marks of one bit into beats: bool [beats, lanes] to uint8 [beats, ceil(lanes / 8)]."""
    return np.packbits(marks, axis=1, bitorder="little")


def unpack_marks(data: Bytes, lanes: int) -> npt.NDArray[np.bool_]:
    """The inverse of `pack_marks`: bool [beats, lanes]."""
    return np.unpackbits(data, axis=1, count=lanes, bitorder="little").astype(np.bool_)
