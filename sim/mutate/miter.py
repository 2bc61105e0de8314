"""Two versions of a design side by side: same inputs, same start, and whether they differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sim.mutate.aiger import FALSE, TRUE, Builder, Graph, at, simulate

FIRST = "first"
"""Input of each graph that lets its registers take their values for the start."""
BIT = re.compile(r"\[\d+\]$")


@dataclass(frozen=True)
class Contract:
    """What counts of a design's ports.

    Attributes:
        clock: the clock, which is no input of the circuit; empty without one.
        reset: the reset, empty without one; it is active in the first clock.
        active_low: whether 0 resets.
        counts_with: the output that says whether another one counts, by the other one's name.
        resets: whether the reset may come again.
    """

    clock: str = ""
    reset: str = ""
    active_low: bool = True
    counts_with: Mapping[str, str] = field(default_factory=dict)
    resets: bool = True


@dataclass(frozen=True)
class Miter:
    """The circuit whose only output says that the versions differ.

    In its first clock the registers take their values, the same ones in both; the second one is
    that of the reset, if there is one. From then on outputs are compared.

    Attributes:
        sound, mutated: the versions.
        contract: what counts.
        inputs: names of the circuit's inputs in order.
    """

    sound: Graph
    mutated: Graph
    contract: Contract
    inputs: Sequence[str]

    @property
    def begins(self) -> int:
        """The first clock that is compared."""
        return 2 if self.contract.reset else 1

    def drive(self, clocks: Sequence[Mapping[str, int]]) -> Iterator[dict[str, int]]:
        """What the versions' inputs are, where the circuit's are these."""
        contract = self.contract
        active = 0 if contract.active_low else 1
        for number, given in enumerate(clocks):
            told = {**given, FIRST: int(number == 0)}
            if contract.reset and number < 2:
                told[contract.reset] = active
            elif contract.reset and not contract.resets:
                told[contract.reset] = 1 - active
            yield told

    def differences(self, clocks: Sequence[Mapping[str, int]]) -> Iterator[list[str]]:
        """Names of the outputs that differ in each clock, by a simulation of both versions."""
        driven = list(self.drive(clocks))
        sound, mutated = simulate(self.sound, driven), simulate(self.mutated, driven)
        kept = True
        for number, ((left, held), (right, _)) in enumerate(zip(sound, mutated, strict=True)):
            kept = kept and (held or number == 0)
            names = (name for name in left if left[name] != right[name])
            counts = number >= self.begins and kept
            yield [name for name in names if self._counts(name, left)] if counts else []

    def _counts(self, name: str, outputs: Mapping[str, int]) -> bool:
        told = self.contract.counts_with.get(base(name))
        return told is None or bool(outputs[told])


def base(name: str) -> str:
    """The signal that a bit belongs to."""
    return BIT.sub("", name)


def join(sound: Graph, mutated: Graph, contract: Contract, path: Path) -> Miter:
    """Write the circuit that says whether two versions differ.

    Raises:
        ValueError: their ports differ.
    """
    if set(sound.outputs) != set(mutated.outputs):
        raise ValueError("The two versions have other outputs.")
    build = Builder()
    names = {*sound.inputs, *mutated.inputs} - {FIRST, contract.clock}
    inputs = {name: build.input(name) for name in sorted(names)}
    begun, settled, broken = build.latch(), build.latch(), build.latch()
    latches = [[build.latch() for _ in graph.latches] for graph in (sound, mutated)]
    build.following |= {begun: TRUE, settled: begun}
    if contract.reset:
        free = inputs[contract.reset] if contract.resets else TRUE ^ (not contract.active_low)
        active = FALSE if contract.active_low else TRUE
        inputs[contract.reset] = build.choose(settled, free, active)
    inputs |= {FIRST: begun ^ 1, contract.clock: FALSE}
    places = []
    for graph, registers in zip((sound, mutated), latches, strict=True):
        place = build.add(graph, inputs, registers)
        for latch, register in zip(graph.latches, registers, strict=True):
            build.following[register] = at(place, latch.following)
        places.append(place)
    differ = FALSE
    for name, literal in sound.outputs.items():
        left, right = at(places[0], literal), at(places[1], mutated.outputs[name])
        told = contract.counts_with.get(base(name))
        counts = TRUE if told is None else at(places[0], sound.outputs[told])
        differ = build.either(differ, build.both(counts, build.differ(left, right)))
    held = TRUE
    for literal in sound.constraints:
        held = build.both(held, at(places[0], literal))
    lost = build.either(broken, build.both(begun, held ^ 1))
    build.following[broken] = lost
    counts = build.both(lost ^ 1, settled if contract.reset else begun)
    build.write(path, build.both(differ, counts))
    return Miter(sound, mutated, contract, list(build.inputs))
