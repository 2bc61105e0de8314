"""Runs the jobs of a regression to their end, and says what was found."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from sim.errors import SimError
from sim.places import COMMAND
from sim.regress.agenda import Agenda
from sim.regress.book import Book
from sim.regress.conclude import Work, concluded, grouped
from sim.regress.crew import Crew
from sim.regress.dispatch_jobs import JobDispatcher
from sim.regress.errors import FarmError, RegressError
from sim.regress.farm import LOCAL, Farm, FarmFile, opened
from sim.regress.folder import REGRESSIONS, Request, held, new_folder, prune, read_request
from sim.regress.job_board import JobBoard
from sim.regress.ledger import LEDGER, Ledger
from sim.regress.machine import cores, machine
from sim.regress.model import Job, JobResult, Regression
from sim.regress.replays import replays_of
from sim.regress.task import ATTEMPTS, TOKEN, Told

LOGS = "logs"
"""Folder for what the jobs of a batch system print, in the regression's folder."""

ENDED = "It was interrupted."


@dataclass(frozen=True)
class Where:
    """Where jobs are run, and where what they find goes.

    Attributes:
        workers: how many on this machine, where neither of the next two is told.
        scheduler: address of one that is there.
        farm: a batch system.
        regressions: folder of all regressions.
        patience: seconds to wait for a worker that can do what is left; None for the farm's own.
    """

    workers: int = field(default_factory=cores)
    scheduler: str = ""
    farm: FarmFile | None = None
    regressions: Path = REGRESSIONS
    patience: float | None = None

    def opened(self, folder: Path) -> AbstractContextManager[Farm]:
        """What runs the jobs.

        Args:
            folder: of the work; receives what the jobs of a batch system print.
        """
        return opened(
            workers=self.workers, scheduler=self.scheduler, farm=self.farm, logs=folder / LOGS
        )

    def waits(self, farm: Farm) -> float:
        """Seconds to wait for a worker that can do what is left."""
        return farm.patience if self.patience is None else self.patience


def run_jobs(
    jobs: Sequence[Job],
    request: Request,
    where: Where,
    console: Console,
    expected: Mapping[str, float] | None = None,
) -> Regression:
    """Run jobs as a new regression.

    Args:
        jobs: at least one; no two with the same key.
        request: what was asked for.
        where: where they are run.
        console: where its progress is shown.
        expected: seconds that each is expected to take, by its key, as far as known.

    Returns:
        What was found, as it stands in the regression's folder. A failure, a lost worker, a full
        disk and Ctrl-C are in it and raise nothing.

    Raises:
        SimError: it could not be begun; nothing is left of it.
    """
    prune(where.regressions)
    folder = new_folder(where.regressions, request, tuple(jobs))
    try:
        return carry_on(folder, where, console, expected)
    except SimError:
        if not (folder / LEDGER).exists():
            shutil.rmtree(folder, ignore_errors=True)
        raise


def carry_on(
    folder: Path, where: Where, console: Console, expected: Mapping[str, float] | None = None
) -> Regression:
    """Run what is left of a regression; see `run_jobs`.

    Raises:
        RegressError: it is no regression's folder, or another process has it.
    """
    request, jobs = read_request(folder)
    with held(folder):
        return Session(folder, request, jobs, where, console, expected or {}).run()


class Session:
    """One client's work at a regression."""

    def __init__(
        self,
        folder: Path,
        request: Request,
        jobs: Sequence[Job],
        where: Where,
        console: Console,
        expected: Mapping[str, float],
    ) -> None:
        self._folder = folder
        self._request = request
        self._jobs = jobs
        self._where = where
        self._console = console
        self._expected = expected
        self._ledger = Ledger(folder / LEDGER)
        self._worked = _worked(self._ledger, request)
        self._replays: dict[str, JobResult] = {}
        self._crews: list[Crew] = []

    def run(self) -> Regression:
        """Run what is left, and write what was found.

        Raises:
            RegressError: that cannot be written.
            SimError: nobody can run it.
        """
        began = time.time()
        scheduler = ""
        try:
            with self._where.opened(self._folder) as farm:
                scheduler = farm.scheduler
                self._all(farm)
        except (KeyboardInterrupt, SystemExit):  # while the farm was opened or closed
            self._ledger.event(ENDED)
        # What has not been moved from there belongs to nobody, and may be what fills the disk.
        shutil.rmtree(self._folder / ATTEMPTS, ignore_errors=True)
        try:
            return self._concluded(scheduler, self._worked + time.time() - began)
        except OSError as fault:
            raise RegressError(
                f"What was found cannot be written to {self._folder}: {fault.strerror}. Mend that, "
                f"then go on: {COMMAND} regress RESUME={self._folder.name}"
            ) from fault

    def _concluded(self, scheduler: str, seconds: float) -> Regression:
        return concluded(
            self._folder,
            self._request,
            self._jobs,
            self._ledger.results,
            self._replays,
            Work(
                scheduler=scheduler,
                workers=max((crew.largest for crew in self._crews), default=0),
                machine=self._machine(scheduler),
                tools=self._crews[0].tools() if self._crews else {},
                seconds=seconds,
                events=(*self._ledger.events, *filter(None, [self._ledger.flush()])),
            ),
        )

    def _machine(self, scheduler: str) -> dict[str, str]:
        """This machine, with the names of those that did the work where they are others."""
        hosts = ", ".join(dict.fromkeys(filter(None, (crew.hosts() for crew in self._crews))))
        return machine() if scheduler == LOCAL else {**machine(), "workers": hosts}

    def _all(self, farm: Farm) -> None:
        """Run all that is left, and then the shortest failures again.

        That nobody can do the second costs no verdict.
        """
        ledger, what = self._ledger, "It could not go on"
        try:
            left = [job for job in self._jobs if job.key not in ledger.results]
            done = [*ledger.results.values()]
            with JobBoard(self._console, self._jobs, done, self._expected) as board:
                self._some(farm, left, board, ledger.result)
            what = "The shortest failures were not all run again"
            again = replays_of(grouped(self._folder, [*ledger.results.values()]), ledger.results)
            with JobBoard(self._console, again) as board:
                self._some(farm, again, board, self._replayed)
        except (KeyboardInterrupt, SystemExit):
            ledger.event(ENDED)
        except FarmError as fault:
            ledger.event(f"{what}: {fault}")

    def _some(
        self, farm: Farm, jobs: Sequence[Job], board: JobBoard, keep: Callable[[JobResult], object]
    ) -> None:
        if not jobs:
            return
        token = (self._folder / TOKEN).read_text(encoding="utf-8")
        dispatcher = JobDispatcher(
            farm.client,
            Told(self._folder, token, self._request.sources),
            Agenda(jobs, self._expected),
            Book(self._folder, board, keep, self._ledger.event),
            self._where.waits(farm),
        )
        self._crews.append(dispatcher.crew)
        dispatcher.run()

    def _replayed(self, found: JobResult) -> None:
        self._replays[found.job.key] = found


def _worked(ledger: Ledger, request: Request) -> float:
    """How long clients before this one have worked at a regression, in seconds."""
    ends = [
        attempt.started + attempt.seconds
        for found in ledger.results.values()
        for attempt in found.attempts
    ]
    return max(ends, default=request.started) - request.started
