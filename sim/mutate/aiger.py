"""And-inverter graphs in the AIGER format: read as Yosys writes them, built, written, simulated.

A literal is twice the number of its variable, plus 1 where it is inverted; variable 0 is false.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path
from typing import TypeVar

FALSE, TRUE = 0, 1

Rails = tuple[bool, bool]
"""Whether a signal can be 1, and whether it can be 0."""
ONE, ZERO, UNKNOWN = (True, False), (False, True), (True, True)


Wires = tuple[int, int]
"""Literals that say the same of a signal."""
Wire = TypeVar("Wire")


class AigerError(Exception):
    """A file is no graph as this module reads them; the message says what is wrong."""


@dataclass(frozen=True)
class Latch:
    """A register of one bit, 0 at the start.

    Attributes:
        literal: its value.
        following: its value in the next clock.
    """

    literal: int
    following: int


@dataclass(frozen=True)
class Graph:
    """A circuit of gates and registers.

    Attributes:
        inputs: literals by names.
        latches: registers.
        outputs: literals by names.
        constraints: what is assumed in every clock.
        gates: (literal, operand, operand), each behind what it takes.
    """

    inputs: Mapping[str, int]
    latches: Sequence[Latch]
    outputs: Mapping[str, int]
    constraints: Sequence[int]
    gates: Sequence[tuple[int, int, int]]

    def inputs_of(self, outputs: Iterable[str]) -> list[str]:
        """Inputs that some outputs look at in the same clock."""
        gates = {gate[0]: gate for gate in self.gates}
        reached = cone(gates, (self.outputs[name] for name in outputs))
        return [name for name, literal in self.inputs.items() if literal in reached]

    @property
    def size(self) -> int:
        """Gates and registers."""
        return len(self.gates) + len(self.latches)


def read(path: Path) -> Graph:
    """Read a file in ASCII with a symbol table; registers that it leaves open start as 0.

    Raises:
        AigerError: it is none.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    header = lines[0].split() if lines else []
    if header[:1] != ["aag"] or len(header) < 6:
        raise AigerError(f"{path} is no graph in ASCII.")
    inputs, latches, outputs, gates, bads, constraints = (
        int(word) for word in (*header[2:], *("0",) * 4)[:6]
    )
    numbers = (tuple(int(word) for word in line.split()) for line in lines[1:])

    def take(count: int) -> list[tuple[int, ...]]:
        return [next(numbers) for _ in range(count)]

    into = [row[0] for row in take(inputs)]
    registers = [Latch(row[0], row[1]) for row in take(latches)]
    out = [row[0] for row in take(outputs)]
    take(bads)
    assumed = [row[0] for row in take(constraints)]
    ands = [(row[0], row[1], row[2]) for row in take(gates)]
    names = dict(_symbols(lines[1 + inputs + latches + outputs + bads + constraints + gates :]))
    return Graph(
        {names.get(f"i{number}", f"?{number}"): into[number] for number in range(inputs)},
        registers,
        {names.get(f"o{number}", f"?{number}"): out[number] for number in range(outputs)},
        assumed,
        ands,
    )


def _symbols(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        if line == "c":
            return
        place, _, name = line.partition(" ")
        yield place, name


@dataclass
class Builder:
    """Makes a graph: first all inputs and latches, then gates.

    Attributes:
        inputs: literals by names.
        latches: literals of registers; all are 0 at the start.
        following: their values in the next clock, by literal.
        gates: as in `Graph`.
    """

    inputs: dict[str, int] = field(default_factory=dict)
    latches: list[int] = field(default_factory=list)
    following: dict[int, int] = field(default_factory=dict)
    gates: list[tuple[int, int, int]] = field(default_factory=list)
    _known: dict[tuple[int, int], int] = field(default_factory=dict)

    def _literal(self) -> int:
        return 2 * (len(self.inputs) + len(self.latches) + len(self.gates) + 1)

    def input(self, name: str) -> int:
        """The input of that name."""
        if name not in self.inputs:
            self.inputs[name] = self._literal()
        return self.inputs[name]

    def latch(self) -> int:
        """A new register; `following` must be told."""
        literal = self._literal()
        self.latches.append(literal)
        return literal

    def both(self, left: int, right: int) -> int:
        """Left and right."""
        low, high = sorted((left, right))
        if low == FALSE or low ^ high == 1:
            return FALSE
        if low in (TRUE, high):
            return high
        if (low, high) not in self._known:
            literal = self._literal()
            self.gates.append((literal, high, low))
            self._known[low, high] = literal
        return self._known[low, high]

    def either(self, left: int, right: int) -> int:
        """Left or right."""
        return self.both(left ^ 1, right ^ 1) ^ 1

    def all_of(self, literals: Iterable[int]) -> int:
        """Whether all are 1."""
        return reduce(self.both, literals, TRUE)

    def any_of(self, literals: Iterable[int]) -> int:
        """Whether one is 1."""
        return reduce(self.either, literals, FALSE)

    def differ(self, left: int, right: int) -> int:
        """Left exclusive-or right."""
        return self.either(self.both(left, right ^ 1), self.both(left ^ 1, right))

    def choose(self, condition: int, then: int, otherwise: int) -> int:
        """One of two."""
        return self.either(self.both(condition, then), self.both(condition ^ 1, otherwise))

    def add(self, graph: Graph, of: Mapping[str, int], latches: Sequence[int]) -> dict[int, int]:
        """Add a graph's gates; returns the new literals of its variables, by even literals.

        Args:
            graph: what to add.
            of: literals for its inputs by names.
            latches: literals for its latches.
        """
        place = {FALSE: FALSE}
        place |= {literal: of[name] for name, literal in graph.inputs.items()}
        place |= {latch.literal: new for latch, new in zip(graph.latches, latches, strict=True)}
        for literal, left, right in graph.gates:
            place[literal] = self.both(at(place, left), at(place, right))
        return place

    def add_rails(
        self, graph: Graph, of: Mapping[str, Wires], latches: Sequence[Wires]
    ) -> dict[int, Wires]:
        """Add a circuit that follows what is unknown; as `add`, with two literals a signal."""
        place: dict[int, Wires] = {FALSE: (FALSE, TRUE)}
        place |= {literal: of[name] for name, literal in graph.inputs.items()}
        place |= {latch.literal: new for latch, new in zip(graph.latches, latches, strict=True)}
        for literal, left, right in graph.gates:
            (one, zero), (other_one, other_zero) = rails_at(place, left), rails_at(place, right)
            place[literal] = (self.both(one, other_one), self.either(zero, other_zero))
        return place

    def write(self, path: Path, outputs: Sequence[int]) -> None:
        """Write the graph in binary."""
        count = (len(self.inputs), len(self.latches), len(outputs), len(self.gates))
        head = f"aig {count[0] + count[1] + count[3]} {' '.join(map(str, count))}\n"
        told = [self.following[latch] for latch in self.latches]
        head += "".join(f"{literal}\n" for literal in (*told, *outputs))
        body = bytearray()
        for literal, high, low in self.gates:
            for difference in (literal - high, high - low):
                while difference >= 0x80:
                    body.append(difference & 0x7F | 0x80)
                    difference >>= 7
                body.append(difference)
        path.write_bytes(head.encode() + bytes(body))


def at(place: Mapping[int, int], literal: int) -> int:
    """What a literal is where the variables are in `place`."""
    return place[literal & ~1] ^ (literal & 1)


def rails_at(place: Mapping[int, tuple[Wire, Wire]], literal: int) -> tuple[Wire, Wire]:
    """What a literal is where the variables are in `place`."""
    one, zero = place[literal & ~1]
    return (zero, one) if literal & 1 else (one, zero)


def cone(gates: Mapping[int, tuple[int, int, int]], literals: Iterable[int]) -> set[int]:
    """Even literals of all that some literals are made of in a clock.

    Args:
        gates: of a graph, by their literals.
        literals: what is asked about.
    """
    found: set[int] = set()
    open_ends = [literal & ~1 for literal in literals]
    while open_ends:
        literal = open_ends.pop()
        if literal not in found:
            found.add(literal)
            if literal in gates:
                _, high, low = gates[literal]
                open_ends += [high & ~1, low & ~1]
    return found


def simulate(
    graph: Graph, clocks: Iterable[Mapping[str, Rails]]
) -> Iterator[tuple[dict[str, Rails], bool]]:
    """Outputs by name in each clock, and whether the constraints may hold.

    Args:
        graph: what to simulate.
        clocks: inputs by name; those that are missing are 0.
    """
    state = {latch.literal: ZERO for latch in graph.latches}
    for inputs in clocks:
        value = {FALSE: ZERO, **state}
        value |= {literal: inputs.get(name, ZERO) for name, literal in graph.inputs.items()}
        for literal, left, right in graph.gates:
            (one, zero), (other_one, other_zero) = rails_at(value, left), rails_at(value, right)
            value[literal] = (one and other_one, zero or other_zero)
        outputs = {name: rails_at(value, literal) for name, literal in graph.outputs.items()}
        yield outputs, all(rails_at(value, literal)[0] for literal in graph.constraints)
        state = {latch.literal: rails_at(value, latch.following) for latch in graph.latches}
