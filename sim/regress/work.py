"""What a worker does: it tells what it can, builds, and runs jobs. Each is one task of Dask.

A task returns whatever it finds as plain data, and raises nothing: what a task raises, or a worker
that dies, is no finding about the job.
"""

from __future__ import annotations

import errno
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from distributed import get_worker

from sim.chosen import choose
from sim.errors import SimError, ToolError
from sim.launch import prepare
from sim.places import BUILD, DESIGNS, TOOLS
from sim.regress.coverage import read_part
from sim.regress.model import Job
from sim.regress.packing import pack
from sim.regress.task import ATTEMPTS, TOKEN, Built, Fitness, Outcome, Told
from sim.regress.tree import source_hash
from sim.results import RunResult
from sim.run import simulate
from sim.tools import find_toolset
from tb.bench.bench import SIMULATORS
from tb.spec import RunSpec

FULL = (errno.ENOSPC, errno.EDQUOT)
PROBE_BYTES = 256 * 1024
"""A disk that does not take these has no room for what a run writes."""


class LimitError(SimError):
    """A run took longer than it may."""


class CancelledError(SimError):
    """Nobody waits for this run any more."""


def probe(told: Told) -> Fitness:
    """What this worker can do."""
    lacks, tools = {}, {}
    for simulator in SIMULATORS:
        try:
            tools.update(find_toolset(simulator, TOOLS).versions())
        except SimError as fault:
            lacks[simulator] = str(fault)
    host = socket.gethostname()
    return Fitness(host, refused(told), lacks, tools)


def build(told: Told, spec: RunSpec) -> Built:
    """Build what a run needs, unless it is built."""
    host = socket.gethostname()
    if why := refused(told):
        return Built(host, why, refused=True)
    try:
        prepare(choose(spec), find_toolset(spec.simulator, TOOLS), DESIGNS)
    except ToolError as fault:
        return Built(host, str(fault), elsewhere=True)
    except SimError as fault:
        return Built(host, str(fault))
    except OSError as fault:
        return Built(host, told_disk(fault), elsewhere=fault.errno in FULL)
    return Built(host)


def run(told: Told, job: Job, built: Built) -> Outcome:
    """Run a job once, in a folder that no other attempt has.

    Args:
        told: what every task is told.
        job: what to run.
        built: what came of its build, on whatever worker: where this one does not share its disk,
            it builds again.
    """
    attempt = Attempt(told, job)
    if built.why:
        return attempt.lost(built.why, elsewhere=built.elsewhere)
    if why := refused(told):
        return attempt.lost(why, refused=True)
    outcome = attempt.outcome()
    if why := refused(told):  # nobody knows which of the two states it saw
        return attempt.lost(why, refused=True)
    return outcome


class Attempt:
    """One attempt at a job.

    Attributes:
        folder: receives all that the run writes; None until it is made.
    """

    def __init__(self, told: Told, job: Job) -> None:
        self.told = told
        self.job = job
        self.shared = shares(told)
        self.started = time.time()
        self.host = socket.gethostname()
        self.worker, self.cancelled = this_worker()
        self.folder: Path | None = None
        self._begun = 0.0
        self._full = ""  # that the disk had no room, as a sentence

    def outcome(self) -> Outcome:
        """Run it."""
        try:
            self.folder = self._new_folder()
            result = simulate(self.job.spec, folder=self.folder, on_tick=self._tick)
        except ToolError as fault:
            return self.lost(str(fault), elsewhere=True)
        except SimError as fault:
            return self.lost(str(fault))
        except OSError as fault:
            return self.lost(told_disk(fault), elsewhere=fault.errno in FULL)
        if not result.passed and (full := self._full or disk_full(self.folder)):
            return self.lost(full, elsewhere=True)
        return self._found(result)

    def _found(self, result: RunResult) -> Outcome:
        part, totals = None, result.totals
        if self.job.spec.coverage != "none":
            try:
                part = read_part(result.folder, self.job.design)
            except (SimError, OSError) as fault:
                return self.lost(f"Its coverage cannot be read: {fault}")
        if result.passed:
            shutil.rmtree(result.folder, ignore_errors=True)
            result = result.model_copy(update={"cases": (), "usage": ()})
        return self._ended(
            "passed" if result.passed else "failed",
            result.why(),
            result=result,
            coverage=part,
            clocks=totals["clocks"],
            beats=totals["beats"],
        )

    def lost(self, why: str, *, elsewhere: bool = False, refused: bool = False) -> Outcome:
        """It has no verdict of its own.

        Args:
            why: for people.
            elsewhere: another worker may fare better.
            refused: this worker takes no job at all.
        """
        if (elsewhere or refused) and self.folder:  # it may be what fills the disk
            shutil.rmtree(self.folder, ignore_errors=True)
        return self._ended("lost", why, elsewhere=elsewhere, refused=refused)

    def _ended(self, state: str, why: str, **found: object) -> Outcome:
        left, packed = None, b""
        if self.folder and self.folder.is_dir():
            if self.shared:
                left = self.folder
            else:
                packed = pack(self.folder)
                shutil.rmtree(self.folder, ignore_errors=True)
        seconds = time.time() - self.started
        return Outcome(
            state,  # type: ignore[arg-type]
            why,
            self.host,
            self.worker,
            self.started,
            seconds,
            left=left,
            packed=packed,
            **found,  # type: ignore[arg-type]
        )

    def _new_folder(self) -> Path:
        place = (self.told.folder if self.shared else BUILD) / ATTEMPTS
        place.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f"{self.job.key}-", dir=place))

    def _tick(self) -> None:
        now = time.monotonic()
        self._begun = self._begun or now
        if now - self._begun > self.job.limit_seconds:
            raise LimitError(
                f"It ran for longer than its limit of {self.job.limit_seconds:g} s and was ended."
            )
        # What fills the disk may be gone again when this run ends.
        if self.folder and shutil.disk_usage(self.folder).free < PROBE_BYTES:
            self._full = told_disk(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
        if self.cancelled():
            raise CancelledError("The regression no longer waits for it.")


def this_worker() -> tuple[str, Callable[[], bool]]:
    """Name of the worker that this task runs on, and whether the task was cancelled meanwhile."""
    worker = get_worker()
    key = worker.get_current_task()

    def cancelled() -> bool:
        task = worker.state.tasks.get(key)
        return task is None or task.state == "cancelled"

    return str(worker.name), cancelled


def refused(told: Told) -> str:
    """Why this worker takes no job at all; empty when it does."""
    if source_hash() == told.sources:
        return ""
    return (
        f"The sources of {socket.gethostname()} differ from the client's, or were changed since: "
        "bring both to the same state, and begin anew."
    )


def shares(told: Told) -> bool:
    """Whether this worker sees the regression's folder."""
    with suppress(OSError):
        return (told.folder / TOKEN).read_text(encoding="utf-8") == told.token
    return False


def disk_full(folder: Path) -> str:
    """Whether the disk has no room for more, as a sentence; empty when it has.

    A simulator that cannot write its results ends as one that crashes does.
    """
    trial = folder / "trial"
    try:
        with trial.open("wb", buffering=0) as handle:
            left = memoryview(bytes(PROBE_BYTES))
            while left:
                left = left[handle.write(left) :]
            os.fsync(handle.fileno())
    except OSError as fault:
        return told_disk(fault) if fault.errno in FULL else ""
    finally:
        trial.unlink(missing_ok=True)
    return ""


def told_disk(fault: OSError) -> str:
    """What a disk did not take, and why, as a sentence."""
    where = f" ({fault.filename})" if fault.filename else ""
    host = socket.gethostname()
    return f"The disk of {host} did not take what was written: {fault.strerror}{where}."
