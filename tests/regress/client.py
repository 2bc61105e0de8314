"""A client as a process of its own, to be killed: ``python -m tests.regress.client FOLDER ...``."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console

from sim.process import closing_on_signals
from sim.regress.start import run_regress
from tests.regress.conftest import job, regress


def main(folder: str, workers: str, count: str, linger: str) -> int:
    """Run jobs as a new regression, or go on with the newest where there are none."""
    console = Console(width=200)
    with closing_on_signals():
        if int(count):
            jobs = [job(seed=seed, options={"LINGER": linger}) for seed in range(int(count))]
            regression = regress(Path(folder), jobs, int(workers), console)
            return 2 if regression.interrupted else 0 if regression.passed else 1
        return run_regress({"RESUME": "newest", "JOBS": workers}, console, Path(folder))


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
