"""What is left to do, and what comes next: builds, runs whose build is there, second attempts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sim.regress.jobs import by_build
from sim.regress.model import Attempt, Job
from tb.spec import RunSpec

ATTEMPTS_AT_MOST = 3
"""A job that has had so many attempts without a verdict gets no other."""


@dataclass(eq=False)
class Build:
    """A build, and the runs that wait for it.

    Attributes:
        key: names it.
        spec: one of the runs that need it.
        runs: those that have not been begun.
        attempts: all tries at it.
    """

    key: str
    spec: RunSpec
    runs: list[Run] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)


@dataclass(eq=False)
class Run:
    """A job that has no verdict yet.

    Attributes:
        job: the job.
        build: what it needs.
        attempts: all tries at it.
    """

    job: Job
    build: Build
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The job's."""
        return self.job.key

    @property
    def spec(self) -> RunSpec:
        """The job's."""
        return self.job.spec


Task = Build | Run


class Agenda:
    """All that is left to do.

    A run is ready when its build is there. Of the ready ones the longest comes first. Builds are
    begun in the order of the plan when no run is ready. What takes a second attempt comes last: a
    job that kills its worker then holds nobody up.
    """

    def __init__(self, jobs: Sequence[Job], expected: Mapping[str, float]) -> None:
        """Plan the jobs.

        Args:
            jobs: all of them.
            expected: seconds that each is expected to take, by its key, as far as known.
        """
        self._expected = expected
        self._builds: list[Task] = []
        self._ready: list[Task] = []
        self._again: list[Task] = []
        for key, some in by_build(jobs):
            build = Build(key, some[0].spec)
            build.runs = [Run(job, build) for job in some]
            self._builds.append(build)

    def take(self, simulators: Collection[str]) -> Task | None:
        """What comes next on one of these simulators; None when nothing does."""
        for tasks in (self._ready, self._builds, self._again):
            for task in tasks:
                if task.spec.simulator in simulators:
                    tasks.remove(task)
                    return task
        return None

    def built(self, build: Build) -> None:
        """A build is there: its runs are ready."""
        self._ready += build.runs
        build.runs = []
        self._ready.sort(key=lambda run: -self._expected.get(run.key, 0.0))

    def unbuilt(self, build: Build, taken_back: Sequence[Run]) -> None:
        """A build is gone: all of its runs wait for it again, with those that were under way."""
        build.runs = list(taken_back)
        for tasks in (self._ready, self._again):
            build.runs += [task for task in tasks if isinstance(task, Run) and task.build is build]
            tasks[:] = [task for task in tasks if task not in build.runs]
        self._builds.append(build)

    def again(self, task: Task) -> None:
        """A task takes another attempt."""
        self._again.append(task)

    def waiting(self, simulators: Collection[str]) -> list[Run]:
        """All runs on these simulators that have not been begun, or take another attempt."""
        tasks: list[Task] = [*self._ready, *self._builds, *self._again]
        return [
            run
            for task in tasks
            if task.spec.simulator in simulators
            for run in (task.runs if isinstance(task, Build) else [task])
        ]

    def drop(self, simulators: Collection[str]) -> list[Run]:
        """Take all that `waiting` tells off the list."""
        dropped = self.waiting(simulators)
        for tasks in (self._ready, self._builds, self._again):
            tasks[:] = [task for task in tasks if task.spec.simulator not in simulators]
        return dropped
