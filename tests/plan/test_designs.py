"""The plans of the project's designs: each has one, and nothing of a bench is left out."""

from __future__ import annotations

import pytest

from tb.bench.find import design_names, find_bench
from tb.plan.gaps import unplanned_cover, unplanned_tests, unrun_tests
from tb.plan.load import all_plans, load_plan
from tb.plan.model import SIMULATORS

DESIGNS = pytest.mark.parametrize("design", design_names())


def test_every_design_has_a_plan() -> None:
    assert [plan.name for plan in all_plans()] == design_names()


@DESIGNS
def test_every_test_is_in_a_testpoint_and_in_a_run(design: str) -> None:
    plan, bench = load_plan(design), find_bench(design)
    assert unplanned_tests(plan, bench) == ()
    assert unrun_tests(plan, bench) == ()


@DESIGNS
def test_every_cover_group_is_in_a_testpoint(design: str) -> None:
    assert unplanned_cover(load_plan(design), find_bench(design)) == ()


@DESIGNS
def test_every_stage_of_a_plan_says_something(design: str) -> None:
    plan = load_plan(design)
    assert {point.stage for point in plan.testpoints} == {"V1", "V2", "V3"}
    assert {simulator for run in plan.runs for simulator in run.simulators} == set(SIMULATORS)
    assert len({point.desc for point in plan.testpoints}) == len(plan.testpoints)


@DESIGNS
def test_no_run_repeats_another(design: str) -> None:
    runs = [
        (simulator, tuple(sorted(bench_values.items())), tuple(sorted(run.options.items())), test)
        for run in load_plan(design).runs
        for simulator in run.simulators
        for bench_values in [find_bench(design).resolve(run.parameters, simulator)]
        for test in run.tests
    ]
    assert len(set(runs)) == len(runs)
