"""A simulation of two versions of a design side by side, with random inputs."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping

from sim.mutate.aiger import FALSE, Graph
from sim.mutate.limited import Deadline, OutOfTimeError
from sim.mutate.miter import FIRST
from sim.mutate.worlds import Pair

RUNS, CLOCKS = 512, 48
"""Runs side by side, and their length."""
EVERY = (1 << RUNS) - 1
RESET_BITS = 4
"""So many random bits must all be 1 for a clock of a run to have the reset active."""
SEED = 1

Words = Mapping[str, int]
"""What registers hold, by name; one bit of each number is one run."""


def random_runs(pair: Pair, deadline: Deadline) -> Iterator[tuple[Words, Words, int]]:
    """What both versions' registers hold, clock by clock, and the runs that keep what is assumed.

    Registers start alike, with any values.

    Raises:
        OutOfTimeError: it took longer.
    """
    rng, contract = random.Random(SEED), pair.contract
    names = sorted({name for graph in pair.graphs for name in graph.inputs})
    start = {name: rng.getrandbits(RUNS) for each in pair.registers.names for name in each}
    states = [
        {latch.literal: start[name] for name, latch in zip(each, graph.latches, strict=True)}
        for each, graph in zip(pair.registers.names, pair.graphs, strict=True)
    ]
    kept = EVERY
    for _ in range(CLOCKS):
        if not deadline.left:
            raise OutOfTimeError("Looking for guesses was not over in time.")
        inputs = {name: rng.getrandbits(RUNS) for name in names} | {FIRST: 0}
        if contract.reset:
            active = EVERY
            for _ in range(RESET_BITS):
                active &= rng.getrandbits(RUNS)
            inputs[contract.reset] = active ^ (EVERY if contract.active_low else 0)
        for side, graph in enumerate(pair.graphs):
            values = _values(graph, states[side], inputs)
            if side == 0:
                for literal in graph.constraints:
                    kept &= _at(values, literal)
            states[side] = {latch.literal: _at(values, latch.following) for latch in graph.latches}
        left, right = (
            {name: state[latch.literal] for name, latch in latches.items()}
            for state, latches in zip(states, pair.latches, strict=True)
        )
        yield left, right, kept


def _values(graph: Graph, state: Mapping[int, int], inputs: Words) -> dict[int, int]:
    """What all variables of a version are in a clock, by their even literals."""
    values = {FALSE: 0, **state}
    values |= {literal: inputs[name] for name, literal in graph.inputs.items()}
    for literal, high, low in graph.gates:
        values[literal] = _at(values, high) & _at(values, low)
    return values


def _at(values: Mapping[int, int], literal: int) -> int:
    return values[literal & ~1] ^ (EVERY if literal & 1 else 0)
