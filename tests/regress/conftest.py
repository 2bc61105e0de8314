"""Small regressions of the register slice, on this machine."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil
from rich.console import Console

from sim.places import ROOT
from sim.regress.folder import Request
from sim.regress.ledger import LEDGER, Entry
from sim.regress.model import Job, JobResult, Regression
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
    where = Where(workers=workers, regressions=folder, patience=60.0)
    return run_jobs(jobs, request(), where, console or quiet())


def start_client(folder: Path, workers: int, count: int, linger: int) -> subprocess.Popen[bytes]:
    """Start `tests.regress.client` with its workers in a process group of its own."""
    words = [folder, workers, count, linger]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.regress.client", *map(str, words)],
        cwd=ROOT,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def only_folder(folder: Path) -> Path:
    """The one regression below a folder, as soon as it is there."""
    wait_for(lambda: folder.is_dir() and any(path.is_dir() for path in folder.iterdir()))
    (found,) = (path for path in folder.iterdir() if path.is_dir())
    return found


def results_in(folder: Path) -> list[JobResult]:
    """What stands in the ledger of a regression, each line as it is."""
    path = folder / LEDGER
    lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
    entries = [Entry.model_validate_json(line) for line in lines]
    return [entry.result for entry in entries if entry.result is not None]


def wait_for(true: Callable[[], bool], seconds: float = 120.0) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)


def simulators_below(folder: Path) -> list[int]:
    """Processes that work somewhere below a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (process / "cwd").resolve().is_relative_to(folder):
                found.append(int(process.name))
    return found


def processes_of_group(group: int) -> list[int]:
    """Processes of a process group that have not ended."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(ProcessLookupError, psutil.Error):
            if os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process.pid)
    return found
