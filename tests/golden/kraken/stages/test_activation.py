"""The stage of tables: its packets, and what it makes of words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from golden.kraken.errors import StageError
from golden.kraken.stages.activation import ActivationConfig
from tests.golden.strategies import SEEDS

BEATS = 32
"""Beats of a table: eight entries each."""


def table(seed: int) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
    return np.random.default_rng(seed).integers(-128, 128, 256, np.int8)


@given(SEEDS)
def test_each_word_is_looked_up_by_its_bits(seed: int) -> None:
    entries = table(seed)
    words = np.arange(-128, 128).reshape(8, 32)
    found, marks = ActivationConfig(entries).apply(words, np.ones(words.shape, np.bool_))
    for value, result in zip(words.ravel(), found.ravel(), strict=True):
        assert result == entries[value if value >= 0 else value + 256]
    assert found.dtype == np.int8
    assert marks.all()


@pytest.mark.parametrize("config", [ActivationConfig.bypass(), ActivationConfig(table(1))])
def test_a_word_that_does_not_count_is_nothing(config: ActivationConfig) -> None:
    words = np.random.default_rng(2).integers(-128, 128, (5, 6))
    marks = np.random.default_rng(3).random((5, 6)) < 0.5
    found, kept = config.apply(words, marks)
    every, _ = config.apply(words, np.ones_like(marks))
    assert (found[~marks] == 0).all()
    assert (found[marks] == every[marks]).all()
    assert (kept == marks).all()
    if not config.works:
        assert (every == words).all()


@pytest.mark.parametrize(("width", "header"), [(72, 4), (144, 2), (300, 1)])
def test_a_table_comes_eight_entries_a_beat(width: int, header: int) -> None:
    entries = table(4)
    frame = ActivationConfig(entries).frame("a table", width)
    assert frame.beats == header + BEATS
    assert frame.value("data", 0) == 0
    for beat in range(BEATS):
        for place in range(8):
            byte = frame.value("data", header + beat) >> 8 * place & 255
            assert byte == int(entries[8 * beat + place]) & 255
        assert frame.value("data", header + beat) >> 64 == 0


@pytest.mark.parametrize(("width", "header"), [(72, 4), (144, 2), (300, 1)])
def test_a_bypass_is_a_header_alone(width: int, header: int) -> None:
    frame = ActivationConfig.bypass().frame("none", width)
    assert [frame.value("data", beat) for beat in range(frame.beats)] == [1] + [0] * (header - 1)


@pytest.mark.parametrize("entries", [np.zeros(255, np.int8), np.zeros(256, np.int64)])
def test_a_table_of_another_kind_is_refused(
    entries: np.ndarray[tuple[int], np.dtype[np.int8]],
) -> None:
    with pytest.raises(StageError, match=r"int8 \[256\]"):
        ActivationConfig(entries)
