"""Two versions of a design side by side: same inputs, same start, and whether they differ."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from sim.mutate.aiger import (
    FALSE,
    ONE,
    TRUE,
    UNKNOWN,
    ZERO,
    Builder,
    Graph,
    Rails,
    Wires,
    rails_at,
    simulate,
)

FIRST = "first"
"""Input of each graph that lets its registers take their values for the start."""
INIT = "init:"
"""What stands before a register's name in the name of the input that tells this value."""
UNDEFINED = "undefined"
"""Input that tells what is undefined."""
BIT = re.compile(r"\[\d+\]$")


@dataclass(frozen=True)
class Offer:
    """An input stream: what is offered stands until it is taken.

    Attributes:
        valid: the input that offers.
        ready: the output that takes.
        payload: inputs that belong to the offer.
    """

    valid: str
    ready: str
    payload: frozenset[str]


@dataclass(frozen=True, order=True)
class Moment:
    """When an output counts: some clocks after ports were all 1.

    Attributes:
        ports: names of inputs and outputs.
        latency: how many clocks after.
    """

    ports: tuple[str, ...]
    latency: int = 0


@dataclass(frozen=True)
class Contract:
    """What counts of a design's ports, and what may come in.

    Attributes:
        clock: the clock, which is no input of the circuit; empty without one.
        reset: the reset, empty without one; it is active in the first clocks.
        active_low: whether 0 resets.
        reset_clocks: how long it must last.
        counts_with: when an output counts, by its name; it always does where nothing is told.
        offers: rules that the inputs keep.
        resets: whether the reset may come again.
    """

    clock: str = ""
    reset: str = ""
    active_low: bool = True
    reset_clocks: int = 1
    counts_with: Mapping[str, Collection[Moment]] = field(default_factory=dict)
    offers: Sequence[Offer] = ()
    resets: bool = True

    @property
    def begins(self) -> int:
        """The first clock that is compared; in that before the resets registers are set."""
        return 1 + (self.reset_clocks if self.reset else 0)


@dataclass(frozen=True)
class Miter:
    """The circuit whose only output says that the versions differ.

    Attributes:
        sound: one version.
        mutated: the other one.
        contract: what counts.
        inputs: names of the circuit's inputs in order.
    """

    sound: Graph
    mutated: Graph
    contract: Contract
    inputs: Sequence[str]

    def driven(self, clocks: Sequence[frozenset[int]]) -> list[dict[str, int]]:
        """What the versions' inputs are, where the circuit's inputs of these numbers are 1."""
        contract = self.contract
        active = 0 if contract.active_low else 1
        driven = []
        for number, ones in enumerate(clocks):
            told = {name: int(index in ones) for index, name in enumerate(self.inputs)}
            told[FIRST] = int(number == 0)
            if contract.reset and number < contract.begins:
                told[contract.reset] = active
            elif contract.reset and not contract.resets:
                told[contract.reset] = 1 - active
            driven.append(told)
        return driven

    def rails(self, told: Mapping[str, int], *, known: bool) -> dict[str, Rails]:
        """Values of the versions' inputs in one clock; with `known`, of those that can be known."""
        values = {name: ONE if value else ZERO for name, value in told.items()}
        if known:
            for graph in (self.sound, self.mutated):
                values |= {name: UNKNOWN for name in graph.inputs if is_unknown(name)}
        return values

    def differences(
        self, clocks: Sequence[Mapping[str, int]], *, known: bool
    ) -> Iterator[list[str]]:
        """Names of the outputs that differ in each clock, by a simulation of both versions.

        Args:
            clocks: inputs.
            known: only those that differ whatever registers hold at the start.
        """
        driven = [self.rails(told, known=known) for told in clocks]
        sound, mutated = simulate(self.sound, driven), simulate(self.mutated, driven)
        ports: list[Mapping[str, Rails]] = []
        for number, ((left, _), (right, _)) in enumerate(zip(sound, mutated, strict=True)):
            names = (name for name in left if {left[name], right[name]} == {ONE, ZERO})
            counts = number >= self.contract.begins
            ports.append({**driven[number], **left})
            yield [name for name in names if self._counts(name, ports)] if counts else []

    def _counts(self, name: str, ports: Sequence[Mapping[str, Rails]]) -> bool:
        """Whether an output counts in the last of these clocks."""
        told = self.contract.counts_with.get(base(name))
        return told is None or any(
            moment.latency < len(ports)
            and all(ports[-1 - moment.latency][port] == ONE for port in moment.ports)
            for moment in told
        )


def base(name: str) -> str:
    """The signal that a bit belongs to."""
    return BIT.sub("", name)


def is_unknown(name: str) -> bool:
    """Whether an input is none of the design's, but tells what nobody can know."""
    return name == UNDEFINED or name.startswith(INIT)


def join(
    sound: Graph, mutated: Graph, contract: Contract, path: Path, *, known: bool = False
) -> Miter:
    """Write the circuit that says whether two versions differ.

    Args:
        sound: one version.
        mutated: the other one.
        contract: what counts.
        path: file to write.
        known: differences count only where they come whatever registers hold at the start.

    Raises:
        ValueError: their ports differ.
    """
    if set(sound.outputs) != set(mutated.outputs):
        raise ValueError("The two versions have other outputs.")
    build = Builder()
    names = {*sound.inputs, *mutated.inputs} - {FIRST, contract.clock}
    free = {name: build.input(name) for name in sorted(names) if not (known and is_unknown(name))}
    miter = Miter(sound, mutated, contract, list(free))
    ages = [build.latch() for _ in range(contract.begins)]
    broken = build.latch()
    moments = {moment for told in contract.counts_with.values() for moment in told}
    later = {moment: [build.latch() for _ in range(moment.latency)] for moment in sorted(moments)}
    watched = [_Watched(build, offer, free) for offer in contract.offers]
    sides = [_Side(build, graph, known=known) for graph in (sound, mutated)]
    build.following |= {ages[0]: TRUE, **{new: old for old, new in pairwise(ages)}}
    resetting = FALSE
    if contract.reset:
        off, on = (TRUE, FALSE) if contract.active_low else (FALSE, TRUE)
        free_ones = free[contract.reset] if contract.resets else off
        free[contract.reset] = build.choose(ages[-1], free_ones, on)
        resetting = free[contract.reset] ^ on ^ TRUE
    for side in sides:
        side.fill({**free, FIRST: ages[0] ^ 1, contract.clock: FALSE})
    come = {}
    for moment, latches in later.items():
        now = build.all_of(
            sides[0].surely(port) if port in sound.outputs else free[port] for port in moment.ports
        )
        for latch in latches:
            build.following[latch], now = now, latch
        come[moment] = now
    differ = FALSE
    for name in sound.outputs:
        left, right = sides[0].output(name), sides[1].output(name)
        counts = TRUE
        if base(name) in contract.counts_with:
            counts = build.any_of(come[moment] for moment in contract.counts_with[base(name)])
        ways = build.either(
            build.both(_one(build, left), _one(build, right[::-1])),
            build.both(_one(build, left[::-1]), _one(build, right)),
        )
        differ = build.either(differ, build.both(counts, ways))
    kept = sides[0].assumed()
    for offer in watched:
        taken = sides[0].surely(offer.offer.ready)
        kept = build.both(kept, offer.stands(free, taken, resetting))
    lost = build.either(broken, build.both(ages[-1], kept ^ 1))
    build.following[broken] = lost
    build.write(path, [build.both(differ, build.both(lost ^ 1, ages[-1]))])
    return miter


def _one(build: Builder, wires: Wires) -> int:
    """Whether a signal is surely 1."""
    return build.both(wires[0], wires[1] ^ 1)


class _Side:
    """A version in the circuit.

    A signal is two literals, whether it can be 1 and whether it can be 0; where nothing is
    unknown, the second one is the first one inverted.
    """

    def __init__(self, build: Builder, graph: Graph, *, known: bool) -> None:
        self._build, self._graph, self._known = build, graph, known
        self._latches: list[Wires] = []
        for _ in graph.latches:
            one = build.latch()
            self._latches.append((one, build.latch() if known else one ^ 1))
        self._place: dict[int, Wires] = {}

    def fill(self, inputs: Mapping[str, int]) -> None:
        """Add the gates, and tell what follows in the registers."""
        build, graph = self._build, self._graph
        if not self._known:
            single = build.add(graph, inputs, [one for one, _ in self._latches])
            self._place = {old: (new, new ^ 1) for old, new in single.items()}
        else:
            of = {name: (literal, literal ^ 1) for name, literal in inputs.items()}
            of |= {name: (TRUE, TRUE) for name in graph.inputs if is_unknown(name)}
            self._place = build.add_rails(graph, of, self._latches)
        for latch, (one, zero) in zip(graph.latches, self._latches, strict=True):
            following = rails_at(self._place, latch.following)
            build.following[one] = following[0]
            if self._known:
                build.following[zero] = following[1]

    def output(self, name: str) -> Wires:
        return rails_at(self._place, self._graph.outputs[name])

    def surely(self, name: str) -> int:
        """Whether an output is surely 1."""
        return _one(self._build, self.output(name))

    def assumed(self) -> int:
        """Whether what is assumed may hold."""
        return self._build.all_of(
            rails_at(self._place, literal)[0] for literal in self._graph.constraints
        )


class _Watched:
    """The rule of one input stream in the circuit."""

    def __init__(self, build: Builder, offer: Offer, inputs: Mapping[str, int]) -> None:
        self.offer = offer
        self._build = build
        self._waits = build.latch()
        self._before = {
            name: build.latch()
            for name in inputs
            if base(name) in offer.payload and not is_unknown(name)
        }

    def stands(self, inputs: Mapping[str, int], taken: int, resetting: int) -> int:
        """Whether what was offered in the clock before is offered now, if it was not taken."""
        build, valid = self._build, inputs[self.offer.valid]
        same = valid
        for name, latch in self._before.items():
            build.following[latch] = inputs[name]
            same = build.both(same, build.differ(inputs[name], latch) ^ 1)
        waits = build.both(build.both(valid, taken ^ 1), resetting ^ 1)
        build.following[self._waits] = waits
        return build.either(build.both(self._waits, resetting ^ 1) ^ 1, same)
