"""One port of the per-beat transport: its monitor, the packets that must pass it, its driver."""

from __future__ import annotations

from collections import deque
from typing import Any

from golden.streams.frame import Frame
from tb.bench.ports import Kind, Port, Role
from tb.transport.base import Transfer
from tb.transport.fault import PortState, SeenBeat
from tb.transport.fit import check_fit
from tb.transport.pattern import Pattern
from tb.transport.python.cursor import Cursor, Payload
from tb.transport.python.expectation import Difference, Expectation
from tb.transport.python.monitor import HISTORY, Monitor
from tb.transport.python.port import Pins
from tb.transport.python.sink import SinkDriver
from tb.transport.python.source import SourceDriver


class Lane:
    """Everything that happens at one port.

    On an input of the design the expected packets are the driven ones, so a driver that sends
    something else than it was given is found too.

    Attributes:
        port: what the bench says of it.
        monitor: looks at the signals.
        expected: packets that must still pass, compared beat by beat.
        surplus: whether a beat that nobody expects is waiting and has been reported.
        holding: whether the bench itself kept a beat waiting in the last clock.
        moved_at: clock of the last beat.
        widths: bits of its fields by name.
        followers: lanes whose beats answer those of this one.
    """

    def __init__(self, dut: Any, port: Port) -> None:
        self.port = port
        self._pins = pins = Pins(dut, port)
        self.widths = pins.widths
        self._level = port.kind is Kind.LEVEL
        self.monitor = Monitor(pins)
        self.source = SourceDriver(pins) if port.role is Role.SOURCE else None
        self._sink = SinkDriver(pins) if port.role is Role.SINK else None
        self.expected = Expectation(pins, record=port.role is Role.SINK)
        self._recent: deque[tuple[int, Payload]] = deque(maxlen=HISTORY + 1)
        self._due: deque[int] = deque()
        self.followers: list[Lane] = []
        self.surplus = False
        self.holding = False
        self.moved_at = 0

    def forget(self) -> None:
        """Start anew, as after a reset."""
        self.monitor.forget()
        self.expected.forget()
        self._recent.clear()
        self._due.clear()
        self.surplus = self.holding = False
        if self.source is not None:
            self.source.forget()
        if self._sink is not None:
            self._sink.forget()

    def queue(self, frame: Frame, pattern: Pattern) -> None:
        """Append a packet to drive or to expect.

        Raises:
            FrameError: its beats do not fit the port.
        """
        check_fit(self.port, self.widths, frame)
        self.expected.queue.append(Cursor(frame, pattern, self._pins.names))
        if self.source is not None:
            self.source.queue.append(Cursor(frame, pattern, self._pins.names))

    def sample(self, clock: int) -> None:
        """Look at the port at this edge."""
        queue = self.expected.queue
        counts = queue[0].counts if queue else None
        if not self._level:
            self.monitor.sample(clock, counts)
        elif self.source is not None:
            if self.source.offering:
                self.monitor.sample_level(clock, counts)
            else:
                self.monitor.rest()
        elif self._due and self._due[0] == clock:
            self._due.popleft()
            self.monitor.sample_level(clock, counts)
        else:
            self.monitor.rest()

    def answer(self, clock: int) -> None:
        """A beat of the port that this one follows has passed: the answer is due in time."""
        if not self.expected.queue:
            return
        due = clock + self.port.latency
        if self.source is not None:
            self.source.owe(due)
        else:
            self._due.append(due)

    def recent(self, before: int) -> tuple[SeenBeat, ...]:
        """The last beats that passed before an edge, oldest first."""
        names = self._pins.names
        beats = [beat for beat in self._recent if beat[0] < before][-HISTORY:]
        return tuple(SeenBeat(at, dict(zip(names, values, strict=True))) for at, values in beats)

    def state(self, clock: int) -> PortState:
        """What the port is doing, for the report of a standstill."""
        cursor = self.expected.cursor
        return PortState(
            self.port.name,
            self.source is not None,
            cursor.frame if cursor else None,
            cursor.index if cursor else 0,
            self.monitor.valid if self.port.valid else "",
            self.monitor.ready if self.port.ready else "",
            clock - self.moved_at,
        )

    def take(self, clock: int) -> tuple[Difference | None, Transfer | None]:
        """Count and compare a beat that has passed."""
        self.moved_at = clock
        self.surplus = False
        values = self.monitor.values
        result = self.expected.pass_beat(clock, values)
        self._recent.append((clock, values))
        for follower in self.followers:
            follower.answer(clock)
        return result

    def drive(self, clock: int) -> None:
        """Set the bench's signals for the next edge."""
        monitor, source = self.monitor, self.source
        taken = monitor.taken
        if source is not None:
            if taken or (source.queue and not source.offering):
                source.step(taken, clock)
                self.holding = source.holding
        elif self._sink is not None:
            self.holding = monitor.valid == "1" and not taken and not self._level
            self._sink.step(self.expected.cursor, self.holding, taken, clock)
