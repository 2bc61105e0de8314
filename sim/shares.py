"""The steps of a network, shared out to simulations that take about equally long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One step of a network.

    Attributes:
        layers: names of its layers; those of a fused step belong together.
        clocks: what it takes by the clock model; 0 on the host.
    """

    layers: tuple[str, ...]
    clocks: int


def share_out(steps: Sequence[Step], jobs: int) -> list[list[Step]]:
    """The steps of each job, in the network's order.

    The longest step that is left goes to the job that has the least to do: at most a third longer
    than the best that there is (R. L. Graham, 1969). No job has steps of the host alone, since a
    simulation that compares no beat proves nothing.

    Args:
        steps: in the network's order.
        jobs: how many there may be.
    """
    busy = sum(step.clocks > 0 for step in steps)
    shares: list[list[int]] = [[] for _ in range(max(1, min(jobs, busy)))]
    loads = [(0, 0)] * len(shares)
    for index in sorted(range(len(steps)), key=lambda i: -steps[i].clocks):
        least = loads.index(min(loads))
        shares[least].append(index)
        # Steps of the host count by their number.
        clocks, count = loads[least]
        loads[least] = clocks + steps[index].clocks, count + 1
    return [[steps[index] for index in sorted(share)] for share in shares]
