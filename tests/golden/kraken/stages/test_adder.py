"""The adder: its packets, and its arithmetic against one that is written out in whole numbers."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden.kraken.errors import StageError
from golden.kraken.stages.adder import FIELDS, AdderConfig, AdderOp, scaled
from golden.kraken.stages.channel import RequantRounding
from golden.kraken.stages.fields import unpack_fields
from golden.quant.fixed_point import mbqm
from tests.golden.strategies import SEEDS

mantissas = st.one_of(
    st.sampled_from([0, 1, 2**10, 3 * 2**10, 2**30, 2**31 - 1, 2**31]), st.integers(0, 2**31)
)
shifts = st.one_of(st.integers(0, 12), st.integers(0, 31))
words = st.integers(-128, 127)

HALF = Fraction(1, 2)


def away(x: Fraction) -> int:
    """To the nearest integer, halves away from zero."""
    return floor(x + HALF) if x >= 0 else -floor(-x + HALF)


def up(x: Fraction) -> int:
    """To the nearest integer, halves upwards."""
    return floor(x + HALF)


@st.composite
def configs(draw: st.DrawFn) -> AdderConfig:
    low, high = sorted((draw(words), draw(words)))
    return AdderConfig(
        op=draw(st.sampled_from([AdderOp.ADD, AdderOp.SUB, AdderOp.MUL])),
        zero_point_1=draw(words),
        zero_point_2=draw(words),
        mantissa_1=draw(mantissas),
        shift_1=draw(shifts),
        mantissa_2=draw(mantissas),
        shift_2=draw(shifts),
        mantissa=draw(mantissas),
        shift=draw(shifts),
        rounding=draw(st.sampled_from(RequantRounding)),
        zero_point=draw(words),
        low=low,
        high=high,
    )


def definition(c: AdderConfig, first: int, second: int) -> int:
    """The contract of hw/STAGES.md for one pair, in exact numbers."""
    v_1, v_2 = first - c.zero_point_1, second - c.zero_point_2
    a_1 = away(Fraction(up(Fraction(v_1 * c.mantissa_1, 2**11)), 2**c.shift_1))
    a_2 = away(Fraction(up(Fraction(v_2 * c.mantissa_2, 2**11)), 2**c.shift_2))
    x = {AdderOp.ADD: a_1 + a_2, AdderOp.SUB: a_1 - a_2, AdderOp.MUL: v_1 * v_2}[c.op]
    if c.rounding is RequantRounding.DOUBLE:
        y = away(Fraction(up(Fraction(x * c.mantissa, 2**31)), 2**c.shift))
    else:
        nearest = up if c.rounding is RequantRounding.UP else away
        y = nearest(Fraction(x * c.mantissa, 2 ** (31 + c.shift)))
    return min(max(y + c.zero_point, c.low), c.high)


@given(configs(), SEEDS)
def test_equals_its_definition(config: AdderConfig, seed: int) -> None:
    first, second = np.random.default_rng(seed).integers(-128, 128, (2, 4, 8))
    found, _ = config.apply(first, np.ones(first.shape, np.bool_), second)
    for a, b, result in zip(first.ravel(), second.ravel(), found.ravel(), strict=True):
        assert result == definition(config, int(a), int(b))


@given(mantissas.filter(lambda m: m < 2**31), shifts)
def test_an_operand_is_scaled_as_tflite_does_it(mantissa: int, shift: int) -> None:
    """For all values that an operand can have; a mantissa of TFLite has 31 bits."""
    values = np.arange(-255, 256)
    assert (scaled(values, mantissa, shift) == mbqm(values << 20, mantissa, -shift)).all()


def test_words_pass_whatever_else_the_configuration_says() -> None:
    first = np.arange(-128, 128).reshape(16, 16)
    marks = np.random.default_rng(1).random(first.shape) < 0.5
    for config in (AdderConfig.bypass(), AdderConfig(AdderOp.PASS, 5, 6, zero_point=7, low=8)):
        found, kept = config.apply(first, marks)
        assert (found == np.where(marks, first, 0)).all()
        assert (kept == marks).all()
        assert not config.works


@given(configs())
def test_the_packet_says_every_field(config: AdderConfig) -> None:
    frame = config.frame("a sum", 144)
    assert frame.beats == 2
    header = frame.value("data", 0) | frame.value("data", 1) << 144
    for name, value in unpack_fields(FIELDS, header).items():
        assert value == getattr(config, name)


def test_the_fields_lie_where_the_contract_says() -> None:
    lows = {name: field.low for name, field in FIELDS.items()}
    assert lows == {
        "op": 0,
        "zero_point_1": 2,
        "zero_point_2": 10,
        "mantissa_1": 18,
        "shift_1": 50,
        "mantissa_2": 55,
        "shift_2": 87,
        "mantissa": 92,
        "shift": 124,
        "rounding": 130,
        "zero_point": 132,
        "low": 140,
        "high": 148,
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"zero_point_1": 128},
        {"mantissa_2": 2**31 + 1},
        {"shift": 32},
        {"shift_1": -1},
        {"low": 5, "high": 4},
    ],
)
def test_numbers_beyond_their_limits_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(StageError):
        AdderConfig(AdderOp.ADD, **wrong)


def test_an_operand_goes_with_an_operation() -> None:
    some = np.zeros((1, 1), np.int64)
    marks = np.ones((1, 1), np.bool_)
    with pytest.raises(StageError, match="ADD of the adder needs"):
        AdderConfig(AdderOp.ADD).apply(some, marks)
    with pytest.raises(StageError, match="PASS of the adder takes no"):
        AdderConfig.bypass().apply(some, marks, some)
