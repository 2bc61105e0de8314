"""The golden requantizer against loops over Python's own integers, and its packets taken apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from golden.kraken.errors import HeaderError, StageError
from golden.kraken.stages.channel import RequantRounding
from golden.kraken.stages.fields import header_beats, unpack_fields
from golden.kraken.stages.requantizer import ENTRY_BITS, FIELDS, RequantizerConfig
from golden.quant.fixed_point import Int64, mbqm, mbqm_single
from golden.streams.frame import DATA

CHANNELS, ROWS = 2, 3


def tile(rng: np.random.Generator, depth: int) -> Int64:
    shape = (depth, CHANNELS)
    bias = rng.choice(np.array([-(2**31), 2**31 - 1, 5, -77]), shape)
    return np.stack([bias, rng.integers(0, 2**31, shape), rng.integers(-31, 32, shape)], axis=-1)


def config(rng: np.random.Generator, rounding: RequantRounding) -> RequantizerConfig:
    return RequantizerConfig(rounding, -3, -100, 90, 3, (tile(rng, 4), tile(rng, 4), tile(rng, 2)))


def wrapped(value: int) -> int:
    return (value + 2**31) % 2**32 - 2**31


@pytest.mark.parametrize("rounding", [RequantRounding.DOUBLE, RequantRounding.AWAY])
def test_every_word_against_a_loop(rounding: RequantRounding) -> None:
    rng = np.random.default_rng(int(rounding))
    setting = config(rng, rounding)
    sums = rng.integers(-(2**31), 2**31, (setting.beats, CHANNELS * ROWS))
    marks = rng.random(sums.shape) < 0.8
    words, out = setting.apply(sums, marks)
    assert words.dtype == np.int8
    assert np.array_equal(out, marks)
    beat = 0
    single = {RequantRounding.DOUBLE: mbqm, RequantRounding.AWAY: mbqm_single}[rounding]
    for entries in setting.tiles:
        for _ in range(setting.columns):
            for row in entries.tolist():
                for m, (bias, mantissa, shift) in enumerate(row):
                    for r in range(ROWS):
                        lane = m * ROWS + r
                        x = wrapped(int(sums[beat, lane]) + bias)
                        x = wrapped(x << max(shift, 0))
                        q = int(single(x, mantissa, min(shift, 0))) - 3
                        wanted = max(-100, min(90, q)) if marks[beat, lane] else 0
                        assert words[beat, lane] == wanted
                beat += 1
    assert beat == setting.beats


@pytest.mark.parametrize("width", [144, 200, 300])
def test_the_packet_says_all_of_it(width: int) -> None:
    setting = config(np.random.default_rng(5), RequantRounding.UP)
    frame = setting.frame("config", width)
    count = header_beats(width)
    header = sum(frame.value(DATA, i) << i * width for i in range(count))
    assert unpack_fields(FIELDS, header) == {
        "tiles": 3,
        "rows": 4,
        "rows_last": 2,
        "columns": 3,
        "rounding": 2,
        "zero_point": -3,
        "low": -100,
        "high": 90,
    }
    assert frame.beats == count + 10
    entries = np.concatenate([part.reshape(-1, CHANNELS, 3) for part in setting.tiles])
    for j, row in enumerate(entries.tolist()):
        bits = frame.value(DATA, count + j)
        for m, (bias, mantissa, shift) in enumerate(row):
            entry = bits >> m * ENTRY_BITS
            assert entry & 0xFFFFFFFF == bias % 2**32
            assert entry >> 32 & 0xFFFFFFFF == mantissa
            assert entry >> 64 & 0xFF == shift % 256


def test_what_makes_no_sense_is_refused() -> None:
    rng = np.random.default_rng(1)
    good = config(rng, RequantRounding.UP)
    wrong = good.tiles[0].copy()
    wrong[1, 1, 1] = 2**31 + 1
    far = good.tiles[0].copy()
    far[0, 0, 2] = 32
    for tiles in (
        (),
        (good.tiles[2], good.tiles[0]),
        (good.tiles[0], good.tiles[2], good.tiles[2]),
        (good.tiles[0][:, :1], good.tiles[0]),
        (wrong,),
        (far,),
    ):
        with pytest.raises(StageError):
            replace(good, tiles=tiles)
    with pytest.raises(StageError):
        replace(good, low=5, high=4)
    with pytest.raises(StageError):
        replace(good, zero_point=128)
    with pytest.raises(StageError):
        replace(good, columns=0)
    with pytest.raises(StageError):
        good.apply(np.zeros((good.beats - 1, 6)), np.zeros((good.beats - 1, 6)))
    with pytest.raises(HeaderError):
        replace(good, columns=2**32).frame("too many")
    with pytest.raises(HeaderError):
        good.frame("too narrow", 72)
