"""What a worker of a campaign does: it tries mutants, judges survivors, and locates killed ones.

Each is a Dask task. It returns whatever it finds as plain data, and raises nothing: what a task
raises, or a worker that dies, is no finding about the mutants.
"""

from __future__ import annotations

import contextlib
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sim import forks
from sim.errors import SimError, ToolError
from sim.many import ForksError, UnsoundError, run_many
from sim.mutate.changed import changed_sources
from sim.mutate.kind import tried_of
from sim.mutate.result import Batch, Judged, Tried
from sim.mutate.task import Answer, JudgeOrder, LocateOrder, Order
from sim.outcome import Outcome
from sim.places import BUILD, RTL
from sim.regress.task import ATTEMPTS, Told
from sim.regress.work import FULL, CancelledError, refused, shares, this_worker, told_disk
from sim.results import LineReader


def try_mutants(told: Told, order: Order) -> Answer:
    """Try mutants, in a folder that no other task has.

    Args:
        told: what every task is told.
        order: the mutants and the trial.
    """
    return _Task(told, order.key).answer(lambda task: _tried(task, order))


def judge_survivor(told: Told, order: JudgeOrder) -> Answer:
    """Let a survivor be judged.

    Args:
        told: what every task is told.
        order: the survivor.
    """
    from sim.mutate.judge import judged  # solvers, too

    def work(task: _Task) -> dict[str, Any]:
        found = judged(order.mutant, RTL, task.folder, order.limit_seconds)
        trace = found.witness.read_text(encoding="utf-8") if found.witness else ""
        return {"judged": Judged(state=found.state, how=found.how), "witness": trace}

    return _Task(told, order.key).answer(work)


def locate_mutant(told: Told, order: LocateOrder) -> Answer:
    """Look for the block of a killed mutant in the designs around it.

    Args:
        told: what every task is told.
        order: the mutant and the runs.
    """
    from sim.mutate.locate import named  # waveforms, too

    def work(task: _Task) -> dict[str, Any]:
        found = named(order.mutant, order.probes, RTL, task.folder, on_tick=task.go_on)
        return {"named": found}

    return _Task(told, order.key).answer(work)


def read_left(folder: Path, batch: Batch, trial: str) -> tuple[list[Tried], float | None]:
    """What a task has found that did not come to its end, and the time of the sound design.

    Args:
        folder: of the task.
        batch: its mutants.
        trial: key of the trial.
    """
    outcomes = [Outcome.model_validate(row) for row in LineReader(folder / forks.OUTCOMES).new()]
    keys = [mutant.key for mutant in batch.mutants]
    tried = [tried_of(one, keys[one.number - 1], trial) for one in outcomes if one.number]
    sound = next((one.seconds for one in outcomes if not one.number), None)
    return tried, sound


class _Task:
    """One task on this worker.

    Attributes:
        folder: receives all that it writes; there while it is done.
        cancelled: tells whether nobody waits for it any more.
    """

    def __init__(self, told: Told, key: str) -> None:
        self.started = time.time()
        self.worker, self.cancelled = this_worker()
        self._told = told
        self._key = key

    def answer(self, work: Callable[[_Task], dict[str, Any]]) -> Answer:
        """Do it."""
        if why := refused(self._told):
            return self._ended(why=why, refused=True)
        found: dict[str, Any]
        try:
            with self._own_folder() as self.folder:
                found = work(self)
        except ToolError as fault:
            found = {"why": str(fault), "elsewhere": True}
        except SimError as fault:
            found = {"why": str(fault)}
        except OSError as fault:
            found = {"why": told_disk(fault), "elsewhere": fault.errno in FULL}
        if why := refused(self._told):  # nobody knows which of the two states it saw
            return self._ended(why=why, refused=True)
        return self._ended(**found)

    def _ended(self, **found: Any) -> Answer:
        seconds = time.time() - self.started
        return Answer(socket.gethostname(), self.worker, self.started, seconds, **found)

    def go_on(self) -> None:
        """Nothing, as long as somebody waits for it.

        Raises:
            CancelledError: nobody does.
        """
        if self.cancelled():
            raise CancelledError("The campaign no longer waits for it.")

    @contextlib.contextmanager
    def _own_folder(self) -> Iterator[Path]:
        """A new folder, which is gone in the end."""
        place = (self._told.folder if shares(self._told) else BUILD) / ATTEMPTS
        place.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f"{self._key}-", dir=place))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _tried(task: _Task, order: Order) -> dict[str, Any]:
    """Run the mutants of an order; what was found before something went wrong counts too."""
    numbers = order.batch.numbers()

    why, unsound, elsewhere = "", False, False
    changed = changed_sources(order.batch)
    try:
        run_many(
            order.trial.spec.model_copy(update={"rtl": changed.rtl}),
            [numbers[key] for key in order.mutants],
            limit_seconds=order.limit_seconds,
            folder=task.folder,
            design=changed.design,
            on_outcome=lambda _outcome: task.go_on(),
        )
    except UnsoundError as fault:
        why, unsound = str(fault), True
    except ForksError as fault:
        why, elsewhere = str(fault), True
    tried, sound = read_left(task.folder, order.batch, order.trial.key)
    return {
        "tried": tuple(tried),
        "sound": None if unsound else sound,
        "why": why,
        "unsound": unsound,
        "elsewhere": elsewhere,
    }
