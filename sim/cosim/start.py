"""Runs a network through the accelerator: one simulation, or several side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console

from golden.networks.classes import class_names
from sim.chosen import choose
from sim.cosim.files import write_files
from sim.cosim.job import Job, read_job
from sim.cosim.plan import steps_of
from sim.cosim.result import CosimResult, figure, network_facts
from sim.cosim.show import network_told, show, step_line
from sim.errors import UsageError
from sim.pages.leave import leave_page
from sim.places import COMMAND, TOOLS
from sim.results import Row
from sim.shares import Step, share_out
from sim.side_by_side import OnRow, at_work, merged, simulate_all
from sim.tools import find_toolset
from tb.spec import RunSpec


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
    leave_page(result.run, console, network_told(result))
    return result.exit_code


def cosimulate(job: Job, on_step: OnRow | None = None) -> CosimResult:
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
    found = simulate_all(share(job.spec, job.jobs, steps), "cosim", on_step, clocks)
    facts = network_facts(found.runs)
    result = CosimResult(
        model=job.model,
        run=merged(found, job.replay(COMMAND), "step", lambda row: figure(row, "index") or 0),
        jobs=tuple(run.folder for run in found.runs),
        waves=tuple(run.waves for run in found.runs if run.waves),
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
