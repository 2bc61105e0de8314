"""Gives the jobs of a regression to workers, each behind its build."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.regress import work
from sim.regress.agenda import ATTEMPTS_AT_MOST, Agenda, Build, Run, Task
from sim.regress.dispatch import FINISHED, Dispatcher, Doable, Going
from sim.regress.model import Attempt
from sim.regress.task import Built, Outcome, Told
from sim.regress.watch import JobWatch

if TYPE_CHECKING:
    from distributed import Client, Future


class JobDispatcher(Dispatcher[Task]):
    """Gives out builds, and the runs whose build is there."""

    def __init__(
        self, client: Client, told: Told, agenda: Agenda, watch: JobWatch, patience: float
    ) -> None:
        """Begin; see `Dispatcher`."""
        super().__init__(client, told, agenda, watch, patience)
        self._jobs = agenda
        self._found = watch
        self._builds: dict[str, tuple[Future, Going[Task]]] = {}

    def submit(self, task: Task, how: dict[str, Any]) -> Future:
        """A build, or a run with what came of its build."""
        if isinstance(task, Build):
            return self.client.submit(work.build, self.told, task.spec, **how)
        built, _ = self._builds[task.build.key]
        return self.client.submit(work.run, self.told, task.job, built, **how)

    def rescue(self) -> None:
        """Builds whose result went with its worker are begun again, before all that needs them."""
        for future, going in [*self._builds.values()]:
            if isinstance(going.task, Build) and self.is_stuck(future, going):
                del self._builds[going.task.key]
                waiting = [run for run in self._runs() if run.build is going.task]
                self.take_back(waiting)
                self._jobs.unbuilt(going.task, waiting)
        super().rescue()

    def _runs(self) -> Sequence[Run]:
        return [going.task for going in self.going.values() if isinstance(going.task, Run)]

    def refused(self, answer: Any) -> bool:
        """Whether a worker has taken no task at all."""
        return isinstance(answer, Outcome | Built) and answer.refused

    def answered(self, going: Going[Task], future: Future, answer: Any) -> bool:
        """Take a build, or what came of a run."""
        task = going.task
        if isinstance(task, Build) and isinstance(answer, Built):
            self._built(task, future, answer, going)
        elif isinstance(task, Run) and isinstance(answer, Outcome):
            self._ran(task, answer)
        else:
            return False
        return True

    def _built(self, build: Build, future: Future, answer: Built, going: Going[Task]) -> None:
        if not answer.why:
            self._builds[build.key] = future, going
            self._jobs.built(build)
            return
        attempt = Attempt(
            worker=answer.host,
            host=answer.host,
            started=going.since,
            seconds=time.time() - going.since,
            ended=answer.why,
        )
        self.gave_up(build, attempt, answer.why, last=not answer.elsewhere)

    def _ran(self, run: Run, outcome: Outcome) -> None:
        attempt = Attempt(
            worker=outcome.worker,
            host=outcome.host,
            started=outcome.started,
            seconds=outcome.seconds,
            ended=FINISHED if outcome.result else outcome.why,
        )
        if outcome.elsewhere and len(run.attempts) + 1 < ATTEMPTS_AT_MOST:
            self.gave_up(run, attempt, outcome.why, last=False)
            return
        run.attempts.append(attempt)
        self._found.found(run, outcome)

    def nobody(self, task: Doable, why: str) -> None:
        """A job that no worker can do is lost."""
        if isinstance(task, Run):
            self._found.lost(task, why)

    def gave_up(self, task: Task, attempt: Attempt, why: str, *, last: bool) -> None:
        """An attempt has ended that says nothing: another one, unless it was the last."""
        task.attempts.append(attempt)
        tries = len(task.attempts)
        what = "build" if isinstance(task, Build) else "run"
        self.event(f"Attempt {tries} at the {what} {task.key}: {why}")
        if tries < ATTEMPTS_AT_MOST and not last:
            self._jobs.again(task)
        elif isinstance(task, Build):
            for run in task.runs:
                run.attempts.append(attempt)
                self._found.lost(run, f"Its build failed: {why}")
        else:
            self._found.lost(task, f"It was given up after {tries} attempts. {why}")
