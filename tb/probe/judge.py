"""Holds what was recorded of one block against its reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tb.bench.bench import Bench, Values
from tb.bench.parts import Due, IllegalInputError, Reference
from tb.probe.recording import Moment, Recording

WARM = 3
"""Clocks at rest that a reference takes until it says what one would that came out of a reset
long ago."""


@dataclass(frozen=True)
class Deviation:
    """The first signal of a block that is not what its inputs ask for.

    Attributes:
        edge: index of the clock edge.
        signal: of the RTL.
        expected: the whole signal.
        actual: the same as recorded.
        differs: bits that differ.
        unknown: bits that are X.
        width: bits of the signal.
        place: what the reference tells of where the block stands.
    """

    edge: int
    signal: str
    expected: int
    actual: int
    differs: int
    unknown: int
    width: int
    place: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """What was found of a block.

    Attributes:
        deviation: the first one; None where there is none.
        compared: signals that were compared.
        stopped: why nothing more could be said from some clock on; mostly empty.
    """

    deviation: Deviation | None
    compared: int
    stopped: str = ""


def judge(
    bench: Bench, values: Values, recording: Recording, instance: str, start: int, until: int
) -> Verdict:
    """Compare a block's outputs with what its inputs ask for.

    Args:
        bench: of the block; it has a reference.
        values: all its parameters.
        recording: of the design around it.
        instance: path of the block.
        start: the edge to begin with: the block is at rest there, or in reset.
        until: the last edge to look at.
    """
    assert bench.reference is not None
    now = Moment(recording, instance)
    reset = bench.reset.signal if bench.reset is not None and now.has(bench.reset.signal) else ""
    on = bench.reset.on if bench.reset is not None else 0
    reference = bench.reference(values)
    compared, held = 0, False
    settled = start + WARM
    for edge in range(start, until + 1):
        now.edge = edge
        before, held = held, bool(reset) and now[reset] == on
        if held and not before and bench.reset is not None:
            settled = edge + bench.reset.clocks  # what a reset does shows a clock later
        try:
            dues = reference.due(now) if edge >= settled else {}
            for signal, due in dues.items():
                compared += 1
                found = _differs(now, signal, due)
                if found is not None:
                    return Verdict(_deviation(now, reference, signal, due, found), compared)
            if held:
                reference, now.unclear = bench.reference(values), False
            else:
                reference.clock(now)
        except Exception as fault:
            # What a block gets behind a fault elsewhere can be anything at all.
            if isinstance(fault, IllegalInputError):
                return Verdict(None, compared, f"{fault}, edge {edge}")
            return Verdict(None, compared, f"{type(fault).__name__}: {fault}, edge {edge}")
    return Verdict(None, compared)


def _differs(now: Moment, signal: str, due: int | Due) -> tuple[int, int] | None:
    """Bits that differ and bits that are X; None where all is well."""
    column, unknowns = now.found(signal)
    actual, unknown = column[now.edge], unknowns.get(now.edge, 0) if unknowns else 0
    if not isinstance(due, Due):
        if actual == due and not unknown:
            return None
        due = Due(due, -1)
    hidden = unknown & due.care
    differs = (actual ^ due.value) & due.care & ~unknown
    if now.unclear:  # what comes of an X may be one
        hidden = 0
    return (differs | hidden, hidden) if differs | hidden else None


def _deviation(
    now: Moment, reference: Reference, signal: str, due: int | Due, found: tuple[int, int]
) -> Deviation:
    tell = getattr(reference, "place", None)
    return Deviation(
        edge=now.edge,
        signal=signal,
        expected=due.value & due.care if isinstance(due, Due) else due,
        actual=now.found(signal)[0][now.edge],
        differs=found[0],
        unknown=found[1],
        width=now.width(signal),
        place=dict(tell()) if tell is not None else {},
    )
