"""Proves that registers in which two versions of a design differ do so only while nobody looks.

A guess says: while one register has a value, another one holds the same in both versions. A data
register, for one, while its valid is 1. Guesses that a simulation with random inputs has not
refuted are proven together by induction: all are assumed of a clock, each one must hold in the
next. Those that do not are left out, until none is. Then no output that counts may differ.

Where a guess is assumed, the mutated register stands for the sound one. Told case by case which
values the looking registers have, most gates of both versions are then the very same ones, and a
solver is only asked about the rest. So it does not matter how hard the data path is.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path

from sim.mutate.aiger import FALSE, TRUE, Builder, Graph, at, cone
from sim.mutate.decide import zeros
from sim.mutate.limited import Deadline, OutOfTimeError
from sim.mutate.miter import FIRST, Contract, base
from sim.mutate.registers import Registers, registers_of

PATTERNS, CLOCKS = 512, 48
"""Runs side by side of the simulation that refutes guesses, and their length."""
RESET_ODDS = 16
"""One clock in so many has the reset active."""
ALL, LIKELY = 400_000, 6
"""Guesses that are made of all registers; where there were more, only of those with a reset. And
how many are kept of each register."""
SEED = 1
CASES = 4
"""Registers whose values are told case by case at most."""

Guess = tuple[str, int]
"""A register, and a value of it."""
Guesses = dict[str, list[Guess]]
"""For each register that may differ: while one of these holds it does not."""


def unseen(
    sound: Graph, mutated: Graph, contract: Contract, folder: Path, deadline: Deadline
) -> bool:
    """Whether no output that counts can differ, as far as guesses show it.

    Args:
        sound: one version.
        mutated: the other one.
        contract: what counts; rules that inputs keep are not used.
        folder: receives files.
        deadline: when to be ready.

    Raises:
        OutOfTimeError: it took longer.
    """
    registers = registers_of(sound, mutated)
    if not registers.others or not registers.shared:
        return False
    pair = _Pair((sound, mutated), registers, contract)
    guesses = _likely(pair, deadline)
    while guesses:
        failed = _failed(pair, guesses, folder, deadline)
        if not failed:
            return _hidden(pair, guesses, folder, deadline)
        for name, guess in failed:
            guesses[name].remove(guess)
        guesses = {name: kept for name, kept in guesses.items() if kept}
    return False


def _likely(pair: _Pair, deadline: Deadline) -> Guesses:
    """Guesses that a simulation leaves; of each register those that go for most."""
    registers = pair.registers
    lookers = registers.shared
    if len(lookers) * len(registers.others) > ALL:
        lookers = pair.reset_ones()
    guesses = {name: [(one, v) for one in lookers for v in (0, 1)] for name in registers.others}
    for left, right, lives in pair.simulated(deadline):
        for name in registers.others:
            differ = (left[name] ^ right[name]) & lives
            if differ:
                guesses[name] = [
                    (one, value)
                    for one, value in guesses[name]
                    if not differ & (left[one] if value else ~left[one])
                ]
    common = Counter(guess for kept in guesses.values() for guess in kept)
    for kept in guesses.values():
        kept.sort(key=lambda guess: (-common[guess], guess))
        del kept[LIKELY:]
    return {name: kept for name, kept in guesses.items() if kept}


def _failed(
    pair: _Pair, guesses: Guesses, folder: Path, deadline: Deadline
) -> list[tuple[str, Guess]]:
    """Guesses that need not hold in a clock behind one in which all of them hold."""
    groups: dict[tuple[str, ...], list[tuple[str, Guess]]] = defaultdict(list)
    for name, kept in guesses.items():
        for guess in kept:
            groups[pair.cases(guesses, [name], [guess[0]])].append((name, guess))
    step = _Step(pair, guesses)
    asked: list[tuple[tuple[str, Guess], int]] = []
    for cases, members in groups.items():
        for world in step.worlds(cases, deadline):
            for name, (looker, value) in members:
                holds = world.following(0, looker) ^ (value ^ 1)
                left, right = world.following(0, name), world.following(1, name)
                told = step.build.both(holds, step.build.differ(left, right))
                told = step.build.both(told, world.kept())
                if told != FALSE:
                    asked.append(((name, (looker, value)), told))
    found = zeros(step.build, [literal for _, literal in asked], folder, deadline)
    return list(
        dict.fromkeys(told for (told, _), zero in zip(asked, found, strict=True) if not zero)
    )


def _hidden(pair: _Pair, guesses: Guesses, folder: Path, deadline: Deadline) -> bool:
    """Whether no output that counts differs in a clock in which all guesses hold."""
    step = _Step(pair, guesses)
    asked = []
    for world in step.worlds(pair.cases(guesses, None, []), deadline):
        for name in pair.graphs[0].outputs:
            left, right = world.output(0, name), world.output(1, name)
            told = step.build.both(world.counts(name), step.build.differ(left, right))
            asked.append(step.build.both(told, world.kept()))
    return all(zeros(step.build, asked, folder, deadline))


class _Pair:
    """Two versions, and what their gates look at."""

    def __init__(
        self, graphs: tuple[Graph, Graph], registers: Registers, contract: Contract
    ) -> None:
        self.graphs, self.registers, self.contract = graphs, registers, contract
        self.latches = [
            {name: latch for name, latch in zip(names, graph.latches, strict=True) if name}
            for names, graph in zip(registers.names, graphs, strict=True)
        ]
        self.gates = [{gate[0]: gate for gate in graph.gates} for graph in graphs]
        self._others = [
            {self.latches[side][name].literal: name for name in registers.others} for side in (0, 1)
        ]
        self._looks: dict[str, frozenset[str]] = {}

    def cases(
        self, guesses: Guesses, names: Sequence[str] | None, lookers: Sequence[str]
    ) -> tuple[str, ...]:
        """Registers whose values should be told: those that say most of what matters.

        Args:
            guesses: what is assumed.
            names: registers whose next values matter; None for the outputs.
            lookers: registers that are told in any case.
        """
        told = list(lookers)
        matter = self._looked_at(names)
        while len(told) < CASES:
            open_ones = [
                {one for one, _ in guesses[name]}
                for name in matter
                if name in guesses and not {one for one, _ in guesses[name]} & {*told}
            ]
            common = Counter(one for ones in open_ones for one in ones)
            if not common:
                break
            told.append(min(common, key=lambda one: (-common[one], one)))
        return tuple(sorted(told))

    def _looked_at(self, names: Sequence[str] | None) -> frozenset[str]:
        """Registers that may differ among those that something is made of."""
        if names is None:
            ends = [list(graph.outputs.values()) for graph in self.graphs]
            return self._within(ends)
        found = frozenset[str]()
        for name in names:
            if name not in self._looks:
                ends = [[latches[name].following] for latches in self.latches]
                self._looks[name] = self._within(ends)
            found |= self._looks[name]
        return found

    def _within(self, ends: Sequence[Sequence[int]]) -> frozenset[str]:
        return frozenset(
            others[literal]
            for side, others in enumerate(self._others)
            for literal in cone(self.gates[side], ends[side])
            if literal in others
        )

    def reset_ones(self) -> list[str]:
        """Shared registers that a reset gives a value."""
        contract = self.contract
        if not contract.reset:
            return []
        build, graph = Builder(), self.graphs[0]
        inputs = {name: build.input(name) for name in graph.inputs}
        inputs |= {FIRST: FALSE, contract.reset: FALSE if contract.active_low else TRUE}
        place = build.add(graph, inputs, [build.latch() for _ in graph.latches])
        follow = {name: at(place, latch.following) for name, latch in self.latches[0].items()}
        return [name for name in self.registers.shared if follow[name] in (FALSE, TRUE)]

    def simulated(
        self, deadline: Deadline
    ) -> Iterator[tuple[Mapping[str, int], Mapping[str, int], int]]:
        """What both versions' registers hold, clock by clock, and the runs that keep the rules.

        Registers start alike with any values; one bit of each number is one run.
        """
        rng, every = random.Random(SEED), (1 << PATTERNS) - 1
        names = sorted({name for graph in self.graphs for name in graph.inputs})
        common = {name: rng.getrandbits(PATTERNS) for each in self.registers.names for name in each}
        states = [
            {latch.literal: common[name] for name, latch in zip(each, graph.latches, strict=True)}
            for each, graph in zip(self.registers.names, self.graphs, strict=True)
        ]
        lives = every
        for _ in range(CLOCKS):
            if not deadline.left:
                raise OutOfTimeError("Looking for guesses was not over in time.")
            inputs = {name: rng.getrandbits(PATTERNS) for name in names} | {FIRST: 0}
            if self.contract.reset:
                active = every
                for _ in range(RESET_ODDS.bit_length() - 1):
                    active &= rng.getrandbits(PATTERNS)
                inputs[self.contract.reset] = active ^ (every if self.contract.active_low else 0)
            for side, graph in enumerate(self.graphs):
                values = {FALSE: 0, **states[side]}
                values |= {literal: inputs[name] for name, literal in graph.inputs.items()}
                for literal, high, low in graph.gates:
                    upper = values[high & ~1] ^ (every if high & 1 else 0)
                    values[literal] = upper & (values[low & ~1] ^ (every if low & 1 else 0))
                if side == 0:
                    for literal in graph.constraints:
                        lives &= values[literal & ~1] ^ (every if literal & 1 else 0)
                states[side] = {
                    latch.literal: values[latch.following & ~1]
                    ^ (every if latch.following & 1 else 0)
                    for latch in graph.latches
                }
            held = [
                {name: states[side][latch.literal] for name, latch in latches.items()}
                for side, latches in enumerate(self.latches)
            ]
            yield held[0], held[1], lives


class _Step:
    """One clock of both versions in which all guesses hold."""

    def __init__(self, pair: _Pair, guesses: Guesses) -> None:
        self.pair, self.guesses = pair, guesses
        self.build = build = Builder()
        names = {name for graph in pair.graphs for name in graph.inputs}
        self.inputs = {name: build.input(name) for name in sorted(names)}
        self.inputs |= {FIRST: FALSE, pair.contract.clock: FALSE}
        self.shared = {name: build.input(f"now:{name}") for name in pair.registers.shared}
        self.latches = [
            {
                latch.literal: self.shared.get(name) or build.input(f"{side}:{number}")
                for number, (name, latch) in enumerate(zip(each, graph.latches, strict=True))
            }
            for side, (each, graph) in enumerate(
                zip(pair.registers.names, pair.graphs, strict=True)
            )
        ]

    def worlds(self, cases: Sequence[str], deadline: Deadline) -> Iterator[_World]:
        """The clock for each combination of values that these registers may have."""
        for values in product((FALSE, TRUE), repeat=len(cases)):
            if not deadline.left:
                raise OutOfTimeError("Guesses were not proven in time.")
            yield _World(self, dict(zip(cases, values, strict=True)))


class _World:
    """One clock of both versions in which some registers have values that are told."""

    def __init__(self, step: _Step, told: Mapping[str, int]) -> None:
        self._step, self._pair = step, step.pair
        pair, build = step.pair, step.build
        places = [dict(latches) for latches in step.latches]
        for name, value in told.items():
            for place, latches in zip(places, pair.latches, strict=True):
                place[latches[name].literal] = value
        for name, kept in step.guesses.items():
            alike = FALSE
            for one, value in kept:
                holds = told.get(one, step.shared[one]) ^ (value ^ 1)
                alike = build.either(alike, holds)
            literals = [latches[name].literal for latches in pair.latches]
            left, right = (place[literal] for place, literal in zip(places, literals, strict=True))
            places[1][literals[1]] = build.choose(alike, left, right)
        for place, graph in zip(places, pair.graphs, strict=True):
            place[FALSE] = FALSE
            place |= {literal: step.inputs[name] for name, literal in graph.inputs.items()}
        self._places = places

    def _literal(self, side: int, literal: int) -> int:
        """What a literal of a version is; its gates are added when they are asked for."""
        place, gates, build = self._places[side], self._pair.gates[side], self._step.build
        open_ends = [literal & ~1]
        while open_ends:
            top = open_ends[-1]
            if top in place:
                open_ends.pop()
                continue
            _, high, low = gates[top]
            missing = [each & ~1 for each in (high, low) if each & ~1 not in place]
            if missing:
                open_ends += missing
                continue
            place[top] = build.both(at(place, high), at(place, low))
            open_ends.pop()
        return at(place, literal)

    def following(self, side: int, name: str) -> int:
        """What a register of a version holds in the next clock."""
        return self._literal(side, self._pair.latches[side][name].following)

    def output(self, side: int, name: str) -> int:
        return self._literal(side, self._pair.graphs[side].outputs[name])

    def counts(self, name: str) -> int:
        """Whether an output counts; what was clocks before is not known here."""
        told = self._pair.contract.counts_with.get(base(name))
        if told is None or any(moment.latency for moment in told):
            return TRUE
        outputs, build = self._pair.graphs[0].outputs, self._step.build
        counts = FALSE
        for moment in told:
            come = TRUE
            for port in moment.ports:
                now = self.output(0, port) if port in outputs else self._step.inputs[port]
                come = build.both(come, now)
            counts = build.either(counts, come)
        return counts

    def kept(self) -> int:
        """Whether what is assumed holds."""
        held = TRUE
        for literal in self._pair.graphs[0].constraints:
            held = self._step.build.both(held, self._literal(0, literal))
        return held
