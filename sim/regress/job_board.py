"""Shows how many jobs of a regression have passed and failed, and what is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from rich.console import Console

from sim.regress.agenda import Build, Task
from sim.regress.board import Board, clock
from sim.regress.dispatch import Going
from sim.regress.model import Job, JobResult
from sim.report import counted

UNKNOWN_SECONDS = 10.0
"""What a job is expected to take when none is known."""


class JobBoard(Board[Task]):
    """What runs, since when, how many have passed and failed, and what is left."""

    def __init__(
        self,
        console: Console,
        jobs: Sequence[Job],
        done: Sequence[JobResult] = (),
        expected: Mapping[str, float] | None = None,
    ) -> None:
        """Begin.

        Args:
            console: where it is shown.
            jobs: all of them.
            done: what came of some already.
            expected: seconds that each is expected to take, by its key, as far as known.
        """
        super().__init__(console)
        self._expected = expected or {}
        self._left = {job.key for job in jobs} - {found.job.key for found in done}
        self._total = len(jobs)
        self._counts = Counter(found.state for found in done)
        self._seconds: list[float] = []

    def ended(self, found: JobResult) -> None:
        """Count a result; what did not pass is told at once."""
        self._counts[found.state] += 1
        self._left.discard(found.job.key)
        self._seconds.append(found.seconds)
        if found.state != "passed":
            first = found.why.strip().split("\n")[0]
            self.say(f"{found.state:>6}  {found.job.key}  {first}", style="red")

    def name(self, task: Task) -> str:
        """What a task is called."""
        return f"build {task.key}" if isinstance(task, Build) else task.key

    def line(self, going: Sequence[Going[Task]], workers: int) -> str:
        """How far it has come."""
        passed = self._counts["passed"]
        bad = self._counts["failed"] + self._counts["lost"]
        ended = sum(self._counts.values())
        return (
            f"{ended:,} of {self._total:,} jobs: "
            f"{passed:,} passed, {bad:,} failed, {len(going)} under way on "
            f"{counted(workers, 'worker')}, about {clock(self._remaining(max(workers, 1)))} left"
        )

    def _remaining(self, workers: int) -> float:
        known = self._seconds or list(self._expected.values())
        usual = sum(known) / len(known) if known else UNKNOWN_SECONDS
        return sum(self._expected.get(key, usual) for key in self._left) / workers
