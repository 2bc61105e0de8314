"""The order in which tasks are given out."""

from __future__ import annotations

from collections.abc import Mapping

from sim.regress.agenda import Agenda, Build, Run, Task
from sim.regress.model import Job
from tests.regress.conftest import job

ALL = ("verilator", "icarus")


def agenda(*jobs: Job, expected: Mapping[str, float] | None = None) -> Agenda:
    return Agenda(jobs, expected or {})


def build_of(task: Task | None) -> Build:
    assert isinstance(task, Build)
    return task


def run_of(task: Task | None) -> Run:
    assert isinstance(task, Run)
    return task


def test_a_run_waits_for_its_build() -> None:
    plan = agenda(job(seed=1), job(seed=2))
    build = build_of(plan.take(ALL))
    assert plan.take(ALL) is None
    plan.built(build)
    assert [run_of(plan.take(ALL)).job for _ in range(2)] == [job(seed=1), job(seed=2)]
    assert plan.take(ALL) is None
    assert plan.waiting(ALL) == []


def test_runs_that_are_ready_come_before_builds_and_the_longest_first() -> None:
    jobs = [job(seed=1), job(seed=2), job(seed=3, parameters={"Width": 32})]
    plan = agenda(*jobs, expected={jobs[0].key: 1.0, jobs[1].key: 9.0})
    plan.built(build_of(plan.take(ALL)))
    assert [run_of(plan.take(ALL)).job for _ in range(2)] == [jobs[1], jobs[0]]
    assert build_of(plan.take(ALL)).runs[0].job == jobs[2]


def test_only_what_a_worker_can_do_is_given_out() -> None:
    plan = agenda(job(simulator="icarus"), job(simulator="verilator"))
    assert plan.take([]) is None
    assert build_of(plan.take(["verilator"])).spec.simulator == "verilator"
    assert plan.take(["verilator"]) is None
    assert [run.spec.simulator for run in plan.waiting(["icarus"])] == ["icarus"]
    assert [run.spec.simulator for run in plan.drop(["icarus"])] == ["icarus"]
    assert plan.waiting(ALL) == []


def test_a_second_attempt_comes_last() -> None:
    plan = agenda(job(seed=1), job(seed=2), job(seed=3, parameters={"Width": 32}))
    plan.built(build_of(plan.take(ALL)))
    first = run_of(plan.take(ALL))
    plan.again(first)
    assert first in plan.waiting(ALL)
    assert run_of(plan.take(ALL)) is not first
    assert isinstance(plan.take(ALL), Build)
    assert plan.take(ALL) is first


def test_a_build_that_is_gone_takes_its_runs_back() -> None:
    plan = agenda(*(job(seed=seed) for seed in range(4)))
    build = build_of(plan.take(ALL))
    plan.built(build)
    under_way, again = run_of(plan.take(ALL)), run_of(plan.take(ALL))
    plan.again(again)
    plan.unbuilt(build, [under_way])
    assert plan.take(ALL) is build
    assert plan.take(ALL) is None
    assert len(build.runs) == len(set(build.runs)) == 4
    plan.built(build)
    assert len(plan.waiting(ALL)) == 4
