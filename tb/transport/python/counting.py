"""A port that counts what happens at it."""

from __future__ import annotations

from typing import Any

from tb.bench.ports import Kind, Port
from tb.transport.base import Transfer
from tb.transport.counts import Length, Meeting, Place, PortCounts
from tb.transport.python.cursor import Cursor
from tb.transport.python.expectation import Difference
from tb.transport.python.lane import Lane


class CountingLane(Lane):
    """See `tb.transport.counts`; a class of its own so that other runs do nothing for it."""

    def __init__(self, dut: Any, port: Port) -> None:
        super().__init__(dut, port)
        self._held = dict.fromkeys(Place, 0)
        self._beats = dict.fromkeys(Meeting, 0)
        self._packets = dict.fromkeys(Length, 0)
        self._stood = self._was_ready = self._behind = False

    @property
    def counts(self) -> PortCounts:
        """Everything since it was made."""
        if self.port.kind is Kind.LEVEL:
            return PortCounts()
        counted = (self._held, self._beats, self._packets)
        return PortCounts(*(tuple(counts.values()) for counts in counted))

    def forget(self) -> None:
        """See `Lane.forget`; what was counted stays."""
        super().forget()
        self._behind = False

    def sample(self, clock: int) -> None:
        """See `Lane.sample`."""
        self._stood, self._was_ready = self.monitor.waits, self.monitor.ready == "1"
        super().sample(clock)

    def take(self, clock: int) -> tuple[Difference | None, Transfer | None]:
        """See `Lane.take`."""
        if (cursor := self.expected.cursor) is not None:
            self._beats[self._meeting(clock, cursor)] += 1
        difference, transfer = super().take(clock)
        if transfer is not None:
            one = transfer.frame.beats == 1
            self._packets[Length.ONE_BEAT if one else Length.MORE_BEATS] += 1
            self._behind = self.expected.cursor is not None
        return difference, transfer

    def drive(self, clock: int) -> None:
        """See `Lane.drive`."""
        super().drive(clock)
        if self.holding and (cursor := self.expected.cursor) is not None:
            self._held[self._place(cursor)] += 1

    def _meeting(self, clock: int, cursor: Cursor) -> Meeting:
        if self._recent and self._recent[-1][0] == clock - 1:
            return Meeting.IN_A_ROW if cursor.index else Meeting.PACKETS_IN_A_ROW
        if self._stood:
            return Meeting.VALID_FIRST
        return Meeting.READY_FIRST if self._was_ready else Meeting.TOGETHER

    def _place(self, cursor: Cursor) -> Place:
        if cursor.index == 0:
            return Place.BETWEEN if self._behind else Place.FIRST
        if cursor.index == cursor.frame.beats - 1:
            return Place.LAST
        edges = cursor.pattern.edges
        return Place.EDGE if edges is not None and cursor.index in edges else Place.INSIDE
