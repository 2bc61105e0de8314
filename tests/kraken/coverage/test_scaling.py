"""Kinds of words that are scaled, against exact fractions."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor
from typing import Any

import numpy as np
import pytest

from golden.kraken.stages.adder import scaled
from golden.kraken.stages.channel import RequantRounding, requantize
from tb.kraken.coverage.operands import FEATURES as OPERAND_FEATURES
from tb.kraken.coverage.operands import Operands
from tb.kraken.coverage.scaling import FEATURES, Scaled
from tb.kraken.stage_words import critical_values, draw_scaling

WORDS = 400
HALF = Fraction(1, 2)
PARTS = {
    "nothing": lambda part: part == 0,
    "below a half": lambda part: 0 < part < HALF,
    "a half": lambda part: part == HALF,
    "above a half": lambda part: part > HALF,
}


def bins(feature: Any, thing: Any, words: int) -> list[str | None]:
    """The bin of each word."""
    found: Mapping[str, Any] | None = feature.of(thing)
    assert found is not None
    masks = {name: np.broadcast_to(mask, words) for name, mask in found.items()}
    return [next((name for name, m in masks.items() if m[i]), None) for i in range(words)]


def part_name(value: Fraction) -> str:
    """What lies behind the point."""
    part = value - floor(value)
    return next(name for name, true in PARTS.items() if true(part))


def drawn(rounding: RequantRounding, seed: int = 1) -> Scaled:
    """Words of all kinds, with parameters of their own."""
    rng = np.random.default_rng(seed)
    s = draw_scaling(rng, (WORDS,))
    x = critical_values(rng, s, 32, (WORDS,))
    return Scaled(x, s.mantissa, s.shift, rounding, s.zero_point, s.low, s.high)


FEATURE = {feature.name: feature for feature in FEATURES}


@pytest.mark.parametrize("rounding", RequantRounding)
def test_the_last_rounding_takes_away_what_lies_behind_the_point(rounding: RequantRounding) -> None:
    s = drawn(rounding)
    found = bins(FEATURE["last"], s, WORDS)
    for x, mantissa, shift, name in zip(s.x, s.mantissa, s.shift, found, strict=True):
        value = Fraction(int(x) * int(mantissa), 2**31)
        if rounding is RequantRounding.DOUBLE:
            value = Fraction(floor(value + HALF))
        assert part_name(abs(value) / 2 ** int(shift)) == name
    assert set(found) == set(PARTS)


def test_the_first_of_two_roundings_takes_away_what_lies_behind_its_point() -> None:
    s = drawn(RequantRounding.DOUBLE)
    found = bins(FEATURE["first"], s, WORDS)
    for x, mantissa, name in zip(s.x, s.mantissa, found, strict=True):
        assert part_name(Fraction(int(x) * int(mantissa), 2**31)) == name
    assert FEATURE["first"].of(drawn(RequantRounding.UP)) is None


@pytest.mark.parametrize("rounding", RequantRounding)
def test_bounds_are_told_by_what_the_golden_function_gives(rounding: RequantRounding) -> None:
    s = drawn(rounding)
    args = (s.x, s.mantissa, s.shift, rounding, s.zero_point)
    free = requantize(*args, -(2**40), 2**40)
    bound = requantize(*args, s.low, s.high)
    for name, y, z, low, high in zip(
        bins(FEATURE["clamp"], s, WORDS), free, bound, s.low, s.high, strict=True
    ):
        assert (name in ("below the bounds", "above the bounds")) == (y != z)
        assert (name == "between") == (low < y < high)
        if low < high:
            assert (name in ("below the bounds", "the lower bound")) == (z == low)


@pytest.mark.parametrize("rounding", RequantRounding)
def test_a_step_lies_where_a_neighbour_has_another_result(rounding: RequantRounding) -> None:
    s = drawn(rounding, seed=2)
    args = (s.mantissa, s.shift, rounding, 0, -(2**40), 2**40)
    below, here, above = (requantize(s.x + off, *args) for off in (-1, 0, 1))
    names = {(1, 1): "between two", (1, 0): "above one", (0, 1): "below one", (0, 0): "at none"}
    due = [names[a, b] for a, b in zip(below != here, above != here, strict=True)]
    assert bins(FEATURE["step"], s, WORDS) == due
    assert set(due) == set(names.values())


@pytest.mark.parametrize(("x", "name"), [(1, "another than once"), (2, "as once")])
def test_two_roundings_are_told_from_one(x: int, name: str) -> None:
    """A quarter becomes 1, for half of 1 is a half; two quarters are that already."""
    arrays = (np.array(n) for n in (0, -128, 127))
    s = Scaled(np.array([x]), np.array(2**30), np.array(1), RequantRounding.DOUBLE, *arrays)
    assert bins(FEATURE["twice"], s, 1) == [name]


@pytest.mark.parametrize(
    ("low", "high", "name"),
    [
        (-128, 127, "all of int8"),
        (-127, 127, "low raised"),
        (-128, 126, "high lowered"),
        (-3, 4, "both"),
        (-128, -128, "one value"),
        (127, 127, "one value"),
    ],
)
def test_limits_have_names(low: int, high: int, name: str) -> None:
    nought = np.array([0])
    ends = (np.array(0), np.array(low), np.array(high))
    s = Scaled(nought, nought, nought, RequantRounding.UP, *ends)
    assert bins(FEATURE["limits"], s, 1) == [name]


def test_operands_are_rounded_as_the_adder_does() -> None:
    rng = np.random.default_rng(3)
    values = rng.integers(-255, 256, WORDS)
    mantissa = rng.choice([3 << 10, 1 << 11, 1 << 30, 1 << 31, 12345], WORDS)
    shift = rng.integers(0, 24, WORDS)
    o = Operands(values, mantissa, shift)
    feature = {f.name: f for f in OPERAND_FEATURES}
    rows = zip(
        values,
        mantissa,
        shift,
        scaled(values, mantissa, shift),
        bins(feature["first"], o, WORDS),
        bins(feature["last"], o, WORDS),
        strict=True,
    )
    for value, factor, right, result, first, last in rows:
        exact = Fraction(int(value) * int(factor), 2**11)
        assert part_name(exact) == first
        early = Fraction(floor(exact + HALF), 2 ** int(right))
        assert part_name(abs(early)) == last
        away = floor(abs(early) + HALF)
        assert int(result) == (away if early > 0 else -away)
