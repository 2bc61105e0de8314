"""Small regressions of the register slice, on this machine."""

from __future__ import annotations

import io
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from sim.regress.folder import Request
from sim.regress.model import Job, Regression
from sim.regress.runner import Where, run_jobs
from sim.regress.tree import source_hash
from tb.spec import RunSpec

PAGE = Path(__file__).parent / "data" / "farm_page.py"


def job(test: str = "works", seed: int = 1, simulator: str = "icarus", **told: object) -> Job:
    """A job of one test; `limit_seconds` and `parameters` may be told."""
    limit = told.pop("limit_seconds", 120.0)
    spec = RunSpec.of(
        toplevel="slice", bench=PAGE, simulator=simulator, tests=(test,), seed=seed, **told
    )
    return Job(
        key=f"slice.{test}.{simulator}.{seed}",
        design="slice",
        run=test,
        spec=spec,
        limit_seconds=float(str(limit)),
    )


def request() -> Request:
    """What the regressions here are asked for."""
    return Request(
        seed=1,
        designs=("slice",),
        bench=PAGE,
        sources=source_hash(),
        commit="",
        replay="make regress",
        started=time.time(),
    )


def quiet() -> Console:
    """A console whose text nobody sees."""
    return Console(file=io.StringIO(), width=200)


def regress(
    folder: Path, jobs: Sequence[Job], workers: int = 2, console: Console | None = None
) -> Regression:
    """Run jobs as a regression below a folder."""
    where = Where(workers=workers, regressions=folder, patience=3.0)
    return run_jobs(jobs, request(), where, console or quiet())
