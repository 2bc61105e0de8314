"""The jobs of a regression as rows, with links to what they left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self, get_args
from urllib.parse import quote

from sim.regress.model import FailureGroup, JobResult, State

RUN_PAGE = "report.html"
"""The page in a run's folder."""
LONGEST = 15
"""How many of the longest jobs are drawn."""


@dataclass(frozen=True)
class JobRow:
    """A job, and where to read on.

    Attributes:
        result: the job and what came of it.
        link: the run's page, or its folder, from the regression's folder; empty without either.
        group: number of its group of failures, from 1; 0 without one.
    """

    result: JobResult
    link: str
    group: int

    @property
    def simulator(self) -> str:
        """Where it ran."""
        return self.result.job.spec.simulator


def rows(
    jobs: Sequence[JobResult], groups: Sequence[FailureGroup], folder: Path
) -> dict[str, JobRow]:
    """All jobs by key, in their order.

    Args:
        jobs: the jobs.
        groups: the groups of those that failed.
        folder: the regression's.
    """
    group_of = {key: count for count, group in enumerate(groups, 1) for key in group.keys}
    return {
        result.job.key: JobRow(result, link(result, folder), group_of.get(result.job.key, 0))
        for result in jobs
    }


def link(result: JobResult, folder: Path) -> str:
    """Where a job's run can be read, as a relative address."""
    if not result.folder:
        return ""
    page = f"{result.folder}/{RUN_PAGE}"
    if (folder / page).is_file():
        return quote(page)
    return quote(f"{result.folder}/") if (folder / result.folder).is_dir() else ""


def by_state(jobs: Sequence[JobResult]) -> dict[State, int]:
    """How many jobs there are in each state, those that passed first."""
    states: tuple[State, ...] = get_args(State)
    return {state: sum(job.state == state for job in jobs) for state in states}


@dataclass(frozen=True)
class Share:
    """The jobs of one simulator, or all.

    Attributes:
        name: which.
        states: how many there are in each state.
        total: how many there are.
        seconds: wall time of their last tries.
        clocks, beats: over all their cases.
        tries: of all of them.
    """

    name: str
    states: dict[State, int]
    total: int
    seconds: float
    clocks: int
    beats: int
    tries: int

    @classmethod
    def of(cls, name: str, jobs: Sequence[JobResult]) -> Self:
        """The sums over some jobs."""
        return cls(
            name=name,
            states=by_state(jobs),
            total=len(jobs),
            seconds=sum(job.seconds for job in jobs),
            clocks=sum(job.clocks for job in jobs),
            beats=sum(job.beats for job in jobs),
            tries=sum(len(job.attempts) for job in jobs),
        )


def by_simulator(jobs: Sequence[JobResult]) -> list[Share]:
    """A share for each simulator, in the order in which they come."""
    names = dict.fromkeys(result.job.spec.simulator for result in jobs)
    return [
        Share.of(name, [result for result in jobs if result.job.spec.simulator == name])
        for name in names
    ]


def longest(jobs: Sequence[JobRow]) -> list[JobRow]:
    """The jobs that took longest, the longest first."""
    ran = [row for row in jobs if row.result.seconds]
    return sorted(ran, key=lambda row: -row.result.seconds)[:LONGEST]


def retried(jobs: Sequence[JobRow]) -> list[JobRow]:
    """The jobs without a verdict of their own, then those that needed more than one try."""
    lost = [row for row in jobs if row.result.state == "lost"]
    again = [row for row in jobs if row.result.state != "lost" and len(row.result.attempts) > 1]
    return lost + again
