"""The layers of the networks, shared out to simulations by the clocks that they will take."""

from __future__ import annotations

from itertools import groupby

from golden.kraken import ArrayParams, KrakenError, cost
from golden.networks.tables import NetworkLayer
from golden.networks.workload import Task
from sim.errors import UsageError
from sim.paper.job import PaperJob
from sim.shares import Step, share_out
from tb.spec import RunSpec


def share(job: PaperJob, array: ArrayParams) -> list[RunSpec]:
    """The runs that do together what the job does.

    Args:
        job: what to run.
        array: what it runs on.

    Raises:
        UsageError: the array cannot do a layer.
    """
    try:
        steps = steps_of(job, array)
    except KrakenError as fault:
        raise UsageError(f"{fault}.") from fault
    return [
        job.spec.model_copy(
            update={
                "options": {
                    **job.spec.options,
                    "NETWORKS": ",".join(name for step in share for name in step.layers),
                }
            }
        )
        for share in share_out(steps, job.jobs)
    ]


def steps_of(job: PaperJob, array: ArrayParams) -> list[Step]:
    """The layers with their clocks; the dense ones of a network stay together.

    What feeds them, seven photographs through the whole network, is computed once then.
    """
    found = []
    for (_, dense), group in groupby(job.tasks, key=lambda task: (task.network, task.dense)):
        layers = list(group)
        for some in [layers] if dense else [[task] for task in layers]:
            clocks = sum(_clocks(task, array, job.quick) for task in some)
            found.append(Step(tuple(task.name for task in some), clocks))
    return found


def _clocks(task: Task, array: ArrayParams, quick: bool) -> int:
    """What a layer takes, by the clock model."""
    shape = task.quick(array) if quick else task.shape
    return cost(NetworkLayer(task.name, shape).plan(array)).clocks
