"""The workers that there are, and what each of them can do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sim.regress.errors import FarmError
from sim.regress.task import Fitness, Told
from sim.regress.work import probe

if TYPE_CHECKING:
    from distributed import Client, Future

OnEvent = Callable[[str], None]
LOST = "A worker was lost before it could tell what it can do"
REMEDY = "start workers in the project's folder, with the project's environment."


class Crew:
    """Asks each worker that comes what it can do, and tells of those that come, refuse and go.

    Attributes:
        largest: how many workers there were at most.
        fitness: what each worker that is there has told, by its address.
        known: the same, with those that are gone.
    """

    def __init__(self, client: Client, told: Told, on_event: OnEvent) -> None:
        self.largest = 0
        self.fitness: dict[str, Fitness] = {}
        self.known: dict[str, Fitness] = {}
        self._client = client
        self._told = told
        self._on_event = on_event
        self._asked: dict[str, Future] = {}
        self._said: set[str] = set()

    def look(self) -> list[Future]:
        """See who is there now; returns the questions that were put to those who came.

        Raises:
            FarmError: the scheduler is gone.
        """
        here = self._here()
        self.largest = max(self.largest, len(here))
        for address in set(self._asked) - here:
            self.gone(address)
        return [self._ask(address) for address in sorted(here - set(self._asked))]

    def gone(self, address: str) -> None:
        """A worker is there no more: nothing is given to it."""
        if asked := self._asked.pop(address, None):
            asked.release()
        fitness = self.fitness.pop(address, None)
        if fitness:
            self._on_event(f"A worker on {fitness.host} was lost ({address}).")
        elif asked:  # so it is when it cannot even read the question
            self._tell_once(f"{LOST}: {REMEDY}", f"{LOST} ({address}): {REMEDY}")

    def _here(self) -> set[str]:
        try:
            # `scheduler_info` answers from what its own refresh may have emptied in between.
            told = self._client.sync(self._client.scheduler.identity, n_workers=-1)
            return set(told["workers"])
        except (OSError, RuntimeError, TimeoutError) as fault:
            raise FarmError(f"The scheduler was lost: {fault}") from fault

    def _ask(self, address: str) -> Future:
        self._asked[address] = self._client.submit(
            probe, self._told, workers=[address], pure=False, priority=1
        )
        return self._asked[address]

    def heard(self, future: Future, answer: Any) -> None:
        """Take an answer, if it is one to a question of ours; a worker may fail to give any."""
        for address, asked in self._asked.items():
            if asked is future:
                if isinstance(answer, Fitness):
                    fitness = answer
                elif future.status == "error":
                    fitness = _unable(address, answer[1])
                else:
                    return
                self.fitness[address] = self.known[address] = fitness
                self._tell(address, fitness)

    def _tell(self, address: str, fitness: Fitness) -> None:
        """Tell of what it cannot do, but of all workers with the same trouble only once."""
        for sentence in [fitness.refused] if fitness.refused else fitness.lacks.values():
            event = f"A worker on {fitness.host} ({address}) cannot do all: {sentence}"
            self._tell_once(sentence, event)

    def _tell_once(self, sentence: str, event: str) -> None:
        if sentence not in self._said:
            self._said.add(sentence)
            self._on_event(event)

    def ask_again(self) -> None:
        """Ask all workers anew: one has refused a job."""
        for future in self._asked.values():
            future.release()
        self._asked.clear()
        self.fitness.clear()

    def fit(self, simulator: str) -> list[str]:
        """Addresses of the workers that can run on a simulator."""
        return [
            address
            for address, fitness in self.fitness.items()
            if not fitness.refused and simulator not in fitness.lacks
        ]

    def asking(self) -> bool:
        """Whether a worker has yet to answer."""
        return len(self._asked) > len(self.fitness)

    def refused(self) -> bool:
        """Whether nobody takes any job."""
        return all(fitness.refused for fitness in self.fitness.values())

    def why_none(self, simulator: str) -> str:
        """Why no worker can run on a simulator."""
        if not self.fitness:
            return "There is no worker."
        told = {f.refused or f.lacks.get(simulator, "") for f in self.fitness.values()}
        return f"No worker can run on {simulator}: " + " ".join(sorted(told))

    def tools(self) -> dict[str, str]:
        """Version of each tool; where workers differ, all of them."""
        found: dict[str, set[str]] = {}
        for fitness in self.known.values():
            for name, version in fitness.tools.items():
                found.setdefault(name, set()).add(version)
        return {name: " and ".join(sorted(versions)) for name, versions in sorted(found.items())}

    def hosts(self) -> str:
        """The machines of all workers, as pages tell them."""
        return ", ".join(sorted({fitness.host for fitness in self.known.values()}))


def _unable(address: str, fault: BaseException) -> Fitness:
    """What a worker can do that could not even answer: nothing."""
    why = f"It cannot load the project ({type(fault).__name__}: {fault}): {REMEDY}"
    host = address.rpartition("/")[2].partition(":")[0]
    return Fitness(host, why, lacks={}, tools={})
