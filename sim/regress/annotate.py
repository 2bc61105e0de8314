"""Holds test plans against what was run: which testpoints stand, and what nobody planned or hit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sim.coverage.model import Coverage, PointCoverage, Score, score
from sim.regress.model import Annotation, JobResult, State, TestpointState, TestState
from tb.bench.find import find_bench
from tb.plan.gaps import unplanned_cover, unplanned_tests
from tb.plan.model import Testplan, Testpoint
from tb.results import PASSED

ORDER: tuple[State, ...] = ("failed", "lost", "not run", "passed")
"""A testpoint's state is the first of these that anything makes of it."""


def annotate(
    plans: Sequence[Testplan], jobs: Sequence[JobResult], coverage: Coverage | None
) -> Annotation:
    """How the testpoints of plans stand.

    Args:
        plans: what was asked for.
        jobs: what came of it; those of other designs do not matter.
        coverage: merged from those jobs; None where none was taken.

    Raises:
        BenchError: the bench of a plan cannot be found.
    """
    states: list[TestpointState] = []
    tests: list[str] = []
    cover: list[str] = []
    unhit: list[str] = []
    for plan in plans:
        own = [job for job in jobs if job.job.design == plan.name]
        bench = find_bench(plan.name, next((job.job.spec.bench for job in own), None))
        counted = None
        if coverage is not None:
            counted = [point for point in coverage.points if point.design == plan.name]
            unhit += [text for point in counted for text in _unhit(point)]
        states += [_stands(plan, point, own, counted) for point in plan.testpoints]
        tests += [f"{plan.name}.{test}" for test in unplanned_tests(plan, bench)]
        cover += [f"{plan.name}.{group}" for group in unplanned_cover(plan, bench)]
    return Annotation(
        testpoints=tuple(states),
        unplanned_tests=tuple(tests),
        unplanned_cover=tuple(cover),
        unhit=tuple(unhit),
    )


def outcome(job: JobResult, test: str) -> State:
    """What a job says of one of its tests.

    Where the run as a whole is at fault, none of its tests has shown anything.
    """
    if job.state != "failed":
        return job.state
    if job.result is None or job.result.fault:
        return "failed"
    verdicts = [found.verdict for found in job.result.tests if found.name == test]
    return "passed" if verdicts == [PASSED] else "failed"


@dataclass(frozen=True)
class _Finding:
    """What speaks against a testpoint, and what it makes of its state."""

    state: State
    why: str


def _stands(
    plan: Testplan,
    point: Testpoint,
    jobs: Sequence[JobResult],
    counted: Sequence[PointCoverage] | None,
) -> TestpointState:
    """One testpoint; `counted` is the design's functional coverage, None without any."""
    findings: list[_Finding] = []
    tests: list[TestState] = []
    for test in point.tests:
        outcomes = [outcome(job, test) for job in jobs if test in job.job.spec.tests]
        ran = [found for found in outcomes if found != "not run"]
        tests.append(TestState(name=test, passed=ran.count("passed"), total=len(ran)))
        findings += _of_outcomes(test, ran)
        missing = list(_missing(plan, test, jobs))
        if missing:
            findings.append(_Finding("not run", f"{test} has not run: {', '.join(missing)}"))
    cover = {name: _score(name, counted) for name in point.cover} if counted is not None else {}
    findings += _of_cover(cover)
    if point.cover and counted is None:
        findings.append(_Finding("not run", "no coverage was taken"))
    return TestpointState(
        design=plan.name,
        name=point.name,
        desc=point.desc,
        stage=point.stage,
        state=min((found.state for found in findings), key=ORDER.index, default="passed"),
        tests=tuple(tests),
        cover={name: _percent(found) for name, found in cover.items()},
        why="; ".join(found.why for found in findings),
    )


def _of_outcomes(test: str, ran: Sequence[State]) -> Iterator[_Finding]:
    states: tuple[State, ...] = ("failed", "lost")
    for state in states:
        if times := ran.count(state):
            what = f"{test} failed" if state == "failed" else f"{test} has no verdict"
            yield _Finding(state, f"{what} in {times} of {len(ran)} runs")


def _missing(plan: Testplan, test: str, jobs: Sequence[JobResult]) -> Iterator[str]:
    """Where a test is planned and nothing ran: each planned run counts, on each simulator."""
    done = {(job.job.run, job.job.spec.simulator) for job in jobs if job.state != "not run"}
    planned = [run for run in plan.runs if test in run.tests]
    for run in planned:
        for simulator in run.simulators:
            if (run.name, simulator) not in done:
                yield f"{run.name} on {simulator}"
    if not planned:
        yield "no planned run has it"


def _score(name: str, counted: Sequence[PointCoverage]) -> Score:
    """Of a cover group, or of a point of it as ``group.point``."""
    bins = [
        bin_
        for point in counted
        if name in (point.group, f"{point.group}.{point.name}")
        for bin_ in point.bins
    ]
    return score(bins)


def _of_cover(cover: Mapping[str, Score]) -> Iterator[_Finding]:
    for name, found in cover.items():
        if not found.total + found.excluded:
            yield _Finding("not run", f"{name} was not counted")
        elif found.hit < found.total:
            yield _Finding("failed", f"{name}: {found.hit} of {found.total} bins were hit")


def _unhit(point: PointCoverage) -> Iterator[str]:
    for bin_ in point.bins:
        if not bin_.hits and not bin_.excluded:
            yield f"{point.full_name}: {bin_.name}"


def _percent(found: Score) -> float:
    """What was never counted is not covered."""
    return found.percent if found.total + found.excluded else 0.0
