"""Runs the networks of the Kraken paper on the engine, several simulations side by side."""

from __future__ import annotations

import time
from collections.abc import Mapping

from rich.console import Console

from sim.chosen import choose
from sim.files import put, write_junit
from sim.pages.leave import leave_page
from sim.paper.job import PaperJob, read_job
from sim.paper.plan import share
from sim.paper.result import PAPER_JSON, PaperResult, facts_of, parts_of
from sim.paper.show import layer_line, missing_layers, networks_told, show
from sim.places import COMMAND, TOOLS
from sim.results import Row
from sim.side_by_side import OnRow, at_work, merged, simulate_all
from sim.tools import find_toolset
from tb.kraken.array import array_of


def run_paper(variables: Mapping[str, str], console: Console) -> int:
    """Run what the words describe, showing each layer; returns the exit code.

    Raises:
        SimError: it cannot be done.
    """
    started = time.monotonic()
    with at_work(console, "making the networks, if need be"):
        job = read_job(variables)
    toolset = find_toolset(job.spec.simulator, TOOLS)
    for remark in toolset.main.remarks:
        console.print(remark, highlight=False, markup=False, soft_wrap=True)
    what = f"{', '.join(job.networks)} on {job.spec.toplevel}"
    console.print(
        f"{what}, {job.spec.simulator} {toolset.main.version}", highlight=False, markup=False
    )

    def show_layer(row: Row) -> None:
        console.print(layer_line(row), highlight=False, markup=False, soft_wrap=True)

    with at_work(console, "building and simulating"):
        result = run_networks(job, show_layer, started)
    show(result, console)
    missing = missing_layers(result.missing) if result.missing else ""
    run = result.run.model_copy(update={"fault": result.run.fault or missing})
    leave_page(run, console, networks_told(result))
    return result.exit_code


def run_networks(
    job: PaperJob, on_layer: OnRow | None = None, started: float | None = None
) -> PaperResult:
    """Run a job; what was found stands in ``paper.json`` and ``junit.xml`` too.

    Args:
        job: what to run.
        on_layer: called with the line of each layer as soon as it is there, from any thread.
        started: `time.monotonic` of when the work began, if that was before.

    Raises:
        UsageError: something does not exist or is not legal.
        ToolError: a tool is missing.
        BuildError: the design does not compile.
    """
    started = time.monotonic() if started is None else started
    array = array_of(choose(job.spec).values)
    found = simulate_all(share(job, array), "paper", on_layer)
    order = {task.name: place for place, task in enumerate(job.tasks)}
    replay = job.replay(COMMAND)
    run = merged(found, replay, "layer", lambda row: order.get(str(row.get("case")), len(order)))
    seen = {row.get("case") for row in run.cases}
    result = PaperResult(
        run=run,
        jobs=tuple(each.folder for each in found.runs),
        waves=tuple(each.waves for each in found.runs if each.waves),
        networks=job.networks,
        quick=job.quick,
        missing=tuple(name for name in order if name not in seen),
        clock_mhz=job.clock_mhz,
        seconds=time.monotonic() - started,
        parts=tuple(parts_of(run.cases, job.tasks, array, job.quick, job.clock_mhz)),
    )
    put(result.folder / PAPER_JSON, result.model_dump_json(indent=2) + "\n")
    write_junit(result.run, facts_of(result))
    return result
