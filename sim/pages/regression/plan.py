"""The test plans as a regression left them: how far each stage is, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import get_args

from sim.coverage.model import Score
from sim.regress.model import Annotation, JobResult, TestpointState
from tb.plan.model import Stage

STAGES: tuple[Stage, ...] = get_args(Stage)


@dataclass(frozen=True)
class DesignRow:
    """The plan of one design.

    Attributes:
        design: whose it is.
        stages: testpoints by stage, ``hit`` those that passed.
        all: the same over all stages.
        jobs: its jobs, ``hit`` those that passed.
        seconds: wall time of their last tries.
    """

    design: str
    stages: dict[Stage, Score]
    all: Score
    jobs: Score
    seconds: float

    @property
    def whole(self) -> bool:
        """Whether it lacks nothing."""
        return self.all.hit == self.all.total and self.jobs.hit == self.jobs.total


def progress(entries: Iterable[TestpointState | JobResult]) -> Score:
    """How many testpoints or jobs passed."""
    states = [entry.state == "passed" for entry in entries]
    return Score(sum(states), len(states))


def by_stage(testpoints: Iterable[TestpointState]) -> dict[Stage, Score]:
    """How many testpoints of each stage passed."""
    all_ = list(testpoints)
    return {stage: progress(t for t in all_ if t.stage == stage) for stage in STAGES}


def designs(annotation: Annotation, jobs: Sequence[JobResult]) -> list[DesignRow]:
    """A row for each design that has a testpoint or a job; those that lack something first."""
    names = dict.fromkeys(
        [*(testpoint.design for testpoint in annotation.testpoints), *(j.job.design for j in jobs)]
    )
    rows = []
    for name in names:
        points = [testpoint for testpoint in annotation.testpoints if testpoint.design == name]
        own = [job for job in jobs if job.job.design == name]
        took = sum(job.seconds for job in own)
        rows.append(DesignRow(name, by_stage(points), progress(points), progress(own), took))
    return sorted(rows, key=lambda row: row.whole)


def lacking(annotation: Annotation) -> list[TestpointState]:
    """The testpoints that did not pass, by stage."""
    return sorted(
        (testpoint for testpoint in annotation.testpoints if testpoint.state != "passed"),
        key=lambda testpoint: STAGES.index(testpoint.stage),
    )


def done(annotation: Annotation) -> list[TestpointState]:
    """The testpoints that passed, in the order of the plans."""
    return [testpoint for testpoint in annotation.testpoints if testpoint.state == "passed"]
