"""Kinds of sums with their bias and left shift, and of tiles, by examples."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from golden.kraken.stages.channel import RequantRounding
from golden.kraken.stages.requantizer import RequantizerConfig
from tb.kraken.coverage.entries import entry_group, tiles_group
from tb.kraken.works import SumsWork
from tests.kraken.coverage.seen import bins_of

MOST = 2**31 - 1
ONE = 1 << 31
DEPTH = 3


def config(*tiles: Sequence[tuple[int, int]], columns: int = 1) -> RequantizerConfig:
    """Tiles of one channel a beat: (bias, shift) of each beat of a column."""
    numbers = tuple(np.array([[(bias, ONE, shift)] for bias, shift in tile]) for tile in tiles)
    return RequantizerConfig(RequantRounding.AWAY, 0, -128, 127, columns, numbers)


@pytest.mark.parametrize(
    ("value", "bias", "shift", "due"),
    [
        (MOST, 0, 0, ("greatest", "zero", "fits", "0", "fits")),
        (MOST, 1, 0, ("greatest", "positive", "wraps", "0", "fits")),
        (-MOST - 1, -1, 0, ("least", "negative", "wraps", "0", "fits")),
        (1, -MOST - 1, 0, ("positive", "least", "fits", "0", "fits")),
        (2**29, 0, 1, ("positive", "zero", "fits", "1", "fits")),
        (2**30, 0, 1, ("positive", "zero", "fits", "1", "wraps")),
        (-(2**30), 0, 1, ("negative", "zero", "fits", "1", "fits")),
        (0, 1, 31, ("zero", "positive", "fits", "31", "wraps")),
        (-1, 0, -31, ("negative", "zero", "fits", "0", "fits")),
    ],
)
def test_a_sum_is_of_its_kinds(value: int, bias: int, shift: int, due: Sequence[str]) -> None:
    """A shift to the right is none to the left."""
    work = SumsWork(config([(bias, shift)]), np.array([[value, 7]]), np.array([[True, False]]))
    found = bins_of(entry_group(lambda case: case.works), [work])
    names = ("sum", "bias", "with_bias", "left", "shifted")
    assert found == {name: {kind} for name, kind in zip(names, due, strict=True)}


def test_sums_that_do_not_count_are_in_no_bin() -> None:
    work = SumsWork(config([(1, 1)]), np.array([[MOST]]), np.array([[False]]))
    assert not any(bins_of(entry_group(lambda case: case.works), [work]).values())


@pytest.mark.parametrize(
    ("tiles", "columns", "due"),
    [
        ([1], 1, ("1", "one", "as many", "1", "one")),
        ([3], 2, ("1", "as many as there is room for", "as many", "2", "more")),
        ([2, 1], 3, ("2", "some", "fewer", "3 and more", "more")),
        ([2] * 5, 1, ("4 and more", "some", "as many", "1", "more")),
    ],
)
def test_a_packet_lies_in_its_tiles(tiles: Sequence[int], columns: int, due: Sequence[str]) -> None:
    told = config(*([(0, 0)] * rows for rows in tiles), columns=columns)
    words = np.zeros((told.beats, 1), np.int64)
    work = SumsWork(told, words, words == 0)
    found = bins_of(tiles_group(lambda case: case.works, lambda values: DEPTH), [work])
    names = ("tiles", "rows", "last_tile", "columns", "beats")
    assert found == {name: {kind} for name, kind in zip(names, due, strict=True)}
