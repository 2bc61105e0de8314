"""Growth of memory, from samples that are written down."""

from __future__ import annotations

import numpy as np
import pytest

from sim.soak.growth import COPIES, KEPT_PER_CASE, SLACK, WORD_BYTES, Growth, Sample, growth_of

MEBIBYTE = 1 << 20
BEGIN = 60 * MEBIBYTE


def samples(kept: int, *, cases: int = 600, noise: int = 0, once: int = 0) -> list[Sample]:
    """One behind each fifth case, with `kept` bytes of each and `once` from the first tenth on."""
    rng = np.random.default_rng(1)
    return [
        Sample(
            done,
            BEGIN
            + kept * done
            + (once if 10 * done > cases else 0)
            + int(rng.integers(-noise, noise + 1)),
        )
        for done in range(0, cases + 1, 5)
    ]


def test_the_middle_of_the_last_third_is_compared_with_that_of_the_first() -> None:
    found = growth_of(samples(1000))
    # 60 samples of 300 to 595 cases: thirds of 20, whose middles lie 40 samples or 200 cases apart.
    assert found == Growth(200, 200_000, SLACK + 200 * KEPT_PER_CASE)


def test_what_is_let_go_in_the_end_hides_nothing() -> None:
    grown = samples(32 << 10)
    ended = [Sample(600, BEGIN)] * 100
    assert growth_of([*grown, *ended]) == growth_of(grown)


def test_a_simulator_that_waits_hides_nothing() -> None:
    """A machine that is busy with other things stops it for longer than all its cases take."""
    grown = samples(32 << 10)
    at = next(i for i, sample in enumerate(grown) if sample.cases == 400)
    assert growth_of([*grown[:at], *[grown[at]] * 1000, *grown[at:]]) == growth_of(grown)


@pytest.mark.parametrize("noise", [0, MEBIBYTE])
@pytest.mark.parametrize("once", [0, 200 * MEBIBYTE])
def test_noise_and_what_is_loaded_once_are_legal(noise: int, once: int) -> None:
    found = growth_of(samples(0, noise=noise, once=once))
    assert found is not None
    assert found.grown <= found.bound


def test_what_the_lowering_keeps_is_legal() -> None:
    found = growth_of(samples(KEPT_PER_CASE))
    assert found is not None
    assert found.grown <= found.bound


def test_a_leak_is_not() -> None:
    found = growth_of(samples(32 << 10, noise=MEBIBYTE))
    assert found is not None
    assert found.grown > found.bound


def test_a_large_case_in_work_is_legal_and_its_size_counts() -> None:
    large = [Sample(s.cases, s.resident, 1000) for s in samples(0)]
    found, plain = growth_of(large), growth_of(samples(0))
    assert found is not None
    assert plain is not None
    assert found.bound - plain.bound == 1000 * WORD_BYTES * COPIES


@pytest.mark.parametrize("cases", [0, 5, 195])
def test_few_cases_tell_nothing(cases: int) -> None:
    assert growth_of(samples(1 << 20, cases=cases)) is None


def test_few_samples_tell_nothing() -> None:
    assert growth_of(samples(1 << 20)[::10]) is None
    assert growth_of([]) is None
