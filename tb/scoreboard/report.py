"""The report of one fault, as data, JSON and text."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tb.bench.case import Title


@dataclass(frozen=True)
class LaneReport:
    """One word of the bad beat.

    Attributes:
        lane: its number.
        expected, actual: values; None where nothing is expected, and for undefined bits.
        kept: whether it carries something.
        wrong: whether it differs.
        place: its coordinates.
    """

    lane: int
    expected: int | None
    actual: int | None
    kept: bool
    wrong: bool
    place: Mapping[str, int]


@dataclass(frozen=True)
class MarkReport:
    """A field of the bad beat that is told as a whole: ``tlast``, say. Values as text."""

    field: str
    label: str
    expected: str
    actual: str


@dataclass(frozen=True)
class BeatReport:
    """A beat that passed before the bad one; ``beat`` is None in the packet before.

    Attributes:
        beat: its index.
        clock: when it passed.
        values: words of the port's main field, or all fields where it has none.
    """

    beat: int | None
    clock: int
    values: tuple[int, ...]


@dataclass(frozen=True)
class Side:
    """One side of a picture: a coordinate, what it is called, and how many values it has."""

    coordinate: str
    called: str
    size: int


@dataclass(frozen=True)
class Picture:
    """Two coordinates over which it is worth seeing which words are wrong."""

    down: Side
    across: Side


@dataclass(frozen=True)
class Report:
    """Everything that is known about one fault.

    Attributes:
        kind: sort of the fault (`tb.transport.fault.FaultKind`, or the name of another check).
        detail: one sentence.
        test: name of the test.
        subject: what the beat belongs to, by name, as the design tells it: network, layer.
        packet: which of its packets.
        port: the stream, or the status output; for a standstill the port to blame; empty for a
            check that concerns none.
        beat, beats: index of the beat and length of its packet.
        fields: which fields differ.
        lane: the first wrong word, None where no word is wrong.
        place: its coordinates, as the design tells them.
        lanes: all words of the beat.
        marks: fields told as a whole that differ.
        recent: the beats before, oldest first.
        cause: the best guess; cause_text says it in a sentence; hints are further guesses.
        ports: what each port was doing, for a standstill.
        clock, time_ns: when.
        simulator, seed, replay: how to see it again.
        label: what the subject is called.
        lane_columns: coordinates that stand beside each word.
        pictures: pairs of coordinates over which wrong words are worth a picture.
        began: clock in which the case began; 0 where there was none.
        located: the block in which the fault sits, as `tb.bench.parts.Located` has it; empty until
            somebody has looked for it.
    """

    kind: str
    detail: str
    test: str
    port: str
    clock: int
    time_ns: float
    simulator: str
    seed: int
    replay: str
    subject: Mapping[str, str] = field(default_factory=dict)
    packet: str = ""
    beat: int | None = None
    beats: int | None = None
    fields: tuple[str, ...] = ()
    lane: int | None = None
    place: Mapping[str, int] = field(default_factory=dict)
    lanes: tuple[LaneReport, ...] = ()
    marks: tuple[MarkReport, ...] = ()
    recent: tuple[BeatReport, ...] = ()
    cause: str = ""
    cause_text: str = ""
    hints: tuple[str, ...] = ()
    ports: tuple[str, ...] = ()
    label: str = "case"
    lane_columns: Sequence[str] = ()
    pictures: Sequence[Picture] = ()
    began: int = 0
    located: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps(dataclasses.asdict(self))

    def to_text(self) -> str:
        """Lines for people, without a line break at the end."""
        subject = f"{self.kind.upper()} on {self.port}" if self.port else self.kind.upper()
        lines = [f"{subject}: {self.detail}"]
        lines.append(_line("when", f"clock {self.clock}, {self.time_ns:g} ns, test {self.test}"))
        if title := str(Title(self.subject, self.packet)):
            lines.append(_line(self.label, title))
        if self.beat is not None:
            lines.append(_line("where", self._where()))
        if self.located:
            lines.append(_line("located", str(self.located["sentence"])))
        if self.cause:
            lines.append(_line("cause", f"{self.cause}: {self.cause_text}"))
        lines += [_line("", f"also: {hint}") for hint in self.hints]
        lines += [_line("port", port) for port in self.ports]
        for mark in self.marks:
            lines.append(_line(mark.label, f"expected {mark.expected}, actual {mark.actual}"))
        lines += self._table()
        lines += self._history()
        lines.append(_line("seed", f"{self.seed} ({self.simulator})"))
        lines.append(_line("replay", self.replay))
        return "\n".join(lines)

    def _where(self) -> str:
        parts = [f"beat {self.beat} of {self.beats}"]
        if self.lane is not None:
            parts.append(f"lane {self.lane}")
        parts += [f"{name.replace('_', ' ')} {value}" for name, value in self.place.items()]
        return ", ".join(parts)

    def _table(self) -> list[str]:
        if not self.lanes:
            return []
        lines = [_line("lanes", "lane      expected        actual")]
        for lane in self.lanes:
            place = " ".join(f"{k} {v}" for k, v in lane.place.items() if k in self.lane_columns)
            sign = "<- differs" if lane.wrong else ""
            notes = (place if lane.kept else "carries nothing", sign)
            values = f"{lane.lane:4d}  {_number(lane.expected)}  {_number(lane.actual)}"
            lines.append(_line("", "  ".join([values, *(note for note in notes if note)])))
        return lines

    def _history(self) -> list[str]:
        if not self.recent:
            return []
        lines = ["  before"]
        for beat in self.recent:
            values = " ".join(str(value) for value in beat.values)
            name = "packet before" if beat.beat is None else f"beat {beat.beat}"
            lines.append(_line("", f"{name}, clock {beat.clock}: {values}"))
        return lines


def _line(name: str, text: str) -> str:
    return f"  {name:<7} {text}" if len(name) <= 7 else f"  {name} {text}"


def _number(value: int | None) -> str:
    return f"{'?' if value is None else value:>12}"
