"""Whether a changed design can be told from the sound one at its ports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from sim.mutate import decide
from sim.mutate.conditions import unseen
from sim.mutate.graph import Elaborated
from sim.mutate.limited import Deadline, OutOfTimeError
from sim.mutate.miter import Contract, Miter, Moment, Offer, join
from tb.bench import Bench, Values
from tb.bench.ports import SINK, SOURCE, Kind, Port

CIRCUIT, CALM, WITNESS = "miter.aig", "calm.aig", "witness.aig"
UNSEEN = "what differs in registers does so while nobody looks at it"
GUESSING = 0.6
"""Share of the time that is left for guesses of this kind."""
ALIKE = "the front end reads both alike"
PIECES: Mapping[bool, str] = {
    True: "each register and each block inside gets the same, whatever they hold",
    False: "each block inside that is unchanged gets the same, whatever it gives",
}
"""How versions are found equal without blocks, and, where that goes for True, without registers."""

Verdict = Literal["equal", "differ", "open"]


class ContradictionError(Exception):
    """The proof tools and the simulation of the same circuit disagree: neither can be believed."""


@dataclass(frozen=True)
class Comparison:
    """What a comparison of two versions found.

    Attributes:
        verdict: whether they are equal for all inputs of the contract; open when time ran out.
        means: how that was found.
        clocks: where they differ, all inputs clock by clock; the last clock shows it.
        outputs: names of the outputs that differ there.
        ruled: inputs that break the rules of streams were left out.
    """

    verdict: Verdict
    means: str = ""
    clocks: Sequence[Mapping[str, int]] = ()
    outputs: Sequence[str] = ()
    ruled: bool = False


def contract_of(bench: Bench, values: Values, clock: str) -> Contract:
    """What counts of a bench's ports: what belongs to a beat counts with its valid.

    What is also shown some clocks behind another port's beats counts there too; what is shown in no
    other way always counts. Inputs may be anything, and the reset may come in any clock.
    """
    counts_with: dict[str, set[Moment]] = {}
    always: set[str] = set()
    ports = {port.name: port for port in bench.ports_for(values)}
    beats = {
        field.signal
        for port in ports.values()
        if port.role is SINK and port.valid
        for field in port.fields
    }
    for port in ports.values():
        for field in (field for field in port.fields if not port.driven(field)):
            moment = _moment(port, ports)
            if moment is None or field.only_then or field.signal not in beats:
                always.add(field.signal)
            else:
                counts_with.setdefault(field.signal, set()).add(moment)
    reset = bench.reset
    return Contract(
        clock=clock,
        reset=reset.signal if reset else "",
        active_low=reset.active_low if reset else True,
        reset_clocks=reset.clocks if reset else 0,
        counts_with={
            name: frozenset(told) for name, told in counts_with.items() if name not in always
        },
    )


def _moment(port: Port, ports: Mapping[str, Port]) -> Moment | None:
    """When the outputs of a port count; None for always."""
    if port.valid:
        return Moment((port.valid,))
    paced = ports.get(port.follows)
    passes = tuple(name for name in (paced.valid, paced.ready) if name) if paced else ()
    return Moment(passes, port.latency) if passes else None


def with_rules(contract: Contract, bench: Bench, values: Values) -> Contract:
    """The contract where input streams keep their rules: an offer stands until it is taken."""
    offers = tuple(
        Offer(port.valid, port.ready, frozenset(f.signal for f in port.fields if not f.turned))
        for port in bench.ports_for(values)
        if port.role is SOURCE and port.kind is Kind.HANDSHAKE
    )
    return replace(contract, offers=offers)


def compare(
    sound: Elaborated, mutated: Elaborated, contract: Contract, folder: Path, deadline: Deadline
) -> Comparison:
    """Prove that two versions are equal, or find inputs for which they differ.

    Registers without a value start alike in both, with any value.

    Args:
        sound: one version.
        mutated: the other one.
        contract: what counts, and what may come in.
        folder: existing folder for the circuits.
        deadline: when to be ready.

    Raises:
        ContradictionError: a witness shows no difference in a simulation.
        ValueError: their ports differ.
    """
    if sound.circuit == mutated.circuit:
        if sound.digest == mutated.digest:
            return Comparison("equal", ALIKE)
        return Comparison("equal", "both elaborate to the same netlist")
    miter = join(sound.circuit, mutated.circuit, contract, folder / CIRCUIT)
    found = decide.soon(folder / CIRCUIT, deadline)
    if found.answer == "open":
        calm = join(sound.circuit, mutated.circuit, replace(contract, resets=False), folder / CALM)
        simulated = decide.at_random(folder / CALM, deadline)
        if simulated.answer == "sometimes":
            return _told(simulated, calm, known=False)
        part = deadline.within(deadline.left * GUESSING)
        if _unseen(sound, mutated, contract, folder, part):
            return Comparison("equal", UNSEEN)
        found = decide.decide(folder / CIRCUIT, deadline)
    return _told(found, miter, known=False)


def _unseen(
    sound: Elaborated, mutated: Elaborated, contract: Contract, folder: Path, deadline: Deadline
) -> bool:
    try:
        return unseen(sound.circuit, mutated.circuit, contract, folder, deadline)
    except OutOfTimeError:
        return False


def witness(
    sound: Elaborated, mutated: Elaborated, contract: Contract, folder: Path, deadline: Deadline
) -> tuple[Comparison, Miter]:
    """Look for inputs for which the versions differ whatever registers hold before the reset.

    They are the shortest ones, and a simulator can be given them.

    Raises:
        ContradictionError: what is found shows no difference in a simulation.
    """
    miter = join(sound.circuit, mutated.circuit, contract, folder / WITNESS, known=True)
    found = _told(decide.find(folder / WITNESS, deadline), miter, known=True)
    return (found if found.verdict == "differ" else Comparison("open", found.means)), miter


def _told(proof: decide.Proof, miter: Miter, *, known: bool) -> Comparison:
    if proof.answer == "never":
        return Comparison("equal", proof.means)
    if proof.answer == "open":
        return Comparison("open", proof.means)
    clocks = miter.driven(proof.trace)
    found = list(miter.differences(clocks, known=known))
    last = next((number for number, names in enumerate(found) if names), None)
    if last is None:
        raise ContradictionError("A witness shows no difference in a simulation of the circuits.")
    return Comparison("differ", "", clocks[: last + 1], found[last])
