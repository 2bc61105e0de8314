"""Captured sums on their way to the output stream."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from tb.bench.parts import Due, Dues, IllegalInputError, Signals, Values
from tb.kraken.references.bits import cut, joined, ones
from tb.kraken.references.slice import Slice
from tb.kraken.words import CAPTURE


@dataclass(frozen=True)
class Leaving:
    """A beat that is still to leave.

    Attributes:
        cores: of the channels that it has.
        rows: of each of them.
        column, channel: the first channel that it has.
        last: it closes the packet.
        ends: it is the last one of its capture.
    """

    cores: tuple[int, ...]
    rows: tuple[int, ...]
    column: int
    channel: int
    last: bool
    ends: bool


class OutletReference:
    """Beats of a capture, one a clock, behind them a register slice."""

    def __init__(self, values: Values) -> None:
        self.v = values
        self.lanes = values["OutChannels"] * values["Rows"]
        self.bytes = -(-self.lanes * values["YWidth"] // 8)
        self.beats: deque[Leaving] = deque()
        self.slice: Slice[tuple[Leaving | None, dict[str, int]]] = Slice()
        self.open = False

    def due(self, now: Signals) -> Dues:
        """Handshakes, the cores that are read, and the beat that leaves."""
        closing = self._closing(now)
        head = self.slice.head
        leaves = self.slice.ready and bool(self.beats) and self.beats[0].ends
        found: dict[str, int | Due] = {
            "ready": int(not self.beats or leaves),
            "active": int(bool(self.beats) or closing or head is not None),
            "m_axis_tvalid": int(head is not None),
        }
        if self.beats:
            width, cores = self.v["CoreWidth"], self.beats[0].cores
            found["read_cores"] = Due(joined(cores, width), ones(width * len(cores)))
        return found if head is None else {**found, **head[1]}

    def clock(self, now: Signals) -> None:
        """Send a beat, and take a capture."""
        came: tuple[Leaving | None, dict[str, int]] | None = None
        closing, ready = self._closing(now), self.slice.ready
        if self.beats:
            came = self.beats[0], self._beat(now, self.beats[0])
        elif closing:
            nothing = dict.fromkeys(("m_axis_tdata", "m_axis_tuser", "m_axis_tkeep"), 0)
            came = None, {**nothing, "m_axis_tlast": 1}
        if ready and self.beats:
            self.open = not self.beats.popleft().last
        elif ready and closing:
            self.open = False
        if now["capture"]:
            if self.beats:
                raise IllegalInputError("a capture comes while sums of the one before wait")
            self.beats.extend(self._captured(now["capture_info"]))
        self.slice.clock(came, taken=bool(now["m_axis_tready"]))

    def place(self) -> dict[str, int]:
        """Column of the capture and first channel of the beats that are read and that leave."""
        found: dict[str, int] = {}
        head = self.slice.head
        for how, beat in (
            ("read", self.beats[0] if self.beats else None),
            ("leaving", head[0] if head is not None else None),
        ):
            if beat is not None:
                found |= {f"column {how}": beat.column, f"channel {how}": beat.channel}
        return found

    def _closing(self, now: Signals) -> bool:
        return bool(now["close"]) and self.open and not self.beats

    def _captured(self, info: int) -> list[Leaving]:
        """The beats of a capture: channel by channel, column by column."""
        c = CAPTURE.unpack(info)
        if not c["columns"] or not c["channels_valid"] or not c["stride_w"] or not c["kernel_w"]:
            raise IllegalInputError("a capture without sums")
        group, most = c["kernel_w"] + c["stride_w"] - 1, self.v["OutChannels"]
        beats: list[Leaving] = []
        for column in range(c["columns"]):
            tap = c["tap"] - column * c["stride_w"]
            for first in range(0, c["channels_valid"], most):
                channels = range(first, min(first + most, c["channels_valid"]))
                cores = [ch // c["stride_w"] * group + ch % c["stride_w"] + tap for ch in channels]
                rows = [
                    self.v["Rows"] if core < c["rows_from"] else c["rows_valid"] for core in cores
                ]
                ends = column == c["columns"] - 1 and channels[-1] == c["channels_valid"] - 1
                last = ends and bool(c["packet_last"])
                beats.append(Leaving(tuple(cores), tuple(rows), column, first, last, ends))
        return beats

    def _beat(self, now: Signals, beat: Leaving) -> dict[str, int]:
        """What leaves: sums of the rows that exist, 0 elsewhere."""
        rows, width = self.v["Rows"], self.v["YWidth"]
        words, marks = [0] * self.lanes, 0
        read = cut(now["read_sums"], width, self.lanes)
        for m, valid in enumerate(beat.rows):
            for r in range(min(valid, rows)):
                words[m * rows + r] = read[m * rows + r]
                marks |= 1 << m * rows + r
        # A byte that the last sum ends in is kept as a whole.
        kept = self.bytes if not beat.last else -(-marks.bit_length() * width // 8)
        return {
            "m_axis_tdata": joined(words, width),
            "m_axis_tuser": marks,
            "m_axis_tkeep": ones(kept),
            "m_axis_tlast": int(beat.last),
        }
