"""One port of the per-beat transport: its monitor, the packets that must pass it, its driver."""

from __future__ import annotations

from collections import deque
from typing import Any

from tb.bindings import PortBinding, Role
from tb.transport.base import Transfer
from tb.transport.beatwise.cursor import Cursor
from tb.transport.beatwise.expectation import Difference, Expectation
from tb.transport.beatwise.monitor import HISTORY, Monitor
from tb.transport.beatwise.port import AxisPort
from tb.transport.beatwise.sink import SinkDriver
from tb.transport.beatwise.source import SourceDriver
from tb.transport.fault import PortState, SeenBeat
from tb.transport.frame import Frame, FrameError
from tb.transport.pattern import Pattern


class Lane:
    """Everything that happens at one port.

    On an input of the design the expected packets are the driven ones, so a driver that sends
    something else than it was given is found too.

    Attributes:
        name: of the port.
        monitor: looks at the signals.
        expected: packets that must still pass, compared beat by beat.
        recent: the last beats that passed, oldest first.
        surplus: whether a beat that nobody expects is waiting and has been reported.
        holding: whether the bench itself kept a beat waiting in the last clock.
        moved_at: clock of the last transfer.
    """

    def __init__(self, dut: Any, binding: PortBinding) -> None:
        self.name = binding.name
        self._port = AxisPort(dut, binding)
        self.monitor = Monitor(self._port)
        self.source = SourceDriver(self._port) if binding.role is Role.SOURCE else None
        self._sink = SinkDriver(self._port) if binding.role is Role.SINK else None
        self.expected = Expectation(binding.name, record=binding.role is Role.SINK)
        self.recent: deque[SeenBeat] = deque(maxlen=HISTORY)
        self.surplus = False
        self.holding = False
        self.moved_at = 0

    def forget(self) -> None:
        """Start anew, as after a reset."""
        self.monitor.forget()
        self.expected.forget()
        self.recent.clear()
        self.surplus = self.holding = False
        if self.source is not None:
            self.source.forget()
        if self._sink is not None:
            self._sink.forget()

    def queue(self, frame: Frame, pattern: Pattern) -> None:
        """Append a packet to drive or to expect.

        Raises:
            FrameError: its beats do not have the port's width.
        """
        lanes = 0 if frame.keep is None else frame.keep.shape[1]
        if frame.beat_bytes != self._port.beat_bytes or lanes != self._port.lanes:
            raise FrameError(
                f"{frame.name}: beats of {frame.beat_bytes} bytes and {lanes} marks do not fit "
                f"port {self.name}, which has {self._port.beat_bytes} bytes and "
                f"{self._port.lanes} marks."
            )
        self.expected.queue.append(Cursor(frame, pattern))
        if self.source is not None:
            self.source.queue.append(Cursor(frame, pattern))

    def state(self, clock: int) -> PortState:
        """What the port is doing, for the report of a standstill."""
        cursor = self.expected.cursor
        return PortState(
            self.name,
            self.source is not None,
            cursor.frame if cursor else None,
            cursor.index if cursor else 0,
            self.monitor.valid,
            self.monitor.ready,
            clock - self.moved_at,
        )

    def take(self, beat: SeenBeat) -> tuple[Difference | None, Transfer | None]:
        """Count and compare a beat that has been transferred."""
        self.moved_at = beat.clock
        result = self.expected.pass_beat(beat)
        self.recent.append(beat)
        return result

    def drive(self, clock: int) -> None:
        """Set the bench's signals for the next clock."""
        monitor, source = self.monitor, self.source
        taken = monitor.beat is not None
        if source is not None:
            if taken or (source.queue and not source.offering):
                source.step(taken, clock)
                self.holding = source.holding
        elif self._sink is not None:
            self.holding = monitor.valid == "1" and not taken
            self._sink.step(self.expected.cursor, self.holding, taken, clock)
