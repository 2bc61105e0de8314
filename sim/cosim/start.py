"""Runs a network through the accelerator: one simulation, or several side by side."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from rich.console import Console

from golden.networks.classes import class_names
from sim.build import build
from sim.chosen import choose
from sim.cosim.files import write_files
from sim.cosim.job import Job, read_job
from sim.cosim.plan import steps_of
from sim.cosim.result import CosimResult, merge, network_facts
from sim.cosim.shares import Step, share_out
from sim.cosim.show import show, step_line
from sim.errors import SimError, UsageError
from sim.flags import kind_of
from sim.places import COMMAND, DESIGNS, TOOLS
from sim.results import Row, RunResult
from sim.run import new_folder, simulate
from sim.tools import find_toolset
from tb.spec import RunSpec

OnStep = Callable[[Row], None]


class StoppedError(SimError):
    """A simulation was ended since another one beside it could not go on."""


def run_cosim(variables: Mapping[str, str], console: Console) -> int:
    """Co-simulate the network that the words describe, showing each step; returns the exit code.

    Raises:
        SimError: it cannot be done.
    """
    with at_work(console, "fetching or building the network, if need be"):
        job = read_job(variables)
    toolset = find_toolset(job.spec.simulator, TOOLS)
    for remark in toolset.main.remarks:
        console.print(remark, highlight=False, markup=False, soft_wrap=True)
    console.print(
        f"{job.model} on {job.spec.toplevel}, {job.spec.simulator} {toolset.main.version}",
        highlight=False,
        markup=False,
    )

    def show_step(row: Row) -> None:
        console.print(step_line(row), highlight=False, markup=False, soft_wrap=True)

    with at_work(console, "building and simulating"):
        result = cosimulate(job, show_step)
    show(result, console)
    return result.exit_code


def at_work(console: Console, what: str) -> AbstractContextManager[object]:
    """Tells what takes its time, where somebody looks on."""
    return console.status(what) if console.is_terminal else nullcontext()


def cosimulate(job: Job, on_step: OnStep | None = None) -> CosimResult:
    """Run a network; what was found stands in ``cosim.json`` and ``junit.xml`` too.

    Args:
        job: what to run.
        on_step: called with the line of each step as soon as it is there, from any thread.

    Raises:
        UsageError: something does not exist or is not legal.
        ToolError: a tool is missing.
        BuildError: the design does not compile.
    """
    chosen = choose(job.spec)
    steps = steps_of(job.spec, chosen.values)
    # All jobs run one program: what suits the average one suits the others.
    clocks = sum(step.clocks for step in steps) // job.jobs
    kind = kind_of(job.spec.build, waves=job.spec.waves, clocks=clocks)
    specs = share(job.spec, job.jobs, steps)
    building = 0.0
    if len(specs) > 1:  # one that builds holds up the others, and cannot be stopped meanwhile
        toolset = find_toolset(job.spec.simulator, TOOLS)
        building = build(chosen.design, toolset, DESIGNS, waves=job.spec.waves, kind=kind).seconds
    folder = new_folder(f"{job.spec.simulator}-cosim")
    try:
        started = time.monotonic()
        runs = run_all(specs, folder, on_step, clocks)
        seconds = time.monotonic() - started
    except (SimError, KeyboardInterrupt, SystemExit):
        shutil.rmtree(folder, ignore_errors=True)
        raise
    facts = network_facts(runs)
    result = CosimResult(
        model=job.model,
        run=merge(runs, folder, job.replay(COMMAND), building, seconds),
        jobs=tuple(run.folder for run in runs),
        waves=tuple(run.waves for run in runs if run.waves),
        clock_mhz=job.clock_mhz,
        whole="LAYERS" not in job.spec.options,
        classes=scored(class_names(job.spec.options["MODEL"]), facts),
        **facts,
    )
    write_files(result)
    return result


def scored(classes: tuple[str, ...], facts: Mapping[str, Any]) -> tuple[str, ...]:
    """The classes, if an output of the network has a score for each of them."""
    samples = facts.get("images", 0)
    sizes = {output.get("values") for output in facts["outputs"]}
    return classes if len(classes) * samples in sizes - {0} else ()


def share(spec: RunSpec, jobs: int, steps: Sequence[Step]) -> list[RunSpec]:
    """The runs that do together what `spec` does, which are `steps`; itself where one is enough.

    Raises:
        UsageError: none of the steps runs on the accelerator, so there is nothing to simulate.
    """
    if not any(step.clocks for step in steps):
        names = ", ".join(layer for step in steps for layer in step.layers)
        raise UsageError(f"The host alone computes {names}: name a layer of the accelerator too.")
    shares = share_out(steps, jobs)
    if len(shares) < 2:
        return [spec]
    return [
        spec.model_copy(
            update={
                "options": {
                    **spec.options,
                    "LAYERS": ",".join(layer for step in steps for layer in step.layers),
                }
            }
        )
        for steps in shares
    ]


def run_all(
    specs: Sequence[RunSpec], folder: Path, on_step: OnStep | None, clocks: int = 0
) -> list[RunResult]:
    """Simulate all, each in a folder of its own, in the order of `specs`; `clocks` is about how
    long each of them is.

    A mismatch in one leaves the others going: their steps are fed by the golden model.

    Raises:
        SimError: one could not be done; the others are ended first. So they are when a signal ends
            this process.
    """
    stop = threading.Event()

    def tick() -> None:
        if stop.is_set():
            raise StoppedError("ended with the others")

    def run(index: int) -> RunResult:
        place = folder / f"job{index}"
        place.mkdir()
        return simulate(specs[index], folder=place, clocks=clocks, on_case=on_step, on_tick=tick)

    if len(specs) == 1:
        return [run(0)]
    with ThreadPoolExecutor(len(specs), thread_name_prefix="cosim") as pool:
        futures = [pool.submit(run, index) for index in range(len(specs))]
        try:
            wait(futures, return_when=FIRST_EXCEPTION)
        finally:
            stop.set()
    faults = [fault for future in futures if (fault := future.exception()) is not None]
    for fault in sorted(faults, key=lambda fault: isinstance(fault, StoppedError)):
        raise fault
    return [future.result() for future in futures]
