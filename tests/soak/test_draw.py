"""The cases that a soak draws."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from sim.chosen import choose
from sim.soak.draw import (
    LONG_EVERY,
    LONG_LAYERS,
    PROFILES,
    SEEDS_PER_ARRAY,
    RefusalError,
    case,
    legal,
)
from sim.soak.job import SoakJob, read_job
from sim.soak.words import TESTS
from tb.bench import ParameterError
from tb.bench.find import design_names, find_bench
from tb.kraken.random_arrays import MOST_PES, limits, random_array
from tb.seed import generator

COUNT = 80


def job(**words: str) -> SoakJob:
    return read_job(words)


@pytest.fixture(scope="module")
def drawn() -> list[object]:
    return [case(job(SEED="7"), number) for number in range(COUNT)]


def test_the_same_seed_gives_the_same_cases(drawn: list[object]) -> None:
    """In any order, and one by one."""
    again = {number: case(job(SEED="7"), number) for number in reversed(range(COUNT))}
    assert [again[number] for number in range(COUNT)] == drawn


def test_another_seed_gives_others(drawn: list[object]) -> None:
    others = [case(job(SEED="8"), number) for number in range(COUNT)]
    assert not [one for one, other in zip(drawn, others, strict=True) if one == other]


def test_cases_share_arrays_and_no_seed() -> None:
    cases = [case(job(), number) for number in range(COUNT)]
    arrays = {found.array: (found.spec.toplevel, found.spec.parameters) for found in cases}
    assert len(arrays) == COUNT // SEEDS_PER_ARRAY
    for found in cases:
        assert arrays[found.array] == (found.spec.toplevel, found.spec.parameters)
    assert len({found.spec.seed for found in cases}) == COUNT


def test_every_case_is_legal_on_each_of_its_ways() -> None:
    for number in range(0, COUNT, 3):
        found = case(job(), number)
        for way in found.ways:
            chosen = choose(found.on(way))
            assert chosen.values.items() >= found.spec.parameters.items()


def test_simulators_get_the_same_array() -> None:
    """Whatever their defaults are."""
    for number in range(0, COUNT, SEEDS_PER_ARRAY):
        found = case(job(), number)
        values = [choose(found.on(way)).values for way in job().ways]
        assert values[0] == values[1] == values[2]


def test_long_simulations_come_on_every_way_of_every_array() -> None:
    cases = [case(job(), number) for number in range(18 * LONG_EVERY)]
    long = [found for found in cases if len(found.ways) == 1]
    assert {(found.spec.toplevel, *found.ways) for found in long} == set(product(TESTS, job().ways))
    for found in long:
        assert found.spec.options == {"RANDOM_LAYERS": str(LONG_LAYERS[found.ways[0].transport])}
        assert found.spec.coverage == "none"
    for found in cases:
        if found not in long:
            assert (found.ways, found.spec.coverage) == (job().ways, "functional")


def test_stalls_are_of_random_kinds() -> None:
    drawn = [case(job(DESIGN=",".join(TESTS)), number).spec for number in range(60)]
    stalled = [spec.profiles for spec in drawn if spec.tests == ("stalls",)]
    assert len(stalled) > 10
    assert {len(set(profiles)) for profiles in stalled} == {PROFILES}
    assert len(set(stalled)) == len(stalled)
    assert not [spec for spec in drawn if spec.profiles and spec.tests != ("stalls",)]


def test_designs_come_by_turns_and_blocks_now_and_then() -> None:
    count = Counter(case(job(), n * SEEDS_PER_ARRAY).spec.toplevel for n in range(100))
    assert min(count[name] for name in TESTS) >= 40
    assert sum(n for name, n in count.items() if name not in TESTS) == 20


def test_one_design_can_be_asked_for() -> None:
    assert {case(job(DESIGN="axis_skid"), n).spec.toplevel for n in range(12)} == {"axis_skid"}


@pytest.mark.parametrize("name", design_names())
def test_every_design_refuses_with_a_sentence(name: str) -> None:
    for seed in range(12):
        legal(generator(seed, "test", name), find_bench(name))


def test_illegal_draws_are_refused_and_drawn_again() -> None:
    refused = [
        text
        for seed in range(60)
        for text in legal(generator(seed, "test"), find_bench("conv_engine"))[1]
    ]
    assert refused
    assert all(text.endswith(".") for text in refused)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (ValueError("negative shift count"), "by ValueError, not by a sentence"),
        (ParameterError("it cannot be"), "without a sentence that names a parameter"),
        (ParameterError("Width is\nodd"), "without a sentence that names a parameter"),
    ],
    ids=str,
)
def test_any_other_refusal_is_a_fault(
    fault: Exception, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def derive(values: dict[str, int]) -> dict[str, int]:
        raise fault

    bench = replace(find_bench("axis_skid"), derive=derive)
    monkeypatch.setattr("sim.chosen.find_bench", lambda *_told: bench)
    with pytest.raises(RefusalError, match=said):
        legal(generator(1), bench)


def test_a_design_that_takes_nothing_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def derive(values: dict[str, int]) -> dict[str, int]:
        raise ParameterError("Width is not right")

    bench = replace(find_bench("axis_skid"), derive=derive)
    monkeypatch.setattr("sim.chosen.find_bench", lambda *_told: bench)
    with pytest.raises(RefusalError, match="has refused 200 draws"):
        legal(generator(1), bench)


def test_arrays_are_small_and_reach_the_edges_of_what_depends() -> None:
    names = [parameter.name for parameter in find_bench("kraken_top").parameters]
    seen: dict[str, set[str]] = {}
    for seed in range(400):
        array = random_array(np.random.default_rng(seed), names)
        assert set(array) <= set(names)
        if not 1 <= array["Rows"] <= 255:
            continue
        assert array["Rows"] * min(array["Cols"], 24) <= MOST_PES
        for name, most in limits(array).items():
            if name in array:
                kind = {1: "least", most: "greatest", most + 1: "illegal", 0: "illegal"}
                seen.setdefault(name, set()).add(kind.get(array[name], "between"))
    assert set(seen) == {"OutChannels", "PixelPortWords", "WeightPortWords", "OutBytes"}
    for name, kinds in seen.items():
        assert kinds == {"least", "greatest", "between", "illegal"}, name
