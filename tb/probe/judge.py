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


class Inspection:
    """A block's outputs, compared with what its inputs ask for, edge by edge.

    Args:
        bench: of the block; it has a reference.
        values: all its parameters.
        recording: of the design around it.
        instance: path of the block.
        start: the edge to begin with: the block is at rest there, or in reset.

    Attributes:
        compared: signals that were compared.
        stopped: why nothing more can be said; empty as long as all is well.
    """

    def __init__(
        self, bench: Bench, values: Values, recording: Recording, instance: str, start: int
    ) -> None:
        assert bench.reference is not None
        self.compared, self.stopped = 0, ""
        self._make, self._values, self._reset = bench.reference, values, bench.reset
        self._reference = bench.reference(values)
        self._now = Moment(recording, instance)
        self._in_reset = False
        self._settled = start + WARM

    def look(self, edge: int) -> Deviation | None:
        """The first signal that differs at the next edge."""
        now, before = self._now, self._in_reset
        now.edge = edge
        reset = self._reset
        self._in_reset = (
            reset is not None and now.has(reset.signal) and now[reset.signal] == reset.on
        )
        if reset is not None and self._in_reset and not before:
            self._settled = edge + reset.clocks  # what a reset does shows a clock later
        try:
            dues = self._reference.due(now) if edge >= self._settled else {}
            for signal, due in dues.items():
                self.compared += 1
                found = _differs(now, signal, due)
                if found is not None:
                    return _deviation(now, self._reference, signal, due, found)
            if self._in_reset:
                self._reference, now.unclear = self._make(self._values), False
            else:
                self._reference.clock(now)
        except Exception as fault:
            # What a block gets behind a fault elsewhere can be anything at all.
            kind = "" if isinstance(fault, IllegalInputError) else f"{type(fault).__name__}: "
            self.stopped = f"{kind}{fault}, edge {edge}"
        return None


def judge(
    bench: Bench, values: Values, recording: Recording, instance: str, start: int, until: int
) -> Verdict:
    """Compare a block's outputs with what its inputs ask for, up to the first that differs.

    Args:
        bench: of the block; it has a reference.
        values: all its parameters.
        recording: of the design around it.
        instance: path of the block.
        start: the edge to begin with: the block is at rest there, or in reset.
        until: the last edge to look at.
    """
    inspection = Inspection(bench, values, recording, instance, start)
    for edge in range(start, until + 1):
        deviation = inspection.look(edge)
        if deviation is not None or inspection.stopped:
            return Verdict(deviation, inspection.compared, inspection.stopped)
    return Verdict(None, inspection.compared)


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
