"""Coverage of operands that are brought to a common scale, which rounds twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from golden.kraken.stages.adder import EARLY_BITS, scaled
from tb.coverage.model import Group, Values
from tb.kraken.coverage.features import Feature, Found, crossing, group_of
from tb.kraken.coverage.scaling import (
    ENDS,
    MANTISSA,
    PART,
    SHIFT,
    SIGN,
    ends_of,
    mantissas,
    part_of,
    shifts,
    sign_of,
)
from tb.kraken.steps import Ints

MOST = 255
"""Magnitude of an operand less its zero point."""


@dataclass(frozen=True, eq=False)
class Operands:
    """What `golden.kraken.stages.adder.scaled` takes; arrays broadcast to [words].

    Attributes:
        values, mantissa, shift: see there.
    """

    values: Ints
    mantissa: Ints
    shift: Ints


def _late(o: Operands) -> Found:
    """Halves away from zero are those of the magnitude."""
    early = np.asarray(scaled(o.values, o.mantissa, 0))
    return part_of(np.abs(early), o.shift)


FEATURES: tuple[Feature[Operands], ...] = (
    Feature("value", "less its zero point", ENDS, lambda o: ends_of(o.values, -MOST, MOST)),
    Feature("sign", "of the value", SIGN, lambda o: sign_of(o.values)),
    Feature(
        "first",
        "what the first rounding takes away",
        PART,
        lambda o: part_of(o.values * o.mantissa, EARLY_BITS),
    ),
    Feature("last", "what the second rounding takes from the magnitude", PART, _late),
    Feature("mantissa", "of the factor", MANTISSA, lambda o: mantissas(o.mantissa)),
    Feature("shift", "of the factor, to the right", SHIFT, lambda o: shifts(o.shift)),
)


def _nothing_of_zero(*bins: str) -> bool:
    return "zero" in bins and "nothing" not in bins


CROSSES = (
    crossing(
        FEATURES,
        "early_halves",
        ("first", "sign"),
        "upwards, of each sign",
        _nothing_of_zero,
    ),
    crossing(
        FEATURES,
        "late_halves",
        ("last", "sign"),
        "halves away from zero, of each sign",
        _nothing_of_zero,
    ),
    crossing(
        FEATURES, "two_halves", ("first", "last"), "a rounding that decides what the next one sees"
    ),
)


def operand_group(things: Callable[[Any, Any, Values], Iterable[Operands]]) -> Group:
    """The group ``operand``.

    Args:
        things: the operands of (a case, the one before, parameters).
    """
    return group_of("operand", "operands at the common scale", FEATURES, things, CROSSES)
