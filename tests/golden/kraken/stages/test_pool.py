"""The pool engine's words against its definition, one window after another in plain Python."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import floor
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden.kraken.errors import HeaderError, StageError
from golden.kraken.stages.channel import RequantRounding
from golden.kraken.stages.fields import unpack_fields
from golden.kraken.stages.pool import (
    DROPS_AFTER,
    HEADER,
    LATENCY,
    REGISTERS,
    PoolConfig,
    PoolOp,
)

ROWS, CHANNELS = 3, 2


def rounded(value: Fraction, config: PoolConfig) -> int:
    """`value` times the multiplier, as the rounding says, by its definition."""
    exact = value * Fraction(config.mantissa, 1 << 31)
    if config.rounding is RequantRounding.UP:
        return floor(exact / (1 << config.shift) + Fraction(1, 2))
    if config.rounding is RequantRounding.DOUBLE:
        exact = Fraction(floor(exact + Fraction(1, 2)))
    exact /= 1 << config.shift
    whole = floor(abs(exact) + Fraction(1, 2))
    return whole if exact >= 0 else -whole


def pooled(
    config: PoolConfig, words: list[list[int]], marks: list[list[bool]]
) -> tuple[list[list[int]], list[list[bool]], list[bool]]:
    """What the contract says, in its own words."""
    out: list[list[int]] = []
    counts: list[list[bool]] = []
    emitting = [False] * len(words)
    at, strip = 0, 0
    while at < len(words):
        rows = config.rows if strip < config.strips else config.rows_last
        for column in range(config.columns):
            window, behind = divmod(column - config.kernel_w + 1, config.stride_w)
            if window < 0 or behind:
                continue
            for j in range(rows):
                beat: list[int] = []
                beat_counts: list[bool] = []
                emitting[at + column * rows + j] = True
                for m in range(CHANNELS):
                    for i in range(ROWS):
                        cells = [
                            (
                                at + (window * config.stride_w + kw) * rows + j,
                                m * ROWS + i * config.stride_h + kh,
                            )
                            for kw in range(config.kernel_w)
                            for kh in range(config.kernel_h)
                        ]
                        if i >= config.rows_out:
                            beat.append(0)
                            beat_counts.append(False)
                            continue
                        there = [marks[b][lane] for b, lane in cells]
                        taken = [words[b][lane] for b, lane in cells if marks[b][lane]]
                        value = sum(taken) if config.op is PoolOp.SUM else max([-128, *taken])
                        scaled = rounded(Fraction(value + config.bias), config)
                        scaled = min(max(scaled + config.zero_point, config.low), config.high)
                        counted = all(there) if config.whole else any(there)
                        beat.append(scaled if counted else 0)
                        beat_counts.append(counted)
                out.append(beat)
                counts.append(beat_counts)
        at += rows * config.columns
        strip += 1
    return out, counts, emitting


@st.composite
def passes(draw: st.DrawFn) -> tuple[PoolConfig, int, int]:
    """A configuration, the beats of a pass, and a seed."""
    kernel_h = draw(st.integers(1, ROWS))
    stride_h = draw(st.integers(1, ROWS))
    kernel_w, stride_w = draw(st.integers(1, 5)), draw(st.integers(1, 3))
    rows = draw(st.integers(1, 3))
    rows_last = draw(st.integers(1, 3))
    strips, behind = draw(st.integers(0, 2)), draw(st.integers(0, 2))
    columns = kernel_w + draw(st.integers(0, 5))
    config = PoolConfig(
        ROWS,
        draw(st.sampled_from(PoolOp)),
        draw(st.booleans()),
        kernel_h,
        stride_h,
        draw(st.integers(1, (ROWS - kernel_h) // stride_h + 1)),
        kernel_w,
        stride_w,
        columns,
        rows,
        rows_last,
        strips,
        bias=draw(st.integers(-3000, 3000)),
        mantissa=draw(st.integers(0, 1 << 31)),
        shift=draw(st.integers(0, 8)),
        rounding=draw(st.sampled_from(RequantRounding)),
        zero_point=draw(st.integers(-128, 127)),
        low=draw(st.integers(-128, 0)),
        high=draw(st.integers(0, 127)),
    )
    beats = columns * (strips * rows + behind * rows_last)
    return config, beats, draw(st.integers(0, 1 << 16))


@given(passes())
def test_words_are_those_of_the_definition(drawn: tuple[PoolConfig, int, int]) -> None:
    config, beats, seed = drawn
    rng = np.random.default_rng(seed)
    words = rng.integers(-128, 128, (beats, ROWS * CHANNELS)).astype(np.int8)
    marks = rng.random(words.shape) < 0.7
    out, counts, emitting = config.apply(words, marks)
    expected = pooled(config, words.tolist(), marks.tolist())
    assert (out.tolist(), counts.tolist(), emitting.tolist()) == expected
    assert out.dtype == np.int8
    assert len(out) == emitting.sum()


def test_bypass_lets_everything_through() -> None:
    rng = np.random.default_rng(0)
    words = rng.integers(-128, 128, (13, 6)).astype(np.int8)
    marks = rng.random(words.shape) < 0.5
    config = PoolConfig.bypass(ROWS)
    out, counts, emitting = config.apply(words, marks)
    assert np.array_equal(out, np.where(marks, words, 0))
    assert np.array_equal(counts, marks)
    assert emitting.all()
    assert not config.works
    assert PoolConfig(ROWS, kernel_h=2).works
    assert PoolConfig(ROWS, PoolOp.SUM).works


def test_sums_wrap_at_their_width() -> None:
    words = np.full((300, 1), 127, np.int8)
    config = PoolConfig(1, PoolOp.SUM, kernel_w=300, stride_w=300, columns=300)
    (out,), _, _ = config.apply(words, np.ones_like(words, np.bool_), acc_width=16)
    assert out == [-128], "300*127 is 38100, which 16 bits hold as -27436"


def test_header_reads_back() -> None:
    config = PoolConfig(
        7, PoolOp.SUM, False, 3, 2, 3, 65535, 30000, 65535, 48, 5, 1 << 20, -8388608, 5, 31
    )
    frame = config.frame("pool", 72)
    assert frame.beats == 4
    packed = sum(frame.value("data", beat) << 72 * beat for beat in range(4))
    values = unpack_fields(HEADER, packed)
    assert values["bias"] == -8388608
    assert values == {name: int(getattr(config, name)) for name in HEADER}
    with pytest.raises(HeaderError, match="bias"):
        replace(config, bias=1 << 23).frame("pool")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"kernel_h": 0}, "kernel_h"),
        ({"rows_last": 0}, "rows_last|rows last|strips"),
        ({"kernel_h": 3, "rows_out": 2}, "need 4 rows"),
        ({"kernel_w": 2}, "no window"),
    ],
)
def test_a_pass_that_makes_no_sense_is_refused(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(StageError, match=message):
        replace(PoolConfig(ROWS), **changed)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"rows": 49}, "depth"),
        ({"kernel_w": 7, "stride_w": 2, "columns": 7}, "open"),
        (
            {
                "op": PoolOp.SUM,
                "kernel_h": 3,
                "kernel_w": 30000,
                "stride_w": 30000,
                "columns": 30000,
            },
            "bits",
        ),
        ({"columns": 65536}, "columns"),
    ],
)
def test_what_the_engine_cannot_do_is_refused(changed: dict[str, Any], message: str) -> None:
    config = replace(PoolConfig(ROWS), **changed)
    with pytest.raises(StageError, match=message):
        config.check()


def test_beats_of_no_whole_strip_are_refused() -> None:
    config = PoolConfig(1, columns=3)
    words = np.zeros((4, 1), np.int8)
    with pytest.raises(StageError, match="whole strips"):
        config.apply(words, words == 0)
    with pytest.raises(StageError, match="channels of 1 rows"):
        config.apply(words, np.ones((4, 2), np.bool_))


def test_clocks_are_those_of_the_contract() -> None:
    assert (DROPS_AFTER, REGISTERS, LATENCY) == (3, 11, 12)
