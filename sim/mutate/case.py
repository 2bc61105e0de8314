"""The sound and the changed version of one design with one set of parameters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sim.chosen import design_of
from sim.design import Design
from sim.mutate.assumptions import with_properties
from sim.mutate.counterexample import confirms, counterexample, replay
from sim.mutate.equivalence import (
    ALIKE,
    PIECES,
    Comparison,
    compare,
    contract_of,
    with_rules,
    witness,
)
from sim.mutate.graph import Cut, Elaborated, RefusedError, blocks_among, elaborate
from sim.mutate.limited import Deadline, OutOfTimeError
from sim.mutate.miter import Contract
from tb.bench import Bench

NUMBER = re.compile(r"\d+")
WITNESS = "counterexample.json"
VERSIONS = ("sound", "changed")
REPLAY_SECONDS = 120.0
PIECEWISE = 0.45
"""Share of the time that is left for each comparison without blocks."""


class Case:
    """Both versions of a design with one set of parameters."""

    def __init__(
        self, bench: Bench, values: dict[str, int], versions: tuple[Path, Path], folder: Path
    ) -> None:
        self.bench, self.values, self.folder = bench, values, folder
        self._designs = [design_of(bench, values, {}, rtl) for rtl in versions]
        self._circuits: list[Elaborated] = []
        self._assumed: list[Elaborated] = []
        self._pieces: dict[bool, Comparison] = {}
        self._opened: tuple[str, ...] = ()

    def by_pieces(self, deadline: Deadline, *, registers: bool) -> Comparison:
        """Compare without blocks: where they get the same, all is the same.

        Blocks that get something else, that are changed, or that say what others get are looked
        into. A difference says nothing of the whole: perhaps nobody sees it.

        Args:
            deadline: when to be ready.
            registers: registers and memories are left out too.
        """
        if registers not in self._pieces:
            folder = self.folder / ("pieces" if registers else "blocks")
            try:
                found = self._by_pieces(Cut(registers, self._opened), folder, deadline)
            except (OutOfTimeError, RefusedError, ValueError) as fault:
                found = Comparison("open", str(fault))
            if found.verdict == "equal" and found.means != ALIKE:
                found = replace(found, means=PIECES[registers])
            self._pieces[registers] = found
        return self._pieces[registers]

    def _by_pieces(self, cut: Cut, folder: Path, deadline: Deadline) -> Comparison:
        sound, changed = (
            elaborate(design, folder / name, deadline, cut=cut)
            for design, name in zip(self._designs, VERSIONS, strict=True)
        )
        other = sound.circuit.outputs.keys() ^ changed.circuit.outputs.keys()
        closed, found = blocks_among(other), Comparison("differ")
        if not closed:
            contract = contract_of(self.bench, self.values, sound.clock or changed.clock)
            contract = Contract() if cut.registers else contract
            found = compare(sound, changed, contract, folder, deadline)
            closed = blocks_among(found.outputs)
        known = bool(closed)
        closed = closed or _feeding(found.outputs, sound, changed)
        if not closed:
            return found
        kinds = {_kind(block) for block in closed}
        ports = blocks_among(sound.circuit.outputs.keys() | changed.circuit.outputs.keys())
        opened = (*cut.opened, *(block for block in ports if _kind(block) in kinds))
        if known:  # with registers, too, these get something else
            self._opened = opened
        return self._by_pieces(replace(cut, opened=opened), folder, deadline)

    def compared(self, deadline: Deadline, *, ruled: bool = True) -> Comparison:
        """Compare piece by piece, then for all inputs, then for those that keep the ports' rules.

        What cannot be read or takes too long is open.

        Args:
            deadline: when to be ready.
            ruled: go on to those inputs where others make a difference.
        """
        for registers in PIECES:
            part = deadline.within(deadline.left * PIECEWISE)
            pieces = self.by_pieces(part, registers=registers)
            if pieces.verdict == "equal":
                return pieces
        try:
            self._circuits = self._circuits or self._read(self._designs, deadline)
            found = self._compared(self._circuits, self._contract(), deadline)
            if found.verdict != "differ" or not ruled:
                return found
            self._assumed = self._assumed or self._read_assumptions(deadline)
            if self._assumed != self._circuits or self._ruled().offers:
                part = deadline.within(deadline.left / 2)
                kept = self._compared(self._assumed, self._ruled(), part)
                if kept.verdict == "equal":
                    return replace(kept, ruled=True)
        except OutOfTimeError as fault:
            return Comparison("open", str(fault))
        except (RefusedError, ValueError) as fault:
            return Comparison("open", f"It is no circuit: {fault}")
        return found

    def witness(self, fault: str, deadline: Deadline, resets: bool) -> tuple[Path, int] | None:
        """A trace that Icarus shows the difference of, and its clocks behind the reset."""
        contract = replace(self._ruled(), resets=resets)
        sound, changed = self._assumed
        found, miter = witness(sound, changed, contract, self.folder, deadline)
        if found.verdict != "differ":
            return None
        case = counterexample(self._designs[0], contract, found, miter, fault)
        shown = [
            replay(case, design, "icarus", self.folder / name, Deadline(REPLAY_SECONDS))
            for design, name in zip(self._designs, VERSIONS, strict=True)
        ]
        if not confirms(case, *shown):
            return None
        path = self.folder / WITNESS
        case.write(path)
        return path, len(case.inputs) - case.reset_clocks

    def _read(
        self, designs: Sequence[Design], deadline: Deadline, *, assume: bool = False
    ) -> list[Elaborated]:
        return [
            elaborate(design, self.folder / name, deadline, assume=assume)
            for design, name in zip(designs, VERSIONS, strict=True)
        ]

    def _read_assumptions(self, deadline: Deadline) -> list[Elaborated]:
        """The versions with what the module's properties assume; without, where there are none."""
        module = self.bench.toplevel
        told = [with_properties(design, module) for design in self._designs]
        designs = [design for design in told if design is not None]
        try:
            return self._read(designs, deadline, assume=True) if designs else self._circuits
        except RefusedError:  # the properties look at something that the change has taken away
            return self._circuits

    def _compared(
        self, circuits: Sequence[Elaborated], contract: Contract, deadline: Deadline
    ) -> Comparison:
        sound, changed = circuits
        return compare(sound, changed, contract, self.folder, deadline)

    def _contract(self) -> Contract:
        clock = next((each.clock for each in self._circuits if each.clock), "")
        return contract_of(self.bench, self.values, clock)

    def _ruled(self) -> Contract:
        return with_rules(self._contract(), self.bench, self.values)


def _feeding(outputs: Sequence[str], *versions: Elaborated) -> list[str]:
    """Blocks whose ports some outputs look at: what one lets through is not known without it."""
    return blocks_among(name for each in versions for name in each.circuit.inputs_of(outputs))


def _kind(block: str) -> str:
    """A block less the numbers in its path: lanes and the like are looked into together."""
    return NUMBER.sub("", block)
