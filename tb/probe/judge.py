"""Holds what was recorded of one block against its reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tb.bench.bench import Bench, Values
from tb.bench.parts import Due, Dues, IllegalInputError, Reference, Same
from tb.probe.recording import Moment, Recording

_Due = int | Due | Same

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
    """Compare a block's outputs with what its inputs ask for, up to the first that differs.

    Bits that are X are read as 0. Where there are any, the block is judged once more beside a
    second reference that reads them as 1: what these two do not agree on comes of an X.

    Args:
        bench: of the block; it has a reference, or one of what lies between its parts.
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


class Inspection:
    """A block's outputs, compared with what its inputs ask for, edge by edge; see `judge`."""

    def __init__(
        self, bench: Bench, values: Values, recording: Recording, instance: str, start: int
    ) -> None:
        self._told = bench, values, start
        self._recording, self._instance = recording, instance
        self._walk = _Walk(*self._told, [Moment(recording, instance)])

    @property
    def compared(self) -> int:
        """Signals that were compared."""
        return self._walk.compared

    @property
    def stopped(self) -> str:
        """Why nothing more can be said; empty as long as all is well."""
        return self._walk.stopped

    def look(self, edge: int) -> Deviation | None:
        """The first signal that differs at the next edge."""
        try:
            return self._walk.look(edge)
        except _UnclearError:
            return self._again(edge)

    def _again(self, until: int) -> Deviation | None:
        """The same from the first edge on, by two readings."""
        readings = [
            Moment(self._recording, self._instance),
            Moment(self._recording, self._instance, ones=True),
        ]
        self._walk = _Walk(*self._told, readings)
        for edge in range(self._told[2], until + 1):
            deviation = self._walk.look(edge)
            if deviation is not None or self.stopped:
                return deviation
        return None


class _Walk:
    """One way through a recording, with a reference for each reading of what is X.

    Attributes:
        compared, stopped: see `Inspection`.
    """

    def __init__(
        self, bench: Bench, values: Values, start: int, readings: Sequence[Moment]
    ) -> None:
        made = bench.reference or bench.wiring
        assert made is not None
        self._made, self._values = made, values
        self._readings = readings
        self._now = readings[0]
        self._references = self._anew()
        reset = bench.reset
        self._reset = reset if reset is not None and self._now.has(reset.signal) else None
        self._held = False
        self._settled = start + WARM
        self.compared, self.stopped = 0, ""

    def look(self, edge: int) -> Deviation | None:
        """The first signal that differs at the next edge.

        Raises:
            _UnclearError: there is an X and but one reading.
        """
        reset = self._reset
        for reading in self._readings:
            reading.edge = edge
        before = self._held
        self._held = reset is not None and self._now[reset.signal] == reset.on
        if self._held and not before and reset is not None:
            self._settled = edge + reset.clocks  # what a reset does shows a clock later
        try:
            found = self._differing() if edge >= self._settled else None
            if found is not None:
                return found
            if self._held:
                self._references = self._anew()
            else:
                self._go_on()
        except _UnclearError:
            raise
        except Exception as fault:
            # What a block gets behind a fault elsewhere can be anything at all.
            told = "" if isinstance(fault, IllegalInputError) else f"{type(fault).__name__}: "
            self.stopped = f"{told}{fault}, edge {edge}"
        return None

    def _anew(self) -> list[Reference]:
        return [self._made(self._values) for _ in self._readings]

    def _go_on(self) -> None:
        self._references[0].clock(self._now)
        self._be_clear()
        for reading, reference in zip(self._readings[1:], self._references[1:], strict=False):
            try:
                reference.clock(reading)
            except Exception:  # it was an X that made the input illegal
                del self._references[1:]

    def _differing(self) -> Deviation | None:
        """The first signal that is not what it must be."""
        now = self._now
        now.unclear = False
        dues = self._references[0].due(now)
        self._be_clear()
        others = self._others()
        # What is X in this clock may make an X of anything: all that it is selected or added with.
        forgiven = now.unclear or (len(self._readings) > 1 and others is None)
        for signal, due in dues.items():
            self.compared += 1
            found = _differs(now, signal, due, dues if others is None else others)
            if found is not None and forgiven and not isinstance(due, Same):
                found = found[0] & ~found[1], 0
            if found is not None and found[0]:
                return _deviation(now, self._references[0], signal, due, found)
        return None

    def _be_clear(self) -> None:
        if self._now.unclear and len(self._readings) == 1:
            raise _UnclearError

    def _others(self) -> Dues | None:
        """What the second reference tells; None where there is none."""
        for reading, reference in zip(self._readings[1:], self._references[1:], strict=False):
            try:
                return reference.due(reading)
            except Exception:  # it was an X that made the input illegal
                del self._references[1:]
        return None


class _UnclearError(Exception):
    """Something that was read has bits that are X."""


def _differs(now: Moment, signal: str, due: _Due, others: Dues) -> tuple[int, int] | None:
    """Bits that differ and bits that are X; None where all is well."""
    column, unknowns = now.found(signal)
    actual, unknown = column[now.edge], unknowns.get(now.edge, 0) if unknowns else 0
    if isinstance(due, Same):
        mask = (1 << now.width(signal)) - 1
        value, hidden = _same(now, due)
        differs = ((actual ^ value) & ~unknown | (unknown ^ hidden)) & mask
        return (differs, unknown & differs) if differs else None
    if due == actual and not unknown:
        return None
    value, care = _whole(due)
    other = others.get(signal)
    if other is None or isinstance(other, Same):
        return None
    other_value, other_care = _whole(other)
    agreed = care & other_care & ~(value ^ other_value)
    hidden = unknown & care if agreed == care else 0
    differs = (actual ^ value) & agreed & ~unknown
    return (differs | hidden, hidden) if differs | hidden else None


def _same(now: Moment, due: Same) -> tuple[int, int]:
    """The bits of the other signal, and those that are X."""
    column, unknowns = now.found(due.signal)
    return column[now.edge] >> due.low, unknowns.get(now.edge, 0) >> due.low


def _whole(due: int | Due) -> tuple[int, int]:
    """Value and bits that count."""
    return due if isinstance(due, Due) else (due, -1)


def _deviation(
    now: Moment, reference: Reference, signal: str, due: _Due, found: tuple[int, int]
) -> Deviation:
    tell = getattr(reference, "place", None)
    if isinstance(due, Same):
        due = Due(_same(now, due)[0], (1 << now.width(signal)) - 1)
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
