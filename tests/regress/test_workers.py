"""Workers of a scheduler of somebody else, which may lack what a job needs."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from distributed import Client

from sim.places import ROOT
from sim.regress.folder import read_regression
from sim.regress.model import Regression
from sim.regress.runner import Where, run_jobs
from sim.regress.tree import PACKAGES
from sim.results import RunResult
from tests.regress.conftest import job, quiet, request, simulators_below, wait_for

StartWorker = Callable[..., subprocess.Popen[bytes]]


@contextlib.contextmanager
def started(words: Sequence[object], **told: object) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is ended in the end, with all that it has started."""
    with subprocess.Popen(
        [*map(str, words)],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **told,  # type: ignore[call-overload]
    ) as process:
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    """Address of a scheduler with its own settings: it gives a task to up to four workers."""
    file = tmp_path / "scheduler.json"
    program = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    words = [*program, "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    with started([*words, "--dashboard-address", "127.0.0.1:0", "--scheduler-file", file]):
        wait_for(file.is_file)
        wait_for(lambda: '"address"' in file.read_text())
        yield file.read_text().split('"address": "')[1].split('"')[0]


@pytest.fixture
def start_worker(scheduler: str, tmp_path: Path) -> Iterator[StartWorker]:
    """Starts workers as a user would on another machine."""
    with contextlib.ExitStack() as stack:

        def start(before: Sequence[object] = (), tree: Path = ROOT, **environment: str) -> object:
            program = [sys.executable, "-m", "distributed.cli.dask_worker", scheduler]
            options = ["--nthreads", "1", "--no-dashboard", "--local-directory", tmp_path / "dask"]
            return stack.enter_context(
                started(
                    [*before, *program, *options],
                    cwd=tree,
                    env={**os.environ, "PYTHONPATH": str(tree), **environment},
                )
            )

        yield start  # type: ignore[misc]


def regress(
    scheduler: str,
    folder: Path,
    *seeds: int,
    test: str = "works",
    workers: int = 1,
    patience: float = 2.0,
) -> Regression:
    """Run jobs as soon as so many workers are there."""
    with Client(scheduler) as client:
        client.wait_for_workers(workers, timeout=120)
    where = Where(scheduler=scheduler, regressions=folder, patience=patience)
    return run_jobs([job(test, seed) for seed in seeds], request(), where, quiet())


@pytest.fixture
def bare_path(tmp_path: Path) -> str:
    """A PATH without a simulator."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sh", "env", "git"):
        found = shutil.which(name)
        assert found
        (folder / name).symlink_to(found)
    return str(folder)


def test_jobs_of_a_worker_without_a_simulator_go_to_the_others(
    scheduler: str, start_worker: StartWorker, bare_path: str, tmp_path: Path
) -> None:
    start_worker(PATH=bare_path)
    start_worker()
    regression = regress(scheduler, tmp_path / "r", *range(4), workers=2)
    assert [found.state for found in regression.jobs] == ["passed"] * 4
    assert regression.workers == 2
    assert regression.scheduler == scheduler
    assert any("cannot do all: vvp is not on PATH" in event for event in regression.events)


def test_jobs_that_no_worker_can_do_are_lost_and_told(
    scheduler: str, start_worker: StartWorker, bare_path: str, tmp_path: Path
) -> None:
    start_worker(PATH=bare_path)
    regression = regress(scheduler, tmp_path / "r", 1, 2)
    assert [found.state for found in regression.jobs] == ["lost"] * 2, regression.events
    assert not regression.interrupted
    for found in regression.jobs:
        assert found.why.startswith("No worker can run on icarus: vvp is not on PATH: install it")
    (group,) = regression.groups
    assert len(group.keys) == 2


def test_a_worker_with_other_sources_takes_no_job(
    scheduler: str, start_worker: StartWorker, tmp_path: Path
) -> None:
    tree = tmp_path / "tree"
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, tree / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    with (tree / "golden" / "__init__.py").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    start_worker(tree=tree)
    regression = regress(scheduler, tmp_path / "r", 1)
    assert regression.interrupted
    assert [found.state for found in regression.jobs] == ["not run"]
    assert any("differ from the client's" in event for event in regression.events)


def test_a_worker_that_does_not_find_the_project_is_told(
    scheduler: str, start_worker: StartWorker, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    start_worker(tree=tmp_path / "elsewhere")
    regression = regress(scheduler, tmp_path / "r", 1)
    assert regression.interrupted
    told = " ".join(regression.events)
    assert "A worker was lost before it could tell what it can do" in told, told


def test_what_a_run_leaves_travels_where_no_folder_is_shared(
    scheduler: str, start_worker: StartWorker, tmp_path: Path
) -> None:
    """The worker has another disk where the client has the regression's folder."""
    folder = tmp_path / "r"
    folder.mkdir()
    apart = f'mount -t tmpfs none {folder} && exec "$@"'
    words = ["unshare", "--mount", "sh", "-c", apart, "sh"]
    if subprocess.run([*words, "true"], check=False, capture_output=True).returncode != 0:
        pytest.skip("Only who may mount can give a worker a disk of its own.")
    start_worker(words)
    regression = regress(scheduler, folder, 3, test="differs")
    (found,) = regression.jobs
    assert found.state == "failed"
    assert found.result
    assert found.result.folder == folder / regression.name / found.folder
    assert RunResult.read(found.result.folder) == found.result
    assert (found.result.folder / "sim.log").stat().st_size > 0
    assert read_regression(folder / regression.name) == regression
    assert (folder / regression.name / regression.groups[0].page).is_file()


@pytest.mark.farm
def test_a_scheduler_s_own_patience_with_a_poison_is_counted(
    scheduler: str, start_worker: StartWorker, tmp_path: Path
) -> None:
    """Each worker has a nanny, which starts another one in the place of one that dies."""
    start_worker()
    regression = regress(scheduler, tmp_path / "r", 1, test="poisons", patience=120)
    (found,) = regression.jobs
    assert found.state == "lost"
    assert len(found.attempts) == 4
    assert "given up after 4 attempts" in found.why
    wait_for(lambda: not simulators_below(tmp_path / "r"))
