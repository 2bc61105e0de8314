"""A regression as plain data: what was run, what came of it, what the plans say of it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from sim.coverage.model import Coverage
from sim.results import RunResult
from tb.plan.model import Stage
from tb.spec import RunSpec

REGRESSION_JSON = "regression.json"
"""The whole of it, in the regression's folder."""
SUMMARY_JSON = "summary.json"
"""What the history shows of it, in the same folder."""

State = Literal["passed", "failed", "lost", "not run"]
"""``lost``: it has no verdict of its own (its worker died each time, its limit passed, its build
failed, the disk was full); it counts as a failure."""


class _Plain(BaseModel):
    model_config = ConfigDict(frozen=True)


class Job(_Plain):
    """One simulation that a plan asks for.

    Attributes:
        key: the same for the same job in every regression: design, run, simulator, seed.
        design: whose plan.
        run: name of the planned run.
        spec: what is run.
        kept: why this seed is run each time; empty for a fresh one.
        limit_seconds: wall time after which it is ended.
    """

    key: str
    design: str
    run: str
    spec: RunSpec
    kept: str = ""
    limit_seconds: float = 600.0


class Attempt(_Plain):
    """One try at a job.

    Attributes:
        worker: name of the worker; host: its machine.
        started: seconds since 1970.
        seconds: wall time.
        ended: how: ``finished``, or a sentence that says what happened.
    """

    worker: str
    host: str
    started: float
    seconds: float
    ended: str


class JobResult(_Plain):
    """What came of a job.

    Attributes:
        job: the job.
        state: its verdict.
        why: for people; empty when it passed.
        result: what the run found, without its cases when it passed; None for a job without.
        folder: its artefacts, from the regression's folder; empty where none were kept.
        attempts: all tries, the last one last.
        clocks, beats: over its cases.
    """

    job: Job
    state: State
    why: str = ""
    result: RunResult | None = None
    folder: str = ""
    attempts: tuple[Attempt, ...] = ()
    clocks: int = 0
    beats: int = 0

    @property
    def seconds(self) -> float:
        """Wall time of the last try."""
        return self.attempts[-1].seconds if self.attempts else 0.0


class FailureGroup(_Plain):
    """Failures that look like one bug: the same rule, place and cause.

    Attributes:
        signature: what they share, for people: design, kind, port, fields, cause.
        keys: the jobs, by key.
        shortest: the one with the fewest clocks.
        test: its test.
        replay: the command that repeats that one.
        report: its report as text.
        page: the page of that run, from the regression's folder; empty without one.
        new: no regression in the history has this signature.
    """

    signature: str
    keys: tuple[str, ...]
    shortest: str
    test: str
    replay: str
    report: str
    page: str = ""
    new: bool = True


class TestState(_Plain):
    """How a test of a plan fared.

    Attributes:
        name: the test.
        passed, total: runs of it.
    """

    __test__ = False

    name: str
    passed: int
    total: int


class TestpointState(_Plain):
    """How a testpoint stands.

    Attributes:
        design, name, desc, stage: of the plan.
        state: ``passed`` when each of its tests ran and passed each time and all that it must
            cover is covered; ``not run`` when a test did not run.
        tests: each of its tests.
        cover: percentage by cover group or point that it names.
        why: what is missing; empty when it passed.
    """

    __test__ = False

    design: str
    name: str
    desc: str
    stage: Stage
    state: State
    tests: tuple[TestState, ...]
    cover: dict[str, float] = {}
    why: str = ""


class Annotation(_Plain):
    """The plans, held against what was run.

    Attributes:
        testpoints: of all plans.
        unplanned_tests: tests ``design.test`` that no testpoint names.
        unplanned_cover: cover groups ``design.group`` that no testpoint names.
        unhit: cover bins that nobody hit: ``design.group.point: bin``.
    """

    testpoints: tuple[TestpointState, ...] = ()
    unplanned_tests: tuple[str, ...] = ()
    unplanned_cover: tuple[str, ...] = ()
    unhit: tuple[str, ...] = ()


class Regression(_Plain):
    """A regression.

    Attributes:
        name: of its folder.
        seed: all fresh seeds come from it.
        replay: the command that repeats it.
        commit: state of the sources, with ``(dirty)`` when they differ from it.
        started: seconds since 1970; seconds: wall time.
        machine: what it ran on, by name: host, processor, cores, memory, system.
        tools: version of each tool.
        scheduler: where: ``local``, or the address or kind of the farm.
        workers: how many there were at most.
        jobs: all, in the order of the plan.
        groups: failures, grouped; the largest first.
        annotation: the plans.
        coverage: merged; None where none was taken.
        events: what happened on the farm, for people: workers lost, limits passed.
        interrupted: it was ended before all was run.
    """

    name: str
    seed: int
    replay: str
    commit: str
    started: float
    seconds: float
    machine: dict[str, str]
    tools: dict[str, str]
    scheduler: str
    workers: int
    jobs: tuple[JobResult, ...]
    groups: tuple[FailureGroup, ...] = ()
    annotation: Annotation = Annotation()
    coverage: Coverage | None = None
    events: tuple[str, ...] = ()
    interrupted: bool = False

    @property
    def passed(self) -> bool:
        """Whether everything ran and passed, and the coverage is as it must be."""
        return (
            not self.interrupted
            and bool(self.jobs)
            and all(job.state == "passed" for job in self.jobs)
            and (self.coverage is None or self.coverage.passed)
        )


class Summary(_Plain):
    """What the history shows of a regression.

    Attributes:
        name, commit, started, seconds, passed: of the regression.
        jobs: how many by state.
        percent: coverage by metric.
        signatures: of its failures.
    """

    name: str
    commit: str
    started: float
    seconds: float
    passed: bool
    jobs: dict[str, int]
    percent: dict[str, float] = {}
    signatures: tuple[str, ...] = ()
