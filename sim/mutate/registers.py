"""The registers of two versions of a design, paired by their names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.mutate.aiger import TRUE, Builder, Graph, at
from sim.mutate.miter import FIRST, INIT


@dataclass(frozen=True)
class Registers:
    """Latches by the inputs that tell their values at the start.

    Attributes:
        names: of each version's latches in order; empty where the start has a fixed value.
        shared: those that always hold the same in both versions.
        others: those that both have and that may hold something else in each.
    """

    names: tuple[Sequence[str], Sequence[str]]
    shared: Sequence[str]
    others: Sequence[str]


def registers_of(sound: Graph, mutated: Graph) -> Registers:
    """Compare two versions register by register.

    Registers are shared if, with all shared ones alike, the same gates tell what follows in them:
    a proof by induction that needs no solver.
    """
    graphs = sound, mutated
    names = named(sound), named(mutated)
    both = {name for name in names[0] if name} & {*names[1]}
    shared = both
    while True:
        left, right = _following(graphs, names, sorted(shared))
        alike = {name for name in shared if left[name] == right[name]}
        if alike == shared:
            return Registers(names, sorted(shared), sorted(both - shared))
        shared = alike


def named(graph: Graph) -> list[str]:
    """The name of each latch: of the input that it takes in the first clock."""
    build = Builder()
    inputs = {name: build.input(name) for name in graph.inputs}
    latches = [build.latch() for _ in graph.latches]
    place = build.add(graph, {**inputs, FIRST: TRUE}, latches)
    told = {literal: name for name, literal in inputs.items() if name.startswith(INIT)}
    return [told.get(at(place, latch.following), "") for latch in graph.latches]


def _following(
    graphs: Sequence[Graph], names: Sequence[Sequence[str]], shared: Sequence[str]
) -> list[dict[str, int]]:
    """What follows in the named latches of each version, where some are common to both."""
    build = Builder()
    inputs = {name: build.input(name) for graph in graphs for name in sorted(graph.inputs)}
    common = {name: build.latch() for name in shared}
    sides = [[common.get(name) or build.latch() for name in each] for each in names]
    found = []
    for graph, each, latches in zip(graphs, names, sides, strict=True):
        place = build.add(graph, inputs, latches)
        told = zip(each, graph.latches, strict=True)
        found.append({name: at(place, latch.following) for name, latch in told if name})
    return found
