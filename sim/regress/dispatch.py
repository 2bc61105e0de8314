"""Gives tasks to workers until none is left, whatever becomes of the workers."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from distributed import as_completed
from distributed.scheduler import KilledWorker

from sim.regress.crew import Crew
from sim.regress.errors import FarmError
from sim.regress.model import Attempt
from sim.regress.task import Told
from sim.regress.tree import source_hash
from tb.bench.bench import SIMULATORS
from tb.spec import RunSpec

if TYPE_CHECKING:
    from distributed import Client, Future

LOOK_SECONDS = 1.0
"""How often the workers are counted."""
WAIT_SECONDS = 0.05
UNFINISHED = ("pending", "lost")
"""Status of a future whose task has not been done, or whose result went with its worker."""
FINISHED = "finished"
"""How an attempt ends that has a verdict."""


class Doable(Protocol):
    """A task, as far as giving it out is concerned.

    Attributes:
        key: names it.
        spec: a run; its simulator says who can do the task.
        attempts: all tries at it.
    """

    attempts: list[Attempt]

    @property
    def key(self) -> str:
        """Names it."""

    @property
    def spec(self) -> RunSpec:
        """A run; its simulator says who can do the task."""


TaskT = TypeVar("TaskT", bound=Doable)
TaskT_co = TypeVar("TaskT_co", bound=Doable, covariant=True)


@dataclass(frozen=True)
class Going(Generic[TaskT_co]):
    """A task that a worker has.

    Attributes:
        task: the task.
        since: when it was given, in seconds since 1970.
        worker: the worker's address.
    """

    task: TaskT_co
    since: float
    worker: str


class ToDo(Protocol[TaskT]):
    """What is left to do."""

    def take(self, simulators: Collection[str]) -> TaskT | None:
        """What comes next on one of these simulators; None when nothing does."""

    def again(self, task: TaskT) -> None:
        """A task takes another attempt."""

    def waiting(self, simulators: Collection[str]) -> Sequence[Doable]:
        """All on these simulators that has not been begun, or takes another attempt."""

    def drop(self, simulators: Collection[str]) -> Sequence[Doable]:
        """Take all that `waiting` tells off the list."""


class Watch(Protocol[TaskT]):
    """Is told what goes on."""

    def tick(self, going: list[Going[TaskT]], workers: int) -> None:
        """Called all the time, with what is under way and on how many workers."""

    def event(self, text: str) -> None:
        """Something happened that people should know."""


class Dispatcher(ABC, Generic[TaskT]):
    """Gives out tasks, at most one for each worker that can do it, and takes what comes back.

    So a worker that dies has one task: who killed it is known, and no other task is suspected.
    """

    def __init__(
        self,
        client: Client,
        told: Told,
        agenda: ToDo[TaskT],
        watch: Watch[TaskT],
        patience: float,
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
        self.client = client
        self.told = told
        self.going: dict[Future, Going[TaskT]] = {}
        self._agenda = agenda
        self._watch = watch
        self._patience = patience
        self._ended = as_completed([], loop=client.loop, with_results=True, raise_errors=False)
        self._looked = self._able_since = 0.0

    @abstractmethod
    def submit(self, task: TaskT, how: dict[str, Any]) -> Future:
        """Give a task to Dask, with these words for its `submit`."""

    @abstractmethod
    def answered(self, going: Going[TaskT], future: Future, answer: Any) -> bool:
        """Take what a task has returned; False where it is nothing that one returns."""

    @abstractmethod
    def refused(self, answer: Any) -> bool:
        """Whether a worker has taken no task at all."""

    @abstractmethod
    def gave_up(self, task: TaskT, attempt: Attempt, why: str, *, last: bool) -> None:
        """An attempt has ended that says nothing: another one, unless it was the last."""

    @abstractmethod
    def nobody(self, task: Doable, why: str) -> None:
        """No worker can do a task of `ToDo.drop`."""

    def run(self) -> None:
        """Do all there is to do.

        Raises:
            FarmError: there is no scheduler or no worker any more, or all workers refuse.
        """
        self._able_since = time.monotonic()
        try:
            while self.going or self._agenda.waiting(SIMULATORS):
                self._look()
                self._give()
                self._take()
                self._watch.tick(list(self.going.values()), len(self.crew.fitness))
        finally:
            # Whoever still works on something stops: nobody waits for it.
            self.client.cancel(list(self.going), reason="the work ends", msg=None)

    def _look(self) -> None:
        now = time.monotonic()
        if now - self._looked >= LOOK_SECONDS:
            self._looked = now
            for question in self.crew.look():
                self._ended.add(question)
            self.rescue()
            self._give_up()

    def _give(self) -> None:
        """Give out what the workers that are free can do."""
        while task := self._agenda.take([name for name in SIMULATORS if self._free(name)]):
            # Dask may give a worker two tasks while another one has none: so it is told which.
            worker = self._free(task.spec.simulator)[0]
            future = self.submit(task, {"workers": [worker], "pure": False})
            self.going[future] = Going(task, time.time(), worker)
            self._ended.add(future)

    def rescue(self) -> None:
        """Take back what waits for a worker that is gone: Dask would wait for ever."""
        stuck = [going.task for future, going in self.going.items() if self.is_stuck(future, going)]
        self.take_back(stuck)
        for task in stuck:
            self._agenda.again(task)

    def take_back(self, tasks: Sequence[TaskT]) -> None:
        """Nobody shall do these any more."""
        for future, going in [*self.going.items()]:
            if going.task in tasks:
                del self.going[future]
                future.cancel()

    def is_stuck(self, future: Future, going: Going[TaskT]) -> bool:
        """Whether a task waits for a worker that is gone, while others could do it."""
        return (
            future.status in UNFINISHED
            and going.worker not in self.crew.fitness
            and bool(self.crew.fit(going.task.spec.simulator))
        )

    def _free(self, simulator: str) -> list[str]:
        """Addresses of the workers that can run on a simulator and have no task."""
        busy = {going.worker for going in self.going.values()}
        return [address for address in self.crew.fit(simulator) if address not in busy]

    def _give_up(self) -> None:
        """Tell of what no worker can do, when none will come for it."""
        left = [name for name in SIMULATORS if self._agenda.waiting([name])]
        nobody = [name for name in left if not self.crew.fit(name)]
        if not nobody or self.going or len(nobody) < len(left):
            self._able_since = time.monotonic()
        elif not self.crew.asking() and self._is_vain():
            if self.crew.refused():
                raise FarmError(self.crew.why_none(nobody[0]))
            for name in nobody:
                for task in self._agenda.drop([name]):
                    self.nobody(task, self.crew.why_none(name))

    def _is_vain(self) -> bool:
        """Whether waiting for another worker is: for long enough, or with sources that are gone."""
        if time.monotonic() - self._able_since > self._patience:
            return True
        nobody_takes_any = bool(self.crew.fitness) and self.crew.refused()
        return nobody_takes_any and source_hash() != self.told.sources

    def _take(self) -> None:
        if not self._ended.has_ready():
            time.sleep(WAIT_SECONDS)
            return
        for future, answer in self._ended.next_batch(block=False):
            going = self.going.pop(future, None)
            if going is not None:
                self._settle(future, going, answer)
            else:
                self.crew.heard(future, answer)

    def _settle(self, future: Future, going: Going[TaskT], answer: Any) -> None:
        if self.refused(answer):
            self.crew.ask_again()
            self._agenda.again(going.task)
        elif self.answered(going, future, answer):
            pass
        elif future.status == "error":
            self._died(going, answer[1])
        else:
            self._agenda.again(going.task)  # the scheduler has dropped it

    def _died(self, going: Going[TaskT], fault: BaseException) -> None:
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
        self.gave_up(going.task, attempt, why, last=False)

    def event(self, text: str) -> None:
        """Tell what happened."""
        self._watch.event(text)
