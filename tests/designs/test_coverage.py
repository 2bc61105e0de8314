"""The functional coverage that designs declare, and what their own cases hit of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np
import pytest
from cocotb_coverage.coverage import coverage_db

from tb.bench import Bench, Case, Values
from tb.bench.find import design_names, find_bench
from tb.coverage.groups import groups_of
from tb.coverage.recorder import Recorder

CASES = 12
"""Drawn cases of a design that are sampled."""


@pytest.fixture(autouse=True)
def counted() -> Iterator[None]:
    coverage_db.clear()
    yield
    coverage_db.clear()


def declared(bench: Bench, values: Values) -> dict[str, tuple[str, ...]]:
    """Bins by the full names of points."""
    return {
        f"{group.name}.{point.name}": tuple(point.bins)
        for group in groups_of(bench, values)
        for point in group.points
    }


def all_values(bench: Bench) -> list[dict[str, int]]:
    """Parameters of the static checks, which are those at which designs differ."""
    return [bench.resolve(given, "verilator") for given in bench.lint]


@pytest.mark.parametrize("name", design_names())
def test_groups_are_well_declared_and_the_same_for_all_parameters(name: str) -> None:
    """The coverage of runs with different arrays is merged."""
    bench = find_bench(name)
    first, *others = (declared(bench, values) for values in all_values(bench))
    Recorder(name, groups_of(bench, all_values(bench)[0]))
    known: dict[str, tuple[str, ...]] = dict(first)
    for other in others:
        # A design may have other ports, and never other bins of a port.
        assert {point: known.get(point, bins) for point, bins in other.items()} == other
        own = {point for point in other if point.split(".")[0] not in ("ports", "reset")}
        assert own == {p for p in first if p.split(".")[0] not in ("ports", "reset")}
        known |= other


def drawn(bench: Bench, values: Values) -> list[Case]:
    return list(islice(bench.draw(np.random.default_rng(7), values), CASES))


@pytest.mark.parametrize("name", [name for name in design_names() if find_bench(name).draws])
def test_cases_are_sampled_in_bins_that_there_are(name: str) -> None:
    bench = find_bench(name)
    values = bench.resolve({}, "verilator")
    recorder = Recorder(name, groups_of(bench, values))
    before: Case | None = None
    for case in drawn(bench, values):
        recorder.case(case, before, values)
        before = case
    of_cases = [group.name for group in groups_of(bench, values) if group.of_case is not None]
    hit = [group for group in of_cases if coverage_db[f"{name}.{group}"].coverage]
    assert bool(hit) == bool(of_cases)
