"""Where jobs run: processes of this machine, a scheduler that is there, or a batch system."""

from __future__ import annotations

import contextlib
import logging
import shlex
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import resource_tracker
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.places import ROOT
from sim.regress.errors import FarmError, RegressError

if TYPE_CHECKING:
    from distributed import Client
    from distributed.deploy import Cluster

LOCAL = "local"
LOCALHOST = "127.0.0.1"
CONNECT_SECONDS = 30.0
LOCAL_PATIENCE, SCHEDULER_PATIENCE = 60.0, 600.0
"""Seconds to wait for a worker that can do what is left."""
CLASSES = {
    "slurm": "SLURMCluster",
    "lsf": "LSFCluster",
    "sge": "SGECluster",
    "pbs": "PBSCluster",
}
SETTINGS = {
    # A worker that dies has a single task, and how often that is tried again is decided here.
    "distributed.scheduler.allowed-failures": 0,
    "distributed.admin.tick.limit": "1h",
    "distributed.worker.daemon": True,
    # No pages: what goes on is told on the console.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}


class FarmFile(BaseModel):
    """A batch system, as a file of YAML tells it.

    Attributes:
        kind: which system.
        workers: how many workers are asked for, one job at a time each.
        cores: workers in each job of the batch system.
        patience_seconds: how long to wait for one that can do what is left.
        options: what dask-jobqueue takes beside these: queue, account, memory, walltime, ...
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["slurm", "lsf", "sge", "pbs"]
    workers: Annotated[int, Field(ge=1)]
    cores: Annotated[int, Field(ge=1)] = 1
    patience_seconds: Annotated[float, Field(gt=0)] = 86400.0
    options: dict[str, Any] = {}


@dataclass(frozen=True)
class Farm:
    """What runs the jobs.

    Attributes:
        client: talks to it.
        scheduler: what pages call it.
        patience: seconds to wait for a worker that can do what is left.
    """

    client: Client
    scheduler: str
    patience: float


def read_farm(path: Path) -> FarmFile:
    """Read a farm's file.

    Raises:
        RegressError: it cannot be read, or something in it is not legal.
    """
    try:
        return FarmFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError) as fault:
        raise RegressError(f"FARM={path} cannot be read: {fault}.") from fault
    except ValidationError as fault:
        first = fault.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the whole"
        raise RegressError(f"FARM={path}: {place} is not legal: {first['msg']}.") from fault


def batch_cluster(farm: FarmFile, logs: Path) -> Any:
    """The cluster of a batch system; nothing is submitted until it is scaled.

    Args:
        farm: which one.
        logs: folder that receives what its jobs print.

    Raises:
        RegressError: dask-jobqueue does not take the options.
    """
    import dask_jobqueue
    from distributed.security import Security

    logs.mkdir(parents=True, exist_ok=True)
    # Keys made for this regression alone: nobody else's task gets to its workers.
    keys = {"security": Security.temporary(), "shared_temp_directory": str(logs)}
    told = {"memory": "4GB", **keys, **farm.options}
    place = shlex.quote(str(ROOT))
    prologue = [*told.pop("job_script_prologue", []), f"cd {place}", f"export PYTHONPATH={place}"]
    try:
        return getattr(dask_jobqueue, CLASSES[farm.kind])(
            cores=farm.cores,
            processes=farm.cores,
            python=told.pop("python", sys.executable),
            job_script_prologue=prologue,
            log_directory=str(logs),
            scheduler_options={
                "dashboard": False,
                "dashboard_address": ":0",
                **told.pop("scheduler_options", {}),
            },
            **told,
        )
    except (TypeError, ValueError) as fault:
        raise RegressError(f"dask-jobqueue does not take these options: {fault}.") from fault


@contextlib.contextmanager
def opened(
    *, workers: int, scheduler: str = "", farm: FarmFile | None = None, logs: Path
) -> Iterator[Farm]:
    """Somewhere to run jobs; nothing of it is left in the end.

    Args:
        workers: how many on this machine, where neither of the next two is told.
        scheduler: address of one that is there.
        farm: a batch system.
        logs: folder for what the jobs of a batch system print.

    Raises:
        FarmError: it cannot be reached.
        RegressError: the batch system does not take its options.
    """
    import dask
    from distributed import Client

    _quiet()
    with contextlib.ExitStack() as stack:
        stack.enter_context(dask.config.set(SETTINGS))
        told, patience = scheduler or LOCAL, SCHEDULER_PATIENCE
        target: Any = scheduler
        if farm is not None:
            target = stack.enter_context(batch_cluster(farm, logs))
            target.scale(farm.workers)
            told, patience = farm.kind, farm.patience_seconds
        elif not scheduler:
            with _deaf():
                target = stack.enter_context(_local(workers))
            patience = LOCAL_PATIENCE
        try:
            client = stack.enter_context(Client(target, timeout=CONNECT_SECONDS))
        except (OSError, ValueError, TimeoutError) as fault:
            raise FarmError(f"SCHEDULER={scheduler} cannot be reached: {fault}.") from fault
        yield Farm(client, told, patience)


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """Let Ctrl-C wait; threads and processes that are started meanwhile will never hear of it.

    A terminal sends it to all processes, from their first moment on, but the client alone answers.
    """
    resource_tracker.ensure_running()  # to start it would let this thread hear again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _local(workers: int) -> Cluster:
    """Processes of this machine, which nobody else can talk to."""
    from distributed import LocalCluster

    return LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        host=LOCALHOST,
        dashboard_address=f"{LOCALHOST}:0",
        security=True,
        memory_limit=0,
        silence_logs=logging.CRITICAL,
    )


def _quiet() -> None:
    """What Dask has to say is told as events of the regression."""
    for name in ("distributed", "tornado", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
