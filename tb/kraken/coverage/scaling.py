"""Coverage of a scaling to int8: halves and steps, both signs, saturation, ends of all fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from golden.kraken.stages.adder import AdderConfig
from golden.kraken.stages.channel import MANTISSA_BITS, SHIFT_MAX, RequantRounding, scale
from golden.kraken.stages.pool import PoolConfig
from tb.coverage.model import Group, Values
from tb.kraken.coverage.features import Feature, Found, crossing, group_of
from tb.kraken.steps import Bools, Ints

LEAST, GREATEST = -128, 127
ONE = 1 << MANTISSA_BITS
ROUNDINGS = tuple(rounding.name for rounding in RequantRounding)
SIGN = ("negative", "zero", "positive")
PART = ("nothing", "below a half", "a half", "above a half")
"""What a rounding takes away from a number, or from its magnitude."""
CLAMP = ("below the bounds", "the lower bound", "between", "the upper bound", "above the bounds")
ENDS = ("least", "greatest", "negative", "zero", "positive")
MANTISSA = ("0", "1", "below 2**30", "2**30", "above 2**30", "2**31 - 1", "2**31")
"""TFLite's own are 2**30 and above."""
SHIFT = ("0", "1", "2 to 30", "31")
LIMITS = ("all of int8", "low raised", "high lowered", "both", "one value")


@dataclass(frozen=True, eq=False)
class Scaled:
    """Words that go through `golden.kraken.stages.channel.requantize`; arrays broadcast to [words].

    Attributes:
        x: what is scaled.
        mantissa, shift, rounding, zero_point, low, high: see there.
    """

    x: Ints
    mantissa: Ints
    shift: Ints
    rounding: RequantRounding
    zero_point: Ints
    low: Ints
    high: Ints

    @classmethod
    def alike(cls, x: Ints, config: AdderConfig | PoolConfig) -> Scaled:
        """Words that one configuration scales."""
        c = config
        numbers = (c.mantissa, c.shift, c.zero_point, c.low, c.high)
        mantissa, shift, *ends = map(np.asarray, numbers)
        return cls(x, mantissa, shift, c.rounding, *ends)

    @property
    def product(self) -> Ints:
        """What the first rounding sees: 31 bits behind the point."""
        return self.x * self.mantissa

    @property
    def early(self) -> Ints:
        """What the second rounding of DOUBLE sees."""
        return scale(self.x, self.mantissa, 0, RequantRounding.DOUBLE)

    def scaled(self, off: int = 0) -> Ints:
        """The scaled value of a word, or of one so much greater."""
        return scale(self.x + off, self.mantissa, self.shift, self.rounding)


def sign_of(values: Ints) -> Found:
    """Signs, of `SIGN`."""
    return dict(zip(SIGN, (values < 0, values == 0, values > 0), strict=True))


def part_of(values: Ints, bits: Ints | int) -> Found:
    """What of numbers the lowest `bits` bits hold, of `PART`."""
    bits = np.asarray(bits, np.int64)
    part = values & ((np.int64(1) << bits) - 1)
    half = (np.int64(1) << bits) >> 1
    kinds = (part == 0, part < half, part == half, part > half)
    return dict(zip(PART, kinds, strict=True))


def ends_of(values: Ints, least: int, greatest: int) -> Found:
    """Numbers at the ends of their range, of `ENDS`."""
    kinds = (values == least, values == greatest, values < 0, values == 0, values > 0)
    return dict(zip(ENDS, kinds, strict=True))


def mantissas(values: Ints) -> Found:
    """Kinds of mantissas, of `MANTISSA`."""
    kinds = (
        values == 0,
        values == 1,
        values < ONE // 2,
        values == ONE // 2,
        values < ONE - 1,
        values == ONE - 1,
        values == ONE,
    )
    return dict(zip(MANTISSA, kinds, strict=True))


def shifts(values: Ints) -> Found:
    """Kinds of shifts to the right, of `SHIFT`."""
    kinds = (values == 0, values == 1, values < SHIFT_MAX, values == SHIFT_MAX)
    return dict(zip(SHIFT, kinds, strict=True))


def _first(s: Scaled) -> Found:
    """DOUBLE rounds halves upwards first, so the part is that of the number itself."""
    return part_of(s.product, MANTISSA_BITS) if s.rounding is RequantRounding.DOUBLE else None


def _last(s: Scaled) -> Found:
    """Halves away from zero are those of the magnitude, and so is the part."""
    if s.rounding is RequantRounding.DOUBLE:
        return part_of(np.abs(s.early), s.shift)
    return part_of(np.abs(s.product), MANTISSA_BITS + s.shift)


def _twice(s: Scaled) -> Found:
    if s.rounding is not RequantRounding.DOUBLE:
        return None
    once = scale(s.x, s.mantissa, s.shift, RequantRounding.AWAY)
    return {"as once": s.scaled() == once, "another than once": s.scaled() != once}


def _step(s: Scaled) -> Found:
    below, above = s.scaled() != s.scaled(-1), s.scaled() != s.scaled(1)
    return {
        "between two": below & above,
        "above one": below,
        "below one": above,
        "at none": ~below & ~above,
    }


def _clamp(s: Scaled) -> Found:
    y = s.scaled() + s.zero_point
    kinds = (y < s.low, y == s.low, (s.low < y) & (y < s.high), y == s.high, y > s.high)
    return dict(zip(CLAMP, kinds, strict=True))


def _limits(s: Scaled) -> Found:
    low, high = s.low > LEAST, s.high < GREATEST
    kinds = (~low & ~high, low & ~high & (s.low < s.high), high & ~low & (s.low < s.high))
    both = low & high & (s.low < s.high)
    return dict(zip(LIMITS, (*kinds, both, s.low == s.high), strict=True))


FEATURES: tuple[Feature[Scaled], ...] = (
    Feature("rounding", "how a product becomes an integer", ROUNDINGS, lambda s: s.rounding.name),
    Feature("sign", "of the product", SIGN, lambda s: sign_of(s.product)),
    Feature("first", "what the first of two roundings takes away", PART, _first),
    Feature("last", "what the last rounding takes from the magnitude", PART, _last),
    Feature("twice", "of two roundings", ("as once", "another than once"), _twice),
    Feature(
        "step",
        "words beside which the result changes",
        ("between two", "above one", "below one", "at none"),
        _step,
    ),
    Feature("clamp", "the result against the bounds", CLAMP, _clamp),
    Feature("limits", "the bounds", LIMITS, _limits),
    Feature("mantissa", "of the multiplier", MANTISSA, lambda s: mantissas(s.mantissa)),
    Feature("shift", "of the multiplier, to the right", SHIFT, lambda s: shifts(s.shift)),
    Feature(
        "zero_point",
        "of the result",
        ENDS,
        lambda s: ends_of(s.zero_point, LEAST, GREATEST),
    ),
)


def _no_part_of_zero(*bins: str) -> bool:
    """A product of 0 has no part that a rounding takes away."""
    return "zero" in bins and "nothing" not in bins


def _one_value_is_a_bound(clamp: str, limits: str) -> bool:
    return limits == "one value" and clamp in ("between", "the upper bound")


CROSSES = (
    crossing(
        FEATURES,
        "halves",
        ("rounding", "last", "sign"),
        "which way each rounding takes a half of each sign",
        lambda rounding, last, sign: _no_part_of_zero(last, sign),
    ),
    crossing(
        FEATURES,
        "early_halves",
        ("first", "sign"),
        "the first of two roundings, which takes halves upwards",
        _no_part_of_zero,
    ),
    crossing(
        FEATURES, "two_halves", ("first", "last"), "a rounding that decides what the next one sees"
    ),
    crossing(
        FEATURES,
        "steps",
        ("rounding", "step"),
        "words on both sides of each step of the result",
    ),
    crossing(
        FEATURES,
        "saturation",
        ("clamp", "limits"),
        "each bound from both sides",
        _one_value_is_a_bound,
    ),
    crossing(FEATURES, "rounding_by_shift", ("rounding", "shift"), "ends of the shifter"),
    crossing(FEATURES, "rounding_by_mantissa", ("rounding", "mantissa"), "ends of the multiplier"),
)


def counting(marks: Bools, *arrays: Ints) -> tuple[Ints, ...]:
    """The words of arrays that count, each array broadcast to the marks: [words] each."""
    return tuple(np.broadcast_to(part, marks.shape)[marks] for part in arrays)


def scaling_group(things: Callable[[Any, Any, Values], Iterable[Scaled]]) -> Group:
    """The group ``scaling`` of a design that scales words to int8.

    Args:
        things: the words of (a case, the one before, parameters).
    """
    return group_of("scaling", "words that are scaled to int8", FEATURES, things, CROSSES)
