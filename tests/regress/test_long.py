"""A long regression while its workers, a simulator and its client are killed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from pathlib import Path

import psutil
import pytest

from sim.regress.folder import read_regression
from tests.regress.conftest import (
    only_folder,
    processes_of_group,
    results_in,
    simulators_below,
    start_client,
    wait_for,
)

JOBS = 200
LINGER = 300
WORKERS = 2


def kill(process: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def worker_of(client: subprocess.Popen[bytes]) -> int:
    """A worker that has a simulator: the parent of the supervisor of one."""
    for process in psutil.Process(client.pid).children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if "supervisor.py" in " ".join(process.cmdline()):
                return process.ppid()
    return 0


@pytest.mark.farm
def test_four_kills_cost_a_regression_of_200_jobs_nothing(tmp_path: Path) -> None:
    client = start_client(tmp_path, WORKERS, JOBS, LINGER)
    folder = only_folder(tmp_path)

    def done(count: int) -> bool:
        return len(results_in(folder)) >= count

    for count in (20, 60):
        wait_for(lambda count=count: done(count) and worker_of(client) != 0, 600)  # type: ignore[misc]
        kill(worker_of(client))

    wait_for(lambda: done(90) and bool(simulators_below(folder)), 600)
    kill(simulators_below(folder)[-1])

    wait_for(lambda: done(120), 600)
    kill(client.pid)
    client.communicate()
    wait_for(lambda: not processes_of_group(client.pid) and not simulators_below(folder))
    before = results_in(folder)
    again = start_client(tmp_path, WORKERS, 0, 0)
    told = again.communicate(timeout=1200)[0].decode()

    after = results_in(folder)
    assert after[: len(before)] == before
    assert len(after) == len({found.job.key for found in after}) == JOBS
    regression = read_regression(folder)
    states = [found.state for found in regression.jobs]
    # A simulator that is killed has failed: nobody can tell that from a crash of its own.
    assert states.count("failed") <= 1
    assert states.count("passed") >= JOBS - 1
    assert again.returncode == (1 if "failed" in states else 0), told
    assert sum("died while it had it" in event for event in regression.events) >= 2
    assert not regression.interrupted
