"""Runs layers in every way that was asked for."""

from __future__ import annotations

import os
from collections.abc import Mapping

from rich.console import Console

from golden.errors import GoldenError
from golden.kraken.format.axes import SUM
from sim import provenance
from sim.bench.errors import BenchmarkError
from sim.bench.figures import Entry, Figures
from sim.bench.job import Job, Took, Way
from sim.bench.page import update_page, write_json
from sim.bench.plot import draw
from sim.bench.request import SIMULATOR, Request, read_request
from sim.bench.show import rate, show
from sim.bench.streams import Streams
from sim.errors import UsageError
from sim.places import COMMAND, ROOT, TOOLS
from sim.report import near
from sim.side_by_side import at_work
from sim.tools import Toolset, find_toolset
from tb.bench import OptionError
from tb.spec import command_line

LONG_SECONDS = 2.0
"""Runs that take longer are not repeated."""


def run_bench(variables: Mapping[str, str], console: Console) -> int:
    """Measure what the words describe and tell it; returns the exit code.

    Raises:
        SimError: it cannot be done, or a way has not done what it must.
    """
    request = read_request(variables)
    toolset = find_toolset(SIMULATOR, TOOLS)
    builds = {}
    for way in request.ways:
        with at_work(console, f"building {way.name}"):
            builds[way.name] = way.build(request.chosen, toolset)
    figures = Figures(
        _facts(request, toolset), {way.name: way.meaning for way in request.ways}, builds
    )
    for layer in request.layers:
        for size in request.sizes:
            figures.entries.extend(_measure(request, toolset, layer, size, console))
    if request.wrong is not None:
        return 0
    if not figures.entries:
        raise UsageError("No way runs layers as long as these unless SIZES= names them.")
    show(figures, request.told, console)
    if request.json:
        write_json(request.json, figures)
    if request.plot:
        draw(figures, request.plot)
    if request.page:
        update_page(request.page, figures, request.told)
    for path in filter(None, (request.json, request.plot, request.page)):
        console.print(f"written  {near(path)}", highlight=False, markup=False, soft_wrap=True)
    return 0


def _facts(request: Request, toolset: Toolset) -> dict[str, str]:
    tools = ", ".join(f"{name} {version}" for name, version in toolset.versions().items())
    values = request.chosen.values
    return {
        "array": f"{values['Rows']} x {values['Cols']}",
        "tools": tools,
        "commit": provenance.commit(ROOT),
        "cores": f"{len(os.sched_getaffinity(0))}, load {os.getloadavg()[0]:.1f} at the beginning",
    }


def _measure(
    request: Request, toolset: Toolset, layer: str, size: int, console: Console
) -> list[Entry]:
    """One layer on one size of image, each way in turn, as often as it is repeated."""
    work = request.work(layer, size)
    try:
        streams = Streams.of(work, request.seed, request.chosen.values, request.wrong)
    except (OptionError, GoldenError) as fault:
        raise UsageError(f"LAYER={layer} on {size} x {size} cannot be run: {fault}") from fault
    job = Job(work, request.seed, streams, request.wrong, request.chosen, toolset)
    ways = [way for way in request.ways if _gets(way, request, streams)]
    best: dict[str, Took] = {}
    for _ in range(1 if request.wrong is not None else request.repeats):
        # By turns, so that what else the machine does meets all alike.
        for way in ways:
            before = best.get(way.name)
            if before is not None and before.counted > LONG_SECONDS:
                continue
            with at_work(console, f"{way.name}, layer {layer}, {size} x {size}"):
                took = way.run(job)
            _judge(request, way, layer, job, took)
            if before is None or took.counted < before.counted:
                best[way.name] = took
    for way in ways:
        took = best[way.name]
        told = took.fault or "nothing compared"
        if request.wrong is None:
            told = f"{took.clocks:,} clocks, {took.counted:.3f} s, {rate(took)} k clocks/s"
        console.print(
            f"layer {layer}  {size} x {size}  {way.name:<12} {told}", highlight=False, markup=False
        )
    beats = streams.beats(SUM)
    return [Entry(layer, size, name, beats, took) for name, took in best.items()]


def _gets(way: Way, request: Request, streams: Streams) -> bool:
    most = way.most_clocks
    return most is None or request.all_sizes or streams.clocks <= most


def _judge(request: Request, way: Way, layer: str, job: Job, took: Took) -> None:
    """Whether a way has done what it must.

    Raises:
        BenchmarkError: it has found a fault where there is none, or missed one, or its clocks are
            not those of the clock model.
    """
    words = {**request.told, "WAY": way.name, "LAYER": layer, "SIZES": str(job.work.height)}
    words |= {} if job.wrong is None else {"WRONG": str(job.wrong)}
    again = command_line(words, COMMAND, "bench")
    if job.wrong is not None:
        if way.compares and not took.fault:
            raise BenchmarkError(
                f"{way.name} has not found the wrong bit in beat {job.wrong}: {again} shows it."
            )
        return
    if took.fault:
        raise BenchmarkError(f"{way.name}: {took.fault}; {again} shows it.")
    if took.clocks != job.streams.clocks:
        raise BenchmarkError(
            f"{way.name} took {took.clocks:,} clocks, but the clock model says "
            f"{job.streams.clocks:,}; {again} shows it."
        )
