"""Several simulations of one design at the same time, and what they found as one result."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from sim.build import build
from sim.chosen import CODE, choose
from sim.errors import SimError
from sim.flags import kind_of
from sim.launch import compiled_design
from sim.places import DESIGNS, TOOLS
from sim.results import Row, RunResult
from sim.run import new_folder, simulate
from sim.tools import find_toolset
from tb.spec import RunSpec

OnRow = Callable[[Row], None]


class StoppedError(SimError):
    """A simulation was ended since another one beside it could not go on."""


@dataclass(frozen=True)
class SideBySide:
    """Simulations that have ended.

    Attributes:
        runs: at least one, of one design, simulator and seed.
        folder: holds a folder for each of them; what belongs to all goes there.
        building: seconds before they could begin.
        seconds: what they took.
    """

    runs: tuple[RunResult, ...]
    folder: Path
    building: float
    seconds: float


def simulate_all(
    specs: Sequence[RunSpec], what: str, on_case: OnRow | None = None, clocks: int = 0
) -> SideBySide:
    """Simulate all at the same time, each in a folder of its own.

    A mismatch in one leaves the others going.

    Args:
        specs: at least one, of one design and simulator.
        what: for the name of the folder.
        on_case: called with the line of each case as soon as it is there, from any thread.
        clocks: about how long each of them is; 0 where nobody knows.

    Raises:
        SimError: one could not be done; the others are ended first, and nothing is left of them.
            So it is when a signal ends this process.
    """
    spec, building = specs[0], 0.0
    if len(specs) > 1:  # one that builds holds up the others, and cannot be stopped meanwhile
        toolset = find_toolset(spec.simulator, TOOLS)
        kind = kind_of(spec.build, waves=spec.waves, clocks=clocks, code=spec.coverage == CODE)
        design = compiled_design(choose(spec))
        building = build(design, toolset, DESIGNS, waves=spec.waves, kind=kind).seconds
    folder = new_folder(f"{spec.simulator}-{what}")
    try:
        started = time.monotonic()
        runs = tuple(run_all(specs, folder, on_case, clocks))
        return SideBySide(runs, folder, building, time.monotonic() - started)
    except (SimError, KeyboardInterrupt, SystemExit):
        shutil.rmtree(folder, ignore_errors=True)
        raise


def run_all(
    specs: Sequence[RunSpec], folder: Path, on_case: OnRow | None, clocks: int = 0
) -> list[RunResult]:
    """Simulate all, each in a folder of its own, in the order of `specs`; see `simulate_all`."""
    stop = threading.Event()

    def tick() -> None:
        if stop.is_set():
            raise StoppedError("ended with the others")

    def run(index: int) -> RunResult:
        place = folder / f"job{index}"
        place.mkdir()
        return simulate(specs[index], folder=place, clocks=clocks, on_case=on_case, on_tick=tick)

    if len(specs) == 1:
        return [run(0)]
    with ThreadPoolExecutor(len(specs), thread_name_prefix="job") as pool:
        futures = [pool.submit(run, index) for index in range(len(specs))]
        try:
            wait(futures, return_when=FIRST_EXCEPTION)
        finally:
            stop.set()
    faults = [fault for future in futures if (fault := future.exception()) is not None]
    for fault in sorted(faults, key=lambda fault: isinstance(fault, StoppedError)):
        raise fault
    return [future.result() for future in futures]


def merged(found: SideBySide, replay: str, label: str, order: Callable[[Row], Any]) -> RunResult:
    """Several simulations as one.

    Args:
        found: the simulations.
        replay: the command that repeats them.
        label: what a case is called.
        order: where a case stands among all.
    """
    runs, first = found.runs, found.runs[0]
    several = len(runs) > 1

    def called(run: int, name: object) -> str:
        return f"{name} {run + 1} of {len(runs)}" if several else str(name)

    faults = [
        called(i, "simulation") + f": {run.fault}" if several else run.fault
        for i, run in enumerate(runs)
        if run.fault
    ]
    return first.model_copy(
        update={
            "folder": found.folder,
            "tests": tuple(
                test.model_copy(update={"name": called(i, test.name)})
                for i, run in enumerate(runs)
                for test in run.tests
            ),
            "cases": tuple(sorted((row for run in runs for row in run.cases), key=order)),
            "mismatches": tuple(
                {**row, "job": run.folder.name} for run in runs for row in run.mismatches
            ),
            "usage": tuple(
                {**row, "test": called(i, row.get("test"))}
                for i, run in enumerate(runs)
                for row in run.usage
            ),
            "fault": "\n".join(faults),
            "replay": replay,
            # One alone knows better.
            "build_seconds": found.building if several else first.build_seconds,
            "run_seconds": found.seconds if several else first.run_seconds,
            "waves": None if several else first.waves,
            "case_label": label,
        }
    )


def at_work(console: Console, what: str) -> AbstractContextManager[object]:
    """Tells what takes its time, where somebody looks on."""
    return console.status(what) if console.is_terminal else nullcontext()
