"""Drawing some mutants of many."""

from __future__ import annotations

from collections import Counter

import pytest

from sim.errors import UsageError
from sim.mutate.draw import draw, shares
from sim.mutate.model import Mutant

SIZES = {"large": 60, "middle": 30, "small": 3}
OPERATORS = {"swap": 8, "constant": 3, "sign": 1}
"""Mutants at each place, but for the last one, which is at every tenth."""


def mutants(module: str, places: int) -> list[Mutant]:
    return [
        Mutant.of(
            "source",
            module,
            (f"{module}.sv", 1 + place, 1),
            operator,
            ("a", f"{operator}{i}"),
            (10 * place, 1),
        )
        for place in range(places)
        for operator, times in OPERATORS.items()
        if operator != "sign" or place % 10 == 0
        for i in range(times)
    ]


ALL = {module: mutants(module, places) for module, places in SIZES.items()}


def test_a_seed_draws_the_same_in_whatever_order_they_come() -> None:
    turned = {module: found[::-1] for module, found in reversed(ALL.items())}
    assert draw(ALL, 50, 7) == draw(turned, 50, 7)
    assert draw(ALL, 50, 7) != draw(ALL, 50, 8)


def test_shares_follow_the_number_of_places() -> None:
    assert shares(ALL, 93, 1) == {"large": 60, "middle": 30, "small": 3}
    assert sum(shares(ALL, 10, 1).values()) == 10
    assert len(draw(ALL, 93, 1)) == 93


def test_every_operator_comes_and_none_crowds_out_the_rest() -> None:
    for n in (9, 30, 93):
        counted = Counter(each.operator for each in draw(ALL, n, 3))
        assert set(counted) == set(OPERATORS)
    counted = Counter(each.operator for each in draw(ALL, 93, 3))
    available = Counter(each.operator for found in ALL.values() for each in found)
    assert counted["sign"] / available["sign"] > counted["swap"] / available["swap"]


def test_none_comes_twice_and_all_come_when_all_are_asked_for() -> None:
    every = [each for found in ALL.values() for each in found]
    drawn = draw(ALL, 10_000, 1)
    assert len(drawn) == len(every)
    assert {each.key for each in drawn} == {each.key for each in every}


def test_a_full_module_gives_the_rest_to_others() -> None:
    few = {"large": ALL["large"], "tiny": ALL["small"][:1]}
    assert shares(few, 20, 1)["tiny"] <= 1
    assert sum(shares(few, 20, 1).values()) == 20


def test_nothing_cannot_be_drawn() -> None:
    with pytest.raises(UsageError, match="choose at least 1"):
        draw(ALL, 0, 1)
