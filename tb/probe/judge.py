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
    """Compare a block's outputs with what its inputs ask for.

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
    moments = [Moment(recording, instance), Moment(recording, instance, ones=True)]
    for readings in (moments[:1], moments):
        verdict = _Walk(bench, values, readings, start).verdict(until)
        if verdict is not None:
            return verdict
    raise AssertionError("two readings tell what comes of an X")


class _Walk:
    """One way through a recording, with a reference for each reading of what is X."""

    def __init__(
        self, bench: Bench, values: Values, readings: Sequence[Moment], start: int
    ) -> None:
        made = bench.reference or bench.wiring
        assert made is not None
        self._made, self._values, self._start = made, values, start
        self._readings = readings
        self._now = readings[0]
        self._references = self._anew()
        reset = bench.reset
        self._reset = reset if reset is not None and self._now.has(reset.signal) else None
        self._compared = 0

    def verdict(self, until: int) -> Verdict | None:
        """What is found up to an edge; None where there is an X and but one reading."""
        reset, held = self._reset, False
        settled = self._start + WARM
        for edge in range(self._start, until + 1):
            for reading in self._readings:
                reading.edge = edge
            before, held = held, reset is not None and self._now[reset.signal] == reset.on
            if held and not before and reset is not None:
                settled = edge + reset.clocks  # what a reset does shows a clock later
            try:
                found = self._look() if edge >= settled else None
                if found is not None:
                    return Verdict(found, self._compared)
                if held:
                    self._references = self._anew()
                else:
                    self._go_on()
            except _UnclearError:
                return None
            except Exception as fault:
                # What a block gets behind a fault elsewhere can be anything at all.
                told = "" if isinstance(fault, IllegalInputError) else f"{type(fault).__name__}: "
                return Verdict(None, self._compared, f"{told}{fault}, edge {edge}")
        return Verdict(None, self._compared)

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

    def _look(self) -> Deviation | None:
        """The first signal that is not what it must be."""
        now = self._now
        now.unclear = False
        dues = self._references[0].due(now)
        self._be_clear()
        others = self._others()
        # What is X in this clock may make an X of anything: all that it is selected or added with.
        forgiven = now.unclear or (len(self._readings) > 1 and others is None)
        for signal, due in dues.items():
            self._compared += 1
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
