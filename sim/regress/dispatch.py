"""Gives tasks to workers until none is left, whatever becomes of the workers."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from distributed import as_completed
from distributed.scheduler import KilledWorker

from sim.regress import work
from sim.regress.agenda import ATTEMPTS_AT_MOST, Agenda, Build, Run, Task
from sim.regress.crew import Crew
from sim.regress.errors import FarmError
from sim.regress.model import Attempt
from sim.regress.task import Built, Outcome, Told
from sim.regress.tree import source_hash
from sim.regress.watch import Going, Watch
from tb.bench.bench import SIMULATORS

if TYPE_CHECKING:
    from distributed import Client, Future

LOOK_SECONDS = 1.0
"""How often the workers are counted."""
WAIT_SECONDS = 0.05
UNFINISHED = ("pending", "lost")
"""Status of a future whose task has not been done, or whose result went with its worker."""
FINISHED = "finished"
"""How an attempt ends that has a verdict."""


class Dispatcher:
    """Gives out tasks, at most one for each worker that can do it, and takes what comes back.

    So a worker that dies has one task: who killed it is known, and no other job is suspected.
    """

    def __init__(
        self, client: Client, told: Told, agenda: Agenda, watch: Watch, patience: float
    ) -> None:
        """Begin.

        Args:
            client: of the scheduler.
            told: what every task is told.
            agenda: what is to be done.
            watch: is told what goes on.
            patience: seconds to wait for a worker that can do what is left.
        """
        self.crew = Crew(client, told, watch.event)
        self._client = client
        self._told = told
        self._agenda = agenda
        self._watch = watch
        self._patience = patience
        self._going: dict[Future, Going] = {}
        self._builds: dict[str, tuple[Future, Going]] = {}
        self._ended = as_completed([], loop=client.loop, with_results=True, raise_errors=False)
        self._looked = self._able_since = 0.0

    def run(self) -> None:
        """Do all there is to do.

        Raises:
            FarmError: there is no scheduler or no worker any more, or all workers refuse.
        """
        self._able_since = time.monotonic()
        try:
            while self._going or self._agenda.waiting(SIMULATORS):
                self._look()
                self._give()
                self._take()
                self._watch.tick(list(self._going.values()), len(self.crew.fitness))
        finally:
            # Whoever still works on something stops: nobody waits for it.
            self._client.cancel(list(self._going), reason="the regression ends", msg=None)

    def _look(self) -> None:
        now = time.monotonic()
        if now - self._looked >= LOOK_SECONDS:
            self._looked = now
            for question in self.crew.look():
                self._ended.add(question)
            self._rescue()
            self._give_up()

    def _give(self) -> None:
        """Give out what the workers that are free can do."""
        while task := self._agenda.take(self._free()):
            self._submit(task)

    def _submit(self, task: Task) -> None:
        simulator = task.spec.simulator
        # Where all workers can do it none is named: Dask then takes whoever is there later, too.
        fit = [] if self.crew.all_fit(simulator) else self.crew.fit(simulator)
        how: dict[str, Any] = {"workers": fit or None, "pure": False}
        if isinstance(task, Build):
            future = self._client.submit(work.build, self._told, task.spec, **how)
        else:
            built, _ = self._builds[task.build.key]
            future = self._client.submit(work.run, self._told, task.job, built, **how)
        self._going[future] = Going(task, time.time(), frozenset(fit))
        self._ended.add(future)

    def _rescue(self) -> None:
        """Take back what waits for workers that are gone: Dask would wait for ever."""
        for future, going in [*self._builds.values()]:
            if isinstance(going.task, Build) and self._is_stuck(future, going):
                del self._builds[going.task.key]
                waiting = [run for run in self._runs() if run.build is going.task]
                self._take_back(waiting)
                self._agenda.unbuilt(going.task, waiting)
        stuck = [
            going.task for future, going in self._going.items() if self._is_stuck(future, going)
        ]
        self._take_back(stuck)
        for task in stuck:
            self._agenda.again(task)

    def _runs(self) -> list[Run]:
        return [going.task for going in self._going.values() if isinstance(going.task, Run)]

    def _take_back(self, tasks: Sequence[Task]) -> None:
        for future, going in [*self._going.items()]:
            if going.task in tasks:
                del self._going[future]
                future.cancel()

    def _is_stuck(self, future: Future, going: Going) -> bool:
        return (
            future.status in UNFINISHED
            and bool(going.fit)
            and going.fit.isdisjoint(self.crew.fitness)
            and bool(self.crew.fit(going.task.spec.simulator))
        )

    def _free(self) -> list[str]:
        """The simulators for which there is a worker without a task."""
        busy: Counter[str] = Counter(going.task.spec.simulator for going in self._going.values())
        takers = {address for name in SIMULATORS for address in self.crew.fit(name)}
        if len(self._going) >= len(takers):
            return []
        return [name for name in SIMULATORS if busy[name] < len(self.crew.fit(name))]

    def _give_up(self) -> None:
        """Tell of what no worker can do, when none will come for it."""
        left = [name for name in SIMULATORS if self._agenda.waiting([name])]
        nobody = [name for name in left if not self.crew.fit(name)]
        if not nobody or self._going or len(nobody) < len(left):
            self._able_since = time.monotonic()
        elif not self.crew.asking() and self._is_vain():
            if self.crew.refused():
                raise FarmError(self.crew.why_none(nobody[0]))
            for name in nobody:
                for run in self._agenda.drop([name]):
                    self._watch.lost(run, self.crew.why_none(name))

    def _is_vain(self) -> bool:
        """Whether waiting for another worker is: for long enough, or with sources that are gone."""
        if time.monotonic() - self._able_since > self._patience:
            return True
        nobody_takes_any = bool(self.crew.fitness) and self.crew.refused()
        return nobody_takes_any and source_hash() != self._told.sources

    def _take(self) -> None:
        if not self._ended.has_ready():
            time.sleep(WAIT_SECONDS)
            return
        for future, answer in self._ended.next_batch(block=False):
            going = self._going.pop(future, None)
            if going is not None:
                self._settle(future, going, answer)
            else:
                self.crew.heard(future, answer)

    def _settle(self, future: Future, going: Going, answer: Any) -> None:
        task = going.task
        if isinstance(answer, Outcome | Built) and answer.refused:
            self.crew.ask_again()
            self._agenda.again(task)
        elif isinstance(task, Build) and isinstance(answer, Built):
            self._built(task, future, answer, going)
        elif isinstance(task, Run) and isinstance(answer, Outcome):
            self._found(task, answer)
        elif future.status == "error":
            self._died(going, answer[1])
        else:
            self._agenda.again(task)  # the scheduler has dropped it

    def _built(self, build: Build, future: Future, answer: Built, going: Going) -> None:
        if not answer.why:
            self._builds[build.key] = future, going
            self._agenda.built(build)
            return
        attempt = Attempt(
            worker=answer.host,
            host=answer.host,
            started=going.since,
            seconds=time.time() - going.since,
            ended=answer.why,
        )
        self._without_verdict(build, attempt, answer.why, last=not answer.elsewhere)

    def _found(self, run: Run, outcome: Outcome) -> None:
        attempt = Attempt(
            worker=outcome.worker,
            host=outcome.host,
            started=outcome.started,
            seconds=outcome.seconds,
            ended=FINISHED if outcome.result else outcome.why,
        )
        if outcome.elsewhere and len(run.attempts) + 1 < ATTEMPTS_AT_MOST:
            self._without_verdict(run, attempt, outcome.why)
            return
        run.attempts.append(attempt)
        self._watch.found(run, outcome)

    def _died(self, going: Going, fault: BaseException) -> None:
        """A worker did not survive a task, or could not even begin it."""
        if isinstance(fault, KilledWorker):
            # A scheduler of somebody else may have given it to several workers by itself.
            deaths, worker = fault.allowed_failures + 1, str(fault.last_worker.address)
            why = f"The worker {worker} died while it had it."
            self.crew.gone(worker)
        else:
            deaths, worker = 1, ""
            why = f"The worker could not do it: {type(fault).__name__}: {fault}"
        attempt = Attempt(
            worker=worker,
            host=worker.rpartition("/")[2].partition(":")[0],
            started=going.since,
            seconds=time.time() - going.since,
            ended=why,
        )
        going.task.attempts.extend([attempt] * (deaths - 1))
        self._without_verdict(going.task, attempt, why)

    def _without_verdict(self, task: Task, attempt: Attempt, why: str, last: bool = False) -> None:
        """An attempt has ended that says nothing; there is another one unless it was the last."""
        task.attempts.append(attempt)
        tries = len(task.attempts)
        what = "build" if isinstance(task, Build) else "run"
        self._watch.event(f"Attempt {tries} at the {what} {task.key}: {why}")
        if tries < ATTEMPTS_AT_MOST and not last:
            self._agenda.again(task)
        elif isinstance(task, Build):
            for run in task.runs:
                run.attempts.append(attempt)
                self._watch.lost(run, f"Its build failed: {why}")
        else:
            self._watch.lost(task, f"It was given up after {tries} attempts. {why}")
