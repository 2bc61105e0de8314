"""Plans become jobs."""

from __future__ import annotations

from itertools import permutations
from typing import Any

from sim.regress.jobs import build_key, by_build, fresh_seed, jobs_of
from sim.regress.model import Job
from tb.plan.model import KeptSeed, PlannedRun, Testplan, Testpoint
from tb.spec import LARGEST_SEED


def plan(name: str, *runs: PlannedRun) -> Testplan:
    point = Testpoint(name="p", desc="d", stage="V1", tests=("sound",))
    return Testplan(name=name, testpoints=(point,), runs=runs)


def planned(name: str = "usual", **told: Any) -> PlannedRun:
    return PlannedRun(name=name, tests=("sound",), **told)


def jobs(*plans: Testplan, seed: int = 1, seeds: int = 3, **told: Any) -> tuple[Job, ...]:
    told = {"simulators": ("verilator", "icarus"), **told}
    return jobs_of(plans, seed=seed, seeds=seeds, **told)


def test_every_run_simulator_and_seed_is_a_job_of_its_own() -> None:
    both, one = planned("both"), planned("one", simulators=("icarus",))
    found = jobs(plan("a", both, one), plan("b", both))
    assert [(job.design, job.run, job.spec.simulator) for job in found] == [
        *[("a", "both", "verilator")] * 3,
        *[("a", "both", "icarus")] * 3,
        *[("a", "one", "icarus")] * 3,
        *[("b", "both", "verilator")] * 3,
        *[("b", "both", "icarus")] * 3,
    ]
    assert len({job.key for job in found}) == len(found)
    assert len({job.spec.seed for job in found}) == len(found)
    assert jobs(plan("a", one), simulators=("verilator",)) == ()


def test_a_job_is_told_what_its_run_says() -> None:
    run = planned(parameters={"Width": 3}, options={"IMAGES": "2"}, limit_seconds=7.0)
    first = jobs(plan("a", run), coverage="code")[0]
    assert first.spec.toplevel == "a"
    assert first.spec.tests == ("sound",)
    assert first.spec.parameters == {"Width": 3}
    assert first.spec.options == {"IMAGES": "2"}
    assert first.spec.coverage == "code"
    assert first.limit_seconds == 7.0
    assert first.key == f"a.usual.verilator.{first.spec.seed}"


def test_the_same_seed_gives_the_same_jobs_whatever_else_is_planned() -> None:
    a, b = plan("a", planned()), plan("b", planned(), planned("other"))
    assert jobs(a, b, seed=7) == jobs(a, seed=7) + jobs(b, seed=7)
    assert {job.key for job in jobs(b, a, seed=7)} == {job.key for job in jobs(a, b, seed=7)}
    assert jobs(a, seed=7, seeds=5)[:3] == jobs(a, seed=7, seeds=3)[:3]
    assert not {j.spec.seed for j in jobs(a, seed=7)} & {j.spec.seed for j in jobs(a, seed=8)}


def test_no_two_of_these_make_one_seed() -> None:
    seeds = [
        fresh_seed(1, design, run, simulator, index)
        for design, run, simulator in permutations(["a", "b", "c"])
        for index in range(50)
    ]
    assert len(set(seeds)) == len(seeds)
    assert all(0 <= seed <= LARGEST_SEED for seed in seeds)
    assert max(seeds) > LARGEST_SEED * 0.9  # the whole range is used


def test_kept_seeds_come_besides_and_a_run_may_ask_for_fewer_fresh_ones() -> None:
    kept = (KeptSeed(seed=5, why="a bug"), KeptSeed(seed=9, why="a bin"))
    found = jobs(plan("a", planned(seeds=kept, reseed=1, simulators=("icarus",))), seeds=20)
    assert [(job.spec.seed, job.kept) for job in found][:2] == [(5, "a bug"), (9, "a bin")]
    assert [job.kept for job in found][2:] == [""]
    assert [job.spec.seed for job in jobs(plan("a", planned(seeds=kept)), seeds=0)] == [5, 9, 5, 9]


def test_a_kept_seed_that_is_drawn_too_is_run_once() -> None:
    drawn = fresh_seed(1, "a", "usual", "icarus", 0)
    kept = (KeptSeed(seed=drawn, why="known"),)
    run = planned(seeds=kept, simulators=("icarus",))
    found = jobs(plan("a", run), seeds=2)
    assert [job.kept for job in found] == ["known", ""]
    assert found[0].spec.seed == drawn


def test_what_shapes_a_binary_makes_the_build() -> None:
    spec = jobs(plan("a", planned()))[0].spec
    for same in ({"seed": 99}, {"tests": ("x",)}, {"options": {"A": "1"}}, {"profiles": ("none",)}):
        assert build_key(spec.model_copy(update=same)) == build_key(spec)
    for other in (
        {"parameters": {"W": 1}},
        {"waves": True},
        {"coverage": "code"},
        {"properties": True},
        {"simulator": "icarus"},
        {"defines": {"A": ""}},
    ):
        assert build_key(spec.model_copy(update=other)) != build_key(spec)
    groups = dict(by_build(jobs(plan("a", planned("x"), planned("y", parameters={"W": 1})))))
    assert [len(some) for some in groups.values()] == [3, 3, 3, 3]
