"""Two versions of a design in one clock in which guesses of their registers hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

from sim.mutate.aiger import FALSE, TRUE, Builder, Graph, at, cone
from sim.mutate.limited import Deadline, OutOfTimeError
from sim.mutate.miter import FIRST, Contract, base
from sim.mutate.registers import Registers

CASES = 4
"""Registers whose values are told case by case at most."""

Guess = tuple[str, int]
"""A register, and a value of it."""
Guesses = Mapping[str, Sequence[Guess]]
"""For each register that may differ: while one of these holds it does not."""


class Pair:
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
        self._looks: dict[str | None, frozenset[str]] = {}

    def cases(
        self, guesses: Guesses, register: str | None, lookers: Sequence[str]
    ) -> tuple[str, ...]:
        """Registers whose values should be told: those that say most of what matters.

        Args:
            guesses: what is assumed.
            register: whose next value matters; None for the outputs.
            lookers: registers that are told in any case.
        """
        told = list(lookers)
        matter = self._looked_at(register)
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

    def _looked_at(self, register: str | None) -> frozenset[str]:
        """Registers that may differ among those that something is made of."""
        if register not in self._looks:
            self._looks[register] = self._within(
                [graph.outputs.values() for graph in self.graphs]
                if register is None
                else [[latches[register].following] for latches in self.latches]
            )
        return self._looks[register]

    def _within(self, ends: Sequence[Iterable[int]]) -> frozenset[str]:
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


class Step:
    """One clock of both versions in which all guesses hold."""

    def __init__(self, pair: Pair, guesses: Guesses) -> None:
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

    def worlds(self, cases: Sequence[str], deadline: Deadline) -> Iterator[World]:
        """The clock for each combination of values that these registers may have."""
        for values in product((FALSE, TRUE), repeat=len(cases)):
            if not deadline.left:
                raise OutOfTimeError("Guesses were not proven in time.")
            yield World(self, dict(zip(cases, values, strict=True)))


class World:
    """One clock of both versions in which some registers have values that are told."""

    def __init__(self, step: Step, told: Mapping[str, int]) -> None:
        """Let registers have literals.

        Args:
            step: the clock.
            told: FALSE or TRUE for some registers by name.
        """
        self._step, self._pair = step, step.pair
        pair, build = step.pair, step.build
        places = [dict(latches) for latches in step.latches]
        for name, value in told.items():
            for place, latches in zip(places, pair.latches, strict=True):
                place[latches[name].literal] = value
        for name, kept in step.guesses.items():
            alike = build.any_of(
                told.get(one, step.shared[one]) ^ (value ^ 1) for one, value in kept
            )
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
        """What an output of a version is."""
        return self._literal(side, self._pair.graphs[side].outputs[name])

    def counts(self, name: str) -> int:
        """Whether an output counts; what was clocks before is not known here."""
        told = self._pair.contract.counts_with.get(base(name))
        if told is None or any(moment.latency for moment in told):
            return TRUE
        outputs, build = self._pair.graphs[0].outputs, self._step.build
        return build.any_of(
            build.all_of(
                self.output(0, port) if port in outputs else self._step.inputs[port]
                for port in moment.ports
            )
            for moment in told
        )

    def kept(self) -> int:
        """Whether what is assumed holds."""
        constraints = self._pair.graphs[0].constraints
        return self._step.build.all_of(self._literal(0, literal) for literal in constraints)
