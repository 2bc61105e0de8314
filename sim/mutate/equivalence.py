"""Whether a changed design can be told from the sound one at its ports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sim.mutate import decide
from sim.mutate.graph import Elaborated
from sim.mutate.limited import Deadline
from sim.mutate.miter import Contract, Miter, join
from tb.bench import Bench, Values
from tb.bench.ports import SINK

CIRCUIT = "miter.aig"

Verdict = Literal["equal", "differ", "open"]


class ContradictionError(Exception):
    """The proof tools and the simulation of the same circuit disagree: neither can be believed."""


@dataclass(frozen=True)
class Comparison:
    """What a comparison of two versions found.

    Attributes:
        verdict: whether they are equal for all inputs; open when time ran out.
        means: how that was found.
        clocks: where they differ, the inputs that are 1, clock by clock; the last clock shows it.
        outputs: names of the outputs that differ there.
    """

    verdict: Verdict
    means: str
    clocks: Sequence[Mapping[str, int]] = ()
    outputs: Sequence[str] = ()


def contract_of(bench: Bench, values: Values, clock: str, *, resets: bool = True) -> Contract:
    """What counts of a bench's ports: what belongs to a beat counts with its valid."""
    counts_with = {
        field.signal: port.valid
        for port in bench.ports_for(values)
        if port.role is SINK and port.valid
        for field in port.fields
        if not field.turned and not field.only_then
    }
    reset = bench.reset
    return Contract(
        clock=clock,
        reset=reset.signal if reset else "",
        active_low=reset.active_low if reset else True,
        counts_with=counts_with,
        resets=resets,
    )


def compare(
    sound: Elaborated, mutated: Elaborated, contract: Contract, folder: Path, deadline: Deadline
) -> Comparison:
    """Prove that two versions are equal for all inputs, or find inputs for which they differ.

    Args:
        sound, mutated: the versions.
        contract: what counts.
        folder: existing folder for the circuits.
        deadline: when to be ready.

    Raises:
        ContradictionError: a witness shows no difference in a simulation.
        ValueError: their ports differ.
    """
    if sound.circuit == mutated.circuit:
        means = "both elaborate to the same netlist"
        if sound.digest == mutated.digest:
            means = "the front end reads both alike"
        return Comparison("equal", means)
    miter = join(sound.circuit, mutated.circuit, contract, folder / CIRCUIT)
    proof = decide.decide(folder / CIRCUIT, deadline)
    return _told(proof, miter)


def _told(proof: decide.Proof, miter: Miter) -> Comparison:
    if proof.answer == "never":
        return Comparison("equal", proof.means)
    if proof.answer == "open":
        return Comparison("open", proof.means)
    clocks = [{miter.inputs[number]: 1 for number in clock} for clock in proof.trace]
    found = list(miter.differences(clocks))
    last = next((number for number, names in enumerate(found) if names), None)
    if last is None:
        raise ContradictionError("A witness shows no difference in a simulation of the circuits.")
    return Comparison("differ", "", clocks[: last + 1], found[last])
