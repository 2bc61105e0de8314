"""The jobs that plans ask for: every planned run, simulator and seed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from sim.regress.model import Job
from tb.plan.model import PlannedRun, Testplan
from tb.spec import RunSpec, Simulator

SEED_BYTES = 4
"""A seed goes up to ``tb.spec.LARGEST_SEED``."""
Coverage = Literal["none", "functional", "code"]


def fresh_seed(seed: int, design: str, run: str, simulator: str, index: int) -> int:
    """A seed that depends on these and on nothing else: not on what else is planned.

    Args:
        seed: of the regression.
        design: of the job.
        run: of the job.
        simulator: of the job.
        index: which of the job's fresh seeds, from 0.
    """
    text = f"{seed}/{design}/{run}/{simulator}/{index}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:SEED_BYTES], "big")


def jobs_of(
    plans: Sequence[Testplan],
    *,
    seed: int,
    seeds: int,
    simulators: Sequence[Simulator],
    coverage: Coverage = "none",
    bench: Path | None = None,
    rtl: Path | None = None,
) -> tuple[Job, ...]:
    """All jobs, in the order of the plans.

    Args:
        plans: at least one.
        seed: all fresh seeds come from it.
        seeds: fresh seeds of each planned run; it may ask for fewer. Its kept seeds come besides.
        simulators: what is run where the plan asks for it too.
        coverage: what each run counts.
        bench: file of a user's own bench, which the one plan is for; None for the project's.
        rtl: folder that holds other versions of the designs' source files.
    """
    common = RunSpec(toplevel="", bench=bench, rtl=rtl, coverage=coverage)
    return tuple(
        _job(plan, run, simulator, number, why, common)
        for plan in plans
        for run in plan.runs
        for simulator in run.simulators
        if simulator in simulators
        for number, why in _seeds(plan.name, run, simulator, seed, seeds).items()
    )


def _seeds(design: str, run: PlannedRun, simulator: str, seed: int, seeds: int) -> dict[int, str]:
    """Why each seed is run, by seed; empty for a fresh one."""
    fresh = min(seeds, run.reseed) if run.reseed is not None else seeds
    found = {kept.seed: kept.why for kept in run.seeds}
    for index in range(fresh):
        found.setdefault(fresh_seed(seed, design, run.name, simulator, index), "")
    return found


def _job(
    plan: Testplan,
    run: PlannedRun,
    simulator: Simulator,
    seed: int,
    why: str,
    common: RunSpec,
) -> Job:
    spec = common.model_copy(
        update={
            "toplevel": plan.name,
            "simulator": simulator,
            "parameters": run.parameters,
            "options": run.options,
            "tests": run.tests,
            "seed": seed,
        }
    )
    return Job(
        key=f"{plan.name}.{run.name}.{simulator}.{seed}",
        design=plan.name,
        run=run.name,
        spec=spec,
        kept=why,
        limit_seconds=run.limit_seconds,
    )


def build_key(spec: RunSpec) -> str:
    """The same for all runs that share a build."""
    shaped = spec.model_dump_json(
        include={
            "toplevel",
            "simulator",
            "bench",
            "parameters",
            "defines",
            "rtl",
            "waves",
            "build",
            "coverage",
            "properties",
            "netlist",
        }
    )
    return f"{spec.toplevel}.{spec.simulator}.{hashlib.sha256(shaped.encode()).hexdigest()[:8]}"


def by_build(jobs: Sequence[Job]) -> Iterator[tuple[str, list[Job]]]:
    """The jobs of each build, in the order of their first ones."""
    groups: dict[str, list[Job]] = {}
    for job in jobs:
        groups.setdefault(build_key(job.spec), []).append(job)
    yield from groups.items()
