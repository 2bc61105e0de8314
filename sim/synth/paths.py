"""The longest way from a register to a register through a graph of gates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.errors import BuildError
from sim.synth.gates import buffering
from sim.synth.graph import NO_NET, Graph, Place

DEEPEST = 5000
"""Gates on a path beyond which it must be one without an end."""
NEVER = -(2**40)
"""When constants arrive."""


@dataclass(frozen=True)
class Path:
    """One path.

    Attributes:
        start, end: where it starts and ends.
        halves: its delay in halves of a unit.
        gates: on the way, buffers not counted.
    """

    start: Place
    end: Place
    halves: int
    gates: int

    @property
    def units(self) -> float:
        """Its delay."""
        return self.halves / 2


def longest(graph: Graph) -> Iterator[Path]:
    """The longest path to each place at which paths end; none where constants alone arrive.

    Raises:
        BuildError: gates drive each other in a ring.
    """
    inputs = np.array(graph.inputs, dtype=np.int64).reshape(-1, 3)
    outputs = np.array(graph.outputs, dtype=np.int64)
    ends = np.array([net for net, _ in graph.ends], dtype=np.int64)
    pins = np.concatenate([inputs.ravel(), ends])
    loads = np.bincount(pins[pins != NO_NET], minlength=graph.nets)
    costs = np.array([buffering(int(n)) for n in range(int(loads.max(initial=0)) + 1)])[loads]
    delays = np.array(graph.delays, dtype=np.int64) + costs[outputs]
    # The place behind the last net is that of constants: nothing arrives there.
    arrival = np.full(graph.nets + 1, NEVER, dtype=np.int64)
    for net in graph.starts:
        arrival[net] = costs[net]
    for _ in range(DEEPEST):
        found = arrival[inputs].max(axis=1, initial=NEVER) + delays
        if np.array_equal(found, arrival[outputs]):
            break
        arrival[outputs] = found
    else:
        raise BuildError(
            f"A path of more than {DEEPEST} gates was found: gates drive each other in a ring."
        )
    driver = np.full(graph.nets, NO_NET, dtype=np.int64)
    driver[outputs] = np.arange(len(outputs))
    worst: dict[Place, int] = {}
    for net, place in graph.ends:
        if arrival[net] >= 0 and (place not in worst or arrival[net] > arrival[worst[place]]):
            worst[place] = net
    for place, end in worst.items():
        net, gates = end, 0
        while net not in graph.starts:
            read = inputs[driver[net]]
            net = int(read[np.argmax(arrival[read])])
            gates += 1
        yield Path(graph.starts[net], place, int(arrival[end]), gates)
