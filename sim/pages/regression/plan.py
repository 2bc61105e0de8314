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
    """

    design: str
    stages: dict[Stage, Score]
    all: Score
    jobs: Score


def progress(testpoints: Iterable[TestpointState]) -> Score:
    """How many testpoints passed."""
    states = [testpoint.state == "passed" for testpoint in testpoints]
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
        own = [testpoint for testpoint in annotation.testpoints if testpoint.design == name]
        ran = [job.state == "passed" for job in jobs if job.job.design == name]
        rows.append(DesignRow(name, by_stage(own), progress(own), Score(sum(ran), len(ran))))
    return sorted(
        rows, key=lambda row: row.all.hit == row.all.total and row.jobs.hit == row.jobs.total
    )


def lacking(annotation: Annotation) -> list[TestpointState]:
    """The testpoints that did not pass, by stage."""
    return sorted(
        (testpoint for testpoint in annotation.testpoints if testpoint.state != "passed"),
        key=lambda testpoint: STAGES.index(testpoint.stage),
    )


def done(annotation: Annotation) -> list[TestpointState]:
    """The testpoints that passed, in the order of the plans."""
    return [testpoint for testpoint in annotation.testpoints if testpoint.state == "passed"]
