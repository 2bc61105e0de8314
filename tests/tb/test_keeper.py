"""What is kept of a bench's drawing is what would have been drawn, and leaves the generator so."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from tb.bench.case import Case
from tb.bench.keeper import Keeper

Between = Callable[[np.random.Generator], object]
"""What a test draws for itself between two cases."""


def drawing(rng: np.random.Generator) -> Iterator[Case]:
    """Cases whose number and names follow from all that was drawn before."""
    first = int(rng.integers(100))
    for i in range(3 + first % 2):
        yield Case(f"{first} {i} {rng.integers(1 << 40)}", {})
    rng.random()  # at the end too


def consume(keeper: Keeper | None, seed: int, between: Between, most: int = 99) -> list[object]:
    """All that a test sees and does."""
    rng = np.random.default_rng(seed)
    cases = keeper.draw(rng, drawing) if keeper else drawing(rng)
    seen: list[object] = []
    for case in cases:
        seen += [case.name, between(rng)]
        if len(seen) >= 2 * most:
            break
    return [*seen, rng.bit_generator.state]


def nothing(_: np.random.Generator) -> None:
    """A test that holds nothing back."""


def some(rng: np.random.Generator) -> float:
    return float(rng.random())


def others(rng: np.random.Generator) -> list[int]:
    return [int(x) for x in rng.integers(0, 9, 3)]


def kept(seeds: list[int], between: Between, most: int = 99) -> Keeper:
    """A keeper with what another process has drawn."""
    told = Keeper()
    for seed in seeds:
        consume(told, seed, between, most)
    assert told.begun == len(seeds)
    keeper = Keeper()
    for states in json.loads(json.dumps(told.rounds)):
        keeper.keep(states, drawing)
    return keeper


@pytest.mark.parametrize("most", [1, 2, 99])
@pytest.mark.parametrize("now", [nothing, some, others])
@pytest.mark.parametrize("then", [nothing, some, others])
def test_kept_or_not_all_is_the_same(then: Between, now: Between, most: int) -> None:
    """Also where a test draws otherwise than the one before, or stops sooner or later."""
    keeper = kept([4, 5], then, most)
    for seed in (5, 4, 4, 6):  # the second 4 and 6 are not kept
        assert consume(keeper, seed, now) == consume(None, seed, now)
    assert keeper.begun == 4


def test_nothing_is_drawn_twice() -> None:
    keeper = kept([7], some)
    calls: list[object] = []

    def counted(rng: np.random.Generator) -> Iterator[Case]:
        calls.append(rng)
        return drawing(rng)

    def names() -> list[str]:
        rng, found = np.random.default_rng(7), []
        for case in keeper.draw(rng, counted):
            found.append(case.name)
            some(rng)
        return found

    first = names()
    assert calls == []
    assert names() == first  # a fresh drawing: no test meets the same case twice
    assert len(calls) == 1


def test_other_generators_are_left_alone() -> None:
    other = np.random.Generator(np.random.MT19937(1))
    told = Keeper()
    names = [case.name for case in told.draw(other, drawing)]
    assert (told.begun, told.rounds) == (0, [])
    assert names == [case.name for case in drawing(np.random.Generator(np.random.MT19937(1)))]
