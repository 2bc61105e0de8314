"""Words and marks of every width, both ways."""

from __future__ import annotations

import numpy as np
import pytest

from golden.streams.words import pack_marks, pack_words, unpack_marks, unpack_words, wrap


@pytest.mark.parametrize("width", [1, 2, 7, 8, 13, 16, 31, 32, 33, 63, 64])
@pytest.mark.parametrize("lanes", [1, 3, 8])
def test_words(width: int, lanes: int) -> None:
    rng = np.random.default_rng(width)
    words = rng.integers(-(1 << (width - 1)), 1 << (width - 1), (5, lanes))
    words[0, 0], words[1, 0] = -(1 << (width - 1)), (1 << (width - 1)) - 1
    data = pack_words(words, width)
    np.testing.assert_array_equal(unpack_words(data, lanes, width), words)
    for row, beat in zip(words.tolist(), data, strict=True):
        number = sum((word & ((1 << width) - 1)) << i * width for i, word in enumerate(row))
        assert int.from_bytes(beat.tobytes(), "little") == number


@pytest.mark.parametrize("width", [1, 8, 32, 63, 64])
def test_wrap(width: int) -> None:
    values = [0, 1, -1, 127, 128, -128, -129, 2**31, -(2**31) - 1, 2**62, -(2**63), 2**63 - 1]
    half = 1 << (width - 1)
    expected = [(value + half) % (2 * half) - half for value in values]
    assert wrap(np.array(values, np.int64), width).tolist() == expected


@pytest.mark.parametrize("lanes", [1, 7, 8, 9, 24])
def test_marks(lanes: int) -> None:
    marks = np.random.default_rng(lanes).random((5, lanes)) < 0.5
    marks[0], marks[1] = True, False
    data = pack_marks(marks)
    assert data.shape == (5, -(-lanes // 8))
    np.testing.assert_array_equal(unpack_marks(data, lanes), marks)
    for row, beat in zip(marks.tolist(), data, strict=True):
        number = sum(mark << i for i, mark in enumerate(row))
        assert int.from_bytes(beat.tobytes(), "little") == number
