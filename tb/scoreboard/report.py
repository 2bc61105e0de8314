"""The report of one fault, as data, JSON and text."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class LaneReport:
    """One lane of the bad beat.

    Attributes:
        lane: its number.
        expected, actual: values; None where nothing is expected, and for undefined bits.
        kept: ``tkeep`` as it should be.
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
class BeatReport:
    """A beat that passed before the bad one; ``beat`` is None in the packet before."""

    beat: int | None
    clock: int
    values: tuple[int, ...]
    keep: str
    last: str


@dataclass(frozen=True)
class Report:
    """Everything that is known about one fault.

    Attributes:
        kind: sort of the fault (`tb.transport.fault.FaultKind`, or the name of another check).
        detail: one sentence.
        test: name of the cocotb test.
        network, layer, op, shape, packet: what the beat belongs to.
        port: the stream, or the status output; for a standstill the port to blame; empty for a
            check that concerns none.
        beat, beats: index of the beat and length of its packet.
        fields: which of data, keep and last differ.
        lane: the first wrong lane, None where no lane is wrong.
        place: its coordinates: iteration, image, block, h, w, channel, core and so on.
        lanes: all lanes of the beat.
        keep_expected, keep_actual, last_expected, last_actual: the marks as text.
        recent: the beats before, oldest first.
        cause: the best guess; cause_text says it in a sentence; hints are further guesses.
        ports: what each port was doing, for a standstill.
        clock, time_ns: when.
        simulator, seed, replay: how to see it again.
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
    network: str = ""
    layer: str = ""
    op: str = ""
    shape: str = ""
    packet: str = ""
    beat: int | None = None
    beats: int | None = None
    fields: tuple[str, ...] = ()
    lane: int | None = None
    place: Mapping[str, int] = field(default_factory=dict)
    lanes: tuple[LaneReport, ...] = ()
    keep_expected: str = ""
    keep_actual: str = ""
    last_expected: str = ""
    last_actual: str = ""
    recent: tuple[BeatReport, ...] = ()
    cause: str = ""
    cause_text: str = ""
    hints: tuple[str, ...] = ()
    ports: tuple[str, ...] = ()

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps(dataclasses.asdict(self))

    def to_text(self) -> str:
        """Lines for people, without a line break at the end."""
        subject = f"{self.kind.upper()} on {self.port}" if self.port else self.kind.upper()
        lines = [f"{subject}: {self.detail}"]
        lines.append(f"  when    clock {self.clock}, {self.time_ns:g} ns, test {self.test}")
        if self.layer or self.packet:
            lines.append(f"  layer   {self._layer()}")
        if self.beat is not None:
            lines.append(f"  where   {self._where()}")
        if self.cause:
            lines.append(f"  cause   {self.cause}: {self.cause_text}")
        lines += [f"          also: {hint}" for hint in self.hints]
        lines += [f"  port    {port}" for port in self.ports]
        lines += self._marks()
        lines += self._table()
        lines += self._history()
        lines.append(f"  seed    {self.seed} ({self.simulator})")
        lines.append(f"  replay  {self.replay}")
        return "\n".join(lines)

    def _layer(self) -> str:
        parts = [part for part in (self.network, self.layer, self.op, self.shape) if part]
        if self.packet and self.packet != self.layer:
            parts.append(f"packet {self.packet}")
        return ", ".join(parts)

    def _where(self) -> str:
        parts = [f"beat {self.beat} of {self.beats}"]
        if self.lane is not None:
            parts.append(f"lane {self.lane}")
        parts += [f"{name.replace('_', ' ')} {value}" for name, value in self.place.items()]
        return ", ".join(parts)

    def _marks(self) -> list[str]:
        lines = []
        if "keep" in self.fields:
            lines.append(f"  tkeep   expected {self.keep_expected}, actual {self.keep_actual}")
        if "last" in self.fields:
            lines.append(f"  tlast   expected {self.last_expected}, actual {self.last_actual}")
        return lines

    def _table(self) -> list[str]:
        if not self.lanes:
            return []
        lines = ["  lanes   lane      expected        actual"]
        for lane in self.lanes:
            place = " ".join(f"{k} {v}" for k, v in lane.place.items() if k in ("channel", "h"))
            sign = "  <- differs" if lane.wrong else ""
            lines.append(
                f"          {lane.lane:4d}  {_number(lane.expected)}  {_number(lane.actual)}  "
                f"{place if lane.kept else 'carries nothing'}{sign}"
            )
        return lines

    def _history(self) -> list[str]:
        if not self.recent:
            return []
        lines = ["  before"]
        for beat in self.recent:
            values = " ".join(str(value) for value in beat.values)
            name = "packet before" if beat.beat is None else f"beat {beat.beat}"
            lines.append(f"          {name}, clock {beat.clock}: {values}")
        return lines


def _number(value: int | None) -> str:
    return f"{'?' if value is None else value:>12}"
