"""What is counted of pairs of words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from golden.streams.words import unpack_words
from tb.bench import Values
from tb.designs.pool_pair.cases import APART
from tb.kraken.coverage.features import Feature, Found, crossing, group_of
from tb.kraken.coverage.scaling import SIGN, sign_of
from tb.kraken.steps import Bools, Ints

SUM = ("below the range", "in the range", "above the range")
ORDER = ("a less", "equal", "a greater")


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of words, [pairs] each.

    Attributes:
        a, b: the words.
        is_sum: whether their sum is asked for.
        half: half of the range of a word.
    """

    a: Ints
    b: Ints
    is_sum: Bools
    half: int


def _sum(p: Pairs) -> Found:
    total = p.a + p.b
    kinds = (total < -p.half, abs(2 * total + 1) < 2 * p.half, total >= p.half)
    return {name: kind & p.is_sum for name, kind in zip(SUM, kinds, strict=True)}


def _order(p: Pairs) -> Found:
    kinds = (p.a < p.b, p.a == p.b, p.a > p.b)
    return {name: kind & ~p.is_sum for name, kind in zip(ORDER, kinds, strict=True)}


def _apart(p: Pairs) -> Found:
    apart = abs(p.a - p.b)
    kinds = {"0": apart == 0, "1": apart == 1, "some": apart < APART, "most": apart == APART}
    return {name: kind & ~p.is_sum for name, kind in kinds.items()}


FEATURES: tuple[Feature[Pairs], ...] = (
    Feature(
        "op", "what is asked for", ("MAX", "SUM"), lambda p: {"SUM": p.is_sum, "MAX": ~p.is_sum}
    ),
    Feature("a", "sign of the first", SIGN, lambda p: sign_of(p.a)),
    Feature("b", "sign of the second", SIGN, lambda p: sign_of(p.b)),
    Feature("sum", "of both", SUM, _sum),
    Feature("order", "of words whose greater is asked for", ORDER, _order),
    Feature("apart", "how far they lie from each other", ("0", "1", "some", "most"), _apart),
)
CROSSES = (
    crossing(FEATURES, "signs", ("op", "a", "b"), "a comparison of words of each sign"),
    crossing(
        FEATURES,
        "farthest",
        ("order", "apart"),
        "the widest difference both ways",
        lambda order, apart: (order == "equal") != (apart == "0"),
    ),
)


def _pairs(case: Any, before: Any, values: Values) -> Iterator[Pairs]:
    width = values["Width"]
    for frame in case.frames["in"]:
        a, b = (unpack_words(frame.whole(name), 1, width)[:, 0] for name in ("a", "b"))
        yield Pairs(a, b, frame.whole("sum")[:, 0] == 1, 1 << (width - 1))


GROUPS = (group_of("pair", "pairs of words", FEATURES, _pairs, CROSSES),)
