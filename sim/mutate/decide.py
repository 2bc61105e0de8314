"""Asks ABC whether the output of a circuit can ever be 1."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sim.errors import ToolError
from sim.mutate.aiger import FALSE, TRUE, Builder
from sim.mutate.limited import Deadline, OutOfTimeError, run

PACKAGE = "pyosys"
PROGRAM = "yosys-abc"
STATUS = re.compile(r"^Status = (-?\d+)", re.MULTILINE)
INPUT = re.compile(r"\bpi(\d+)@(\d+)=1")
LENGTH = re.compile(r"COUNTEREXAMPLE LENGTH: (\d+)")
PROVED, REFUTED = "1", "0"
CONFLICTS = 1000
"""How hard the solver tries for each literal."""
FEW_CLOCKS, FEW_SECONDS = 6, 4.0
"""A difference that shows soon is looked for first."""

RANDOM_CLOCKS, RANDOM_SECONDS = 64, 5.0
"""How long a simulation with random inputs is, and what it may take."""

Answer = Literal["never", "sometimes", "open"]


@dataclass(frozen=True)
class Proof:
    """What ABC says.

    Attributes:
        answer: whether the output is 1 never or sometimes; open when time ran out.
        means: how that was found.
        trace: numbers of the inputs that are 1, clock by clock, for ``sometimes``.
    """

    answer: Answer
    means: str
    trace: Sequence[frozenset[int]] = ()


def program() -> Path:
    """Where ABC is.

    Raises:
        ToolError: it is not installed.
    """
    found = importlib.util.find_spec(PACKAGE)
    path = Path(found.origin).parent / PROGRAM if found and found.origin else None
    if path is None or not path.is_file():
        raise ToolError(f"The Python package {PACKAGE} is missing: type 'make setup'.")
    return path


def soon(circuit: Path, deadline: Deadline) -> Proof:
    """Look for inputs for which the output is 1 within a few clocks."""
    few = f"bmc3 -F {FEW_CLOCKS} -T {FEW_SECONDS:.0f}"
    return _ask(circuit, few, deadline.within(3 * FEW_SECONDS))


def at_random(circuit: Path, deadline: Deadline) -> Proof:
    """Look for inputs for which the output is 1 by a simulation with random ones.

    It goes deeper than a solver can follow: what passes a long pipeline shows in a moment.
    """
    command = f"sim3 -F {RANDOM_CLOCKS} -T {RANDOM_SECONDS:.0f}"
    return _ask(circuit, command, deadline.within(3 * RANDOM_SECONDS))


def decide(circuit: Path, deadline: Deadline) -> Proof:
    """Prove that the output is never 1, or find inputs for which it is.

    Args:
        circuit: graph in binary with one output; files with what is found lie beside it.
        deadline: when to be ready.
    """
    small = _correspond(circuit, deadline.within(deadline.left / 3))
    if small is None:
        return Proof("never", "signal correspondence")
    for share, command, means in (
        (3, "pdr", "property-directed reachability"),
        (2, "bmc3", ""),
        (1, "pdr", "property-directed reachability"),
    ):
        part = deadline.within(deadline.left / share)
        found = _ask(small, f"{command} -T {max(1, int(part.left))}", part, means)
        if found.answer != "open":
            break
    return found


def zeros(build: Builder, literals: Sequence[int], folder: Path, deadline: Deadline) -> list[bool]:
    """Which literals of a circuit without registers are surely never 1.

    Raises:
        OutOfTimeError: it took longer.
    """
    asked = [literal for literal in dict.fromkeys(literals) if literal not in (FALSE, TRUE)]
    told = {FALSE: True, TRUE: False}
    if asked:
        source, target = folder / "asked.aig", folder / "told.aig"
        target.unlink(missing_ok=True)
        build.write(source, asked)
        commands = f"read_aiger {source.name}; ifraig -C {CONFLICTS}; write_aiger {target.name}"
        run([str(program()), "-q", commands], folder, folder / "asked.log", deadline)
        lines = target.read_bytes().split(b"\n", 1 + len(asked))
        told |= {each: line == b"0" for each, line in zip(asked, lines[1:], strict=False)}
    return [told[literal] for literal in literals]


def find(circuit: Path, deadline: Deadline) -> Proof:
    """Look for inputs for which the output is 1; shortest first."""
    return _ask(circuit, f"bmc3 -T {max(1, int(deadline.left))}", deadline)


def _correspond(circuit: Path, deadline: Deadline) -> Path | None:
    """Merge all that is provably alike; None if that leaves an output that is 0."""
    target = circuit.with_suffix(".merged.aig")
    target.unlink(missing_ok=True)
    commands = f"read_aiger {circuit.name}; scorr; dc2; scorr; write_aiger {target.name}"
    try:
        run([str(program()), "-q", commands], circuit.parent, circuit.with_suffix(".log"), deadline)
    except OutOfTimeError:
        return circuit
    if not target.is_file():
        return circuit
    head = target.read_bytes().split(b"\n", 1)[0].split()
    latches, gates = int(head[3]), int(head[5])
    if latches or gates:
        return target
    output = target.read_bytes().split(b"\n", 2)[1]
    return None if output == b"0" else target


def _ask(circuit: Path, command: str, deadline: Deadline, means: str = "") -> Proof:
    log, trace = circuit.with_suffix(".log"), circuit.with_suffix(".cex")
    trace.unlink(missing_ok=True)
    commands = f"read_aiger {circuit.name}; {command}; print_status; write_cex -n {trace.name}"
    try:
        run([str(program()), "-q", commands], circuit.parent, log, deadline)
    except OutOfTimeError:
        return Proof("open", "time ran out")
    told = STATUS.findall(log.read_text(encoding="utf-8", errors="replace"))
    if told[-1:] == [REFUTED] and trace.is_file():
        return Proof("sometimes", "", _trace(trace.read_text(encoding="utf-8")))
    if told[-1:] == [PROVED] and means:
        return Proof("never", means)
    return Proof("open", "time ran out")


def _trace(text: str) -> list[frozenset[int]]:
    length = LENGTH.search(text)
    clocks: list[set[int]] = [set() for _ in range(int(length[1]) if length else 0)]
    for number, clock in INPUT.findall(text):
        clocks[int(clock)].add(int(number))
    return [frozenset(clock) for clock in clocks]
