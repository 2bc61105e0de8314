"""A case on every simulator and transport, and what is wrong with it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import psutil

from sim.errors import SimError
from sim.results import RunResult
from sim.run import simulate
from sim.soak.agreement import first_difference, lines_of
from sim.soak.draw import Case
from sim.soak.growth import growth_of
from sim.soak.job import Way
from sim.soak.memory import MemoryWatch
from sim.soak.result import CaseResult, WayResult
from sim.soak.traces import Traces

Run = Callable[[Case, Way, Path, MemoryWatch], RunResult]
"""Runs a case in one way, in a folder that exists, while a watch looks on."""


def run_way(case: Case, way: Way, folder: Path, watch: MemoryWatch) -> RunResult:
    """Run a case in one way.

    Raises:
        SimError: see `sim.run.simulate`.
    """
    return simulate(case.on(way), folder=folder, on_case=watch.case, on_tick=watch.tick)


def run_case(
    case: Case, folder: Path, temporary: Path, replay: str, run: Run = run_way
) -> CaseResult:
    """Run a case in all its ways.

    Args:
        case: what to run.
        folder: for its runs; it is made, and removed again where nothing is wrong.
        temporary: where temporary files go.
        replay: the command that repeats the case.
        run: runs it in one way.
    """
    started, before = time.monotonic(), Traces.now(folder, temporary)
    results: list[RunResult] = []
    told: list[WayResult] = []
    faults: list[str] = []
    try:
        for way in case.ways:
            watch = MemoryWatch()
            place = folder / str(way).replace(" ", "-")
            place.mkdir(parents=True)
            try:
                result = run(case, way, place, watch)
            except (SimError, OSError) as fault:
                faults.append(f"{way}: {type(fault).__name__}: {fault}")
                continue
            results.append(result)
            told.append(_in_short(result, watch))
            faults += _faults(result, told[-1])
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    faults += filter(None, (disagreement(one, other) for one, other in pairwise(results)))
    faults += filter(None, [Traces.now(folder, temporary).left_since(before)])
    if not faults:
        shutil.rmtree(folder)
    return CaseResult(
        number=case.number,
        array=case.array,
        toplevel=case.spec.toplevel,
        tests=case.spec.tests,
        seed=case.spec.seed,
        parameters=case.spec.parameters,
        ways=tuple(told),
        faults=tuple(faults),
        refused=len(case.refused),
        folder=str(folder) if faults else "",
        replay=replay,
        seconds=time.monotonic() - started,
        own=psutil.Process().memory_info().rss,
    )


def _in_short(result: RunResult, watch: MemoryWatch) -> WayResult:
    totals, growth = result.totals, growth_of(watch.samples)
    return WayResult(
        simulator=result.simulator,
        transport=result.transport,
        verdict=result.verdict,
        layers=len(result.cases),
        beats=totals["beats"],
        clocks=totals["clocks"],
        build_seconds=result.build_seconds,
        run_seconds=result.run_seconds,
        peak=watch.peak,
        grown=growth.grown if growth else None,
        bound=growth.bound if growth else None,
        replay=result.replay,
    )


def _faults(result: RunResult, way: WayResult) -> list[str]:
    """What is wrong with one run by itself."""
    faults = [] if result.passed else [f"{way.name}: {result.why()}"]
    if way.grown is not None and way.bound is not None and way.grown > way.bound:
        faults.append(
            f"{way.name}: the simulator grew by {way.grown:,} bytes in the second half of "
            f"{way.layers:,} cases, more than the {way.bound:,} that are legal.\n"
            f"replay   {way.replay}"
        )
    return faults


def disagreement(one: RunResult, other: RunResult) -> str:
    """What a run says differently from another one, as text; empty where nothing is."""
    across = one.simulator != other.simulator
    lines, others = (lines_of(result, across=across) for result in (one, other))
    names = f"{one.simulator} {one.transport}", f"{other.simulator} {other.transport}"
    differs = first_difference(lines, others, names)
    if not differs:
        return ""
    replays = f"replay   {one.replay}\nreplay   {other.replay}"
    return f"{names[0]} and {names[1]} differ:\n{differs}\n{replays}"
